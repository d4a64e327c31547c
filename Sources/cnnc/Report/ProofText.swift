internal import Backends
internal import Canonicalize
internal import DSL

/// Proofs that there is no optimum, in the names of rows and variables.
extension ConicRun {
  /// The parts of the certificate that are not 0, the largest first; rows of the user's constraints before
  /// others.
  var certificateParts: (kind: String, parts: [SolutionDocument.Certificate.Part])? {
    switch solution.certificate {
    case nil: return nil
    case .infeasible(let z):
      let blocks = program.rows.sorted { ($0.isOfUser ? 0 : 1) < ($1.isOfUser ? 0 : 1) }
      return ("infeasible", blocks.flatMap { parts(z, of: [$0]) })
    case .unbounded(let d): return ("unbounded", parts(d, of: program.variables))
    }
  }

  private func parts(
    _ values: [Double], of blocks: [ConicProgram.Block]
  ) -> [SolutionDocument.Certificate.Part] {
    let largest = values.reduce(0) { max($0, abs($1)) }
    return blocks.flatMap { block in
      block.range.filter { abs(values[$0]) > 1e-9 * largest }.map {
        SolutionDocument.Certificate.Part(name: block.name(of: $0), value: values[$0])
      }
    }.sorted { abs($0.value) > abs($1.value) }
  }

  /// Why there is no optimum: E501 or E502 at the constraints or the objective of the user.
  var proof: Diagnostic? {
    guard let (kind, parts) = certificateParts else { return nil }
    let shown = parts.prefix(6).map { "\(significant($0.value, 4)) \($0.name)" }
      .joined(separator: " + ").replacing("+ -", with: "- ")
    let rest = parts.count > 6 ? " + \(parts.count - 6) more" : ""
    if kind == "unbounded" {
      return Diagnostic(
        "E502", "unbounded: the objective falls without end", at: objectiveRange,
        notes: ["it falls by 1 along \(shown)\(rest) (checked)"],
        help: "add a regularizer, or bounds on the variables")
    }
    guard case .infeasible(let z) = solution.certificate else { return nil }
    let names = Set(parts.map(\.name))
    let blocks = program.rows.filter { $0.isOfUser && $0.range.contains { z[$0] != 0 } }
    let labels = blocks.compactMap { block in
      block.origin.map { origin in
        let rows = block.range.map(block.name).filter(names.contains)
        let list = rows.prefix(6).joined(separator: ", ")
        return Diagnostic.Label(
          origin, "in the conflict: \(list)" + (rows.count > 6 ? ", .." : ""))
      }
    }
    return Diagnostic(
      "E501", "infeasible: no point satisfies all constraints", at: labels.first?.range,
      caption: labels.first?.text, labels: Array(labels.dropFirst()),
      notes: ["certificate: \(shown)\(rest) gives 0 >= 1 (checked)"],
      help: "relax one of these constraints")
  }

  private var objectiveRange: SourceRange {
    switch model {
    case .training(let problem): problem.objectiveRange
    case .program(let program): program.objective.range
    }
  }
}

extension ConicProgram.Block {
  /// Whether the rows are a constraint that the user wrote.
  fileprivate var isOfUser: Bool { rule == "constraint" || rule == "robust.constraint" }
}

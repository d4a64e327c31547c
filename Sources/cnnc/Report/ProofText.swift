internal import Backends
internal import Canonicalize
internal import DSL

/// Proofs that there is no optimum, in the names of rows and variables.
extension ConicRun {
  /// A row with its multiplier, or a variable with its share of a ray.
  struct CertificatePart {
    let block: ConicProgram.Block
    let index: Int
    let value: Double

    var name: String { block.name(of: index) }
  }

  /// The parts of the certificate that are not 0, the largest first; rows of the user's constraints before
  /// others.
  var certificateParts: (kind: String, parts: [CertificatePart])? {
    switch solution.certificate {
    case nil: return nil
    case .infeasible(let own):
      let (z, rows) =
        infeasibility.map { ($0.conflict.multipliers, $0.program?.rows ?? []) }
        ?? (own, program.rows)
      let users = rows.filter(model.isConstraint)
      let others = rows.filter { !model.isConstraint($0) }
      return ("infeasible", parts(z, of: users) + parts(z, of: others))
    case .unbounded(let d): return ("unbounded", parts(d, of: program.variables))
    }
  }

  private func parts(
    _ values: [Double], of blocks: [ConicProgram.Block]
  ) -> [CertificatePart] {
    let largest = values.reduce(0) { max($0, abs($1)) }
    return blocks.flatMap { block in
      block.range.filter { abs(values[$0]) > 1e-9 * largest }
        .map { CertificatePart(block: block, index: $0, value: values[$0]) }
    }.sorted { abs($0.value) > abs($1.value) }
  }

  /// The parts as a machine reads them.
  var certificate: SolutionDocument.Certificate? {
    certificateParts.map { kind, parts in
      SolutionDocument.Certificate(
        kind: kind,
        parts: parts.map { part in
          let isUsers = kind == "unbounded" || model.isConstraint(part.block)
          return SolutionDocument.Certificate.Part(
            name: part.name, value: part.value,
            place: part.block.origin.flatMap {
              isUsers ? pipeline.report.sources.place($0) : nil
            }, indices: isUsers ? part.block.indices(of: part.index) : nil)
        })
    }
  }

  /// Why there is no optimum: E501 or E502 at the constraints or the objective of the user.
  var proof: Diagnostic? {
    guard let (kind, parts) = certificateParts else { return nil }
    return kind == "unbounded" ? unboundedness(parts) : infeasibility(parts)
  }

  private func unboundedness(_ parts: [CertificatePart]) -> Diagnostic {
    let own = parts.filter { $0.block.rule == "variables" || $0.block.rule.hasPrefix("convexify") }
    let others = parts.count - own.count
    let ray = own.map { ($0.name, $0.value) }
    var notes = [
      "it falls by 1 along \(combination(ray))"
        + (others > 0 ? " and \(counted(others, "variable")) of the model" : "") + " (checked)"
    ]
    if !own.isEmpty { notes.append("ray: " + rayText(ray)) }
    if case .unbounded(let d) = solution.certificate {
      let slopes = slopeText(objectiveSlopes(along: d))
      if !slopes.isEmpty { notes.append("objective: " + slopes) }
    }
    return Diagnostic(
      "E502", "unbounded: the objective falls without end", at: objectiveRange, notes: notes,
      help: "add a regularizer, or bounds on the variables")
  }

  /// What the parts of the objective as stated gain along a ray.
  private func objectiveSlopes(along d: [Double]) -> [(name: String, value: Double)] {
    switch meaning {
    case .program(let instance, _):
      let sources = pipeline.report.sources
      return instance.objectiveSlopes(along: d, in: program, support: supportValue).map { slope in
        let bytes = sources.file(of: slope.range).text[slope.range.start..<slope.range.end]
        let words = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        return (
          "`\(slope.isSubtracted ? "- " : "")\(words.joined(separator: " "))`", slope.value
        )
      }
    case .training(_, let instance, _, _):
      let largest = d.reduce(0) { max($0, abs($1)) }
      guard largest > 0 else { return [] }
      let step = 1e6 / largest
      let ends = [1.0, 2.0].compactMap { factor in
        instance.evaluation(
          of: instance.model(at: d.map { factor * step * $0 }), support: supportValue)
      }
      guard ends.count == 2 else { return [] }
      let (first, second) = (ends[0], ends[1])
      let loss = (second.loss - first.loss) / step
      return [
        ("the loss", loss),
        ("the regularizer", (second.objective - first.objective) / step - loss),
      ]
    }
  }

  private func infeasibility(_ parts: [CertificatePart]) -> Diagnostic {
    let users = parts.filter { model.isConstraint($0.block) }
    let others = parts.dropFirst(users.count)
    var sum = combination(users.map { ($0.name, $0.value) })
    if !others.isEmpty {
      var names: [String] = []
      for part in others where !names.contains(part.block.name) { names.append(part.block.name) }
      let shown = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", .." : "")
      sum += "\(users.isEmpty ? "" : " + ")\(counted(others.count, "row")) of the model (\(shown))"
    }
    var labels: [Diagnostic.Label] = []
    if users.isEmpty {
      // Functions whose domains exclude each other.
      var seen: Set<SourceRange> = []
      for part in others {
        guard let origin = part.block.origin, seen.insert(origin).inserted else { continue }
        labels.append(Diagnostic.Label(origin, "takes part: \(part.block.name)"))
      }
    }
    for origin in users.compactMap(\.block.origin)
    where !labels.contains(where: { $0.range == origin }) {
      let rows = users.filter { $0.block.origin == origin }.sorted { $0.index < $1.index }.map(
        \.name)
      let list = rows.prefix(6).joined(separator: ", ") + (rows.count > 6 ? ", .." : "")
      labels.append(Diagnostic.Label(origin, "in the conflict: \(list)"))
    }
    labels.sort { ($0.range.file, $0.range.start) < ($1.range.file, $1.range.start) }
    let radius = infeasibility?.radius
    return Diagnostic(
      "E501", "infeasible: no point satisfies all constraints", at: labels.first?.range,
      caption: labels.first?.text, labels: Array(labels.dropFirst()),
      notes: ["certificate: \(sum) gives 0 >= 1 (checked)"]
        + [infeasibility?.text(limit: options.explainLimit)].compactMap(\.self)
        + [radius.map { "radius: " + $0.text }].compactMap(\.self),
      help: radius?.help
        ?? (users.isEmpty
          ? "no constraint is at fault: look at the domains of functions such as log"
          : "relax one of these constraints"))
  }

  private var objectiveRange: SourceRange {
    switch model {
    case .training(let problem): problem.objectiveRange
    case .program(let program): program.objective.range
    }
  }
}

internal import Canonicalize
internal import DSL

/// A derivation, part of `cnnc.canonical/1`.
struct TraceDocument: Encodable {
  struct Span: Encodable {
    let file: String
    let line: Int
    let column: Int
  }

  struct Delta: Encodable {
    let variables: Int
    let rows: Int
    let nonzeros: Int
  }

  struct Step: Encodable {
    let rule: String
    let cites: [String]
    let kind: String
    let before: [String]
    let equation: String?
    let after: [String]
    let notes: [String]
    let spans: [Span]
    let delta: Delta
  }

  struct Fact: Encodable {
    let name: String
    let text: String
  }

  let facts: [Fact]
  let equation: String
  let statement: [String]
  let span: Span
  let steps: [Step]
  /// Checked after the last step.
  let freeOfPerturbations: Bool

  enum CodingKeys: String, CodingKey {
    case facts, equation, statement, span, steps
    case freeOfPerturbations = "free_of_perturbations"
  }

  /// The derivation; one that ends with a perturbation in it is a fault of the compiler.
  init(_ derivation: Derivation, in sources: SourceMap) {
    guard derivation.isFreeOfPerturbations else {
      preconditionFailure("a perturbation survived the robust pass")
    }
    func place(_ range: SourceRange) -> Span {
      let file = sources.file(of: range)
      let location = file.location(of: range.start)
      return Span(file: file.name, line: location.line, column: location.column)
    }
    facts = derivation.facts.map { Fact(name: $0.name, text: $0.text) }
    (equation, statement) = (derivation.equation, derivation.statement)
    span = place(derivation.span)
    steps = derivation.steps.map { step in
      Step(
        rule: step.rule, cites: step.cites, kind: step.kind.rawValue, before: step.before,
        equation: step.equation, after: step.after, notes: step.notes,
        spans: step.spans.map(place),
        delta: Delta(
          variables: step.delta.variables, rows: step.delta.rows, nonzeros: step.delta.nonzeros))
    }
    freeOfPerturbations = derivation.isFreeOfPerturbations
  }

  /// The derivation as numbered states with the rules between them.
  var text: String {
    var lines = facts.map { "\($0.name.padded(6))  \($0.text)" }
    lines += ["", "DERIVATION"]
    add(state: 1, equation, statement, &lines)
    lines[lines.count - statement.count] += "    \(span.file):\(span.line)"
    var state = 1
    for step in steps {
      for note in step.notes { lines.append("    |  \(note)") }
      let cites = step.cites.joined(separator: ", ")
      var line = "    +- \(step.rule.padded(20)) \(cites.padded(32)) \(step.kind.padded(12))"
      line += Self.change(step.delta)
      if let place = step.spans.first { line += "  \(place.file):\(place.line)" }
      while line.hasSuffix(" ") { line.removeLast() }
      lines.append(line)
      state += 1
      add(state: state, step.equation ?? "", step.after, &lines)
    }
    lines.append("    |")
    lines.append(number(state + 1) + "canonical, no Delta left: checked")
    return lines.joined(separator: "\n") + "\n"
  }

  private func number(_ state: Int) -> String { (state < 10 ? " " : "") + "\(state)  " }

  private func add(
    state: Int, _ equation: String, _ formulas: [String], _ lines: inout [String]
  ) {
    for (index, formula) in formulas.enumerated() {
      let head = index == 0 ? number(state) + equation.padded(8) : String(repeating: " ", count: 12)
      lines.append(head + formula)
    }
  }

  /// `+8 variables, +16 rows`
  static func change(_ delta: Delta) -> String {
    let parts = [
      (delta.variables, "variables"), (delta.rows, "rows"), (delta.nonzeros, "nonzeros"),
    ].filter { $0.0 != 0 }.map { "+\($0.0) \($0.1)" }
    return parts.joined(separator: ", ")
  }
}

internal import Canonicalize
internal import DSL

/// The robust pass, worst case by worst case: schema `cnnc.robust/1`.
struct RobustDocument: Encodable {
  let schema = "cnnc.robust/1"
  /// Empty where nothing is perturbed.
  let steps: [TraceDocument.Step]
  /// Checked after the pass.
  let freeOfPerturbations: Bool

  enum CodingKeys: String, CodingKey {
    case schema, steps
    case freeOfPerturbations = "free_of_perturbations"
  }

  init(_ derivation: Derivation, in sources: SourceMap) {
    let trace = TraceDocument(derivation, in: sources)
    steps = trace.steps.filter { $0.rule.hasPrefix("robust.") }
    freeOfPerturbations = trace.freeOfPerturbations
  }

  /// What each worst case was, what it is now, and why.
  var text: String {
    if steps.isEmpty { return "ROBUST PASS   nothing is perturbed: the program is as before\n" }
    var lines = ["ROBUST PASS   each worst case over the perturbations in closed form"]
    for step in steps {
      let place = step.spans.first.map { "   \($0.file):\($0.line)" } ?? ""
      lines += ["", "  \(step.rule)\(place)"]
      add("before", step.before, &lines)
      add("after", step.after, &lines)
      add("because", step.notes, &lines)
      add("by", [(step.cites + [step.kind]).joined(separator: ", ")], &lines)
      let sizes = TraceDocument.change(step.delta)
      add("costs", sizes.isEmpty ? [] : [sizes], &lines)
    }
    return (lines + ["", "  no Delta left: checked"]).joined(separator: "\n") + "\n"
  }

  private func add(_ heading: String, _ texts: [String], _ lines: inout [String]) {
    for (index, text) in texts.enumerated() {
      lines.append("    \((index == 0 ? heading : "").padded(8))  \(text)")
    }
  }
}

/// What to say where the rules of convexity end outside a loss.
extension Checker {
  /// The message about an expression whose convexity the rules do not prove; `source` is its text, in
  /// which a known way to write it may be found.
  func unprovable(
    _ obstacle: Obstacle, _ what: String, in source: [Expression], notes extra: [String] = []
  ) -> Diagnostic {
    var notes = ["rule: " + obstacle.rule] + extra
    let rewrite = Rewrite.covering(obstacle.range, in: source + lets.map(\.value))
    let help = rewrite.map { "write `\($0.text)` as `\($0.replacement)`" } ?? obstacle.advice
    let fixes = rewrite.map { [Diagnostic.FixIt($0.range, replacement: $0.replacement)] } ?? []
    switch obstacle.kind {
    case .product, .division:
      return Diagnostic(
        "E205",
        obstacle.kind == .product
          ? "a product of two expressions with unknowns"
          : "a division by an expression with unknowns",
        at: obstacle.range, caption: obstacle.caption, labels: obstacle.operands, notes: notes,
        help: help, fixes: fixes)
    case .domain:
      return Diagnostic(
        "E207", "\(what) is not defined for every value of the unknowns", at: obstacle.range,
        caption: obstacle.caption, labels: obstacle.operands, notes: notes, help: help,
        fixes: fixes)
    case .composition, .sum, .unknownSign:
      if extra.isEmpty {
        notes.append("the rules are sufficient, not necessary: it may be convex all the same")
      }
      return Diagnostic(
        "E206", "could not prove \(what) convex", at: obstacle.range, caption: obstacle.caption,
        labels: obstacle.operands, notes: notes,
        help: help ?? "write it with the functions of `cnnc atoms`, whose curvature is known",
        fixes: fixes)
    }
  }
}

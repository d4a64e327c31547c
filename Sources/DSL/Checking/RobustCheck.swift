/// What robust training asks of gates, sets and data.
extension Checker {
  mutating func checkRobustGates(
    _ terms: ObjectiveTerms, _ conditions: [OutputConstraint], _ network: NetworkDeclaration,
    _ gates: GatesDeclaration
  ) {
    for set in sampledSets {
      scope.use(set.text)
      if case .set = scope[set.text] { continue }
      if scope.broken.contains(set.text) { continue }
      if reportUnknownNames(in: .name(set)) { continue }
      report(
        Diagnostic(
          "E133", "`\(set.text)` is not a set of perturbations", at: set.range,
          labels: scope[set.text].map { [Diagnostic.Label($0.range, "declared here")] } ?? [],
          help: "declare it: `set \(set.text) = { delta : R[d] | ||delta||_inf <= eps }`"))
    }
    let perturbations = terms.fit.map(\.perturbation) + conditions.map(\.perturbation)
    guard let first = perturbations.compactMap({ $0 }).first, network.form == .relu else { return }
    if case .sample(let data, nil, let count, _) = gates.source {
      report(
        Diagnostic(
          "W302",
          "gates are sampled at \(data), not at \(data) + \(first.set)^n: patterns met only under"
            + " perturbation are missing", at: gates.range,
          help: "Algorithm 4.1: `sample(\(data) + \(first.set)^n, count: \(count), ..)`"))
    }
  }

  /// `raw(..)` belongs in the radius of a set.
  mutating func reportStrayRaw(_ e: TypedExpression) {
    if case .raw = e.kind {
      report(
        Diagnostic(
          "E413", "`raw(..)` gives a radius in the units before scaling: it belongs in a set",
          at: e.range, help: "for example `||delta||_inf <= raw(eps)`"))
    }
    for child in e.children { reportStrayRaw(child) }
  }
}

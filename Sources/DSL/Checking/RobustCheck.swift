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
      if reportUnknownNames(in: .name(set), as: .set) { continue }
      report(
        Diagnostic(
          "E133", "`\(set.text)` is not a set of perturbations", at: set.range,
          labels: scope[set.text].map { [Diagnostic.Label($0.range, "declared here")] } ?? [],
          help: "declare it: `set \(set.text) = { delta : R[d] | ||delta||_inf <= eps }`"))
    }
    let perturbed =
      terms.fit.compactMap { term in term.perturbation.map { ($0, term.range) } }
      + conditions.compactMap { condition in condition.perturbation.map { ($0, condition.range) } }
    guard let (first, range) = perturbed.first else { return }
    guard network.form == .relu else { return reportMovingGates(first, range, network) }
    if case .sample(let data, nil, let count, _) = gates.source {
      report(
        Diagnostic(
          "W302",
          "gates are sampled at \(data), not at \(data) + \(first.set)^n: patterns met only under"
            + " perturbation are missing", at: gates.range,
          help: "Algorithm 4.1: `sample(\(data) + \(first.set)^n, count: \(count), ..)`"))
    }
  }

  /// A perturbation moves the patterns of known gates with it, so that the output is not affine in it;
  /// of a ReLU network the pattern constraints of (4.3b) keep them in place.
  private mutating func reportMovingGates(
    _ perturbation: PerturbationVariable, _ range: SourceRange, _ network: NetworkDeclaration
  ) {
    let what =
      network.form == .gated
      ? "the gates of `\(network.name.text)` move with the data"
      : "`\(network.name.text)` is not affine in the data"
    let place = self.network?.value.range
    report(
      Diagnostic(
        "E310", "\(what): its worst case over `\(perturbation.set)` has no closed form",
        at: range, caption: "the worst case of this",
        labels: place.map { [Diagnostic.Label($0, "the network")] } ?? [],
        help:
          "train a ReLU network, `sum[j] relu(Z * u[j]) * alpha[j]`: its convex form keeps every"
          + " pattern fixed over the set (Theorem 4.1)"))
  }

  /// Warns of `raw(..)` for data that are not scaled.
  mutating func checkRawRadii(features: String) {
    guard case .data(let data) = scope[features], data.scaling == nil else { return }
    for name in scope.order {
      guard case .set(let set) = scope[name] else { continue }
      for condition in set.conditions {
        switch condition {
        case .ball(_, let radius), .norm(_, _, let radius), .box(let radius):
          guard radius.isRaw else { continue }
          report(
            Diagnostic(
              "W314", "`raw(..)` changes nothing: `\(features)` is not scaled",
              at: radius.value.range,
              labels: [Diagnostic.Label(data.name.range, "`\(features)` is read as it is")],
              help: "scale the data, `with scale(sd)`, or write the radius without `raw`"))
        case .linear: break
        }
      }
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
    if case .loss(_, let body, _, _) = e.kind { reportStrayRaw(body) }
    for child in e.children { reportStrayRaw(child) }
  }
}

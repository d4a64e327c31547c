/// Recognizes what the network is applied to.
extension Checker {
  /// X of `yhat(X)` and `yhat(X + Delta)`: one matrix of data for all terms.
  mutating func checkedFeatures(
    _ inputs: [TypedExpression], into terms: inout ObjectiveTerms
  ) -> String? {
    for input in inputs {
      guard let (name, perturbation) = featureInput(input) else {
        report(
          Diagnostic(
            "E308",
            input.hasPerturbation
              ? "the perturbation enters the network in a way that has no exact counterpart"
              : "the network is applied to something else than data", at: input.range,
            help: input.hasPerturbation
              ? "one is known for `yhat(X + Delta)`, the data plus a perturbation; how large it is, its"
                + " set says" : "write `yhat(X)` with data X"))
        return nil
      }
      if let perturbation, perturbation.rows == nil, input.shape.dimensions.count == 2 {
        return nil
      }
      if let earlier = terms.features, earlier != name {
        report(
          Diagnostic(
            "E129", "one term applies the network to `\(earlier)`, another to `\(name)`",
            at: input.range,
            labels: terms.featuresRange.map { [Diagnostic.Label($0, "here `\(earlier)`")] } ?? [],
            help: "all terms of an objective use the same data"))
        return nil
      }
      (terms.features, terms.featuresRange) = (name, input.range)
    }
    return terms.features
  }

  /// The data and the perturbation of `X`, `X + Delta`, `X[k]`, `X[k] + Delta[k]`.
  private func featureInput(
    _ e: TypedExpression
  ) -> (data: String, perturbation: PerturbationVariable?)? {
    switch e.kind {
    case .data(let name): return (name, nil)
    case .element(let base, let index):
      return index.count == 1 ? featureInput(base) : nil
    case .sum(let a, let b):
      for (data, delta) in [(a, b), (b, a)] {
        if let (name, none) = featureInput(data), none == nil, let variable = perturbation(delta) {
          return (name, variable)
        }
      }
      return nil
    case .number, .identity, .parameter, .size, .index, .lossArgument, .unknown, .prediction,
      .perturbation, .gate, .list, .negation, .difference, .product, .elementwiseProduct,
      .quotient, .transpose, .apply, .reduction, .worstCase, .loss, .raw, .flat:
      return nil
    }
  }

  private func perturbation(_ e: TypedExpression) -> PerturbationVariable? {
    switch e.kind {
    case .perturbation(let variable): return variable
    case .element(let base, _): return perturbation(base)
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .prediction, .gate, .list, .negation, .sum, .difference, .product, .elementwiseProduct,
      .quotient, .transpose, .apply, .reduction, .worstCase, .loss, .raw, .flat:
      return nil
    }
  }
}

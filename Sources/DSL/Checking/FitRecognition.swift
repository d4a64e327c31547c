/// Recognizes the summands of the objective: fits, perhaps under perturbation, and regularizers.
extension Checker {
  mutating func recognize(
    _ summand: Summand, _ network: NetworkDeclaration, _ perturbation: PerturbationVariable?,
    into terms: inout ObjectiveTerms
  ) {
    let core = summand.core
    if case .worstCase(let variable, let body) = core.kind {
      guard perturbation == nil else { return reportNestedAdversary(core.range) }
      return recognizeWorstCase(summand, variable, body, network, into: &terms)
    }
    if core.hasPrediction { return recognizeFit(summand, network, perturbation, into: &terms) }
    if perturbation == nil, case .reduction(.sum, let index, let body) = core.kind, core.hasUnknown
    {
      return recognizeRegularizer(summand, index, body, network, into: &terms)
    }
    reportUnknownTerm(core, network)
  }

  private mutating func reportNestedAdversary(_ range: SourceRange) {
    report(
      Diagnostic(
        "E308", "a `max` over perturbations inside another", at: range,
        help: "one adversary moves each sample: keep one of them"))
  }

  /// c * max[Delta in S] e with c >= 0: the terms of e are those of the adversary.
  private mutating func recognizeWorstCase(
    _ summand: Summand, _ variable: PerturbationVariable, _ body: TypedExpression,
    _ network: NetworkDeclaration, into terms: inout ObjectiveTerms
  ) {
    let sign = sign(of: summand.coefficient)
    guard sign.isNonnegative else {
      report(
        Diagnostic(
          "E310",
          sign.isNonpositive
            ? "a worst case with a negative coefficient is a best case: it is not convex"
            : "the coefficient of this worst case may be negative", at: summand.core.range,
          help: "the objective adds `c * max[..]` with c >= 0; say so: `param c : R >= 0`"))
      return
    }
    let before = terms.fit.count
    for inner in summands(of: body, coefficient: summand.coefficient) {
      guard inner.core.hasPerturbation else {
        report(
          Diagnostic(
            "E308", "this term does not depend on `\(variable.name)`", at: inner.core.range,
            help: "take it out of the `max`"))
        return
      }
      recognize(inner, network, variable, into: &terms)
    }
    if terms.fit.count > before + 1 {
      // Rows move independently, so the worst case of a sum over samples is taken sample by sample;
      // two sums share the adversary, and their worst cases do not add up.
      report(
        Diagnostic(
          "E308", "one adversary for two terms: their worst cases differ", at: body.range,
          help: "put both into one loss: `mean(f(yhat(X + \(variable.name)), y))` with"
            + " `loss f(z, t) = ..`"))
    }
  }

  private mutating func reportUnknownTerm(
    _ term: TypedExpression, _ network: NetworkDeclaration
  ) {
    if !term.hasUnknown && !term.hasPerturbation {
      report(
        Diagnostic(
          "E209", "this term is a constant: no weights change it", at: term.range,
          help: "take it out of the objective"))
      return
    }
    if case .product = term.kind, term.hasUnknown {
      report(
        Diagnostic(
          "E205", "a product of unknowns outside a form that is known to become convex",
          at: term.range,
          help: "the network itself is the one product of weights: `relu(Z * u[j]) * alpha[j]`"))
      return
    }
    report(
      Diagnostic(
        "E209", "this term of the objective is neither a fit nor a regularizer that is known",
        at: term.range, help: network.objectiveHelp))
  }

  /// A term with predictions in it: sum, mean or max of a loss over the samples.
  private mutating func recognizeFit(
    _ summand: Summand, _ network: NetworkDeclaration, _ perturbation: PerturbationVariable?,
    into terms: inout ObjectiveTerms
  ) {
    guard let (reduction, body, index) = overSamples(summand.core) else {
      if case .loss(let name, _, _, _) = summand.core.kind {
        report(
          Diagnostic(
            "E209", "this is the loss of one sample, not of all", at: summand.core.range,
            help: "take the mean or the sum: `mean(\(name)(\(network.name.text)(X), y))`"))
        return
      }
      if case .apply(let atom, _) = summand.core.kind, atom.name == Atom.norm2.name {
        report(
          Diagnostic(
            "E209", "this norm is not squared, so it is no sum over the samples",
            at: summand.core.range, help: "a fit is `||yhat(X) - y||_2^2`"))
        return
      }
      report(
        Diagnostic(
          "E209", "this term is no sum, mean or maximum over the samples", at: summand.core.range,
          notes: ["the convex program is built from the loss of each sample"],
          help: "write the fit as `mean(loss(\(network.name.text)(X), y))`, `sum(..)` or `max(..)`,"
            + " with no function around it"))
      return
    }
    var (adversary, losses) = (perturbation, body)
    if case .worstCase(let variable, let inner) = body.kind {
      guard adversary == nil else { return reportNestedAdversary(body.range) }
      // mean[k in 1..n] max[delta in B] f(yhat(X[k] + delta), y[k]): each sample its own adversary.
      (adversary, losses) = (variable, inner)
    }
    guard let formula = formula(losses, index: index, summand.core.range, into: &terms) else {
      return
    }
    guard let profiles = profiles(of: formula, coefficient: summand.coefficient, summand.core.range)
    else { return }
    terms.fit.append(
      FitTerm(
        coefficient: summand.coefficient, reduction: reduction, loss: formula,
        perturbation: adversary, profiles: profiles, range: summand.core.range))
  }

  /// The losses of the samples and what becomes of them: `mean(e)`, `sumsq(e)`, `||e||_2^2`,
  /// `mean[k in 1..n] e`.
  private func overSamples(
    _ e: TypedExpression
  ) -> (FitTerm.Reduction, TypedExpression, IndexVariable?)? {
    func square(_ inner: TypedExpression) -> TypedExpression {
      TypedExpression(.apply(.square, [inner]), inner.shape, e.range)
    }
    switch e.kind {
    case .reduction(let reducer, let index, let body):
      guard let reduction = FitTerm.Reduction(rawValue: reducer.rawValue) else { return nil }
      return (reduction, body, index)
    case .apply(let atom, let arguments):
      guard arguments.count == 1, let argument = arguments.first else { return nil }
      if atom.name == Atom.sumsq.name { return (.sum, square(argument), nil) }
      if atom.name == Atom.norm1.name {
        return (.sum, TypedExpression(.apply(.abs, [argument]), argument.shape, e.range), nil)
      }
      if atom.name == Atom.norminf.name {
        return (.max, TypedExpression(.apply(.abs, [argument]), argument.shape, e.range), nil)
      }
      if atom.name == Atom.squaringPower?.name || atom.name == Atom.square.name,
        case .apply(let norm, let inner) = argument.kind, norm.name == Atom.norm2.name
      {
        return (.sum, square(inner[0]), nil)
      }
      guard !argument.shape.isScalar else { return nil }
      return FitTerm.Reduction(rawValue: atom.name).map { ($0, argument, nil) }
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .prediction, .perturbation, .gate, .list, .negation, .sum, .difference, .product,
      .elementwiseProduct, .quotient, .transpose, .element, .worstCase, .loss, .raw, .flat:
      return nil
    }
  }

  /// An expression over all samples as a formula for one; notes which data the network sees.
  mutating func formula(
    _ losses: TypedExpression, index: IndexVariable?, _ range: SourceRange,
    isConstraint: Bool = false, into terms: inout ObjectiveTerms
  ) -> SampleFormula? {
    var reading = SampleReading(index: index)
    guard let body = reading.formula(losses) else {
      let place = reading.obstacle ?? losses
      if case .flat = place.kind {
        report(
          Diagnostic(
            "E209", "the data of a loss are a vector, one number for each sample", at: place.range,
            help: "declare them so, `data y : R[n]`; a column of a file is a vector"))
        return nil
      }
      if case .reduction(let reducer, let index, _) = place.kind, place.isOfLoss {
        report(
          Diagnostic(
            "E209",
            "this \(reducer.rawValue) within the loss of a sample runs over \(index.domain.description)",
            at: place.range,
            notes: ["it is written out term by term before the data are read"],
            help:
              "let it run from number to number, over \(TypedExpression.mostTerms) terms at most:"
              + " `\(reducer.rawValue)[\(index.name) in 1..3] ..`"))
        return nil
      }
      if isConstraint {
        reportMixedConstraint(place)
        return nil
      }
      if place.hasUnknown && !place.hasPrediction {
        report(
          Diagnostic(
            "E209", "a regularizer inside the sum over the samples", at: place.range,
            help: "close the parenthesis of the fit before it: `mean(f(yhat(X), y)) + beta/2 * ..`")
        )
        return nil
      }
      report(
        Diagnostic(
          "E209", "this part mixes samples, so the loss is not one of each sample",
          at: place.range,
          help: "a loss takes the prediction and the data of one sample:"
            + " `mean(f(yhat(X), y))`, or `mean[k in 1..n] f(yhat(X[k]), y[k])`"))
      return nil
    }
    guard let features = checkedFeatures(reading.inputs, into: &terms) else { return nil }
    terms.features = features
    for name in reading.dataNames { scope.use(name) }
    warnOfExchangedArguments(losses)
    return SampleFormula(body: body, lossName: lossName(at: losses), dataNames: reading.dataNames)
  }

  /// Warns where a loss has the target for its prediction and the prediction for its target.
  private mutating func warnOfExchangedArguments(_ e: TypedExpression) {
    if case .loss(let name, _, let z, let t) = e.kind, !z.hasPrediction, t.hasPrediction {
      report(
        Diagnostic(
          "W140", "the arguments of `\(name)` are exchanged: the prediction comes first",
          at: z.range.union(t.range),
          labels: scope[name].map { [Diagnostic.Label($0.range, "declared here")] } ?? [],
          help: "`loss f(z, t)` is called as `f(yhat(X), y)`; only z is what training changes"))
    }
    for child in e.children { warnOfExchangedArguments(child) }
  }

  /// The declared loss that an expression calls.
  private func lossName(at e: TypedExpression) -> String? {
    if case .loss(let name, _, _, _) = e.kind { name } else { nil }
  }
}

extension NetworkDeclaration {
  /// What an objective of this network looks like.
  var objectiveHelp: String {
    "an objective is `mean(loss(\(name.text)(X), y))` or `sum(..)` plus `\(regularizer)`"
  }

  /// The regularizer that goes with this form.
  var regularizer: String {
    switch form {
    case .relu: "beta/2 * sum[j] (||\(hidden)[j]||_2^2 + \(output ?? "alpha")[j]^2)"
    case .gated: "beta * sum[i] ||\(hidden)[i]||_2"
    case .knownHidden: "beta * sum[j] abs(\(output ?? "alpha")[j])"
    }
  }
}

internal import DSL

/// The worst case of a loss over the interval [c - h, c + h] of predictions, written out.
///
/// A maximum passes through nondecreasing functions and through `max`; an affine part a z + b takes
/// a c + b + |a| h, an even function of one the argument |a c + b| + |a| h (18). Where none of this
/// applies the loss is taken at both ends (R2), with a variable for h: a convex function is largest at
/// an end, and a larger h only widens the interval.
extension ProgramWriter {
  mutating func worstCase(
    _ body: TypedExpression, _ perturbation: PerturbationVariable?, _ network: NetworkText,
    at range: SourceRange
  ) throws(UnwritableProgram) -> Expression {
    let c = network.prediction(features.at([k]), k)
    guard let perturbation else { return write(body, prediction: c) }
    let h = try support(perturbation.set, network.theta(k), at: range)
    let usesStructure = style == .closed || style == .readable
    if usesStructure, let closed = worst(body, c, h) { return closed }
    hasEnds = true
    let radius = style.isLegal ? try radius(perturbation.set, network, at: range) : h
    return .call(
      "max",
      [write(body, prediction: c.plus(radius)), write(body, prediction: c.minus(radius))])
  }

  /// A formula of one sample with an expression for its prediction.
  func write(_ e: TypedExpression, prediction: Expression) -> Expression {
    var writer = ExpressionWriter()
    let k = k
    writer.replacement = { part in
      switch part.kind {
      case .lossArgument(.prediction): prediction
      case .data(let name): Expression.name(name).at([k], at: part.range)
      case .number, .identity, .parameter, .size, .index, .lossArgument(.target), .unknown,
        .prediction, .perturbation, .gate, .list, .negation, .sum, .difference, .product,
        .elementwiseProduct, .quotient, .transpose, .element, .apply, .reduction, .worstCase,
        .loss, .raw, .flat:
        nil
      }
    }
    return writer.expression(e)
  }

  private func attributes(_ e: TypedExpression) -> Attributes {
    var analysis = CurvatureAnalysis()
    analysis.intervals = intervals
    return analysis.attributes(of: e)
  }

  /// The largest value in closed form; nil where there is none.
  private func worst(_ e: TypedExpression, _ c: Expression, _ h: Expression) -> Expression? {
    guard e.predictionCount > 0 else { return write(e, prediction: c) }
    let found = attributes(e)
    if found.curvature.isAffine, let slope = slope(of: e) {
      return write(e, prediction: c).plus(size(slope, times: h))
    }
    switch e.kind {
    case .sum(let a, let b) where b.predictionCount == 0:
      return worst(a, c, h)?.plus(write(b, prediction: c), at: e.range)
    case .sum(let a, let b) where a.predictionCount == 0:
      return worst(b, c, h).map { write(a, prediction: c).plus($0, at: e.range) }
    case .difference(let a, let b) where b.predictionCount == 0:
      return worst(a, c, h)?.minus(write(b, prediction: c), at: e.range)
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      let (factor, rest) = a.predictionCount == 0 ? (a, b) : (b, a)
      if factor.predictionCount == 0 && attributes(factor).sign.isNonnegative {
        return worst(rest, c, h).map { write(factor, prediction: c).scaling($0, at: e.range) }
      }
    case .quotient(let a, let b) where attributes(b).sign.isNonnegative:
      return worst(a, c, h)?.combined(.divide, write(b, prediction: c), at: e.range)
    case .apply(let atom, let arguments):
      if let result = worst(e, atom, arguments, c, h) { return result }
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .prediction, .perturbation, .gate, .list, .negation, .sum, .difference, .quotient,
      .transpose, .element, .reduction, .worstCase, .loss, .raw, .flat:
      break
    }
    switch found.trend {
    case .nondecreasing: return write(e, prediction: c.plus(h))
    case .nonincreasing: return write(e, prediction: c.minus(h))
    case .constant, .neither: return nil
    }
  }

  private func worst(
    _ e: TypedExpression, _ atom: Atom, _ arguments: [TypedExpression], _ c: Expression,
    _ h: Expression
  ) -> Expression? {
    let moving = arguments.indices.filter { arguments[$0].predictionCount > 0 }
    let rises = moving.allSatisfy {
      atom.monotonicity($0, attributes(arguments[$0]).sign) == .nondecreasing
    }
    var inner: [Expression] = arguments.map { write($0, prediction: c) }
    if rises && (moving.count == 1 || atom.name == Atom.max.name) {
      for index in moving {
        guard let part = worst(arguments[index], c, h) else { return nil }
        inner[index] = part
      }
    } else if moving == [0], atom.isEven, attributes(arguments[0]).curvature.isAffine,
      let slope = slope(of: arguments[0])
    {
      let magnitude = Expression.call("abs", [inner[0]]).plus(size(slope, times: h))
      if atom.isMagnitude { return magnitude }
      inner[0] = magnitude
    } else {
      return nil
    }
    return ExpressionWriter().written(atom, inner, at: e.range)
  }

  /// The coefficient of the prediction in an affine formula.
  private func slope(of e: TypedExpression) -> TypedExpression? {
    func node(_ kind: TypedExpression.Kind) -> TypedExpression {
      TypedExpression(kind, .scalar, e.range)
    }
    guard e.predictionCount > 0 else { return node(.number(0)) }
    switch e.kind {
    case .lossArgument(.prediction): return node(.number(1))
    case .negation(let a): return slope(of: a).map { node(.negation($0)) }
    case .sum(let a, let b), .difference(let a, let b):
      if b.predictionCount == 0 { return slope(of: a) }
      let isDifference = if case .difference = e.kind { true } else { false }
      guard let right = slope(of: b) else { return nil }
      if a.predictionCount == 0 { return isDifference ? node(.negation(right)) : right }
      return slope(of: a).map { node(isDifference ? .difference($0, right) : .sum($0, right)) }
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      let (factor, rest) = a.predictionCount == 0 ? (a, b) : (b, a)
      guard factor.predictionCount == 0, let inner = slope(of: rest) else { return nil }
      return node(.product(factor, inner))
    case .quotient(let a, let b): return slope(of: a).map { node(.quotient($0, b)) }
    case .apply(let atom, let arguments) where atom.curvature == .affine && arguments.count == 1:
      return slope(of: arguments[0])
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument(.target), .unknown,
      .prediction, .perturbation, .gate, .list, .transpose, .element, .apply, .reduction,
      .worstCase, .loss, .raw, .flat:
      return nil
    }
  }

  /// |slope| h.
  private func size(_ slope: TypedExpression, times h: Expression) -> Expression {
    magnitude(slope).scaling(h)
  }

  /// The size of a number that no unknown changes.
  private func magnitude(_ e: TypedExpression) -> Expression {
    switch e.kind {
    case .number(let value): return .number(abs(value))
    case .negation(let a): return magnitude(a)
    case .product(let a, let b):
      let (left, right) = (magnitude(a), magnitude(b))
      return right.literal == 1 ? left : left.scaling(right)
    case .quotient(let a, let b): return magnitude(a).combined(.divide, magnitude(b))
    case .data(let name):
      if problem.data(named: name)?.labels.map({ $0.allSatisfy { abs($0) == 1 } }) ?? false {
        return .number(1)
      }
    case .identity, .parameter, .size, .index, .lossArgument, .unknown, .prediction,
      .perturbation, .gate, .list, .sum, .difference, .elementwiseProduct, .transpose, .element,
      .apply, .reduction, .worstCase, .loss, .raw, .flat:
      break
    }
    let text = write(e, prediction: .number(0))
    let sign = attributes(e).sign
    if sign.isNonnegative { return text }
    return sign.isNonpositive ? text.negated : .call("abs", [text])
  }
}

internal import DSL

/// A loss that depends on the prediction through |scale z + offset| alone: every prediction stands in an
/// even function of the same affine argument, up to its sign.
struct Distance {
  /// The loss in terms of s = |scale z + offset|, written as the prediction; nondecreasing for s >= 0.
  let outer: TypedExpression
  /// The argument of the even functions, for each sample.
  private(set) var scale: [Double] = []
  private(set) var offset: [Double] = []

  /// The distance in a convex loss; nil where there is none.
  init?(_ body: TypedExpression, _ reader: FormulaReader) {
    var arguments: [TypedExpression] = []
    guard Self.collect(body, &arguments), let first = arguments.first,
      let (scale, offset) = Self.affine(first, reader)
    else { return nil }
    for other in arguments.dropFirst() {
      guard let (s, o) = Self.affine(other, reader) else { return nil }
      let isSame = s == scale && o == offset
      let isNegative =
        zip(s, scale).allSatisfy { $0 == -$1 } && zip(o, offset).allSatisfy { $0 == -$1 }
      guard isSame || isNegative else { return nil }
    }
    outer = body.replacing { part in
      guard let (atom, argument) = Self.even(part) else { return nil }
      let s = TypedExpression(.lossArgument(.prediction), .scalar, argument.range)
      // |s| = s; other even functions take s as it is.
      if atom.isMagnitude { return s }
      guard case .apply(_, let arguments) = part.kind else { return nil }
      return TypedExpression(.apply(atom, [s] + arguments.dropFirst()), .scalar, part.range)
    }
    self.scale = scale
    self.offset = offset
  }

  /// An even function of something with a prediction in it.
  private static func even(_ e: TypedExpression) -> (Atom, TypedExpression)? {
    guard case .apply(let atom, let arguments) = e.kind, arguments[0].predictionCount > 0,
      atom.isEven, arguments.dropFirst().allSatisfy({ $0.predictionCount == 0 })
    else { return nil }
    return (atom, arguments[0])
  }

  /// Collects the arguments of even functions; false where a prediction stands outside of them.
  private static func collect(_ e: TypedExpression, _ arguments: inout [TypedExpression]) -> Bool {
    if case .lossArgument(.prediction) = e.kind { return false }
    if let (_, argument) = even(e) {
      arguments.append(argument)
      return true
    }
    return e.children.allSatisfy { collect($0, &arguments) }
  }

  /// scale z + offset for each sample; nil where the argument is not affine.
  private static func affine(
    _ e: TypedExpression, _ reader: FormulaReader
  ) -> (scale: [Double], offset: [Double])? {
    if let values = reader.constants(e) { return (values.map { _ in 0 }, values) }
    func both(
      _ a: TypedExpression, _ b: TypedExpression, _ sign: Double
    ) -> (scale: [Double], offset: [Double])? {
      guard let x = affine(a, reader), let y = affine(b, reader) else { return nil }
      return (
        zip(x.scale, y.scale).map { $0 + sign * $1 }, zip(x.offset, y.offset).map { $0 + sign * $1 }
      )
    }
    func scaled(
      _ a: TypedExpression, _ factors: [Double]
    ) -> (scale: [Double], offset: [Double])? {
      affine(a, reader).map { x in
        (zip(x.scale, factors).map { $0 * $1 }, zip(x.offset, factors).map { $0 * $1 })
      }
    }
    switch e.kind {
    case .lossArgument(.prediction):
      return (
        [Double](repeating: 1, count: reader.count), [Double](repeating: 0, count: reader.count)
      )
    case .sum(let a, let b): return both(a, b, 1)
    case .difference(let a, let b): return both(a, b, -1)
    case .negation(let a): return scaled(a, [Double](repeating: -1, count: reader.count))
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      if let factors = reader.constants(a) { return scaled(b, factors) }
      return reader.constants(b).flatMap { scaled(a, $0) }
    case .quotient(let a, let b):
      return reader.constants(b).flatMap { divisors in scaled(a, divisors.map { 1 / $0 }) }
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument(.target), .unknown,
      .prediction, .perturbation, .gate, .list, .transpose, .element, .apply, .reduction,
      .worstCase, .loss, .raw, .flat:
      return nil
    }
  }
}

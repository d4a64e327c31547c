/// Reads an expression over all samples as one about a single sample: every vector over the samples
/// becomes the number that the sample has.
struct SampleReading {
  /// The index of the samples, where the expression has one.
  let index: IndexVariable?
  /// What the network is applied to.
  private(set) var inputs: [TypedExpression] = []
  /// The vectors of data whose entries are used, those that predictions are compared with first.
  private(set) var dataNames: [String] = []
  /// The part that is not about one sample.
  private(set) var obstacle: TypedExpression?

  init(index: IndexVariable?) { self.index = index }

  /// The formula for one sample; nil where samples mix.
  mutating func formula(_ e: TypedExpression) -> TypedExpression? {
    func scalar(_ kind: TypedExpression.Kind) -> TypedExpression {
      TypedExpression(kind, .scalar, e.range)
    }
    switch e.kind {
    case .number, .parameter, .size: return e
    case .prediction(let input):
      let isRow = e.shape.isScalar
      guard isRow == (index != nil), !isRow || isOwnRow(input) else { return refuse(e) }
      inputs.append(input)
      return scalar(.lossArgument(.prediction))
    case .data(let name):
      guard index == nil, e.shape.dimensions.count == 1 else { return refuse(e) }
      return datum(name, e)
    case .element(let base, let indices):
      // y[k] of this sample, or an entry of its prediction yhat(X)[k]
      guard let index, indices == [.variable(index)] else { return refuse(e) }
      if case .data(let name) = base.kind, base.shape.dimensions.count == 1 {
        return datum(name, e)
      }
      if case .prediction(let input) = base.kind {
        inputs.append(input)
        return scalar(.lossArgument(.prediction))
      }
      return refuse(e)
    case .negation(let a): return formula(a).map { scalar(.negation($0)) }
    case .sum(let a, let b): return both(a, b).map { scalar(.sum($0, $1)) }
    case .difference(let a, let b): return both(a, b).map { scalar(.difference($0, $1)) }
    case .elementwiseProduct(let a, let b): return product(a, b).map { scalar(.product($0, $1)) }
    case .product(let a, let b):
      guard a.shape.isScalar || b.shape.isScalar else { return refuse(e) }
      return product(a, b).map { scalar(.product($0, $1)) }
    case .quotient(let a, let b): return both(a, b).map { scalar(.quotient($0, $1)) }
    case .apply(let atom, let arguments):
      let isReduction =
        atom.form == .reducing || (atom.form == .either && arguments.count == 1)
      let isList = arguments.allSatisfy { if case .list = $0.kind { true } else { false } }
      guard !isReduction || isList || arguments.allSatisfy({ $0.shape.isScalar }) else {
        return refuse(e)
      }
      var inner: [TypedExpression] = []
      for argument in arguments {
        guard let read = formula(argument) else { return nil }
        inner.append(read)
      }
      return scalar(.apply(atom, inner))
    case .loss(_, let body, let z, let t):
      guard let arguments = both(z, t) else { return nil }
      let applied = body.applied(prediction: arguments.0, target: arguments.1).writtenOut()
      return applied.firstReduction.map { refuse($0) } ?? applied
    case .list(let elements):
      // [z - t, 1] inside a norm
      guard index != nil, elements.allSatisfy(\.shape.isScalar) else { return refuse(e) }
      let inner = elements.compactMap { formula($0) }
      guard inner.count == elements.count else { return nil }
      return TypedExpression(.list(inner), e.shape, e.range)
    case .reduction:
      let terms = e.writtenOut()
      if case .reduction = terms.kind { return refuse(e) }
      return formula(terms)
    case .identity, .index, .lossArgument, .unknown, .perturbation, .gate, .transpose, .worstCase,
      .raw, .flat:
      return refuse(e)
    }
  }

  /// The factors of a product. One without a prediction that stands before a loss is a weight of the
  /// samples, not their target: the loss is read first.
  private mutating func product(
    _ a: TypedExpression, _ b: TypedExpression
  ) -> (TypedExpression, TypedExpression)? {
    guard !a.hasPrediction && b.isLoss else { return both(a, b) }
    return both(b, a).map { ($1, $0) }
  }

  private mutating func both(
    _ a: TypedExpression, _ b: TypedExpression
  ) -> (TypedExpression, TypedExpression)? {
    guard let left = formula(a), let right = formula(b) else { return nil }
    return (left, right)
  }

  private mutating func datum(_ name: String, _ e: TypedExpression) -> TypedExpression {
    if !dataNames.contains(name) { dataNames.append(name) }
    return TypedExpression(.data(name), .scalar, e.range)
  }

  /// X[k] or X[k] + Delta[k] with the index of the samples.
  private func isOwnRow(_ input: TypedExpression) -> Bool {
    guard let index else { return false }
    switch input.kind {
    case .element(_, let indices): return indices == [.variable(index)]
    case .sum(let a, let b): return isOwnRow(a) && isOwnRow(b)
    case .perturbation(let variable): return variable.rows == nil
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .prediction, .gate, .list, .negation, .difference, .product, .elementwiseProduct,
      .quotient, .transpose, .apply, .reduction, .worstCase, .loss, .raw, .flat:
      return false
    }
  }

  private mutating func refuse(_ e: TypedExpression) -> TypedExpression? {
    if obstacle == nil { obstacle = e }
    return nil
  }
}

extension TypedExpression {
  /// Whether it is of a declared loss, its arguments being put in place.
  var isOfLoss: Bool { contains { if case .lossArgument = $0.kind { true } else { false } } }

  /// A sum or the like that stands in it.
  fileprivate var firstReduction: TypedExpression? {
    if case .reduction = kind { return self }
    for child in children {
      if let found = child.firstReduction { return found }
    }
    return nil
  }

  /// Whether it is a function of predictions that is more than affine by its form.
  fileprivate var isLoss: Bool {
    hasPrediction
      && contains {
        switch $0.kind {
        case .apply, .loss: true
        case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
          .prediction, .perturbation, .gate, .list, .negation, .sum, .difference, .product,
          .elementwiseProduct, .quotient, .transpose, .element, .reduction, .worstCase, .raw, .flat:
          false
        }
      }
  }
}

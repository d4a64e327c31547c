/// An expression with its names resolved, its shapes known, and losses and `let`s put in place.
public struct TypedExpression: Sendable {
  /// What it is.
  public let kind: Kind
  /// The sizes of its value.
  public let shape: Shape
  /// Where it stands; inside a loss or a `let` that is the place in its declaration.
  public let range: SourceRange
  /// How large it is, and what stands in it.
  let extent: Extent

  /// A node; the shape is the caller's business.
  package init(_ kind: Kind, _ shape: Shape, _ range: SourceRange) {
    self.kind = kind
    self.shape = shape
    self.range = range
    self.extent = Extent(of: kind)
  }

  /// What an expression can be.
  public indirect enum Kind: Sendable {
    case number(Double)
    /// I, as large as its neighbours ask.
    case identity
    case parameter(String)
    case size(String)
    case data(String)
    /// The number that an index has.
    case index(IndexVariable)
    /// z or t of a loss that is looked at alone.
    case lossArgument(LossArgument)
    /// A member of a family of weights or variables, or one without an index.
    case unknown(String, IndexValue?)
    /// yhat(input), one number for each row.
    case prediction(TypedExpression)
    /// Delta of `max[Delta in B^n]` or `forall Delta in B^n`.
    case perturbation(PerturbationVariable)
    /// gate(input, g[i]): diag([input g_i >= 0]) for a matrix, 0 or 1 for a row.
    case gate(TypedExpression, family: String, IndexValue)
    case list([TypedExpression])
    case negation(TypedExpression)
    case sum(TypedExpression, TypedExpression)
    case difference(TypedExpression, TypedExpression)
    /// The product of matrices and vectors, or by a number.
    case product(TypedExpression, TypedExpression)
    case elementwiseProduct(TypedExpression, TypedExpression)
    case quotient(TypedExpression, TypedExpression)
    case transpose(TypedExpression)
    /// A row of a matrix, an entry of a vector or of a matrix.
    case element(TypedExpression, [IndexValue])
    case apply(Atom, [TypedExpression])
    case reduction(ReductionExpression.Reducer, IndexVariable, TypedExpression)
    /// The largest value over a set of perturbations.
    case worstCase(PerturbationVariable, TypedExpression)
    /// A declared loss, sample by sample: `body` is in terms of its arguments.
    case loss(String, body: TypedExpression, TypedExpression, TypedExpression)
    /// A radius in the units of the data before scaling.
    case raw(TypedExpression)
    /// A matrix with one column or row as a vector.
    case flat(TypedExpression)
  }

  /// The arguments of a loss.
  public enum LossArgument: String, Sendable {
    case prediction
    case target
  }
}

/// An index bound by a sum, a `for` or the call of a `let`; two bindings are never the same variable.
public struct IndexVariable: Hashable, Sendable {
  /// As written.
  public let name: String
  /// Tells bindings of one name apart.
  let id: Int
  /// What it runs over.
  public let domain: IndexDomain

  /// An index; those bound in programs have positive numbers.
  package init(name: String, id: Int, domain: IndexDomain) {
    self.name = name
    self.id = id
    self.domain = domain
  }
}

/// What an index runs over.
public enum IndexDomain: Hashable, Sendable {
  /// The neurons of the network, as many as training needs.
  case neurons
  /// The members of a family of gates.
  case gates(String)
  /// lower..upper, both included.
  case interval(Int, Dimension)

  /// As text for messages.
  public var description: String {
    switch self {
    case .neurons: "the neurons"
    case .gates(let name): "the gates `\(name)`"
    case .interval(let lower, let upper): "\(lower)..\(upper)"
    }
  }
}

/// An index where it is used.
public enum IndexValue: Hashable, Sendable {
  case variable(IndexVariable)
  case number(Int)
}

/// A perturbation bound by `max[Delta in B^n]` or `forall Delta in B^n`.
public struct PerturbationVariable: Hashable, Sendable {
  /// As written.
  public let name: String
  /// The set's name.
  public let set: String
  /// n of `B^n`: one member of the set for each row; nil for one member of `B`.
  public let rows: Dimension?
  /// Tells bindings of one name apart.
  let id: Int
}

extension TypedExpression {
  /// The direct parts.
  public var children: [TypedExpression] {
    switch kind {
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .perturbation:
      []
    case .prediction(let e), .gate(let e, _, _), .negation(let e), .transpose(let e),
      .element(let e, _), .reduction(_, _, let e), .worstCase(_, let e), .raw(let e), .flat(let e):
      [e]
    case .list(let elements): elements
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b),
      .elementwiseProduct(let a, let b), .quotient(let a, let b), .loss(_, _, let a, let b):
      [a, b]
    case .apply(_, let arguments): arguments
    }
  }

  /// Whether the expression or a part of it satisfies a condition.
  public func contains(_ condition: (TypedExpression) -> Bool) -> Bool {
    condition(self) || children.contains { $0.contains(condition) }
  }

  /// Whether something that training decides stands in it.
  public var hasUnknown: Bool { extent.parts.contains(.unknown) }

  /// Whether a perturbation stands in it.
  public var hasPerturbation: Bool { extent.parts.contains(.perturbation) }

  /// Whether the network's prediction stands in it.
  public var hasPrediction: Bool { extent.parts.contains(.prediction) }

  /// The same expression with every part replaced where `replacement` gives another.
  package func replacing(_ replacement: (TypedExpression) -> TypedExpression?) -> TypedExpression {
    if let other = replacement(self) { return other }
    func inner(_ e: TypedExpression) -> TypedExpression { e.replacing(replacement) }
    let new: Kind =
      switch kind {
      case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
        .perturbation:
        kind
      case .prediction(let e): .prediction(inner(e))
      case .gate(let e, let family, let index): .gate(inner(e), family: family, index)
      case .negation(let e): .negation(inner(e))
      case .transpose(let e): .transpose(inner(e))
      case .element(let e, let indices): .element(inner(e), indices)
      case .reduction(let reducer, let index, let e): .reduction(reducer, index, inner(e))
      case .worstCase(let variable, let e): .worstCase(variable, inner(e))
      case .raw(let e): .raw(inner(e))
      case .flat(let e): .flat(inner(e))
      case .list(let elements): .list(elements.map(inner))
      case .sum(let a, let b): .sum(inner(a), inner(b))
      case .difference(let a, let b): .difference(inner(a), inner(b))
      case .product(let a, let b): .product(inner(a), inner(b))
      case .elementwiseProduct(let a, let b): .elementwiseProduct(inner(a), inner(b))
      case .quotient(let a, let b): .quotient(inner(a), inner(b))
      case .apply(let atom, let arguments): .apply(atom, arguments.map(inner))
      case .loss(let name, let body, let a, let b): .loss(name, body: body, inner(a), inner(b))
      }
    return TypedExpression(new, shape, range)
  }

  /// A multiple of I that takes its size from what stands beside it: every I in it has that size.
  func sized(_ size: Dimension) -> TypedExpression {
    let square = Shape([size, size])
    let inner = replacing { part in
      guard case .identity = part.kind, part.shape == .identity else { return nil }
      return TypedExpression(.identity, square, part.range)
    }
    return TypedExpression(inner.kind, square, range)
  }
}

extension TypedExpression {
  /// The body of a loss with arguments put in place of its own. They keep the places that they have in
  /// the loss, so that messages point into one formula.
  func applied(prediction: TypedExpression, target: TypedExpression) -> TypedExpression {
    replacing { part in
      switch part.kind {
      case .lossArgument(.prediction):
        TypedExpression(prediction.kind, prediction.shape, part.range)
      case .lossArgument(.target): TypedExpression(target.kind, target.shape, part.range)
      case .number, .identity, .parameter, .size, .data, .index, .unknown, .prediction,
        .perturbation, .gate, .list, .negation, .sum, .difference, .product, .elementwiseProduct,
        .quotient, .transpose, .element, .apply, .reduction, .worstCase, .loss, .raw, .flat:
        nil
      }
    }
  }
}

/// A comparison of typed expressions, `left <= right` or `left == right`, for every value of indices.
public struct TypedRelation: Sendable {
  /// The smaller side of `<=`, or a side of `==`.
  public let left: TypedExpression
  /// The larger side of `<=`, or a side of `==`.
  public let right: TypedExpression
  /// Whether it is an equality.
  public let isEquality: Bool
  /// Whether it was written `right >= left`.
  public let isReversed: Bool
  /// The indices it holds for.
  public let indices: [IndexVariable]
  /// Where it stands.
  public let range: SourceRange
}

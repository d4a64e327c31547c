/// How large a typed expression is when it is written out, and what stands in it.
///
/// The argument of a `let` or of a loss stands in its value as often as the parameter does, so that a
/// line of text can mean a formula of any size. It is kept once in memory; whatever walks through it
/// meets all of it. So the extent of a node is made from those of its parts, and never by walking.
struct Extent: Sendable {
  /// Things that a formula may or may not hold.
  struct Parts: OptionSet {
    let rawValue: UInt8

    /// Something that training decides.
    static let unknown = Parts(rawValue: 1)
    static let perturbation = Parts(rawValue: 2)
    /// The network's output.
    static let prediction = Parts(rawValue: 4)
  }

  /// How many nodes it has, counted up to `sizeCap`.
  private(set) var size = 1
  /// How many nodes the longest way down has.
  private(set) var height = 1
  /// What stands in it.
  private(set) var parts: Parts = []

  /// Far above every limit, and its square is still a number.
  static let sizeCap = 1 << 30

  /// The extent of a node of this kind.
  init(of kind: TypedExpression.Kind) {
    switch kind {
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument(.target): break
    case .unknown, .lossArgument(.prediction): parts = .unknown
    case .perturbation: parts = .perturbation
    case .prediction(let e):
      parts = [.unknown, .prediction]
      add(e.extent)
    case .gate(let e, _, _), .negation(let e), .transpose(let e), .element(let e, _),
      .reduction(_, _, let e), .worstCase(_, let e), .raw(let e), .flat(let e):
      add(e.extent)
    case .list(let elements), .apply(_, let elements):
      for element in elements { add(element.extent) }
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b),
      .elementwiseProduct(let a, let b), .quotient(let a, let b):
      add(a.extent)
      add(b.extent)
    case .loss(_, let body, let z, let t):
      add(z.extent)
      add(t.extent)
      // At most, should every leaf of the body be an argument.
      size = min(Self.sizeCap, body.extent.size * size)
      height += body.extent.height
    }
  }

  private mutating func add(_ part: Extent) {
    size = min(Self.sizeCap, size + part.size)
    height = max(height, part.height + 1)
    parts.formUnion(part.parts)
  }
}

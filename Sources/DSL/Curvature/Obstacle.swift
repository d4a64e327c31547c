/// The place at which the rules of convexity end, and what to say about it.
public struct Obstacle: Sendable {
  /// What sort of place it is.
  public enum Kind: Sendable {
    case composition
    case sum
    case product
    case division
    case unknownSign
    case domain
  }

  /// What sort of place it is.
  public let kind: Kind
  /// Where it stands.
  public let range: SourceRange
  /// What is wrong there.
  public let caption: String
  /// The rule that is broken.
  public let rule: String
  /// The parts with what is known of them.
  public let operands: [Diagnostic.Label]

  private init(
    _ kind: Kind, _ e: TypedExpression, caption: String, rule: String,
    operands: [(TypedExpression, String)]
  ) {
    self.kind = kind
    self.caption = caption
    self.rule = rule
    range = e.headRange
    self.operands = operands.filter { $0.0.range.file == e.range.file && $0.0.range != e.range }
      .map { Diagnostic.Label($0.0.range, $0.1) }
  }

  static func composition(
    _ e: TypedExpression, _ atom: Atom, argument: TypedExpression, _ a: Attributes,
    _ monotonicity: Monotonicity
  ) -> Obstacle {
    let name = atom.displayName
    let way =
      switch monotonicity {
      case .nondecreasing: "nondecreasing"
      case .nonincreasing: "nonincreasing"
      case .constant, .neither: "not monotone"
      }
    let needs: String =
      switch (atom.curvature, monotonicity) {
      case (_, .neither), (_, .constant), (.affine, _), (.constant, _), (.unknown, _):
        "an affine argument"
      case (.convex, .nondecreasing), (.concave, .nonincreasing): "a convex argument"
      case (.convex, .nonincreasing), (.concave, .nondecreasing): "a concave argument"
      }
    return Obstacle(
      .composition, e,
      caption: "\(name) is \(atom.curvature.rawValue) and \(way), so it needs \(needs)",
      rule:
        "\(atom.curvature.rawValue) and \(way), of \(a.curvature.rawValue): of unknown curvature",
      operands: [(argument, a.description)])
  }

  static func sum(_ e: TypedExpression, _ parts: [(TypedExpression, String)]) -> Obstacle {
    Obstacle(
      .sum, e, caption: "this adds a convex and a concave part",
      rule: "convex plus concave: of unknown curvature", operands: parts)
  }

  static func product(_ e: TypedExpression, _ parts: [(TypedExpression, String)]) -> Obstacle {
    Obstacle(
      .product, e, caption: "both factors depend on unknowns",
      rule: "the product of two expressions with unknowns: of unknown curvature", operands: parts)
  }

  static func division(_ e: TypedExpression, by divisor: TypedExpression, _ a: Attributes)
    -> Obstacle
  {
    Obstacle(
      .division, e, caption: "the divisor depends on unknowns",
      rule: "a quotient is known only for a constant divisor",
      operands: [(divisor, a.description)])
  }

  static func unknownSign(
    _ e: TypedExpression, factor: TypedExpression, of a: Attributes
  ) -> Obstacle {
    Obstacle(
      .unknownSign, e, caption: "a factor of unknown sign times a \(a.curvature.rawValue) part",
      rule: "\(a.curvature.rawValue) times a constant: its sign decides",
      operands: [(factor, "may be positive or negative")])
  }

  static func domain(
    _ e: TypedExpression, _ atom: Atom, argument: TypedExpression, _ a: Attributes,
    _ domain: Atom.Domain
  ) -> Obstacle {
    let word = domain == .positive ? "positive" : "nonnegative"
    let isOutside = domain == .positive ? a.interval.upper <= 0 : a.interval.upper < 0
    return Obstacle(
      .domain, e,
      caption: "\(atom.displayName) needs a \(word) argument",
      rule: "\(atom.displayName)(x) is defined for \(domain == .positive ? "x > 0" : "x >= 0")",
      operands: [
        (
          argument,
          isOutside
            ? "is \(domain == .positive ? "not positive" : "negative")"
            : "may be \(domain == .positive ? "0 or negative" : "negative")"
        )
      ])
  }
}

extension TypedExpression {
  /// The name of the function where the expression is a call, else all of it: the arguments have labels
  /// of their own.
  fileprivate var headRange: SourceRange {
    let name: String
    switch kind {
    case .apply(let atom, _): name = atom.name
    case .reduction(let reducer, _, _): name = reducer.rawValue
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .prediction, .perturbation, .gate, .list, .negation, .sum, .difference, .product,
      .elementwiseProduct, .quotient, .transpose, .element, .worstCase, .loss, .raw, .flat:
      return range
    }
    // Norms and powers are written with signs, squares of equal factors without a name.
    let isCall = name == Atom.relu.name || Atom.named(name) != nil
    let isShorter = children.allSatisfy { $0.range.start > range.start }
    guard isCall, isShorter, name.utf8.count < range.end - range.start else { return range }
    return SourceRange(file: range.file, start: range.start, end: range.start + name.utf8.count)
  }
}

extension Atom {
  /// The name in sentences: the norms with their bars.
  var displayName: String {
    name.hasPrefix("norm") ? "||.||_" + name.dropFirst(4) : name
  }
}

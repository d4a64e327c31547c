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
  /// What to do about it where the place itself tells; nil where it depends on more.
  public let advice: String?

  /// Whether the place is a quotient with the divisor 0.
  public let isDivisionByZero: Bool

  private init(
    _ kind: Kind, _ e: TypedExpression, at place: SourceRange? = nil, caption: String, rule: String,
    operands: [(TypedExpression, String)], advice: String? = nil, isDivisionByZero: Bool = false
  ) {
    self.kind = kind
    self.caption = caption
    self.rule = rule
    self.advice = advice
    self.isDivisionByZero = isDivisionByZero
    let range = place ?? e.headRange
    self.range = range
    self.operands = operands.filter { $0.0.range.file == range.file && $0.0.range != range }
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

  /// A function that is monotone on its domain alone, of an argument that may leave it.
  static func leavingDomain(
    _ e: TypedExpression, _ atom: Atom, argument: TypedExpression, _ a: Attributes
  ) -> Obstacle {
    let name = atom.displayName
    return Obstacle(
      .composition, e,
      caption:
        "\(name) is taken for x >= 0 only, so it needs an affine argument, or one never negative",
      rule:
        "\(atom.curvature.rawValue) and monotone for x >= 0 only, of \(a.curvature.rawValue) that may"
        + " be negative: of unknown curvature",
      operands: [(argument, a.description)], advice: atom.domainAdvice)
  }

  static func sum(_ e: TypedExpression, _ parts: [(TypedExpression, String)]) -> Obstacle {
    Obstacle(
      .sum, e, caption: "this adds a convex and a concave part",
      rule: "convex plus concave: of unknown curvature", operands: parts)
  }

  static func product(_ e: TypedExpression, _ parts: [(TypedExpression, String)]) -> Obstacle {
    // x' * Q * x is read from the left, as (x' * Q) * x.
    let isQuadraticForm =
      if case .product(let rows, _) = parts[0].0.kind, case .transpose = rows.kind { true } else {
        false
      }
    return Obstacle(
      .product, e, caption: "both factors depend on unknowns",
      rule: "the product of two expressions with unknowns: of unknown curvature", operands: parts,
      advice: isQuadraticForm
        ? "a convex quadratic form x' * Q * x has a factor R with Q = R' * R: write `sumsq(R * x)`"
        : "`square(x)`, `sumsq(x)` and `quad_over_lin(x, y)` are convex; a product of two unknowns is"
          + " not")
  }

  static func division(_ e: TypedExpression, by divisor: TypedExpression, _ a: Attributes)
    -> Obstacle
  {
    Obstacle(
      .division, e, caption: "the divisor depends on unknowns",
      rule: "a quotient is known only for a constant divisor",
      operands: [(divisor, a.description)],
      advice: "`quad_over_lin(x, y)` is ||x||_2^2 / y, convex for y > 0; other quotients are not")
  }

  static func divisionByZero(_ e: TypedExpression, by divisor: TypedExpression) -> Obstacle {
    Obstacle(
      .domain, e, caption: "divides by 0",
      rule: "a quotient is defined for divisors that are not 0",
      operands: [(divisor, "is 0 here")],
      advice: "divide by a number that is not 0; a label that can be 0 cannot divide",
      isDivisionByZero: true)
  }

  /// The sign of a factor decides, so the message points at it.
  static func unknownSign(
    _ e: TypedExpression, factor: TypedExpression, of part: TypedExpression, _ a: Attributes
  ) -> Obstacle {
    Obstacle(
      .unknownSign, e, at: factor.range, caption: "may be positive or negative",
      rule: "\(a.curvature.rawValue) times a constant: its sign decides",
      operands: [(part, a.curvature.rawValue)], advice: factor.signAdvice)
  }

  static func domain(
    _ e: TypedExpression, _ atom: Atom, argument: TypedExpression, _ a: Attributes,
    _ domain: Atom.Domain
  ) -> Obstacle {
    let (word, limit) = domain == .positive ? ("positive", "x > 0") : ("nonnegative", "x >= 0")
    let isOutside = domain == .positive ? a.interval.upper <= 0 : a.interval.upper < 0
    let isPower = atom.name.hasPrefix("^")
    let state =
      switch (domain, isOutside) {
      case (.positive, true): "is not positive"
      case (.positive, false): "may be 0 or negative"
      case (_, true): "is negative"
      case (_, false): "may be negative"
      }
    return Obstacle(
      .domain, e, caption: "needs a \(word) argument",
      rule: isPower
        ? "x\(atom.name) is taken for \(limit) only, where it is \(atom.curvature.rawValue)"
        : "\(atom.displayName)(x) is defined for \(limit)",
      operands: [(argument, state)], advice: atom.domainAdvice)
  }
}

extension TypedExpression {
  /// How to say that a factor has a sign.
  var signAdvice: String {
    switch kind {
    case .parameter(let name): "say what it can be: `param \(name) : R >= 0`"
    case .data(let name): "say that its entries are not negative: `assert \(name) >= 0`"
    case .number, .identity, .size, .index, .lossArgument, .unknown, .prediction, .perturbation,
      .gate, .list, .negation, .sum, .difference, .product, .elementwiseProduct, .quotient,
      .transpose, .element, .apply, .reduction, .worstCase, .loss, .raw, .flat:
      "say what it can be: `param c : R >= 0` for a parameter, `assert w >= 0` for data"
    }
  }
}

extension Atom {
  /// What to write instead of a function that not every prediction lies in the domain of.
  fileprivate var domainAdvice: String {
    if name == Atom.log.name {
      return "a prediction is any number, no probability: the cross-entropy is"
        + " `softplus(z) - t*z` for t in {0, 1}, `softplus(-t*z)` for t in {-1, 1}"
    }
    if name == Atom.sqrt.name {
      return "`abs(s)` is sqrt(s^2), and `||[s, 1]||_2` is sqrt(s^2 + 1), convex and smooth"
    }
    if name.hasPrefix("^") {
      return name.hasPrefix("^-")
        ? "keep the argument away from 0, for example `(1 + square(s))\(name)`"
        : "`abs(s)\(name)` and `pos(s)\(name)` take every number"
    }
    return "bound the argument from below, for example by `pos(..)`"
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

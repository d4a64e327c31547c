/// What the rules of disciplined convex programming prove about an expression.
public struct Attributes: Hashable, Sendable {
  /// Its curvature in the unknowns.
  public let curvature: Curvature
  /// Where its entries lie.
  public let interval: Interval
  /// Where its slope in the prediction lies.
  public let slope: Interval

  /// How it moves with the prediction.
  public var trend: Monotonicity {
    switch slope.sign {
    case .zero: .constant
    case .nonnegative: .nondecreasing
    case .nonpositive: .nonincreasing
    case .unknown: .neither
    }
  }

  /// The sign of its entries.
  public var sign: Sign { interval.sign }

  /// In words: `convex, nonnegative`.
  public var description: String {
    var words = [curvature == .unknown ? "of unknown curvature" : curvature.rawValue]
    switch sign {
    case .zero: words.append("zero")
    case .nonnegative, .nonpositive: words.append(sign.rawValue)
    case .unknown: break
    }
    return words.joined(separator: ", ")
  }
}

/// Derives curvature, sign and trend of expressions from those of their parts (Grant, Boyd and Ye,
/// "Disciplined Convex Programming", 2006). What it proves is true; what it cannot prove may be too.
public struct CurvatureAnalysis {
  /// With respect to what an expression is convex or not.
  public enum Unknowns: Sendable {
    /// Weights, variables and predictions; perturbations are held fixed.
    case trained
    /// Perturbations; all else is held fixed.
    case perturbations
  }

  /// With respect to what.
  public var unknowns = Unknowns.trained
  /// Where parameters, sizes and the entries of data lie; all numbers if not given.
  public var intervals: [String: Interval] = [:]
  /// Where the target t of a loss lies.
  public var target = Interval.all
  /// Whether functions must be defined for every value of the unknowns; otherwise the domain counts as
  /// a constraint.
  public var demandsDomains = false
  /// The innermost part at which the rules end; nil while they hold.
  public private(set) var obstacle: Obstacle?

  /// An analysis without knowledge of any name.
  public init() {}

  /// What the rules prove of an expression; notes the first obstacle.
  public mutating func attributes(of e: TypedExpression) -> Attributes {
    switch e.kind {
    case .number(let value): return constant(.point(value))
    case .identity, .gate: return constant(Interval(0, 1))
    case .parameter(let name), .size(let name), .data(let name):
      return constant(intervals[name] ?? .all)
    case .index: return constant(Interval(1, .infinity))
    case .lossArgument(.target): return constant(target)
    case .lossArgument(.prediction), .prediction: return leaf(unknowns == .trained, .point(1))
    case .unknown: return leaf(unknowns == .trained, .all)
    case .perturbation: return leaf(unknowns == .perturbations, .all)
    case .list(let elements):
      return elements.map { attributes(of: $0) }.reduce(nil) { joined($0, $1) }
        ?? constant(.all)
    case .negation(let operand):
      let a = attributes(of: operand)
      return Attributes(curvature: -a.curvature, interval: -a.interval, slope: -a.slope)
    case .sum(let a, let b): return sum(e, a, attributes(of: a), b, attributes(of: b))
    case .difference(let a, let b):
      let right = attributes(of: b)
      let negative = Attributes(
        curvature: -right.curvature, interval: -right.interval, slope: -right.slope)
      return sum(e, a, attributes(of: a), b, negative)
    case .product(let a, let b), .elementwiseProduct(let a, let b): return product(e, a, b)
    case .quotient(let a, let b): return quotient(e, a, b)
    case .transpose(let operand), .element(let operand, _), .flat(let operand), .raw(let operand):
      return attributes(of: operand)
    case .apply(let atom, let arguments): return apply(e, atom, arguments)
    case .reduction(let reducer, _, let body):
      let atom: Atom =
        switch reducer {
        case .sum: .sum
        case .mean: .mean
        case .max: .max
        case .min: .min
        }
      return apply(e, atom, [body])
    case .loss(_, let body, let z, let t):
      return attributes(of: body.applied(prediction: z, target: t))
    case .worstCase(_, let body):
      // The largest of many convex functions is convex.
      return apply(e, .max, [body])
    }
  }

  private func constant(_ interval: Interval) -> Attributes {
    Attributes(curvature: .constant, interval: interval, slope: .point(0))
  }

  private func leaf(_ isUnknown: Bool, _ slope: Interval) -> Attributes {
    isUnknown ? Attributes(curvature: .affine, interval: .all, slope: slope) : constant(.all)
  }

  private func joined(_ a: Attributes?, _ b: Attributes) -> Attributes {
    guard let a else { return b }
    return Attributes(
      curvature: a.curvature + b.curvature, interval: a.interval.union(b.interval),
      slope: a.slope.union(b.slope))
  }

  mutating func note(_ obstacle: Obstacle) {
    if self.obstacle == nil { self.obstacle = obstacle }
  }

  private mutating func sum(
    _ e: TypedExpression, _ left: TypedExpression, _ a: Attributes, _ right: TypedExpression,
    _ b: Attributes
  ) -> Attributes {
    let curvature = a.curvature + b.curvature
    if curvature == .unknown && a.curvature != .unknown && b.curvature != .unknown {
      let isDifference = if case .difference = e.kind { true } else { false }
      note(
        .sum(
          e,
          [
            (left, a.description),
            (right, b.description + (isDifference ? ", with its minus sign" : "")),
          ]))
    }
    return Attributes(
      curvature: curvature, interval: a.interval + b.interval, slope: a.slope + b.slope)
  }

  private mutating func product(
    _ e: TypedExpression, _ left: TypedExpression, _ right: TypedExpression
  ) -> Attributes {
    let (a, b) = (attributes(of: left), attributes(of: right))
    // A product of arrays adds up many products: only its sign is known.
    let isNumber = left.shape.isScalar || right.shape.isScalar
    let interval = isNumber ? a.interval * b.interval : Interval(a.sign * b.sign)
    guard a.curvature == .constant || b.curvature == .constant else {
      note(.product(e, [(left, a.description), (right, b.description)]))
      return Attributes(curvature: .unknown, interval: interval, slope: .all)
    }
    let (factor, rest) = a.curvature == .constant ? (a, b) : (b, a)
    return scaled(
      rest, by: factor, interval, e,
      places: a.curvature == .constant ? (left, right) : (right, left))
  }

  private mutating func scaled(
    _ a: Attributes, by factor: Attributes, _ interval: Interval, _ e: TypedExpression,
    places: (factor: TypedExpression, rest: TypedExpression), isDivisor: Bool = false
  ) -> Attributes {
    var curvature = a.curvature
    if factor.sign == .zero {
      // What is of unknown curvature may have a domain that is not convex: not even 0 times it is 0.
      if curvature != .unknown { curvature = .constant }
    } else if !factor.sign.isNonnegative {
      if factor.sign.isNonpositive {
        curvature = -curvature
      } else if curvature == .convex || curvature == .concave {
        note(.unknownSign(e, factor: places.factor, of: places.rest, a))
        curvature = .unknown
      }
    }
    let slope = isDivisor ? a.slope / factor.interval : a.slope * factor.interval
    return Attributes(curvature: curvature, interval: interval, slope: slope)
  }

  private mutating func quotient(
    _ e: TypedExpression, _ left: TypedExpression, _ right: TypedExpression
  ) -> Attributes {
    let (a, b) = (attributes(of: left), attributes(of: right))
    let interval = a.interval / b.interval
    guard b.curvature == .constant else {
      note(.division(e, by: right, b))
      return Attributes(curvature: .unknown, interval: interval, slope: .all)
    }
    guard b.sign != .zero else {
      note(.divisionByZero(e, by: right))
      return Attributes(curvature: .unknown, interval: .all, slope: .all)
    }
    return scaled(a, by: b, interval, e, places: (right, left), isDivisor: true)
  }

  /// The composition rule: a convex function of an argument stays convex where the argument is affine,
  /// or convex and the function nondecreasing in it, or concave and the function nonincreasing.
  private mutating func apply(
    _ e: TypedExpression, _ atom: Atom, _ arguments: [TypedExpression]
  ) -> Attributes {
    let inner = arguments.map { attributes(of: $0) }
    var curvature = inner.allSatisfy { $0.curvature == .constant } ? .constant : atom.curvature
    var affine = Curvature.constant
    for (index, a) in inner.enumerated() where atom.parameter(index).domain != .positiveConstant {
      checkDomain(e, atom, index, arguments[index], a)
      let monotonicity = atom.extendedMonotonicity(index, a.interval)
      // How the argument looks through a monotone function.
      let seen: Curvature =
        switch monotonicity {
        case .nondecreasing: a.curvature
        case .nonincreasing: -a.curvature
        case .constant: .constant
        case .neither: a.curvature.isAffine ? a.curvature : .unknown
        }
      affine = affine + seen
      let fits =
        switch atom.curvature {
        case .convex: seen.isConvex
        case .concave: seen.isConcave
        case .affine, .constant, .unknown: seen != .unknown
        }
      if !fits {
        if a.curvature != .unknown {
          note(
            monotonicity == atom.monotonicity(index, a.sign)
              ? .composition(e, atom, argument: arguments[index], a, monotonicity)
              : .leavingDomain(e, atom, argument: arguments[index], a))
        }
        curvature = .unknown
      }
    }
    if atom.curvature == .affine && curvature != .unknown && curvature != .constant {
      curvature = affine
      if affine == .unknown { note(.sum(e, zip(arguments, inner).map { ($0, $1.description) })) }
    }
    return Attributes(
      curvature: curvature, interval: range(of: atom, arguments, inner),
      slope: slope(of: atom, arguments, inner))
  }

  private mutating func checkDomain(
    _ e: TypedExpression, _ atom: Atom, _ index: Int, _ argument: TypedExpression, _ a: Attributes
  ) {
    let holds =
      atom.parameter(index).domain.holds(a.interval)
      || a.interval.lower >= 0 && isPositive(argument)
    // Data are only known when they are read; a number that is known to be outside is a mistake.
    let isOutside =
      atom.parameter(index).domain == .positive ? a.interval.upper <= 0 : a.interval.upper < 0
    if !holds && (isOutside || (demandsDomains && a.curvature != .constant)) {
      note(.domain(e, atom, argument: argument, a, atom.parameter(index).domain))
    }
  }

  /// Whether it is positive by its form, as a sum with an exponential in it: intervals hold their ends, so
  /// that of exp(x) starts at 0.
  private mutating func isPositive(_ e: TypedExpression) -> Bool {
    switch e.kind {
    case .number(let value): value > 0
    case .apply(let atom, _): atom.name == Atom.exp.name
    case .sum(let a, let b):
      isPositive(a) && (isPositive(b) || attributes(of: b).interval.lower >= 0)
        || isPositive(b) && attributes(of: a).interval.lower >= 0
    case .product(let a, let b), .elementwiseProduct(let a, let b), .quotient(let a, let b):
      isPositive(a) && isPositive(b)
    case .identity, .parameter, .size, .data, .index, .lossArgument, .unknown, .prediction,
      .perturbation, .gate, .list, .negation, .difference, .transpose, .element, .reduction,
      .worstCase, .loss, .raw, .flat:
      false
    }
  }
}

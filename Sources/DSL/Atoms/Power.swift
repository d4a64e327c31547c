extension Atom {
  /// x^p with a constant exponent; nil where there is no such atom: x^0 is a constant, and an
  /// exponent must be finite.
  public static func power(_ exponent: Double) -> Atom? {
    guard exponent != 0 && exponent.isFinite else { return nil }
    let kind = PowerKind(exponent)
    let text = Int(exactly: exponent).map(String.init) ?? "\(exponent)"
    let isInDomain: @Sendable (Double) -> Bool = { x in
      switch kind.domain {
      case .real: true
      case .nonnegative: x >= 0
      case .positive, .positiveConstant: x > 0
      }
    }
    return Atom(
      name: "^\(text)", parameters: [Parameter("x", kind.domain)], form: .elementwise,
      curvature: kind.curvature,
      sign: { kind == .identity ? $0[0] : kind == .reciprocal ? .nonnegative : $0[0].ofMagnitude },
      monotonicity: { _, sign in kind.monotonicity(sign) },
      value: { isInDomain($0[0][0]) ? raised($0[0][0], to: exponent) : .nan },
      derivative: {
        [[isInDomain($0[0][0]) ? exponent * raised($0[0][0], to: exponent - 1) : .nan]]
      },
      latex: { "\\left(\($0[0])\\right)^{\(text)}" },
      formula: "x^\(text)",
      summary: kind.summary,
      example: kind.example(text))
  }
}

/// Powers that behave alike.
private enum PowerKind {
  /// p = 1
  case identity
  /// p = 2, 4, 6, ...
  case even
  /// Any other p > 1.
  case steep
  /// 0 < p < 1
  case root
  /// p < 0
  case reciprocal

  init(_ exponent: Double) {
    if exponent < 0 {
      self = .reciprocal
    } else if exponent < 1 {
      self = .root
    } else if exponent == 1 {
      self = .identity
    } else {
      self = exponent.truncatingRemainder(dividingBy: 2) == 0 ? .even : .steep
    }
  }

  var domain: Atom.Domain {
    switch self {
    case .identity, .even: .real
    case .steep, .root: .nonnegative
    case .reciprocal: .positive
    }
  }

  var curvature: Curvature {
    switch self {
    case .identity: .affine
    case .even, .steep, .reciprocal: .convex
    case .root: .concave
    }
  }

  func monotonicity(_ sign: Sign) -> Monotonicity {
    switch self {
    case .identity, .steep, .root: .nondecreasing
    case .even: .ofMagnitude(sign)
    case .reciprocal: .nonincreasing
    }
  }

  var summary: String {
    switch self {
    case .identity: "x itself."
    case .even: "An even power, of any number, entry by entry."
    case .steep: "A power above 1 that is not even, of a number that is not negative."
    case .root: "A power between 0 and 1, of a number that is not negative, entry by entry."
    case .reciprocal: "A negative power, of a positive number, entry by entry."
    }
  }

  /// A line with the power written `text`.
  func example(_ text: String) -> String {
    switch self {
    case .identity: "loss linear(z, t) = -t * z^\(text)"
    case .even: "loss steep(z, t) = (z - t)^\(text)"
    case .steep: "loss steep(z, t) = abs(z - t)^\(text)"
    case .root, .reciprocal:
      "minimize sum(sq(yhat(X), y)) + beta * n^\(text) * sum[j] abs(alpha[j])"
    }
  }
}

/// A polynomial of degree at most two in the prediction z and the target t:
/// zz z^2 + zt z t + tt t^2 + z1 z + t1 t + one.
public struct SampleQuadratic: Equatable, Sendable {
  public var zz = 0.0
  public var zt = 0.0
  public var tt = 0.0
  public var z1 = 0.0
  public var t1 = 0.0
  public var one = 0.0

  /// The polynomial 0.
  public init() {}

  /// A constant.
  public init(constant: Double) { one = constant }

  /// The polynomial z.
  public static var prediction: SampleQuadratic {
    var result = SampleQuadratic()
    result.z1 = 1
    return result
  }

  /// The polynomial t.
  public static var target: SampleQuadratic {
    var result = SampleQuadratic()
    result.t1 = 1
    return result
  }

  /// The degree, 0 to 2.
  public var degree: Int {
    if zz != 0 || zt != 0 || tt != 0 { return 2 }
    return z1 != 0 || t1 != 0 ? 1 : 0
  }

  /// The sum.
  public static func + (a: SampleQuadratic, b: SampleQuadratic) -> SampleQuadratic {
    var result = a
    result.zz += b.zz
    result.zt += b.zt
    result.tt += b.tt
    result.z1 += b.z1
    result.t1 += b.t1
    result.one += b.one
    return result
  }

  /// The polynomial times a number.
  public func scaled(by s: Double) -> SampleQuadratic {
    var result = SampleQuadratic()
    (result.zz, result.zt, result.tt) = (s * zz, s * zt, s * tt)
    (result.z1, result.t1, result.one) = (s * z1, s * t1, s * one)
    return result
  }

  /// The product; nil where its degree would exceed two.
  func multiplied(by b: SampleQuadratic) -> SampleQuadratic? {
    if degree == 0 { return b.scaled(by: one) }
    if b.degree == 0 { return scaled(by: b.one) }
    guard degree == 1 && b.degree == 1 else { return nil }
    var result = SampleQuadratic()
    result.zz = z1 * b.z1
    result.zt = z1 * b.t1 + t1 * b.z1
    result.tt = t1 * b.t1
    result.z1 = z1 * b.one + one * b.z1
    result.t1 = t1 * b.one + one * b.t1
    result.one = one * b.one
    return result
  }

  /// The value at a prediction and a target.
  public func value(z: Double, t: Double) -> Double {
    zz * z * z + zt * z * t + tt * t * t + z1 * z + t1 * t + one
  }
}

extension SampleFormula {
  /// The formula as a polynomial in z and t, with the given values of parameters; nil where it is
  /// not one of degree two in the prediction and one vector of data.
  public func quadratic(in scope: ScalarValues) -> SampleQuadratic? {
    guard dataNames.count <= 1 else { return nil }
    func expand(_ e: TypedExpression) -> SampleQuadratic? {
      switch e.kind {
      case .lossArgument(.prediction): return .prediction
      case .lossArgument(.target), .data: return .target
      case .number(let value): return SampleQuadratic(constant: value)
      case .parameter(let name), .size(let name):
        return scope.values[name].map { SampleQuadratic(constant: $0) }
      case .negation(let a): return expand(a)?.scaled(by: -1)
      case .sum(let a, let b): return both(a, b).map { $0 + $1 }
      case .difference(let a, let b): return both(a, b).map { $0 + $1.scaled(by: -1) }
      case .product(let a, let b), .elementwiseProduct(let a, let b):
        return both(a, b).flatMap { $0.multiplied(by: $1) }
      case .quotient(let a, let b):
        return both(a, b).flatMap {
          $1.degree == 0 && $1.one != 0 ? $0.scaled(by: 1 / $1.one) : nil
        }
      case .apply(let atom, let arguments): return apply(atom, arguments)
      case .identity, .index, .unknown, .prediction, .perturbation, .gate, .list, .transpose,
        .element, .reduction, .worstCase, .loss, .raw, .flat:
        return nil
      }
    }
    func both(
      _ a: TypedExpression, _ b: TypedExpression
    ) -> (SampleQuadratic, SampleQuadratic)? {
      guard let left = expand(a), let right = expand(b) else { return nil }
      return (left, right)
    }
    func apply(_ atom: Atom, _ arguments: [TypedExpression]) -> SampleQuadratic? {
      let inner = arguments.compactMap(expand)
      guard inner.count == arguments.count, let first = inner.first else { return nil }
      // The square in all its spellings; any other function of constants is a constant.
      if atom.name == Atom.square.name || atom.name == Atom.squaringPower?.name {
        return first.multiplied(by: first)
      }
      guard inner.allSatisfy({ $0.degree == 0 }) else { return nil }
      let value = atom.value(inner.map { [$0.one] })
      return value.isFinite ? SampleQuadratic(constant: value) : nil
    }
    return expand(body)
  }
}

extension Atom {
  /// x^2 as a power.
  static let squaringPower = power(2)
}

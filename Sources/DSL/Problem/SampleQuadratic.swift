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
  /// not one of degree two. `isPrediction` tells the network's call, which stands for z.
  public func quadratic(
    in scope: ScalarValues, isPrediction: (Expression) -> Bool
  ) -> SampleQuadratic? {
    func expand(_ expression: Expression) -> SampleQuadratic? {
      if isPrediction(expression) { return .prediction }
      switch expression {
      case .number(let node): return SampleQuadratic(constant: node.value)
      case .name(let name):
        if name.text == predictionName { return .prediction }
        if name.text == targetName { return .target }
        return scope.values[name.text].map { SampleQuadratic(constant: $0) }
      case .negation(let node): return expand(node.operand)?.scaled(by: -1)
      case .binary(let node): return expand(node)
      case .call(let node):
        // square(e) is e^2.
        guard case .name(let name) = node.callee, name.text == "square", node.arguments.count == 1,
          let inner = node.arguments[0].expression, let value = expand(inner)
        else { return nil }
        return value.multiplied(by: value)
      case .boolean, .list, .transpose, .index, .norm, .reduction: return nil
      }
    }
    func expand(_ node: BinaryExpression) -> SampleQuadratic? {
      guard let left = expand(node.left), let right = expand(node.right) else { return nil }
      switch node.op {
      case .add: return left + right
      case .subtract: return left + right.scaled(by: -1)
      case .multiply, .multiplyElementwise: return left.multiplied(by: right)
      case .divide:
        return right.degree == 0 && right.one != 0 ? left.scaled(by: 1 / right.one) : nil
      case .power:
        guard right.degree == 0 else { return nil }
        if right.one == 2 { return left.multiplied(by: left) }
        if right.one == 1 { return left }
        guard left.degree == 0 else { return nil }
        return ScalarValues.apply(.power, left.one, right.one).map {
          SampleQuadratic(constant: $0)
        }
      }
    }
    return expand(body)
  }
}

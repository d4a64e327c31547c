/// Exponentials and logarithms by the cone { y exp(x / y) <= z }, rows in the order x, y, z.
extension AtomGraph {
  private static var one: AffineForm { AffineForm(constant: 1) }

  /// t >= exp(x)
  func exponential(_ builder: inout ConicBuilder) -> [AffineForm] {
    let t = variables("t >= exp(x)", &builder)
    rows("exp(x) <= t", .exponential, &builder) { k in [arguments[0][k], Self.one, t[k]] }
    return t
  }

  /// t <= log(x)
  func logarithm(_ builder: inout ConicBuilder) -> [AffineForm] {
    let t = variables("t <= log(x)", &builder)
    rows("exp(t) <= x", .exponential, &builder) { k in [t[k], Self.one, arguments[0][k]] }
    return t
  }

  /// t >= log(1 + exp(x)): exp(x - t) <= a, exp(-t) <= b, a + b <= 1
  func softplus(_ builder: inout ConicBuilder) -> [AffineForm] {
    let t = variables("t >= log(1 + exp(x))", &builder)
    let a = variables("a >= exp(x - t)", &builder, suffix: ".a")
    let b = variables("b >= exp(-t)", &builder, suffix: ".b")
    rows("a + b <= 1", .nonnegative(1), &builder) { k in [Self.one - a[k] - b[k]] }
    rows("exp(x - t) <= a", .exponential, &builder) { k in
      [arguments[0][k] - t[k], Self.one, a[k]]
    }
    rows("exp(-t) <= b", .exponential, &builder) { k in [t[k].scaled(by: -1), Self.one, b[k]] }
    return t
  }
}

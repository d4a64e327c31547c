/// Squares and what is made of them, by second-order cones:
///
///     t y >= x^2, t, y >= 0   <=>   ||(2 x, t - y)||_2 <= t + y
extension AtomGraph {
  /// The rows of t y >= x^2.
  private func rotated(_ t: AffineForm, _ y: AffineForm, _ x: AffineForm) -> [AffineForm] {
    [t + y, t - y, x.scaled(by: 2)]
  }

  /// t >= x^2
  func square(_ builder: inout ConicBuilder) -> [AffineForm] {
    let t = variables("t >= x^2", &builder)
    rows("t >= x^2", .secondOrder(3), &builder) { k in
      rotated(t[k], AffineForm(constant: 1), arguments[0][k])
    }
    return t
  }

  /// t >= x^2 / y
  func quadraticOverLinear(_ builder: inout ConicBuilder) -> [AffineForm] {
    let t = variables("t >= x^2 / y", &builder)
    rows("t >= x^2 / y", .secondOrder(3), &builder) { k in
      rotated(t[k], arguments[1][k], arguments[0][k])
    }
    return t
  }

  /// t <= sqrt(x): t^2 <= x, t >= 0
  func squareRoot(_ builder: inout ConicBuilder) -> [AffineForm] {
    let t = variables("0 <= t <= sqrt(x)", &builder)
    rows("t >= 0", .nonnegative(1), &builder) { k in [t[k]] }
    rows("t^2 <= x", .secondOrder(3), &builder) { k in
      rotated(arguments[0][k], AffineForm(constant: 1), t[k])
    }
    return t
  }

  /// huber(x, M) = min over s of s^2 + 2 M |x - s|
  func huber(_ builder: inout ConicBuilder) -> [AffineForm] {
    let s = variables("s", &builder, suffix: ".s")
    let q = variables("q >= s^2", &builder, suffix: ".q")
    let a = variables("a >= |x - s|", &builder, suffix: ".a")
    rows("q >= s^2", .secondOrder(3), &builder) { k in
      rotated(q[k], AffineForm(constant: 1), s[k])
    }
    rows("a >= x - s", .nonnegative(1), &builder) { k in [a[k] - (arguments[0][k] - s[k])] }
    rows("a >= s - x", .nonnegative(1), &builder) { k in [a[k] + (arguments[0][k] - s[k])] }
    return (0..<count).map { k in q[k] + a[k].scaled(by: 2 * constants[0][k]) }
  }
}

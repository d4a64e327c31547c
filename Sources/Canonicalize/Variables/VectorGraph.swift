internal import DSL

/// The graph of an atom of vectors: a new variable t for each vector and rows that keep it on the convex
/// side, as `AtomGraph` for numbers.
struct VectorGraph {
  /// The atom.
  let atom: Atom
  /// The entries of each vector; those of a loss have one vector for each sample, whose prediction they hold.
  let groups: [[AffineForm]]
  /// The divisor of each vector; empty where the atom has none.
  let divisors: [AffineForm]
  /// The sizes of the block of variables.
  let shape: [Int]
  /// The name for variables and rows.
  let name: String
  /// Where the atom stands.
  let origin: SourceRange

  private var rule: String { "epigraph.\(atom.fileName)" }
  private var size: Int { groups[0].count }

  /// The variables as forms, after their rows were made; nil for an atom without a conic form.
  func forms(_ builder: inout ConicBuilder) -> [AffineForm]? {
    switch atom.name {
    case Atom.norm2.name: euclidean(&builder)
    case Atom.sumsq.name:
      squares(groups.map { _ in AffineForm(constant: 1) }, &builder)
    case Atom.quad_over_lin.name: squares(divisors, &builder)
    case Atom.norminf.name: largest([1, -1], &builder)
    case Atom.max.name: largest([1], &builder)
    case Atom.min.name: smallest(&builder)
    case Atom.logsumexp.name: logSumExp(&builder)
    default: nil
    }
  }

  private func variables(_ formula: String, _ builder: inout ConicBuilder) -> [AffineForm] {
    let first = builder.addVariables(name, shape, formula, rule: rule, origin: origin)
    return groups.indices.map { .variable(first + $0) }
  }

  /// t >= ||x||_2
  private func euclidean(_ builder: inout ConicBuilder) -> [AffineForm] {
    let t = variables("t >= ||x||_2", &builder)
    builder.openRows(name, shape + [size + 1], "||x||_2 <= t", rule: rule, origin: origin)
    for k in groups.indices {
      builder.addRow(t[k])
      for form in groups[k] { builder.addRow(form, sample: k) }
    }
    builder.close(.secondOrder(size + 1), count: groups.count)
    return t
  }

  /// t y >= ||x||_2^2, t, y >= 0   <=>   ||(2 x, t - y)||_2 <= t + y
  private func squares(_ y: [AffineForm], _ builder: inout ConicBuilder) -> [AffineForm] {
    let t = variables("t >= \(atom.formula)", &builder)
    builder.openRows(name, shape + [size + 2], "t >= \(atom.formula)", rule: rule, origin: origin)
    for k in groups.indices {
      builder.addRow(t[k] + y[k], sample: k)
      builder.addRow(t[k] - y[k], sample: k)
      for form in groups[k] { builder.addRow(form.scaled(by: 2), sample: k) }
    }
    builder.close(.secondOrder(size + 2), count: groups.count)
    return t
  }

  /// t >= sign * x_i for every i and sign
  private func largest(_ signs: [Double], _ builder: inout ConicBuilder) -> [AffineForm] {
    let formula = signs.count == 1 ? "t >= x_i" : "t >= |x_i|"
    let t = variables(formula, &builder)
    builder.openRows(
      name, shape + [size] + (signs.count == 1 ? [] : [signs.count]), formula, rule: rule,
      origin: origin)
    for k in groups.indices {
      for form in groups[k] {
        for sign in signs { builder.addRow(t[k] - form.scaled(by: sign), sample: k) }
      }
    }
    builder.close(.nonnegative(groups.count * size * signs.count))
    return t
  }

  /// t <= x_i for every i
  private func smallest(_ builder: inout ConicBuilder) -> [AffineForm] {
    let t = variables("t <= x_i", &builder)
    builder.openRows(name, shape + [size], "t <= x_i", rule: rule, origin: origin)
    for k in groups.indices {
      for form in groups[k] { builder.addRow(form - t[k], sample: k) }
    }
    builder.close(.nonnegative(groups.count * size))
    return t
  }

  /// t >= log sum_i exp(x_i): exp(x_i - t) <= u_i, sum_i u_i <= 1
  private func logSumExp(_ builder: inout ConicBuilder) -> [AffineForm] {
    let t = variables("t >= logsumexp(x)", &builder)
    let u = builder.addVariables(
      name + ".u", shape + [size], "u_i >= exp(x_i - t)", rule: rule, origin: origin)
    builder.openRows(name, shape, "sum_i u_i <= 1", rule: rule, origin: origin)
    for k in groups.indices {
      var rest = AffineForm(constant: 1)
      for i in 0..<size { rest.add(.variable(u + k * size + i), times: -1) }
      builder.addRow(rest)
    }
    builder.close(.nonnegative(groups.count))
    builder.openRows(
      name, shape + [size, 3], "exp(x_i - t) <= u_i", rule: rule, origin: origin)
    for k in groups.indices {
      for i in 0..<size {
        builder.addRow(groups[k][i] - t[k], sample: k)
        builder.addRow(AffineForm(constant: 1))
        builder.addRow(.variable(u + k * size + i))
      }
    }
    builder.close(.exponential, count: groups.count * size)
    return t
  }
}

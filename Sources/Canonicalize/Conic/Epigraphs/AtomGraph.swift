internal import DSL

/// The graph of an atom over all samples: a new variable t for each, and rows that keep it on the convex
/// side, t >= f(..) for a convex f, t <= f(..) for a concave one.
struct AtomGraph {
  /// The atom.
  let atom: Atom
  /// Its arguments that are no constants, each with a form for each sample.
  let arguments: [[AffineForm]]
  /// Its constant arguments, each with a value for each sample.
  let constants: [[Double]]
  /// The name for variables and rows.
  let name: String
  /// Where the atom stands.
  let origin: SourceRange
  /// The sizes of the array that the samples form; nil for a list.
  var shape: [Int]?

  /// How many samples there are.
  var count: Int { arguments[0].count }

  /// The variables as forms, after their rows were made; nil for an atom without a conic form.
  func forms(_ builder: inout ConicBuilder) -> [AffineForm]? {
    switch atom.name {
    case Atom.pos.name, Atom.relu.name: piecewise(arguments, floor: 0, &builder)
    case Atom.max.name: piecewise(arguments, floor: nil, &builder)
    case Atom.min.name:
      piecewise(arguments.map { $0.map { $0.scaled(by: -1) } }, floor: nil, &builder)
        .map { $0.scaled(by: -1) }
    case Atom.abs.name, Atom.norm1.name, Atom.norm2.name, Atom.norminf.name:
      piecewise(
        [arguments[0], arguments[0].map { $0.scaled(by: -1) }], floor: nil, names: ["x", "-x"],
        &builder)
    case Atom.square.name, Atom.sumsq.name, Atom.power(2)?.name: square(&builder)
    case Atom.huber.name: huber(&builder)
    case Atom.exp.name: exponential(&builder)
    case Atom.log.name: logarithm(&builder)
    case Atom.softplus.name: softplus(&builder)
    case Atom.logsumexp.name: arguments[0]
    case Atom.sqrt.name, Atom.power(0.5)?.name: squareRoot(&builder)
    case Atom.quad_over_lin.name: quadraticOverLinear(&builder)
    default: evenPower(&builder)
    }
  }

  /// A block of variables, one for each sample.
  func variables(
    _ formula: String, _ builder: inout ConicBuilder, suffix: String = ""
  ) -> [AffineForm] {
    let first = builder.addVariables(
      name + suffix, shape ?? [count], formula, rule: "epigraph.\(atom.fileName)", origin: origin)
    return (0..<count).map { .variable(first + $0) }
  }

  /// A block of rows of one cone for each sample.
  func rows(
    _ formula: String, _ cone: Cone, _ builder: inout ConicBuilder,
    _ forms: (Int) -> [AffineForm]
  ) {
    builder.openRows(
      name, (shape ?? [count]) + (cone.dimension == 1 ? [] : [cone.dimension]), formula,
      rule: "epigraph.\(atom.fileName)", origin: origin)
    for k in 0..<count { for form in forms(k) { builder.addRow(form, sample: k) } }
    if case .nonnegative(1) = cone {
      builder.close(.nonnegative(count))
    } else {
      builder.close(cone, count: count)
    }
  }

  /// x^4, x^8, ..: squares of squares.
  private func evenPower(_ builder: inout ConicBuilder) -> [AffineForm]? {
    for exponent in [4.0, 8.0] where atom.name == Atom.power(exponent)?.name {
      guard let half = Atom.power(exponent / 2) else { return nil }
      let inner = AtomGraph(
        atom: half, arguments: arguments, constants: [], name: name, origin: origin, shape: shape)
      guard let root = inner.forms(&builder) else { return nil }
      return AtomGraph(
        atom: .square, arguments: [root], constants: [], name: name, origin: origin, shape: shape
      ).forms(&builder)
    }
    return nil
  }
}

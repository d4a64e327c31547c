internal import DSL

/// The objective, term by term: squares that count with a nonnegative weight stay quadratic.
extension ProgramAssembly {
  /// Adds the sum of weight * e over all entries and all values of the open indices.
  mutating func addToObjective(
    _ e: TypedExpression, _ weights: ArrayForm
  ) throws(CanonicalFailure) {
    if weights.constants.allSatisfy({ $0 == 0 }) { return }
    switch e.kind {
    case .sum(let a, let b):
      try addToObjective(a, try partWeights(weights, of: a, in: e))
      return try addToObjective(b, try partWeights(weights, of: b, in: e))
    case .difference(let a, let b):
      try addToObjective(a, try partWeights(weights, of: a, in: e))
      return try addToObjective(b, try partWeights(weights, of: b, in: e).scaled(by: -1))
    case .negation(let a): return try addToObjective(a, weights.scaled(by: -1))
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      if try addProduct(e, a, b, weights) { return }
      if try addProduct(e, b, a, weights) { return }
    case .quotient(let a, let b) where !b.hasPerturbation:
      let divisor = try constant(b)
      let inverse = ArrayForm(
        axes: divisor.axes, sizes: [], constants: divisor.constants.map { 1 / $0 })
      guard inverse.constants.allSatisfy(\.isFinite) else { throw noValue(e.range) }
      return try addToObjective(a, try fitted(.entrywiseProduct(weights, inverse), e))
    case .reduction(let reducer, let variable, let body) where reducer == .sum || reducer == .mean:
      let axis = try bind(variable, e.range)
      let scale = reducer == .mean ? 1 / Double(axis.count) : 1
      try addToObjective(body, weights.scaled(by: scale))
      open.removeLast()
      return
    case .loss(let name, let body, let z, let t):
      return try addLosses(e, name, body, z, t, weights)
    case .worstCase(let variable, let body):
      // Where the perturbation is in one term alone, the others stay as they are.
      if case .sum(let a, let b) = body.kind, a.hasPerturbation != b.hasPerturbation {
        let (moved, fixed) = a.hasPerturbation ? (a, b) : (b, a)
        try addToObjective(fixed, weights)
        let rest = TypedExpression(.worstCase(variable, moved), e.shape, e.range)
        return try addToObjective(rest, weights)
      }
    case .apply(let atom, let arguments):
      if try addAtom(e, atom, arguments, weights) { return }
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .prediction, .perturbation, .gate, .list, .quotient, .transpose, .element, .reduction, .raw,
      .flat:
      break
    }
    try addForm(try form(e, weights.bound(.upper)), weights, e)
  }

  /// Adds weight * form to the objective.
  private mutating func addForm(
    _ form: ArrayForm, _ weights: ArrayForm, _ e: TypedExpression
  ) throws(CanonicalFailure) {
    let inner = try fitted(weights.isNumber && form.layout == .diagonal ? form : form.dense(), e)
    try forEachEntry(of: inner, weights, e) { row, weight in
      builder.addToObjective(inner.affine(row), times: weight, sample: 0)
    }
  }

  /// Calls a function with the place and the weight of each entry; indices that neither depends on count
  /// as often as they have values.
  private func forEachEntry(
    of form: ArrayForm, _ weights: ArrayForm, _ e: TypedExpression,
    _ body: (Int, Double) -> Void
  ) throws(CanonicalFailure) {
    guard weights.isNumber || weights.sizes == form.sizes else {
      throw refusal("this part", e.range)
    }
    let axes = ArrayForm.union(form.axes, weights.axes)
    let times = open.reduce(1) { axes.contains($1) ? $0 : $0 * $1.count }
    let count = form.memberCount
    for (f, g) in zip(form.frames(axes), weights.frames(axes)) {
      for k in 0..<count {
        let weight = weights.constants[weights.isNumber ? g : g * count + k]
        body(f * count + k, Double(times) * weight)
      }
    }
  }

  /// The weights of the entries of a part from those of the whole: a number that goes with every entry
  /// of an array counts with the sum of their weights.
  private func partWeights(
    _ weights: ArrayForm, of part: TypedExpression, in e: TypedExpression
  ) throws(CanonicalFailure) -> ArrayForm {
    guard part.shape.isScalar && !e.shape.isScalar else { return weights }
    guard weights.isNumber else { return weights.summed(weights.axes, [], weights.members) }
    return weights.scaled(by: Double(try sizes(e.shape, e.range).reduce(1, *)))
  }

  /// Adds factor * rest where the factor is constant and multiplies entry by entry, or is a row or a
  /// column; returns whether it did.
  private mutating func addProduct(
    _ e: TypedExpression, _ factor: TypedExpression, _ rest: TypedExpression, _ weights: ArrayForm
  ) throws(CanonicalFailure) -> Bool {
    guard !factor.hasUnknown, !factor.hasPerturbation, rest.hasUnknown else { return false }
    var isEntrywise = factor.shape.isScalar || rest.shape.isScalar
    if case .elementwiseProduct = e.kind { isEntrywise = true }
    guard isEntrywise || e.shape.isScalar else { return false }
    var value = try form(factor, .exact)
    guard value.layout == .dense else { return false }
    if !isEntrywise {
      // A row times a column: each entry of the one weighs the entry of the other.
      value = value.relabeled(axes: value.axes, sizes: try sizes(rest.shape, rest.range))
    }
    let product = try fitted(.entrywiseProduct(weights, value), e)
    try addToObjective(rest, isEntrywise ? try partWeights(product, of: rest, in: e) : product)
    return true
  }

  private mutating func addLosses(
    _ e: TypedExpression, _ name: String, _ body: TypedExpression, _ z: TypedExpression,
    _ t: TypedExpression, _ weights: ArrayForm
  ) throws(CanonicalFailure) {
    let (sample, indices) = entrywise(e, body, z, t)
    let depth = open.count
    for index in indices { try bind(index, e.range) }
    let outer = prefix
    prefix = name
    let inner = weights.isNumber ? [] : Array(open[depth...])
    try addToObjective(sample, weights.relabeled(axes: weights.axes + inner, sizes: []))
    prefix = outer
    open.removeLast(indices.count)
  }

  /// Adds an atom that needs no epigraph here; returns whether it is one.
  private mutating func addAtom(
    _ e: TypedExpression, _ atom: Atom, _ arguments: [TypedExpression], _ weights: ArrayForm
  ) throws(CanonicalFailure) -> Bool {
    let x = arguments[0]
    switch atom.name {
    case Atom.sum.name:
      try addToObjective(x, weights)
      return true
    case Atom.mean.name:
      guard let sizes = x.sizes(in: instance) else { return false }
      try addToObjective(x, weights.scaled(by: 1 / Double(sizes.reduce(1, *))))
      return true
    default: break
    }
    guard weights.constants.allSatisfy({ $0 >= 0 }) else { return false }
    if atom.isSquare, case .apply(let norm, let inner) = x.kind, norm.name == Atom.norm2.name {
      try addSquares(.sumsq, inner[0], weights)
      return true
    }
    if atom.isSquare || atom.name == Atom.sumsq.name {
      try addSquares(atom, x, weights)
      return true
    }
    if atom.name == Atom.quad_over_lin.name, !arguments[1].hasUnknown,
      !arguments[1].hasPerturbation
    {
      let divisor = try constant(arguments[1])
      guard divisor.constants.allSatisfy({ $0 > 0 }) else { throw noValue(e.range) }
      let inverse = ArrayForm(
        axes: divisor.axes, sizes: [], constants: divisor.constants.map { 1 / $0 })
      try addSquares(.sumsq, x, try fitted(.entrywiseProduct(weights, inverse), e))
      return true
    }
    if atom.name == Atom.huber.name {
      try addHubers(e, arguments, weights)
      return true
    }
    return false
  }

  /// Adds sum weight * x^2 over the entries, with a variable for every entry that is none.
  private mutating func addSquares(
    _ atom: Atom, _ argument: TypedExpression, _ weights: ArrayForm
  ) throws(CanonicalFailure) {
    var x = try form(argument, bound(atom, 0, argument, .upper))
    if !(weights.isNumber && x.layout == .diagonal) { x = try fitted(x.dense(), argument) }
    var fresh: [Int] = []
    for row in x.constants.indices {
      let form = x.affine(row)
      if !form.isConstant && form.multipleOfVariable == nil { fresh.append(row) }
    }
    var variables: [Int: Int] = [:]
    if !fresh.isEmpty {
      let isWhole = fresh.count == x.constants.count && x.layout == .dense
      let shape = isWhole ? x.axes.map(\.count) + x.sizes : [fresh.count]
      let first = builder.addVariables(
        blockName("residual"), shape, "r", rule: "epigraph.square", origin: argument.range)
      builder.openRows(
        blockName("residual"), shape, "r == x", rule: "epigraph.square",
        origin: argument.range)
      for (k, row) in fresh.enumerated() {
        builder.addRow(.variable(first + k) - x.affine(row))
        variables[row] = first + k
      }
      builder.close(.zero(fresh.count))
    }
    try forEachEntry(of: x, weights, argument) { row, weight in
      let form = x.affine(row)
      if let j = variables[row] {
        if weight != 0 { builder.addSquare(ofVariable: j, times: weight) }
      } else if let (j, scale) = form.multipleOfVariable {
        if weight != 0 { builder.addSquare(ofVariable: j, times: weight * scale * scale) }
      } else {
        builder.addConstant(weight * form.constant * form.constant)
      }
    }
  }

  /// huber(x, M) = min over s of s^2 + 2 M |x - s|, the square in the objective.
  private mutating func addHubers(
    _ e: TypedExpression, _ arguments: [TypedExpression], _ weights: ArrayForm
  ) throws(CanonicalFailure) {
    let x = try fitted(
      try form(arguments[0], bound(.huber, 0, arguments[0], .upper)).dense(), e)
    let width = try constant(arguments[1])
    let axes = ArrayForm.union(x.axes, width.axes)
    let shape = axes.map(\.count) + x.sizes
    let count = shape.reduce(1, *)
    let size = x.memberCount
    let s = builder.addVariables(
      blockName("huber.s"), shape, "s", rule: "epigraph.huber", origin: e.range)
    let a = builder.addVariables(
      blockName("huber.a"), shape, "a >= |x - s|", rule: "epigraph.huber", origin: e.range)
    builder.openRows(
      blockName("huber"), shape + [2], "a >= |x - s|", rule: "epigraph.huber", origin: e.range)
    let (places, widths) = (x.frames(axes), width.frames(axes))
    for k in 0..<count {
      let rest = x.affine(places[k / size] * size + k % size) - .variable(s + k)
      builder.addRow(.variable(a + k) - rest)
      builder.addRow(.variable(a + k) + rest)
    }
    builder.close(.nonnegative(2 * count))
    let index = ArrayForm(
      axes: axes, sizes: x.sizes, constants: [Double](repeating: 0, count: count))
    try forEachEntry(of: index, weights, e) { k, weight in
      guard weight != 0 else { return }
      builder.addSquare(ofVariable: s + k, times: weight)
      builder.addToObjective(
        .variable(a + k), times: 2 * width.constants[widths[k / size]] * weight, sample: 0)
    }
  }
}

extension AffineForm {
  /// The variable and the coefficient where it is a multiple of one variable.
  fileprivate var multipleOfVariable: (variable: Int, scale: Double)? {
    constant == 0 && columns.count == 1 ? (Int(columns[0]), coefficients[0]) : nil
  }
}

internal import DSL

/// Fits and constraints.
extension ConicAssembly {
  mutating func addFit(_ term: FitTerm, name: String) throws(FormulaReader.Refusal) {
    let n = instance.sampleCount
    var coefficient = instance.value(term.coefficient) / (term.reduction == .mean ? Double(n) : 1)
    var loss = term.loss
    if coefficient < 0 {
      // A concave loss with a negative coefficient: its negative is what is convex and made worst.
      (loss, coefficient) = (loss.negated, -coefficient)
    }
    let worst = worstCase(loss, term.perturbation, name: name)
    var body = loss.body
    let losses: [AffineForm]
    switch worst {
    case .one(let zeta), .magnitude(_, let zeta):
      if case .magnitude(let inner, _) = worst { body = inner }
      let reader = reader(zeta, name)
      if term.reduction != .max {
        let weights = [Double](repeating: coefficient, count: n)
        return try addToObjective(body, weights, reader)
      }
      losses = try reader.forms(body, .upper, &builder)
    case .two(let up, let down):
      let pieces = [
        try reader(up, name).forms(body, .upper, &builder),
        try reader(down, name).forms(body, .upper, &builder),
      ]
      if term.reduction == .max {
        return addLargest(pieces[0] + pieces[1], coefficient, name: name, origin: term.range)
      }
      let graph = AtomGraph(
        atom: .max, arguments: pieces, constants: [], name: name, origin: term.range)
      losses = graph.piecewise(pieces, floor: nil, &builder)
    }
    if term.reduction == .max {
      return addLargest(losses, coefficient, name: name, origin: term.range)
    }
    for (k, form) in losses.enumerated() {
      builder.addToObjective(form, times: coefficient, sample: k)
    }
  }

  /// One variable above the losses of all samples.
  private mutating func addLargest(
    _ losses: [AffineForm], _ coefficient: Double, name: String, origin: SourceRange
  ) {
    let top = AffineForm.variable(
      builder.addVariables("\(name).max", [], "t >= loss_k", rule: "epigraph.max", origin: origin))
    builder.openRows(
      "\(name).max", [losses.count], "t >= loss_k", rule: "epigraph.max", origin: origin)
    for (k, form) in losses.enumerated() {
      builder.addRow(top - form, sample: k % instance.sampleCount)
    }
    builder.close(.nonnegative(losses.count))
    builder.addToObjective(top, times: coefficient, sample: 0)
  }

  mutating func addConstraint(
    _ constraint: OutputConstraint, name: String
  ) throws(FormulaReader.Refusal) {
    let body = constraint.body.body
    if constraint.isEquality {
      let forms = try reader(nominal(body, name), name).forms(body, .exact, &builder)
      return addRows(forms, name, "== 0", .zero(forms.count), constraint.range)
    }
    let parts: [[AffineForm]]
    switch worstCase(constraint.body, constraint.perturbation, name: name) {
    case .one(let zeta): parts = [try reader(zeta, name).forms(body, .upper, &builder)]
    case .magnitude(let inner, let s):
      parts = [try reader(s, name).forms(inner, .upper, &builder)]
    case .two(let up, let down):
      parts = [
        try reader(up, name).forms(body, .upper, &builder),
        try reader(down, name).forms(body, .upper, &builder),
      ]
    }
    for forms in parts {
      addRows(
        forms.map { $0.scaled(by: -1) }, name, ">= 0", .nonnegative(forms.count), constraint.range)
    }
  }

  private mutating func addRows(
    _ forms: [AffineForm], _ name: String, _ sign: String, _ cone: Cone, _ origin: SourceRange
  ) {
    builder.openRows(name, [forms.count], "\(name)_k \(sign)", rule: "constraint", origin: origin)
    for (k, form) in forms.enumerated() { builder.addRow(form, sample: k) }
    builder.close(cone)
  }

  func reader(_ predictions: [AffineForm], _ name: String) -> FormulaReader {
    FormulaReader(
      count: instance.sampleCount, numbers: instance.numbers, data: instance.vectors,
      predictions: predictions, name: name)
  }

  /// Adds sum_k weight_k * formula_k to the objective; squares stay quadratic.
  private mutating func addToObjective(
    _ e: TypedExpression, _ weights: [Double], _ reader: FormulaReader
  ) throws(FormulaReader.Refusal) {
    if let values = reader.constants(e) {
      return builder.addConstant(zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 })
    }
    switch e.kind {
    case .sum(let a, let b):
      try addToObjective(a, weights, reader)
      return try addToObjective(b, weights, reader)
    case .difference(let a, let b):
      try addToObjective(a, weights, reader)
      return try addToObjective(b, weights.map { -$0 }, reader)
    case .negation(let a): return try addToObjective(a, weights.map { -$0 }, reader)
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      if let factor = reader.constants(a) {
        return try addToObjective(b, zip(weights, factor).map { $0 * $1 }, reader)
      }
      if let factor = reader.constants(b) {
        return try addToObjective(a, zip(weights, factor).map { $0 * $1 }, reader)
      }
    case .quotient(let a, let b):
      if let divisor = reader.constants(b) {
        return try addToObjective(a, zip(weights, divisor).map { $0 / $1 }, reader)
      }
    case .apply(let atom, let arguments) where weights.allSatisfy({ $0 >= 0 }):
      if [Atom.square.name, Atom.sumsq.name, Atom.power(2)?.name].contains(atom.name) {
        var entries = [arguments[0]]
        if case .list(let list) = arguments[0].kind { entries = list }
        for entry in entries { try addSquares(atom, entry, weights, reader) }
        return
      }
      if try addSmooth(atom, arguments, weights, reader) { return }
      if atom.name == Atom.huber.name {
        return try addHubers(arguments, weights, reader)
      }
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .prediction, .perturbation, .gate, .list, .transpose, .element, .apply, .reduction,
      .worstCase, .loss, .raw, .flat:
      break
    }
    let isNegative = weights.contains { $0 < 0 }
    let isPositive = weights.contains { $0 > 0 }
    let forms = try reader.forms(
      e, isNegative && isPositive ? .exact : isNegative ? .lower : .upper, &builder)
    for (k, form) in forms.enumerated() {
      builder.addToObjective(form, times: weights[k], sample: k)
    }
  }

  /// sum_k weight_k x_k^2 with a variable x_k for an argument that is none.
  private mutating func addSquares(
    _ atom: Atom, _ argument: TypedExpression, _ weights: [Double], _ reader: FormulaReader
  ) throws(FormulaReader.Refusal) {
    let bound = reader.bound(atom, 0, argument, .upper)
    var forms = try reader.forms(argument, bound, &builder)
    // An argument that is never positive is known from below: its negative has the same square.
    if bound == .lower { forms = forms.map { $0.scaled(by: -1) } }
    let variables = variables(
      forms, "\(reader.name).residual", argument.range, isExact: bound == .exact)
    for (k, variable) in variables.enumerated() where weights[k] != 0 {
      builder.addSquare(ofVariable: variable, times: weights[k])
    }
  }

  /// huber(x, M) = min over s of s^2 + 2 M |x - s|, the square in the objective.
  private mutating func addHubers(
    _ arguments: [TypedExpression], _ weights: [Double], _ reader: FormulaReader
  ) throws(FormulaReader.Refusal) {
    let bound = reader.bound(.huber, 0, arguments[0], .upper)
    let x = try reader.forms(arguments[0], bound, &builder)
    let widths = reader.constants(arguments[1]) ?? []
    let (n, origin) = (x.count, arguments[0].range)
    let s = builder.addVariables(
      "\(reader.name).huber.s", [n], "s", rule: "epigraph.huber", origin: origin)
    let a = builder.addVariables(
      "\(reader.name).huber.a", [n], "a >= |x - s|", rule: "epigraph.huber", origin: origin)
    builder.openRows(
      "\(reader.name).huber", [n, 2], "a >= |x - s|", rule: "epigraph.huber", origin: origin)
    for k in 0..<n {
      let rest = x[k] - .variable(s + k)
      builder.addRow(.variable(a + k) - rest, sample: k)
      builder.addRow(.variable(a + k) + rest, sample: k)
      builder.addSquare(ofVariable: s + k, times: weights[k])
      builder.addToObjective(.variable(a + k), times: 2 * widths[k] * weights[k], sample: k)
    }
    builder.close(.nonnegative(2 * n))
  }

  /// A variable for each form: the form's own where it is one.
  private mutating func variables(
    _ forms: [AffineForm], _ name: String, _ origin: SourceRange, isExact: Bool
  ) -> [Int] {
    let own = forms.compactMap(\.lonelyVariable)
    if own.count == forms.count && Set(own).count == own.count { return own }
    let first = builder.addVariables(
      name, [forms.count], "r", rule: "epigraph.square", origin: origin)
    builder.openRows(
      name, [forms.count], isExact ? "r == x" : "r >= x", rule: "epigraph.square", origin: origin)
    for (k, form) in forms.enumerated() { builder.addRow(.variable(first + k) - form, sample: k) }
    // Forms that bound a nonnegative argument from above: r >= form is enough.
    builder.close(isExact ? .zero(forms.count) : .nonnegative(forms.count))
    return (0..<forms.count).map { first + $0 }
  }
}

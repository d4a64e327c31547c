internal import DSL
internal import LinearAlgebra

/// Sums over indices, losses and gates.
extension ProgramAssembly {
  mutating func reduction(
    _ e: TypedExpression, _ reducer: ReductionExpression.Reducer, _ variable: IndexVariable,
    _ body: TypedExpression, _ bound: Bound
  ) throws(CanonicalFailure) -> ArrayForm {
    let axis = try bind(variable, e.range)
    let inner = try form(body, bound)
    open.removeLast()
    let (axes, groups) = inner.groups(along: axis)
    let isFixed = !inner.axes.contains(axis)
    switch reducer {
    case .sum, .mean:
      if isFixed { return reducer == .mean ? inner : inner.scaled(by: Double(axis.count)) }
      let scale = reducer == .mean ? 1 / Double(axis.count) : 1
      return inner.summed(axes, inner.sizes, groups, times: scale, layout: inner.layout)
    case .max, .min:
      if isFixed { return inner }
      guard let inner = inner.dense() else { throw refusal("this part", e.range) }
      let groups = inner.groups(along: axis).groups
      let atom = reducer == .max ? Atom.max : Atom.min
      return try reduced(e, atom, inner, nil, groups, axes, inner.sizes, bound)
    }
  }

  /// The losses of all samples: the body of the loss with an index over the entries of its arguments.
  mutating func loss(
    _ e: TypedExpression, _ name: String, _ body: TypedExpression, _ z: TypedExpression,
    _ t: TypedExpression, _ bound: Bound
  ) throws(CanonicalFailure) -> ArrayForm {
    let (sample, indices) = entrywise(e, body, z, t)
    let depth = open.count
    for index in indices { try bind(index, e.range) }
    let inner = Array(open[depth...])
    let outer = prefix
    prefix = name
    let result = try form(sample, bound)
    prefix = outer
    open.removeLast(indices.count)
    // The indices of the entries become sizes again.
    let axes = result.axes.filter { !inner.contains($0) }
    let places = result.frames(axes + inner)
    return result.gathered(axes, inner.map(\.count), places)
  }

  /// The body of a loss for one entry of its arguments, and the indices of that entry.
  mutating func entrywise(
    _ e: TypedExpression, _ body: TypedExpression, _ z: TypedExpression, _ t: TypedExpression
  ) -> (body: TypedExpression, indices: [IndexVariable]) {
    var indices: [IndexVariable] = []
    for size in e.shape.dimensions {
      entryIndexCount += 1
      indices.append(
        IndexVariable(name: "k", id: -entryIndexCount, domain: .interval(1, size)))
    }
    func entry(_ argument: TypedExpression) -> TypedExpression {
      argument.shape.isScalar
        ? argument
        : TypedExpression(
          .element(argument, indices.map { .variable($0) }), .scalar, argument.range)
    }
    let sample = body.replacing { part in
      guard case .lossArgument(let argument) = part.kind else { return nil }
      return entry(argument == .prediction ? z : t)
    }
    return (sample, indices)
  }

  /// gate(Z, g[i]): the diagonal of D_i, never the matrix; 0 or 1 for a row.
  mutating func gate(
    _ e: TypedExpression, _ input: TypedExpression, _ family: String, _ index: IndexValue
  ) throws(CanonicalFailure) -> ArrayForm {
    guard let gates = instance.gates[family] else { throw noValue(e.range) }
    var chosen: [Axis] = []
    var number = 0
    switch index {
    case .variable(let variable): chosen = [try axis(variable, e.range)]
    case .number(let value): number = value - 1
    }
    let members =
      chosen.first.map { axis in (0..<axis.count).map { axis.lower - 1 + $0 } }
      ?? [number]
    switch gates {
    case .vectors(let vectors):
      let rows = try constant(input)
      guard let width = rows.sizes.last, width == vectors.columnCount else {
        throw CanonicalFailure(
          diagnostic: Diagnostic(
            "E111",
            "the gate vectors have length \(vectors.columnCount), the rows here have length"
              + " \(rows.sizes.last ?? 1)", at: e.range,
            help: "a bias column counts: give every gate vector an entry for it"))
      }
      return bits(rows.axes, rows.sizes, chosen, members) { row, gate in
        var sum = 0.0
        for c in 0..<width { sum += rows.constants[row * width + c] * vectors[gate, c] }
        return sum >= 0
      }
    case .patterns(let bits, let data):
      if case .data(data) = input.kind {
        let sizes = [bits.rowCount, bits.rowCount]
        return self.bits([], sizes, chosen, members) { bits[$0, $1] }
      }
      if case .element(let base, let indices) = input.kind, case .data(data) = base.kind,
        indices.count == 1
      {
        var (axes, first): ([Axis], Int) = ([], 0)
        switch indices[0] {
        case .variable(let variable):
          axes = [try axis(variable, e.range)]
          first = axes[0].lower - 1
        case .number(let value): first = value - 1
        }
        return self.bits(axes, [1], chosen, members) { bits[first + $0, $1] }
      }
      throw CanonicalFailure(
        diagnostic: Diagnostic(
          "E213",
          "the gates `\(family)` are patterns of `\(data)`: they are known at its rows only",
          at: e.range,
          help: "write `gate(\(data), ..)` or `gate(\(data)[k], ..)`, or give gates by `vectors`"))
    }
  }

  /// Bits of rows and gates: a diagonal for a matrix of rows, a number for one row.
  private func bits(
    _ axes: [Axis], _ sizes: [Int], _ chosen: [Axis], _ members: [Int],
    _ bit: (_ row: Int, _ gate: Int) -> Bool
  ) -> ArrayForm {
    let all = ArrayForm.union(axes, chosen)
    let n = sizes.count == 2 ? sizes[0] : 1
    var constants: [Double] = []
    for (f, g) in zip(
      ArrayForm.places(of: axes, over: all), ArrayForm.places(of: chosen, over: all))
    {
      for r in 0..<n { constants.append(bit(f * n + r, members[g]) ? 1 : 0) }
    }
    return sizes.count == 2
      ? ArrayForm(axes: all, sizes: [n, n], layout: .diagonal, constants: constants)
      : ArrayForm(axes: all, sizes: [], constants: constants)
  }
}

internal import DSL

/// Expressions as affine forms, for all values of the open indices at once.
extension ProgramAssembly {
  /// A form that stands for the expression from one side; exactly where it is affine.
  mutating func form(
    _ e: TypedExpression, _ bound: Bound
  ) throws(CanonicalFailure) -> ArrayForm {
    switch e.kind {
    case .number(let value): return ArrayForm(value)
    case .identity:
      return ArrayForm(
        axes: [], sizes: e.shape.dimensions.compactMap { instance.size($0) }, layout: .identity,
        constants: [1])
    case .parameter(let name), .size(let name):
      guard let value = instance.numbers[name] else { throw noValue(e.range) }
      return ArrayForm(value)
    case .data(let name):
      guard let array = instance.arrays[name] else { throw noValue(e.range) }
      return ArrayForm(axes: [], sizes: array.sizes, constants: array.elements)
    case .index(let variable):
      let axis = try axis(variable, e.range)
      return ArrayForm(
        axes: [axis], sizes: [], constants: (0..<axis.count).map { Double(axis.lower + $0) })
    case .unknown(let name, let index): return try unknown(name, index, e.range)
    case .perturbation(let variable): return try perturbation(variable, e.range)
    case .gate(let input, let family, let index): return try gate(e, input, family, index)
    case .list(let elements): return try list(elements, bound, e.range)
    case .negation(let a): return try form(a, bound.opposite).scaled(by: -1)
    case .sum(let a, let b):
      let (x, y) = (try form(a, bound), try form(b, bound))
      return try fitted(.sum(x, y), e)
    case .difference(let a, let b):
      let (x, y) = (try form(a, bound), try form(b, bound.opposite))
      return try fitted(.sum(x, y, times: -1), e)
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      return try product(e, a, b, bound)
    case .quotient(let a, let b):
      let divisor = try constant(b)
      let inverse = ArrayForm(
        axes: divisor.axes, sizes: [], constants: divisor.constants.map { 1 / $0 })
      guard inverse.constants.allSatisfy(\.isFinite) else { throw noValue(e.range) }
      let inner = inverse.bound(bound)
      return try fitted(.entrywiseProduct(try form(a, inner), inverse), e)
    case .transpose(let a): return try form(a, bound).transposed
    case .flat(let a):
      guard let inner = try form(a, bound).dense() else { throw refusal("this part", e.range) }
      return inner.relabeled(axes: inner.axes, sizes: [inner.memberCount])
    case .raw(let a): return try form(a, bound)
    case .element(let base, let indices): return try element(base, indices, bound, e.range)
    case .apply(let atom, let arguments): return try apply(e, atom, arguments, bound)
    case .reduction(let reducer, let variable, let body):
      return try reduction(e, reducer, variable, body, bound)
    case .worstCase(let variable, let body): return try worstCase(e, variable, body, bound)
    case .loss(let name, let body, let z, let t): return try loss(e, name, body, z, t, bound)
    case .lossArgument, .prediction: throw refusal("this part", e.range)
    }
  }

  /// A part without variables and perturbations, as a dense array.
  mutating func constant(_ e: TypedExpression) throws(CanonicalFailure) -> ArrayForm {
    guard let value = try form(e, .exact).dense(), value.isConstant else {
      throw refusal("this part", e.range)
    }
    return value
  }

  func fitted(_ form: ArrayForm?, _ e: TypedExpression) throws(CanonicalFailure) -> ArrayForm {
    guard let form else { throw refusal("this part", e.range) }
    return form
  }

  func axis(
    _ variable: IndexVariable, _ place: SourceRange
  ) throws(CanonicalFailure) -> Axis {
    guard let axis = open.first(where: { $0.variable == variable }) else { throw noValue(place) }
    return axis
  }

  private func unknown(
    _ name: String, _ index: IndexValue?, _ place: SourceRange
  ) throws(CanonicalFailure) -> ArrayForm {
    guard let family = families[name] else { throw noValue(place) }
    let size = family.sizes.reduce(1, *)
    var (axes, first): ([Axis], Int) = ([], family.first)
    switch index {
    case nil: break
    case .number(let value): first += (value - family.lower) * size
    case .variable(let variable):
      let axis = try axis(variable, place)
      axes = [axis]
      first += (axis.lower - family.lower) * size
    }
    let count = axes.reduce(size) { $0 * $1.count }
    return ArrayForm(
      axes: axes, sizes: family.sizes, constants: [Double](repeating: 0, count: count),
      starts: Array(0...count),
      terms: (0..<count).map { .init(monomial: Monomial(variable: first + $0), coefficient: 1) })
  }

  /// Delta: its entries are monomials until the worst case is taken.
  private func perturbation(
    _ variable: PerturbationVariable, _ place: SourceRange
  ) throws(CanonicalFailure) -> ArrayForm {
    guard variable == perturbation, let set = instance.sets[variable.set] else {
      throw refusal("a worst case inside a worst case", place)
    }
    var sizes = [set.isFree.count]
    if let rows = variable.rows {
      guard let count = instance.size(rows) else { throw noValue(place) }
      sizes.insert(count, at: 0)
    }
    let count = sizes.reduce(1, *)
    return ArrayForm(
      axes: [], sizes: sizes, constants: [Double](repeating: 0, count: count),
      starts: Array(0...count),
      terms: (0..<count).map { .init(monomial: Monomial(perturbation: $0), coefficient: 1) })
  }

  private mutating func list(
    _ elements: [TypedExpression], _ bound: Bound, _ place: SourceRange
  ) throws(CanonicalFailure) -> ArrayForm {
    var parts: [ArrayForm] = []
    var axes: [Axis] = []
    for element in elements {
      guard let part = try form(element, bound).dense() else {
        throw refusal("this list", place)
      }
      parts.append(part)
      axes = ArrayForm.union(axes, part.axes)
    }
    let frames = parts.map { $0.frames(axes) }
    var writer = ArrayFormWriter()
    for f in 0..<axes.reduce(1, { $0 * $1.count }) {
      for (part, places) in zip(parts, frames) {
        for e in 0..<part.memberCount {
          writer.add(part, places[f] * part.memberCount + e)
          writer.endEntry()
        }
      }
    }
    return writer.form(axes, [parts.count] + (parts.first?.sizes ?? []))
  }

  private mutating func product(
    _ e: TypedExpression, _ a: TypedExpression, _ b: TypedExpression, _ bound: Bound
  ) throws(CanonicalFailure) -> ArrayForm {
    let x: ArrayForm
    let y: ArrayForm
    if a.hasUnknown {
      y = try form(b, .exact)
      x = try form(a, y.bound(bound))
    } else {
      x = try form(a, .exact)
      y = try form(b, x.bound(bound))
    }
    if case .elementwiseProduct = e.kind { return try fitted(.entrywiseProduct(x, y), e) }
    return try fitted(.product(x, y, isNumber: e.shape.isScalar), e)
  }

  /// A row of a matrix, an entry of a vector or of a matrix.
  private mutating func element(
    _ base: TypedExpression, _ indices: [IndexValue], _ bound: Bound, _ place: SourceRange
  ) throws(CanonicalFailure) -> ArrayForm {
    let inner = try form(base, bound)
    guard inner.layout != .identity, indices.count <= inner.sizes.count else {
      throw refusal("an entry of this", place)
    }
    var axes = inner.axes
    for case .variable(let variable) in indices {
      axes = ArrayForm.union(axes, [try axis(variable, place)])
    }
    let rest = Array(inner.sizes.dropFirst(indices.count))
    let size = rest.reduce(1, *)
    // The place of the first entry, for every value of the indices.
    var places = [Int](repeating: 0, count: axes.reduce(1) { $0 * $1.count })
    for (index, count) in zip(indices, inner.sizes) {
      let values: [Int]
      switch index {
      case .number(let value): values = places.map { _ in value - 1 }
      case .variable(let variable):
        let axis = try axis(variable, place)
        values = ArrayForm.places(of: [axis], over: axes).map { $0 + axis.lower - 1 }
      }
      guard values.allSatisfy({ $0 >= 0 && $0 < count }) else { throw noValue(place) }
      for k in places.indices { places[k] = places[k] * count + values[k] }
    }
    let (step, isDiagonal, n) = (
      inner.memberCount, inner.layout == .diagonal, inner.sizes.last ?? 1
    )
    let frames = inner.frames(axes)
    return inner.gathered(
      axes, rest,
      places.indices.lazy.flatMap { k in
        (0..<size).lazy.map { e in
          let entry = places[k] * size + e
          guard isDiagonal else { return frames[k] * step + entry }
          return entry % (n + 1) == 0 ? frames[k] * step + entry / n : -1
        }
      })
  }
}

extension ArrayForm {
  /// From which side an expression is needed that these numbers multiply.
  func bound(_ bound: FormulaReader.Bound) -> FormulaReader.Bound {
    guard isConstant else { return .exact }
    let isNegative = constants.contains { $0 < 0 }
    let isPositive = constants.contains { $0 > 0 }
    return isNegative && isPositive ? .exact : isNegative ? bound.opposite : bound
  }
}

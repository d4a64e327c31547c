/// Computes expressions: for assertions on data, and to test by numbers what the rules claim.
public struct Evaluation {
  /// Parameters and sizes.
  public var numbers: [String: Double] = [:]
  /// Data.
  public var arrays: [String: ArrayValue] = [:]
  /// The members of families of weights or variables; one member for what has no index.
  public var unknowns: [String: [ArrayValue]] = [:]
  /// Gate vectors by family.
  public var gates: [String: [[Double]]] = [:]
  /// Families of gates that are known on the rows of one data alone.
  public var patterns: [String: PatternFamily] = [:]
  /// The predictions of the network, or z of a loss.
  public var prediction: ArrayValue?
  /// t of a loss.
  public var target: Double?
  /// Perturbations by the name of their variable.
  public var perturbations: [String: ArrayValue] = [:]
  /// The largest value of an expression over a set of perturbations; without it a worst case has no value.
  public var worstCase: ((PerturbationVariable, TypedExpression, Evaluation) -> ArrayValue?)?
  /// Where given, every result on the way is off by a relative 1e-11 or less, in a way that depends on
  /// this number: what cancels shows itself.
  public var disturbance: UInt64?
  private var indices: [IndexVariable: Int] = [:]

  /// An evaluation that knows no name.
  public init() {}

  /// The value; nil where something in it has none.
  public func value(of e: TypedExpression) -> ArrayValue? {
    guard let disturbance else { return computed(e) }
    return computed(e).map { $0.disturbed(by: disturbance) }
  }

  private func computed(_ e: TypedExpression) -> ArrayValue? {
    switch e.kind {
    case .number(let value): return ArrayValue(value)
    case .identity: return identity(e)
    case .parameter(let name), .size(let name): return numbers[name].map { ArrayValue($0) }
    case .data(let name): return arrays[name]
    case .index(let variable): return indices[variable].map { ArrayValue(Double($0)) }
    case .lossArgument(.prediction), .prediction: return prediction
    case .lossArgument(.target): return target.map { ArrayValue($0) }
    case .unknown(let name, let index):
      guard let members = unknowns[name], let position = index.map(position) ?? 1,
        members.indices.contains(position - 1)
      else { return nil }
      return members[position - 1]
    case .perturbation(let variable): return perturbations[variable.name]
    case .gate(let input, let family, let index): return gate(input, family, index)
    case .list(let elements):
      let values = elements.compactMap { value(of: $0) }
      guard values.count == elements.count, let first = values.first else { return nil }
      return ArrayValue(
        sizes: [values.count] + first.sizes, elements: values.flatMap(\.elements))
    case .negation(let a):
      return value(of: a).map { ArrayValue(sizes: $0.sizes, elements: $0.elements.map { -$0 }) }
    case .sum(let a, let b): return elementwise(a, b, +)
    case .difference(let a, let b): return elementwise(a, b, -)
    case .elementwiseProduct(let a, let b): return elementwise(a, b, *)
    // Not infinity, which an enclosing min would take for a number.
    case .quotient(let a, let b): return elementwise(a, b) { $1 == 0 ? .nan : $0 / $1 }
    case .product(let a, let b): return product(a, b, isNumber: e.shape.isScalar)
    case .transpose(let a): return value(of: a).map(transposed)
    case .raw(let a): return value(of: a)
    case .flat(let a):
      return value(of: a).map { ArrayValue(sizes: [$0.elements.count], elements: $0.elements) }
    case .element(let base, let indices): return element(base, indices)
    case .apply(let atom, let arguments): return apply(atom, arguments)
    case .reduction(let reducer, let variable, let body): return reduce(reducer, variable, body)
    case .loss(_, let body, let z, let t): return losses(body, z, t)
    case .worstCase(let variable, let body): return worstCase?(variable, body, self)
    }
  }

  /// The loss of each sample.
  private func losses(
    _ body: TypedExpression, _ z: TypedExpression, _ t: TypedExpression
  ) -> ArrayValue? {
    guard let predictions = value(of: z), let targets = value(of: t) else { return nil }
    let sizes = predictions.sizes.isEmpty ? targets.sizes : predictions.sizes
    var sample = self
    var elements: [Double] = []
    for k in 0..<sizes.reduce(1, *) {
      sample.prediction = ArrayValue(predictions.elements[predictions.sizes.isEmpty ? 0 : k])
      sample.target = targets.elements[targets.sizes.isEmpty ? 0 : k]
      guard let value = sample.value(of: body)?.number else { return nil }
      elements.append(value)
    }
    return ArrayValue(sizes: sizes, elements: elements)
  }

  func position(_ index: IndexValue) -> Int? {
    switch index {
    case .variable(let variable): indices[variable]
    case .number(let value): value
    }
  }

  /// The value of a size.
  public func size(_ dimension: Dimension) -> Int? {
    switch dimension {
    case .number(let value): value
    case .symbol(let name): numbers[name].map { Int($0) }
    }
  }

  private func identity(_ e: TypedExpression) -> ArrayValue? {
    guard let count = size(e.shape.dimensions[0]) else { return nil }
    return diagonal([Double](repeating: 1, count: count))
  }

  func diagonal(_ values: [Double]) -> ArrayValue {
    var elements = [Double](repeating: 0, count: values.count * values.count)
    for (k, value) in values.enumerated() { elements[k * values.count + k] = value }
    return ArrayValue(sizes: [values.count, values.count], elements: elements)
  }

  private func gate(
    _ input: TypedExpression, _ family: String, _ index: IndexValue
  ) -> ArrayValue? {
    if let known = patterns[family] { return pattern(known, input, index) }
    guard let vectors = gates[family], let i = position(index), vectors.indices.contains(i - 1),
      let rows = value(of: input)
    else { return nil }
    let vector = vectors[i - 1]
    guard let width = rows.sizes.last, width == vector.count else { return nil }
    let bits = stride(from: 0, to: rows.elements.count, by: width).map { start in
      var sum = 0.0
      for c in 0..<width { sum += rows.elements[start + c] * vector[c] }
      return sum >= 0 ? 1.0 : 0
    }
    return rows.sizes.count == 1 ? ArrayValue(bits[0]) : diagonal(bits)
  }

  private func elementwise(
    _ a: TypedExpression, _ b: TypedExpression, _ op: (Double, Double) -> Double
  ) -> ArrayValue? {
    guard let x = value(of: a), let y = value(of: b) else { return nil }
    // A multiple of I that was fitted to its neighbour may be a number still.
    if x.sizes.isEmpty {
      return ArrayValue(sizes: y.sizes, elements: y.elements.map { op(x.elements[0], $0) })
    }
    if y.sizes.isEmpty {
      return ArrayValue(sizes: x.sizes, elements: x.elements.map { op($0, y.elements[0]) })
    }
    guard x.sizes == y.sizes else { return nil }
    return ArrayValue(sizes: x.sizes, elements: zip(x.elements, y.elements).map(op))
  }

  private func transposed(_ a: ArrayValue) -> ArrayValue {
    guard a.sizes.count == 2 else {
      return a.sizes.isEmpty ? a : ArrayValue(sizes: [1, a.sizes[0]], elements: a.elements)
    }
    let (rows, columns) = (a.sizes[0], a.sizes[1])
    var elements: [Double] = []
    for c in 0..<columns { for r in 0..<rows { elements.append(a.elements[r * columns + c]) } }
    return ArrayValue(sizes: [columns, rows], elements: elements)
  }

  private func product(
    _ a: TypedExpression, _ b: TypedExpression, isNumber: Bool
  ) -> ArrayValue? {
    guard let x = value(of: a), let y = value(of: b) else { return nil }
    if x.sizes.isEmpty || y.sizes.isEmpty { return elementwise(a, b, *) }
    let rows = x.sizes.count == 1 ? 1 : x.sizes[0]
    guard let inner = x.sizes.last, inner == y.sizes[0] else { return nil }
    let columns = y.sizes.count == 1 ? 1 : y.sizes[1]
    var elements: [Double] = []
    for r in 0..<rows {
      for c in 0..<columns {
        var sum = 0.0
        for k in 0..<inner { sum += x.elements[r * inner + k] * y.elements[k * columns + c] }
        elements.append(sum)
      }
    }
    if isNumber { return ArrayValue(elements[0]) }
    return ArrayValue(sizes: y.sizes.count == 1 ? [rows] : [rows, columns], elements: elements)
  }

  private func element(_ base: TypedExpression, _ indices: [IndexValue]) -> ArrayValue? {
    guard var result = value(of: base) else { return nil }
    for index in indices {
      guard let k = position(index), let count = result.sizes.first, k >= 1, k <= count
      else { return nil }
      let size = result.elements.count / count
      result = ArrayValue(
        sizes: Array(result.sizes.dropFirst()),
        elements: Array(result.elements[(k - 1) * size..<k * size]))
    }
    return result
  }

  private func apply(_ atom: Atom, _ arguments: [TypedExpression]) -> ArrayValue? {
    let values = arguments.compactMap { value(of: $0) }
    guard values.count == arguments.count else { return nil }
    if atom.form == .reducing || (atom.form == .either && values.count == 1) {
      return ArrayValue(atom.value(values.map(\.elements)))
    }
    let sizes = values.map(\.sizes).max { $0.count < $1.count } ?? []
    guard values.allSatisfy({ $0.sizes.isEmpty || $0.sizes == sizes }) else { return nil }
    let count = sizes.reduce(1, *)
    return ArrayValue(
      sizes: sizes,
      elements: (0..<count).map { k in
        atom.value(values.map { [$0.elements[$0.sizes.isEmpty ? 0 : k]] })
      })
  }

  private func reduce(
    _ reducer: ReductionExpression.Reducer, _ variable: IndexVariable, _ body: TypedExpression
  ) -> ArrayValue? {
    guard let range = range(of: variable.domain), !range.isEmpty else { return nil }
    var inner = self
    var result: ArrayValue?
    for k in range {
      inner.indices[variable] = k
      guard let value = inner.value(of: body) else { return nil }
      guard let sum = result else {
        result = value
        continue
      }
      let pairs = zip(sum.elements, value.elements)
      let combined: [Double] =
        switch reducer {
        case .sum, .mean: pairs.map { $0 + $1 }
        // As the atoms do, which keep what is no number.
        case .max: pairs.map { Atom.max.value([[$0], [$1]]) }
        case .min: pairs.map { Atom.min.value([[$0], [$1]]) }
        }
      result = ArrayValue(sizes: sum.sizes, elements: combined)
    }
    guard reducer == .mean, let sum = result else { return result }
    return ArrayValue(
      sizes: sum.sizes, elements: sum.elements.map { $0 / Double(range.count) })
  }

  /// The numbers that an index takes.
  public func range(of domain: IndexDomain) -> ClosedRange<Int>? {
    switch domain {
    case .neurons: unknowns.values.map(\.count).max().map { 1...Swift.max(1, $0) }
    case .gates(let family):
      (patterns[family]?.columns.count ?? gates[family]?.count).map { 1...Swift.max(1, $0) }
    case .interval(let lower, let upper):
      size(upper).flatMap { lower <= $0 ? lower...$0 : nil }
    }
  }

  /// The same evaluation with an index at a value.
  public func with(_ variable: IndexVariable, _ value: Int) -> Evaluation {
    var result = self
    result.indices[variable] = value
    return result
  }
}

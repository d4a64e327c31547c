/// Small random instances of a program: values for every name, within what the declarations allow.
struct InstanceSampler {
  let scope: Scope
  let intervals: [String: Interval]
  let values: ScalarValues
  private let sizes: [String: Int]
  private var random = SplitMix(state: 7)

  init(scope: Scope, intervals: [String: Interval], values: ScalarValues) {
    self.scope = scope
    self.intervals = intervals
    self.values = values
    var sizes: [String: Int] = [:]
    for (offset, name) in scope.order.enumerated() {
      if case .size = scope[name] { sizes[name] = 2 + offset % 3 }
    }
    self.sizes = sizes
  }

  /// Two points of the unknowns and an instance at which an expression lies on the wrong side of its
  /// chord; nil where none was found.
  mutating func witness(of e: TypedExpression, isConvex: Bool) -> ConvexityWitness? {
    for _ in 0..<affordableCount(e) {
      let instance = instance()
      let (a, b) = (withUnknowns(instance), withUnknowns(instance))
      let middle = Self.middle(a, b)
      func values(_ disturbance: UInt64?) -> ConvexityWitness.Values? {
        func value(_ point: Evaluation) -> Double? {
          let point = disturbance.map { point.disturbed(by: $0) } ?? point
          return point.value(of: e)?.number.flatMap { $0.isFinite ? $0 : nil }
        }
        guard let x = value(a), let m = value(middle), let y = value(b) else { return nil }
        return (x, m, y)
      }
      func margin(_ v: ConvexityWitness.Values) -> Double {
        (isConvex ? 1 : -1) * ConvexityWitness.margin(v.left, v.middle, v.right)
      }
      guard let found = values(nil), margin(found) > 1e-6,
        Evaluation.disturbances.allSatisfy({ seed in
          values(seed).map { ConvexityWitness.isSteady(found, $0) } ?? false
        })
      else { continue }
      return ConvexityWitness(points: (0, 0.5, 1), values: found)
    }
    return nil
  }

  /// How many instances to try: fewer where each is much work, none where it would never end.
  private func affordableCount(_ e: TypedExpression) -> Int {
    var evaluation = Evaluation()
    for (name, count) in sizes { evaluation.numbers[name] = Double(count) }
    var work = evaluation.work(of: e)
    for name in scope.order {
      switch scope[name] {
      case .data(let data): work += evaluation.count(data.shape)
      case .variable(_, let shape, let domain):
        work += evaluation.count(shape) * (domain.map { evaluation.count($0) } ?? 1)
      case .parameter, .size, .gates, .loss, .network, .weights, .letBinding, .set, nil: work += 1
      }
    }
    return Int(min(1e6 / work, 400))
  }

  private func size(_ dimension: Dimension) -> Int {
    switch dimension {
    case .number(let value): value
    case .symbol(let name): sizes[name] ?? 2
    }
  }

  private mutating func number(in interval: Interval) -> Double {
    if let value = interval.value { return value }
    let low = interval.lower.isFinite ? interval.lower : min(-2, interval.upper - 4)
    let high = interval.upper.isFinite ? interval.upper : max(2, interval.lower + 4)
    return low + (high - low) * random.unit()
  }

  private mutating func array(_ shape: Shape, in interval: Interval) -> ArrayValue {
    let counts = shape.dimensions.map(size)
    let elements = (0..<counts.reduce(1, *)).map { _ in number(in: interval) }
    return ArrayValue(sizes: counts, elements: elements)
  }

  /// Values for all that is given.
  mutating func instance() -> Evaluation {
    var result = Evaluation()
    for (name, count) in sizes { result.numbers[name] = Double(count) }
    for name in scope.order {
      switch scope[name] {
      case .parameter:
        result.numbers[name] =
          values.values[name] ?? number(in: intervals[name] ?? .all)
      case .data(let data):
        var array = array(data.shape, in: intervals[name] ?? .all)
        if let labels = data.labels {
          array = ArrayValue(
            sizes: array.sizes,
            elements: array.elements.map { _ in labels[Int(random.next() % UInt64(labels.count))] })
        }
        result.arrays[name] = array
      case .gates:
        result.gates[name] = (0..<2).map { _ in
          (0..<size(featureSize)).map { _ in random.symmetric() }
        }
      case .size, .loss, .network, .weights, .variable, .letBinding, .set, nil: break
      }
    }
    return result
  }

  /// The number of columns of the first matrix: the length of gate vectors.
  private var featureSize: Dimension {
    for name in scope.order {
      if case .data(let data) = scope[name], data.shape.dimensions.count == 2 {
        return data.shape.dimensions[1]
      }
    }
    return .number(1)
  }

  /// The same with values for the unknowns.
  mutating func withUnknowns(_ instance: Evaluation) -> Evaluation {
    var result = instance
    for name in scope.order {
      guard case .variable(_, let shape, let domain) = scope[name] else { continue }
      let count = domain.flatMap { instance.range(of: $0)?.upperBound } ?? 1
      result.unknowns[name] = (0..<count).map { _ in array(shape, in: .all) }
    }
    return result
  }

  private static func middle(_ a: Evaluation, _ b: Evaluation) -> Evaluation {
    var result = a
    for (name, members) in a.unknowns {
      guard let others = b.unknowns[name] else { continue }
      result.unknowns[name] = zip(members, others).map { x, y in
        ArrayValue(
          sizes: x.sizes, elements: zip(x.elements, y.elements).map { ($0 + $1) / 2 })
      }
    }
    return result
  }
}

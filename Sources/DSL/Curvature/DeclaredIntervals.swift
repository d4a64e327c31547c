/// Where the values of names lie, as far as declarations say.
extension ModelDeclarations {
  /// The interval of every parameter and of the entries of every data, by name; sizes are 1 or more.
  public var intervals: [String: Interval] {
    var values: [String: Double] = [:]
    for parameter in parameters { values[parameter.name.text] = parameter.value }
    let scope = ScalarValues(values)
    var result: [String: Interval] = [:]
    for node in data {
      result[node.name.text] = node.interval
      for case .symbol(let name) in node.shape.dimensions { result[name] = Interval(1, .infinity) }
    }
    for node in parameters { result[node.name.text] = node.interval(in: scope) }
    return result
  }
}

extension ParameterDeclaration {
  /// What the declaration allows; the present value where it declares no bound.
  func interval(in scope: ScalarValues) -> Interval {
    func number(_ e: Expression) -> Double? { scope.value(of: e) }
    switch bound {
    case .relation(.greaterOrEqual, let e):
      return Interval(number(e) ?? -.infinity, .infinity)
    case .relation(.lessOrEqual, let e): return Interval(-.infinity, number(e) ?? .infinity)
    case .relation(.equal, let e): return number(e).map { .point($0) } ?? .all
    case .interval(let lower, _, let upper, _):
      return Interval(number(lower) ?? -.infinity, number(upper) ?? .infinity)
    case nil: return value.map { .point($0) } ?? .all
    }
  }
}

extension DataDeclaration {
  /// Where the entries lie: between the labels, or between the numbers in the spec.
  var interval: Interval {
    if let labels { return Interval(labels.min() ?? 0, labels.max() ?? 0) }
    guard case .inline(let rows) = source, scaling == nil, !hasBias else { return .all }
    let values = rows.joined()
    return Interval(values.min() ?? -.infinity, values.max() ?? .infinity)
  }
}

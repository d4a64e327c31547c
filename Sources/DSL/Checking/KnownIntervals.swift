/// What the spec says about numbers that it does not know yet: bounds, labels, assertions.
extension Checker {
  /// Where parameters, sizes and entries of data lie, as far as the spec says.
  var intervals: [String: Interval] {
    var result: [String: Interval] = [:]
    for (name, symbol) in scope.symbols {
      switch symbol {
      case .parameter(let parameter):
        result[name] = interval(of: parameter).intersection(asserted(name))
      case .size: result[name] = Interval(1, .infinity)
      case .data(let data):
        // Assertions are about the data as the file has them.
        let isAsRead = data.scaling == nil && !data.hasBias
        result[name] = interval(of: data).intersection(isAsRead ? asserted(name) : .all)
      case .gates, .loss, .network, .weights, .variable, .letBinding, .set: break
      }
    }
    return result
  }

  /// What the declaration of a parameter allows; its present value where it declares no bound.
  private func interval(of parameter: ParameterDeclaration) -> Interval {
    func number(_ e: Expression) -> Double? { scalarValues.value(of: e) }
    switch parameter.bound {
    case .relation(.greaterOrEqual, let e):
      return Interval(number(e) ?? -.infinity, .infinity)
    case .relation(.lessOrEqual, let e): return Interval(-.infinity, number(e) ?? .infinity)
    case .relation(.equal, let e): return number(e).map { .point($0) } ?? .all
    case .interval(let lower, _, let upper, _):
      return Interval(number(lower) ?? -.infinity, number(upper) ?? .infinity)
    case nil: return parameter.value.map { .point($0) } ?? .all
    }
  }

  private func interval(of data: DataDeclaration) -> Interval {
    if let labels = data.labels { return Interval(labels.min() ?? 0, labels.max() ?? 0) }
    guard case .inline(let rows) = data.source, data.scaling == nil, !data.hasBias else {
      return .all
    }
    let values = rows.joined()
    return Interval(values.min() ?? -.infinity, values.max() ?? .infinity)
  }

  /// What `assert w >= 0` says about a name: assertions are checked before solving.
  private func asserted(_ name: String) -> Interval {
    var result = Interval.all
    for node in assertions where node.relation.binders.isEmpty {
      var left = node.relation.first
      for part in node.relation.rest {
        for (side, other, op) in [(left, part.side, part.op), (part.side, left, part.op.reversed)] {
          guard case .name(let known) = side, known.text == name,
            let limit = scalarValues.value(of: other)
          else { continue }
          switch op {
          case .lessOrEqual: result = result.intersection(Interval(-.infinity, limit))
          case .greaterOrEqual: result = result.intersection(Interval(limit, .infinity))
          case .equal: result = result.intersection(.point(limit))
          }
        }
        left = part.side
      }
    }
    // Assertions that contradict each other are reported where they fail.
    return result.lower <= result.upper ? result : .all
  }

  /// The sign of a coefficient.
  func sign(of coefficient: Coefficient) -> Sign {
    var analysis = CurvatureAnalysis()
    analysis.intervals = intervals
    var sign = Sign.nonnegative
    for part in coefficient.factors + coefficient.divisors {
      sign = sign * analysis.attributes(of: part).sign
    }
    return coefficient.isNegative ? -sign : sign
  }
}

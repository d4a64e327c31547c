/// Where values and slopes lie.
extension CurvatureAnalysis {
  /// Where the value of an atom lies: between its values at the ends where it is monotone.
  func range(
    of atom: Atom, _ arguments: [TypedExpression], _ inner: [Attributes]
  ) -> Interval {
    let bySign = Interval(atom.sign(inner.map(\.sign)))
    guard atom.form != .reducing,
      arguments.count > 1 || arguments[0].shape.isScalar
        || atom.form == .elementwise
    else { return bySign }
    var (low, high): ([[Double]], [[Double]]) = ([], [])
    for (index, a) in inner.enumerated() {
      let isFixed = atom.parameter(index).domain == .positiveConstant
      switch isFixed ? .constant : atom.monotonicity(index, a.sign) {
      case .nondecreasing:
        low.append([a.interval.lower])
        high.append([a.interval.upper])
      case .nonincreasing:
        low.append([a.interval.upper])
        high.append([a.interval.lower])
      case .constant, .neither:
        guard let value = a.interval.value else { return bySign }
        low.append([value])
        high.append([value])
      }
    }
    return Interval(atom.value(low), atom.value(high)).intersection(bySign)
  }

  /// Where the slope of an atom of its arguments lies, by the chain rule. The derivative of a convex or
  /// concave function of one number is monotone, so its values at the ends bound it.
  func slope(
    of atom: Atom, _ arguments: [TypedExpression], _ inner: [Attributes]
  ) -> Interval {
    if atom.name == Atom.max.name || atom.name == Atom.min.name {
      return inner.map(\.slope).reduce(inner[0].slope) { $0.union($1) }
    }
    let constants = inner.map { [$0.interval.value ?? 0] }
    var result = Interval.point(0)
    for (index, a) in inner.enumerated() where a.slope != .point(0) {
      let monotonicity = atom.extendedMonotonicity(index, a.interval)
      var derivative = Interval(monotonicity.derivativeSign)
      let isLonely = inner.indices.allSatisfy {
        $0 == index || atom.parameter($0).domain == .positiveConstant
      }
      let isKnown = inner.indices.allSatisfy { $0 == index || inner[$0].interval.value != nil }
      if atom.form == .elementwise && isLonely && isKnown && atom.curvature != .unknown {
        let ends = [a.interval.lower, a.interval.upper].map { end in
          var at = constants
          at[index] = [end]
          return atom.derivative(at)[index][0]
        }
        if !ends[0].isNaN && !ends[1].isNaN {
          derivative = derivative.intersection(
            Interval(Swift.min(ends[0], ends[1]), Swift.max(ends[0], ends[1])))
        }
      }
      result = result + derivative * a.slope
    }
    return result
  }
}

extension Atom.Domain {
  /// Whether all of these numbers lie in it.
  func holds(_ interval: Interval) -> Bool {
    switch self {
    case .real, .positiveConstant: true
    case .nonnegative: interval.lower >= 0
    case .positive: interval.lower > 0
    }
  }
}

extension Atom {
  /// How the atom moves with an argument that may leave the domain: there a convex function counts as
  /// infinity, a concave one as minus infinity. All domains lie above a number, so a convex function
  /// that grows on its domain, such as x^3 for x >= 0, falls where it enters it.
  func extendedMonotonicity(_ index: Int, _ interval: Interval) -> Monotonicity {
    let inside = monotonicity(index, interval.sign)
    if parameter(index).domain.holds(interval) { return inside }
    switch (curvature, inside) {
    case (.convex, .nondecreasing), (.concave, .nonincreasing): return .neither
    case (.convex, _), (.concave, _), (.affine, _), (.constant, _), (.unknown, _): return inside
    }
  }
}

extension Monotonicity {
  /// The sign of the derivative.
  fileprivate var derivativeSign: Sign {
    switch self {
    case .constant: .zero
    case .nondecreasing: .nonnegative
    case .nonincreasing: .nonpositive
    case .neither: .unknown
    }
  }
}

internal import Glibc
internal import LinearAlgebra

extension InteriorPointRun {
  /// The first point. Where all cones are symmetric, the least-squares points of Mehrotra shifted into
  /// the cones; else the centres of the cones. False where the system cannot be solved.
  mutating func start() -> Bool {
    guard data.layout.isSymmetric else {
      for block in data.layout.blocks {
        switch block.kind {
        case .zero: break
        case .nonnegative:
          for i in block.range { (point.s[i], point.z[i]) = (1, 1) }
        case .secondOrder:
          (point.s[block.first], point.z[block.first]) = (1, 1)
        case .exponential:
          point.s.setTriple(block.first, ExponentialCone.center)
          point.z.setTriple(block.first, ExponentialCone.center)
        }
      }
      return true
    }
    scaling.setIdentity()
    guard system.factor(data, scaling) else { return false }
    if !data.hasCurvature {
      var s = data.bound
      guard system.solve(x: &point.x, z: &s) else { return false }
      point.s = s.map { -$0 }
      var x = data.linear.map { -$0 }
      guard system.solve(x: &x, z: &point.z) else { return false }
    } else {
      point.x = data.linear.map { -$0 }
      point.z = data.bound
      guard system.solve(x: &point.x, z: &point.z) else { return false }
      point.s = point.z.map { -$0 }
    }
    shiftInside(&point.s, isPrimal: true)
    shiftInside(&point.z, isPrimal: false)
    return true
  }

  private func shiftInside(_ v: inout [Double], isPrimal: Bool) {
    var (least, sum) = (Double.infinity, 0.0)
    for block in data.layout.blocks {
      switch block.kind {
      case .zero, .exponential: break
      case .nonnegative:
        for i in block.range {
          least = min(least, v[i])
          sum += max(0, v[i])
        }
      case .secondOrder:
        let margin = v[block.first] - SecondOrderCone.tailNorm(v, block.range)
        least = min(least, margin)
        sum += max(0, margin)
      }
    }
    let target = max(1, 0.1 * sum / Double(max(1, data.layout.degree)))
    // In two additions: the sum of a huge and a small number would lose the small one.
    let shifts = least <= 0 ? [-least, target] : least < target ? [target - least] : []
    for shift in shifts where shift.isFinite {
      for block in data.layout.blocks {
        switch block.kind {
        case .zero, .exponential: break
        case .nonnegative: for i in block.range { v[i] += shift }
        case .secondOrder: v[block.first] += shift
        }
      }
    }
    for block in data.layout.blocks where block.kind == .zero && isPrimal {
      for i in block.range { v[i] = 0 }
    }
  }
}

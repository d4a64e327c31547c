internal import Glibc

extension ConeLayout {
  /// The largest alpha <= `limit` for which s + alpha ds and z + alpha dz stay in the cones; 0 where an
  /// exponential cone allows nearly no step.
  func maximumStep(
    s: [Double], ds: [Double], z: [Double], dz: [Double], limit: Double
  ) -> Double {
    var alpha = maximumStep(z, dz, limit: maximumStep(s, ds, limit: limit))
    guard !isSymmetric else { return alpha }
    alpha = min(alpha, 1 - 1.5e-8)
    for block in blocks where block.kind == .exponential {
      while true {
        let a = stepped(s, ds, block.first, alpha)
        let b = stepped(z, dz, block.first, alpha)
        if ExponentialCone.isInside(a) && ExponentialCone.isInsideDual(b) { break }
        alpha *= 0.8
        if alpha < 1e-4 { return 0 }
      }
    }
    return alpha
  }

  /// The largest alpha <= `limit` for which v + alpha dv stays in the symmetric cones.
  func maximumStep(_ v: [Double], _ dv: [Double], limit: Double) -> Double {
    var alpha = limit
    for block in blocks {
      switch block.kind {
      case .zero, .exponential: break
      case .nonnegative:
        for i in block.range where dv[i] < 0 { alpha = min(alpha, -v[i] / dv[i]) }
      case .secondOrder:
        alpha = SecondOrderCone.maximumStep(v, dv, block.range, limit: alpha)
      }
    }
    return alpha
  }

  /// The barrier f(s) + f*(z) over all cones, without degrees; infinite outside.
  func barrier(s: [Double], z: [Double]) -> Double {
    var sum = 0.0
    for block in blocks {
      switch block.kind {
      case .zero: break
      case .nonnegative: for i in block.range { sum -= log(s[i] * z[i]) }
      case .secondOrder:
        let (a, b) = (
          SecondOrderCone.residual(s, block.range), SecondOrderCone.residual(z, block.range)
        )
        guard a > 0, b > 0 else { return .infinity }
        sum -= log(a * b) / 2
      case .exponential:
        sum +=
          ExponentialCone.barrier(s.triple(block.first))
          + ExponentialCone.dualBarrier(z.triple(block.first))
      }
    }
    return sum.isNaN ? .infinity : sum
  }

  private func stepped(_ x: [Double], _ dx: [Double], _ first: Int, _ alpha: Double) -> Triple {
    (
      x[first] + alpha * dx[first], x[first + 1] + alpha * dx[first + 1],
      x[first + 2] + alpha * dx[first + 2]
    )
  }
}

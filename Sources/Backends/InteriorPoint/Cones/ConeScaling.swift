internal import Glibc

/// The scaling of all cones at (s, z): H with H z = s, block by block, and what directions need of it.
struct ConeScaling {
  let layout: ConeLayout
  /// For nonnegative rows sqrt(s/z), for second-order cones the unit vector w.
  private(set) var w: [Double]
  private var lambda: [Double]
  /// eta of each second-order block.
  private(set) var eta: [Double]
  /// The scalings of exponential blocks, by the number of the block.
  private(set) var exponential: [ExponentialScaling]
  /// The mean product of complementarity that it was made for; 0 for the starting point.
  private(set) var mu = 0.0
  private var work: [Double]
  private var other: [Double]

  init(_ layout: ConeLayout) {
    self.layout = layout
    w = [Double](repeating: 0, count: layout.rowCount)
    lambda = w
    work = w
    other = w
    eta = [Double](repeating: 1, count: layout.blocks.count)
    exponential = [ExponentialScaling](
      repeating: ExponentialScaling(), count: layout.isSymmetric ? 0 : layout.blocks.count)
  }

  /// H = I on nonnegative and second-order cones, for the starting point.
  mutating func setIdentity() {
    for (index, block) in layout.blocks.enumerated() {
      for i in block.range { w[i] = block.kind == .nonnegative ? 1 : 0 }
      if block.kind == .secondOrder { w[block.first] = 1 }
      eta[index] = 1
    }
  }

  /// Takes the scaling of the last blocks of a larger layout, those of these rows.
  mutating func take(_ whole: ConeScaling, rows: Range<Int>) {
    w = Array(whole.w[rows])
    eta = whole.eta.suffix(layout.blocks.count)
    // A layout without exponential cones keeps no places for them.
    exponential = layout.isSymmetric ? [] : whole.exponential.suffix(layout.blocks.count)
  }

  /// False where s or z is not inside.
  mutating func update(s: [Double], z: [Double], mu: Double, isDual: Bool) -> Bool {
    self.mu = mu
    for (index, block) in layout.blocks.enumerated() {
      switch block.kind {
      case .zero: break
      case .nonnegative:
        for i in block.range {
          guard s[i] > 0, z[i] > 0 else { return false }
          w[i] = sqrt(s[i] / z[i])
          guard w[i].isFinite, w[i] > 0 else { return false }
        }
      case .secondOrder:
        guard
          let scale = SecondOrderCone.scale(s, z, block.range, w: &w, lambda: &lambda)
        else { return false }
        eta[index] = scale
      case .exponential:
        let (a, b) = (s.triple(block.first), z.triple(block.first))
        guard ExponentialCone.isInside(a), ExponentialCone.isInsideDual(b) else { return false }
        exponential[index].update(a, b, mu: mu, isDual: isDual)
      }
    }
    return true
  }

  /// y := H x.
  func apply(_ x: [Double], into y: inout [Double]) {
    for (index, block) in layout.blocks.enumerated() {
      switch block.kind {
      case .zero: for i in block.range { y[i] = 0 }
      case .nonnegative: for i in block.range { y[i] = w[i] * w[i] * x[i] }
      case .secondOrder:
        SecondOrderCone.applySquare(x, block.range, w: w, eta: eta[index], into: &y)
      case .exponential:
        y.setTriple(block.first, exponential[index].matrix * x.triple(block.first))
      }
    }
  }

  /// The complementarity term c of the combined direction, ds = -(H dz + c), from the affine one: the
  /// Mehrotra correction times `m` and the centering sigma mu.
  mutating func combinedTerm(
    s: [Double], z: [Double], affineS: [Double], affineZ: [Double], sigmaMu: Double, m: Double,
    into c: inout [Double]
  ) {
    for (index, block) in layout.blocks.enumerated() {
      let range = block.range
      switch block.kind {
      case .zero: for i in range { c[i] = 0 }
      case .nonnegative:
        for i in range { c[i] = s[i] + (m * affineS[i] * affineZ[i] - sigmaMu) / z[i] }
      case .secondOrder:
        // s + W (lambda \ (m (W^{-1} ds) o (W dz) - sigma mu e))
        SecondOrderCone.applyScaling(
          affineS, range, w: w, eta: eta[index], isInverse: true, into: &work)
        SecondOrderCone.applyScaling(
          affineZ, range, w: w, eta: eta[index], isInverse: false, into: &other)
        SecondOrderCone.multiply(&work, by: other, range)
        for i in range { work[i] *= m }
        work[range.lowerBound] -= sigmaMu
        SecondOrderCone.divide(&work, by: lambda, range)
        SecondOrderCone.applyScaling(
          work, range, w: w, eta: eta[index], isInverse: false, into: &other)
        for i in range { c[i] = s[i] + other[i] }
      case .exponential:
        let scaling = exponential[index]
        let eta = scaling.correction(
          z.triple(block.first), ds: affineS.triple(block.first), dz: affineZ.triple(block.first))
        let (g, first) = (scaling.gradient, block.first)
        c[first] = s[first] + sigmaMu * g.0 - m * eta.0
        c[first + 1] = s[first + 1] + sigmaMu * g.1 - m * eta.1
        c[first + 2] = s[first + 2] + sigmaMu * g.2 - m * eta.2
      }
    }
  }
}

extension ConeScaling {
  /// Complementarity products are led back to these multiples of the target.
  private static var bounds: (low: Double, high: Double) { (0.1, 10) }

  /// By how much a product that a trial step would leave is to change: to the nearest point of the bounds, and
  /// not by more than the upper one.
  static func lead(_ product: Double, to target: Double) -> Double {
    let nearest = min(max(product, bounds.low * target), bounds.high * target)
    return max(nearest - product, -bounds.high * target)
  }

  /// Changes the complementarity term c of a direction from (s, z), ds = -(H dz + c), such that the products at a
  /// trial point come near the target; in second-order cones products are the eigenvalues of (W^{-1} s) o (W z).
  /// Exponential cones keep theirs.
  mutating func lead(
    s: [Double], z: [Double], from start: [Double], to target: Double, term c: inout [Double]
  ) {
    for (index, block) in layout.blocks.enumerated() {
      switch block.kind {
      case .zero, .exponential: break
      case .nonnegative:
        for i in block.range {
          c[i] -= Self.lead(s[i] * z[i], to: target) / start[i]
        }
      case .secondOrder:
        let (range, first) = (block.range, block.first)
        SecondOrderCone.applyScaling(
          s, range, w: w, eta: eta[index], isInverse: true, into: &work)
        SecondOrderCone.applyScaling(
          z, range, w: w, eta: eta[index], isInverse: false, into: &other)
        SecondOrderCone.multiply(&work, by: other, range)
        let norm = SecondOrderCone.tailNorm(work, range)
        let (up, down) = (
          Self.lead(work[first] + norm, to: target), Self.lead(work[first] - norm, to: target)
        )
        for i in range.dropFirst() { work[i] = norm > 0 ? (up - down) / 2 * work[i] / norm : 0 }
        work[first] = (up + down) / 2
        SecondOrderCone.divide(&work, by: lambda, range)
        SecondOrderCone.applyScaling(
          work, range, w: w, eta: eta[index], isInverse: false, into: &other)
        for i in range { c[i] -= other[i] }
      }
    }
  }
}

extension [Double] {
  func triple(_ first: Int) -> Triple { (self[first], self[first + 1], self[first + 2]) }

  mutating func setTriple(_ first: Int, _ value: Triple) {
    (self[first], self[first + 1], self[first + 2]) = value
  }
}

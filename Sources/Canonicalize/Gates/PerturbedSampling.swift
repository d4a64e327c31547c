internal import DSL
public import LinearAlgebra

extension Matrix {
  /// A matrix of standard normal numbers, drawn row by row.
  public static func gaussian(rows: Int, columns: Int, seed: UInt64) -> Matrix {
    var source = RandomSource(seed: seed)
    return Matrix(rows: (0..<rows).map { _ in (0..<columns).map { _ in source.nextNormal() } })
  }
}

extension ActivationPatterns {
  /// Algorithm 4.1: distinct patterns [(X + Delta) a >= 0] of standard normal vectors a, half of them at
  /// X itself and half at rows moved within a set; where `withAllOnes` asks for it, the pattern of all
  /// ones is the first.
  public static func sampled(
    on features: Matrix, movedIn set: NumericSet, count: Int, seed: UInt64,
    withAllOnes: Bool = true, fruitlessLimit limit: Int = 2000
  ) -> ActivationPatterns {
    var source = RandomSource(seed: seed)
    let (n, d) = (features.rowCount, features.columnCount)
    var columns = withAllOnes ? [BitMatrix.pack(count: n) { _ in true }] : []
    var seen = Set(columns)
    var (draws, fruitless) = (0, 0)
    while columns.count < count && fruitless < limit {
      let direction = (0..<d).map { _ in source.nextNormal() }
      var pattern = signPattern(of: features, along: direction)
      if draws % 2 == 1 {
        // Moving a row within B changes x'a by anything between -h_B(-a) and h_B(a): a random share of
        // it is what a random Delta does.
        let (down, up) = set.reach(along: direction)
        pattern = BitMatrix.pack(count: n) { k in
          var product = 0.0
          for c in 0..<d { product += features[k, c] * direction[c] }
          return product - down + (down + up) * source.nextUniform() >= 0
        }
      }
      draws += 1
      if seen.insert(pattern).inserted {
        columns.append(pattern)
        fruitless = 0
      } else {
        fruitless += 1
      }
    }
    return ActivationPatterns(
      distinctColumnsOf: columns, rows: n, asked: count, draws: draws, seed: seed)
  }
}

extension NumericSet {
  /// How far a member can move a product with `a`, down and up: h_B(-a) and h_B(a) for balls and boxes;
  /// 0 for other sets, at which patterns are sampled without moving rows.
  public func reach(along a: [Double]) -> (down: Double, up: Double) {
    let free = zip(a, isFree).map { $1 ? $0 : 0 }
    var least = Double.infinity
    for condition in conditions {
      switch condition {
      case .ball(.infinity, let radius):
        least = min(least, radius * free.reduce(0) { $0 + abs($1) })
      case .ball(.two, let radius): least = min(least, radius * norm2(free))
      case .ball(.one, let radius): least = min(least, radius * free.reduce(0) { max($0, abs($1)) })
      case .box(let radii):
        least = min(least, zip(radii, free).reduce(0) { $0 + $1.0 * abs($1.1) })
      case .norm, .halfspaces, .equalities: least = 0
      }
    }
    return least.isFinite ? (least, least) : (0, 0)
  }
}

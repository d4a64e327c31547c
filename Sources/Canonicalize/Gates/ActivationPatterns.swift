public import LinearAlgebra

/// The activation patterns D_1, ..., D_P of a training set: the gates that the neurons may have.
///
/// Column i of `bits` is the diagonal of D_i = diag([X g_i >= 0]); the columns are distinct, and D_i X is
/// never formed.
public struct ActivationPatterns: Equatable, Sendable {
  /// The patterns, n rows, one distinct column for each.
  public let bits: BitMatrix
  /// How many were asked for (or given, before duplicates were merged).
  public let asked: Int
  /// How many random draws it took; nil where the gates were given.
  public let draws: Int?
  /// The seed of the draws; nil where the gates were given.
  public let seed: UInt64?

  /// The patterns given as columns of zeros and ones, duplicates merged, the first kept.
  public init(
    distinctColumnsOf columns: some Sequence<[UInt64]>, rows: Int, asked: Int, draws: Int? = nil,
    seed: UInt64? = nil
  ) {
    var seen: Set<[UInt64]> = []
    var bits = BitMatrix(rows: rows)
    for column in columns where seen.insert(column).inserted { bits.appendColumn(column) }
    self.bits = bits
    self.asked = asked
    self.draws = draws
    self.seed = seed
  }

  /// The number P of distinct patterns.
  public var count: Int { bits.columnCount }

  /// The patterns [X g >= 0] of given gate vectors, the rows of `vectors` (P x d).
  public static func ofVectors(_ vectors: Matrix, on features: Matrix) -> ActivationPatterns {
    let columns = (0..<vectors.rowCount).lazy.map { i in
      signPattern(of: features, along: vectors.row(i))
    }
    return ActivationPatterns(
      distinctColumnsOf: columns, rows: features.rowCount, asked: vectors.rowCount)
  }

  /// Algorithm 2.1: distinct patterns [X a >= 0] of standard normal vectors a, in the order drawn.
  ///
  /// Stops when `count` patterns are found, when `limit` draws in a row brought nothing new, or when
  /// as many were found as a set of this size can have; fewer than asked is then the result. Where
  /// `withAllOnes` asks for it, the pattern of all ones is the first: a bias keeps it alive under every
  /// perturbation.
  public static func sampled(
    on features: Matrix, count: Int, seed: UInt64, withAllOnes: Bool = false,
    fruitlessLimit limit: Int = 2000
  ) -> ActivationPatterns {
    var source = RandomSource(seed: seed)
    var columns = withAllOnes ? [BitMatrix.pack(count: features.rowCount) { _ in true }] : []
    var seen = Set(columns)
    let bound = maximumPatternCount(samples: features.rowCount, rank: features.columnCount)
    var draws = 0
    var fruitless = 0
    let isDone = { columns.count >= count || fruitless >= limit || Double(columns.count) >= bound }
    while !isDone() {
      // A batch is drawn in order and computed on all cores; what is drawn beyond the end is not
      // counted, so the result is that of drawing one by one.
      let batch = (0..<min(64, max(8, count - columns.count))).map { _ in
        (0..<features.columnCount).map { _ in source.nextNormal() }
      }
      let patterns = mapInParallel(count: batch.count, work: features.elements.count) { i in
        signPattern(of: features, along: batch[i])
      }
      for pattern in patterns {
        if isDone() { break }
        draws += 1
        if seen.insert(pattern).inserted {
          columns.append(pattern)
          fruitless = 0
        } else {
          fruitless += 1
        }
      }
    }
    return ActivationPatterns(
      distinctColumnsOf: columns, rows: features.rowCount, asked: count, draws: draws, seed: seed)
  }

  /// The largest number of patterns that n points of rank r can have when no point is zero:
  /// 2 sum_{k<r} C(n-1, k), reached in general position (Cover 1965).
  public static func maximumPatternCount(samples n: Int, rank r: Int) -> Double {
    guard n > 0 && r > 0 else { return 1 }
    var term = 1.0
    var sum = 0.0
    for k in 0..<r where k <= n - 1 {
      sum += term
      if !sum.isFinite { return .infinity }
      term *= Double(n - 1 - k) / Double(k + 1)
    }
    return 2 * sum
  }
}

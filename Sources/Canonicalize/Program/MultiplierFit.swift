public import LinearAlgebra

extension ConvexTrainingProgram {
  /// Multipliers that belong to a point of (2.5), found from the point alone by the conditions that hold at an optimum:
  ///
  ///     nu_k in d phi_k(r_k),   alpha_g >= 0, 0 where a pattern row is slack,
  ///     X'(sigma_g D_i nu - S_i alpha_g) = -(beta / ||u_g|| + 2 gamma) u_g      for every group u_g != 0,
  ///     ||X'(sigma_g D_i nu - S_i alpha_g)|| <= beta                            for all others.
  ///
  /// The equations are met in the least squares by cyclic coordinate descent over the multipliers that the first line
  /// leaves free, the inequalities by `tightened`.
  /// - Parameters:
  ///   - panel: the point, d x 2P; d x P for a gated network.
  ///   - blur: predictions, relative to the size of the targets, and pattern rows, relative to the lengths of row and
  ///     group, are known up to this.
  ///   - isOver: asked before each sweep whether to leave the rest out.
  /// - Returns: the multipliers; near an optimum those of a point near it.
  public func multipliers(
    near panel: Matrix, blur: Double, unless isOver: @Sendable () -> Bool = { false }
  ) -> DualPoint {
    var fit = MultiplierFit(self, panel: panel, blur: blur)
    fit.run(unless: isOver)
    return tightened(
      fit.point, sweeps: MultiplierFit.sweeps(groups: groupCount, in: self), unless: isOver)
  }
}

/// Coordinate descent for the multipliers of a point.
private struct MultiplierFit {
  private static let most = 50
  private static let fewest = 5
  private static let flops = 2e10

  /// How many sweeps over so many groups may be taken: fewer where they would cost many flops together.
  static func sweeps(groups: Int, in program: ConvexTrainingProgram) -> Int {
    let cost = 4.0 * Double(program.sampleCount * program.featureCount * max(1, groups))
    return max(fewest, min(most, Int(flops / max(cost, 1))))
  }

  private let program: ConvexTrainingProgram
  /// X', so that samples lie together.
  private let rows: Matrix
  private let squares: [Double]
  /// The columns that are not 0.
  private let groups: [Int]
  /// Where nu may lie.
  private let ranges: [ClosedRange<Double>]
  /// For each group, whether its pattern rows hold with equality.
  private var isTight: [[Bool]] = []
  /// X'(sigma D nu - S alpha) + (beta / ||u|| + 2 gamma) u for each group.
  private var defects: [[Double]] = []
  private(set) var point: ConvexTrainingProgram.DualPoint

  init(_ program: ConvexTrainingProgram, panel: Matrix, blur: Double) {
    self.program = program
    let n = program.sampleCount
    let rows = program.features.transposed()
    self.rows = rows
    let squares = columnNorms(rows).map { $0 * $0 }
    self.squares = squares
    let norms = columnNorms(panel)
    groups = norms.indices.filter { norms[$0] > 0 }
    let near = blur * program.targetSize
    ranges = zip(program.evaluate(panel).predictions, program.losses).map { r, loss in
      func slopes(_ reach: Double) -> (low: Double, high: Double) {
        (loss.slopes(r - reach).lowerBound, loss.slopes(r + reach).upperBound)
      }
      let (near, far) = (slopes(near), slopes(2 * near))
      // Twice as far off the slopes of a bend differ by twice as much, those of a kink by as much.
      let isKink = near.high > near.low && near.high - near.low > 0.75 * (far.high - far.low)
      if isKink, near.low.isFinite, near.high.isFinite { return near.low...near.high }
      let own = loss.derivative(r)
      return own.isFinite ? own...own : 0...0
    }
    point = .init(
      nu: ranges.map { ($0.lowerBound + $0.upperBound) / 2 },
      alpha: Matrix(rows: n, columns: program.isGated ? 0 : program.groupCount))
    let residual = program.dualResidual(point)
    var images = Matrix(rows: n, columns: panel.columnCount)
    multiply(program.features, .none, panel, into: &images)
    for g in groups {
      let (u, norm) = (panel.column(g), norms[g])
      var defect = residual.column(g)
      add(u, scale: program.groupWeight / norm + 2 * program.squareWeight, to: &defect)
      defects.append(defect)
      guard !program.isGated else { continue }
      isTight.append(
        (0..<n).map { abs(images[$0, g]) <= blur * squares[$0].squareRoot() * norm })
    }
  }

  /// Sweeps until nothing moves.
  mutating func run(unless isOver: () -> Bool) {
    var before = size
    for _ in 0..<Self.sweeps(groups: groups.count, in: program) where before > 0 && !isOver() {
      sweep()
      let now = size
      if now > before * (1 - 1e-3) { break }
      before = now
    }
  }

  /// The sum of the squares of all defects.
  private var size: Double { defects.reduce(0) { $0 + dot($1, $1) } }

  /// Minimizes the squares of the defects over one multiplier after the other.
  private mutating func sweep() {
    let p = program.patternCount
    let (bits, groups) = (program.patterns.bits, groups)
    for k in squares.indices where squares[k] > 0 {
      let range = ranges[k]
      let isFree = range.lowerBound < range.upperBound
      let here = groups.indices.filter { a in
        isFree && bits[k, groups[a] % p] || !program.isGated && isTight[a][k]
      }
      if here.isEmpty { continue }
      let x = rows.column(k)
      var moves = [Double](repeating: 0, count: here.count)
      var products = here.map { dot(defects[$0], x) }
      if isFree {
        var (slope, count) = (0.0, 0.0)
        for (index, a) in here.enumerated() where bits[k, groups[a] % p] {
          slope += (groups[a] < p ? 1 : -1) * products[index]
          count += 1
        }
        if count > 0 {
          let best = point.nu[k] - slope / (count * squares[k])
          let step = min(max(best, range.lowerBound), range.upperBound) - point.nu[k]
          point.nu[k] += step
          for (index, a) in here.enumerated() where bits[k, groups[a] % p] {
            moves[index] = groups[a] < p ? step : -step
            products[index] += moves[index] * squares[k]
          }
        }
      }
      for (index, a) in here.enumerated() {
        if !program.isGated, isTight[a][k] {
          let sign = bits[k, groups[a] % p] ? 1.0 : -1
          let old = point.alpha[k, groups[a]]
          let new = max(0, old + sign * products[index] / squares[k])
          point.alpha[k, groups[a]] = new
          moves[index] -= sign * (new - old)
        }
        add(x, scale: moves[index], to: &defects[a])
      }
    }
  }
}

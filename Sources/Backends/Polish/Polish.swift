internal import Canonicalize
internal import LinearAlgebra

/// Sharpens a point that a first-order method has brought near the optimum: Newton's method on the
/// face it suggests, then rows with a negative multiplier leave the face and violated rows enter, a
/// few rounds of it. When the face is the right one the result is exact to rounding; when not, the
/// certificate says so, and the caller keeps what it had.
struct Polish {
  private let program: ConvexTrainingProgram
  private var face: ActiveFace
  private var panel: Matrix
  /// r at the panel.
  private var predictions: [Double] = []
  private var multipliers: ConvexTrainingProgram.DualPoint

  /// The most rounds of changing the face.
  private static let roundLimit = 8
  /// Newton steps taken.
  private var steps = 0
  /// What they cost, by `stepFlops`.
  private(set) var flops = 0.0

  /// A polish of `panel` with the multipliers of the solver.
  init(
    _ program: ConvexTrainingProgram, panel: Matrix,
    multipliers: ConvexTrainingProgram.DualPoint, isActive: (Int, Int) -> Bool
  ) {
    self.program = program
    self.panel = panel
    self.multipliers = multipliers
    face = ActiveFace(of: panel, in: program, isActive: isActive)
  }

  /// What a Newton step costs, in the flops of a matrix product of the same time: assembling the
  /// matrix of `groups` groups in small blocks, which reach a quarter of the speed, factoring it, and
  /// a few products with all the data.
  static func stepFlops(groups: Int, in program: ConvexTrainingProgram) -> Double {
    let (n, d) = (Double(program.sampleCount), Double(program.featureCount))
    let groups = Double(groups)
    let order = groups * d
    let assembly = groups * groups / 2 * (n * d * d / 2 + 4 * d * d * d + 1000)
    return 4 * assembly + order * order * order / 3 + 60 * n * d * Double(program.patternCount)
  }

  /// How many Newton steps a polish may take in all.
  static let stepLimit = 40

  /// Runs the rounds; returns the point and its certificate.
  mutating func run() -> (panel: Matrix, certificate: Certificate) {
    for _ in 0..<Polish.roundLimit {
      guard !face.groups.isEmpty, minimizeOnFace() else { break }
      if !adjustFace() { break }
    }
    let certificate = Certificate(
      of: panel, multipliers: program.tightened(multipliers, sweeps: 20), in: program)
    return (panel, certificate)
  }

  /// Newton's method for the objective over the face; false where it makes no way.
  private mutating func minimizeOnFace() -> Bool {
    for group in face.groups {
      let v = panel.column(group.column)
      let projected = group.projected(v)
      let keeps = norm2(projected) > 1e-9 * norm2(v)
      panel.setColumn(group.column, to: keeps ? projected : v.map { _ in 0 })
    }
    // A group that its active rows leave nothing of is zero.
    face.groups.removeAll { norm2(panel.column($0.column)) == 0 }
    guard !face.groups.isEmpty else { return false }
    predictions = program.evaluate(panel).predictions
    var objective = value(at: 0, along: face.groups.map { _ in [] }, [])
    while steps < Polish.stepLimit {
      steps += 1
      flops += Polish.stepFlops(groups: face.groups.count, in: program)
      let slopes = zip(face.groups, stationarityResiduals()).map { $0.projected($1) }
      guard let direction = newtonDirection(slopes) else { return false }
      // slope = <gradient, direction> < 0.
      let slope = zip(slopes, direction).reduce(0) { $0 + dot($1.0, $1.1) }
      if -slope <= 1e-15 * (1 + abs(objective)) { return true }
      let change = program.evaluate(panelOf(direction)).predictions
      var step = 1.0
      var reached = value(at: step, along: direction, change)
      while reached > objective + 1e-4 * step * slope && step > 1e-9 {
        step /= 2
        reached = value(at: step, along: direction, change)
      }
      guard reached < objective else { return true }
      for (group, delta) in zip(face.groups, direction) {
        var v = panel.column(group.column)
        add(delta, scale: step, to: &v)
        panel.setColumn(group.column, to: v)
      }
      add(change, scale: step, to: &predictions)
      objective = reached
    }
    return true
  }

  /// The objective at panel + step * direction, whose predictions move by step * change: O(n) work.
  private func value(at step: Double, along direction: [[Double]], _ change: [Double]) -> Double {
    var moved = predictions
    if step > 0 { add(change, scale: step, to: &moved) }
    var norms = 0.0
    for (group, delta) in zip(face.groups, direction) {
      var v = panel.column(group.column)
      if step > 0 { add(delta, scale: step, to: &v) }
      norms += norm2(v)
    }
    return program.lossValue(moved) + program.groupWeight * norms
  }

  /// Changes of the groups as a panel, zero elsewhere.
  private func panelOf(_ direction: [[Double]]) -> Matrix {
    var result = Matrix(rows: panel.rowCount, columns: panel.columnCount)
    for (group, delta) in zip(face.groups, direction) { result.setColumn(group.column, to: delta) }
    return result
  }

  /// X' sigma D nu + beta v / ||v|| for each group: zero, up to active rows, at the optimum.
  private func stationarityResiduals() -> [[Double]] {
    let zero = Matrix(rows: program.sampleCount, columns: 2 * program.patternCount)
    let products = program.dualResidual(.init(nu: program.gradient(at: predictions), alpha: zero))
    return face.groups.map { group in
      var residual = products.column(group.column)
      let v = panel.column(group.column)
      add(v, scale: program.groupWeight / norm2(v), to: &residual)
      return residual
    }
  }

  /// The Newton direction on the face: (Pi H Pi + (I - Pi)) delta = -Pi g, where Pi projects each
  /// group and H is the Hessian of loss and group norms.
  private func newtonDirection(_ gradients: [[Double]]) -> [[Double]]? {
    let (d, p) = (program.featureCount, program.patternCount)
    let order = face.groups.count * d
    guard let curvature = program.squareLossWeight else { return nil }
    let grams = SharedGrams(program.features, program.patterns.bits)
    var system = Matrix(rows: order, columns: order)
    for (a, first) in face.groups.enumerated() {
      for (b, second) in face.groups.enumerated() where b <= a {
        let sign = (first.column < p) == (second.column < p) ? curvature : -curvature
        var block = grams.block(first.column % p, second.column % p, scale: sign)
        if a == b { addNormHessian(of: first, to: &block) }
        var half = Matrix(rows: d, columns: d)
        multiply(first.projector, .none, block, .none, into: &half)
        multiply(half, .none, second.projector, .none, into: &block)
        let projector = first.projector.elements.span
        let values = block.elements.span
        system.update { system in
          for c in 0..<d {
            for r in 0..<d {
              let identity = a == b ? (r == c ? 1 : 0) - projector[r + c * d] : 0
              system[a * d + r + (b * d + c) * order] = values[r + c * d] + identity
            }
          }
        }
      }
    }
    // Patterns that share all their rows leave the loss flat in a direction; a breath of a ridge
    // keeps the factor alive, and the line search judges the step anyway.
    let ridge = 1e-13 * (0..<order).map { system[$0, $0] }.reduce(0, max)
    for index in 0..<order { system[index, index] += ridge }
    guard let factor = try? Cholesky(system) else { return nil }
    var delta = gradients.flatMap { $0.map { -$0 } }
    factor.solve(&delta)
    return face.groups.enumerated().map { index, group in
      group.projected(Array(delta[index * d..<(index + 1) * d]))
    }
  }

  /// Adds the Hessian of beta ||v||_2: beta (I / ||v|| - v v' / ||v||^3).
  private func addNormHessian(of group: ActiveFace.Group, to block: inout Matrix) {
    let v = panel.column(group.column)
    let norm = norm2(v)
    let beta = program.groupWeight
    let d = v.count
    block.update { block in
      for c in 0..<d {
        for r in 0..<d {
          block[r + c * d] += beta / norm * ((r == c ? 1 : 0) - v[r] / norm * v[c] / norm)
        }
      }
    }
  }

  /// Sets the multipliers of each group by nonnegative least squares over its active rows; rows whose
  /// multiplier is 0 leave the face, violated rows enter. Returns whether the face changed.
  private mutating func adjustFace() -> Bool {
    let residuals = stationarityResiduals()
    multipliers.nu = program.gradient(at: predictions)
    var changed = false
    for (index, group) in face.groups.enumerated() {
      let i = group.column % program.patternCount
      let active = group.rows.sorted()
      let signed = active.flatMap { k -> [Double] in
        let sign = program.patterns.bits[k, i] ? 1.0 : -1.0
        return face.row(k).map { sign * $0 }
      }
      let matrix = Matrix(
        rows: program.featureCount, columns: active.count, elements: signed)
      let alpha = nonnegativeLeastSquares(matrix, residuals[index])
      var left = residuals[index]
      multiply(matrix, .none, alpha, scale: -1, keep: 1, into: &left)
      var column = [Double](repeating: 0, count: program.sampleCount)
      for (k, value) in zip(active, alpha) { column[k] = value }
      multipliers.alpha.setColumn(group.column, to: column)
      var rows = group.rows
      if norm2(left) > 1e-9 * program.groupWeight {
        rows = Set(zip(active, alpha).filter { $0.1 > 0 }.map(\.0))
      }
      rows.formUnion(violatedRows(of: group, pattern: i))
      if rows != group.rows {
        face.setRows(rows, ofGroup: index)
        changed = true
      }
    }
    return changed
  }

  /// The rows of a group that its vector violates.
  private func violatedRows(of group: ActiveFace.Group, pattern i: Int) -> [Int] {
    let v = panel.column(group.column)
    var values = [Double](repeating: 0, count: program.sampleCount)
    multiply(program.features, .none, v, into: &values)
    let size = values.reduce(0) { max($0, abs($1)) }
    return values.indices.filter { k in
      !group.rows.contains(k) && (program.patterns.bits[k, i] ? -1 : 1) * values[k] > 1e-12 * size
    }
  }
}

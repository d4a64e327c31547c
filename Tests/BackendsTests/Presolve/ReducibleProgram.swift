import Canonicalize
import LinearAlgebra
import TestSupport

/// Random programs full of what presolve looks for, made around an optimal x and z. Most numbers are small
/// integers, so that bounds are met exactly.
struct ReducibleProgram {
  private struct Row {
    var values: [Double]
    /// 0 where active.
    var slack: Double
    var multiplier: Double
  }

  private var generator: SeededGenerator
  private var n: Int
  private var x: [Double]
  private var equalities: [Row] = []
  private var inequalities: [Row] = []
  private var inCones: [(cone: Cone, rows: [Row])] = []
  private var hessian: SymmetricMatrix
  /// Columns that only some kinds of rows may have.
  private var closed: Set<Int> = []
  /// What is added to q beyond what makes x and z optimal.
  private var slope: [Double]
  /// The optimal value, where there is one.
  private(set) var optimum = 0.0

  enum Kind: CaseIterable {
    case optimal
    case infeasible
    case unbounded
  }

  /// A program of some kind; `hasCones` lets it have cones that are not split into rows.
  static func program(
    _ kind: Kind, hasCones: Bool, hasProducts: Bool, seed: UInt64
  ) -> (program: ConicProgram, optimum: Double) {
    var made = ReducibleProgram(hasCones: hasCones, hasProducts: hasProducts, seed: seed)
    switch kind {
    case .optimal: break
    case .infeasible: made.contradict()
    case .unbounded: made.open()
    }
    return (made.shuffled(isPlanted: kind == .optimal), made.optimum)
  }

  private init(hasCones: Bool, hasProducts: Bool, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    n = Int.random(in: 2...9, using: &generator)
    x = (0..<n).map { _ in Double(Int.random(in: -2...2, using: &generator)) }
    slope = [Double](repeating: 0, count: n)
    let count = n
    let squares = (0..<count).map { _ in Bool.random(using: &generator) ? 0.0 : 1.5 }
    hessian = SymmetricMatrix(
      diagonal: hasProducts ? squares : [Double](repeating: 0, count: count))
    if hasProducts, n > 2 {
      // (x_0 - x_1)^2 beside the squares
      var dense = (0..<n).map { i in (0..<count).map { $0 == i ? squares[i] : 0 } }
      dense[0][0] += 2
      dense[1][1] += 2
      dense[1][0] = -2
      hessian = SymmetricMatrix(lower: PlantedConicProgram.sparse(dense, columns: n))
    }
    self.generator = generator
    if Bool.random(using: &self.generator) { closed.insert(n - 1) }
    for _ in 0..<Int.random(in: 1...5, using: &self.generator) { addInequality(values()) }
    for _ in 0..<Int.random(in: 0...2, using: &self.generator) { addEquality(values()) }
    if hasCones { addCones() }
    for _ in 0..<Int.random(in: 2...8, using: &self.generator) { plant() }
  }

  private mutating func integer() -> Double {
    Double(Int.random(in: -3...3, using: &generator))
  }

  private mutating func positive() -> Double { Double.random(in: 0.5...2, using: &generator) }

  private mutating func values() -> [Double] {
    (0..<n).map { j in
      !closed.contains(j) && Bool.random(using: &generator) ? integer() : 0
    }
  }

  private mutating func addInequality(_ values: [Double], isActive: Bool? = nil) {
    let isActive = isActive ?? Bool.random(using: &generator)
    let slack = isActive ? 0.0 : Double(Int.random(in: 1...3, using: &generator))
    // A weakly active row has no multiplier.
    let hasMultiplier = isActive && Int.random(in: 0..<4, using: &generator) > 0
    inequalities.append(
      Row(values: values, slack: slack, multiplier: hasMultiplier ? positive() : 0))
  }

  private mutating func addEquality(_ values: [Double]) {
    equalities.append(Row(values: values, slack: 0, multiplier: integer()))
  }

  private func unit(_ j: Int, _ value: Double) -> [Double] {
    (0..<n).map { $0 == j ? value : 0 }
  }

  /// One thing to find.
  private mutating func plant() {
    let j = Int.random(in: 0..<n, using: &generator)
    switch Int.random(in: 0..<10, using: &generator) {
    case 0: addInequality(unit(j, 0))
    case 1: addEquality(unit(j, 0))
    case 2: addEquality(unit(j, 2))
    case 3:
      // a lower bound that is the upper bound too
      addInequality(unit(j, 1), isActive: true)
      addInequality(unit(j, -2), isActive: true)
    case 4, 5:
      for k in 0..<n where Bool.random(using: &generator) {
        addInequality(unit(k, -1))
        addInequality(unit(k, 1))
      }
    case 6:
      if let row = inequalities.randomElement(using: &generator) {
        let scale = positive()
        inequalities.append(
          Row(
            values: row.values.map { scale * $0 }, slack: scale * row.slack,
            multiplier: row.multiplier / 2))
      }
    case 7:
      if let row = equalities.randomElement(using: &generator) {
        let scale = -positive()
        equalities.append(Row(values: row.values.map { scale * $0 }, slack: 0, multiplier: 1))
        addInequality(row.values.map { scale * $0 })
      }
    case 8: addForcingRow()
    default: addSlackColumn()
    }
  }

  /// A row that holds all its variables at their bounds.
  private mutating func addForcingRow() {
    let row = values()
    for j in 0..<n where row[j] != 0 {
      addInequality(unit(j, row[j] > 0 ? -1 : 1), isActive: true)
    }
    if Bool.random(using: &generator) {
      addInequality(row, isActive: true)
    } else {
      addEquality(row)
    }
  }

  /// A new variable in one equality, free or with bounds.
  private mutating func addSlackColumn() {
    var row = values()
    addColumn(at: integer())
    let j = n - 1
    row.append([-2.0, -1, 1, 2].randomElement(using: &generator) ?? 1)
    if Int.random(in: 0..<4, using: &generator) == 0 {
      addInequality(row)
    } else {
      addEquality(row)
    }
    if Bool.random(using: &generator) { addInequality(unit(j, -1)) }
    if Int.random(in: 0..<3, using: &generator) == 0 { addInequality(unit(j, 1)) }
  }

  /// A variable that no later row but those of its own has.
  private mutating func addColumn(at value: Double) {
    n += 1
    closed.insert(n - 1)
    x.append(value)
    slope.append(0)
    for i in equalities.indices { equalities[i].values.append(0) }
    for i in inequalities.indices { inequalities[i].values.append(0) }
    for c in inCones.indices {
      for i in inCones[c].rows.indices { inCones[c].rows[i].values.append(0) }
    }
    var starts = hessian.upper.columnStarts
    starts.append(starts[starts.count - 1])
    hessian = SymmetricMatrix(
      upper: SparseMatrix(
        rowCount: n, columnStarts: starts, rowIndices: hessian.upper.rowIndices,
        values: hessian.values))
  }

  private mutating func addCones() {
    for _ in 0..<Int.random(in: 1...2, using: &generator) {
      let count = Int.random(in: 1...4, using: &generator)
      let tail = (1..<count).map { _ in integer() }
      let norm = tail.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let scale = positive()
      let (s, z) = ([norm] + tail, [scale * norm] + tail.map { -scale * $0 })
      let rows = zip(s, z).map { Row(values: values(), slack: $0, multiplier: $1) }
      inCones.append((.secondOrder(count), rows))
    }
    guard Bool.random(using: &generator) else { return }
    // On the tangent plane of y e^(x / y) at (a, 1, e^a).
    let a = integer() / 3
    let value = ExponentialTestMath.exponential(a)
    let scale = positive()
    let (s, z) = ([a, 1, value], [-scale * value, scale * (a - 1) * value, scale])
    let rows = zip(s, z).map { Row(values: values(), slack: $0, multiplier: $1) }
    inCones.append((.exponential, rows))
  }

  /// Adds rows that cannot hold together with others.
  private mutating func contradict() {
    // A combination of rows, the other way round and too far.
    var sum = [Double](repeating: 0, count: n)
    let some = inequalities.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }.prefix(3)
    for row in some { for j in 0..<n { sum[j] -= row.values[j] } }
    for row in equalities.prefix(Int.random(in: 0...1, using: &generator)) {
      for j in 0..<n { sum[j] += 2 * row.values[j] }
    }
    let slack = some.reduce(0) { $0 + $1.slack }
    inequalities.append(Row(values: sum, slack: -slack - 1, multiplier: 0))
  }

  /// Adds a direction along which the objective falls.
  private mutating func open() {
    addColumn(at: 0)
    let j = n - 1
    for i in inequalities.indices where Bool.random(using: &generator) {
      inequalities[i].values[j] = 1
    }
    if Bool.random(using: &generator) { addInequality(unit(j, 1)) }
    slope[j] = 1
    for row in inequalities { slope[j] += row.values[j] * row.multiplier }
  }

  /// The program with its rows in random order.
  private mutating func shuffled(isPlanted: Bool) -> ConicProgram {
    var parts = inCones
    var singles = equalities.map { (cone: Cone.zero(1), rows: [$0]) }
    singles += inequalities.map { (cone: Cone.nonnegative(1), rows: [$0]) }
    parts += singles
    parts.shuffle(using: &generator)
    let rows = parts.flatMap(\.rows)
    var q = slope
    for (j, curvature) in hessian.times(x).enumerated() {
      q[j] -= curvature
      for row in rows { q[j] -= row.values[j] * row.multiplier }
    }
    let b = rows.map { row in zip(row.values, x).reduce(row.slack) { $0 + $1.0 * $1.1 } }
    let program = ConicProgram(
      cones: parts.map(\.cone), quadratic: hessian, linear: q, constant: integer(),
      matrix: PlantedConicProgram.sparse(rows.map(\.values), columns: n), rightHandSide: b)
    if isPlanted { optimum = program.objective(at: x) }
    return program
  }
}

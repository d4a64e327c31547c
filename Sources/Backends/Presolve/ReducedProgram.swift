internal import Canonicalize
internal import LinearAlgebra

/// What is left of a program, in standard form: equalities, inequalities, bounds, then the cones that are left.
struct ReducedProgram {
  /// Where a row comes from.
  private enum Origin {
    /// sign a_i'x <= sign side, or a_i'x = side.
    case row(Int, sign: Double)
    /// sign x_j <= sign bound, or x_j = bound.
    case bound(Int, sign: Double)
    /// A row of a cone.
    case cone(Int)
  }

  private let reduction: ProgramReduction
  /// The columns that are left.
  private let columns: [Int32]
  private let origins: [Origin]
  let program: ConicProgram

  init(_ reduction: ProgramReduction) {
    self.reduction = reduction
    columns = reduction.isColumnAlive.indices.filter { reduction.isColumnAlive[$0] }
      .map { Int32($0) }
    let (origins, cones) = Self.rows(of: reduction, columns)
    self.origins = origins
    program = Self.program(reduction, columns, origins, cones)
  }

  private static func rows(
    of reduction: ProgramReduction, _ columns: [Int32]
  ) -> (origins: [Origin], cones: [Cone]) {
    var (equalities, inequalities, inCones): ([Origin], [Origin], [Origin]) = ([], [], [])
    for i in reduction.rows.indices where reduction.rows[i] == .interval {
      let (lower, upper) = (reduction.rowLower[i], reduction.rowUpper[i])
      if lower == upper {
        equalities.append(.row(i, sign: 1))
        continue
      }
      if upper < .infinity { inequalities.append(.row(i, sign: 1)) }
      if lower > -.infinity { inequalities.append(.row(i, sign: -1)) }
    }
    for column in columns {
      let j = Int(column)
      if reduction.lower[j] == reduction.upper[j] {
        equalities.append(.bound(j, sign: 1))
        continue
      }
      if reduction.upper[j] < .infinity { inequalities.append(.bound(j, sign: 1)) }
      if reduction.lower[j] > -.infinity { inequalities.append(.bound(j, sign: -1)) }
    }
    var cones: [Cone] = []
    if !equalities.isEmpty { cones.append(.zero(equalities.count)) }
    if !inequalities.isEmpty { cones.append(.nonnegative(inequalities.count)) }
    var row = 0
    for cone in reduction.cones {
      let range = row..<row + cone.dimension
      row = range.upperBound
      guard let first = range.first, reduction.rows[first] == .cone,
        !reduction.isConstant(cone, range)
      else { continue }
      cones.append(cone)
      inCones += range.map { .cone($0) }
    }
    return (equalities + inequalities + inCones, cones)
  }

  private static func program(
    _ reduction: ProgramReduction, _ columns: [Int32], _ origins: [Origin], _ cones: [Cone]
  ) -> ConicProgram {
    var place = [Int32](repeating: -1, count: reduction.isColumnAlive.count)
    for (new, old) in columns.enumerated() { place[Int(old)] = Int32(new) }
    var (starts, indices, values, sides): ([Int], [Int32], [Double], [Double]) = ([0], [], [], [])
    starts.reserveCapacity(origins.count + 1)
    sides.reserveCapacity(origins.count)
    func add(_ i: Int, _ sign: Double) {
      for entry in reduction.places(ofRow: i) {
        let column = place[Int(reduction.byRows.rowIndices[entry])]
        guard column >= 0 else { continue }
        indices.append(column)
        values.append(sign * reduction.byRows.values[entry])
      }
    }
    for origin in origins {
      switch origin {
      case .row(let i, let sign):
        add(i, sign)
        sides.append(sign * (sign > 0 ? reduction.rowUpper[i] : reduction.rowLower[i]))
      case .bound(let j, let sign):
        indices.append(place[j])
        values.append(sign)
        sides.append(sign * (sign > 0 ? reduction.upper[j] : reduction.lower[j]))
      case .cone(let i):
        add(i, 1)
        sides.append(reduction.rowUpper[i])
      }
      starts.append(indices.count)
    }
    return ConicProgram(
      cones: cones, quadratic: reduction.quadratic(columns, place),
      linear: columns.map { reduction.cost[Int($0)] }, constant: reduction.constant,
      matrix: SparseMatrix(
        columnCount: columns.count, rowStarts: starts, columns: indices, values: values),
      rightHandSide: sides)
  }

  /// An answer of the reduced program as one of the program as given.
  func restored(
    _ kind: AnswerKind, _ point: [Double], _ multipliers: [Double]
  ) -> (x: [Double], z: [Double]) {
    var x = [Double](repeating: 0, count: reduction.isColumnAlive.count)
    var z = [Double](repeating: 0, count: reduction.rows.count)
    for (new, old) in columns.enumerated() { x[Int(old)] = point[new] }
    for (origin, multiplier) in zip(origins, multipliers) {
      switch origin {
      case .row(let i, let sign): z[i] += sign * multiplier
      case .bound(let j, let sign):
        // Of a fixed variable the multiplier tells by its sign which bound holds.
        let isUpper = sign * multiplier > 0
        let owner = isUpper ? reduction.upperOwner[j] : reduction.lowerOwner[j]
        z[Int(owner.row)] += sign * multiplier / owner.entry
      case .cone(let i): z[i] = multiplier
      }
    }
    reduction.restore(kind, x: &x, z: &z)
    return (x, z)
  }
}

extension ProgramReduction {
  /// P of the columns that are left.
  fileprivate func quadratic(_ columns: [Int32], _ place: [Int32]) -> SymmetricMatrix {
    var (starts, indices, values): ([Int], [Int32], [Double]) = ([0], [], [])
    for column in columns {
      if let hessian {
        let j = Int(column)
        for entry in hessian.columnStarts[j]..<hessian.columnStarts[j + 1] {
          let i = Int(hessian.rowIndices[entry])
          guard i <= j, place[i] >= 0 else { continue }
          indices.append(place[i])
          values.append(hessian.values[entry])
        }
      }
      starts.append(indices.count)
    }
    return SymmetricMatrix(
      upper: SparseMatrix(
        rowCount: columns.count, columnStarts: starts, rowIndices: indices, values: values))
  }

  /// Whether a cone has no variables left and holds.
  fileprivate func isConstant(_ cone: Cone, _ range: Range<Int>) -> Bool {
    guard range.allSatisfy({ rowEntries[$0] == 0 }) else { return false }
    let alone = ConicProgram(
      cones: [cone], quadratic: [], linear: [],
      matrix: SparseMatrix(
        columnCount: 0, rowStarts: [Int](repeating: 0, count: range.count + 1), columns: [],
        values: []), rightHandSide: Array(rowUpper[range]))
    let size = range.reduce(0) { max($0, rowSize[$1]) }
    return alone.violation(at: []) <= PresolveTolerance.equal * size
  }
}

internal import Canonicalize
internal import LinearAlgebra

/// A linear program as GLPK takes it: rows with one entry become bounds of variables, so that they need
/// no place in the basis. Knows the way back for the multipliers.
struct LinearTranslation {
  /// The tightest row that bounds a variable from one side, and its entry.
  private struct BoundRow {
    let row: Int
    let entry: Double
  }

  /// The program for GLPK.
  private(set) var description = GLPKProblem.Description()
  /// The rows of the program that are rows for GLPK, in its order.
  private var kept: [Int] = []
  private var lowerRows: [BoundRow?]
  private var upperRows: [BoundRow?]
  private let program: ConicProgram
  private let isEquality: [Bool]

  /// Translates a program that is linear and has finite data.
  init(_ program: ConicProgram) {
    self.program = program
    isEquality = program.isEqualityRow
    let n = program.variableCount
    lowerRows = [BoundRow?](repeating: nil, count: n)
    upperRows = lowerRows
    description.costs = program.linear
    description.lower = [Double](repeating: -.infinity, count: n)
    description.upper = [Double](repeating: .infinity, count: n)
    let byRow = program.matrix.transposed
    let isBound = findBounds(byRow)
    for i in 0..<program.rowCount where !isBound[i] {
      for place in byRow.columnStarts[i]..<byRow.columnStarts[i + 1] {
        description.rows.append(Int32(kept.count))
        description.columns.append(byRow.rowIndices[place])
        description.values.append(byRow.values[place])
      }
      kept.append(i)
      description.bounds.append(program.rightHandSide[i])
      description.isEquality.append(isEquality[i])
    }
  }

  /// Takes inequalities with one entry as bounds; those of a variable whose bounds exclude each other or
  /// are closer than GLPK can tell apart stay rows. Returns which rows are bounds.
  private mutating func findBounds(_ byRow: SparseMatrix) -> [Bool] {
    var variable = [Int?](repeating: nil, count: program.rowCount)
    for i in 0..<program.rowCount where !isEquality[i] {
      let places = byRow.columnStarts[i]..<byRow.columnStarts[i + 1]
      guard places.count == 1, byRow.values[places.lowerBound] != 0 else { continue }
      let (j, entry) = (Int(byRow.rowIndices[places.lowerBound]), byRow.values[places.lowerBound])
      let bound = program.rightHandSide[i] / entry
      guard bound.isFinite else { continue }
      variable[i] = j
      if entry > 0, bound < description.upper[j] {
        description.upper[j] = bound
        upperRows[j] = BoundRow(row: i, entry: entry)
      } else if entry < 0, bound > description.lower[j] {
        description.lower[j] = bound
        lowerRows[j] = BoundRow(row: i, entry: entry)
      }
    }
    for j in 0..<program.variableCount {
      let (lower, upper) = (description.lower[j], description.upper[j])
      guard lower.isFinite, upper.isFinite, upper - lower <= 1e-9 * (1 + abs(lower) + abs(upper))
      else { continue }
      (description.lower[j], description.upper[j]) = (-.infinity, .infinity)
      (lowerRows[j], upperRows[j]) = (nil, nil)
      for i in variable.indices where variable[i] == j { variable[i] = nil }
    }
    return variable.map { $0 != nil }
  }

  /// z with A'z + c = 0 where the bounds of the variables allow it, and z >= 0 for inequalities.
  ///
  /// GLPK minimizes with reduced costs c - A'pi, so z = -pi for rows; a bound has what is left of c.
  func multipliers(_ rowDuals: [Double]) -> [Double] {
    var z = [Double](repeating: 0, count: program.rowCount)
    for (dual, i) in zip(rowDuals, kept) { z[i] = isEquality[i] ? -dual : max(0, -dual) }
    let product = program.matrix.transposeTimes(z)
    for j in 0..<program.variableCount {
      let reducedCost = program.linear[j] + product[j]
      if reducedCost > 0, let bound = lowerRows[j] {
        z[bound.row] = -reducedCost / bound.entry
      } else if reducedCost < 0, let bound = upperRows[j] {
        z[bound.row] = -reducedCost / bound.entry
      }
    }
    return z
  }
}

extension ConicProgram {
  /// Which rows of a linear program are equalities.
  var isEqualityRow: [Bool] {
    cones.flatMap { cone in
      switch cone {
      case .zero(let count): [Bool](repeating: true, count: count)
      case .nonnegative(let count): [Bool](repeating: false, count: count)
      case .secondOrder, .exponential: preconditionFailure("the program is linear")
      }
    }
  }
}

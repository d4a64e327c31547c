internal import LinearAlgebra

/// What was done to a program, in order; undone in reverse it turns an answer of the reduced program into one
/// of the program as given.
///
/// Multipliers of intervals have the sign of the side that holds, those of bounds are kept at the row that gave
/// the bound. When a step is undone, all later ones are: entries of x and of the multipliers that belong to
/// earlier steps are still 0, so that products with A and P give the state of the program at that step.
struct PostsolveStack {
  typealias Owner = ProgramReduction.Owner

  /// A variable that a row holds at a bound.
  struct ForcedColumn {
    let column: Int
    /// a_ij
    let entry: Double
    let value: Double
    /// q_j at that time.
    let cost: Double
    /// Who gave the bound.
    let owner: Owner
  }

  enum Step {
    /// x_j = value, the rows of its bounds, and q_j at that time.
    case fixed(column: Int, value: Double, cost: Double, lower: Owner, upper: Owner)
    /// All variables of a row at the bounds where its value is least, or largest.
    case forced(row: Int, isLeast: Bool, columns: [ForcedColumn])
    /// x_j from row i, least <= a_i'x <= largest; its bounds, where the row alone does not imply them, became
    /// sides of the rest of the row.
    case eliminated(
      column: Int, row: Int, entry: Double, cost: Double, least: Double, largest: Double,
      lower: Owner, upper: Owner)
    /// Row `other` was `factor` times row i, which took sides from it.
    case merged(row: Int, other: Int, factor: Double, takesLower: Bool, takesUpper: Bool)
  }

  private(set) var steps: [Step] = []

  mutating func append(_ step: Step) { steps.append(step) }
}

/// What an answer is: which data count when it is taken back to the program as given.
enum AnswerKind {
  /// x and z.
  case point
  /// z with A'z = 0: neither costs nor P.
  case conflict
  /// x with Ax in -K: neither sides nor values.
  case ray

  fileprivate var hasPrimal: Bool { self != .conflict }
  fileprivate var hasDual: Bool { self != .ray }
}

extension ProgramReduction {
  /// x and z of the program as given from those of the reduced one, put to their places; what belongs to rows and
  /// columns that left is 0 before.
  func restore(_ kind: AnswerKind, x: inout [Double], z: inout [Double]) {
    for step in postsolve.steps.reversed() {
      switch step {
      case .fixed(let j, let value, let cost, let lower, let upper):
        if kind == .point { x[j] = value }
        guard kind.hasDual, lower.row >= 0 || upper.row >= 0 else { continue }
        let gradient = gradient(kind, j, cost, x, z)
        let owner = gradient > 0 ? lower : upper
        if gradient != 0, owner.row >= 0 { z[Int(owner.row)] -= gradient / owner.entry }
      case .forced(let i, let isLeast, let columns):
        if kind == .point { for part in columns { x[part.column] = part.value } }
        if kind.hasDual { undoForcing(i, isLeast, columns, kind, x, &z) }
      case .eliminated(let j, let i, let a, let cost, let least, let largest, let lower, let upper):
        if kind.hasPrimal {
          x[j] = eliminated(j, i, a, sides(least, largest, isRay: kind == .ray), x)
        }
        guard kind.hasDual else { continue }
        // q_j + a y_i + w = 0, where w of a bound became -a times the multiplier of the rest of the row.
        let bound = -a * z[i]
        if kind == .point { z[i] -= cost / a }
        let owner = bound < 0 ? lower : upper
        if bound != 0, owner.row >= 0 { z[Int(owner.row)] += bound / owner.entry }
      case .merged(let i, let other, let factor, let takesLower, let takesUpper):
        guard z[i] > 0 && takesUpper || z[i] < 0 && takesLower else { continue }
        z[other] = z[i] / factor
        z[i] = 0
      }
    }
  }

  /// q_j + (Px)_j + (A'z)_j with what is known so far.
  private func gradient(
    _ kind: AnswerKind, _ j: Int, _ cost: Double, _ x: [Double], _ z: [Double]
  ) -> Double {
    var sum = kind == .point ? cost : 0
    for place in places(ofColumn: j) {
      sum += matrix.values[place] * z[Int(matrix.rowIndices[place])]
    }
    guard kind == .point, let hessian else { return sum }
    for place in hessian.columnStarts[j]..<hessian.columnStarts[j + 1] {
      sum += hessian.values[place] * x[Int(hessian.rowIndices[place])]
    }
    return sum
  }

  /// The least multiplier of a forcing row that leaves those of the bounds their signs.
  private func undoForcing(
    _ i: Int, _ isLeast: Bool, _ columns: [PostsolveStack.ForcedColumn], _ kind: AnswerKind,
    _ x: [Double], _ z: inout [Double]
  ) {
    var multiplier = 0.0
    let gradients = columns.map { gradient(kind, $0.column, $0.cost, x, z) }
    for (part, gradient) in zip(columns, gradients) {
      let wanted = -gradient / part.entry
      multiplier = isLeast ? max(multiplier, wanted) : min(multiplier, wanted)
    }
    z[i] = multiplier
    for (part, gradient) in zip(columns, gradients) {
      let rest = gradient + part.entry * multiplier
      // The variable that set the multiplier leaves rounding, whose sign says nothing.
      guard ((rest > 0) == (part.entry > 0)) == isLeast, part.owner.row >= 0 else { continue }
      z[Int(part.owner.row)] -= rest / part.owner.entry
    }
  }

  private func sides(
    _ least: Double, _ largest: Double, isRay: Bool
  ) -> (least: Double, largest: Double) {
    isRay ? (least.isFinite ? 0 : least, largest.isFinite ? 0 : largest) : (least, largest)
  }

  /// The x_j nearest to 0 for which the row is between its sides.
  private func eliminated(
    _ j: Int, _ i: Int, _ a: Double, _ sides: (least: Double, largest: Double), _ x: [Double]
  ) -> Double {
    var rest = 0.0
    for place in places(ofRow: i) {
      let k = Int(byRows.rowIndices[place])
      if k != j { rest += byRows.values[place] * x[k] }
    }
    return min(max(0, sides.least - rest), sides.largest - rest) / a
  }
}

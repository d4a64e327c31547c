internal import Canonicalize
internal import LinearAlgebra

/// Whether some point satisfies the rows of a conic program, with what shows it.
enum Feasibility {
  /// A point was found, and was measured again.
  case feasible
  /// z is a certificate for the program, 0 outside the rows that were asked for.
  case infeasible([Double])
  /// Neither was found within the limits, or within the digits.
  case undecided
}

extension ConicProgram {
  /// Asks for a point of the rows that are kept; of a cone of several rows either all are or none.
  func feasibility(keeping isKept: [Bool], control: SolverControl) -> Feasibility {
    let (part, rows) = restricted(to: isKept)
    let found = ConicSolver.choice(for: part).solve(part, control: control)
    if case .infeasible(let z) = found.certificate {
      var multipliers = [Double](repeating: 0, count: rowCount)
      for (row, value) in zip(rows, z) { multipliers[row] = value }
      // Measured on the whole program, whose other rows have multiplier 0.
      guard case .infeasible(let scaled) = ConicCertificate.farkas(multipliers, in: self) else {
        return .undecided
      }
      return .infeasible(scaled)
    }
    let check = ConicCheck(of: found.point, multipliers: found.multipliers, in: part)
    return check.violation <= control.tolerance ? .feasible : .undecided
  }

  /// The rows that are kept and the variables in them, with the objective 0, and where the rows are in the whole
  /// program.
  func restricted(to isKept: [Bool]) -> (program: ConicProgram, rows: [Int]) {
    var cones: [Cone] = []
    var first = 0
    for cone in self.cones {
      let count = isKept[first..<first + cone.dimension].count { $0 }
      switch cone {
      case .zero where count > 0: cones.append(.zero(count))
      case .nonnegative where count > 0: cones.append(.nonnegative(count))
      case .zero, .nonnegative: break
      case .secondOrder, .exponential:
        precondition(count == 0 || count == cone.dimension, "a cone is kept as a whole")
        if count > 0 { cones.append(cone) }
      }
      first += cone.dimension
    }
    let rows = isKept.indices.filter { isKept[$0] }
    var place = [Int32](repeating: -1, count: rowCount)
    for (index, row) in rows.enumerated() { place[row] = Int32(index) }
    var starts = [0]
    var indices: [Int32] = []
    var values: [Double] = []
    for j in 0..<variableCount {
      for entry in matrix.columnStarts[j]..<matrix.columnStarts[j + 1] {
        let row = place[Int(matrix.rowIndices[entry])]
        guard row >= 0 else { continue }
        indices.append(row)
        values.append(matrix.values[entry])
      }
      // Variables that no row has would only cost time.
      if values.count > starts[starts.count - 1] { starts.append(values.count) }
    }
    let zeros = [Double](repeating: 0, count: starts.count - 1)
    let program = ConicProgram(
      cones: cones, quadratic: zeros, linear: zeros,
      matrix: SparseMatrix(
        rowCount: rows.count, columnStarts: starts, rowIndices: indices, values: values),
      rightHandSide: rows.map { rightHandSide[$0] })
    return (program, rows)
  }
}

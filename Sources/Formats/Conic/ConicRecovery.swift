/// For each row and each variable of a file, which rows of the standard form stand for it and with what
/// factor: row k of A is the sum of factor times a_i over the items i that it stands for.
struct ConicRecovery: Sendable, Equatable {
  /// A row of the standard form and the factor that it takes an item with.
  struct Part: Sendable, Equatable {
    var row: Int
    var factor: Double
  }

  /// The parts of many items, in one array.
  struct Parts: Sendable, Equatable {
    private var items: [Int] = []
    private var starts: [Int]
    private(set) var parts: [Part] = []

    init(itemCount: Int) { starts = [Int](repeating: 0, count: itemCount + 1) }

    var itemCount: Int { starts.count - 1 }

    mutating func add(_ item: Int, _ part: Part) {
      items.append(item)
      parts.append(part)
    }

    /// Brings the parts of each item together, once all are there.
    mutating func sort() {
      for item in items { starts[item + 1] += 1 }
      for item in 0..<itemCount { starts[item + 1] += starts[item] }
      var next = starts
      var sorted = parts
      for (item, part) in zip(items, parts) {
        sorted[next[item]] = part
        next[item] += 1
      }
      (items, parts) = ([], sorted)
    }

    /// The parts of an item.
    subscript(item: Int) -> ArraySlice<Part> { parts[starts[item]..<starts[item + 1]] }

    /// Sum of factor times z_k over the parts of each item.
    func combined(_ z: [Double]) -> [Double] {
      (0..<itemCount).map { item in
        var sum = 0.0
        for part in self[item] { sum += part.factor * z[part.row] }
        return sum
      }
    }
  }

  private(set) var rows: Parts
  private(set) var variables: Parts
  /// What is added to a_i'x for the value of row i.
  let constants: [Double]
  /// The rows that restrict nothing, and so are not in the standard form; the others are empty.
  private(set) var freeRows = SparseColumns.empty

  init(_ source: ConicSource) {
    rows = Parts(itemCount: source.rowNames.count)
    variables = Parts(itemCount: source.variableNames.count)
    constants = source.rowConstants
  }

  mutating func add(_ item: ConicOrigin.Item, row: Int, factor: Double) {
    let part = Part(row: row, factor: factor)
    switch item {
    case .row(let i): rows.add(i, part)
    case .variable(let j): variables.add(j, part)
    }
  }

  mutating func sort() {
    rows.sort()
    variables.sort()
  }

  /// Keeps the entries of the rows that nothing stands for.
  mutating func keepFreeRows(of source: ConicSource) {
    var entries = Triplets()
    for j in 0..<source.variableNames.count {
      for place in source.matrix.columnStarts[j]..<source.matrix.columnStarts[j + 1] {
        let row = Int(source.matrix.rowIndices[place])
        if rows[row].isEmpty { entries.append(row, j, source.matrix.values[place]) }
      }
    }
    freeRows = entries.compressed(
      rowCount: source.rowNames.count, columnCount: source.variableNames.count)
  }
}

/// The way back: what a point of the standard form means in the terms of the file.
extension ConicFile {
  /// The objective at x, in the sense of the file.
  public func objective(at x: [Double]) -> Double {
    precondition(x.count == variableCount, "one number for each variable")
    var sum = constant
    for j in x.indices {
      sum += linear[j] * x[j]
      for place in quadratic.columnStarts[j]..<quadratic.columnStarts[j + 1] {
        let i = Int(quadratic.rowIndices[place])
        sum += (i == j ? 0.5 : 1) * quadratic.values[place] * x[i] * x[j]
      }
    }
    return isMaximization ? 0 - sum : sum
  }

  /// The value of each of the file's rows at x: a_i'x, and a_i'x + b_i in the Conic Benchmark Format.
  public func rowValues(at x: [Double]) -> [Double] {
    let product = matrix.times(x)
    let free = recovery.freeRows.times(x)
    return (0..<rowNames.count).map { i in
      // The factors of one row are a multiple of an orthonormal row: their squares undo them.
      var (sum, squares) = (0.0, 0.0)
      for part in recovery.rows[i] {
        sum += part.factor * product[part.row]
        squares += part.factor * part.factor
      }
      return (squares > 0 ? sum / squares : free[i]) + recovery.constants[i]
    }
  }

  /// The multiplier of each of the file's rows for a dual point z of the standard form: what the optimal
  /// value of the file gains with each unit of the row's right-hand side. In a minimization it is
  /// nonnegative for rows `>=`, nonpositive for rows `<=`, and lies in the dual cone for rows in a cone;
  /// in a maximization the signs are the opposite. Rows without a restriction have 0.
  public func rowDuals(_ z: [Double]) -> [Double] { multipliers(recovery.rows, z) }

  /// The multiplier of the bounds or the cone of each variable (its reduced cost): c + Px - A'y in the
  /// terms of the file, with the signs of `rowDuals`.
  public func reducedCosts(_ z: [Double]) -> [Double] { multipliers(recovery.variables, z) }

  /// The multipliers y of the rows and d of the bounds and cones of the variables that a certificate of
  /// infeasibility z of the standard form has: A'y + d = 0, and the restrictions give 0 >= 1. Signs are
  /// those of a minimization, whatever the sense of the file.
  public func certificate(_ z: [Double]) -> (rows: [Double], variables: [Double]) {
    precondition(z.count == rowCount, "one number for each row")
    return (recovery.rows.combined(z).map { 0 - $0 }, recovery.variables.combined(z).map { 0 - $0 })
  }

  /// What each row of the file gains along a direction d: a_i'd.
  public func rowChanges(along d: [Double]) -> [Double] {
    zip(rowValues(at: d), recovery.constants).map { $0 - $1 }
  }

  private func multipliers(_ parts: ConicRecovery.Parts, _ z: [Double]) -> [Double] {
    precondition(z.count == rowCount, "one number for each row")
    // q + A'z = 0 against c - A'y = 0: y has the opposite sign, and again the opposite where the
    // objective was negated.
    return parts.combined(z).map { isMaximization ? $0 : 0 - $0 }
  }

  /// The rows that restrict nothing, by their indices: `rowValues` knows them, A does not. In MPS files
  /// they are other objectives.
  public var freeRows: [Int] { rowNames.indices.filter { recovery.rows[$0].isEmpty } }
}

/// Writes free MPS, with a section QUADOBJ for a quadratic objective.
struct MPSWriter {
  private let source: ConicSource
  private let objective: String

  /// Throws what the format cannot hold.
  init(_ source: ConicSource) throws(ConicWriteFailure) {
    self.source = source
    objective = source.freeObjectiveName
    try source.refuseCones("MPS")
    try source.refuseLargeSides("MPS")
    for name in source.rowNames + source.variableNames + [objective]
    where name.isEmpty || name.utf8.contains(where: { $0 <= 0x20 }) {
      throw ConicWriteFailure("the name `\(name)` has blanks, which end a name in free MPS")
    }
  }

  /// A row as the format has it: a letter, a right-hand side and a range.
  private struct Row {
    let sense: Character
    let side: Double
    var range: Double?
  }

  func write(to out: inout ConicText) throws(ConicWriteFailure) {
    var rows: [Row] = []
    rows.reserveCapacity(source.rowIntervals.count)
    for (name, interval) in zip(source.rowNames, source.rowIntervals) {
      rows.append(try row(name, interval))
    }
    out += source.name.isEmpty ? "NAME\n" : "NAME \(source.name)\n"
    if source.isMaximization { out += "OBJSENSE\n MAX\n" }
    out += "ROWS\n N \(objective)\n"
    for (name, row) in zip(source.rowNames, rows) { out += " \(row.sense) \(name)\n" }
    writeColumns(to: &out)
    out += "RHS\n"
    // By the custom of the format the constant has the opposite sign.
    if source.constant != 0 { out += " rhs \(objective) \(0 - source.constant)\n" }
    for (name, row) in zip(source.rowNames, rows) where row.side != 0 {
      out += " rhs \(name) \(row.side)\n"
    }
    if rows.contains(where: { $0.range != nil }) {
      out += "RANGES\n"
      for (name, row) in zip(source.rowNames, rows) {
        if let range = row.range { out += " range \(name) \(range)\n" }
      }
    }
    out += "BOUNDS\n"
    for (name, interval) in zip(source.variableNames, source.variableIntervals) {
      writeBounds(of: name, interval, to: &out)
    }
    writeSquares(to: &out)
    out += "ENDATA\n"
  }

  private func row(_ name: String, _ interval: ConicInterval) throws(ConicWriteFailure) -> Row {
    let (lower, upper) = (interval.lower, interval.upper)
    if interval.isFree { return Row(sense: "N", side: 0) }
    if lower == upper { return Row(sense: "E", side: lower) }
    if lower == -.infinity { return Row(sense: "L", side: upper) }
    if upper == .infinity { return Row(sense: "G", side: lower) }
    // The other side is read as a sum, which must come out as it was.
    let range = upper - lower
    for range in [range, range.nextUp, range.nextDown] where range > 0 {
      if upper - range == lower { return Row(sense: "L", side: upper, range: range) }
      if lower + range == upper { return Row(sense: "G", side: lower, range: range) }
    }
    throw ConicWriteFailure(
      "the sides \(lower) and \(upper) of the row `\(name)` have no range in MPS, which keeps one side"
        + " and the difference",
      hint:
        "write LP or CBF, which keep both sides; or write `\(name)` as two rows, one for each side")
  }

  private func writeColumns(to out: inout ConicText) {
    out += "COLUMNS\n"
    let (matrix, names) = (source.matrix, source.rowNames)
    for (j, name) in source.variableNames.enumerated() {
      let entries = matrix.columnStarts[j]..<matrix.columnStarts[j + 1]
      // A column is declared by an entry, be it 0.
      if source.linear[j] != 0 || entries.isEmpty {
        out += " \(name) \(objective) \(source.linear[j])\n"
      }
      for place in entries {
        out += " \(name) \(names[Int(matrix.rowIndices[place])]) \(matrix.values[place])\n"
      }
    }
  }

  private func writeBounds(of name: String, _ interval: ConicInterval, to out: inout ConicText) {
    let (lower, upper) = (interval.lower, interval.upper)
    if interval.isFree {
      out += " FR bound \(name)\n"
    } else if lower == upper {
      out += " FX bound \(name) \(lower)\n"
    } else {
      if lower == -.infinity { out += " MI bound \(name)\n" }
      // Without it a negative upper bound would take the lower bound 0 away.
      if lower.isFinite && (lower != 0 || upper <= 0) { out += " LO bound \(name) \(lower)\n" }
      if upper < .infinity { out += " UP bound \(name) \(upper)\n" }
    }
  }

  private func writeSquares(to out: inout ConicText) {
    let (squares, names) = (source.quadratic, source.variableNames)
    guard !squares.values.isEmpty else { return }
    out += "QUADOBJ\n"
    for j in names.indices {
      for place in squares.columnStarts[j]..<squares.columnStarts[j + 1] {
        out += " \(names[j]) \(names[Int(squares.rowIndices[place])]) \(squares.values[place])\n"
      }
    }
  }
}

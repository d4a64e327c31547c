internal import DSL
internal import Formats
internal import LinearAlgebra

/// Tables of separated values: columns chosen, labels mapped, missing cells treated.
extension TableReader {
  mutating func readCSV(
    _ input: DataInput, _ path: StringLiteral, _ options: CSVSelection, among inputs: [DataInput]
  ) throws -> ReadTable {
    let range = input.declaration.valueRange
    let content = try bytes(path, at: range)
    let labels = input.declaration.labelTexts
    do {
      let header: CSVOptions.Header =
        switch options.hasHeader {
        case nil: .auto
        case true?: .yes
        case false?: .no
        }
      let table = try CSVFile(parsing: content.span, options: CSVOptions(header: header))
      let taken = try takenColumns(of: table, path, besides: input, among: inputs)
      let columns = try options.columns.indices(
        in: table, taken: taken, path: path.value, at: range
      ).get()
      if input.declaration.shape.dimensions.count == 1 && columns.count != 1 {
        throw ColumnProblem(
          Diagnostic(
            "E402",
            "`\(input.declaration.name.text)` is a vector, but \(columns.count) columns of"
              + " \(path.value) are meant", at: range, help: "say which one: `column: \"name\"`"))
      }
      let names = columns.map { table.columnNames[$0] }
      if !labels.isEmpty {
        return try readLabels(input, table, columns[0], names, content, policy: options.missing)
      }
      var numbers = try table.numbers(columns: columns, in: content.span)
      if options.missing == .refuse && input.fills == nil { try numbers.checkComplete() }
      var result = ReadTable(
        matrix: Matrix(rows: 0, columns: 0), columnNames: table.hasHeader ? names : [],
        positions: columns.map { $0 + 1 })
      try fill(&numbers, options.missing, into: &result, known: input.fills, names: names, range)
      result.matrix = Matrix(
        rows: numbers.rowCount, columns: columns.count, elements: numbers.values)
      return result
    } catch let error as FormatError {
      var diagnostic = report.fault(error, in: path.value, bytes: content, readAt: range)
      if error.kind == .missingValue {
        diagnostic.help =
          "say what to do with missing values: `missing: drop`, `missing: mean` or"
          + " `missing: median`"
      }
      if error.kind == .notANumber, labels.isEmpty, input.declaration.labels != nil {
        diagnostic.help =
          "say which text stands for which label: `negative: \"no\", positive: \"yes\"`, or"
          + " `labels: [..]` for other numbers"
      }
      throw report.stop(diagnostic)
    } catch let problem as ColumnProblem {
      throw report.stop(problem.diagnostic)
    }
  }

  /// The columns that other data of the same file name.
  private func takenColumns(
    of table: CSVFile, _ path: StringLiteral, besides input: DataInput, among inputs: [DataInput]
  ) throws -> Set<Int> {
    var taken: Set<Int> = []
    for other in inputs where other.declaration.name.text != input.declaration.name.text {
      guard case .csv(let file, let options) = other.source, file.value == path.value,
        options.columns != .rest
      else { continue }
      taken.formUnion(
        try options.columns.indices(
          in: table, taken: [], path: path.value, at: other.declaration.valueRange
        ).get())
    }
    return taken
  }

  private mutating func readLabels(
    _ input: DataInput, _ table: CSVFile, _ column: Int, _ names: [String], _ content: [UInt8],
    policy: CSVSelection.MissingPolicy
  ) throws -> ReadTable {
    let texts = try table.texts(column: column, in: content.span)
    let declaration = input.declaration
    let missing = Set(texts.missing.map(\.row))
    if let first = texts.missing.first, policy != .drop {
      throw FormatError(
        .missingValue, "the label is missing in column \"\(names[0])\"", at: first.position)
    }
    var values: [Double] = []
    for (row, text) in texts.values.enumerated() {
      if missing.contains(row) {
        values.append(0)
      } else if let label = declaration.label(for: text) {
        values.append(label)
      } else {
        let cell = try table.cell(row: row, column: column, in: content.span)
        throw FormatError(
          .notANumber,
          "\"\(text)\" is none of the labels "
            + declaration.labelTexts.map { "\"\($0)\"" }.joined(separator: ", "),
          at: cell.position)
      }
    }
    return ReadTable(
      matrix: Matrix(rows: values.count, columns: 1, elements: values),
      columnNames: table.hasHeader ? names : [], positions: [column + 1],
      hasMappedLabels: true, droppedRows: missing)
  }

  /// Treats missing cells as the policy says.
  private mutating func fill(
    _ numbers: inout CSVNumbers, _ policy: CSVSelection.MissingPolicy, into result: inout ReadTable,
    known: [Double]?, names: [String], _ range: SourceRange
  ) throws {
    guard !numbers.missing.isEmpty || policy == .mean || policy == .median else { return }
    switch policy {
    case .refuse: try numbers.checkComplete()
    case .drop: result.droppedRows = Set(numbers.missing.map(\.row))
    case .mean, .median:
      var fills: [Double] = []
      for index in numbers.columns.indices {
        let present = numbers.column(index).filter { !$0.isNaN }
        guard let value = known?[index] ?? present.center(policy) else {
          throw ColumnProblem(
            Diagnostic(
              "E403", "column \"\(names[index])\" has no value at all", at: range,
              help: "leave the column out"))
        }
        fills.append(value)
        let start = index * numbers.rowCount
        for row in 0..<numbers.rowCount where numbers.values[start + row].isNaN {
          numbers.values[start + row] = value
        }
      }
      result.fills = fills
    }
  }
}

extension [Double] {
  /// The mean or the median; nil for no numbers.
  fileprivate func center(_ policy: CSVSelection.MissingPolicy) -> Double? {
    guard !isEmpty else { return nil }
    if policy == .mean { return reduce(0, +) / Double(count) }
    let sorted = sorted()
    let middle = count / 2
    return count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

extension DataDeclaration {
  /// The declared label that a text of the file stands for; numbers compare as numbers.
  func label(for text: String) -> Double? {
    guard let labels else { return nil }
    let number = Double(text)
    for (candidate, label) in zip(labelTexts, labels) {
      if candidate == text { return label }
      if let number, let other = Double(candidate), number == other { return label }
    }
    return nil
  }
}

extension Matrix {
  /// The matrix without the rows with the given indices.
  func removingRows(_ rows: Set<Int>) -> Matrix {
    let kept = (0..<rowCount).filter { !rows.contains($0) }
    var elements: [Double] = []
    elements.reserveCapacity(kept.count * columnCount)
    for j in 0..<columnCount {
      let column = column(j)
      for k in kept { elements.append(column[k]) }
    }
    return Matrix(rows: kept.count, columns: columnCount, elements: elements)
  }
}

extension TableReader {
  /// The names of the columns of a CSV file; nil where it has none or is none.
  static func header(of bytes: [UInt8]) -> [String]? {
    guard let table = try? CSVFile(parsing: bytes.span), table.hasHeader else { return nil }
    return table.columnNames
  }
}

internal import DSL
internal import Formats
internal import LinearAlgebra

/// One data as read, before scaling: a matrix (a vector is one column) and what its columns are.
struct ReadTable {
  /// The numbers, n x k.
  var matrix: Matrix
  /// The names of the columns in their file; empty where the format has none.
  let columnNames: [String]
  /// The positions of the columns in their file, from 1.
  var positions: [Int] = []
  /// Whether the texts of the file were turned into the declared labels while they were read.
  var hasMappedLabels = false
  /// Rows with a missing value that the policy drops.
  var droppedRows: Set<Int> = []
  /// Values that took the place of missing cells, column by column; nil where none was needed.
  var fills: [Double]?
}

/// Reads files, each once, and takes from them what the declarations ask for.
struct TableReader {
  var report: Report
  private var files: [String: [UInt8]] = [:]

  init(_ report: Report) {
    self.report = report
  }

  /// Reads all inputs. Rows of one file stay together: a row dropped for one data is dropped for all
  /// data of that file.
  mutating func read(_ inputs: [DataInput]) throws -> [String: ReadTable] {
    var tables: [String: ReadTable] = [:]
    for input in inputs {
      tables[input.declaration.name.text] = try read(input, among: inputs)
    }
    for input in inputs {
      guard let path = input.source.path?.value else { continue }
      let mates = inputs.filter { $0.source.path?.value == path }.map(\.declaration.name.text)
      let dropped = mates.reduce(into: Set<Int>()) {
        $0.formUnion(tables[$1]?.droppedRows ?? [])
      }
      let name = input.declaration.name.text
      if let table = tables[name], !dropped.isEmpty {
        tables[name]?.matrix = table.matrix.removingRows(dropped)
      }
    }
    return tables
  }

  private mutating func bytes(_ path: StringLiteral, at range: SourceRange) throws -> [UInt8] {
    if let known = files[path.value] { return known }
    var content: [UInt8]
    do {
      content = try readFile(path.value)
    } catch {
      throw report.stop(
        Diagnostic(
          "E420", "cannot read \(path.value): \(error.reason)", at: range,
          help: error.isMissing
            ? "paths in a spec are relative to the spec; --data NAME=FILE names another file"
            : nil))
    }
    if Gzip.isCompressed(content.span) {
      do {
        let packed = content
        content = try Gzip.gunzip(packed.span)
      } catch {
        throw report.stop(report.fault(error, in: path.value, bytes: content, readAt: range))
      }
    }
    files[path.value] = content
    return content
  }

  private mutating func read(_ input: DataInput, among inputs: [DataInput]) throws -> ReadTable {
    let declaration = input.declaration
    switch input.source {
    case .inline(let rows):
      return ReadTable(matrix: Matrix(rows: rows), columnNames: [])
    case .csv(let path, let options):
      return try readCSV(input, path, options, among: inputs)
    case .npy(let path):
      return try readArray(declaration, path) { (bytes) throws(FormatError) in
        try NPYReader.read(bytes.span)
      }
    case .npz(let path, let member):
      return try readArray(declaration, path) { (bytes) throws(FormatError) in
        let archive = try NPZFile(parsing: bytes.span)
        return try archive.array(named: member.value, in: bytes.span)
      }
    case .idx(let path):
      return try readArray(declaration, path) { (bytes) throws(FormatError) in
        try IDXFile.read(bytes.span)
      }
    case .libsvm(let path):
      let isVector = declaration.shape.dimensions.count == 1
      return try readArray(declaration, path) { (bytes) throws(FormatError) in
        let file = try LIBSVMFile(parsing: bytes.span)
        return isVector
          ? NumericArray(shape: [file.labels.count], values: file.labels) : file.features
      }
    }
  }

  private mutating func readArray(
    _ declaration: DataDeclaration, _ path: StringLiteral,
    _ parse: ([UInt8]) throws(FormatError) -> NumericArray
  ) throws -> ReadTable {
    let range = declaration.valueRange
    let content = try bytes(path, at: range)
    let array: NumericArray
    do {
      array = try parse(content)
    } catch {
      throw report.stop(report.fault(error, in: path.value, bytes: content, readAt: range))
    }
    let isVector = declaration.shape.dimensions.count == 1
    // Images, n x a x b, count as rows of a * b numbers; a vector may come as one column.
    let fits = isVector ? array.columnCount == 1 && !array.shape.isEmpty : array.shape.count >= 2
    let isImage = path.value.hasSuffix(".npy") && array.shape.count > 2
    guard fits, !isImage else {
      let shape = "(" + array.shape.map(String.init).joined(separator: ", ") + ")"
      throw report.stop(
        Diagnostic(
          "E406", "\(path.value) holds an array of shape \(shape), but"
            + " `\(declaration.name.text)` is \(declaration.shape)", at: range,
          help: isVector
            ? "a vector is an array of one dimension" : "a matrix has two: a row for each sample"))
    }
    if let bad = array.firstNonFinite() {
      let name = declaration.name.text
      let place = isVector ? "\(name)[\(bad.row + 1)]" : "\(name)[\(bad.row + 1), \(bad.column + 1)]"
      let word = bad.value.isNaN ? "NaN" : "an infinite value"
      throw report.stop(
        Diagnostic(
          "E404", "\(path.value): \(word) in \(place)", at: range,
          help: "take the row out or replace the value before training (rows count from 1)"))
    }
    guard array.rowCount > 0 && array.columnCount > 0 else {
      throw report.stop(
        Diagnostic("E418", "\(path.value) holds no numbers: it has 0 rows", at: range))
    }
    return ReadTable(
      matrix: Matrix(rows: array.rowCount, columns: array.columnCount, elements: array.values),
      columnNames: [])
  }
}

extension TableReader {
  private mutating func readCSV(
    _ input: DataInput, _ path: StringLiteral, _ options: CSVSelection, among inputs: [DataInput]
  ) throws -> ReadTable {
    let range = input.declaration.valueRange
    let content = try bytes(path, at: range)
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
            "E402", "`\(input.declaration.name.text)` is a vector, but \(columns.count) columns of"
              + " \(path.value) are meant", at: range, help: "say which one: `column: \"name\"`"))
      }
      let names = columns.map { table.columnNames[$0] }
      let labels = input.declaration.labelTexts
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

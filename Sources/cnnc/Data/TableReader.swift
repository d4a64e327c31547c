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

  mutating func bytes(_ path: StringLiteral, at range: SourceRange) throws -> [UInt8] {
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
          "E406",
          "\(path.value) holds an array of shape \(shape), but"
            + " `\(declaration.name.text)` is \(declaration.shape)", at: range,
          help: isVector
            ? "a vector is an array of one dimension" : "a matrix has two: a row for each sample"))
    }
    if let bad = array.firstNonFinite() {
      let name = declaration.name.text
      let place =
        isVector ? "\(name)[\(bad.row + 1)]" : "\(name)[\(bad.row + 1), \(bad.column + 1)]"
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

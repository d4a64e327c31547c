/// A table in LIBSVM's sparse text format: a line `label index:value index:value ...` for each row,
/// indices from 1 and ascending, what is left out is 0, `#` starts a comment.
public struct LIBSVMFile: Sendable, Equatable {
  /// The label of each row.
  public let labels: [Double]
  /// The features, labels.count x (largest index), as a column-major matrix.
  public let features: NumericArray

  /// Reads the table in `bytes`.
  ///
  /// `columns` fixes the number of features, where it should not be the largest index of this file
  /// (a test set may lack the last features of its training set). `cellLimit` bounds the number of
  /// cells, because a short file can name a very large index. Throws `empty`, `notANumber`,
  /// `outOfRange`, `badIndex`, `tooLarge`, `nulByte`, `badEncoding`, with line and column.
  public init(
    parsing bytes: borrowing Span<UInt8>, columns: Int? = nil, cellLimit: Int = 1 << 28
  ) throws(FormatError) {
    precondition(columns ?? 0 >= 0, "a number of features is not negative")
    var reader = LIBSVMReader(at: try bytes.textStart(), columns: columns)
    while reader.index < bytes.count { try reader.line(bytes) }
    let rows = reader.labels.count
    if rows == 0 { throw FormatError(.empty, "the file has no row: it is empty or only comments") }
    let width = columns ?? reader.largestIndex
    let (cells, overflow) = rows.multipliedReportingOverflow(by: width)
    if overflow || cells > cellLimit {
      throw FormatError(
        .tooLarge, "\(rows) rows with \(width) features are more than \(cellLimit) cells",
        hint: "the largest index decides the number of features: is it right?")
    }
    var values = [Double](repeating: 0, count: cells)
    for entry in reader.entries { values[(entry.index - 1) * rows + entry.row] = entry.value }
    self.labels = reader.labels
    self.features = NumericArray(shape: [rows, width], values: values)
  }
}

/// Collects the entries of a LIBSVM file, line by line.
private struct LIBSVMReader {
  struct Entry {
    var row: Int
    var index: Int
    var value: Double
  }

  /// The number of features that the caller wants, if it is fixed.
  let columns: Int?
  var labels: [Double] = []
  var entries: [Entry] = []
  var largestIndex = 0
  /// The offset of the next byte.
  private(set) var index: Int
  private var lineNumber = 1
  private var lineStart: Int

  init(at start: Int, columns: Int?) {
    self.index = start
    self.lineStart = start
    self.columns = columns
  }

  /// Reads one line and its end.
  mutating func line(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
    if try !skipToToken(bytes) { return nextLine(bytes) }
    let labelEnd = tokenEnd(bytes, from: index)
    labels.append(try number(bytes, index..<labelEnd, "a label"))
    index = labelEnd
    var previous = 0
    while try skipToToken(bytes) {
      let end = tokenEnd(bytes, from: index)
      previous = try entry(bytes, index..<end, after: previous)
      index = end
    }
    nextLine(bytes)
  }

  /// Moves to the next token of the line; false at the end of the line or at a comment.
  private mutating func skipToToken(_ bytes: borrowing Span<UInt8>) throws(FormatError) -> Bool {
    while index < bytes.count {
      switch bytes[index] {
      case ASCII.space, ASCII.tab, ASCII.carriageReturn: index += 1
      case ASCII.newline, ASCII.hash: return false
      case 0:
        throw FormatError(
          .nulByte, "a byte 0 in a text file", at: position(bytes, index..<(index + 1)),
          hint: "the file is binary or UTF-16: save it as UTF-8 text")
      default: return true
      }
    }
    return false
  }

  private mutating func nextLine(_ bytes: borrowing Span<UInt8>) {
    while index < bytes.count && bytes[index] != ASCII.newline { index += 1 }
    index += 1
    lineNumber += 1
    lineStart = index
  }

  private func tokenEnd(_ bytes: borrowing Span<UInt8>, from start: Int) -> Int {
    var end = start
    while end < bytes.count {
      switch bytes[end] {
      case ASCII.space, ASCII.tab, ASCII.carriageReturn, ASCII.newline, ASCII.hash, 0: return end
      default: end += 1
      }
    }
    return end
  }

  /// Reads `index:value` and returns the index, which must be larger than `previous`.
  private mutating func entry(
    _ bytes: borrowing Span<UInt8>, _ token: Range<Int>, after previous: Int
  ) throws(FormatError) -> Int {
    var colon = token.lowerBound
    var feature = 0
    while colon < token.upperBound && bytes[colon] &- ASCII.zero <= 9 && feature < 1 << 50 {
      feature = feature * 10 + Int(bytes[colon] &- ASCII.zero)
      colon += 1
    }
    guard colon > token.lowerBound, colon < token.upperBound, bytes[colon] == ASCII.colon else {
      throw FormatError(
        .badIndex, "\(bytes.excerpt(token)), expected index:value", at: position(bytes, token))
    }
    let place = token.lowerBound..<colon
    if feature == 0 {
      throw FormatError(
        .badIndex, "index 0, expected indices from 1", at: position(bytes, place),
        hint: "if the file counts features from 0, add 1 to every index")
    }
    if feature <= previous {
      throw FormatError(
        .badIndex, "index \(feature) after \(previous), expected ascending indices",
        at: position(bytes, place))
    }
    if let columns, feature > columns {
      throw FormatError(
        .badIndex, "index \(feature), expected at most \(columns)", at: position(bytes, place))
    }
    let value = try number(bytes, (colon + 1)..<token.upperBound, "a value")
    entries.append(Entry(row: labels.count - 1, index: feature, value: value))
    largestIndex = max(largestIndex, feature)
    return feature
  }

  private func number(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ what: String
  ) throws(FormatError) -> Double {
    guard let number = DecimalNumber.match(bytes, at: range.lowerBound),
      number.end == range.upperBound
    else {
      throw FormatError(
        .notANumber, "\(bytes.excerpt(range)) is not a number, expected \(what)",
        at: position(bytes, range))
    }
    if !number.value.isFinite {
      throw FormatError(
        .outOfRange,
        "\(bytes.excerpt(range)) is too large: the largest number is about 1.8e308",
        at: position(bytes, range))
    }
    return number.value
  }

  private func position(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> FormatPosition {
    bytes.position(of: range, line: lineNumber, lineStart: lineStart)
  }
}

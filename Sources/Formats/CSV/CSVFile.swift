/// The layout of a table of separated values: its column names, how many rows, where they start.
///
/// Reading takes two steps over the same bytes, so that the caller can choose columns between them:
/// this initializer learns the layout and checks that every row has the same number of fields, and
/// `numbers` or `texts` then read the cells of the chosen columns. Nothing of the text is kept.
///
/// The grammar is that of RFC 4180 with LF or CR LF, an optional UTF-8 byte order mark, blank lines
/// skipped, spaces around fields dropped, and `,`, `;` or tab between the fields.
public struct CSVFile: Sendable, Equatable {
  /// The separator in use: `,`, `;` or tab.
  public let separator: UInt8
  /// Whether the first row names the columns.
  public let hasHeader: Bool
  /// The name of each column; without a header their numbers from 1.
  public let columnNames: [String]
  /// The number of rows with data, header and blank lines not counted; at least 1.
  public let rowCount: Int
  /// The number of columns; at least 1.
  public var columnCount: Int { columnNames.count }

  /// The number of bytes of the file, to notice other bytes in the second step.
  private let byteCount: Int
  /// The offset of the first row with data.
  private let firstOffset: Int
  /// The number of the line of the first row with data, from 1.
  private let firstLine: Int

  /// The index of the column with this name: the first one, if several have it.
  public func columnIndex(named name: String) -> Int? {
    columnNames.firstIndex(of: name)
  }

  /// Learns the layout of the table in `bytes`.
  ///
  /// Throws `empty`, `noRows`, `ragged`, `unclosedQuote`, `malformedQuote`, `nulByte`,
  /// `badEncoding`, with the place where it is.
  public init(
    parsing bytes: borrowing Span<UInt8>, options: CSVOptions = CSVOptions()
  ) throws(FormatError) {
    let start = try bytes.textStart()
    let separator =
      switch options.separator {
      case .detected: Self.detectedSeparator(bytes, from: start)
      case .comma: ASCII.comma
      case .semicolon: ASCII.semicolon
      case .tab: ASCII.tab
      }
    var cursor = CSVCursor(separator: separator, at: start)
    if !cursor.skipBlankLines(bytes) {
      throw FormatError(.empty, "the file holds no table: it is empty or blank")
    }
    let first = cursor
    let fields = try Self.row(bytes, &cursor)
    self.hasHeader =
      switch options.header {
      case .yes: true
      case .no: false
      case .auto: fields.contains { Self.isName(bytes, $0) }
      }
    let headerLine = hasHeader ? first.line : nil
    if hasHeader {
      self.columnNames = fields.map { CSVCell.text(of: $0, in: bytes) }
    } else {
      self.columnNames = (1...fields.count).map(String.init)
      cursor = first
    }
    if !cursor.skipBlankLines(bytes) {
      throw FormatError(
        .noRows, "the file has a header (line \(first.line)) and no row below it")
    }
    self.separator = separator
    self.byteCount = bytes.count
    self.firstOffset = cursor.index
    self.firstLine = cursor.line
    self.rowCount = try Self.countRows(
      bytes, from: cursor, fields: fields.count, headerLine: headerLine)
  }

  /// A cursor at the first row with data.
  func start(in bytes: borrowing Span<UInt8>) -> CSVCursor {
    precondition(bytes.count == byteCount, "these are not the bytes of this table")
    return CSVCursor(separator: separator, at: firstOffset, line: firstLine)
  }
}

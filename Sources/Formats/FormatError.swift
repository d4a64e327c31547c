/// Why some bytes are not a file of the format they were read as, or hold a value that is refused.
///
/// The message says what was found and what was expected; it names no file, because this module
/// knows none. The shell adds the file's name and the source line.
public struct FormatError: Error, Sendable, Equatable {
  /// The families of faults; a caller decides by these, people read the message.
  public enum Kind: String, Sendable, CaseIterable {
    /// The bytes end before the format says they do.
    case truncated
    /// Bytes are left after the end that the format gives.
    case trailingBytes
    /// The first bytes are not those of the format.
    case badMagic
    /// A header has the right place but not the right content.
    case badHeader
    /// A compressed stream or a directory contradicts itself.
    case damaged
    /// The content does not have the checksum that the file states.
    case checksumMismatch
    /// An element type that is no real number: text, objects, records, complex numbers.
    case unsupportedType
    /// A valid feature that this reader leaves out: encryption, a rare compression method.
    case unsupportedFeature
    /// Negative or overflowing dimensions.
    case badShape
    /// More cells than the caller allows, or than a file of this size can hold.
    case tooLarge
    /// No member of that name in an archive.
    case noSuchMember
    /// Two members of one name in an archive.
    case duplicateMember
    /// A file without content.
    case empty
    /// A table with a header and nothing below it.
    case noRows
    /// A row with another number of fields than the rows before it.
    case ragged
    /// A quoted field that is not closed.
    case unclosedQuote
    /// Text after the closing quote of a field.
    case malformedQuote
    /// A byte 0 in a text file.
    case nulByte
    /// A text that is not UTF-8, or whose lines end in a way not supported.
    case badEncoding
    /// A cell that is no finite number.
    case notANumber
    /// A cell that is left open, where every cell is needed.
    case missingValue
    /// A number outside what a Double can hold (or hold exactly, for integers).
    case outOfRange
    /// A column that the table does not have.
    case noSuchColumn
    /// An index that is malformed, out of order, or out of range.
    case badIndex
    /// A keyword that the format does not have.
    case unknownSection
    /// A section that the format demands is not there.
    case missingSection
    /// A section that comes twice, or before what it needs.
    case misplacedSection
    /// A line, or a statement, that does not have the fields it must have.
    case malformedLine
    /// A name that was not declared.
    case unknownName
    /// A name that is declared twice.
    case duplicateName
    /// A value that is given twice.
    case duplicateEntry
    /// Parts of a file that contradict each other, such as a count and what is counted.
    case inconsistent
    /// Integer variables, where all must be continuous.
    case integerVariable
  }

  /// What sort of fault it is.
  public let kind: Kind
  /// What was found and what was expected, in one line.
  public let message: String
  /// Where in a text file it is; nil for binary formats and for faults of the whole file.
  public let position: FormatPosition?
  /// What to do about it; nil where the message says it all.
  public let hint: String?

  /// A fault of the given kind.
  public init(
    _ kind: Kind, _ message: String, at position: FormatPosition? = nil, hint: String? = nil
  ) {
    self.kind = kind
    self.message = message
    self.position = position
    self.hint = hint
  }
}

/// A place in a text file, as people count it and as bytes.
public struct FormatPosition: Sendable, Equatable, Hashable {
  /// The line, from 1; lines end at LF.
  public let line: Int
  /// The column in its line, from 1, in Unicode code points; a byte order mark is not counted.
  public let column: Int
  /// The bytes meant, as offsets into the file.
  public let bytes: Range<Int>

  /// The place of `bytes`, which start at `line` and `column`.
  public init(line: Int, column: Int, bytes: Range<Int>) {
    self.line = line
    self.column = column
    self.bytes = bytes
  }
}

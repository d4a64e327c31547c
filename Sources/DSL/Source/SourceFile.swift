/// A text that diagnostics can point into: a spec, an included spec, or an excerpt of a data file.
public struct SourceFile: Sendable {
  /// The name shown to the user: the path as given, or `<stdin>`.
  public let name: String
  /// The text as UTF-8; bytes that are not valid UTF-8 are kept and reported by the lexer.
  public let text: [UInt8]
  /// The number of the first line, from 1; an excerpt of a data file starts later.
  public let firstLine: Int
  /// The offset at which each line starts; the first is 0.
  private let lineStarts: [Int]
  /// How many code points precede each block of `blockSize` bytes; empty where no line is longer than
  /// a block. Data written out make lines of megabytes, with a place to be told in every few bytes.
  private let blockCounts: [Int]

  private static let blockSize = 1024

  /// A file of the given name and text, whose first line has the number `firstLine`.
  public init(name: String, text: [UInt8], firstLine: Int = 1) {
    self.name = name
    self.text = text
    self.firstLine = firstLine
    var starts = [0]
    for index in text.indices where text[index] == UInt8(ascii: "\n") {
      starts.append(index + 1)
    }
    self.lineStarts = starts
    let ends = starts.dropFirst() + [text.count]
    let hasLongLine = zip(starts, ends).contains { $1 - $0 > Self.blockSize }
    self.blockCounts = hasLongLine ? Self.blockCounts(of: text) : []
  }

  private static func blockCounts(of text: [UInt8]) -> [Int] {
    var counts = [0]
    for start in stride(from: 0, to: text.count, by: blockSize) {
      let block = text[start..<min(start + blockSize, text.count)]
      counts.append(counts[counts.count - 1] + codePoints(in: block))
    }
    return counts
  }

  private static func codePoints(in bytes: ArraySlice<UInt8>) -> Int {
    bytes.count { $0 & 0xC0 != 0x80 }
  }

  /// A place in the text as people count it: line and column from 1, columns in code points.
  public struct Location: Hashable, Sendable {
    /// The line, from 1.
    public let line: Int
    /// The column, from 1, in Unicode code points.
    public let column: Int
  }

  /// The line and column of a UTF-8 offset; offsets past the end count as the end.
  public func location(of offset: Int) -> Location {
    let offset = min(max(offset, 0), text.count)
    let row = lineIndex(of: offset)
    let start = lineStarts[row]
    let column =
      offset - start > Self.blockSize
      ? codePoints(before: offset) - codePoints(before: start)
      : Self.codePoints(in: text[start..<offset])
    return Location(line: firstLine + row, column: column + 1)
  }

  private func codePoints(before offset: Int) -> Int {
    let block = offset / Self.blockSize
    return blockCounts[block] + Self.codePoints(in: text[block * Self.blockSize..<offset])
  }

  /// The text of the line that holds `offset`, without its end-of-line characters.
  public func line(containing offset: Int) -> ArraySlice<UInt8> {
    let row = lineIndex(of: min(max(offset, 0), text.count))
    let start = lineStarts[row]
    var end = row + 1 < lineStarts.count ? lineStarts[row + 1] - 1 : text.count
    if end > start && text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return text[start..<end]
  }

  /// The offset at which the line that holds `offset` starts.
  public func lineStart(containing offset: Int) -> Int {
    lineStarts[lineIndex(of: min(max(offset, 0), text.count))]
  }

  private func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }
}

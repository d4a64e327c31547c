/// A half-open range of UTF-8 offsets in one file of a `SourceMap`.
public struct SourceRange: Hashable, Sendable {
  /// The index of the file in the source map.
  public let file: Int
  /// The offset of the first byte.
  public let start: Int
  /// The offset after the last byte.
  public let end: Int

  /// The bytes `start ..< end` of the file with this index.
  public init(file: Int, start: Int, end: Int) {
    precondition(start <= end, "a source range runs forward")
    self.file = file
    self.start = start
    self.end = end
  }

  /// The smallest range of this file that covers both ranges.
  public func union(_ other: SourceRange) -> SourceRange {
    precondition(file == other.file, "ranges of two files have no union")
    return SourceRange(file: file, start: min(start, other.start), end: max(end, other.end))
  }
}

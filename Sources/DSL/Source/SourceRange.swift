/// A half-open range of UTF-8 offsets in one file of a `SourceMap`.
///
/// Every token and every node of a tree holds one, so it is kept small: offsets past 4 GiB, which no
/// spec has, count as 4 GiB.
public struct SourceRange: Hashable, Sendable {
  private let fileNumber: UInt32
  private let startOffset: UInt32
  private let endOffset: UInt32

  /// The index of the file in the source map.
  public var file: Int { Int(fileNumber) }
  /// The offset of the first byte.
  public var start: Int { Int(startOffset) }
  /// The offset after the last byte.
  public var end: Int { Int(endOffset) }

  /// The bytes `start ..< end` of the file with this index.
  public init(file: Int, start: Int, end: Int) {
    precondition(start <= end, "a source range runs forward")
    fileNumber = UInt32(clamping: file)
    startOffset = UInt32(clamping: start)
    endOffset = UInt32(clamping: end)
  }

  /// The smallest range of this file that covers both ranges.
  public func union(_ other: SourceRange) -> SourceRange {
    precondition(file == other.file, "ranges of two files have no union")
    return SourceRange(file: file, start: min(start, other.start), end: max(end, other.end))
  }
}

/// The files of one run; a `SourceRange` names its file by the index here.
public struct SourceMap: Sendable {
  /// The files in the order in which they were added; the first is the spec itself.
  public private(set) var files: [SourceFile] = []

  /// A map without files.
  public init() {}

  /// Adds a file and returns the index by which ranges name it.
  public mutating func add(_ file: SourceFile) -> Int {
    files.append(file)
    return files.count - 1
  }

  /// The file a range lies in.
  public func file(of range: SourceRange) -> SourceFile {
    files[range.file]
  }
}

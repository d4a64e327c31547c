public import Foundation

/// A folder of golden cases.
public struct GoldenFolder: Sendable {
  /// What came out otherwise than the file says.
  public struct Difference: Sendable, CustomStringConvertible {
    public let file: String
    public let heading: String
    public let expected: String
    public let found: String

    public var description: String {
      "\(file), \(heading):\n--- expected\n\(expected)--- found\n\(found)---"
    }
  }

  /// The folder.
  public let url: URL

  /// A folder below `Tests/`, found from the file of the test that asks.
  public init(_ path: String, from file: String = #filePath) {
    url = Self.tests(from: file).appendingPathComponent(path)
  }

  /// The folder `Tests`, as the nearest one of that name above a source file.
  public static func tests(from file: String = #filePath) -> URL {
    var url = URL(fileURLWithPath: file).resolvingSymlinksInPath()
    while url.lastPathComponent != "Tests" && url.path != "/" { url.deleteLastPathComponent() }
    return url
  }

  /// The names of the cases, in alphabetical order.
  public func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path)
      .filter { $0.hasSuffix(".md") }.sorted()
  }

  /// Reads one case.
  public func read(_ name: String) throws -> GoldenCase {
    try GoldenCase(markdown: String(contentsOf: url.appendingPathComponent(name), encoding: .utf8))
  }

  /// Makes the outputs of every case anew and says what differs; records them when asked to.
  public func check(
    _ produce: (GoldenCase) throws -> [GoldenCase.Section]
  ) throws -> [Difference] {
    var differences: [Difference] = []
    for name in try names() {
      let old = try read(name)
      var new = old
      for section in try produce(old) {
        new = new.setting(section.heading, to: section.text)
        let expected = old.text(of: section.heading) ?? ""
        if expected != section.text {
          differences.append(
            Difference(
              file: name, heading: section.heading, expected: expected, found: section.text))
        }
      }
      if GoldenCase.isRecording {
        try new.markdown().write(
          to: url.appendingPathComponent(name), atomically: true, encoding: .utf8)
      }
    }
    return differences
  }
}

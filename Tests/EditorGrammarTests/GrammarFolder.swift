import DSL
import Foundation
import TestSupport

/// The folder `grammar/` and the sample specs.
struct GrammarFolder {
  private let root = GoldenFolder.tests().deletingLastPathComponent()

  private func url(_ path: String) -> URL {
    root.appendingPathComponent("grammar").appendingPathComponent(path)
  }

  /// A file in it.
  func text(_ path: String) throws -> String {
    try String(contentsOf: url(path), encoding: .utf8)
  }

  /// The paths of the files in a folder of it, in alphabetical order.
  func files(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url(path).path).sorted().map {
      path + "/" + $0
    }
  }

  /// Writes a file of it.
  func write(_ path: String, _ text: String) throws {
    try text.write(to: url(path), atomically: true, encoding: .utf8)
  }

  /// The sample specs, by name.
  func specs() throws -> [(name: String, text: String)] {
    let folder = root.appendingPathComponent("Tests/Specs")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".cnn") }.sorted().map {
      ($0, try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8))
    }
  }
}

/// What the parser says about a text, by the codes of its messages.
func codes(of text: String) -> [String] {
  parse(SourceFile(name: "spec.cnn", text: Array(text.utf8)), index: 0).diagnostics.map(\.code)
}

extension Keyword {
  /// The words that start a statement, by spelling.
  static let statementSpellings = statements.map(\.spelling)
}

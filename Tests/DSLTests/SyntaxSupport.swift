import Foundation
import TestSupport

@testable import DSL

/// A text read, with everything that came of it.
struct Reading {
  let file: SourceFile
  let program: Program
  let diagnostics: [Diagnostic]

  init(_ text: String) {
    self.init(bytes: Array(text.utf8))
  }

  init(bytes: [UInt8]) {
    file = SourceFile(name: "spec.cnn", text: bytes)
    (program, diagnostics) = parse(file, index: 0)
  }

  var codes: [String] { diagnostics.map(\.code) }

  /// The tree without places.
  var tree: String { program.tree(index: 0).text(in: nil) }

  /// All messages as text.
  var rendered: String {
    var sources = SourceMap()
    _ = sources.add(file)
    return DiagnosticRenderer().render(diagnostics, in: sources)
  }
}

/// The sample specs, by name.
func sampleSpecs() throws -> [(name: String, text: String)] {
  let folder = GoldenFolder.tests().appendingPathComponent("Specs")
  let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
  return try names.filter { $0.hasSuffix(".cnn") }.sorted().map {
    ($0, try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8))
  }
}

/// The value of `let q = <text>` with every grouping written out, or the codes of its errors.
func grouped(_ text: String) -> String {
  let reading = Reading("let q = \(text)\n")
  guard reading.diagnostics.isEmpty,
    case .letBinding(let node)? = reading.program.statements.first
  else { return reading.codes.joined(separator: " ") }
  return grouped(node.value)
}

private func grouped(_ expression: DSL.Expression) -> String {
  switch expression {
  case .binary(let node):
    "(\(grouped(node.left)) \(node.op.rawValue) \(grouped(node.right)))"
  case .negation(let node): "(-\(grouped(node.operand)))"
  case .transpose(let node): "(\(grouped(node.operand))')"
  case .reduction(let node):
    "(\(node.reducer.rawValue)[\(node.index.text)] \(grouped(node.body)))"
  case .norm(let node): "norm\(node.kind.rawValue)(\(grouped(node.operand)))"
  case .list(let node): "[\(node.elements.map { grouped($0) }.joined(separator: ", "))]"
  case .number, .boolean, .name, .index, .call: SourcePrinter.text(expression)
  }
}

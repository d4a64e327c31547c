import Foundation
import TestSupport
import Testing

@testable import DSL

/// Inputs that no person writes: reading must end soon, with a message, and never trap.
@Suite struct PathologicalTests {
  private func repeated(_ part: String, _ count: Int) -> [UInt8] {
    Array([[UInt8]](repeating: Array(part.utf8), count: count).joined())
  }

  @Test func tenMegabytesOfParentheses() {
    let bytes = Array("let a = ".utf8) + [UInt8](repeating: UInt8(ascii: "("), count: 10_000_000)
    let reading = Reading(bytes: bytes)
    #expect(reading.codes == ["E015"])
    // The excerpt must not show, nor even decode, the whole line.
    #expect(reading.rendered.utf8.count < 1000)
  }

  @Test(arguments: ["(", "[", "-", "||", "f(", "x[", "a^", "sum[j] ", "[1, ", "a' + (", "max(1, "])
  func deepNestingIsOneError(_ part: String) {
    #expect(Reading(bytes: Array("let a = ".utf8) + repeated(part, 100_000)).codes == ["E015"])
  }

  @Test(arguments: [" + a", " * a", "'", "[1]", "(1)", " - sum[j] a", " .* a'"])
  func longChainsAreOneError(_ part: String) {
    #expect(Reading(bytes: Array("let a = a".utf8) + repeated(part, 100_000)).codes == ["E015"])
  }

  /// The deepest trees that are let through, on the smallest stack: reading them and releasing them.
  @Test(arguments: [
    ("(", "a", ")"), ("[", "a", "]"), ("f(k: ", "a", ")"), ("|| ", "a", "||_2"), ("-", "a", ""),
    ("a^", "a", ""), ("sum[j in g] ", "a", ""), ("x[", "a", "]"),
  ])
  func theDeepestNestingFitsASmallStack(_ open: String, _ middle: String, _ close: String) async {
    let count = Parser.nestingLimit
    let text =
      "let q = " + String(repeating: open, count: count) + middle
      + String(repeating: close, count: count)
    #expect(await codesOnASmallStack(text + "\n") == [])
    #expect(await codesOnASmallStack(text.replacing(middle, with: open + middle)) == ["E015"])
  }

  @Test(arguments: ["+a", "*a", "'", "[a]", "(a)"])
  func theLongestChainFitsASmallStack(_ part: String) async {
    let text = "let q = a" + String(repeating: part, count: Parser.heightLimit - 1)
    #expect(await codesOnASmallStack(text + "\n") == [])
    #expect(await codesOnASmallStack(text + part + "\n") == ["E015"])
  }

  @Test func whatFollowsATooDeepStatementIsRead() {
    let chain = "let q = a" + String(repeating: "'", count: Parser.heightLimit)
    for end in ["", " ", "'", "'''", " + 1", "\n  + 1", "\n# note\n\n + (1"] {
      let reading = Reading(chain + end + "\nlet b = 1\nlet c = )\n")
      #expect(reading.codes == ["E015", "E016"] && reading.program.statements.count == 1)
    }
  }

  private func codesOnASmallStack(_ text: String) async -> [String] {
    await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: Reading(text).codes) }
      thread.stackSize = 512 * 1024
      thread.start()
    }
  }

  @Test func manyLines() {
    let reading = Reading(bytes: repeated("param a : R >= 0 = 1\n", 100_000))
    #expect(reading.codes.isEmpty && reading.program.statements.count == 100_000)
    #expect(Reading(bytes: repeated("+ x\n", 100_000)).diagnostics.count <= 101)
    #expect(Reading(bytes: repeated("x y\n", 100_000)).diagnostics.count == 101)
  }

  @Test(arguments: ["", "\n", "\r\n", " ", "# only a note", "# note\n\n  # more\n", "\u{FEFF}"])
  func emptyFiles(_ text: String) {
    let reading = Reading(text)
    #expect(reading.codes.isEmpty && reading.program.statements.isEmpty)
  }

  @Test func bytesOfOneKind() {
    for byte in UInt8.min...UInt8.max {
      for prefix in ["", "let a = ", "model \""] {
        let bytes = Array(prefix.utf8) + [UInt8](repeating: byte, count: 300)
        let reading = Reading(bytes: bytes)
        #expect(reading.diagnostics.count <= 101)
        _ = reading.rendered
      }
    }
  }

  @Test func randomBytes() {
    var random = SeededGenerator(seed: 1)
    for size in [1, 2, 3, 10, 100, 1000, 20_000] {
      for _ in 0..<10 {
        let bytes = (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        checkThatItEnds(bytes)
      }
    }
  }

  @Test func randomTokens() {
    var random = SeededGenerator(seed: 2)
    let words = Vocabulary.entries.map(\.spelling) + ["x", "1", "\"s\"", "\n", "\n  ", "||", "1e"]
    for _ in 0..<300 {
      let text = (0..<40).map { _ in words.randomElement(using: &random) ?? "" }
      checkThatItEnds(Array(text.joined(separator: " ").utf8))
      checkThatItEnds(Array(text.joined().utf8))
    }
  }

  @Test func mutatedSpecs() throws {
    var random = SeededGenerator(seed: 3)
    for (_, text) in try sampleSpecs() {
      for _ in 0..<60 {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let at = Int.random(in: 0..<bytes.count, using: &random)
          let to = min(bytes.count, at + Int.random(in: 0...12, using: &random))
          switch Int.random(in: 0..<4, using: &random) {
          case 0: bytes.removeSubrange(at..<to)
          case 1: bytes[at] = UInt8.random(in: .min ... .max, using: &random)
          case 2: bytes.insert(contentsOf: bytes[at..<to], at: 0)
          default: bytes.swapAt(at, to % bytes.count)
          }
        }
        checkThatItEnds(bytes)
      }
    }
  }

  /// Reads, prints and renders; every place named must lie in the text.
  private func checkThatItEnds(_ bytes: [UInt8]) {
    let reading = Reading(bytes: bytes)
    #expect(reading.diagnostics.count <= 101)
    for diagnostic in reading.diagnostics {
      let ranges =
        [diagnostic.range].compactMap(\.self) + diagnostic.labels.map(\.range)
        + diagnostic.fixes.map(\.range)
      #expect(ranges.allSatisfy { $0.start >= 0 && $0.end <= bytes.count })
    }
    let errors = reading.diagnostics.contains { $0.severity == .error }
    let again = Reading(SourcePrinter.text(reading.program))
    #expect(errors || again.tree == reading.tree)
    _ = reading.rendered
  }
}

import TestSupport
import Testing

@testable import cnnc

@Suite struct UnifiedDiffTests {
  @Test func equalTextsHaveNoDiff() {
    for text in ["", "a", "a\n", "a\nb\r\n\n"] {
      #expect(unifiedDiff(text, text, name: "t").isEmpty)
    }
  }

  @Test func changesWithTheLinesRoundThem() {
    let old = (1...20).map { "line \($0)\n" }.joined()
    let new = old.replacing("line 5\n", with: "LINE 5\n").replacing("line 12\n", with: "")
      .replacing("line 20\n", with: "line 20\nend")
    #expect(
      unifiedDiff(old, new, name: "a.cnn") == """
        --- a.cnn
        +++ a.cnn
        @@ -2,14 +2,13 @@
         line 2
         line 3
         line 4
        -line 5
        +LINE 5
         line 6
         line 7
         line 8
         line 9
         line 10
         line 11
        -line 12
         line 13
         line 14
         line 15
        @@ -18,3 +17,4 @@
         line 18
         line 19
         line 20
        +end
        \\ No newline at end of file

        """)
  }

  @Test(arguments: [
    ("", "a\n", "@@ -0,0 +1 @@\n+a\n"), ("a\n", "", "@@ -1 +0,0 @@\n-a\n"),
    ("a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
    ("a\n", "a\r\n", "@@ -1 +1 @@\n-a\n+a\r\n"),
    // One letter in two spellings.
    ("\u{E9}\n", "e\u{301}\n", "@@ -1 +1 @@\n-\u{E9}\n+e\u{301}\n"),
  ])
  func ends(_ old: String, _ new: String, _ hunk: String) {
    // As code points: for a string, both spellings of the letter are equal.
    let found = unifiedDiff(old, new, name: "t").unicodeScalars
    #expect(found.elementsEqual("--- t\n+++ t\n\(hunk)".unicodeScalars))
  }

  /// A diff applied to the old text gives the new one, and as few lines change as can.
  @Test func diffsApply() throws {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      let old = (0..<Int.random(in: 0...30, using: &random)).map { _ in
        "\(Int.random(in: 0..<5, using: &random))"
      }
      var new = old
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let place = Int.random(in: 0...new.count, using: &random)
        if Bool.random(using: &random) && place < new.count {
          new.remove(at: place)
        } else {
          new.insert("\(Int.random(in: 0..<5, using: &random))", at: place)
        }
      }
      let diff = unifiedDiff(text(old), text(new), name: "t")
      #expect(try applied(diff, to: old) == new, "\(diff)")
      let changes = diff.split(separator: "\n").dropFirst(2).count { "+-".contains($0.prefix(1)) }
      #expect(changes == old.count + new.count - 2 * commonCount(old, new))
    }
  }

  /// Texts without a common line, longer than the search goes, still end in a right diff.
  @Test func largeTexts() throws {
    let old = (0..<30_000).map { "a\($0)" }
    let new = (0..<30_000).map { $0 % 2 == 0 ? "b\($0)" : "c\($0)" }
    let whole = unifiedDiff(text(old), text(new), name: "t")
    #expect(try applied(whole, to: old) == new)
    var few = old
    few[15_000] = "x"
    few.remove(at: 100)
    #expect(unifiedDiff(text(old), text(few), name: "t").utf8.count < 300)
  }

  private func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

  /// What `patch` does.
  private func applied(_ diff: String, to old: [String]) throws -> [String] {
    var result: [String] = []
    var position = 0
    for line in diff.split(separator: "\n").dropFirst(2) {
      let content = String(line.dropFirst())
      switch line.first {
      case "@":
        let place = try #require(line.firstMatch(of: /^@@ -(\d+)(,0)?/)?.output)
        let start = try #require(Int(place.1)) - (place.2 == nil ? 1 : 0)
        result += old[position..<start]
        position = start
      case "+": result.append(content)
      default:
        try #require(old[position] == content)
        position += 1
        if line.first == " " { result.append(content) }
      }
    }
    return result + old[position...]
  }

  /// The length of the longest common subsequence.
  private func commonCount(_ a: [String], _ b: [String]) -> Int {
    var row = [Int](repeating: 0, count: b.count + 1)
    for x in a {
      var before = 0
      for (j, y) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = x == y ? before + 1 : max(above, row[j])
        before = above
      }
    }
    return row[b.count]
  }
}

import Testing

@testable import DSL

@Suite struct RecoveryTests {
  @Test func everyErrorOfAFileIsReportedOnce() {
    let reading = Reading(
      """
      data X R[n]
      param a : R = 1
      lose f(z, t) = z
      let b = (1 + 2
      let c = 1e
      let d = 2
      minimize ||x||
      assert a < 1

      """)
    #expect(reading.codes == ["E011", "E010", "E013", "E004", "E003", "E019"])
    #expect(reading.program.statements.count >= 2)
  }

  @Test func lostContinuationsAreOneError() {
    let reading = Reading("minimize a +\nb\n+ c\nlet d = 1\n")
    #expect(reading.codes == ["E012"])
    #expect(reading.diagnostics[0].fixes.count == 1)
    #expect(apply(reading.diagnostics[0].fixes, to: "minimize a +\nb\n+ c\nlet d = 1\n").isEmpty)
  }

  @Test func namingWithoutLet() {
    let reading = Reading("minimize a\nfoo = 3\n")
    #expect(reading.codes == ["E010"])
    #expect(apply(reading.diagnostics[0].fixes, to: "minimize a\nfoo = 3\n").isEmpty)
  }

  @Test(arguments: [
    "let a = 2x\n", "let a = 2 ** 3\n", "assert a < 1\n", "assert a = 1\n",
    "let a = f(b]\n", "let a = 1.\n", "let a = .5\n", "  let a = 1\n", "let a = b − c\n",
    "subject a <= 1\n", "lose f(z, t) = z\n", "let a = x‖y\n".replacing("x‖y", with: "‖y||_2"),
  ])
  func fixesMend(_ text: String) {
    let reading = Reading(text)
    #expect(reading.codes.count == 1)
    #expect(apply(reading.diagnostics[0].fixes, to: text).isEmpty)
  }

  /// The codes that are left when the changes are made.
  private func apply(_ fixes: [Diagnostic.FixIt], to text: String) -> [String] {
    var bytes = Array(text.utf8)
    for fix in fixes.sorted(by: { $0.range.start > $1.range.start }) {
      bytes.replaceSubrange(fix.range.start..<fix.range.end, with: fix.replacement.utf8)
    }
    return fixes.isEmpty ? ["no fix"] : Reading(bytes: bytes).codes
  }

  @Test func manyErrorsAreCut() {
    let reading = Reading(String(repeating: "let a = )\n", count: 500))
    #expect(reading.diagnostics.count == 101)
    #expect(reading.diagnostics.last?.message == "400 more messages are not shown")
  }
}

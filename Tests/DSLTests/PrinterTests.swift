import TestSupport
import Testing

@testable import DSL

@Suite struct PrinterTests {
  @Test func samplesReadTheSameWhenPrinted() throws {
    for (name, text) in try sampleSpecs() {
      let reading = Reading(text)
      let again = Reading(SourcePrinter.text(reading.program))
      #expect(again.codes.isEmpty && again.tree == reading.tree, "\(name)")
    }
  }

  @Test func randomProgramsReadTheSameWhenPrinted() {
    for seed in 0..<400 as Range<UInt64> {
      var generator = ProgramGenerator(seed: seed)
      let text = generator.program()
      let reading = Reading(text)
      #expect(reading.codes.allSatisfy { $0 == "W021" }, "\(text)\n\(reading.rendered)")
      let printed = SourcePrinter.text(reading.program)
      let again = Reading(printed)
      #expect(again.tree == reading.tree, "\(text)\n\(printed)\n\(again.rendered)")
      #expect(SourcePrinter.text(again.program) == printed)
    }
  }

  @Test(arguments: [
    ("((a)) + ((b * c))", "a + b * c"), ("(a + b) * c", "(a + b) * c"),
    ("a - (b - c)", "a - (b - c)"), ("(a^b)^c", "(a^b)^c"), ("a^(b^c)", "a^b^c"),
    ("(-a)^2", "(-a)^2"), ("-(a^2)", "-a^2"), ("(sum[j] a) * b", "(sum[j] a) * b"),
    ("x * (sum[j] a)", "x * sum[j] a"), ("(x * sum[j] a) + b", "x * sum[j] a + b"),
    ("(x + sum[j] a) * b", "(x + sum[j] a) * b"), ("(x*sum[j] a) * b", "x * (sum[j] a) * b"),
    ("(a + b)'", "(a + b)'"), ("a'", "a'"), ("1.50", "1.5"), ("1E16", "1e+16"),
  ])
  func parenthesesAreMinimal(_ text: String, _ expected: String) {
    let reading = Reading("let q = \(text)\n")
    #expect(SourcePrinter.text(reading.program) == "let q = \(expected)\n")
  }
}

import TestSupport
import Testing

@testable import DSL

/// What the formatter makes of texts, rule by rule.
@Suite struct FormatterTests {
  @Test(arguments: [
    ("subject to ||x||_inf<=in for in in in", "subject to  ||x||_∞ ≤ in  for in ∈ in"),
    ("param a : R >= in", "param a : R ≥ in"), ("sweep b in [1]", "sweep b ∈ [1]"),
    ("assert alpha == ||β||_2", "assert alpha == ||β||_2"),
  ])
  func signsOfUnicode(_ text: String, _ expected: String) {
    #expect(format(text, .unicode) == expected + "\n")
  }

  @Test func definitionsAreATable() {
    let text = """
      data X : R[n, d] = [[1]]
      data long : {-1, 1}[n] = [1]
      data Z : R[n]
      gates g = vectors([[1]])
      param a : R = 1
      network f(Z) = Z
      loss sq(z, t) = z

      loss a(z, t) = z
      loss
        longer(z, t) = z
      loss abc(z, t)
        = z
      # note
      let b = 1
      """
    #expect(
      format(text) == """
        data   X    : R[n, d]    = [[1]]
        data   long : {-1, 1}[n] = [1]
        data   Z    : R[n]
        gates  g = vectors([[1]])
        param  a : R = 1
        network f(Z) = Z
        loss sq(z, t) = z

        loss a(z, t) = z
        loss
                longer(z, t) = z
        loss abc(z, t)
                = z
        # note
        let b = 1

        """)
  }

  @Test func continuationLines() {
    let text = """
      minimize a
        + b

        + f(c,
       d)
      gates g = vectors([
       [1, 0],
        [f(a,
       b),

       2
       ]
       ]
       )
      data X : R = [[1, 2],
       [3, 4]
       ] with bias
      """
    #expect(
      format(text) == """
        minimize  a
                + b
                + f(c,
                    d)
        gates  g = vectors([
            [1, 0],
            [f(a,
               b),
             2
            ]
          ]
          )
        data   X : R = [[1, 2],
                        [3, 4]
                       ] with bias

        """)
  }

  @Test func commentsStayWhereTheyBelong() {
    let text = """

      \t# first


      # second\("  \t")
      let a = 1# behind
      let b = 2   # behind
                  # below
         # indented
      \t# indented

        # of its own
      # at the edge
      minimize f(   # open
      # inside
          a)
        # - left out
        + b
        # + left out


      # last

      """
    let column = String(repeating: " ", count: 60)
    #expect(
      format(text) == """
        # first

        # second
        let a = 1\(column.dropFirst(9))# behind
        let b = 2\(column.dropFirst(9))# behind
        \(column)# below
                # indented
                # indented

        # of its own
        # at the edge
        minimize  f(\(column.dropFirst(12))# open
            # inside
            a)
                # - left out
                + b
                # + left out

        # last

        """)
  }

  @Test func aCommentBehindALongLine() {
    let title = String(repeating: "x", count: 60)
    #expect(format("model \"\(title)\"#a") == "model \"\(title)\"  #a\n")
  }

  @Test(arguments: ["", "\n", "  \n\t\n", "\r\n", "\u{FEFF}", "\u{FEFF}\n\n"])
  func nothingStaysNothing(_ text: String) {
    #expect(format(text) == "")
  }

  @Test func lineEndsAndByteOrderMark() {
    #expect(
      format("\u{FEFF}# a\t\r\n\r\n\r\nlet\ta =\r\n\t1  # b \r\n") == """
        # a

        let a =
                1\(String(repeating: " ", count: 51))# b

        """)
    #expect(format("let a = 1") == "let a = 1\n")
    #expect(format("# a") == "# a\n")
  }

  @Test func errorsAreReturnedAndNothingElse() {
    let file = SourceFile(name: "a.cnn", text: Array("let a = \nlet b = 1\n".utf8))
    let (text, diagnostics) = formatted(file, index: 0)
    #expect(text == nil)
    #expect(diagnostics.map(\.code) == ["E016"])
  }

  /// A warning does not keep a file from being formatted.
  @Test func warningsAreReturnedToo() {
    let text = "let a = sum[j] x[j] + y[j]\n"
    let file = SourceFile(name: "a.cnn", text: Array(text.utf8))
    let (bytes, diagnostics) = formatted(file, index: 0)
    #expect(bytes == file.text)
    #expect(diagnostics.map(\.code) == ["W021"])
  }
}

/// The text formatted; nil where it has errors.
func format(_ text: String, _ signs: SignSpelling = .ascii) -> String? {
  formatted(SourceFile(name: "a.cnn", text: Array(text.utf8)), index: 0, signs: signs).text
    .map { String(decoding: $0, as: UTF8.self) }
}

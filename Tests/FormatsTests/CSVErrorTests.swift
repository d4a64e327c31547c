import Formats
import Testing

/// Tables that are refused, with the place and what is said about it.
struct CSVErrorTests {
  private func refusal(
    _ text: String, _ options: CSVOptions = CSVOptions(),
    _ location: SourceLocation = #_sourceLocation
  ) -> FormatError? {
    fault(location) { () throws(FormatError) in _ = try table(text, options) }
  }

  @Test(arguments: ["", "\n", " \r\n\n", "\u{FEFF}"])
  func empty(text: String) {
    #expect(refusal(text)?.kind == .empty)
  }

  @Test func headerOnly() {
    let error = refusal("\na,b\n\n")
    #expect(error?.kind == .noRows)
    #expect(error?.message == "the file has a header (line 2) and no row below it")
  }

  @Test func ragged() {
    let error = refusal("a,b,c\n1,2,3\n4,5\n")
    #expect(error?.kind == .ragged)
    #expect(error?.message == "line 3 has 2 fields, expected 3 as in the header in line 1")
    #expect(error?.position == FormatPosition(line: 3, column: 1, bytes: 12..<15))
    #expect(error?.hint == nil)
    #expect(
      refusal("\n1,2\n3\n")?.message == "line 3 has 1 field, expected 2 as in line 2")
    #expect(refusal("a,b\n1,2,\n")?.hint?.contains("separator at the end") == true)
    #expect(refusal("a,b\nx,1,2\n")?.hint?.contains("row names") == true)
  }

  @Test(arguments: [
    "inf", "Infinity", "-inf", "abc", "1x", "0x10", "1_000", "1 2", "é", "--1", "1e",
  ])
  func notANumber(cell: String) {
    let error = refusal("a,ä\n1,\(cell)\n")
    #expect(error?.kind == .notANumber)
    #expect(error?.message == "\"\(cell)\" in column ä is not a number")
    #expect(
      error?.position
        == FormatPosition(line: 2, column: 3, bytes: 7..<(7 + cell.utf8.count)))
  }

  @Test func hints() {
    #expect(refusal("a;b\n1;2,5\n")?.hint == "write a decimal point, not a decimal comma")
    #expect(refusal("a\n-inf\n")?.hint?.contains("infinite") == true)
    #expect(refusal("a\nx\n")?.hint == nil)
  }

  @Test func longAndOddCellsStayReadable() {
    let error = refusal("a\n\"x\ny\t\(String(repeating: "z", count: 100))\"\n")
    #expect(
      error?.message
        == "\"x\\ny\\t\(String(repeating: "z", count: 36))…\" in column a is not a number")
    #expect(error?.position?.line == 2)
  }

  @Test(arguments: ["1e309", "-1e309", "\"1e400\"", "1\(String(repeating: "0", count: 400))"])
  func overflow(cell: String) {
    let error = refusal("a,b\n1,\(cell)\n")
    #expect(error?.kind == .outOfRange)
    #expect(error?.message.contains("too large") == true)
  }

  @Test func unclosedQuote() {
    let open = refusal("a,b\n1,\"2\n3,4\n")
    #expect(open?.kind == .unclosedQuote)
    #expect(open?.position == FormatPosition(line: 2, column: 3, bytes: 6..<7))
    let long = refusal("a,b\n1,\"2\n" + String(repeating: "3,4\n", count: 300_000) + "\"\n")
    #expect(long?.kind == .unclosedQuote)
    #expect(long?.message.contains("1 MiB") == true)
    #expect(long?.position?.line == 2)
  }

  @Test func textAfterQuote() {
    let error = refusal("a,b\n1,\"2\"x\n")
    #expect(error?.kind == .malformedQuote)
    #expect(error?.position == FormatPosition(line: 2, column: 6, bytes: 9..<10))
  }

  @Test(arguments: ["a,b\n1,2\u{0}\n", "a,b\n1,\"\u{0}\"\n", "\u{0}\u{0}"])
  func nulByte(text: String) {
    #expect(refusal(text)?.kind == .nulByte)
  }

  @Test func encodings() throws {
    #expect(refusal("a\r1\r2\r")?.kind == .badEncoding)
    for mark: [UInt8] in [[0xFF, 0xFE], [0xFE, 0xFF]] {
      let bytes = mark + [0x61, 0]
      let error = fault { () throws(FormatError) in _ = try CSVFile(parsing: bytes.span) }
      #expect(error?.kind == .badEncoding)
    }
    // Latin 1 is refused where the text is used, and does no harm elsewhere.
    let bytes: [UInt8] = Array("a,b\n1,".utf8) + [0xE4, 0x0A]
    let file = try CSVFile(parsing: bytes.span)
    #expect(try file.numbers(columns: [0], in: bytes.span).values == [1])
    let error = fault { () throws(FormatError) in
      _ = try file.texts(column: 1, in: bytes.span)
    }
    #expect(error?.kind == .badEncoding)
    #expect(error?.position == FormatPosition(line: 2, column: 3, bytes: 6..<7))
  }

  @Test func noSuchColumn() throws {
    let bytes = Array("1,2\n".utf8)
    let file = try CSVFile(parsing: bytes.span)
    for column in [-1, 2] {
      let numbers = fault { () throws(FormatError) in
        _ = try file.numbers(columns: [0, column], in: bytes.span)
      }
      #expect(numbers?.kind == .noSuchColumn)
      let texts = fault { () throws(FormatError) in
        _ = try file.texts(column: column, in: bytes.span)
      }
      #expect(texts?.message == "column \(column + 1) is asked for, the table has 2 columns")
    }
  }

  @Test func incompleteTable() throws {
    let one = fault { () throws(FormatError) in try table("a,b\n1,\n").checkComplete() }
    #expect(one?.message == "an empty cell in column b, expected a number")
    #expect(one?.position == FormatPosition(line: 2, column: 3, bytes: 6..<6))
    let two = fault { () throws(FormatError) in try table("a,b\n?,\n").checkComplete() }
    #expect(
      two?.message
        == "\"?\" in column a means no value, expected a number, the first of 2 missing values")
  }
}

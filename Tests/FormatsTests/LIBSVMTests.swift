import Formats
import Testing

/// Sparse text tables.
struct LIBSVMTests {
  private func read(
    _ text: String, columns: Int? = nil
  ) throws(FormatError) -> LIBSVMFile {
    let bytes = Array(text.utf8)
    return try LIBSVMFile(parsing: bytes.span, columns: columns)
  }

  private func refusal(
    _ text: String, columns: Int? = nil, _ location: SourceLocation = #_sourceLocation
  ) -> FormatError? {
    fault(location) { () throws(FormatError) in _ = try read(text, columns: columns) }
  }

  @Test func table() throws {
    let file = try read("# two rows\n+1 1:0.5 3:-2e1 # comment\r\n\n-1\t2:7  \n")
    #expect(file.labels == [1, -1])
    #expect(file.features == NumericArray(shape: [2, 3], values: [0.5, 0, 0, 7, -20, 0]))
    #expect(try read("\u{FEFF}3").features.shape == [1, 0])
    #expect(try read("1 2:3", columns: 4).features.values == [0, 3, 0, 0])
  }

  @Test(arguments: [
    ("", FormatError.Kind.empty, 0, 0), ("# only\n\n", .empty, 0, 0), ("x 1:2", .notANumber, 1, 1),
    ("1,2 1:2", .notANumber, 1, 1), ("nan 1:2", .notANumber, 1, 1),
    ("1 1:2\n1 1:inf", .notANumber, 2, 5), ("1 1:", .notANumber, 1, 5),
    ("1 1:1e999", .outOfRange, 1, 5), ("1 0:2", .badIndex, 1, 3), ("1 -1:2", .badIndex, 1, 3),
    ("1 1 2", .badIndex, 1, 3), ("1 qid:3 1:2", .badIndex, 1, 3), ("1 2:1 2:1", .badIndex, 1, 7),
    ("1 2:1 1:1", .badIndex, 1, 7), ("1 :2", .badIndex, 1, 3), ("1 é:2", .badIndex, 1, 3),
    ("1 99999999999999999999:2", .badIndex, 1, 3), ("1 1099511627776:1", .tooLarge, 0, 0),
    ("1 1:2\u{0}", .nulByte, 1, 6), ("1 1:2\u{1}", .notANumber, 1, 5), ("1 \u{0}", .nulByte, 1, 3),
    ("\u{1}", .notANumber, 1, 1),
  ])
  func refusals(text: String, kind: FormatError.Kind, line: Int, column: Int) {
    let error = refusal(text)
    #expect(error?.kind == kind)
    #expect(error?.position?.line ?? 0 == line)
    #expect(error?.position?.column ?? 0 == column)
  }

  @Test func messages() {
    #expect(refusal("1 0:2")?.hint?.contains("add 1") == true)
    #expect(refusal("1 2:1 1:1")?.message == "index 1 after 2, expected ascending indices")
    #expect(refusal("1 5:2", columns: 4)?.message == "index 5, expected at most 4")
    #expect(refusal("1 5:2", columns: 4)?.position?.bytes == 2..<3)
  }

  @Test func roundTrips() throws {
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<200 {
      let rows = Int.random(in: 1...6, using: &generator)
      let columns = Int.random(in: 1...6, using: &generator)
      var values = [Double](repeating: 0, count: rows * columns)
      var text = ""
      for row in 0..<rows {
        text += "\(row)"
        for column in 0..<columns where Bool.random(using: &generator) {
          let value = Double.random(in: -1...1, using: &generator)
          values[column * rows + row] = value
          text += " \(column + 1):\(value)"
        }
        text += "\n"
      }
      let file = try read(text, columns: columns)
      #expect(file.features.values == values)
      #expect(file.labels == (0..<rows).map(Double.init))
    }
  }
}

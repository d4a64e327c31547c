import Formats
import Testing

/// Tables that are read, and what comes out.
struct CSVFileTests {
  @Test func plainTable() throws {
    let bytes = Array("age,dose\n1,2.5\n-3,4e2\n".utf8)
    let file = try CSVFile(parsing: bytes.span)
    #expect(file.hasHeader)
    #expect(file.columnNames == ["age", "dose"])
    #expect((file.rowCount, file.columnCount) == (2, 2))
    #expect(file.separator == UInt8(ascii: ","))
    #expect(file.columnIndex(named: "dose") == 1)
    #expect(file.columnIndex(named: "size") == nil)
    let numbers = try file.numbers(columns: [0, 1], in: bytes.span)
    #expect(numbers.values == [1, -3, 2.5, 400])
    #expect(Array(numbers.column(1)) == [2.5, 400])
    try numbers.checkComplete()
  }

  @Test(arguments: [
    "1,2\n3,4\n", "1,2\n3,4", "1,2\r\n3,4\r\n", "1,2\r\n3,4\r", "\n1,2\n  \n\n3,4\n\n",
  ])
  func lineEnds(text: String) throws {
    let numbers = try table(text)
    #expect(numbers.rowCount == 2)
    #expect(numbers.values == [1, 3, 2, 4])
  }

  @Test(arguments: [",", ";", "\t"])
  func separators(separator: String) throws {
    let text = ["a", "b", "c"].joined(separator: separator) + "\n 1 \(separator)2 \(separator) 3\n"
    let numbers = try table(text)
    #expect(numbers.values == [1, 2, 3])
  }

  @Test func separatorByOption() throws {
    // Detection would see one comma and no semicolon less: the option decides.
    let bytes = Array("a,b;c\nx,1;2\n".utf8)
    for (option, names) in [
      (CSVOptions.Separator.comma, ["a", "b;c"]), (.semicolon, ["a,b", "c"]), (.tab, ["a,b;c"]),
    ] {
      let file = try CSVFile(parsing: bytes.span, options: CSVOptions(separator: option))
      #expect(file.columnNames == names)
    }
  }

  @Test func separatorsInQuotesDoNotCount() throws {
    let bytes = Array("\"a;b;c\",d\n1,2\n".utf8)
    #expect(try CSVFile(parsing: bytes.span).columnNames == ["a;b;c", "d"])
  }

  @Test func headerDetection() throws {
    for (text, hasHeader) in [
      ("a,b\n1,2\n", true), ("1,2\n3,4\n", false), ("1,x\n3,4\n", true), ("?,NA\n3,4\n", false),
      ("\"1\",\" 2 \"\n3,4\n", false), ("inf,1\n3,4\n", true), ("1 2\n3\n", true),
    ] {
      let bytes = Array(text.utf8)
      #expect(try CSVFile(parsing: bytes.span).hasHeader == hasHeader, "\(text)")
    }
    let bytes = Array("1,2\n3,4\n".utf8)
    let named = try CSVFile(parsing: bytes.span, options: CSVOptions(header: .yes))
    #expect(named.columnNames == ["1", "2"])
    #expect(named.rowCount == 1)
    let unnamed = try CSVFile(parsing: bytes.span, options: CSVOptions(header: .no))
    #expect(unnamed.columnNames == ["1", "2"])
    #expect(unnamed.rowCount == 2)
  }

  @Test func quotedFields() throws {
    let text = "\u{FEFF}\"first \"\"name\"\"\" , plain \"inch\",\"two\nlines\"\n \"1\" ,\" 2 \",3\n"
    let bytes = Array(text.utf8)
    let file = try CSVFile(parsing: bytes.span)
    #expect(file.columnNames == ["first \"name\"", "plain \"inch\"", "two\nlines"])
    let numbers = try file.numbers(columns: [0, 1, 2], in: bytes.span)
    #expect(numbers.values == [1, 2, 3])
  }

  @Test func labels() throws {
    let bytes = Array("x,label\n1, good \n2,\" bad \"\n3,\"a \"\"b\"\"\"\n4,NA\n".utf8)
    let file = try CSVFile(parsing: bytes.span)
    let texts = try file.texts(column: 1, in: bytes.span)
    #expect(texts.values == ["good", " bad ", "a \"b\"", "NA"])
    #expect(texts.missing.map(\.row) == [3])
    // The numeric columns of the same table do not mind the texts.
    #expect(try file.numbers(columns: [0], in: bytes.span).values == [1, 2, 3, 4])
  }

  @Test func columnsInAnyOrderAndTwice() throws {
    let bytes = Array("1,2,3\n4,5,6\n".utf8)
    let file = try CSVFile(parsing: bytes.span)
    let numbers = try file.numbers(columns: [2, 0, 2], in: bytes.span)
    #expect(numbers.values == [3, 6, 1, 4, 3, 6])
    #expect(numbers.columns == [2, 0, 2])
    #expect(try file.numbers(columns: [], in: bytes.span).values == [])
  }

  @Test(arguments: ["", "?", "NA", "N/A", "n/a", "NaN", "nan", "null", "."])
  func missingMarks(mark: String) throws {
    let numbers = try table("größe,b\n1, \(mark)\n\"\(mark)\",2\n")
    #expect(numbers.values[0] == 1)
    #expect(numbers.values[3] == 2)
    #expect(numbers.values[1].isNaN && numbers.values[2].isNaN)
    #expect(numbers.missing.map(\.text) == [mark, mark])
    #expect(numbers.missing.map(\.row) == [0, 1])
    #expect(numbers.missing.map(\.columnName) == ["b", "größe"])
    let size = mark.utf8.count
    #expect(
      numbers.missing.map(\.position) == [
        FormatPosition(line: 2, column: 4, bytes: 13..<(13 + size)),
        FormatPosition(line: 3, column: 2, bytes: (15 + size)..<(15 + 2 * size)),
      ])
    let error = fault { () throws(FormatError) in try numbers.checkComplete() }
    #expect(error?.kind == .missingValue)
    #expect(error?.position?.line == 2)
  }

  @Test func missingCellsAfterLineEndInQuotes() throws {
    let bytes = Array("name,x,y\n\"two\nlines\",é,?\n".utf8)
    let file = try CSVFile(parsing: bytes.span)
    let numbers = try file.numbers(columns: [2], in: bytes.span)
    #expect(numbers.missing.map(\.position.line) == [3])
    #expect(numbers.missing.map(\.position.column) == [10])
  }

  @Test func oneCell() throws {
    let bytes = Array("a,b\n\n1,2\n\"x\ny\",é\"\n".utf8)
    let file = try CSVFile(parsing: bytes.span)
    let cell = try file.cell(row: 1, column: 1, in: bytes.span)
    #expect(cell.text == "é\"")
    #expect((cell.row, cell.column, cell.columnName) == (1, 1, "b"))
    #expect(cell.position == FormatPosition(line: 5, column: 4, bytes: 15..<18))
    #expect(
      fault { () throws(FormatError) in
        _ = try file.cell(row: 0, column: 2, in: bytes.span)
      }?.kind == .noSuchColumn)
  }

  /// Random tables, written in a random style, come back bit for bit.
  @Test func roundTrips() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      let rows = Int.random(in: 1...8, using: &generator)
      let columns = Int.random(in: 1...6, using: &generator)
      let separator = [",", ";", "\t"].randomElement(using: &generator) ?? ","
      let lineEnd = Bool.random(using: &generator) ? "\n" : "\r\n"
      let hasHeader = Bool.random(using: &generator)
      var values = [Double](repeating: 0, count: rows * columns)
      var missing = 0
      var lines: [String] = []
      if hasHeader {
        lines.append((0..<columns).map { "\"c\($0),;\"" }.joined(separator: separator))
      }
      for row in 0..<rows {
        var cells: [String] = []
        for column in 0..<columns {
          let value = Double(bitPattern: generator.next())
          // A blank line would be skipped: in one column every cell is written.
          let isMissing = !value.isFinite || (columns > 1 && generator.next() % 10 == 0)
          values[column * rows + row] = isMissing ? .nan : value
          if isMissing { missing += 1 }
          let text = isMissing ? "NA" : "\(value)"
          let styles = [text, " \(text)  ", "\"\(text)\"", "\" \(text)\" "]
          cells.append(styles.randomElement(using: &generator) ?? text)
        }
        lines.append(cells.joined(separator: separator))
        if generator.next() % 5 == 0 { lines.append("  ") }
      }
      let text = lines.joined(separator: lineEnd) + (Bool.random(using: &generator) ? lineEnd : "")
      let options = CSVOptions(
        separator: separator == "," ? .comma : separator == ";" ? .semicolon : .tab,
        header: hasHeader ? .yes : .no)
      let numbers = try table(text, options)
      #expect(numbers.missing.count == missing)
      let same = numbers.values.elementsEqual(values) {
        $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN)
      }
      #expect(same, "\(text)")
    }
  }
}

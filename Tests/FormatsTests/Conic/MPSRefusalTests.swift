import Formats
import Testing

/// MPS and QPS files that are refused, with the place and what is said about it.
struct MPSRefusalTests {
  static let rows = "ROWS\n N c\n L r\nCOLUMNS\n"
  static let columns = "ROWS\n N c\n L r\nCOLUMNS\n x c 1 r 2\n y c 1\n"
  static let refused: [(String, String)] = [
    ("", "- empty the file is empty, expected NAME or ROWS"),
    ("* only\n", "- empty the file is empty, expected NAME or ROWS"),
    (" x\n", "1:2 misplacedSection \"x\", expected a section: NAME or ROWS"),
    ("NAME a\n x\n", "2:2 malformedLine \"x\", expected a section"),
    ("COLUMNS\n", "1:1 misplacedSection \"COLUMNS\", expected ROWS before it"),
    ("ROWS\n N c\nRHS\n", "3:1 misplacedSection \"RHS\", expected COLUMNS before it"),
    (
      "ROWS\n N c\nROWS\n",
      "3:1 misplacedSection \"ROWS\", expected each section once: this is the second ROWS"
    ),
    ("ROWS x\n", "1:6 malformedLine \"x\", expected the end of the line after ROWS"),
    (
      "ROW\n",
      "1:1 unknownSection \"ROW\", expected one of the sections NAME OBJSENSE OBJNAME ROWS "
        + "COLUMNS RHS RANGES BOUNDS QUADOBJ QMATRIX QSECTION ENDATA"
    ),
    (
      columns + "SOS1\n",
      "7:1 unsupportedFeature the section SOS1, expected only linear rows, "
        + "bounds and a quadratic objective"
    ),
    ("ROWS\n M c\n", "2:2 malformedLine \"M\", expected the type of a row: N, L, G or E"),
    ("ROWS\n N\n", "2:2 malformedLine \"N\", expected a type and a name"),
    ("ROWS\n N c\n L c\n", "3:4 duplicateName \"c\", expected a name that no other row has"),
    ("ROWS\n L r\nCOLUMNS\n", "2:4 missingSection no row of type N, expected one: the objective"),
    ("OBJNAME\n r\n" + columns, "2:2 unknownName \"r\", expected the name of a row of type N"),
    ("OBJSENSE\n    UP\n", "2:5 malformedLine \"UP\", expected MAX or MIN"),
    (rows + " x d 1\n", "5:4 unknownName \"d\", expected the name of a row"),
    (rows + " x c nan\n", "5:6 notANumber \"nan\", expected a number"),
    (rows + " x c inf\n", "5:6 notANumber \"inf\", expected a number that is finite"),
    (
      rows + " x c 1e309\n",
      "5:6 outOfRange \"1e309\" is too large: the largest number is about 1.8e308"
    ),
    (rows + " x c 1d3\n", "5:6 notANumber \"1d3\", expected a number"),
    (
      rows + " x c\n",
      "5:4 malformedLine \"c\", expected a column and one or two pairs of a row and a number"
    ),
    (
      rows + " x c 1 r\n",
      "5:8 malformedLine \"r\", expected a column and one or two pairs of a row and a number"
    ),
    (
      rows + " x c 1\n y c 1\n x r 1\n",
      "7:2 duplicateName \"x\", expected the entries of a column one after the other"
    ),
    (
      rows + " x c 1\n x c 1\nENDATA\n",
      "6:4 duplicateEntry a second entry for the row c and the column x, expected one"
    ),
    (rows + " m 'MARKER' 'INTO'\n", "5:13 malformedLine \"'INTO'\", expected 'INTORG' or 'INTEND'"),
    (columns, "6:7 truncated the file ends, expected ENDATA"),
    (columns + "ENDATA\n x\n", "8:2 trailingBytes \"x\", expected nothing after ENDATA"),
    (columns + "RHS\n b q 1\n", "8:4 unknownName \"q\", expected the name of a row"),
    (
      columns + "RHS\n b r 1\n b r 2\n",
      "9:6 duplicateEntry \"2\", expected one right-hand side for each row"
    ),
    (
      columns + "RHS\n b r 1\n d c 2\n",
      "9:2 unsupportedFeature \"d\", expected the name \"b\" as before"
    ),
    (columns + "RHS\n b c inf\n", "8:6 outOfRange \"inf\", expected a finite right-hand side"),
    (
      columns + "RHS\n b r -inf\nENDATA\n",
      "3:4 outOfRange \"r\", expected a right-hand side that some number can satisfy"
    ),
    (
      columns + "RHS\n r\n",
      "8:2 malformedLine \"r\", expected a name and one or two pairs of a row and a number"
    ),
    (columns + "RANGES\n g c 1\n", "8:6 inconsistent \"1\", expected no range for a row of type N"),
    (
      columns + "RANGES\n g r 1 r 1\n", "8:10 duplicateEntry \"1\", expected one range for each row"
    ),
    (
      columns + "BOUNDS\n XX b x 1\n",
      "8:2 malformedLine \"XX\", expected a kind of bound: UP LO FX FR MI PL BV LI UI"
    ),
    (
      columns + "BOUNDS\n SC b x 1\n",
      "8:2 unsupportedFeature \"SC\", expected no semicontinuous variables"
    ),
    (
      columns + "BOUNDS\n BV b x\n",
      "8:2 integerVariable \"BV\": an integer variable, expected continuous variables"
    ),
    (columns + "BOUNDS\n UP b z 1\n", "8:7 unknownName \"z\", expected the name of a column"),
    (columns + "BOUNDS\n UP b x\n", "8:5 unknownName \"b\", expected the name of a column"),
    (columns + "BOUNDS\n UP x\n", "8:5 malformedLine \"x\", expected a set, a column and a number"),
    (columns + "BOUNDS\n UP b x one\n", "8:9 notANumber \"one\", expected a bound"),
    (
      columns + "BOUNDS\n UP b x 1\n UP b x 2\n",
      "9:7 duplicateEntry \"x\", expected each side of a variable bounded once"
    ),
    (
      columns + "BOUNDS\n UP b x 1\n FX b x 2\n",
      "9:7 duplicateEntry \"x\", expected each side of a variable bounded once"
    ),
    (
      columns + "BOUNDS\n UP b x -inf\n",
      "8:9 outOfRange \"-inf\", expected a bound that some number can satisfy"
    ),
    (
      columns + "BOUNDS\n FX b x inf\n",
      "8:9 outOfRange \"inf\", expected a bound that some number can satisfy"
    ),
    (columns + "QUADOBJ\n x z 1\n", "8:4 unknownName \"z\", expected the name of a column"),
    (
      columns + "QUADOBJ\n x y 1\n y x 1\nENDATA\n",
      "9:4 duplicateEntry a second entry for the columns y and x, expected one"
    ),
    (
      columns + "QMATRIX\n x y 1\n y x 2\nENDATA\n",
      "8:4 inconsistent the entry for the columns x and y is not that of the opposite pair, "
        + "expected a symmetric matrix"
    ),
    (
      columns + "QSECTION r\n",
      "7:10 unsupportedFeature \"r\", expected the objective: rows have no quadratic part"
    ),
    (columns + "QUADOBJ\n x x\n", "8:4 malformedLine \"x\", expected two columns and a number"),
    (
      "ROWS\n N  COST A\n L  ROW\nCOLUMNS\n    X         COST A             1.0   ROW                2.0 3\n",
      "5:63 malformedLine \"3\", expected a blank: the fields stand in columns 2, 5, 15, 25, 40 and 50"
    ),
  ]

  @Test(arguments: refused)
  func refusals(text: String, message: String) {
    #expect(conicFault(text, .mps) == message)
  }
}

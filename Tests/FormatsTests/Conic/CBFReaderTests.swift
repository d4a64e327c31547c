import Formats
import Testing

/// Small programs in the Conic Benchmark Format whose meaning is known.
struct CBFReaderTests {
  private let everyCone = """
    # every cone, of variables and of rows
    VER
    3
    OBJSENSE
    MAX
    VAR
    13 7
    F 1
    L+ 1
    L- 1
    L= 1
    Q 3
    QR 3
    EXP 3

    CON
    13 7
    F 1
    L+ 1
    L- 1
    L= 1
    Q 3
    QR 3
    EXP 3
    OBJACOORD
    2
    0 2.5
    # comments stand between lines
    12 -1e-1
    OBJBCOORD
    7
    ACOORD
    13
    0 0 1.0
    1 1 2.0
    2 2 3.0
    3 3 4.0
    4 4 5.0
    5 5 6.0
    6 6 7.0
    7 7 8.0
    8 8 9.0
    9 9 10.0
    10 10 11.0
    11 11 12.0
    12 12 13.0
    BCOORD
    6
    1 10.0
    2 20
    3 30
    4 40
    7 70
    10 100

    """

  @Test func cones() throws {
    let file = try conic(everyCone, .cbf)
    #expect(
      file.cones == [
        .zero(2), .nonnegative(4), .secondOrder(3), .secondOrder(3), .secondOrder(3),
        .secondOrder(3), .exponential, .exponential,
      ])
    #expect(file.variableNames.first == "x[0]" && file.variableNames.last == "x[12]")
    #expect(file.rowNames.last == "g[12]" && file.rowNames.count == 13)
    let root = 0.5.squareRoot()
    // Rows first, then variables; 4 x_3 + 30 = 0 and x_3 = 0 with s on the left.
    #expect(Array(file.rightHandSide[0..<2]) == [30, 0])
    // 2 x_1 + 10 >= 0 is -2 x_1 + s = 10, 3 x_2 + 20 <= 0 is 3 x_2 + s = -20, x_1 >= 0, x_2 <= 0.
    #expect(Array(file.rightHandSide[2..<6]) == [10, -20, 0, 0])
    // The rows of the cones with the sign turned; (100, 0, 0) of the exponential cone comes last.
    #expect(
      Array(file.rightHandSide[6..<18])
        == [40, 0, 0, root * 70, root * 70, 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(file.rightHandSide[18...]) == [0, 0, 100, 0, 0, 0])
    let a = file.matrix.dense
    #expect(a[0][3] == -4 && a[1][3] == -1)
    #expect(a[2][1] == -2 && a[3][2] == 3 && a[4][1] == -1 && a[5][2] == 1)
    #expect(a[6][4] == -5 && a[8][6] == -7 && a[12][4] == -1)
    #expect(a[9][7] == -root * 8 && a[9][8] == -root * 9)
    #expect(a[10][7] == -root * 8 && a[10][8] == root * 9 && a[11][9] == -10)
    #expect(a[18][12] == -13 && a[19][11] == -12 && a[20][10] == -11)
    #expect(file.matrix.values.count == 2 + 2 + 2 + 2 * 3 + 2 * 5 + 2 * 3)
    #expect(file.freeRows == [0])
  }

  @Test func maximization() throws {
    let file = try conic(everyCone, .cbf)
    #expect(file.isMaximization)
    #expect(file.linear == [-2.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.1])
    #expect(file.constant == -7)
    var x = [Double](repeating: 0, count: 13)
    (x[0], x[12]) = (2, 10)
    #expect(file.objective(at: x) == 11)
    #expect(file.rowValues(at: x) == [2, 10, 20, 30, 40, 0, 0, 70, 0, 0, 100, 0, 130])
  }

  @Test func origins() throws {
    let origins = try conic(everyCone, .cbf).origins
    #expect(origins[0] == ConicOrigin(item: .row(3), side: .equality))
    #expect(origins[3] == ConicOrigin(item: .row(2), side: .upper))
    #expect(origins[4] == ConicOrigin(item: .variable(1), side: .lower))
    #expect(origins[18] == ConicOrigin(item: .row(12), side: .cone))
    #expect(origins[23] == ConicOrigin(item: .variable(10), side: .cone))
  }

  /// 2 * 2 * 1 >= 2^2 on the border, 2 exp(1/2) <= 3.3 inside.
  @Test func membership() throws {
    let file = try conic(
      """
      VER
      2
      OBJSENSE
      MIN
      VAR
      6 2
      QR 3
      EXP 3
      """, .cbf)
    #expect(file.violation(at: [2, 1, 2, 3.3, 2, 1]) < 1e-15)
    #expect(abs(file.violation(at: [2, 1, 2.1, 3.3, 2, 1])) > 1e-2)
    #expect(abs(file.violation(at: [2, 1, 2, 3.2, 2, 1])) > 1e-2)
  }

  /// Cones of the smallest dimensions, a version 4, no rows, Windows line ends.
  @Test func smallest() throws {
    let file = try conic(
      "VER\r\n4\r\nOBJSENSE\r\nMIN\r\nVAR\r\n3 2\r\nQ 1\r\nQR 2\r\n", .cbf)
    #expect(file.cones == [.nonnegative(1), .secondOrder(2)])
    #expect(file.matrix.dense[0] == [-1, 0, 0])
    #expect(file.violation(at: [0, 0, 3]) == 0 && file.violation(at: [0, -1, 3]) > 0.5)
    #expect(try conic("VER\n1\nOBJSENSE\nMIN\nVAR\n0 0\n", .cbf).rowCount == 0)
  }

  @Test func integers() throws {
    let text = "VER\n1\nOBJSENSE\nMIN\nVAR\n3 1\nF 3\nINT\n2\n0\n2\n"
    #expect(
      conicFault(text, .cbf)
        == "8:1 integerVariable the item INT, expected continuous variables")
    let file = try conic(text, .cbf, relaxingIntegers: true)
    #expect(file.warnings.map(\.kind) == [.relaxedIntegers])
    #expect(
      file.warnings.first?.message
        == "variable 0 is integer: read as continuous (the first of 2)")
    #expect(file.warnings.first?.position.line == 10)
  }

  static let start = "VER\n1\nOBJSENSE\nMIN\nVAR\n2 1\nF 2\n"
  static let refused: [(String, String)] = [
    ("", "- empty the file is empty, expected VER"),
    ("# only\n\n", "- empty the file is empty, expected VER"),
    ("OBJSENSE\nMIN\n", "1:1 misplacedSection \"OBJSENSE\", expected VER before it"),
    ("VER\n", "1:4 truncated the file ends, expected the version"),
    ("VER\n5\n", "2:1 unsupportedFeature \"5\", expected a version from 1 to 4"),
    ("VER\none\n", "2:1 badIndex \"one\", expected a version"),
    (
      "VER\n1 2\n", "2:1 malformedLine 2 fields in the line, expected 1: the version"
    ),
    ("VER 1\n", "1:5 malformedLine \"1\", expected the end of the line after a keyword"),
    ("VER\n1\nOBJSENSE\nmin\n", "4:1 malformedLine \"min\", expected MIN or MAX"),
    (
      "VER\n1\nVER\n1\n",
      "3:1 misplacedSection \"VER\", expected each item once: this is the second VER"
    ),
    ("VER\n1\nOBJSENSE\nMIN\n", "4:4 missingSection the file ends without VAR"),
    ("VER\n1\nVAR\n1 1\nF 1\n", "5:4 missingSection the file ends without OBJSENSE"),
    (
      "VER\n1\nPSDVAR\n1\n2\n",
      "3:1 unsupportedFeature the item PSDVAR, expected only linear, quadratic and exponential cones"
    ),
    (
      "VER\n2\nPOWCONES\n1 2\n",
      "3:1 unsupportedFeature the item POWCONES, expected only linear, quadratic and exponential cones"
    ),
    (
      "VER\n1\nVARS\n",
      "3:1 unknownSection \"VARS\", expected one of the keywords "
        + "VER OBJSENSE VAR INT CON OBJACOORD OBJBCOORD ACOORD BCOORD"
    ),
    (
      "VER\n1\nVAR\n3\n",
      "4:1 malformedLine 1 field in the line, expected 2: the number of variables, the number of cones"
    ),
    (
      "VER\n1\nVAR\n3 1\nQ 2\n",
      "4:1 inconsistent \"3\", expected 2, the sum of the dimensions of the 1 cones"
    ),
    (
      "VER\n1\nVAR\n3 2\nQ 2\nF 2\n",
      "6:3 inconsistent \"2\", expected at most 1: 3 variables are announced"
    ),
    ("VER\n1\nVAR\n3 2\nQ 3\n", "5:4 truncated the file ends, expected a cone"),
    ("VER\n1\nVAR\n3 1\nQ 0\n", "5:3 inconsistent \"0\", expected a dimension of at least 1"),
    (
      "VER\n1\nVAR\n1 1\nQR 1\n",
      "5:4 inconsistent \"1\", expected a dimension of at least 2 for QR"
    ),
    ("VER\n1\nVAR\n4 1\nEXP 4\n", "5:5 inconsistent \"4\", expected 3, the dimension of EXP"),
    (
      "VER\n1\nVAR\n3 1\nEXP* 3\n",
      "5:1 unsupportedFeature \"EXP*\", expected one of the cones F L+ L- L= Q QR EXP"
    ),
    (
      "VER\n2\nVAR\n3 1\n@0:POW 3\n",
      "5:1 unsupportedFeature \"@0:POW\", expected one of the cones F L+ L- L= Q QR EXP"
    ),
    (
      "VER\n1\nVAR\n3 1\nSOC 3\n",
      "5:1 malformedLine \"SOC\", expected one of the cones F L+ L- L= Q QR EXP"
    ),
    (
      "VER\n1\nVAR\n-3 1\nF 3\n", "4:1 badIndex \"-3\", expected the number of variables"
    ),
    (
      "VER\n1\nVAR\n9999999999 1\nF 3\n",
      "4:1 tooLarge \"9999999999\", expected the number of variables below 2^31"
    ),
    (
      "VER\n1\nVAR\n2000000000 1\nF 2000000000\n",
      "4:1 tooLarge \"2000000000\", expected no more variables than the file has bytes"
    ),
    (start + "ACOORD\n0\n", "8:1 misplacedSection \"ACOORD\", expected CON before it"),
    (
      start + "OBJACOORD\n2\n0 1\n2 1\n",
      "11:1 badIndex \"2\", expected the index of a variable from 0 to 1"
    ),
    (start + "OBJACOORD\n2\n1 1\n1 1\n", "11:1 duplicateEntry \"1\", expected each index once"),
    (start + "OBJACOORD\n1\n1 nan\n", "10:3 notANumber \"nan\", expected a number"),
    (
      start + "OBJACOORD\n1\n1 -inf\n",
      "10:3 notANumber \"-inf\", expected a number that is finite"
    ),
    (
      start + "OBJACOORD\n1\n1 1e400\n",
      "10:3 outOfRange \"1e400\" is too large: the largest number is about 1.8e308"
    ),
    (start + "OBJACOORD\n2\n1 1\n", "10:4 truncated the file ends, expected entry 2 of 2"),
    (
      start + "OBJACOORD\n2\n1 1\nOBJBCOORD\n1\n",
      "11:1 inconsistent \"OBJBCOORD\", expected entry 2 of 2"
    ),
    (
      start + "OBJACOORD\n1\n1 1\n0 1\n",
      "11:1 inconsistent \"0\", expected a keyword: OBJACOORD announces 1 entries"
    ),
    (
      start + "OBJACOORD\n1\n1 1 1\n",
      "10:1 malformedLine 3 fields in the line, expected 2: the index of a variable, a number"
    ),
    (
      start + "CON\n1 1\nL= 1\nACOORD\n2\n0 1 1\n0 1 2\n",
      "14:1 duplicateEntry a second entry for row 0 and variable 1, expected one"
    ),
    (
      start + "CON\n1 1\nL= 1\nACOORD\n1\n1 1 1\n",
      "13:1 badIndex \"1\", expected the index of a row from 0 to 0"
    ),
    (
      start + "CON\n1 1\nL= 1\nACOORD\n1\n0 1.0 1\n",
      "13:3 badIndex \"1.0\", expected the index of a variable"
    ),
    (
      start + "CON\n0 0\nBCOORD\n1\n0 1\n",
      "12:1 badIndex \"0\", expected no entry: there is nothing with the index of a row"
    ),
    ("VER\n1\n\u{0}\n", "3:1 nulByte a byte 0 in a text file"),
    ("VER\n1\r2\n", "2:2 badEncoding a carriage return that does not end a line"),
    ("VER\n\u{1}\n", "2:1 badEncoding \"\\u{01}\" is a control character, expected text"),
  ]

  @Test(arguments: refused)
  func refusals(text: String, message: String) {
    #expect(conicFault(text, .cbf) == message)
  }
}

import Formats
import Testing

/// Small MPS and QPS files whose meaning is known.
struct MPSReaderTests {
  /// A row of each type with a range of each sign, as in the table of the format.
  private let ranged = """
    NAME          RANGED  A TEST
    ROWS
     N  COST
     L  LESS
     G  MORE
     E  EQPOS
     E  EQNEG
     E  EQZERO
     N  OTHER
    COLUMNS
        X         COST               1.0   LESS               1.0
        X         MORE               1.0   EQPOS              1.0
        X         EQNEG              1.0   EQZERO             1.0
        X         OTHER              3.0
        Y         COST              -2.5
    RHS
        RHS       LESS              10.0   MORE               2.0
        RHS       EQPOS              5.0   EQNEG              5.0
        RHS       COST              -4.0   OTHER              1.0
    RANGES
        RNG       LESS               3.0   MORE              -3.0
        RNG       EQPOS              2.0   EQNEG             -2.0
    ENDATA

    """

  @Test func ranges() throws {
    let file = try conic(ranged, .mps)
    #expect(file.name == "RANGED  A TEST" && file.objectiveName == "COST")
    #expect(file.variableNames == ["X", "Y"])
    #expect(file.rowNames == ["LESS", "MORE", "EQPOS", "EQNEG", "EQZERO", "OTHER"])
    #expect(file.linear == [1, -2.5] && file.constant == 4)
    #expect(file.cones == [.zero(1), .nonnegative(10)])
    // EQZERO; then 7..10, 2..5, 5..7, 3..5, upper sides first; x and y from 0 on.
    #expect(file.rightHandSide == [0, 10, -7, 5, -2, 7, -5, 5, -3, 0, 0])
    #expect(file.matrix.dense.map(\.first) == [1, 1, -1, 1, -1, 1, -1, 1, -1, -1, 0])
    #expect(file.freeRows == [5])
    #expect(file.rowValues(at: [2, 0]) == [2, 2, 2, 2, 2, 6])
    #expect(file.objective(at: [2, 1]) == 3.5)
  }

  /// The same without fixed columns, and with the optional names left out.
  @Test func freeLayout() throws {
    let free = ranged.split(separator: "\n").map { line in
      line.first == " "
        ? " "
          + line.split(separator: " ").filter { $0 != "RHS" && $0 != "RNG" }
          .joined(separator: "\t") : String(line)
    }
    #expect(try conic(free.joined(separator: "\r\n"), .mps) == conic(ranged, .mps))
  }

  /// Names with blanks, in rows or only in columns: the columns of the lines tell.
  @Test(arguments: [" E  A", " E  A 1"])
  func namesWithBlanks(row: String) throws {
    let name = String(row.dropFirst(4))
    let padded = name + String(repeating: " ", count: 8 - name.count)
    let file = try conic(
      """
      ROWS
       N  COST
      \(row)
      COLUMNS
          X 1       COST               1.0   \(padded)           2.0
          X  2      \(padded)           3.0   $ a comment
      RHS
                    \(padded)          12.0
      BOUNDS
       UP BND 1     X 1                4.0
       FR           X  2
      ENDATA
      """, .mps)
    #expect(file.variableNames == ["X 1", "X  2"] && file.rowNames == [name])
    #expect(file.matrix.dense == [[2, 3], [1, 0], [-1, 0]])
    #expect(file.rightHandSide == [12, 4, 0])
  }

  private func bounded(_ bounds: String, relaxingIntegers: Bool = false) throws -> ConicFile {
    try conic(
      "ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n\(bounds)\nENDATA\n", .mps,
      relaxingIntegers: relaxingIntegers)
  }

  /// Each kind of bound: the cones, and the right-hand sides, upper before lower.
  @Test(
    arguments: [
      ("", [.nonnegative(1)], [0.0]), (" UP b x 4", [.nonnegative(2)], [4, 0]),
      (" UP b x 0", [.zero(1)], [0]), (" LO b x -2", [.nonnegative(1)], [2]),
      (" LO b x 2\n UP b x 3", [.nonnegative(2)], [3, -2]), (" FX b x 5", [.zero(1)], [5]),
      (" FR b x", [], []), (" FR x", [], []), (" FR b x 7", [], []), (" MI b x", [], []),
      (" PL b x", [.nonnegative(1)], [0]), (" MI b x\n UP b x 4", [.nonnegative(1)], [4]),
      (" UP b x 1e30", [.nonnegative(1)], [0]), (" LO b x -Inf", [], []),
      (" UP b x 3\n LO b x 3", [.zero(1)], [3]),
      (" LO b x -2\n UP b x -1", [.nonnegative(2)], [-1, 2]),
      (" UP x 4", [.nonnegative(2)], [4, 0]),
      (" UP b x -1\n LO b x 0", [.nonnegative(2)], [-1, 0]),
    ] as [(String, [ConicFile.Cone], [Double])])
  func bounds(text: String, cones: [ConicFile.Cone], sides: [Double]) throws {
    let file = try bounded(text)
    #expect(file.cones == cones)
    #expect(file.rightHandSide == sides)
    #expect(file.warnings.map(\.kind) == (sides == [-1, 0] ? [.emptyInterval] : []))
  }

  @Test func negativeUpperBound() throws {
    let file = try bounded(" UP b x -4")
    #expect(file.rightHandSide == [-4] && file.cones == [.nonnegative(1)])
    #expect(
      file.warnings.first?.message
        == "x has the upper bound -4.0 and no lower bound: it is taken as minus infinity")
    #expect(file.warnings.first?.kind == .negativeUpperBound)
  }

  @Test func integers() throws {
    let marked = """
      ROWS
       N c
      COLUMNS
       x c 1
       m 'MARKER' 'INTORG'
       y c 1
       z c 1
       m 'MARKER' 'INTEND'
       w c 1
      BOUNDS
       UP b z 9
       BV b w
      ENDATA
      """
    #expect(
      conicFault(marked, .mps)
        == "5:13 integerVariable \"'INTORG'\": integer columns, expected continuous variables")
    let file = try conic(marked, .mps, relaxingIntegers: true)
    // y without bounds lies between 0 and 1, z has one bound.
    #expect(file.rightHandSide == [0, 1, 0, 9, 0, 1, 0])
    #expect(file.warnings.map(\.kind) == [.relaxedIntegers] && file.warnings.first?.count == 3)
    #expect(try bounded(" UI b x 7", relaxingIntegers: true).rightHandSide == [7, 0])
  }

  @Test(arguments: ["OBJSENSE\n    MAX", "OBJSENSE MAXIMIZE", "OBJSENSE\nMAX"])
  func maximization(sense: String) throws {
    let file = try conic(
      "NAME\n\(sense)\nROWS\n N c\n N d\n L r\nCOLUMNS\n x d 7 c 2\n x r 1\nRHS\n b c 3 r 4\nENDATA\n",
      .mps)
    #expect(file.isMaximization && file.linear == [-2] && file.constant == 3)
    #expect(file.objective(at: [4]) == 5 && file.rowValues(at: [4]) == [28, 4])
  }

  @Test func chosenObjective() throws {
    let file = try conic(
      "OBJNAME\n d\nROWS\n N c\n L r\n N d\nCOLUMNS\n x d 7 c 2\n x r 1\nENDATA\n", .mps)
    #expect(file.objectiveName == "d" && file.linear == [7] && file.rowNames == ["c", "r"])
  }

  @Test func infiniteSides() throws {
    let file = try conic(
      "ROWS\n N c\n L r\n G s\nCOLUMNS\n x r 1 s 1\nRHS\n b r 1e30 s 2\nRANGES\n g s inf\nENDATA\n",
      .mps)
    #expect(file.freeRows == [0] && file.rightHandSide == [-2, 0])
    #expect(file.warnings.map(\.kind) == [.infiniteRightHandSide])
  }

  /// 1/2 (2 x^2 + 2 * (-1) x y + 8 y^2), given by its lower or upper triangle, or whole.
  @Test(arguments: [
    "QUADOBJ\n x x 2 y -1\n y y 8", "QUADOBJ\n x x 2\n y x -1\n y y 8",
    "QMATRIX\n x x 2\n x y -1\n y x -1\n y y 8", "QSECTION c\n x x 2\n x y -1\n y y 8",
  ])
  func quadratic(section: String) throws {
    let file = try conic(
      "ROWS\n N c\n G r\nCOLUMNS\n x c -2 r 1\n y c -6 r 1\nRHS\n b r 1\n\(section)\nENDATA\n", .mps
    )
    #expect(file.quadratic.dense == [[2, 0], [-1, 8]])
    #expect(file.objective(at: [3, 2]) == 9 - 6 + 16 - 6 - 12)
  }
}

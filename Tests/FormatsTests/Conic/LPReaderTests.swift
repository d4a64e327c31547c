import Formats
import Testing

/// Small files in the LP format whose meaning is known.
struct LPReaderTests {
  @Test func everyPart() throws {
    let file = try conic(
      """
      \\ a comment
      Maximize
       profit: 3 x1 + 2.5x2 - x(1,2) + + - 1e1 x[1,2]
         + 7
      Subject To
       less: x1 + x2
         <= 4
       more: x1 - 3 x2 >= -2 \\ another
       x1 + 0 x2 =< 9
       same: - x(1,2) + x[1,2] = +1
       both: -1 <= x1 + x[1,2] <= 5
       turned: 5 >= x2
      BOUNDS
       x1 <= 40
       -5 <= x2 <= 5
       2 <= x(1,2)
       x[1,2] free
       y = 3
       z >= -inf
       -infinity <= w <= 1e30
      end
      """, .lp)
    #expect(file.isMaximization && file.objectiveName == "profit" && file.name == "")
    #expect(file.variableNames == ["x1", "x2", "x(1,2)", "x[1,2]", "y", "z", "w"])
    #expect(file.rowNames == ["less", "more", "c3", "same", "both", "turned"])
    #expect(file.linear == [-3, -2.5, 1, 10, 0, 0, 0] && file.constant == -7)
    #expect(file.cones == [.zero(2), .nonnegative(11)])
    #expect(file.rightHandSide == [1, 3, 4, 2, 9, 5, 1, 5, 40, 0, 5, 5, -2])
    #expect(
      file.matrix.dense.map { Array($0.prefix(4)) } == [
        [0, 0, -1, 1], [0, 0, 0, 0], [1, 1, 0, 0], [-1, 3, 0, 0], [1, 0, 0, 0], [1, 0, 0, 1],
        [-1, 0, 0, -1], [0, 1, 0, 0], [1, 0, 0, 0], [-1, 0, 0, 0], [0, 1, 0, 0], [0, -1, 0, 0],
        [0, 0, -1, 0],
      ])
  }

  /// Names of sections in any mix of cases; the same words as labels and in the middle of lines.
  @Test(arguments: ["Subject To", "subject  to", "SUCH THAT", "st", "ST.", "S.T."])
  func headers(header: String) throws {
    let file = try conic(
      "min\n max: x + end\n\(header)\n st: x >= 1\n bound: x + end <= 3\nBound\nEND", .lp)
    #expect(file.objectiveName == "max" && file.variableNames == ["x", "end"])
    #expect(file.rowNames == ["st", "bound"] && file.rightHandSide == [-1, 3, 0, 0])
  }

  @Test func emptyObjective() throws {
    let file = try conic("minimize\nst\n x >= 1\nend\n", .lp)
    #expect(file.linear == [0] && file.rowNames == ["c1"])
    #expect(try conic("minimize\nobj: 5\nst\nend\n", .lp).constant == 5)
    #expect(
      try conic("minimize\n x\nst\n c2: x >= 1\n x <= 3\nend\n", .lp).rowNames == ["c2", "c2_"])
  }

  /// 1/2 (2 x^2 - 2 x y + 8 y^2) and the same without the half.
  @Test(arguments: [
    "[ 2 x ^ 2 - 2 x * y + 8 y^2 ] / 2", "[x^2 - x*y + 4y^2]", "- [ -2x^2+2y*x-8y^2 ]/2",
    "[ x^2 ] + [ - 2 y * x + 8 y^2 ] / 2",
  ])
  func quadratic(part: String) throws {
    let file = try conic("min\n obj: -2 x - 6 y + \(part)\nst\n x + y >= 1\nend\n", .lp)
    #expect(file.quadratic.dense == [[2, 0], [-1, 8]])
    #expect(file.objective(at: [3, 2]) == 9 - 6 + 16 - 6 - 12)
  }

  @Test func quadraticMaximum() throws {
    let file = try conic("max\n [ - x^2 ] / 2 + x\nst\n x + y <= 1\nend\n", .lp)
    #expect(file.quadratic.dense == [[1, 0], [0, 0]] && file.objective(at: [2, 0]) == 0)
  }

  @Test func warnings() throws {
    let file = try conic(
      "min\n x\nst\n x + y <= inf\nbounds\n x <= -1\n 3 <= y <= 2\nend\n", .lp)
    #expect(
      Set(file.warnings.map(\.kind)) == [
        .infiniteRightHandSide, .negativeUpperBound, .emptyInterval,
      ])
    #expect(file.rightHandSide == [-1, 2, -3] && file.freeRows == [0])
  }

  @Test func integers() throws {
    let text = "min\n x\nst\n x + y >= 1\nbounds\n y <= 9\ngeneral\n y\nbinary\n x\nend\n"
    #expect(
      conicFault(text, .lp)
        == "8:2 integerVariable \"y\": an integer variable, expected continuous variables")
    let file = try conic(text, .lp, relaxingIntegers: true)
    #expect(file.rightHandSide == [-1, 1, 0, 9, 0] && file.warnings.first?.count == 2)
  }

  /// Other programs write rows without terms, and constants at the end of the objective.
  @Test func emptyRows() throws {
    let file = try conic("min\n o: + [ +2 x * x ]/2 -1e2\nst\n r: >= +0\n s: = 1\nend\n", .lp)
    #expect(file.rowNames == ["r", "s"] && file.rightHandSide == [1, 0, 0])
    #expect(file.matrix.dense == [[0], [0], [-1]] && file.constant == -100)
  }

  static let start = "min\n x + y\nst\n"
  static let refused: [(String, String)] = [
    ("", "- empty the file is empty, expected Minimize or Maximize"),
    ("\\ only\n", "- empty the file is empty, expected Minimize or Maximize"),
    ("x + y\n", "1:1 missingSection \"x\", expected Minimize or Maximize"),
    ("max: 3x+2y;\n", "1:1 missingSection \"max\", expected Minimize or Maximize"),
    ("min\n x\n", "2:3 truncated the file ends, expected a section: Subject To, Bounds, End"),
    (
      "min\n x\nbounds\n",
      "3:1 misplacedSection \"bounds\", expected Subject To after the objective"
    ),
    (
      "min\n x y\nst\n",
      "2:4 malformedLine \"y\", expected + or - before a term, or the end of the expression"
    ),
    ("min\n 2 x + 3 + 4\nst\n", "2:12 malformedLine \"4\", expected a variable after it"),
    (
      "min\n 2 * x\nst\n",
      "2:4 malformedLine \"*\", expected a variable: a coefficient has no * after it"
    ),
    ("min\n x + x\nst\n", "2:6 duplicateEntry \"x\", expected each variable once in an expression"),
    (
      "min\n x ^ 2\nst\n",
      "2:4 malformedLine \"^\", expected + or - before a term, or the end of the expression"
    ),
    ("min\n [ x ^ 3 ] / 2\nst\n", "2:8 malformedLine \"3\", expected 2: a square"),
    ("min\n [ x ] / 2\nst\n", "2:6 malformedLine \"]\", expected ^ 2 or * and a variable"),
    ("min\n [ x^2 ] / 3\nst\n", "2:12 malformedLine \"3\", expected 2 after ] /"),
    ("min\n [ x^2 x^2 ]\nst\n", "2:8 malformedLine \"x\", expected + or - before a term, or ]"),
    (
      "min\n [ 1e308 x^2 ]\nst\nend\n",
      "2:10 outOfRange \"x\", expected a smaller coefficient: it is doubled"
    ),
    (
      "min\n [ x*y + y*x ]\nst\nend\n",
      "2:10 duplicateEntry a second entry for the columns y and x, expected one"
    ),
    ("min\n [ x^2", "2:7 truncated the file ends, expected + or - before a term, or ]"),
    (
      "min\n 1e999 x\nst\n",
      "2:2 outOfRange \"1e999\" is too large: the largest number is about 1.8e308"
    ),
    (start + " x + y\n", "4:7 truncated the file ends, expected <=, >= or ="),
    (start + " x + y >=", "4:10 truncated the file ends, expected a number right of the sign"),
    (start + " x + y >= z\n", "4:11 notANumber \"z\", expected a number right of the sign"),
    (start + " x + y >= nan\n", "4:11 notANumber \"nan\", expected a number right of the sign"),
    (start + " x + 3 >= 1\n", "4:6 malformedLine \"3\", expected a variable after it"),
    (
      start + " >= 1\n", "4:2 malformedLine \">=\", expected a term: a variable, a number before it"
    ),
    (
      start + " a: x >= 1\n a: y >= 1\n",
      "5:2 duplicateName \"a\", expected a name that no other row has"
    ),
    (
      start + " x + x >= 1\n",
      "4:6 duplicateEntry \"x\", expected each variable once in an expression"
    ),
    (
      start + " [ x^2 ] <= 1\n",
      "4:2 unsupportedFeature \"[\", expected a linear constraint: only the objective has a quadratic part"
    ),
    (
      start + " x = 1 -> y >= 1\n",
      "4:8 unsupportedFeature \"->\", expected no constraint under a condition"
    ),
    (
      start + " 1 <= x + y >= 3\n",
      "4:16 inconsistent \"3\", expected two signs of one direction, as in 1 <= x <= 2"
    ),
    (
      start + " 1 <= x + y = 3\n",
      "4:15 inconsistent \"3\", expected one equality or two inequalities"
    ),
    (start + " x = inf\n", "4:6 outOfRange \"inf\", expected a finite number"),
    (start + " x >= inf\n", "4:7 outOfRange \"inf\", expected a side that some number can satisfy"),
    (
      start + " x >= 1\n",
      "4:8 truncated the file ends, expected a section: Subject To, Bounds, End"
    ),
    (start + "bounds\n x 3\n", "5:4 malformedLine \"3\", expected <=, >= or ="),
    (
      start + "bounds\n x >= 1\n x >= 2\nend\n",
      "6:2 duplicateEntry \"x\", expected each side of a variable bounded once"
    ),
    (
      start + "bounds\n x >= inf\nend\n",
      "5:7 outOfRange \"inf\", expected a side that some number can satisfy"
    ),
    (start + "bounds\n 3 <=", "5:6 truncated the file ends, expected the name of a variable"),
    (start + "bounds\n x >= -\nend\n", "6:1 notANumber \"end\", expected a bound"),
    (start + "general\n z\nend\n", "5:2 unknownName \"z\", expected the name of a variable"),
    (
      start + "semi-continuous\n x\nend\n",
      "4:1 unsupportedFeature semicontinuous variables, expected only linear constraints, bounds and a quadratic objective"
    ),
    (
      start + "Lazy Constraints\n",
      "4:1 unsupportedFeature lazy constraints, expected only linear constraints, bounds and a quadratic objective"
    ),
    (
      start + "bounds\nbounds\nend\n", "5:1 misplacedSection \"bounds\", expected each section once"
    ),
    (start + "max\n", "4:1 misplacedSection \"max\", expected each section once"),
    (start + "end\n x\n", "5:2 trailingBytes \"x\", expected nothing after End"),
    (start + " \u{0}\n", "4:2 nulByte a byte 0 in a text file"),
  ]

  @Test(arguments: refused)
  func refusals(text: String, message: String) {
    #expect(conicFault(text, .lp) == message)
  }
}

/// Program files that are odd, and what the command says of them: the table of FILES.md.
struct OddProgram {
  /// What is odd, in words.
  let what: String
  /// The files, by name; the command says the same of each.
  let files: [(name: String, text: String)]
  /// What it says: words that stand in its answer or in its messages.
  let says: String
  /// The exit code; several where it depends on the digits that a method keeps.
  let exits: [Int32]
  /// Options of `cnnc solve`.
  var options: [String] = []

  init(
    _ what: String, _ files: [(String, String)], says: String, _ exits: Int32...,
    options: [String] = []
  ) {
    (self.what, self.files, self.says) = (what, files.map { ($0.0, $0.1) }, says)
    (self.exits, self.options) = (exits, options)
  }

  /// A line of the table.
  var row: String {
    let command = options.isEmpty ? "" : " (`\(options.joined(separator: " "))`)"
    return "| \(what)\(command) | \(says) | \(exits.map(String.init).joined(separator: " or ")) |"
  }

  static let all: [(title: String, programs: [OddProgram])] = [
    ("Numbers", numbers), ("Sizes", sizes), ("Shapes", shapes), ("Cones of few rows", cones),
    ("Names and entries that come twice", repetitions), ("Magnitudes", magnitudes),
    ("Settings", settings),
  ]
}

// MARK: Files with one thing that can be put in

/// minimize x + 1/2 x^2 subject to x >= 1, as MPS.
private func mps(
  _ name: String, entry: String = "1", side: String = "1", cost: String = "1",
  square: String? = nil, bound: String = ""
) -> (String, String) {
  let squares = square.map { "QUADOBJ\n x x \($0)\n" } ?? ""
  return (
    name + ".mps",
    "NAME t\nROWS\n N o\n G c\nCOLUMNS\n x o \(cost)\n x c \(entry)\nRHS\n r c \(side)\n"
      + (bound.isEmpty ? "" : "BOUNDS\n \(bound)\n") + squares + "ENDATA\n"
  )
}

/// The same as LP.
private func lp(
  _ name: String, cost: String = "x", rows: String = "c: x >= 1", bounds: String = ""
) -> (String, String) {
  (
    name + ".lp",
    "Minimize\n o: \(cost)\nSubject To\n \(rows)\n"
      + (bounds.isEmpty ? "" : "Bounds\n \(bounds)\n") + "End\n"
  )
}

/// The same without the square, as CBF.
private func cbf(
  _ name: String, entry: String = "1", side: String = "-1", cost: String = "1"
) -> (String, String) {
  (
    name + ".cbf",
    "VER\n3\nOBJSENSE\nMIN\nVAR\n1 1\nF 1\nCON\n1 1\nL+ 1\nOBJACOORD\n1\n0 \(cost)\nACOORD\n1\n"
      + "0 0 \(entry)\nBCOORD\n1\n0 \(side)\n"
  )
}

/// minimize x subject to (x, 0, ..) in a cone.
private func cone(_ kind: String, _ size: Int) -> (String, String) {
  (
    "cone.cbf",
    "VER\n3\nOBJSENSE\nMIN\nVAR\n1 1\nF 1\nCON\n\(size) 1\n\(kind) \(size)\nOBJACOORD\n1\n0 1\n"
      + "ACOORD\n1\n0 0 1\n"
  )
}

/// A number in A, in q and in P.
private func coefficients(_ word: String) -> [(String, String)] {
  [
    mps("a", entry: word), mps("q", cost: word), mps("p", square: word),
    lp("a", rows: "c: \(word) x >= 1"), lp("q", cost: "\(word) x"),
    lp("p", cost: "x + [ \(word) x ^ 2 ] / 2"), cbf("a", entry: word), cbf("q", cost: word),
  ]
}

/// A number in b and in the bounds.
private func sides(_ word: String) -> [(String, String)] {
  [
    mps("b", side: word), mps("l", bound: "LO b x \(word)"), mps("u", bound: "UP b x \(word)"),
    lp("b", rows: "c: x >= \(word)"), lp("l", bounds: "x >= \(word)"),
    lp("u", bounds: "x <= \(word)"), cbf("b", side: word),
  ]
}

extension OddProgram {
  private static let numbers = [
    OddProgram("NaN anywhere", coefficients("nan") + sides("nan"), says: "E403", 3),
    OddProgram(
      "an infinite entry of A, q or P", coefficients("inf") + coefficients("-inf"), says: "E403", 3),
    OddProgram("a number beyond 1.8e308", coefficients("1e400") + sides("1e400"), says: "E403", 3),
    OddProgram(
      "an infinite side or bound that restricts nothing",
      [
        mps("b", side: "-inf"), mps("l", bound: "LO b x -inf"), mps("u", bound: "UP b x inf"),
        lp("b", rows: "c: x >= -inf"), lp("l", bounds: "x >= -inf"), lp("u", bounds: "x <= inf"),
      ], says: "optimal", 0),
    OddProgram(
      "an infinite side or bound that nothing satisfies",
      [
        mps("b", side: "inf"), mps("l", bound: "LO b x inf"), mps("u", bound: "UP b x -inf"),
        lp("b", rows: "c: x >= inf"), lp("l", bounds: "x >= inf"), lp("u", bounds: "x <= -inf"),
        cbf("b", side: "inf"), cbf("c", side: "-inf"),
      ], says: "E403", 3),
  ]

  private static let sizes = [
    OddProgram("an empty file", [("e.lp", ""), ("e.mps", ""), ("e.cbf", "")], says: "E418", 3),
    OddProgram(
      "no rows",
      [("n.lp", "Minimize\n o: x\nSubject To\nBounds\n x >= 2\nEnd\n")], says: "optimal", 0),
    OddProgram(
      "no rows and no bounds",
      [("n.lp", "Minimize\n o: x\nSubject To\nBounds\n x free\nEnd\n")], says: "E502", 4),
    OddProgram(
      "no columns, rows that hold",
      [("n.mps", "NAME t\nROWS\n N o\n G c\nCOLUMNS\nRHS\n r c -1\nENDATA\n")], says: "optimal", 0),
    OddProgram(
      "no columns, a row that does not hold",
      [("n.mps", "NAME t\nROWS\n N o\n G c\nCOLUMNS\nRHS\n r c 1\nENDATA\n")], says: "E501", 4),
    OddProgram(
      "neither rows nor columns",
      [
        ("n.lp", "Minimize\n o: 3\nSubject To\nEnd\n"),
        ("n.cbf", "VER\n3\nOBJSENSE\nMIN\nVAR\n0 0\n"),
      ], says: "optimal", 0),
    OddProgram(
      "no objective",
      [("n.lp", "Minimize\n o:\nSubject To\n c: x >= 1\nEnd\n")], says: "optimal", 0),
    OddProgram(
      "no row of type N", [("n.mps", "NAME t\nROWS\nCOLUMNS\nENDATA\n")], says: "E417", 3),
  ]

  private static let shapes = [
    OddProgram(
      "an index beyond the rows or columns",
      [
        ("r.cbf", "VER\n3\nOBJSENSE\nMIN\nVAR\n1 1\nF 1\nCON\n1 1\nL+ 1\nACOORD\n1\n1 0 1\n"),
        ("c.cbf", "VER\n3\nOBJSENSE\nMIN\nVAR\n1 1\nF 1\nCON\n1 1\nL+ 1\nACOORD\n1\n0 1 1\n"),
      ], says: "E417", 3),
    OddProgram(
      "a row or a column that was not declared",
      [
        ("r.mps", "NAME t\nROWS\n N o\n G c\nCOLUMNS\n x o 1\n x d 1\nENDATA\n"),
        mps("c", bound: "UP b y 1"),
      ], says: "E417", 3),
    OddProgram(
      "cones whose dimensions do not add up",
      [("s.cbf", "VER\n3\nOBJSENSE\nMIN\nVAR\n2 1\nF 1\n")], says: "E417", 3),
    OddProgram(
      "fewer entries than announced",
      [("e.cbf", "VER\n3\nOBJSENSE\nMIN\nVAR\n1 1\nF 1\nOBJACOORD\n2\n0 1\n")], says: "E406", 3),
    OddProgram("a row of zeros that holds", [lp("z", rows: "c: 0 x <= 1")], says: "optimal", 0),
    OddProgram(
      "a row of zeros that does not hold",
      [lp("z", rows: "c: 0 x >= 1"), lp("e", rows: "c: 0 x = 1")], says: "E501", 4),
    OddProgram(
      "bounds that exclude each other",
      [lp("b", bounds: "3 <= x <= 2"), mps("b", side: "0", bound: "LO b x 3\n UP b x 2")],
      says: "E501", 4),
    OddProgram(
      "a variable that falls for ever", [lp("f", rows: "c: x <= 1", bounds: "x free")],
      says: "E502", 4),
    OddProgram(
      "a P that is not semidefinite", [lp("p", cost: "x + [ - x ^ 2 ] / 2")], says: "E509", 1),
    OddProgram(
      "integer variables",
      [("i.lp", "Minimize\n o: x\nSubject To\n c: x >= 1.5\nGeneral\n x\nEnd\n")], says: "E406", 3),
  ]

  private static let cones = [
    OddProgram(
      "dimension 0", [cone("L+", 0), cone("L=", 0), cone("Q", 0), cone("QR", 0), cone("EXP", 0)],
      says: "E417", 3),
    OddProgram("`Q` of 1 row: s >= 0", [cone("Q", 1)], says: "optimal", 0),
    OddProgram("`Q` of 2 rows", [cone("Q", 2)], says: "optimal", 0),
    OddProgram("`QR` of 1 row", [cone("QR", 1)], says: "E417", 3),
    OddProgram("`QR` of 2 rows", [cone("QR", 2)], says: "optimal", 0),
    OddProgram("`EXP` of 1 or 2 rows", [cone("EXP", 1), cone("EXP", 2)], says: "E417", 3),
  ]

  private static let repetitions = [
    OddProgram(
      "two rows of one name",
      [
        lp("r", rows: "c: x >= 1\n c: x >= 2"),
        ("r.mps", "NAME t\nROWS\n N o\n G c\n G c\nCOLUMNS\n x o 1\n x c 1\nENDATA\n"),
      ], says: "E417", 3),
    OddProgram(
      "a column in two places",
      [("c.mps", "NAME t\nROWS\n N o\n G c\n G d\nCOLUMNS\n x c 1\n y c 1\n x d 1\nENDATA\n")],
      says: "E417", 3),
    OddProgram(
      "two entries of one row and column",
      [
        lp("e", rows: "c: x + x >= 1"),
        ("e.mps", "NAME t\nROWS\n N o\n G c\nCOLUMNS\n x c 1\n x c 2\nENDATA\n"),
        (
          "e.cbf",
          "VER\n3\nOBJSENSE\nMIN\nVAR\n1 1\nF 1\nCON\n1 1\nL+ 1\nACOORD\n2\n0 0 1\n0 0 2\n"
        ),
      ], says: "E417", 3),
  ]

  private static let magnitudes = [
    OddProgram("a cost of 1e300", [lp("q", cost: "1e300 x")], says: "optimal", 0),
    OddProgram("an entry of 1e-300", [lp("a", rows: "c: 1e-300 x >= 1e-300")], says: "optimal", 0),
    OddProgram(
      "a side of 1e20 or more that nothing satisfies: it stands for infinity",
      [lp("b", rows: "c: 1e300 x >= 1e300")], says: "1e20", 3),
    OddProgram(
      "sides of 1e19 that exclude each other", [lp("b", rows: "c: x >= 1e19\n d: x <= 3")],
      says: "E501", 4),
    OddProgram(
      "1e300 and 1e-300 in one row: an optimum or no claim",
      [lp("m", rows: "c: 1e300 x + 1e-300 y >= 1")], says: "violation", 0, 5, 6),
    OddProgram(
      "a square of 1e300: an optimum or no claim",
      [lp("p", cost: "x + [ 1e300 x ^ 2 ] / 2")], says: "violation", 0, 5, 6),
  ]

  private static let settings = [
    OddProgram(
      "a tolerance that is none", [lp("s")], says: "E602", 2, options: ["--set", "tol=0"]),
    OddProgram("a tolerance NaN", [lp("s")], says: "E602", 2, options: ["--set", "tol=nan"]),
    OddProgram("no iterations", [lp("s")], says: "E602", 2, options: ["--set", "max_iter=0"]),
    OddProgram("no time", [lp("s")], says: "E602", 2, options: ["--time-limit", "0"]),
    OddProgram("a setting without a value", [lp("s")], says: "E601", 2, options: ["--set", "tol"]),
    OddProgram(
      "a setting there is not", [lp("s")], says: "E602", 2, options: ["--set", "speed=1"]),
    OddProgram("a setting of the ADMM", [lp("s")], says: "E609", 2, options: ["--set", "rho=1"]),
  ]
}

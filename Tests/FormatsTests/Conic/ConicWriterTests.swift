import Formats
import Testing

/// What is written is read as the same program.
struct ConicWriterTests {
  private func source(_ text: String, _ format: ConicFormat) throws -> ConicSource {
    let bytes = Array(text.utf8)
    return try ConicSource(parsing: bytes.span, format: format)
  }

  private func written(_ source: ConicSource, _ format: ConicFormat) throws -> String {
    String(decoding: try source.bytes(in: format), as: UTF8.self)
  }

  /// A random quadratic program in MPS, with every kind of row and bound.
  private func randomMPS(_ generator: inout SeededGenerator) -> String {
    let n = Int.random(in: 1...6, using: &generator)
    let m = Int.random(in: 0...6, using: &generator)
    func number() -> Double {
      Bool.random(using: &generator)
        ? Double(Int.random(in: -9...9, using: &generator))
        : Double.random(in: -1e3...1e3, using: &generator)
    }
    var (rows, columns, sides, ranges, bounds, squares) = ("", "", "", "", "", "")
    for i in 0..<m {
      let kind = ["N", "L", "G", "E"][Int.random(in: 0..<4, using: &generator)]
      rows += " \(kind) r\(i)\n"
      if kind != "N" { sides += " rhs r\(i) \(number())\n" }
      if kind == "L" || kind == "G", Bool.random(using: &generator) {
        ranges += " range r\(i) \(Int.random(in: 1...50, using: &generator))\n"
      }
    }
    for j in 0..<n {
      columns += " x\(j) cost \(number())\n"
      for i in 0..<m where Bool.random(using: &generator) {
        columns += " x\(j) r\(i) \(number())\n"
      }
      switch Int.random(in: 0..<7, using: &generator) {
      case 0: bounds += " FR bound x\(j)\n"
      case 1: bounds += " FX bound x\(j) \(number())\n"
      case 2: bounds += " MI bound x\(j)\n UP bound x\(j) \(number())\n"
      case 3: bounds += " LO bound x\(j) -20000\n UP bound x\(j) \(number())\n"
      case 4: bounds += " LO bound x\(j) \(number())\n"
      case 5: bounds += " LO bound x\(j) 0\n UP bound x\(j) -1\n"
      default: break
      }
      for k in j..<n where Int.random(in: 0..<3, using: &generator) == 0 {
        squares += " x\(j) x\(k) \(number())\n"
      }
    }
    let sense = Bool.random(using: &generator) ? "OBJSENSE\n MAX\n" : ""
    return "NAME random program\n\(sense)ROWS\n N cost\n\(rows)COLUMNS\n\(columns)RHS\n rhs cost"
      + " \(number())\n\(sides)RANGES\n\(ranges)BOUNDS\n\(bounds)QUADOBJ\n\(squares)ENDATA\n"
  }

  @Test func quadraticProgramsGoRound() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      let text = randomMPS(&generator)
      let first = try source(text, .mps)
      // A range that no sum of two numbers gives is refused.
      guard let mps = try? written(first, .mps) else { continue }
      let second = try source(mps, .mps)
      // Warnings have places, which may differ.
      if first.warnings.isEmpty { #expect(ConicFile(first) == ConicFile(second), "\(text)\(mps)") }
      #expect(
        first.rowIntervals == second.rowIntervals && first.matrix == second.matrix
          && first.variableIntervals == second.variableIntervals)
      let lp = try source(written(first, .lp), .lp)
      #expect(lp.rowNames == first.rowNames && lp.rowIntervals == first.rowIntervals)
      #expect(Set(lp.variableNames) == Set(first.variableNames))
      let order = first.variableNames.map { lp.variableNames.firstIndex(of: $0) ?? 0 }
      #expect(order.map { lp.variableIntervals[$0] } == first.variableIntervals)
      #expect(order.map { lp.linear[$0] } == first.linear && lp.constant == first.constant)
      let point = first.linear.indices.map { Double($0) - 1.5 }
      var turned = point
      for (j, place) in order.enumerated() { turned[place] = point[j] }
      let (a, b) = (ConicFile(first), ConicFile(lp))
      // The sums are those of other orders.
      for (x, y) in zip(a.rowValues(at: point), b.rowValues(at: turned)) {
        #expect(abs(x - y) <= 1e-9 * (1 + abs(x)))
      }
      #expect(
        abs(a.objective(at: point) - b.objective(at: turned)) <= 1e-9
          * (1 + abs(a.objective(at: point))))
    }
  }

  /// Bounds and sides become cones: feasible points and objective stay.
  @Test func linearProgramsBecomeCones() throws {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<200 {
      var text = randomMPS(&generator)
      text = String(text.split(separator: "QUADOBJ")[0]) + "ENDATA\n"
      let first = try source(text, .mps)
      let (a, b) = (ConicFile(first), try conic(written(first, .cbf), .cbf))
      #expect(a.isMaximization == b.isMaximization && a.constant == b.constant)
      for _ in 0..<5 {
        let point = first.linear.indices.map { _ in Double.random(in: -9...9, using: &generator) }
        #expect(a.objective(at: point) == b.objective(at: point))
        #expect(
          abs(a.violation(at: point) - b.violation(at: point)) <= 1e-12
            * (1 + a.violation(at: point)))
      }
    }
  }

  @Test func conesGoRound() throws {
    let text = """
      VER
      3

      OBJSENSE
      MAX

      VAR
      10 5
      F 1
      L+ 2
      QR 3
      EXP 3
      L- 1

      CON
      8 4
      Q 3
      L= 1
      EXP 3
      F 1

      OBJACOORD
      2
      0 1.5
      9 -2.0

      OBJBCOORD
      0.25

      ACOORD
      4
      0 0 1.0
      1 3 -2.5
      3 9 0.1
      7 1 4.0

      BCOORD
      3
      0 7.0
      3 -0.3
      7 2.0

      """
    let first = try source(text, .cbf)
    let again = try written(first, .cbf)
    let second = try source(again, .cbf)
    #expect(ConicFile(first) == ConicFile(second))
    #expect(try written(second, .cbf) == again)
    for format in [ConicFormat.mps, .lp] {
      #expect(throws: ConicWriteFailure.self) { try written(first, format) }
    }
  }

  /// 1/2 x'Px as 2 t 1 >= ||P^(1/2) x||^2.
  @Test func squaresBecomeARotatedCone() throws {
    let first = try source(
      "Minimize\n c: x + [ 4 x ^ 2 + y ^ 2 ] / 2\nSubject To\n r: x + y >= 1\nEnd\n", .lp)
    let file = try conic(written(first, .cbf), .cbf)
    // x = 1, y = 2: 1 + 1/2 (4 + 4) = 5, and t = 4 is just enough.
    #expect(file.objective(at: [1, 2, 4]) == 5)
    #expect(file.violation(at: [1, 2, 4]) <= 1e-12 && file.violation(at: [1, 2, 3.9]) > 1e-3)
  }

  @Test(arguments: [
    ("Minimize\n c: [ 2 x * y ]\nSubject To\nEnd\n", ConicFormat.cbf, "products of variables"),
    ("Minimize\n c: - [ 2 x ^ 2 ] / 2\nSubject To\nEnd\n", .cbf, "wrong sign"),
    ("Minimize\n c: x\nSubject To\n r: 5 <= x <= 2\nEnd\n", .mps, "have no range"),
  ])
  func isRefused(_ text: String, _ format: ConicFormat, _ reason: String) throws {
    let source = try source(text, .lp)
    let failure = #expect(throws: ConicWriteFailure.self) { try source.bytes(in: format) }
    #expect(failure?.message.contains(reason) == true, "\(failure?.message ?? "")")
  }

  @Test(arguments: ["1st", "e5", ".x", "a+b", "free", "end", "Subject"])
  func isNoNameInLP(_ name: String) throws {
    let source = try source(
      "ROWS\n N cost\n G row\nCOLUMNS\n \(name) row 1 cost 1\nENDATA\n", .mps)
    #expect(throws: ConicWriteFailure.self) { try source.bytes(in: .lp) }
  }
}

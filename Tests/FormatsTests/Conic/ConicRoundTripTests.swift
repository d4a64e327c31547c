import Formats
import Testing

/// Random linear programs written in the three formats: each is read as the same program.
struct ConicRoundTripTests {
  /// min c'x + constant subject to rows `=` and `<=`, x free: what this project writes.
  private struct Program {
    var linear: [Double]
    var constant: Double
    var equalities: Int
    var rows: [[Double]]
    var sides: [Double]

    init(_ generator: inout SeededGenerator) {
      let n = Int.random(in: 1...6, using: &generator)
      let m = Int.random(in: 1...7, using: &generator)
      func number() -> Double {
        switch generator.next() % 4 {
        case 0: 0
        case 1: Double(Int.random(in: -9...9, using: &generator))
        case 2: Double.random(in: -1...1, using: &generator)
        default: Double.random(in: -1e-9...1e12, using: &generator)
        }
      }
      linear = (0..<n).map { _ in number() }
      constant = number()
      equalities = Int.random(in: 0...m, using: &generator)
      rows = (0..<m).map { _ in (0..<n).map { _ in number() } }
      sides = (0..<m).map { _ in number() }
    }

    var cbf: String {
      let entries = rows.enumerated().flatMap { i, row in
        row.enumerated().filter { $0.1 != 0 }.map { "\(i) \($0.0) \(-$0.1)" }
      }
      let (n, m) = (linear.count, rows.count)
      var cones: [String] = []
      if equalities > 0 { cones.append("L= \(equalities)") }
      if m > equalities { cones.append("L+ \(m - equalities)") }
      return
        "# a comment\nVER\n3\n\nOBJSENSE\nMIN\n\nVAR\n\(n) 1\nF \(n)\n\nCON\n\(m) \(cones.count)\n"
        + cones.joined(separator: "\n") + "\n\nOBJACOORD\n\(n)\n"
        + linear.enumerated().map { "\($0) \($1)\n" }.joined() + "\nOBJBCOORD\n\(constant)\n\n"
        + "ACOORD\n\(entries.count)\n" + entries.map { $0 + "\n" }.joined() + "\nBCOORD\n\(m)\n"
        + sides.enumerated().map { "\($0) \($1)\n" }.joined()
    }

    var mps: String {
      var text = "NAME program\nROWS\n N objective\n"
      for i in rows.indices { text += " \(i < equalities ? "E" : "L") row[\(i + 1)]\n" }
      text += "COLUMNS\n"
      for j in linear.indices {
        text += " v[1,\(j + 1)] objective \(linear[j])\n"
        for i in rows.indices where rows[i][j] != 0 {
          text += " v[1,\(j + 1)] row[\(i + 1)] \(rows[i][j])\n"
        }
      }
      text += "RHS\n rhs objective \(-constant)\n"
      for i in rows.indices { text += " rhs row[\(i + 1)] \(sides[i])\n" }
      return text + "BOUNDS\n"
        + linear.indices.map { " FR bound v[1,\($0 + 1)]\n" }.joined() + "ENDATA\n"
    }

    var lp: String {
      func sum(_ coefficients: [Double]) -> String {
        coefficients.enumerated().map { "\($1 < 0 ? "- " : "+ ")\(abs($1)) v(1,\($0 + 1))" }
          .joined(separator: " ")
      }
      return "Minimize\n objective: \(sum(linear)) \(constant < 0 ? "-" : "+") \(abs(constant))\n"
        + "Subject To\n"
        + rows.enumerated().map {
          " row(\($0 + 1)): \(sum($1)) \($0 < equalities ? "=" : "<=") \(sides[$0])\n"
        }.joined() + "Bounds\n" + linear.indices.map { " v(1,\($0 + 1)) free\n" }.joined() + "End\n"
    }
  }

  @Test func linearPrograms() throws {
    var generator = SeededGenerator(seed: 41)
    for _ in 0..<300 {
      let program = Program(&generator)
      let files = [
        try conic(program.cbf, .cbf), try conic(program.mps, .mps), try conic(program.lp, .lp),
      ]
      for file in files {
        #expect(file.linear == program.linear && file.constant == program.constant)
        #expect(file.rightHandSide == program.sides)
        #expect(file.cones.reduce(0) { $0 + $1.dimension } == program.rows.count)
        if case .zero(let count) = file.cones.first {
          #expect(count == program.equalities)
        } else {
          #expect(program.equalities == 0)
        }
        #expect(file.matrix.dense == program.rows)
        #expect(file.warnings.isEmpty)
      }
      #expect(files[1].variableNames.last == "v[1,\(program.linear.count)]")
      #expect(files[2].rowNames.last == "row(\(program.rows.count))")
    }
  }
}

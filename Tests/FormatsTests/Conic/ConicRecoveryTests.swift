import Formats
import Testing

/// The way back from the standard form: identities that hold at every point, checked against the terms
/// of the file written out by hand.
struct ConicRecoveryTests {
  /// A file, and what it says: c, A by rows, and what is added to A x.
  private struct Case {
    var file: ConicFile
    var linear: [Double]
    var rows: [[Double]]
    var constants: [Double]
  }

  private func cases() throws -> [Case] {
    let cbf = try conic(
      """
      VER
      1
      OBJSENSE
      MIN
      VAR
      5 3
      L+ 1
      QR 3
      F 1
      CON
      8 4
      L- 1
      QR 3
      EXP 3
      F 1
      OBJACOORD
      3
      0 1.5
      2 -2
      4 3
      ACOORD
      10
      0 0 2
      0 4 -1
      1 1 3
      1 2 1
      2 2 -4
      3 3 5
      4 0 1
      5 1 2
      6 4 7
      7 3 6
      BCOORD
      4
      0 0.5
      1 2.5
      5 -1
      7 9
      """, .cbf)
    let mps = try conic(
      """
      OBJSENSE MAX
      ROWS
       N c
       L a
       G b
       E d
       N e
      COLUMNS
       x c 2 a 1
       x b 3 e 4
       y c -1 a 5
       y d 2
       z b -1 d 1
      RHS
       r a 4 b -3
       r d 1
      RANGES
       g a 2
      BOUNDS
       UP u x 3
       FR u y
       FX u z 2
      ENDATA
      """, .mps)
    return [
      Case(
        file: cbf, linear: [1.5, 0, -2, 0, 3],
        rows: [
          [2, 0, 0, 0, -1], [0, 3, 1, 0, 0], [0, 0, -4, 0, 0], [0, 0, 0, 5, 0], [1, 0, 0, 0, 0],
          [0, 2, 0, 0, 0], [0, 0, 0, 0, 7], [0, 0, 0, 6, 0],
        ], constants: [0.5, 2.5, 0, 0, 0, -1, 0, 9]),
      Case(
        file: mps, linear: [2, -1, 0], rows: [[1, 5, 0], [3, 0, -1], [0, 2, 1], [4, 0, 0]],
        constants: [0, 0, 0, 0]),
    ]
  }

  @Test func values() throws {
    var generator = SeededGenerator(seed: 31)
    for test in try cases() {
      for _ in 0..<20 {
        let x = test.linear.map { _ in Double.random(in: -3...3, using: &generator) }
        let values = test.file.rowValues(at: x)
        for (i, row) in test.rows.enumerated() {
          let value = zip(row, x).reduce(test.constants[i]) { $0 + $1.0 * $1.1 }
          #expect(abs(values[i] - value) < 1e-12)
        }
      }
    }
  }

  /// c - A'y - d of the file is q + A'z of the standard form, with the sign of the sense, for every z.
  @Test func multipliers() throws {
    var generator = SeededGenerator(seed: 32)
    for test in try cases() {
      let file = test.file
      for _ in 0..<20 {
        let z = file.rightHandSide.map { _ in Double.random(in: -3...3, using: &generator) }
        let (y, d) = (file.rowDuals(z), file.reducedCosts(z))
        let a = file.matrix.dense
        for j in test.linear.indices {
          let own =
            test.linear[j] - test.rows.indices.reduce(d[j]) { $0 + test.rows[$1][j] * y[$1] }
          let standard = a.indices.reduce(file.linear[j]) { $0 + a[$1][j] * z[$1] }
          #expect(abs(own - (file.isMaximization ? -standard : standard)) < 1e-12)
        }
      }
    }
  }

  /// The gain of the optimal value with the right-hand side, where it is known: min x, x >= 2 and
  /// max x, x <= 2.
  @Test func signs() throws {
    let least = try conic("min\n 3 x\nst\n r: x >= 2\nbounds\n x free\nend\n", .lp)
    // 3 + A'z = 0 with A = -1.
    #expect(least.rowDuals([3]) == [3])
    let most = try conic("max\n 3 x\nst\n r: x <= 2\nbounds\n x free\nend\n", .lp)
    // -3 + A'z = 0 with A = 1.
    #expect(most.rowDuals([3]) == [3])
    let bounded = try conic("min\n 3 x\nst\n r: x <= 9\nend\n", .lp)
    #expect(bounded.rowDuals([0, 3]) == [0] && bounded.reducedCosts([0, 3]) == [3])
  }

  /// A point of the file's rotated and exponential cones is one of the standard form, and the other way.
  @Test func membership() throws {
    let file = try conic(
      "VER\n1\nOBJSENSE\nMIN\nVAR\n6 1\nF 6\nCON\n6 2\nEXP 3\nQR 3\nACOORD\n6\n0 0 1\n1 1 1\n2 2 1\n"
        + "3 3 1\n4 4 1\n5 5 1\nBCOORD\n2\n0 0.25\n3 0.5\n", .cbf)
    var generator = SeededGenerator(seed: 33)
    var inside = 0
    for _ in 0..<400 {
      let x = (0..<6).map { j in
        Double.random(in: j == 2 || j == 5 ? -1...1 : 0.1...3, using: &generator)
      }
      let (t, s, r) = (x[0] + 0.25, x[1], x[2])
      // exp by its series: r/s lies between -10 and 10.
      var (power, term) = (0.0, 1.0)
      for k in 1...80 {
        power += term
        term *= r / s / Double(k)
      }
      let isInside = t >= s * power && 2 * (x[3] + 0.5) * x[4] >= x[5] * x[5]
      if isInside { inside += 1 }
      #expect((file.violation(at: x) <= 1e-12) == isInside)
    }
    #expect(inside > 50 && inside < 350)
  }
}

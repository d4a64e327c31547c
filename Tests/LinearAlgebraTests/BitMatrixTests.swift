import LinearAlgebra
import TestSupport
import Testing

@Suite struct BitMatrixTests {
  @Test(arguments: [1, 63, 64, 65, 130])
  func bitsStayWhereTheyWerePut(_ n: Int) {
    var generator = SeededGenerator(seed: UInt64(n))
    let columns = (0..<5).map { _ in (0..<n).map { _ in Bool.random(using: &generator) } }
    var bits = BitMatrix(rows: n)
    for column in columns { bits.appendColumn { column[$0] } }
    let transposed = bits.transposed()
    let expanded = bits.expanded(zero: -1, one: 1)
    for (j, column) in columns.enumerated() {
      #expect(bits.population(ofColumn: j) == column.count { $0 })
      for k in 0..<n {
        #expect(bits[k, j] == column[k])
        #expect(transposed[j, k] == column[k])
        #expect(expanded[k, j] == (column[k] ? 1 : -1))
      }
      for i in 0..<5 {
        #expect(bits.overlap(i, j) == zip(columns[i], column).count { $0 && $1 })
      }
    }
    #expect(bits.selectingColumns([3, 1]).columnWords(1) == bits.columnWords(1)[...])
  }

  @Test func gramsOfSharedRows() {
    var generator = SeededGenerator(seed: 6)
    let (n, d) = (90, 3)
    let x = Matrix(
      rows: n, columns: d,
      elements: (0..<n * d).map { _ in Double.random(in: -1...1, using: &generator) })
    var bits = BitMatrix(rows: n)
    for _ in 0..<3 { bits.appendColumn { _ in Bool.random(using: &generator) } }
    let grams = SharedGrams(x, bits)
    for i in 0..<3 {
      for j in 0..<3 {
        let block = grams.block(i, j, scale: 2)
        for a in 0..<d {
          for b in 0..<d {
            let expected = (0..<n).reduce(0.0) {
              bits[$1, i] && bits[$1, j] ? $0 + 2 * x[$1, a] * x[$1, b] : $0
            }
            #expect(abs(block[a, b] - expected) < 1e-12)
          }
        }
      }
    }
  }

  @Test(arguments: [3, 30])
  func gramsOfAllPatternsTogether(_ d: Int) {
    var generator = SeededGenerator(seed: UInt64(d))
    let (n, p) = (600, 3)
    let x = Matrix(
      rows: n, columns: d,
      elements: (0..<n * d).map { _ in Double.random(in: -1...1, using: &generator) })
    var all = BitMatrix(rows: n)
    for _ in 0..<p { all.appendColumn { _ in Bool.random(using: &generator) } }
    let bits = all.keepingRows { $0 % 5 != 0 }
    var total = Matrix(rows: d * p, columns: d * p)
    let grams = SharedGrams(x, bits)
    grams.add(scale: 3, to: &total)
    grams.add(scale: -1, to: &total)
    for k in 0..<n {
      for i in 0..<p { #expect(bits[k, i] == (all[k, i] && k % 5 != 0)) }
    }
    for i in 0..<p {
      for j in 0...i {
        let block = grams.block(i, j, scale: 2)
        for a in 0..<d {
          for b in 0..<d where i != j || a >= b {
            #expect(abs(total[i * d + a, j * d + b] - block[a, b]) < 1e-11)
          }
        }
      }
    }
  }

  @Test func signsIncludeZero() {
    let x = Matrix(rows: [[1, 0], [-1, 0], [0, 0], [0, -2]])
    let words = signPattern(of: x, along: [1, 1])
    #expect(words == [0b0101])
  }
}

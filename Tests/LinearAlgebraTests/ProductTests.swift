import LinearAlgebra
import TestSupport
import Testing

/// BLAS products against loops, shapes 0 and 1 included.
@Suite struct ProductTests {
  private func random(_ rows: Int, _ columns: Int, _ generator: inout SeededGenerator) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { _ in Double.random(in: -1...1, using: &generator) })
  }

  private func naive(_ a: Matrix, _ b: Matrix) -> Matrix {
    var c = Matrix(rows: a.rowCount, columns: b.columnCount)
    for i in 0..<a.rowCount {
      for j in 0..<b.columnCount {
        c[i, j] = (0..<a.columnCount).reduce(0) { $0 + a[i, $1] * b[$1, j] }
      }
    }
    return c
  }

  private func distance(_ a: Matrix, _ b: Matrix) -> Double {
    zip(a.elements, b.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test(arguments: [(3, 4, 5), (1, 1, 1), (0, 3, 2), (3, 0, 2), (3, 4, 0), (300, 65, 70)])
  func singlePrecisionProducts(_ m: Int, _ k: Int, _ n: Int) {
    var generator = SeededGenerator(seed: UInt64(m + 100 * k + n))
    let (a, b) = (random(m, k, &generator), random(k, n, &generator))
    let wanted = naive(a, b).elements
    for (left, transA) in [(a, Transposition.none), (a.transposed(), .transposed)] {
      var c = SinglePrecisionMatrix(rows: m, columns: n)
      c.updateColumns { column, j in
        for i in 0..<column.count { column[i] = Float(j + i) }
      }
      multiply(SinglePrecisionMatrix(left), transA, SinglePrecisionMatrix(b), into: &c)
      for (found, exact) in zip(c.elements, wanted) {
        #expect(abs(Double(found) - exact) < 1e-5 * Double(max(k, 1)))
      }
    }
  }

  @Test(arguments: [(3, 4, 5), (1, 1, 1), (0, 3, 2), (3, 0, 2), (3, 4, 0), (33, 65, 17)])
  func products(_ m: Int, _ k: Int, _ n: Int) {
    var generator = SeededGenerator(seed: UInt64(m + 100 * k + n))
    let (a, b) = (random(m, k, &generator), random(k, n, &generator))
    let start = random(m, n, &generator)
    let expected = naive(a, b)
    for (left, transA) in [(a, Transposition.none), (a.transposed(), .transposed)] {
      for (right, transB) in [(b, Transposition.none), (b.transposed(), .transposed)] {
        var c = start
        multiply(left, transA, right, transB, scale: 2, keep: -1, into: &c)
        let wanted = Matrix(
          rows: m, columns: n,
          elements: zip(expected.elements, start.elements).map { 2 * $0 - $1 })
        #expect(distance(c, wanted) < 1e-13 * Double(max(k, 1)))
      }
    }
  }

  @Test(arguments: [(4, 3), (1, 6), (0, 2), (50, 8)])
  func matrixTimesVectorAndGram(_ m: Int, _ n: Int) {
    var generator = SeededGenerator(seed: UInt64(m * 10 + n))
    let a = random(m, n, &generator)
    let x = random(n, 1, &generator)
    var y = [Double](repeating: 0, count: m)
    multiply(a, .none, x.elements, into: &y)
    #expect(distance(Matrix(rows: m, columns: 1, elements: y), naive(a, x)) < 1e-13)
    let g = gram(a, scale: 3)
    let expected = naive(a.transposed(), a)
    for i in 0..<n {
      for j in 0..<n { #expect(abs(g[i, j] - 3 * expected[i, j]) < 1e-12) }
    }
  }

  @Test func columnsInParallelAreColumnsInOrder() {
    var generator = SeededGenerator(seed: 8)
    let a = random(300, 400, &generator)  // enough numbers for more than one thread
    var (b, c) = (a, a)
    let sums = b.updateColumns(with: &c) { first, second, j in
      var sum = 0.0
      for k in 0..<first.count {
        sum += first[k]
        first[k] += Double(j)
        second[k] = 2 * first[k]
      }
      return sum
    }
    for j in 0..<400 {
      let column = a.column(j)
      #expect(sums[j] == column.reduce(0, +))
      #expect(b.column(j) == column.map { $0 + Double(j) })
      #expect(c.column(j) == column.map { 2 * ($0 + Double(j)) })
    }
  }

  @Test func transposing() {
    var generator = SeededGenerator(seed: 9)
    let a = random(70, 45, &generator)
    let t = a.transposed()
    for i in 0..<70 { #expect(t.column(i) == a.row(i)) }
    #expect(t.transposed() == a)
  }
}

@Suite struct ScatteredGramTests {
  @Test(arguments: [(7, 3, 5), (600, 4, 300), (1, 2, 1), (5, 0, 3), (5, 2, 0)])
  func theGramMatrixLandsAtItsPlaces(_ n: Int, _ d: Int, _ m: Int) {
    var generator = SeededGenerator(seed: UInt64(n + m))
    let places = Array((0..<n).shuffled(using: &generator).prefix(m)).sorted()
    let y = Matrix(
      rows: d, columns: m,
      elements: (0..<d * m).map { _ in Double.random(in: -1...1, using: &generator) })
    var target = Matrix(rows: n, columns: n, repeating: 2)
    target.addGram(y, at: places)
    for column in 0..<n {
      for row in column..<n {
        var expected = 2.0
        if let a = places.firstIndex(of: row), let b = places.firstIndex(of: column) {
          expected += dot(y.column(a), y.column(b))
        }
        #expect(abs(target[row, column] - expected) < 1e-12)
      }
    }
  }
}

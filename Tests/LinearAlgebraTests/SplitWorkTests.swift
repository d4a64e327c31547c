import Dispatch
import Glibc
import TestSupport
import Testing

@testable import LinearAlgebra

/// Work that is split among threads gives what one thread gives.
@Suite(.serialized) struct SplitWorkTests {
  private func random(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { _ in Double.random(in: -1...1, using: &generator) })
  }

  /// Shapes above the size from which products are split, by columns and by rows, with parts of unequal length.
  @Test(
    arguments: [(301, 203, 280), (4001, 37, 120), (3, 4001, 1500), (4001, 3, 1500)],
    [Transposition.none, .transposed])
  func productsAreSplit(_ shape: (m: Int, n: Int, k: Int), _ transA: Transposition) {
    let all = ComputeLibrary.threadCount
    defer { ComputeLibrary.threadCount = all }
    for transB in [Transposition.none, .transposed] {
      let (m, n, k) = shape
      let a = transA == .none ? random(m, k, 1) : random(k, m, 1)
      let b = transB == .none ? random(k, n, 2) : random(n, k, 2)
      var (one, many) = (random(m, n, 3), random(m, n, 3))
      ComputeLibrary.threadCount = 1
      multiply(a, transA, b, transB, scale: 0.5, keep: -2, into: &one)
      ComputeLibrary.threadCount = 3
      multiply(a, transA, b, transB, scale: 0.5, keep: -2, into: &many)
      let error = zip(one.elements, many.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(error <= 1e-12 * Double(k))
      let (i, j) = (m - 1, n - 1)
      let exact = (0..<k).reduce(-2 * random(m, n, 3)[i, j]) {
        $0 + 0.5 * (transA == .none ? a[i, $1] : a[$1, i]) * (transB == .none ? b[$1, j] : b[j, $1])
      }
      #expect(abs(many[i, j] - exact) <= 1e-12 * Double(k))
    }
  }

  @Test(arguments: [40, 901])
  func solvesAreSplit(_ columns: Int) throws {
    let all = ComputeLibrary.threadCount
    defer { ComputeLibrary.threadCount = all }
    let order = columns == 40 ? 701 : 203
    var matrix = gram(random(order + 5, order, 4))
    for j in 0..<order { matrix[j, j] += 1 }
    let factor = try Cholesky(matrix)
    let right = random(order, columns, 5)
    ComputeLibrary.threadCount = 3
    var solved = right
    factor.solve(&solved)
    var back = Matrix(rows: order, columns: columns)
    multiply(matrix, .none, solved, into: &back)
    let error = zip(back.elements, right.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(error <= 1e-9)
  }

  /// Orders around those of blocks and parts; what is left above the diagonal is the matrix.
  @Test(arguments: [191, 192, 193, 385, 700, 1001], [1, 3])
  func factorsAreSplit(_ order: Int, _ threads: Int) throws {
    let all = ComputeLibrary.threadCount
    defer { ComputeLibrary.threadCount = all }
    ComputeLibrary.threadCount = threads
    var matrix = gram(random(order + 5, order, 6))
    for j in 0..<order { matrix[j, j] += 1 }
    var (factor, level) = (matrix.elements, 0)
    for j in 0..<order { for i in 0..<j { factor[j * order + i] = .nan } }
    #expect(factorLower(&factor, order: order, shifts: [0], level: &level))
    var lower = Matrix(rows: order, columns: order, elements: factor)
    for j in 1..<order {
      for i in 0..<j {
        #expect(lower[i, j] == matrix[j, i])
        lower[i, j] = 0
      }
    }
    let product = gram(lower, ofRows: true)
    let error = zip(product.elements, matrix.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(error <= 1e-11 * Double(order))
    let right = random(order, 1, 7).elements
    var (solved, back) = (right, right)
    try Cholesky(matrix).solve(&solved)
    multiply(matrix, .none, solved, into: &back)
    #expect(zip(back, right).allSatisfy { abs($0 - $1) <= 1e-10 * Double(order) })
  }

  /// A matrix with one negative eigenvalue that shows at some row: the minor is named, and a shift that serves finds
  /// the matrix as it was.
  @Test(arguments: [100, 250, 599], [1, 3])
  func minorsOfSplitFactorsAreNamed(_ row: Int, _ threads: Int) throws {
    let all = ComputeLibrary.threadCount
    defer { ComputeLibrary.threadCount = all }
    ComputeLibrary.threadCount = threads
    let order = 600
    var matrix = gram(random(order + 5, order, 8))
    for j in 0..<order { matrix[j, j] += 100 }
    let good = matrix
    matrix[row, row] = -1
    var minor = 0
    do {
      _ = try Cholesky(matrix)
    } catch {
      minor = error.leadingMinor
    }
    #expect(minor == row + 1)
    // The shift makes up for what was taken away.
    matrix = good
    matrix[row, row] -= 2 * good[row, row]
    var level = 0
    let mean = (0..<order).reduce(0) { $0 + matrix[$1, $1] } / Double(order)
    var elements = matrix.elements
    let shift = 4 * good[row, row] / mean
    #expect(factorLower(&elements, order: order, shifts: [0, shift], level: &level) && level == 1)
    var shifted = matrix
    for j in 0..<order { shifted[j, j] += shift * mean }
    let wanted = try Cholesky(shifted)
    var right = random(order, 1, 9).elements
    var expected = right
    wanted.solve(&expected)
    unsafe elements.withUnsafeBufferPointer { l in
      unsafe right.withUnsafeMutableBufferPointer { b in
        guard let l = l.baseAddress, let b = b.baseAddress else { return }
        for part in [Transposition.none, .transposed] {
          unsafe solveTriangular(l, order: order, part, b)
        }
      }
    }
    #expect(zip(right, expected).allSatisfy { abs($0 - $1) <= 1e-12 })
    elements = good.elements
    elements[(row / 2) * order + row] = .infinity
    level = 0
    #expect(!factorLower(&elements, order: order, shifts: [0, 1], level: &level))
  }

  @Test(arguments: [(2001, 150), (150, 2001)], [Transposition.none, .transposed])
  func productsWithVectorsAreSplit(
    _ shape: (m: Int, n: Int), _ transposition: Transposition
  ) {
    let all = ComputeLibrary.threadCount
    defer { ComputeLibrary.threadCount = all }
    ComputeLibrary.threadCount = 3
    let a = random(shape.m, shape.n, 10)
    let (rows, columns) = transposition == .none ? shape : (shape.n, shape.m)
    let x = random(columns, 1, 11).elements
    var y = random(rows, 1, 12).elements
    let before = y
    multiply(a, transposition, x, scale: 2, keep: -1, into: &y)
    for i in 0..<rows {
      let exact = (0..<columns).reduce(-before[i]) {
        $0 + 2 * (transposition == .none ? a[i, $1] : a[$1, i]) * x[$1]
      }
      #expect(abs(y[i] - exact) <= 1e-11)
    }
  }

  /// Every part is done once, whoever asks at the same time, and whether threads sleep or not.
  @Test func partsAreDoneOnce() {
    let pool = WorkerPool.shared
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for round in 0..<20_000 {
        let count = round % 7
        var done = [Int](repeating: 0, count: count)
        unsafe done.withUnsafeMutableBufferPointer { done in
          nonisolated(unsafe) let done = unsafe done
          pool.run(count: count, threads: 3, wakes: round % 3 != 0) { unsafe done[$0] += $0 + 1 }
        }
        #expect(done == (0..<count).map { $0 + 1 })
        if round % 5000 == 0 { usleep(500) }
      }
    }
  }

  /// Work that is split is split no further, on whichever thread.
  @Test func partsAreNotSplit() {
    let all = ComputeLibrary.threadCount
    defer { ComputeLibrary.threadCount = all }
    ComputeLibrary.threadCount = 3
    let counts = mapCallingBLAS(count: 8) { _ in ComputeLibrary.threadCount }
    #expect(counts == [Int](repeating: 1, count: 8))
    #expect(ComputeLibrary.splitting(unless: true) { ComputeLibrary.threadCount } == 1)
    #expect(ComputeLibrary.splitting(unless: false) { ComputeLibrary.threadCount } == 3)
  }

  @Test func resultsComeInOrder() {
    var taken: [Int] = []
    forEachComputed(count: 17, { $0 * $0 }, { taken.append($0) })
    #expect(taken == (0..<17).map { $0 * $0 })
    forEachComputed(count: 0, { $0 }, { taken.append($0) })
    #expect(taken.count == 17)
  }
}

import LinearAlgebra
import TestSupport
import Testing

@Suite struct CholeskyTests {
  private func positiveDefinite(_ n: Int, _ generator: inout SeededGenerator) -> Matrix {
    let a = Matrix(
      rows: n + 2, columns: n,
      elements: (0..<n * (n + 2)).map { _ in Double.random(in: -1...1, using: &generator) })
    var result = gram(a)
    for i in 0..<n { result[i, i] += 0.1 }
    return result
  }

  @Test(arguments: [1, 2, 7, 40])
  func solvesWhatItFactors(_ n: Int) throws {
    var generator = SeededGenerator(seed: UInt64(n))
    let matrix = positiveDefinite(n, &generator)
    let factor = try Cholesky(matrix)
    let wanted = Matrix(
      rows: n, columns: 3,
      elements: (0..<3 * n).map { _ in Double.random(in: -1...1, using: &generator) })
    var right = Matrix(rows: n, columns: 3)
    multiply(matrix, .none, wanted, .none, into: &right)
    var one = right.column(1)
    var lowered = right
    factor.solve(&one)
    factor.solveLower(&lowered)
    factor.solve(&right)
    for (a, b) in zip(right.elements, wanted.elements) { #expect(abs(a - b) < 1e-10) }
    for (a, b) in zip(one, wanted.column(1)) { #expect(abs(a - b) < 1e-10) }
    // ||L^{-1} b||^2 = b' A^{-1} b = x' A x.
    var image = [Double](repeating: 0, count: n)
    multiply(matrix, .none, wanted.column(0), into: &image)
    let norm = norm2(lowered.column(0))
    #expect(abs(norm * norm - dot(image, wanted.column(0))) < 1e-10)
  }

  /// Many right-hand sides at a time take blocks of the factor with their inverses.
  @Test(arguments: [1, 40, 64, 150], [31, 32, 90])
  func manyRightHandSidesAreSolvedLikeOne(_ n: Int, _ columns: Int) throws {
    var generator = SeededGenerator(seed: UInt64(n * columns))
    let matrix = positiveDefinite(n, &generator)
    let factor = try Cholesky(matrix)
    let right = Matrix(
      rows: n, columns: columns,
      elements: (0..<n * columns).map { _ in Double.random(in: -1...1, using: &generator) })
    var all = right
    factor.solve(&all)
    var halves = right
    factor.solveLower(&halves)
    factor.solveLowerTransposed(&halves)
    for j in 0..<columns {
      var one = right.column(j)
      factor.solve(&one)
      for i in 0..<n {
        #expect(abs(all[i, j] - one[i]) < 1e-10)
        #expect(abs(halves[i, j] - one[i]) < 1e-10)
      }
    }
  }

  @Test func namesTheLeadingMinorThatIsNotPositive() {
    #expect(minor(of: Matrix(rows: [[1, 2], [2, 1]])) == 2)
    #expect(minor(of: Matrix(rows: [[-1]])) == 1)
    #expect(minor(of: Matrix(rows: [[1, 0], [.nan, 1]])) == 0)
    #expect(minor(of: Matrix(rows: 0, columns: 0)) == nil)
  }

  private func minor(of matrix: Matrix) -> Int? {
    do {
      _ = try Cholesky(matrix)
      return nil
    } catch {
      return error.leadingMinor
    }
  }

  @Test func singlePrecisionIsClose() throws {
    var generator = SeededGenerator(seed: 4)
    let (n, d) = (60, 5)
    let z = Matrix(
      rows: d, columns: n,
      elements: (0..<d * n).map { _ in Double.random(in: -1...1, using: &generator) })
    let weight = { @Sendable (i: Int, j: Int) in (i * j) % 3 == 0 ? 2 : 1 }
    // Symmetric weights of the form W_ij = 1 + [3 | ij] are not positive definite by themselves; the
    // diagonal makes the matrix so.
    let factor = try SinglePrecisionCholesky(gramOf: z, scale: 2, diagonal: 50, weight: weight)
    var dense = gram(z, scale: 2)
    for i in 0..<n {
      for j in 0..<n { dense[i, j] *= Double(weight(i, j)) }
      dense[i, i] += 50
    }
    let wanted = (0..<n).map { _ in Double.random(in: -1e6...1e6, using: &generator) }
    var x = [Double](repeating: 0, count: n)
    multiply(dense, .none, wanted, into: &x)
    factor.solve(&x)
    let error = norm2(zip(x, wanted).map { $0 - $1 })
    #expect(error < 1e-5 * norm2(wanted))
    #expect(error > 0)
  }

  /// From panels whose Gram matrices are added up, and from the matrix itself.
  @Test(arguments: [1, 9, 300]) func singlePrecisionOfSums(_ n: Int) throws {
    var generator = SeededGenerator(seed: UInt64(n))
    let diagonal = (0..<n).map { _ in Double.random(in: 1...2, using: &generator) }
    let panels = (0..<3).map { index in
      let places = (0..<n).filter { ($0 + index) % 3 != 0 }
      return (
        columns: Matrix(
          rows: 4, columns: places.count,
          elements: (0..<4 * places.count).map { _ in Double.random(in: -1...1, using: &generator) }
        ), places: places
      )
    }
    var dense = Matrix(rows: n, columns: n)
    for panel in panels { dense.addGram(panel.columns, at: panel.places) }
    for j in 0..<n { dense[j, j] += diagonal[j] }
    var level = 0
    let factors = try [
      #require(
        SinglePrecisionCholesky(diagonal: diagonal, panels: 3, level: &level) { panels[$0] }),
      #require(SinglePrecisionCholesky(shifting: dense, level: &level)),
    ]
    #expect(level == 0)
    dense.mirrorLower()
    let wanted = (0..<n).map { _ in Double.random(in: -1...1, using: &generator) }
    var right = [Double](repeating: 0, count: n)
    multiply(dense, .none, wanted, into: &right)
    for factor in factors {
      var x = right
      factor.solve(&x)
      let error = norm2(zip(x, wanted).map { $0 - $1 })
      #expect(error < 1e-4 * norm2(wanted))
    }
  }

  /// A matrix that rounding may have made indefinite is factored with the least shift that serves.
  @Test func shiftsServeWhereRoundingDidHarm() throws {
    let (n, defect) = (70, 3e-11)
    var matrix = Matrix(rows: n, columns: n)
    for j in 0..<n {
      matrix[j, j] = 1
      // The eigenvalues of [1 1+e; 1+e 1] are -e and 2 + e.
      if j % 2 == 0 { matrix[j + 1, j] = 1 + defect }
    }
    var level = 0
    let factor = try #require(Cholesky(shifting: matrix, level: &level))
    #expect(level == 6)
    var x = (0..<n).map { $0 % 2 == 0 ? 1.0 : -1 }
    factor.solve(&x)
    // The shift of 1e-10 less the defect is left of that eigenvalue.
    for j in 0..<n { #expect(abs(abs(x[j]) * (1e-10 - defect) - 1) < 1e-4) }
    // The next one begins there.
    #expect(Cholesky(shifting: matrix, level: &level) != nil && level == 6)
    var single = 0
    matrix.update { elements in for j in elements.indices where elements[j] > 1 { elements[j] = 1 }
    }
    #expect(SinglePrecisionCholesky(shifting: matrix, level: &single) != nil && single == 1)
    #expect(Cholesky(shifting: Matrix(rows: [[1, 0], [3, 1]])) == nil)
    #expect(Cholesky(shifting: Matrix(rows: [[.nan]])) == nil)
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func nonnegativeLeastSquaresIsOptimal(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (r, c) = (
      Int.random(in: 1...8, using: &generator), Int.random(in: 1...12, using: &generator)
    )
    let a = Matrix(
      rows: r, columns: c,
      elements: (0..<r * c).map { _ in Double.random(in: -1...1, using: &generator) })
    let b = (0..<r).map { _ in Double.random(in: -1...1, using: &generator) }
    let x = nonnegativeLeastSquares(a, b)
    var residual = b
    multiply(a, .none, x, scale: -1, keep: 1, into: &residual)
    var gradient = [Double](repeating: 0, count: c)
    multiply(a, .transposed, residual, into: &gradient)
    // Karush-Kuhn-Tucker: x >= 0, A'(b - A x) <= 0, and 0 where x > 0.
    for j in 0..<c {
      #expect(x[j] >= 0)
      #expect(gradient[j] < 1e-9)
      if x[j] > 1e-9 { #expect(abs(gradient[j]) < 1e-8) }
    }
  }
}

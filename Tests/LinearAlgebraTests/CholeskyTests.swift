import LinearAlgebra
import Testing

@Suite struct CholeskyTests {
  @Test func solvesAKnownSystem() throws {
    let matrix = Matrix(rows: [[4, 2], [2, 3]])
    let factor = try Cholesky(matrix)
    var b = [8.0, 7.0]
    factor.solve(&b)
    #expect(abs(b[0] - 1.25) < 1e-15 && abs(b[1] - 1.5) < 1e-15)
  }
}

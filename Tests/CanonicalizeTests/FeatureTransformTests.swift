import DSL
import LinearAlgebra
import Testing

@testable import Canonicalize

@Suite struct FeatureTransformTests {
  private let matrix = Matrix(rows: [[1, 5, -2], [2, 5, 0], [6, 5, 8]])

  @Test func standardDeviation() {
    let transform = FeatureTransform(.sd, on: matrix, hasBias: true)
    let result = transform.applied(to: matrix)
    #expect(result.columnCount == 4)
    #expect(result.column(1) == [0, 0, 0])
    #expect(result.column(3) == [1, 1, 1])
    for j in [0, 2] {
      let column = result.column(j)
      #expect(abs(column.reduce(0, +)) < 1e-15)
      #expect(abs(column.reduce(0) { $0 + $1 * $1 } / 3 - 1) < 1e-15)
    }
    // Held-out rows use the constants of training: (4 - 3) / sqrt(14/3).
    let held = transform.applied(to: Matrix(rows: [[4, 7, 2]]))
    #expect(abs(held[0, 0] - 1 / (14.0 / 3).squareRoot()) < 1e-15)
    #expect(held[0, 1] == 2)
  }

  @Test func rangeAndDivisor() {
    let range = FeatureTransform(.minmax, on: matrix, hasBias: false).applied(to: matrix)
    #expect(range.column(0) == [0, 0.2, 1])
    #expect(range.column(1) == [0, 0, 0])
    let divided = FeatureTransform(.by(2), on: matrix, hasBias: false).applied(to: matrix)
    #expect(divided.column(2) == [-1, 0, 4])
    #expect(FeatureTransform(nil, on: matrix, hasBias: false).applied(to: matrix) == matrix)
  }

  @Test func oneRow() {
    let row = Matrix(rows: [[3, 4]])
    #expect(FeatureTransform(.sd, on: row, hasBias: false).applied(to: row).elements == [0, 0])
  }
}

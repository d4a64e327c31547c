import LinearAlgebra
import TestSupport
import Testing

@Suite struct MatrixTests {
  private let matrix = Matrix(rows: [[1, 2, 3], [4, 5, 6]])

  @Test func elementsStandColumnAfterColumn() {
    #expect(matrix.rowCount == 2 && matrix.columnCount == 3)
    #expect(matrix.elements == [1, 4, 2, 5, 3, 6])
    #expect(matrix == Matrix(rows: 2, columns: 3, elements: [1, 4, 2, 5, 3, 6]))
    #expect(matrix[1, 2] == 6)
    #expect(matrix.row(1) == [4, 5, 6])
    #expect(matrix.column(1) == [2, 5])
    #expect(Matrix(rows: 2, columns: 2, repeating: 7).elements == [7, 7, 7, 7])
  }

  @Test func changesInPlace() {
    var changed = matrix
    changed[0, 1] = -1
    changed.setColumn(2, to: [8, 9])
    changed.update { elements in elements[0] = 0 }
    #expect(changed == Matrix(rows: [[0, -1, 8], [4, 5, 9]]))
    #expect(matrix[0, 1] == 2)
  }

  @Test func columnsAreSelectedInTheOrderAsked() {
    #expect(matrix.selectingColumns([2, 0, 2]) == Matrix(rows: [[3, 1, 3], [6, 4, 6]]))
    #expect(matrix.selectingColumns([]) == Matrix(rows: 2, columns: 0))
  }

  @Test(arguments: [(0, 0), (0, 3), (3, 0), (1, 1)])
  func emptyAndTinyShapes(_ rows: Int, _ columns: Int) {
    let tiny = Matrix(rows: rows, columns: columns, repeating: 2)
    #expect(tiny.transposed() == Matrix(rows: columns, columns: rows, repeating: 2))
    #expect(tiny.elements.count == rows * columns)
    #expect(tiny.frobeniusNorm == (rows * columns == 0 ? 0 : 2))
    #expect(gram(tiny).rowCount == columns)
  }

  @Test func vectors() {
    #expect(norm2([3, 4]) == 5)
    #expect(norm2([]) == 0)
    // No square overflows or vanishes on the way.
    #expect(abs(norm2([3e200, 4e200]) / 5e200 - 1) < 1e-15)
    #expect(abs(norm2([3e-200, 4e-200]) / 5e-200 - 1) < 1e-15)
    #expect(dot([1, 2, 3], [4, -5, 6]) == 12)
    var y = [1.0, 2]
    add([10, 20], scale: -0.5, to: &y)
    #expect(y == [-4, -8])
    #expect(matrix.frobeniusNorm == 91.0.squareRoot())
  }
}

/// An array of numbers with any number of dimensions, laid out for BLAS.
///
/// `values` is the column-major matrix of shape n x m, where n is the first dimension and m the
/// product of the others: the element with indices (i, j, k, ..) stands at i + n q, where q counts
/// (j, k, ..) in C order, the last index fastest. So one dimension is stored as it is, two are a
/// column-major matrix, and n images of a x b pixels are already the n x (a b) matrix whose rows
/// are the images read line by line.
public struct NumericArray: Sendable {
  /// The dimensions; empty for a single number.
  public let shape: [Int]
  /// The numbers, in the order described above.
  public let values: [Double]

  /// An array of the given shape; `values` has as many numbers as the shape has elements.
  public init(shape: [Int], values: [Double]) {
    precondition(shape.allSatisfy { $0 >= 0 }, "dimensions are not negative")
    precondition(shape.reduce(1, *) == values.count, "as many numbers as elements")
    self.shape = shape
    self.values = values
  }

  /// The number of rows when seen as a matrix: the first dimension, 1 for a single number.
  public var rowCount: Int { shape.first ?? 1 }

  /// The number of columns when seen as a matrix: the product of all dimensions but the first.
  public var columnCount: Int { shape.dropFirst().reduce(1, *) }

  /// The same numbers as a matrix, rowCount x columnCount: images become rows. Costs nothing.
  public func flattened() -> NumericArray {
    NumericArray(shape: [rowCount, columnCount], values: values)
  }

  /// A column-major matrix.
  public struct Matrix: Sendable {
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The entries: row i of column j stands at i + rows j.
    public let values: [Double]
  }

  /// The array as a matrix if it has two dimensions, or one (then n x 1); otherwise nil.
  public var matrix: Matrix? {
    1...2 ~= shape.count ? Matrix(rows: rowCount, columns: columnCount, values: values) : nil
  }

  /// An element that is infinite or not a number.
  public struct NonFinite: Sendable {
    /// The index along the first dimension, from 0.
    public let row: Int
    /// The index along the other dimensions, from 0, counted in C order where there are several.
    public let column: Int
    /// The value: an infinity or NaN.
    public let value: Double
  }

  /// The first element that is infinite or not a number, row by row; nil if all are finite.
  public func firstNonFinite() -> NonFinite? {
    if values.isEmpty { return nil }
    var best: NonFinite?
    let rows = rowCount
    for column in 0..<columnCount {
      let start = column * rows
      // Only a row above the best one found so far can beat it.
      for row in 0..<(best?.row ?? rows) where !values[start + row].isFinite {
        best = NonFinite(row: row, column: column, value: values[start + row])
        break
      }
    }
    return best
  }
}

extension NumericArray: Equatable {
  /// Equal shape and numbers; NaN equals NaN.
  public static func == (left: NumericArray, right: NumericArray) -> Bool {
    left.shape == right.shape
      && left.values.elementsEqual(right.values) { $0 == $1 || ($0.isNaN && $1.isNaN) }
  }
}

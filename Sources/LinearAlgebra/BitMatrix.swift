/// A matrix of zeros and ones, bit-packed by columns: 64 rows to a word.
public struct BitMatrix: Hashable, Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public private(set) var columnCount: Int
  /// Words in one column.
  public let wordsPerColumn: Int
  /// The words, column after column; bit `k % 64` of word `k / 64` is row `k`, spare bits are 0.
  public private(set) var words: [UInt64]

  /// A matrix of `rows` rows and no columns yet.
  public init(rows: Int) {
    rowCount = rows
    columnCount = 0
    wordsPerColumn = (rows + 63) / 64
    words = []
  }

  /// Appends a column of `wordsPerColumn` words.
  public mutating func appendColumn(_ column: [UInt64]) {
    precondition(column.count == wordsPerColumn, "a column has wordsPerColumn words")
    words.append(contentsOf: column)
    columnCount += 1
  }

  /// Appends a column given bit by bit.
  public mutating func appendColumn(bits: (Int) -> Bool) {
    appendColumn(BitMatrix.pack(count: rowCount, bits))
  }

  /// `count` bits packed into words.
  public static func pack(count: Int, _ bit: (Int) -> Bool) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: (count + 63) / 64)
    for k in 0..<count where bit(k) { words[k / 64] |= 1 << UInt64(k % 64) }
    return words
  }

  /// One bit.
  public subscript(row: Int, column: Int) -> Bool {
    words[column * wordsPerColumn + row / 64] >> UInt64(row % 64) & 1 == 1
  }

  /// The words of one column.
  public func columnWords(_ j: Int) -> ArraySlice<UInt64> {
    words[j * wordsPerColumn..<(j + 1) * wordsPerColumn]
  }

  /// The number of ones in a column.
  public func population(ofColumn j: Int) -> Int {
    columnWords(j).reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// The columns with the given indices, in that order.
  public func selectingColumns(_ indices: [Int]) -> BitMatrix {
    var result = BitMatrix(rows: rowCount)
    for j in indices { result.appendColumn(Array(columnWords(j))) }
    return result
  }

  /// The same with zeros in all other rows.
  public func keepingRows(where isKept: (Int) -> Bool) -> BitMatrix {
    let kept = BitMatrix.pack(count: rowCount, isKept)
    var result = self
    for j in 0..<columnCount {
      for w in 0..<wordsPerColumn { result.words[j * wordsPerColumn + w] &= kept[w] }
    }
    return result
  }

  /// The transpose: rows become columns.
  public func transposed() -> BitMatrix {
    var result = BitMatrix(rows: columnCount)
    result.words = [UInt64](repeating: 0, count: rowCount * result.wordsPerColumn)
    result.columnCount = rowCount
    for j in 0..<columnCount {
      let bit = UInt64(1) << UInt64(j % 64)
      for (w, word) in columnWords(j).enumerated() {
        var rest = word
        while rest != 0 {
          let k = w * 64 + rest.trailingZeroBitCount
          result.words[k * result.wordsPerColumn + j / 64] |= bit
          rest &= rest - 1
        }
      }
    }
    return result
  }

  /// The number of rows in which both columns have a one.
  @inlinable
  public func overlap(_ i: Int, _ j: Int) -> Int {
    var count = 0
    let (a, b) = (i * wordsPerColumn, j * wordsPerColumn)
    for w in 0..<wordsPerColumn { count += (words[a + w] & words[b + w]).nonzeroBitCount }
    return count
  }

  /// The matrix as doubles: `one` where the bit is set, `zero` elsewhere.
  public func expanded(zero: Double, one: Double) -> Matrix {
    var result = Matrix(rows: rowCount, columns: columnCount, repeating: zero)
    result.update { target in
      for j in 0..<columnCount {
        for (w, word) in columnWords(j).enumerated() {
          var rest = word
          while rest != 0 {
            target[j * rowCount + w * 64 + rest.trailingZeroBitCount] = one
            rest &= rest - 1
          }
        }
      }
    }
    return result
  }
}

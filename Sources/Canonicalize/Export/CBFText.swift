internal import LinearAlgebra

extension ConicProgram {
  /// The program in the Conic Benchmark Format, version 3 (Friberg 2016); blocks are named in comments.
  ///
  /// A quadratic objective, its P diagonal, becomes t with (t, 1, P^(1/2) x) in the rotated cone QR. The exponential cone
  /// of the format has its coordinates in the opposite order.
  public var cbfText: String { cbf.text }

  /// The bytes of `cbfText`.
  public var cbfBytes: [UInt8] {
    var text = cbf
    return text.takeBytes()
  }

  private var cbf: TextBuffer {
    precondition(quadratic.isDiagonal, "specs have squares of variables only")
    let diagonal = quadratic.diagonal
    let squares = diagonal.indices.filter { diagonal[$0] != 0 }
    let hasSquares = !squares.isEmpty
    var out = TextBuffer()
    // An entry takes two indices and, in most files, few digits of a number.
    out.reserve(1000 + 24 * matrix.nonzeroCount)
    out.append("# variables\n")
    for block in variables { out.append("#   \(block.comment)\n") }
    out.append("# rows\n")
    for block in rows { out.append("#   \(block.comment)\n") }
    let count = variableCount + (hasSquares ? 1 : 0)
    out.append("VER\n3\n\nOBJSENSE\nMIN\n\nVAR\n\(count) 1\nF \(count)\n\n")
    let total = rowCount + (hasSquares ? squares.count + 2 : 0)
    out.append("CON\n\(total) \(cones.count + (hasSquares ? 1 : 0))\n")
    for cone in cones { out.append(cone.cbfLine) }
    if hasSquares { out.append("QR \(squares.count + 2)\n") }
    let costs = linear.indices.filter { linear[$0] != 0 }
    out.append("\nOBJACOORD\n\(costs.count + (hasSquares ? 1 : 0))\n")
    for j in costs { out.append(entry: linear[j], at: j) }
    if hasSquares { out.append(entry: 1, at: variableCount) }
    out.append("\nOBJBCOORD\n\(constant)\n\nACOORD\n")
    out.append(matrix.nonzeroCount + (hasSquares ? squares.count + 1 : 0))
    out.append("\n")
    let place = cbfRows
    let rowDigits = place.map { TextBuffer.Digits($0) }
    for j in 0..<variableCount {
      let column = TextBuffer.Digits(j)
      for index in matrix.columnStarts[j]..<matrix.columnStarts[j + 1] {
        // s = b - A x lies in the cone.
        out.append(
          entry: -matrix.values[index], at: rowDigits[Int(matrix.rowIndices[index])], column)
      }
    }
    if hasSquares {
      out.append(entry: 1, at: .init(rowCount), .init(variableCount))
      for (index, j) in squares.enumerated() {
        out.append(
          entry: diagonal[j].squareRoot(), at: .init(rowCount + 2 + index), .init(j))
      }
    }
    let constants = rightHandSide.indices.filter { rightHandSide[$0] != 0 }
    out.append("\nBCOORD\n\(constants.count + (hasSquares ? 1 : 0))\n")
    for k in constants { out.append(entry: rightHandSide[k], at: place[k]) }
    if hasSquares { out.append(entry: 1, at: rowCount + 1) }
    return out
  }

  /// The place of each row in the file: exponential cones are turned round.
  private var cbfRows: [Int] {
    var result: [Int] = []
    for cone in cones {
      let first = result.count
      switch cone {
      case .zero(let count), .nonnegative(let count), .secondOrder(let count):
        result += first..<first + count
      case .exponential: result += [first + 2, first + 1, first]
      }
    }
    return result
  }
}

extension TextBuffer {
  /// `INDEX NUMBER`, a line.
  fileprivate mutating func append(entry value: Double, at index: Int) {
    append(index)
    append(byte: UInt8(ascii: " "))
    append(value)
    append(byte: UInt8(ascii: "\n"))
  }

  /// `ROW COLUMN NUMBER`, a line.
  fileprivate mutating func append(entry value: Double, at row: Digits, _ column: Digits) {
    append(row)
    append(byte: UInt8(ascii: " "))
    append(column)
    append(byte: UInt8(ascii: " "))
    append(value)
    append(byte: UInt8(ascii: "\n"))
  }
}

extension Cone {
  fileprivate var cbfLine: String {
    switch self {
    case .zero(let count): "L= \(count)\n"
    case .nonnegative(let count): "L+ \(count)\n"
    case .secondOrder(let count): "Q \(count)\n"
    case .exponential: "EXP 3\n"
    }
  }
}

extension ConicProgram.Block {
  /// Name, places and formula.
  fileprivate var comment: String {
    let last = first + max(count, 1) - 1
    let sizes = shape.isEmpty ? "" : "[" + shape.map { "\($0)" }.joined(separator: ",") + "]"
    return "\(first)..\(last) \(name)\(sizes): \(formula)"
  }
}

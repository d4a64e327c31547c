internal import LinearAlgebra

extension ConicProgram {
  /// The program in the Conic Benchmark Format, version 3 (Friberg 2016); blocks are named in comments.
  ///
  /// A quadratic objective becomes t with (t, 1, P^(1/2) x) in the rotated cone QR. The exponential cone
  /// of the format has its coordinates in the opposite order.
  public var cbfText: String {
    let squares = quadratic.indices.filter { quadratic[$0] != 0 }
    let hasSquares = !squares.isEmpty
    let count = variableCount + (hasSquares ? 1 : 0)
    var text = "# variables\n"
    for block in variables { text += "#   \(block.comment)\n" }
    text += "# rows\n"
    for block in rows { text += "#   \(block.comment)\n" }
    text += "VER\n3\n\nOBJSENSE\nMIN\n\nVAR\n\(count) 1\nF \(count)\n\n"
    var lines: [String] = cones.map(\.cbfLine)
    if hasSquares { lines.append("QR \(squares.count + 2)") }
    let total = rowCount + (hasSquares ? squares.count + 2 : 0)
    text += "CON\n\(total) \(lines.count)\n" + lines.joined(separator: "\n") + "\n\n"
    var objective = linear.indices.filter { linear[$0] != 0 }.map { "\($0) \(linear[$0])" }
    if hasSquares { objective.append("\(variableCount) 1.0") }
    text += "OBJACOORD\n\(objective.count)\n" + objective.map { $0 + "\n" }.joined() + "\n"
    text += "OBJBCOORD\n\(constant)\n\n"
    let place = cbfRows
    var entries: [String] = []
    entries.reserveCapacity(matrix.nonzeroCount + squares.count + 1)
    for j in 0..<variableCount {
      for index in matrix.columnStarts[j]..<matrix.columnStarts[j + 1] {
        // s = b - A x lies in the cone.
        entries.append("\(place[Int(matrix.rowIndices[index])]) \(j) \(-matrix.values[index])\n")
      }
    }
    var constants = rightHandSide.indices.filter { rightHandSide[$0] != 0 }
      .map { "\(place[$0]) \(rightHandSide[$0])\n" }
    if hasSquares {
      entries.append("\(rowCount) \(variableCount) 1.0\n")
      constants.append("\(rowCount + 1) 1.0\n")
      for (index, j) in squares.enumerated() {
        entries.append("\(rowCount + 2 + index) \(j) \(quadratic[j].squareRoot())\n")
      }
    }
    text += "ACOORD\n\(entries.count)\n" + entries.joined() + "\n"
    text += "BCOORD\n\(constants.count)\n" + constants.joined()
    return text
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

extension Cone {
  fileprivate var cbfLine: String {
    switch self {
    case .zero(let count): "L= \(count)"
    case .nonnegative(let count): "L+ \(count)"
    case .secondOrder(let count): "Q \(count)"
    case .exponential: "EXP 3"
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

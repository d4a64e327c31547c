internal import DSL
internal import LinearAlgebra

/// One row of a conic program with the names of its variables.
public struct RowView: Sendable {
  /// The name, with its place in the block.
  public let name: String
  /// The block it belongs to.
  public let block: ConicProgram.Block
  /// The place in the block, each index from 1.
  public let indices: [Int]
  /// s = constant + sum of coefficient * variable.
  public let terms: [(variable: String, coefficient: Double)]
  /// The constant.
  public let constant: Double
  /// The cone that s lies in.
  public let cone: Cone
  /// Which of the cone's rows it is, from 0.
  public let place: Int
}

/// Why a name finds no rows.
public enum RowSearchFailure: Error, Equatable, Sendable {
  /// No block is called so; perhaps the second was meant.
  case unknown(String, suggestion: String?)
  /// The block has other sizes.
  case outside(String, shape: [Int])
  /// What is in the brackets is no list of whole numbers.
  case malformed(String)
}

extension ConicProgram {
  /// The rows that a name means: `gate_v` a block, `gate_v[2]` a part of it, `hinge` and `hinge[4]` the
  /// rows of a term, whatever its blocks are called, `gate` those of v and w.
  public func rows(named query: String) throws(RowSearchFailure) -> [RowView] {
    var (name, indices): (String, [Int]) = (query, [])
    if let bracket = query.firstIndex(of: "[") {
      name = String(query[..<bracket])
      let inner = query[query.index(after: bracket)...]
      guard inner.last == "]" else { throw .malformed(query) }
      for part in inner.dropLast().split(separator: ",", omittingEmptySubsequences: false) {
        var text = part
        while text.first == " " { text = text.dropFirst() }
        guard let index = Int(text), index >= 1 else { throw .malformed(query) }
        indices.append(index)
      }
    }
    let found = rows.filter { block in
      block.name == name || [".", "_"].contains { block.name.hasPrefix(name + $0) }
    }
    guard !found.isEmpty else {
      let terms = rows.compactMap { block in
        block.name.split { $0 == "." || $0 == "_" }.first.map(String.init)
      }
      throw .unknown(name, suggestion: suggestion(for: name, among: rows.map(\.name) + terms))
    }
    let fitting = found.filter { $0.contains(indices) }
    guard !fitting.isEmpty else { throw .outside(found[0].name, shape: found[0].shape) }
    let byRows = matrix.transposed
    let places = conePlaces
    return fitting.flatMap { block in
      block.range.filter { block.indices(of: $0).starts(with: indices) }
        .map { view($0, block, byRows, places) }
    }
  }

  /// Every row.
  public var allRows: [RowView] {
    let (byRows, places) = (matrix.transposed, conePlaces)
    return rows.flatMap { block in block.range.map { view($0, block, byRows, places) } }
  }

  private func view(
    _ row: Int, _ block: Block, _ byRows: SparseMatrix, _ places: [(Cone, Int)]
  ) -> RowView {
    let range = byRows.columnStarts[row]..<byRows.columnStarts[row + 1]
    return RowView(
      name: block.name(of: row), block: block, indices: block.indices(of: row),
      terms: range.map { place in
        (variableName(Int(byRows.rowIndices[place])), 0 - byRows.values[place])
      },
      constant: rightHandSide[row], cone: places[row].0, place: places[row].1)
  }

  /// The name of a variable.
  public func variableName(_ j: Int) -> String {
    variables.last { $0.first <= j && $0.count > 0 }?.name(of: j) ?? "x[\(j + 1)]"
  }

  /// The cone of each row, and the row's place in it.
  private var conePlaces: [(Cone, Int)] {
    cones.flatMap { cone in (0..<cone.dimension).map { (cone, $0) } }
  }
}

extension ConicProgram.Block {
  /// The place of an element in the array, each index from 1.
  public func indices(of index: Int) -> [Int] {
    var rest = index - first
    var result: [Int] = []
    for size in shape.reversed() {
      result.insert(rest % size + 1, at: 0)
      rest /= size
    }
    return result
  }

  fileprivate func contains(_ indices: [Int]) -> Bool {
    indices.count <= shape.count && zip(indices, shape).allSatisfy { $0 <= $1 }
  }
}

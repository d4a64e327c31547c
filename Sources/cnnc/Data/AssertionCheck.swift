internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// `assert` statements, checked on the data before anything is solved.
extension DataBinder {
  /// The data that assertions speak of.
  var assertedData: [DataDeclaration] {
    let sides = problem.declarations.assertions.flatMap { [$0.left, $0.right] }
    return problem.data.filter { node in
      sides.contains { side in
        side.contains { if case .data(let name) = $0.kind { name == node.name.text } else { false } }
      }
    }
  }

  /// Stops at assertions that do not hold: X as the network sees it, scaled and with its bias column.
  mutating func checkAssertions(
    numbers: [String: Double], _ features: Matrix, _ targets: [Double],
    others: [(DataDeclaration, Matrix)]
  ) throws {
    guard !problem.declarations.assertions.isEmpty else { return }
    var evaluation = Evaluation()
    evaluation.numbers = numbers
    evaluation.arrays[problem.features] = arrayValue(features)
    evaluation.arrays[problem.targets] = ArrayValue(sizes: [targets.count], elements: targets)
    for (node, matrix) in others {
      let prepared = FeatureTransform(node.scaling, on: matrix, hasBias: node.hasBias)
        .applied(to: matrix)
      evaluation.arrays[node.name.text] =
        node.shape.dimensions.count == 1
        ? ArrayValue(sizes: [prepared.rowCount], elements: prepared.elements)
        : arrayValue(prepared)
    }
    for relation in problem.declarations.assertions {
      check(relation, evaluation, relation.indices[...])
    }
    try report.checkpoint()
  }

  private func arrayValue(_ matrix: Matrix) -> ArrayValue {
    var elements: [Double] = []
    elements.reserveCapacity(matrix.elements.count)
    for r in 0..<matrix.rowCount {
      for c in 0..<matrix.columnCount { elements.append(matrix[r, c]) }
    }
    return ArrayValue(sizes: [matrix.rowCount, matrix.columnCount], elements: elements)
  }

  /// Checks a relation for every value of its indices; returns whether it holds.
  @discardableResult
  private mutating func check(
    _ relation: TypedRelation, _ evaluation: Evaluation, _ indices: ArraySlice<IndexVariable>,
    at place: [String] = []
  ) -> Bool {
    if let index = indices.first {
      guard let range = evaluation.range(of: index.domain) else { return refuse(relation, []) }
      for k in range {
        guard check(
          relation, evaluation.with(index, k), indices.dropFirst(),
          at: place + ["\(index.name) = \(k)"])
        else { return false }
      }
      return true
    }
    guard let left = evaluation.value(of: relation.left),
      let right = evaluation.value(of: relation.right)
    else { return refuse(relation, ["a side of it has no value on these data"]) }
    for k in 0..<max(left.elements.count, right.elements.count) {
      let a = left.elements[left.sizes.isEmpty ? 0 : k]
      let b = right.elements[right.sizes.isEmpty ? 0 : k]
      // NaN is neither: it fails too.
      if relation.isEquality ? a == b : a <= b { continue }
      let isEntry = !(left.sizes.isEmpty && right.sizes.isEmpty)
      let first = place + (isEntry ? ["entry \(k + 1)"] : [])
      return refuse(relation, first.isEmpty ? [] : ["first at " + first.joined(separator: ", ")])
    }
    return true
  }

  private mutating func refuse(_ relation: TypedRelation, _ notes: [String]) -> Bool {
    report.add(
      Diagnostic(
        "E411", "the assertion does not hold on the data", at: relation.range, notes: notes,
        help: "use other data, or correct the assertion"))
    return false
  }
}

internal import DSL

/// `assert` statements, checked on the data before anything is solved.
extension DataReading {
  /// Stops at assertions that do not hold: X as the network sees it, scaled and with its bias column.
  mutating func checkAssertions(_ evaluation: Evaluation) throws {
    for relation in declarations.assertions {
      check(relation, evaluation, relation.indices[...])
    }
    try report.checkpoint()
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
        guard
          check(
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

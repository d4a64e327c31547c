internal import DSL
internal import LinearAlgebra

/// A point of a convex program written out, and what is true of it by the program as it was stated.
public struct StatedPoint: Sendable {
  /// The values of one declared variable.
  public struct Values: Sendable {
    /// Its name.
    public let name: String
    /// The sizes: those of the family first.
    public let sizes: [Int]
    /// The values, row by row.
    public let elements: [Double]
  }

  /// The variables, as declared.
  public let variables: [Values]
  /// The objective by its formula; nil where a part of it is not a formula of the point, such as a worst
  /// case.
  public let objective: Double?
  /// The largest violation of the constraints that are formulas of the point.
  public let violation: Double
  /// How many constraints are not.
  public let unchecked: Int
}

extension ProgramInstance {
  /// The variables in a point of a conic program of this instance, by its blocks.
  public func point(_ x: [Double], in program: ConicOutline) -> StatedPoint {
    let values = zip(model.variables, program.variables).map { declaration, block in
      StatedPoint.Values(
        name: declaration.name.text, sizes: block.shape, elements: Array(x[block.range]))
    }
    var evaluation = Evaluation()
    (evaluation.numbers, evaluation.arrays) = (numbers, arrays)
    for (declaration, value) in zip(model.variables, values) {
      let count = declaration.domain == nil ? 1 : max(1, value.sizes.first ?? 1)
      let sizes = declaration.domain == nil ? value.sizes : Array(value.sizes.dropFirst())
      let size = value.elements.count / count
      evaluation.unknowns[value.name] = (0..<count).map {
        ArrayValue(sizes: sizes, elements: Array(value.elements[$0 * size..<($0 + 1) * size]))
      }
    }
    for (name, family) in gates {
      if case .vectors(let vectors) = family {
        evaluation.gates[name] = (0..<vectors.rowCount).map(vectors.row)
      }
    }
    var (violation, unchecked) = (0.0, 0)
    for constraint in model.constraints {
      guard constraint.perturbation == nil,
        let found = evaluation.violation(constraint.relation, constraint.relation.indices[...])
      else {
        unchecked += 1
        continue
      }
      violation = max(violation, found)
    }
    return StatedPoint(
      variables: values, objective: evaluation.value(of: model.objective)?.number,
      violation: violation, unchecked: unchecked)
  }
}

extension Evaluation {
  /// The largest violation of a comparison over all values of its indices.
  fileprivate func violation(
    _ relation: TypedRelation, _ indices: ArraySlice<IndexVariable>
  ) -> Double? {
    if let index = indices.first {
      guard let range = range(of: index.domain) else { return nil }
      var worst = 0.0
      for k in range {
        guard let found = with(index, k).violation(relation, indices.dropFirst()) else {
          return nil
        }
        worst = max(worst, found)
      }
      return worst
    }
    guard let left = value(of: relation.left), let right = value(of: relation.right) else {
      return nil
    }
    let count = max(left.elements.count, right.elements.count)
    guard [1, count].contains(left.elements.count), [1, count].contains(right.elements.count)
    else { return nil }
    return (0..<count).reduce(0) { worst, k in
      let gap =
        left.elements[left.elements.count == 1 ? 0 : k]
        - right.elements[right.elements.count == 1 ? 0 : k]
      return max(worst, relation.isEquality ? abs(gap) : gap)
    }
  }
}

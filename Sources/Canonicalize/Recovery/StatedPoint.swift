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
  /// The objective by its formula, worst cases included; nil where a part of it has no value.
  public let objective: Double?
  /// The largest violation of the constraints at the point, for every perturbation where they ask for it.
  public let violation: Double
  /// How many constraints could not be evaluated.
  public let unchecked: Int
}

extension ProgramInstance {
  /// The variables in a point of a conic program of this instance, by its blocks.
  public func point(
    _ x: [Double], in program: ConicOutline, support: @escaping TrainingInstance.SupportValue
  ) -> StatedPoint {
    let values = values(of: x, in: program)
    let evaluation = evaluation(at: values, support: support)
    var (violation, unchecked) = (0.0, 0)
    for constraint in model.constraints {
      var perturbed: PerturbedValue?
      if let variable = constraint.perturbation {
        guard let set = sets[variable.set] else {
          unchecked += 1
          continue
        }
        perturbed = PerturbedValue(set: set, variable: variable, support: support)
      }
      guard
        let found = evaluation.violation(
          constraint.relation, constraint.relation.indices[...], perturbed)
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

  /// The declared variables in a point of a conic program.
  func values(of x: [Double], in program: ConicOutline) -> [StatedPoint.Values] {
    zip(model.variables, program.variables).map { declaration, block in
      StatedPoint.Values(
        name: declaration.name.text, sizes: block.shape, elements: Array(x[block.range]))
    }
  }

  /// All names with their values, the variables as given.
  func evaluation(
    at values: [StatedPoint.Values], support: @escaping TrainingInstance.SupportValue
  ) -> Evaluation {
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
      switch family {
      case .vectors(let vectors):
        evaluation.gates[name] = (0..<vectors.rowCount).map(vectors.row)
      case .patterns(let bits, let data):
        evaluation.patterns[name] = Evaluation.PatternFamily(
          data: data,
          columns: (0..<bits.columnCount).map { i in
            (0..<bits.rowCount).map { bits[$0, i] ? 1 : 0 }
          })
      }
    }
    let sets = sets
    evaluation.worstCase = { variable, body, evaluation in
      sets[variable.set].flatMap { set in
        PerturbedValue(set: set, variable: variable, support: support)
          .largest(in: evaluation) { $0.value(of: body) }
      }
    }
    return evaluation
  }
}

extension Evaluation {
  /// The largest violation of a comparison over all values of its indices, and of the perturbation.
  fileprivate func violation(
    _ relation: TypedRelation, _ indices: ArraySlice<IndexVariable>, _ perturbed: PerturbedValue?
  ) -> Double? {
    if let index = indices.first {
      guard let range = range(of: index.domain) else { return nil }
      var worst = 0.0
      for k in range {
        guard
          let found = with(index, k).violation(relation, indices.dropFirst(), perturbed)
        else { return nil }
        worst = max(worst, found)
      }
      return worst
    }
    var worst = 0.0
    for sign in relation.isEquality ? [1.0, -1] : [1.0] {
      let gaps = { (evaluation: Evaluation) in evaluation.gaps(relation, sign: sign) }
      guard let found = perturbed.map({ $0.largest(in: self, gaps) }) ?? gaps(self) else {
        return nil
      }
      worst = found.elements.reduce(worst) { max($0, $1) }
    }
    return worst
  }

  /// Left minus right side, entry by entry.
  private func gaps(_ relation: TypedRelation, sign: Double) -> ArrayValue? {
    guard let left = value(of: relation.left), let right = value(of: relation.right) else {
      return nil
    }
    let count = max(left.elements.count, right.elements.count)
    guard [1, count].contains(left.elements.count), [1, count].contains(right.elements.count)
    else { return nil }
    return ArrayValue(
      sizes: [count],
      elements: (0..<count).map { k in
        sign
          * (left.elements[left.elements.count == 1 ? 0 : k]
            - right.elements[right.elements.count == 1 ? 0 : k])
      })
  }
}

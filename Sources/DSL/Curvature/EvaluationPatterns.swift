extension Evaluation {
  /// Patterns D_i of the rows of one data.
  public struct PatternFamily {
    /// The data.
    public let data: String
    /// The diagonals of D_1, D_2, .., as zeros and ones.
    public let columns: [[Double]]

    /// The patterns of the rows of `data`.
    public init(data: String, columns: [[Double]]) {
      self.data = data
      self.columns = columns
    }
  }

  /// `gate(X, g[i])` and `gate(X[k], g[i])`; nil for other inputs.
  func pattern(
    _ family: PatternFamily, _ input: TypedExpression, _ index: IndexValue
  ) -> ArrayValue? {
    guard let i = position(index), family.columns.indices.contains(i - 1) else { return nil }
    let column = family.columns[i - 1]
    switch input.kind {
    case .data(family.data): return diagonal(column)
    case .element(let base, let indices):
      guard case .data(family.data) = base.kind, indices.count == 1, let k = position(indices[0]),
        column.indices.contains(k - 1)
      else { return nil }
      return ArrayValue(column[k - 1])
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .prediction, .perturbation, .gate, .list, .negation, .sum, .difference, .product,
      .elementwiseProduct, .quotient, .transpose, .apply, .reduction, .worstCase, .loss, .raw,
      .flat:
      return nil
    }
  }
}

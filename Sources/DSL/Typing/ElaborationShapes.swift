/// Shapes that meet entry by entry: they agree, or one side is a number.
extension Checker {
  /// The shape of an elementwise combination.
  mutating func combined(
    _ a: TypedExpression, _ b: TypedExpression, at range: SourceRange
  ) -> Shape? {
    if a.shape == b.shape || b.shape.isScalar { return a.shape }
    if a.shape.isScalar { return b.shape }
    let labels = [
      Diagnostic.Label(a.range, origin(of: a)), Diagnostic.Label(b.range, origin(of: b)),
    ]
    .filter { $0.range.file == range.file }
    if a.shape.dimensions.count != b.shape.dimensions.count {
      report(
        Diagnostic(
          "E112", "no broadcasting: \(a.shape) with \(b.shape)", at: range, labels: labels,
          help: rankAdvice(a, b)))
    } else {
      report(
        Diagnostic(
          "E110", "shapes differ: \(a.shape) and \(b.shape)", at: range, labels: labels,
          help: sizeAdvice(a, b)))
    }
    return nil
  }

  /// What to do about a vector that meets a matrix.
  private func rankAdvice(_ a: TypedExpression, _ b: TypedExpression) -> String {
    for (side, other) in [(a, b), (b, a)] {
      if case .perturbation(let variable) = side.kind {
        return variable.rows == nil
          ? "each row has its own perturbation: write `\(variable.name) in \(variable.set)^n`"
          : "one row takes its own part of the perturbation: write `\(variable.name)[k]`"
      }
      if case .transpose(let column) = side.kind, column.shape == other.shape {
        return "a vector is a column already: take the `'` away"
      }
    }
    for (side, other) in [(a, b), (b, a)] {
      if case .data(let name) = side.kind, side.shape.dimensions.last == .number(1) {
        return "declare `\(name)` as a vector, `data \(name) : \(other.shape)`"
      }
    }
    let isColumn = [a, b].contains { $0.shape.dimensions.last == .number(1) }
    return isColumn
      ? "write `flat(..)` around the matrix with one column"
      : "only a single number combines with an array"
  }

  /// What to do about sizes that differ.
  private func sizeAdvice(_ a: TypedExpression, _ b: TypedExpression) -> String {
    for (side, other) in [(a, b), (b, a)] {
      guard case .perturbation(let variable) = side.kind, let rows = variable.rows,
        let wanted = other.shape.dimensions.first
      else { continue }
      if rows != wanted {
        return "`\(variable.set)^\(rows)` has \(rows) rows: write"
          + " `\(variable.name) in \(variable.set)^\(wanted)`"
      }
      if let width = other.shape.dimensions.last, case .set(let set) = scope[variable.set] {
        return
          "a member of `\(variable.set)` is \(set.elementShape), a row of the data R[\(width)]:"
          + " declare `set \(variable.set) = { delta : R[\(width)] | .. }`"
      }
    }
    return "use one symbol for one size in the types of the data"
  }

  /// The shape of an expression as a label, with where its size comes from.
  private func origin(of e: TypedExpression) -> String {
    if case .prediction = e.kind { return "\(e.shape), one for each row of its input" }
    return "\(e.shape)"
  }
}

extension TypedExpression {
  /// Whether it is a multiple of a diagonal matrix of gates.
  var isGateMatrix: Bool {
    guard shape.dimensions.count == 2 else { return false }
    switch kind {
    case .gate: return true
    case .negation(let a): return a.isGateMatrix
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      return (a.shape.isScalar && b.isGateMatrix) || (b.shape.isScalar && a.isGateMatrix)
    case .quotient(let a, _): return a.isGateMatrix
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .prediction, .perturbation, .list, .sum, .difference, .transpose, .element, .apply,
      .reduction, .worstCase, .loss, .raw, .flat:
      return false
    }
  }
}

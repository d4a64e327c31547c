/// Sums, products and powers: sizes are symbols, scalar with array is the only broadcast.
extension Checker {
  mutating func binary(_ node: BinaryExpression, _ locals: Locals) -> TypedExpression? {
    guard let left = elaborate(node.left, locals), let right = elaborate(node.right, locals)
    else { return nil }
    switch node.op {
    case .add, .subtract:
      if reportNumberBesideGates(left, right, node) { return nil }
      guard let (a, b) = fittedIdentity(left, right, node) else { return nil }
      guard let shape = combined(a, b, at: node.opRange) else { return nil }
      return TypedExpression(node.op == .add ? .sum(a, b) : .difference(a, b), shape, node.range)
    case .multiplyElementwise:
      guard let shape = combined(left, right, at: node.opRange) else { return nil }
      if isSquare(node, left) { return square(left, node.range) }
      return TypedExpression(.elementwiseProduct(left, right), shape, node.range)
    case .divide:
      guard right.shape.isScalar else {
        return reportNotScalar(right, "the divisor", help: "divide by a number")
      }
      return TypedExpression(.quotient(left, right), left.shape, node.range)
    case .power: return power(node, left, right)
    case .multiply: return product(node, left, right)
    }
  }

  /// `2*gate(X, g[i]) - 1`, which takes 1 from every entry of a diagonal matrix: I was meant.
  private mutating func reportNumberBesideGates(
    _ left: TypedExpression, _ right: TypedExpression, _ node: BinaryExpression
  ) -> Bool {
    for (matrix, number, text) in [(left, right, node.right), (right, left, node.left)] {
      guard matrix.isGateMatrix, number.shape.isScalar else { continue }
      var fixes: [Diagnostic.FixIt] = []
      var help = "write a multiple of `I`"
      if case .number(let one) = text, one.value == 1 {
        fixes = [Diagnostic.FixIt(text.range, replacement: "I")]
        help = "write `I`: (2*gate(X, g[i]) - I) has the signs of the pattern on its diagonal"
      }
      report(
        Diagnostic(
          "E112",
          "a number beside a diagonal matrix of gates goes to every entry, also off the"
            + " diagonal", at: text.range,
          labels: [Diagnostic.Label(matrix.range, "\(matrix.shape)")],
          help: help, fixes: fixes))
      return true
    }
    return false
  }

  /// Both sides of a sum, where one of them may be a multiple of I: it takes the other's sizes.
  private mutating func fittedIdentity(
    _ left: TypedExpression, _ right: TypedExpression, _ node: BinaryExpression
  ) -> (TypedExpression, TypedExpression)? {
    guard (left.shape == .identity) != (right.shape == .identity) else { return (left, right) }
    let (identity, other) = left.shape == .identity ? (left, right) : (right, left)
    let sizes = other.shape.dimensions
    guard sizes.count == 2, sizes[0] == sizes[1] else {
      report(
        Diagnostic(
          "E112", "`I` is a square matrix, but the other side is \(other.shape)",
          at: identity.range, labels: [Diagnostic.Label(other.range, "\(other.shape)")],
          help: other.shape.isScalar
            ? "write 1 for the number"
            : "`I` stands beside square matrices, such as `gate(X, g[i])`"))
      return nil
    }
    let sized = identity.sized(sizes[0])
    return left.shape == .identity ? (sized, right) : (left, sized)
  }

  private mutating func power(
    _ node: BinaryExpression, _ base: TypedExpression, _ exponent: TypedExpression
  ) -> TypedExpression? {
    guard exponent.shape.isScalar, let value = scalarValues.value(of: exponent) else {
      var help = "for example `x^2`"
      if case .parameter(let name) = exponent.kind {
        help = "the rules of convexity depend on it: give it a value, `param \(name) : R = 2`"
      }
      report(
        Diagnostic(
          "E112", "an exponent must be a number that is known", at: exponent.range, help: help))
      return nil
    }
    // A power of numbers alone is a number: 2^3, n^0.5.
    guard let atom = Atom.power(value) else {
      return TypedExpression(.number(1), base.shape, node.range)
    }
    return TypedExpression(.apply(atom, [base]), base.shape, node.range)
  }

  private mutating func product(
    _ node: BinaryExpression, _ left: TypedExpression, _ right: TypedExpression
  ) -> TypedExpression? {
    func typed(_ shape: Shape) -> TypedExpression {
      TypedExpression(.product(left, right), shape, node.range)
    }
    if case .transpose(let column) = left.kind, column.shape.dimensions.count == 1,
      case .transpose(let text) = node.left, isSameUnknown(text.operand, node.right, right)
    {
      // x' * x
      return TypedExpression(.apply(.sumsq, [right]), .scalar, node.range)
    }
    if left.shape.isScalar && right.shape.isScalar && isSquare(node, left) {
      return square(left, node.range)
    }
    if left.shape.isScalar { return typed(right.shape) }
    if right.shape.isScalar { return typed(left.shape) }
    if left.shape == .identity, let size = right.shape.dimensions.first {
      return TypedExpression(.product(left.sized(size), right), right.shape, node.range)
    }
    if right.shape == .identity, let size = left.shape.dimensions.last {
      return TypedExpression(.product(left, right.sized(size)), left.shape, node.range)
    }
    let (a, b) = (left.shape.dimensions, right.shape.dimensions)
    if a.count == 2 && a[1] == b[0] {
      // A row times a column is a number.
      let isRow = a[0] == .number(1) && b.count == 1
      return typed(isRow ? .scalar : Shape([a[0]] + b.dropFirst()))
    }
    if a.count == 1 && left.shape == right.shape {
      // A row X[k] of the data times a column is their scalar product; two columns are ambiguous.
      if left.isRow { return typed(.scalar) }
      report(
        Diagnostic(
          "E113", "`*` is the matrix product; two vectors are multiplied elementwise by `.*`",
          at: node.opRange, caption: "both sides are \(left.shape)",
          help: "write `.*` for the products entry by entry, or the scalar product"
            + " `\(text(node.left))' * \(text(node.right))`",
          fixes: [Diagnostic.FixIt(node.opRange, replacement: ".*")]))
      return nil
    }
    reportProduct(node, left, right)
    return nil
  }

  /// Whether both factors are the same text with unknowns in it: x * x is square(x), which the rules of
  /// convexity know.
  private func isSquare(_ node: BinaryExpression, _ left: TypedExpression) -> Bool {
    let (a, b) = (node.left.range, node.right.range)
    guard a.end - a.start == b.end - b.start else { return false }
    return isSameUnknown(node.left, node.right, left)
  }

  private func isSameUnknown(
    _ a: Expression, _ b: Expression, _ typed: TypedExpression
  ) -> Bool {
    typed.hasUnknown && SourcePrinter.text(a) == SourcePrinter.text(b)
  }

  /// The text of a factor, in parentheses where it is no name.
  private func text(_ expression: Expression) -> String {
    if case .name = expression { return SourcePrinter.text(expression) }
    return "(\(SourcePrinter.text(expression)))"
  }

  private func square(_ e: TypedExpression, _ range: SourceRange) -> TypedExpression {
    TypedExpression(.apply(.square, [e]), e.shape, range)
  }

  /// Explains why a product has no shape: most often a bias column that was not counted.
  private mutating func reportProduct(
    _ node: BinaryExpression, _ left: TypedExpression, _ right: TypedExpression
  ) {
    let (a, b) = (left.shape.dimensions, right.shape.dimensions)
    var help = "the rows on the left must be as long as the columns on the right"
    if a.count == 2, b.count == 1, a[0] == b[0] {
      help =
        "transpose the left side, `\(text(node.left))' * ..`, or declare `\(text(node.right))`"
        + " with length \(a[1])"
    } else if a.count == 2, b.count == 2, a[0] == b[0] {
      help = "transpose one side, or multiply entry by entry with `.*`"
    } else if a.count == 1, b.count == 2, a[0] == b[0] {
      help = "a vector is a column: write `\(text(node.left))' * ..` or `\(text(node.right))' * ..`"
    } else if case .data(let name) = left.kind, case .data(let data) = scope[name], data.hasBias {
      help =
        "`\(name)` was read `with bias`: its type counts the column of ones, so both sides take"
        + " the same symbol"
    }
    report(
      Diagnostic(
        "E111", "shapes do not fit: \(left.shape) * \(right.shape)", at: node.opRange,
        labels: [
          Diagnostic.Label(node.left.range, "\(left.shape)"),
          Diagnostic.Label(node.right.range, "\(right.shape)"),
        ], help: help))
  }

  /// Reports an array where a number is needed.
  mutating func reportNotScalar(
    _ e: TypedExpression, _ what: String, help: String
  ) -> TypedExpression? {
    report(
      Diagnostic("E112", "\(what) must be one number, not \(e.shape)", at: e.range, help: help))
    return nil
  }
}

extension TypedExpression {
  /// Whether it is a row X[k] of a matrix, perhaps scaled or moved: times a column it is a number.
  var isRow: Bool {
    switch kind {
    case .element(let base, let indices):
      return indices.count == 1 && base.shape.dimensions.count == 2
    case .negation(let a): return a.isRow
    case .sum(let a, let b), .difference(let a, let b): return a.isRow || b.isRow
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      return (a.shape.isScalar && b.isRow) || (b.shape.isScalar && a.isRow)
    case .quotient(let a, _): return a.isRow
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .prediction, .perturbation, .gate, .list, .transpose, .apply, .reduction, .worstCase, .loss,
      .raw, .flat:
      return false
    }
  }
}

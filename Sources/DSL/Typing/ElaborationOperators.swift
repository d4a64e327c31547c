/// Sums, products and powers: sizes are symbols, scalar with array is the only broadcast.
extension Checker {
  mutating func binary(_ node: BinaryExpression, _ locals: Locals) -> TypedExpression? {
    guard let left = elaborate(node.left, locals), let right = elaborate(node.right, locals)
    else { return nil }
    switch node.op {
    case .add, .subtract:
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
          help: other.shape.isScalar ? "write 1 for the number" : nil))
      return nil
    }
    let sized = TypedExpression(identity.kind, other.shape, identity.range)
    return left.shape == .identity ? (sized, right) : (left, sized)
  }

  private mutating func power(
    _ node: BinaryExpression, _ base: TypedExpression, _ exponent: TypedExpression
  ) -> TypedExpression? {
    guard exponent.shape.isScalar, let value = scalarValues.value(of: exponent) else {
      report(
        Diagnostic(
          "E112", "an exponent must be a number that is known", at: exponent.range,
          help: "for example `x^2`"))
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
    if left.shape.isScalar && right.shape.isScalar && isSquare(node, left) {
      return square(left, node.range)
    }
    if left.shape.isScalar { return typed(right.shape) }
    if right.shape.isScalar { return typed(left.shape) }
    if left.shape == .identity { return typed(right.shape) }
    if right.shape == .identity { return typed(left.shape) }
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
          at: node.opRange,
          help: "the scalar product of two vectors is `a' * b`",
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
    guard a.end - a.start == b.end - b.start, left.hasUnknown else { return false }
    return SourcePrinter.text(node.left) == SourcePrinter.text(node.right)
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
    if a.count == 2, b.count >= 1, a[0] == b[0] {
      var text = SourcePrinter.text(node.left)
      if case .name = node.left {} else { text = "(\(text))" }
      help = "transpose the left side: `\(text)' * ..`"
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
      let isColumn = [a, b].contains { $0.shape.dimensions.last == .number(1) }
      var help =
        isColumn
        ? "write `flat(..)` around the matrix with one column"
        : "only a single number combines with an array"
      for side in [a, b] {
        if case .perturbation(let variable) = side.kind, variable.rows == nil {
          help = "each row has its own perturbation: write `\(variable.name) in \(variable.set)^n`"
        }
      }
      report(
        Diagnostic(
          "E112", "no broadcasting: \(a.shape) with \(b.shape)", at: range, labels: labels,
          help: help))
    } else {
      report(
        Diagnostic(
          "E110", "shapes differ: \(a.shape) and \(b.shape)", at: range, labels: labels,
          help: "use one symbol for one size in the types of the data"))
    }
    return nil
  }

  /// The shape of an expression as a label, with where its size comes from.
  private func origin(of e: TypedExpression) -> String {
    if case .prediction = e.kind { return "\(e.shape), one for each row of its input" }
    return "\(e.shape)"
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

internal import DSL
internal import LinearAlgebra

/// The conic program of a convex program written out: every atom by its epigraph, every worst case by the
/// support function of its set.
///
/// - Throws: the diagnostic about a function without a conic form, or about a part without a value.
public func conicProgram(of instance: ProgramInstance) throws(CanonicalFailure) -> ConicProgram {
  var assembly = ProgramAssembly(instance, keepsEntries: true)
  try assembly.run()
  return assembly.builder.program()
}

/// The sizes and blocks of the program without its matrix.
public func conicSizes(
  of instance: ProgramInstance
) throws(CanonicalFailure) -> (
  sizes: ConicSizes, variables: [ConicProgram.Block], rows: [ConicProgram.Block]
) {
  var assembly = ProgramAssembly(instance, keepsEntries: false)
  try assembly.run()
  return (assembly.builder.sizes, assembly.builder.variables, assembly.builder.rows)
}

/// The state of one assembly.
///
/// An expression below sums and `for`s is read once for all values of its indices, so that its atoms
/// become one block of variables; what occurs twice becomes one variable.
struct ProgramAssembly {
  typealias Bound = FormulaReader.Bound

  /// The variables of a family.
  struct Family {
    let first: Int
    let sizes: [Int]
    let lower: Int
  }

  let instance: ProgramInstance
  var builder: ConicBuilder
  var families: [String: Family] = [:]
  /// The indices bound around what is read, outermost first.
  var open: [Axis] = []
  /// What is in front of the names of new blocks.
  var prefix = ""
  /// The perturbation of the worst case that is read.
  var perturbation: PerturbationVariable?
  /// The epigraphs and support functions that there are.
  var known: [SharedKey: AffineForm] = [:]
  /// Where numbers lie, for the signs of expressions.
  let intervals: [String: Interval]
  /// How many indices of entries were made.
  var entryIndexCount = 0

  init(_ instance: ProgramInstance, keepsEntries: Bool) {
    self.instance = instance
    builder = ConicBuilder(
      keepsEntries: keepsEntries, prediction: { _, _ in }, predictionCount: { _ in 0 })
    var intervals: [String: Interval] = [:]
    for (name, value) in instance.numbers { intervals[name] = .point(value) }
    for (name, array) in instance.arrays {
      intervals[name] = Interval(array.elements.min() ?? 0, array.elements.max() ?? 0)
    }
    self.intervals = intervals
  }

  mutating func run() throws(CanonicalFailure) {
    for declaration in instance.model.variables { try addFamily(declaration) }
    try addToObjective(instance.model.objective, ArrayForm(1))
    var number = 0
    for constraint in instance.model.constraints {
      number += 1
      try addConstraint(constraint, name: constraint.name?.text ?? "constraint\(number)")
    }
  }

  private mutating func addFamily(_ declaration: VariableDeclaration) throws(CanonicalFailure) {
    let name = declaration.name
    let sizes = try self.sizes(declaration.shape, name.range)
    var (lower, shape) = (1, sizes)
    if let domain = declaration.domain {
      guard let range = instance.range(domain) else { throw noValue(name.range) }
      lower = range.lower
      shape = [range.count] + sizes
    }
    let first = builder.addVariables(
      name.text, shape, "\(name.text) : \(declaration.shape)", rule: "variables",
      origin: name.range)
    families[name.text] = Family(first: first, sizes: sizes, lower: lower)
  }

  /// Rows for a constraint, at every value of its indices and every entry.
  private mutating func addConstraint(
    _ constraint: ModelConstraint, name: String
  ) throws(CanonicalFailure) {
    let relation = constraint.relation
    (prefix, perturbation) = (name, constraint.perturbation)
    defer { (prefix, perturbation, open) = ("", nil, []) }
    for index in relation.indices { try bind(index, relation.range) }
    let isEquality = relation.isEquality
    let left = try form(relation.left, isEquality ? .exact : .upper)
    let right = try form(relation.right, isEquality ? .exact : .lower)
    guard var rest = ArrayForm.sum(right, left, times: -1)?.dense() else {
      throw refusal("this comparison", relation.range)
    }
    if let variable = constraint.perturbation {
      // At the worst perturbation: right - left >= h_B(coefficients of the perturbation in the left).
      rest = try worstCase(rest.scaled(by: -1), variable, relation.range).scaled(by: -1)
    }
    builder.openRows(
      name, rest.axes.map(\.count) + rest.sizes,
      isEquality ? "right - left == 0" : "right - left >= 0",
      rule: constraint.perturbation == nil ? "constraint" : "robust.constraint",
      origin: relation.range)
    for row in rest.constants.indices { builder.addRow(rest.affine(row)) }
    let count = rest.constants.count
    builder.close(isEquality ? .zero(count) : .nonnegative(count))
  }

  /// Binds an index, innermost.
  @discardableResult
  mutating func bind(
    _ variable: IndexVariable, _ place: SourceRange
  ) throws(CanonicalFailure) -> Axis {
    guard let range = instance.range(variable.domain) else { throw noValue(place) }
    let axis = Axis(
      variable: variable, lower: range.lower, count: range.count, depth: open.count)
    open.append(axis)
    return axis
  }

  /// The numbers that a shape means.
  func sizes(_ shape: Shape, _ place: SourceRange) throws(CanonicalFailure) -> [Int] {
    var result: [Int] = []
    for dimension in shape.dimensions {
      guard let size = instance.size(dimension) else { throw noValue(place) }
      result.append(size)
    }
    return result
  }

  /// The sign of an expression with the numbers at hand.
  func sign(of e: TypedExpression) -> Sign {
    var analysis = CurvatureAnalysis()
    analysis.intervals = intervals
    return analysis.attributes(of: e).sign
  }

  // MARK: Refusals

  func refusal(_ what: String, _ range: SourceRange) -> CanonicalFailure {
    CanonicalFailure(
      diagnostic: Diagnostic(
        "E213", "\(what) has no conic form", at: range,
        help: "powers have one for 2, 4, 8 and 0.5; products and quotients by numbers"))
  }

  func noValue(_ range: SourceRange) -> CanonicalFailure {
    CanonicalFailure(
      diagnostic: Diagnostic(
        "E401", "this part has no value with these data", at: range,
        help: "every size, data and parameter in it needs a value at which it is defined"))
  }
}

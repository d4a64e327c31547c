internal import DSL

/// Turns the formula of one sample into affine forms for all samples, an epigraph variable and rows for
/// every atom that is not affine (Grant and Boyd, "Graph implementations for nonsmooth convex
/// programs", 2008).
struct FormulaReader {
  /// From which side a form stands for the formula.
  enum Bound {
    /// At least the formula, equal to it at the optimum.
    case upper
    /// At most the formula, equal to it at the optimum.
    case lower
    /// The formula itself, which is affine.
    case exact

    var opposite: Bound {
      switch self {
      case .upper: .lower
      case .lower: .upper
      case .exact: .exact
      }
    }
  }

  /// A part of a formula that has no conic form here.
  struct Refusal: Error {
    let what: String
    let range: SourceRange
  }

  /// How many samples there are.
  let count: Int
  /// Parameters and sizes.
  let numbers: [String: Double]
  /// The entries of data, by name.
  let data: [String: [Double]]
  /// What stands for the prediction of each sample.
  let predictions: [AffineForm]
  /// The name of the term, for its variables and rows.
  let name: String

  /// The values of a formula without the prediction, one for each sample; nil where it has it.
  func constants(_ e: TypedExpression) -> [Double]? {
    switch e.kind {
    case .number(let value): return [Double](repeating: value, count: count)
    case .parameter(let name), .size(let name):
      return numbers[name].map { [Double](repeating: $0, count: count) }
    case .data(let name): return data[name]
    case .negation(let a): return constants(a)?.map { -$0 }
    case .sum(let a, let b): return both(a, b, +)
    case .difference(let a, let b): return both(a, b, -)
    case .product(let a, let b), .elementwiseProduct(let a, let b): return both(a, b, *)
    case .quotient(let a, let b): return both(a, b, /)
    case .apply(let atom, let arguments):
      let inner = arguments.compactMap { constants($0) }
      guard inner.count == arguments.count else { return nil }
      return (0..<count).map { k in atom.value(inner.map { [$0[k]] }) }
    case .identity, .index, .lossArgument, .unknown, .prediction, .perturbation, .gate, .list,
      .transpose, .element, .reduction, .worstCase, .loss, .raw, .flat:
      return nil
    }
  }

  private func both(
    _ a: TypedExpression, _ b: TypedExpression, _ op: (Double, Double) -> Double
  ) -> [Double]? {
    guard let x = constants(a), let y = constants(b) else { return nil }
    return zip(x, y).map(op)
  }

  /// The formula as affine forms, one for each sample.
  func forms(
    _ e: TypedExpression, _ bound: Bound, _ builder: inout ConicBuilder
  ) throws(Refusal) -> [AffineForm] {
    if let values = constants(e) { return values.map { AffineForm(constant: $0) } }
    switch e.kind {
    case .lossArgument(.prediction): return predictions
    case .negation(let a):
      return try forms(a, bound.opposite, &builder).map { $0.scaled(by: -1) }
    case .sum(let a, let b):
      let (x, y) = (try forms(a, bound, &builder), try forms(b, bound, &builder))
      return zip(x, y).map { $0 + $1 }
    case .difference(let a, let b):
      let (x, y) = (try forms(a, bound, &builder), try forms(b, bound.opposite, &builder))
      return zip(x, y).map { $0 - $1 }
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      let (factor, rest) = constants(a).map { ($0, b) } ?? (constants(b) ?? [], a)
      guard factor.count == count else { throw Refusal(what: "a product", range: e.range) }
      return try scaled(rest, factor, bound, &builder)
    case .quotient(let a, let b):
      guard let divisors = constants(b) else { throw Refusal(what: "a quotient", range: e.range) }
      return try scaled(a, divisors.map { 1 / $0 }, bound, &builder)
    case .apply(let atom, let arguments):
      return try apply(e, atom, arguments, bound, &builder)
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument(.target), .unknown,
      .prediction, .perturbation, .gate, .list, .transpose, .element, .reduction, .worstCase,
      .loss, .raw, .flat:
      throw Refusal(what: "this part", range: e.range)
    }
  }

  private func scaled(
    _ e: TypedExpression, _ factors: [Double], _ bound: Bound, _ builder: inout ConicBuilder
  ) throws(Refusal) -> [AffineForm] {
    let isNegative = factors.contains { $0 < 0 }
    let isPositive = factors.contains { $0 > 0 }
    // Factors of both signs: the rules have proven that the rest is affine.
    let inner: Bound = isNegative && isPositive ? .exact : isNegative ? bound.opposite : bound
    return zip(try forms(e, inner, &builder), factors).map { $0.scaled(by: $1) }
  }

  private func apply(
    _ e: TypedExpression, _ atom: Atom, _ arguments: [TypedExpression], _ bound: Bound,
    _ builder: inout ConicBuilder
  ) throws(Refusal) -> [AffineForm] {
    if let list = arguments.first, case .list(let entries) = list.kind,
      bound != .exact || atom.curvature == .affine
    {
      let rest = Array(arguments.dropFirst())
      guard let result = try apply(e, atom, toList: entries, rest, bound, &builder) else {
        throw Refusal(what: "`\(atom.name)`", range: e.range)
      }
      return result
    }
    // A reduction of one number, and the first power, are that number.
    if atom.curvature == .affine, arguments.count == 1 {
      return try forms(arguments[0], bound, &builder)
    }
    guard bound != .exact else { throw Refusal(what: "`\(atom.name)`", range: e.range) }
    var inner: [[AffineForm]] = []
    var values: [[Double]] = []
    for (index, argument) in arguments.enumerated() {
      if atom.parameter(index).domain == .positiveConstant {
        values.append(constants(argument) ?? [])
        continue
      }
      inner.append(try forms(argument, self.bound(atom, index, argument, bound), &builder))
    }
    let graph = AtomGraph(
      atom: atom, arguments: inner, constants: values, name: "\(name).\(atom.fileName)",
      origin: e.range)
    guard let result = graph.forms(&builder) else {
      throw Refusal(what: "`\(atom.name)`", range: e.range)
    }
    return result
  }

  /// From which side an argument is needed: where the atom rises, from the same one.
  func bound(
    _ atom: Atom, _ index: Int, _ argument: TypedExpression, _ bound: Bound
  ) -> Bound {
    switch atom.monotonicity(index, sign(of: argument)) {
    case .nondecreasing: bound
    case .nonincreasing: bound.opposite
    case .constant, .neither: .exact
    }
  }

  func sign(of e: TypedExpression) -> Sign {
    var analysis = CurvatureAnalysis()
    for (name, value) in numbers { analysis.intervals[name] = .point(value) }
    for (name, values) in data {
      analysis.intervals[name] = Interval(values.min() ?? 0, values.max() ?? 0)
    }
    return analysis.attributes(of: e).sign
  }
}

extension Atom {
  /// The name in the names of variables: letters and digits.
  var fileName: String {
    name.hasPrefix("^") ? "power" : name
  }
}

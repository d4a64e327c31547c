import TestSupport
import Testing

@testable import DSL

/// What the rules claim about random losses is never refuted by numbers.
@Suite struct CurvatureTests {
  @Test(arguments: 1...8)
  func claimsAboutLossesHold(_ seed: Int) {
    var check = ClaimCheck(seed: UInt64(seed))
    check.run(expressions: 2500)
    #expect(check.refuted == [])
    // The generator makes enough of every kind for this to mean something.
    #expect(check.known[.convex] ?? 0 > 150)
    #expect(check.known[.concave] ?? 0 > 100)
    #expect(check.known[.affine] ?? 0 > 100)
    #expect(check.known[.unknown] ?? 0 > 300)
    #expect(check.comparisons > 5000)
  }

  /// The test of the test: rules that are wrong are found out.
  @Test(arguments: WrongRule.allCases)
  func wrongRulesAreRefuted(_ rule: WrongRule) {
    var check = ClaimCheck(seed: 11)
    check.generator.unary.append(contentsOf: [Atom](repeating: rule.atom, count: 5))
    check.run(expressions: 6000)
    #expect(check.refuted.contains { $0.hasPrefix(rule.claim) }, "\(rule)")
  }

  /// Where a composition leaves a domain, and where nothing is defined.
  @Test func domainsCount() {
    let z = make(.lossArgument(.prediction))
    let t = make(.lossArgument(.target))
    func power(_ exponent: Double, _ e: TypedExpression) -> TypedExpression {
      make(.apply(Atom.power(exponent) ?? .square, [e]))
    }
    func claim(_ e: TypedExpression, target: Interval = .all) -> Attributes {
      var analysis = CurvatureAnalysis()
      analysis.target = target
      return analysis.attributes(of: e)
    }
    let huber = make(.apply(.huber, [z, make(.number(1.5))]))
    // Not defined between -1.6 and 0, where z + huber(z, 1.5) is negative.
    #expect(claim(power(3, make(.sum(z, huber)))).curvature == .unknown)
    #expect(claim(power(3, huber)).curvature == .convex)
    #expect(claim(power(3, z)).curvature == .convex)
    #expect(claim(power(1.5, make(.apply(.softplus, [z])))).trend == .nondecreasing)
    // Growing on its domain, but no bound for what lies left of it.
    #expect(claim(power(1.5, z)).trend == .neither)
    #expect(claim(power(-1, z)).trend == .nonincreasing)
    #expect(claim(power(0.5, z)).curvature == .concave)
    #expect(claim(make(.quotient(z, make(.number(0))))).curvature == .unknown)
    #expect(claim(make(.quotient(z, t)), target: .point(0)).curvature == .unknown)
    #expect(claim(make(.quotient(z, t)), target: .point(0)).interval == .all)
    #expect(claim(make(.quotient(z, t)), target: Interval(0, 1)).curvature == .affine)
    // An end of -0 is 0: the slope of sqrt there is infinite, not minus infinity.
    #expect(Interval(-0.0, 1).lower.sign == .plus)
    let root = make(.apply(.sqrt, [make(.negation(make(.negation(huber))))]))
    #expect(claim(root).slope != .point(0))
    let hole = make(.apply(.log, [make(.difference(make(.apply(.square, [z])), t))]))
    #expect(claim(make(.product(make(.number(0)), hole))).curvature == .unknown)
    #expect(claim(make(.product(make(.number(0)), z))).curvature == .constant)
  }

  private func make(_ kind: TypedExpression.Kind) -> TypedExpression {
    TypedExpression(kind, .scalar, SourceRange(file: 0, start: 0, end: 0))
  }

  /// Convex losses that the rules do not prove: what rounding does to them is no witness.
  @Test(arguments: [
    "-log(1/(1 + exp(-z)))", "-log(1 - 1/(1 + exp(-z)))", "-log(1 - 1/(1 + exp(-z))) - 1e-12*z^2",
    "log(1 + exp(z)) + log(1 + exp(-z))", "sqrt(1 + square(z)) * 1e8 - 1e8", "log(exp(30 + z^2))",
    "log(exp(z) + exp(-z))", "z * z * z * z", "(1 + z)^2 * 1e10 - 1e10 - 2e10 * z",
  ])
  func roundingIsNoWitness(_ body: String) throws {
    let checking = try Checking(
      "include \"toy.cnn\"\nloss f(z, t) = \(body)\nweights u[j] : R[d], alpha[j] : R\n"
        + "network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]\n"
        + "minimize sum(f(yhat(X), y)) + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)\n")
    #expect(!checking.rendered.contains("witness"), "\(checking.rendered)")
    #expect(checking.codes.allSatisfy { ["E206", "E207"].contains($0) }, "\(checking.rendered)")
  }

  /// A witness is a chord that the function really lies above, and none is found for what is proven
  /// convex.
  @Test func witnessesAreTrue() {
    var generator = LossExpressionGenerator(seed: 3)
    var (found, convex) = (0, 0)
    for _ in 0..<700 {
      let e = generator.expression(depth: 3)
      var evaluation = generator.instance(target: .all)
      var analysis = CurvatureAnalysis()
      analysis.intervals = generator.intervals
      let isConvex = analysis.attributes(of: e).curvature.isConvex
      if isConvex {
        convex += 1
        if convex > 40 { continue }
      } else if found > 150 {
        continue
      }
      let f: (Double) -> Double? = { z in
        evaluation.prediction = ArrayValue(z)
        return evaluation.value(of: e)?.number
      }
      let disturbed: (Double, UInt64) -> Double? = { z, seed in
        evaluation.disturbance = seed
        defer { evaluation.disturbance = nil }
        return f(z)
      }
      guard let witness = ConvexityWitness.search(f, disturbed: disturbed) else { continue }
      found += 1
      #expect(!isConvex, "\(e.kind)")
      let (p, v) = (witness.points, witness.values)
      #expect(f(p.left) == v.left && f(p.middle) == v.middle && f(p.right) == v.right)
      #expect(p.middle == (p.left + p.right) / 2 && v.middle > (v.left + v.right) / 2)
    }
    #expect(found > 60 && convex > 40)
  }
}

/// Atoms that claim too much.
enum WrongRule: String, CaseIterable, Sendable {
  case convexRoot
  case increasingAbs
  case nonnegativeNegation
  case steepSoftplus
  case cubeOfEverything
  case growingReciprocal

  /// What is refuted.
  var claim: String {
    switch self {
    case .convexRoot, .increasingAbs, .cubeOfEverything, .growingReciprocal: "curvature"
    case .nonnegativeNegation: "interval"
    case .steepSoftplus: "slope"
    }
  }

  var atom: Atom {
    switch self {
    case .convexRoot: changed(.sqrt, curvature: .convex)
    case .increasingAbs: changed(.abs, monotonicity: { _, _ in .nondecreasing })
    case .nonnegativeNegation:
      Atom(
        name: "neg", parameters: [Atom.Parameter("x")], form: .elementwise, curvature: .affine,
        sign: { _ in .nonnegative }, monotonicity: { _, _ in .nonincreasing },
        value: { -$0[0][0] }, derivative: { _ in [[-1]] }, latex: { "-\($0[0])" }, formula: "-x",
        summary: "", example: "")
    case .steepSoftplus: changed(.softplus, derivative: { _ in [[0.1]] })
    // As if x^3 grew where it enters its domain: the convex set of (convex)^3 would have a hole.
    case .cubeOfEverything:
      changed(power(3), parameters: [Atom.Parameter("x")])
    case .growingReciprocal: changed(power(-1), monotonicity: { _, _ in .nondecreasing })
    }
  }

  private func power(_ exponent: Double) -> Atom {
    Atom.power(exponent) ?? .square
  }

  private func changed(
    _ atom: Atom, parameters: [Atom.Parameter]? = nil, curvature: Curvature? = nil,
    monotonicity: (@Sendable (Int, Sign) -> Monotonicity)? = nil,
    derivative: (@Sendable ([[Double]]) -> [[Double]])? = nil
  ) -> Atom {
    Atom(
      name: atom.name, parameters: parameters ?? atom.parameters, form: atom.form,
      curvature: curvature ?? atom.curvature, sign: atom.sign,
      monotonicity: monotonicity ?? atom.monotonicity, value: atom.value,
      derivative: derivative ?? atom.derivative, latex: atom.latex, formula: atom.formula,
      summary: atom.summary, example: atom.example)
  }
}

/// Compares claims with numbers.
struct ClaimCheck {
  var generator: LossExpressionGenerator
  private(set) var refuted: [String] = []
  private(set) var known: [Curvature: Int] = [:]
  private(set) var comparisons = 0

  init(seed: UInt64) { generator = LossExpressionGenerator(seed: seed) }

  mutating func run(expressions: Int) {
    let targets: [Interval] = [.all, .point(-1), .point(1), .point(0), Interval(0, 1)]
    for index in 0..<expressions {
      let e = generator.expression(depth: 2 + index % 4)
      let target = targets[index % targets.count]
      var analysis = CurvatureAnalysis()
      analysis.intervals = generator.intervals
      analysis.target = target
      let claim = analysis.attributes(of: e)
      known[claim.curvature, default: 0] += 1
      for _ in 0..<4 { compare(claim, e, target) }
    }
  }

  private mutating func compare(_ claim: Attributes, _ e: TypedExpression, _ target: Interval) {
    var instance = generator.instance(target: target)
    let (a, b) = (generator.number(in: .all), generator.number(in: .all))
    func value(_ z: Double) -> Double? {
      instance.prediction = ArrayValue(z)
      return instance.value(of: e)?.number
    }
    guard let x = value(a), let y = value(b), let m = value((a + b) / 2), x.isFinite, y.isFinite,
      abs(x) < 1e7, abs(y) < 1e7
    else { return }
    comparisons += 1
    let tolerance = 1e-7 * (1 + abs(x) + abs(y))
    let text = "\(claim.curvature) \(claim.interval) \(claim.slope): \(e.text)"
    // The domain of what has a curvature is convex: the middle of two of its points lies in it.
    let above = m.isNaN ? Double.infinity : m - (x + y) / 2
    let below = m.isNaN ? Double.infinity : (x + y) / 2 - m
    if claim.curvature.isConvex && above > tolerance { refuted.append("curvature " + text) }
    if claim.curvature.isConcave && below > tolerance { refuted.append("curvature " + text) }
    if claim.curvature == .constant && (m.isNaN || abs(x - y) > tolerance) {
      refuted.append("curvature " + text)
    }
    for value in [x, y]
    where value < claim.interval.lower - tolerance || value > claim.interval.upper + tolerance {
      refuted.append("interval \(value) " + text)
    }
    guard abs(a - b) > 1e-3 else { return }
    let slope = (y - x) / (b - a)
    let slack = 1e-4 * (1 + abs(slope))
    if slope < claim.slope.lower - slack || slope > claim.slope.upper + slack {
      refuted.append("slope \(slope) " + text)
    }
  }
}

extension TypedExpression {
  /// The expression as text, for messages of tests.
  var text: String {
    switch kind {
    case .number(let value): shortText(value)
    case .parameter(let name): name
    case .lossArgument(.prediction): "z"
    case .lossArgument(.target): "t"
    case .sum(let a, let b): "(\(a.text) + \(b.text))"
    case .difference(let a, let b): "(\(a.text) - \(b.text))"
    case .product(let a, let b): "\(a.text) * \(b.text)"
    case .quotient(let a, let b): "\(a.text) / \(b.text)"
    case .negation(let a): "-\(a.text)"
    case .list(let elements): "[\(elements.map(\.text).joined(separator: ", "))]"
    case .apply(let atom, let arguments):
      "\(atom.name)(\(arguments.map(\.text).joined(separator: ", ")))"
    default: "\(kind)"
    }
  }
}

import TestSupport
import Testing

@testable import DSL

/// What the rules claim about random losses is never refuted by numbers.
@Suite struct CurvatureTests {
  @Test(arguments: 1...6)
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
    check.run(expressions: 1500)
    #expect(check.refuted.contains { $0.hasPrefix(rule.claim) }, "\(rule)")
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
      guard let witness = ConvexityWitness.search(f) else { continue }
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

  /// What is refuted.
  var claim: String {
    switch self {
    case .convexRoot, .increasingAbs: "curvature"
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
    }
  }

  private func changed(
    _ atom: Atom, curvature: Curvature? = nil,
    monotonicity: (@Sendable (Int, Sign) -> Monotonicity)? = nil,
    derivative: (@Sendable ([[Double]]) -> [[Double]])? = nil
  ) -> Atom {
    Atom(
      name: atom.name, parameters: atom.parameters, form: atom.form,
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
    if claim.curvature == .constant && abs(x - y) > tolerance {
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

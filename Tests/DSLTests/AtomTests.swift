import Foundation
import TestSupport
public import Testing

@testable public import DSL

extension Atom: CustomTestStringConvertible {
  public var testDescription: String { name }

  /// The atom with other claims.
  fileprivate func claiming(
    curvature: Curvature? = nil, sign: Sign? = nil, monotonicity: Monotonicity? = nil,
    slope: Double = 1
  ) -> Atom {
    Atom(
      name: name, parameters: parameters, isVariadic: isVariadic, form: form,
      curvature: curvature ?? self.curvature,
      sign: { [self] in sign ?? self.sign($0) },
      monotonicity: { [self] in monotonicity ?? self.monotonicity($0, $1) }, value: value,
      derivative: { [self] in self.derivative($0).map { $0.map { slope * $0 } } }, latex: latex,
      formula: formula, summary: summary, example: example)
  }
}

/// Every atom does what it says of itself.
@Suite struct AtomTests {
  private static let exponents = [-2, -1, -0.5, 0.25, 0.5, 1, 1.5, 2, 3, 3.5, 4]
  static let atoms = Atom.all + Atom.norms + exponents.compactMap(Atom.power)

  @Test(arguments: atoms) func derivative(_ atom: Atom) {
    #expect(AtomCheck.derivativeFault(atom) == nil)
  }

  @Test(arguments: atoms) func curvature(_ atom: Atom) {
    #expect(AtomCheck.curvatureFault(atom) == nil)
  }

  @Test(arguments: atoms) func monotonicity(_ atom: Atom) {
    #expect(AtomCheck.monotonicityFault(atom) == nil)
  }

  @Test(arguments: atoms) func sign(_ atom: Atom) {
    #expect(AtomCheck.signFault(atom) == nil)
  }

  /// The checks see what is wrong.
  @Test func wrongClaimsAreFound() {
    #expect(AtomCheck.derivativeFault(.square.claiming(slope: 1.001)) != nil)
    #expect(AtomCheck.curvatureFault(.square.claiming(curvature: .concave)) != nil)
    #expect(AtomCheck.curvatureFault(.abs.claiming(curvature: .affine)) != nil)
    #expect(AtomCheck.curvatureFault(.sqrt.claiming(curvature: .convex)) != nil)
    #expect(AtomCheck.curvatureFault(.norminf.claiming(slope: 2)) != nil)
    #expect(AtomCheck.monotonicityFault(.abs.claiming(monotonicity: .nondecreasing)) != nil)
    #expect(AtomCheck.monotonicityFault(.exp.claiming(monotonicity: .nonincreasing)) != nil)
    #expect(AtomCheck.monotonicityFault(.exp.claiming(monotonicity: .neither)) != nil)
    #expect(AtomCheck.monotonicityFault(.sum.claiming(monotonicity: .constant)) != nil)
    #expect(AtomCheck.signFault(.log.claiming(sign: .nonnegative)) != nil)
    #expect(AtomCheck.signFault(.exp.claiming(sign: .unknown)) != nil)
    #expect(AtomCheck.signFault(.max.claiming(sign: .unknown)) != nil)
  }

  @Test func knownValues() {
    let cases: [(Atom, [[Double]], Double)] = [
      (.pos, [[-2]], 0), (.pos, [[2]], 2), (.abs, [[-3]], 3), (.square, [[-3]], 9),
      (.sumsq, [[1, -2, 3]], 14), (.huber, [[0.5], [1]], 0.25), (.huber, [[-3], [1]], 5),
      (.huber, [[3], [2]], 8), (.softplus, [[0]], 0.693_147_180_559_945_3),
      (.exp, [[1]], 2.718_281_828_459_045), (.log, [[10]], 2.302_585_092_994_046),
      (.sqrt, [[9]], 3), (.max, [[1, 4, 2]], 4), (.max, [[1], [-4]], 1), (.min, [[1, 4, 2]], 1),
      (.min, [[1], [-4]], -4), (.quad_over_lin, [[3, 4], [5]], 5),
      (.logsumexp, [[0, 0]], 0.693_147_180_559_945_3), (.sum, [[1, 2, 4]], 7),
      (.mean, [[1, 2, 6]], 3), (.norm1, [[3, -4]], 7), (.norm2, [[3, -4]], 5),
      (.norminf, [[3, -4]], 4),
    ]
    #expect(Set(cases.map(\.0.name)) == Set((Atom.all + Atom.norms).map(\.name)))
    for (atom, arguments, value) in cases {
      #expect(abs(atom.value(arguments) - value) < 1e-14, "\(atom.name) of \(arguments)")
    }
    #expect(Atom.power(3)?.value([[2]]) == 8)
    #expect(Atom.power(-2)?.value([[2]]) == 0.25)
    #expect(Atom.power(0.5)?.value([[0]]) == 0)
  }

  /// One subgradient at a kink; the slope of a root at 0 is infinite.
  @Test func derivativesAtKinks() {
    for atom in [Atom.abs, .pos, .norm1, .norm2, .norminf] {
      #expect(atom.derivative([[0]]) == [[0]], "\(atom.name)")
    }
    #expect(Atom.max.derivative([[1], [3], [3]]) == [[0], [1], [0]])
    #expect(Atom.min.derivative([[3, 1, 1]]) == [[0, 1, 0]])
    #expect(Atom.sqrt.derivative([[0]]) == [[.infinity]])
    #expect(Atom.power(0.5)?.derivative([[0]]) == [[.infinity]])
  }

  @Test func nothingOverflowsThatNeedNot() {
    #expect(Atom.softplus.value([[1e300]]) == 1e300)
    #expect(Atom.softplus.value([[-1e300]]) == 0)
    // 1 + e^-40 rounds to 1, but its logarithm is not 0.
    #expect(Atom.softplus.value([[-40]]) == Foundation.exp(-40))
    #expect(Atom.softplus.derivative([[-1e300]]) == [[0]])
    #expect(Atom.softplus.derivative([[1e300]]) == [[1]])
    #expect(Atom.logsumexp.value([[1e300, 1e300]]) == 1e300)
    #expect(Atom.logsumexp.value([[-1e300, -1e300]]) == -1e300)
    #expect(Atom.logsumexp.value([[-.infinity, 0]]) == 0)
    #expect(Atom.logsumexp.derivative([[1e300, -1e300]]) == [[1, 0]])
    #expect(Atom.huber.value([[1e308], [0.25]]) == 0.5e308)
    #expect(Atom.huber.value([[1e250], [1e200]]) == .infinity)
    #expect(Atom.huber.derivative([[-1e308], [0.25]]) == [[-0.5], [0]])
    let norm = Atom.norm2.value([[3e307, 4e307]])
    #expect(abs(norm / 5e307 - 1) < 1e-15)
    #expect(abs(Atom.norm2.value([[3e-300, 4e-300]]) / 5e-300 - 1) < 1e-15)
    #expect(Atom.norm2.value([[.infinity, 1]]) == .infinity)
    #expect(abs(Atom.quad_over_lin.value([[1e200], [1e200]]) / 1e200 - 1) < 1e-15)
  }

  @Test(arguments: atoms) func outsideTheDomain(_ atom: Atom) throws {
    var sampler = AtomSampler(atom)
    let drawn = sampler.arguments(sampler.shape())
    let point = try #require(drawn)
    for index in point.indices {
      let outside: [Double] =
        switch atom.parameter(index).domain {
        case .real: []
        case .nonnegative: [-1e-9, -2]
        case .positive, .positiveConstant: [0, -1e-9, -2]
        }
      for bad in outside {
        var moved = point
        moved[index][0] = bad
        #expect(atom.value(moved).isNaN, "\(moved)")
        #expect(atom.derivative(moved).joined().contains { $0.isNaN }, "\(moved)")
      }
    }
  }

  /// What is outside a domain stays so through the atoms around it.
  @Test(arguments: atoms) func notANumberStaysOne(_ atom: Atom) throws {
    var sampler = AtomSampler(atom)
    for _ in 0..<50 {
      let drawn = sampler.arguments(sampler.shape())
      let point = try #require(drawn)
      for index in point.indices {
        for entry in point[index].indices {
          var moved = point
          moved[index][entry] = .nan
          #expect(atom.value(moved).isNaN, "\(moved)")
        }
      }
    }
  }

  @Test func powersThatAreNone() {
    for exponent in [0, -0.0, .infinity, -.infinity, .nan] {
      #expect(Atom.power(exponent) == nil, "\(exponent)")
    }
  }

  @Test func powersAreNamedByTheirExponent() {
    let names = [-2, 1, 1.5, 100].map { Atom.power($0)?.name }
    #expect(names == ["^-2", "^1", "^1.5", "^100"])
  }
}

/// What the atoms say of themselves to a reader.
@Suite struct AtomTextTests {
  @Test func namesAreUniqueAndFound() {
    let names = (Atom.all + Atom.norms).map(\.name)
    #expect(Set(names).count == names.count)
    for atom in Atom.all { #expect(Atom.named(atom.name)?.formula == atom.formula) }
    #expect(Atom.named("norm1") == nil)
  }

  @Test(arguments: AtomTests.atoms) func textsAreThere(_ atom: Atom) {
    #expect(!atom.formula.isEmpty && atom.summary.hasSuffix("."))
    #expect(!atom.parameters.isEmpty && atom.parameters.allSatisfy { !$0.name.isEmpty })
    let isNorm = Atom.norms.contains { $0.name == atom.name }
    let isPower = Atom.named(atom.name) == nil && !isNorm
    let use = isNorm ? "||_\(atom.name.dropFirst(4))" : isPower ? atom.name : atom.name + "("
    #expect(atom.example.contains(use), "\(atom.example)")
  }

  @Test(arguments: AtomTests.atoms) func theExampleParses(_ atom: Atom) {
    let (program, diagnostics) = parse(
      SourceFile(name: "example.cnn", text: Array(atom.example.utf8)), index: 0)
    #expect(diagnostics.isEmpty && program.statements.count == 1, "\(atom.example)")
  }

  @Test(arguments: AtomTests.atoms) func latexIsBalanced(_ atom: Atom) {
    let names = ["\\xi", "\\eta"]
    let latex = atom.latex(Array(names.prefix(atom.parameters.count)))
    for name in names.prefix(atom.parameters.count) { #expect(latex.contains(name), "\(latex)") }
    #expect(latex.count { $0 == "{" } == latex.count { $0 == "}" }, "\(latex)")
    let parts = { (word: String) in latex.components(separatedBy: word).count }
    #expect(parts("\\left") == parts("\\right"), "\(latex)")
  }
}

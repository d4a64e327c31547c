import Canonicalize
import LinearAlgebra
import TestSupport
import Testing

@testable import Backends

/// Steps of support functions, projections onto robust cones and steps of worst cases by their optimality
/// conditions, which need no solver.
@Suite struct SupportStepTests {
  static let norms: [SupportShape.Norm] = [.one, .two, .infinity]

  /// Radii of one size or of many, some 0.
  static func shape(
    _ norm: SupportShape.Norm, _ d: Int, using random: inout SeededGenerator
  ) -> SupportShape {
    let isEqual = Bool.random(using: &random)
    return SupportShape(
      norm,
      radii: (0..<d).map { j in
        if j > 0, Int.random(in: 0..<4, using: &random) == 0 { return 0 }
        return isEqual ? 0.3 : Double.random(in: 0.01...2, using: &random)
      })
  }

  static func vector(_ d: Int, using random: inout SeededGenerator) -> [Double] {
    (0..<d).map { _ in
      Int.random(in: 0..<6, using: &random) == 0 ? 0 : Double.random(in: -3...3, using: &random)
    }
  }

  /// ||E a||_q from its definition.
  static func value(_ shape: SupportShape, _ a: [Double]) -> Double {
    let scaled = zip(shape.radii, a).map { $0 * abs($1) }
    return switch shape.norm {
    case .one: scaled.reduce(0, +)
    case .two: norm2(scaled)
    case .infinity: scaled.max() ?? 0
    }
  }

  static func moved(
    _ step: SupportStep, _ b: [Double], _ t: Double
  ) -> (vector: [Double], height: SupportStep.Height) {
    let height = step.height(b.span, t)
    var a = Matrix(rows: b.count, columns: 1, elements: b)
    a.update { step.apply(t, height: height.value, to: &$0, from: 0) }
    return (a.elements, height)
  }

  /// b - a lies in t B and touches it where a points: (b - a)'a = t h(a).
  @Test(arguments: norms, 0..<200)
  func stepsAreOptimal(_ norm: SupportShape.Norm, _ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let d = Int.random(in: 1...6, using: &random)
    let shape = Self.shape(norm, d, using: &random)
    let step = SupportStep(shape)
    let b = Self.vector(d, using: &random)
    let reach = step.gauge(b.span)
    for t in [0, 1e-3, 0.1 * reach, 0.7 * reach, 0.999 * reach, reach, 2 * reach] {
      let (a, height) = Self.moved(step, b, t)
      let pull = zip(b, a).map { $0 - $1 }
      let value = Self.value(shape, a)
      let size = 1e-11 * (1 + norm2(b)) * (1 + (shape.radii.max() ?? 0))
      #expect(abs(height.value - value) <= size, "\(t): \(height.value) \(value)")
      #expect(step.gauge(pull.span) <= t + 1e-9 * (1 + t))
      #expect(abs(dot(pull, a) - t * value) <= 10 * size * (1 + t), "\(t)")
      for j in 0..<d where shape.radii[j] == 0 { #expect(a[j] == b[j]) }
    }
  }

  /// The slope of the height is its difference quotient where it has no kink.
  @Test(arguments: norms, 0..<60)
  func slopesAreDerivatives(_ norm: SupportShape.Norm, _ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let shape = Self.shape(norm, 5, using: &random)
    let step = SupportStep(shape)
    let b = Self.vector(5, using: &random)
    let reach = step.gauge(b.span)
    guard reach > 1e-3 else { return }
    let t = Double.random(in: 0.05...0.95, using: &random) * reach
    let h = 1e-6 * reach
    let (low, high) = (step.height(b.span, t - h), step.height(b.span, t + h))
    // A kink between both shows in their slopes.
    guard abs(low.slope - high.slope) <= 1e-3 * abs(high.slope) else { return }
    let quotient = (high.value - low.value) / (2 * h)
    let found = step.height(b.span, t).slope
    #expect(abs(quotient - found) <= 1e-4 * abs(found), "\(quotient) \(found)")
  }

  /// The conditions of a projection: s rises by alpha / rho where it is too low, e by y / sigma, y in
  /// (sum_k c_k alpha_k) B, and both are paid for at the boundary alone.
  @Test(arguments: norms, 0..<200)
  func projectionsAreOptimal(_ norm: SupportShape.Norm, _ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed) + 1000)
    let (n, d) = (Int.random(in: 1...8, using: &random), Int.random(in: 1...5, using: &random))
    let shape = Self.shape(norm, d, using: &random)
    let step = SupportStep(shape)
    let scales = (0..<n).map { _ in Double.random(in: 0.2...2, using: &random) }
    let (rho, sigma) = (
      Double.random(in: 0.1...10, using: &random), Double.random(in: 0.1...10, using: &random)
    )
    let start = Self.vector(n, using: &random) + Self.vector(d, using: &random)
    var point = Matrix(rows: n + d, columns: 1, elements: start)
    point.update {
      step.project(&$0, scales: scales.span, rowWeight: rho, vectorWeight: sigma)
    }
    let (s, e) = (Array(point.elements[..<n]), Array(point.elements[n...]))
    let height = Self.value(shape, e)
    let size = 1e-9 * (1 + norm2(start)) * (1 + rho) * (1 + sigma)
    var total = 0.0
    for k in 0..<n {
      #expect(s[k] >= scales[k] * height - size)
      let alpha = rho * (s[k] - start[k])
      #expect(alpha >= -size)
      #expect(abs(alpha * (s[k] - scales[k] * height)) <= size)
      total += scales[k] * alpha
    }
    let pull = (0..<d).map { sigma * (start[n + $0] - e[$0]) }
    #expect(step.gauge(pull.span) <= total + size)
    #expect(abs(dot(pull, e) - total * height) <= size)
  }
}

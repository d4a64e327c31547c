import Foundation
import TestSupport

@testable import DSL

/// Random arguments of an atom.
struct AtomSampler {
  let atom: Atom
  var generator: SeededGenerator

  init(_ atom: Atom, seed: UInt64 = 1) {
    self.atom = atom
    generator = SeededGenerator(seed: seed)
  }

  /// A list of signs for as many arguments as the atom may take, up to three.
  var signLists: [[Sign]] {
    (atom.parameters.count...3).filter(atom.accepts).flatMap { count in
      (0..<count).reduce([[]]) { lists, _ in
        lists.flatMap { list in Sign.allCases.map { list + [$0] } }
      }
    }
  }

  /// Entries per argument: one, or several where the atom reduces it.
  mutating func shape(arguments count: Int? = nil) -> [Int] {
    let count =
      count ?? (atom.isVariadic ? Int.random(in: 1...4, using: &generator) : atom.parameters.count)
    var shape = [Int](repeating: 1, count: count)
    if atom.form == .reducing || (atom.form == .either && count == 1) {
      shape[0] = Int.random(in: 1...5, using: &generator)
    }
    return shape
  }

  /// Arguments of this shape inside the domain; nil where no number has the sign wanted of it.
  mutating func arguments(_ shape: [Int], _ signs: [Sign]? = nil) -> [[Double]]? {
    var result: [[Double]] = []
    for (index, count) in shape.enumerated() {
      var entries: [Double] = []
      for _ in 0..<count {
        guard let entry = entry(atom.parameter(index).domain, signs?[index] ?? .unknown) else {
          return nil
        }
        entries.append(entry)
      }
      result.append(entries)
    }
    return result
  }

  /// Numbers of all sizes from 0.03 to 3, and now and then a 0, where kinks are.
  private mutating func entry(_ domain: Atom.Domain, _ sign: Sign) -> Double? {
    let isNonnegative = domain != .real
    if sign == .nonpositive && isNonnegative { return nil }
    let isPositive = isNonnegative && domain != .nonnegative
    if sign == .zero { return isPositive ? nil : 0 }
    if !isPositive && Int.random(in: 0..<10, using: &generator) == 0 { return 0 }
    let size = 3 * pow(10, -Double.random(in: 0...2, using: &generator))
    if sign == .nonpositive { return -size }
    return isNonnegative || sign == .nonnegative || Bool.random(using: &generator) ? size : -size
  }
}

/// What an atom claims against what its value does; each check says what is wrong, or nil.
enum AtomCheck {
  private static func rounding(_ values: Double...) -> Double {
    1e-9 * (1 + values.map(\.magnitude).reduce(0, +))
  }

  /// Whether an argument is fixed where the others move.
  private static func isFixed(_ atom: Atom, _ index: Int) -> Bool {
    atom.parameter(index).domain == .positiveConstant
  }

  /// The derivative against differences of the value where they agree from both sides.
  static func derivativeFault(_ atom: Atom) -> String? {
    var sampler = AtomSampler(atom)
    var smoothCount = 0
    for _ in 0..<500 {
      guard let point = sampler.arguments(sampler.shape()) else { continue }
      let value = atom.value(point)
      let derivative = atom.derivative(point)
      guard derivative.map(\.count) == point.map(\.count) else { return "shape at \(point)" }
      for index in point.indices {
        for entry in point[index].indices {
          if isFixed(atom, index) {
            if derivative[index][entry] != 0 { return "not 0 for a constant at \(point)" }
            continue
          }
          let (left, right) = differences(atom, point, index, entry, value)
          guard abs(left - right) < 1e-3 * (1 + abs(left)) else { continue }
          smoothCount += 1
          let claimed = derivative[index][entry]
          guard abs((left + right) / 2 - claimed) < 1e-5 * (1 + abs(claimed)) else {
            return "derivative \(claimed) at \(point), differences \(left), \(right)"
          }
        }
      }
    }
    return smoothCount < 200 ? "only \(smoothCount) smooth points" : nil
  }

  /// The difference quotients to the left and to the right.
  private static func differences(
    _ atom: Atom, _ point: [[Double]], _ index: Int, _ entry: Int, _ value: Double
  ) -> (left: Double, right: Double) {
    let step = 1e-6 * max(point[index][entry].magnitude, 1e-2)
    var moved = point
    moved[index][entry] = point[index][entry] - step
    let left = (value - atom.value(moved)) / step
    moved[index][entry] = point[index][entry] + step
    return (left, (atom.value(moved) - value) / step)
  }

  /// The inequality of convexity between two points, and that of the derivative, kinks included.
  static func curvatureFault(_ atom: Atom) -> String? {
    guard atom.curvature.isConvex || atom.curvature.isConcave else { return "no claim" }
    var sampler = AtomSampler(atom)
    for _ in 0..<4000 {
      let shape = sampler.shape()
      guard let a = sampler.arguments(shape), var b = sampler.arguments(shape) else { continue }
      for index in b.indices where isFixed(atom, index) { b[index] = a[index] }
      let weight = Double.random(in: 0...1, using: &sampler.generator)
      let between = zip(a, b).map { zip($0, $1).map { weight * $0 + (1 - weight) * $1 } }
      let (first, second) = (atom.value(a), atom.value(b))
      let excess = atom.value(between) - (weight * first + (1 - weight) * second)
      let tangent = first + slope(of: atom, at: a, towards: b) - second
      let tolerance = rounding(first, second)
      if atom.curvature.isConvex && !(excess <= tolerance && tangent <= tolerance) {
        return "not convex between \(a) and \(b)"
      }
      if atom.curvature.isConcave && !(excess >= -tolerance && tangent >= -tolerance) {
        return "not concave between \(a) and \(b)"
      }
    }
    return nil
  }

  /// The change from `a` to `b` by the derivative at `a`.
  private static func slope(
    of atom: Atom, at a: [[Double]], towards b: [[Double]]
  ) -> Double {
    var sum = 0.0
    for (slopes, ends) in zip(atom.derivative(a), zip(a, b)) {
      for (slope, (start, end)) in zip(slopes, zip(ends.0, ends.1)) where start != end {
        sum += slope * (end - start)
      }
    }
    return sum
  }

  /// The direction of every argument where it has each sign; `neither` must have both.
  static func monotonicityFault(_ atom: Atom) -> String? {
    var sampler = AtomSampler(atom)
    for index in 0..<(atom.isVariadic ? 3 : atom.parameters.count) {
      for sign in Sign.allCases {
        let claim = atom.monotonicity(index, sign)
        if isFixed(atom, index) {
          if claim != .constant { return "\(claim) in a constant" }
          continue
        }
        let steps = steps(of: index, where: sign, &sampler)
        let isRight =
          switch claim {
          case .constant: !steps.rises && !steps.falls
          case .nondecreasing: !steps.falls
          case .nonincreasing: !steps.rises
          case .neither: steps.rises && steps.falls
          }
        if !isRight { return "argument \(index) is not \(claim) where \(sign)" }
      }
    }
    return nil
  }

  /// Whether the value was seen to rise and to fall where entries of an argument grow.
  private static func steps(
    of index: Int, where sign: Sign, _ sampler: inout AtomSampler
  ) -> (rises: Bool, falls: Bool) {
    let atom = sampler.atom
    var (rises, falls) = (false, false)
    for _ in 0..<1000 {
      let shape = sampler.shape(arguments: atom.isVariadic ? max(index + 1, 2) : nil)
      var signs = [Sign](repeating: .unknown, count: shape.count)
      signs[index] = sign
      guard var low = sampler.arguments(shape, signs), var high = sampler.arguments(shape, signs)
      else { continue }
      let pairs = zip(low[index], high[index])
      low[index] = pairs.map { min($0, $1) }
      high = low.enumerated().map { $0 == index ? pairs.map { max($0, $1) } : $1 }
      let (before, after) = (atom.value(low), atom.value(high))
      let tolerance = rounding(before, after)
      if !(after <= before + tolerance) { rises = true }
      if !(after >= before - tolerance) { falls = true }
    }
    return (rises, falls)
  }

  /// The sign of the value for all signs of the arguments: true, and as sharp as can be.
  static func signFault(_ atom: Atom) -> String? {
    var sampler = AtomSampler(atom)
    for signs in sampler.signLists {
      var (isPositive, isNegative, isSeen) = (false, false, false)
      for _ in 0..<400 {
        guard let point = sampler.arguments(sampler.shape(arguments: signs.count), signs) else {
          continue
        }
        let value = atom.value(point)
        isSeen = true
        if value > 0 { isPositive = true }
        if value < 0 { isNegative = true }
      }
      guard isSeen else { continue }
      let seen: Sign =
        isPositive
        ? (isNegative ? .unknown : .nonnegative) : isNegative ? .nonpositive : .zero
      let claim = atom.sign(signs)
      if claim != seen { return "claims \(claim) for \(signs), is \(seen)" }
    }
    return nil
  }
}

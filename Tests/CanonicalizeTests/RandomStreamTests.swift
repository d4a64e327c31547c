import Glibc
import Testing

@testable import Canonicalize

/// What the stream of a seed is worth: its first numbers, its uniforms and its logarithm.
@Suite struct RandomStreamTests {
  /// A seed means these numbers on every machine and in every version: gates drawn with it must not
  /// change under a user.
  @Test func theFirstNormalsOfASeedNeverChange() {
    var source = RandomSource(seed: 1)
    let found = (0..<4).map { _ in source.nextNormal() }
    #expect(found == Self.firstNormals)
  }

  // Also computed by an independent program, from the definitions of splitmix64, xoshiro256** and
  // the polar method.
  private static let firstNormals = [
    1.884396104787977,
    0.18978089448693036,
    1.302090250702661,
    -1.9094343319583578,
  ]

  @Test func uniformsHaveTheirMoments() {
    var source = RandomSource(seed: 12)
    let count = 200_000
    let values = (0..<count).map { _ in source.nextUniform() }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    let mean = values.reduce(0, +) / Double(count)
    let square = values.reduce(0) { $0 + $1 * $1 } / Double(count)
    // Five standard errors: sqrt(1/12) and sqrt(4/45) over sqrt(count).
    #expect(abs(mean - 0.5) < 5 * (1.0 / 12 / Double(count)).squareRoot())
    #expect(abs(square - 1.0 / 3) < 5 * (4.0 / 45 / Double(count)).squareRoot())
    // Neighbours are not correlated.
    let lag = zip(values, values.dropFirst()).reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) }
    #expect(abs(lag / Double(count)) < 5 / 12 / Double(count).squareRoot())
  }

  /// Five units in the last place: the series is cut below half of one, the rest are roundings.
  @Test func logarithmIsThatOfTheLibraryRelatively() {
    var source = RandomSource(seed: 5)
    for _ in 0..<20_000 {
      let mantissa = 1 + source.nextUniform()
      let exponent = Double.Exponent(60 * source.nextUniform() - 50)
      let x = Double(sign: .plus, exponent: exponent, significand: mantissa)
      let expected = Glibc.log(x)
      #expect(abs(RandomSource.logarithm(x) - expected) <= 1e-15 * abs(expected), "\(x)")
    }
    for x in [1.0, 1.0.nextUp, 1.0.nextDown, 2, 0.5, 2.0.squareRoot(), 1.5] {
      let expected = Glibc.log(x)
      #expect(abs(RandomSource.logarithm(x) - expected) <= 1e-15 * abs(expected), "\(x)")
    }
  }
}

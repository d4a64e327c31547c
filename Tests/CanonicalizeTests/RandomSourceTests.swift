import Glibc
import Testing

@testable import Canonicalize

@Suite struct RandomSourceTests {
  @Test func theFirstNumbersOfASeedNeverChange() {
    var source = RandomSource(seed: 7)
    let bits = (0..<3).map { _ in source.nextBits() }
    var again = RandomSource(seed: 7)
    #expect(bits == (0..<3).map { _ in again.nextBits() })
    // Also computed by an independent program; a spec's seed means these numbers on every machine.
    #expect(
      bits == [12_923_355_070_828_475_994, 5_142_052_590_334_782_674, 15_488_392_906_492_639_638])
  }

  @Test func logarithmIsThatOfTheLibrary() {
    var source = RandomSource(seed: 3)
    for _ in 0..<10_000 {
      let x = source.nextUniform() + 1e-12
      let expected = Glibc.log(x)
      // Absolute near 1, where the logarithm itself is small.
      #expect(abs(RandomSource.logarithm(x) - expected) <= 4e-16 * max(1, abs(expected)))
    }
  }

  @Test func normalsHaveTheirMoments() {
    var source = RandomSource(seed: 11)
    let count = 200_000
    let values = (0..<count).map { _ in source.nextNormal() }
    let mean = values.reduce(0, +) / Double(count)
    let variance = values.reduce(0) { $0 + $1 * $1 } / Double(count)
    let fourth = values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(count)
    // Five standard errors each.
    #expect(abs(mean) < 5 / Double(count).squareRoot())
    #expect(abs(variance - 1) < 5 * (2 / Double(count)).squareRoot())
    #expect(abs(fourth - 3) < 5 * (96 / Double(count)).squareRoot())
  }
}

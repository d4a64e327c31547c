/// A seeded source of random numbers that gives the same bits on every machine: xoshiro256**
/// (Blackman and Vigna) seeded by splitmix64, with normals by the polar method.
///
/// The logarithm is computed here from the four basic operations, because the one of the C library
/// may differ in the last bit from system to system.
public struct RandomSource: Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)
  private var spare: Double?

  /// The source that belongs to a seed.
  public init(seed: UInt64) {
    var x = seed
    func next() -> UInt64 {
      x &+= 0x9E37_79B9_7F4A_7C15
      var z = x
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = (next(), next(), next(), next())
  }

  /// 64 random bits.
  public mutating func nextBits() -> UInt64 {
    func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotate(state.1 &* 5, 7) &* 9
    let t = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= t
    state.3 = rotate(state.3, 45)
    return result
  }

  /// A number uniform in [0, 1), a multiple of 2^-53.
  public mutating func nextUniform() -> Double {
    Double(nextBits() >> 11) * 0x1p-53
  }

  /// A number from the standard normal distribution.
  public mutating func nextNormal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let u = 2 * nextUniform() - 1
      let v = 2 * nextUniform() - 1
      let s = u * u + v * v
      guard s > 0 && s < 1 else { continue }
      let factor = (-2 * RandomSource.logarithm(s) / s).squareRoot()
      spare = v * factor
      return u * factor
    }
  }

  /// The natural logarithm of a positive normal number, by log x = e log 2 + 2 artanh((m-1)/(m+1))
  /// with m in [sqrt(1/2), sqrt 2): good to a few units in the last place.
  static func logarithm(_ x: Double) -> Double {
    var exponent = Double(x.exponent)
    var mantissa = x.significand
    if mantissa > 1.414_213_562_373_095_1 {
      mantissa *= 0.5
      exponent += 1
    }
    let t = (mantissa - 1) / (mantissa + 1)
    let t2 = t * t
    var series = 0.0
    for k in stride(from: 27, through: 1, by: -2) { series = series * t2 + 1 / Double(k) }
    return exponent * 0.693_147_180_559_945_3 + 2 * t * series
  }
}

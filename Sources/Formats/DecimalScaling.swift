extension DecimalNumber {
  /// mantissa * 10^exponent rounded to the nearest Double, ties to even; nil outside -27...27.
  ///
  /// Two cases, both exact: where mantissa and power are Doubles, one operation rounds once
  /// (Clinger, "How to read floating point numbers accurately", PLDI 1990). Otherwise
  /// 10^k = 5^k 2^k with 5^27 < 2^63, so that a 128-bit product or quotient holds the leading 64
  /// bits of the result, and whether anything follows them; no result here is subnormal.
  @inline(__always)
  static func exactlyScaled(_ mantissa: UInt64, powerOfTen exponent: Int) -> Double? {
    if mantissa < 1 << 53 && -22...22 ~= exponent {
      let value = Double(mantissa)
      return exponent < 0 ? value / powersOfTen[-exponent] : value * powersOfTen[exponent]
    }
    if mantissa == 0 { return 0 }
    if exponent < 0 {
      return exponent >= -27 ? quotient(mantissa, exponent: -exponent) : nil
    }
    return exponent <= 27 ? product(mantissa, exponent: exponent) : nil
  }

  /// mantissa / 10^exponent for a mantissa that is not 0.
  private static func quotient(_ mantissa: UInt64, exponent: Int) -> Double {
    let divisor = powersOfFive[exponent]
    let shift = mantissa.leadingZeroBitCount
    let divisorShift = divisor.leadingZeroBitCount
    let dividend = mantissa << UInt64(shift)
    // Both have their top bit set, so the quotient has 63 or 64 bits: enough to round from.
    let (bits, rest) = (divisor << UInt64(divisorShift)).dividingFullWidth(
      (dividend >> 1, dividend << 63))
    return rounded(bits, inexact: rest != 0, powerOfTwo: divisorShift - shift - 63 - exponent)
  }

  /// mantissa * 10^exponent for a mantissa that is not 0.
  private static func product(_ mantissa: UInt64, exponent: Int) -> Double {
    let (high, low) = mantissa.multipliedFullWidth(by: powersOfFive[exponent])
    if high == 0 { return rounded(low, inexact: false, powerOfTwo: exponent) }
    let shift = UInt64(high.leadingZeroBitCount)
    let bits = shift == 0 ? high : high << shift | low >> (64 - shift)
    return rounded(bits, inexact: low << shift != 0, powerOfTwo: 64 - Int(shift) + exponent)
  }

  /// bits * 2^power, where `inexact` says that the true value lies between bits and bits + 1.
  private static func rounded(_ bits: UInt64, inexact: Bool, powerOfTwo power: Int) -> Double {
    // An inexact value has 63 bits or more: its last bit lies far below the rounding position and
    // can stand for all that follows.
    let value = Double(inexact ? bits | 1 : bits)
    return value * Double(bitPattern: UInt64(1023 + power) << 52)
  }
}

/// 10^0 to 10^22: the powers of ten that are Doubles.
private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
  1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]

/// 5^0 to 5^27: the powers of five that fit 64 bits.
private let powersOfFive: [UInt64] = [
  1, 5, 25, 125, 625, 3125, 15625, 78125, 390_625, 1_953_125, 9_765_625, 48_828_125, 244_140_625,
  1_220_703_125, 6_103_515_625, 30_517_578_125, 152_587_890_625, 762_939_453_125,
  3_814_697_265_625, 19_073_486_328_125, 95_367_431_640_625, 476_837_158_203_125,
  2_384_185_791_015_625, 11_920_928_955_078_125, 59_604_644_775_390_625,
  298_023_223_876_953_125, 1_490_116_119_384_765_625, 7_450_580_596_923_828_125,
]

/// The number types that binary arrays are stored in.
public enum ElementType: String, Sendable, CaseIterable {
  /// IEEE 754 half precision.
  case float16
  /// IEEE 754 single precision.
  case float32
  /// IEEE 754 double precision.
  case float64
  /// Two's complement, 1 byte.
  case int8
  /// Two's complement, 2 bytes.
  case int16
  /// Two's complement, 4 bytes.
  case int32
  /// Two's complement, 8 bytes.
  case int64
  /// Unsigned, 1 byte.
  case uint8
  /// Unsigned, 2 bytes.
  case uint16
  /// Unsigned, 4 bytes.
  case uint32
  /// Unsigned, 8 bytes.
  case uint64
  /// One byte, false where it is 0.
  case bool

  /// The bytes of one element.
  public var size: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .float16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }
}

extension Double {
  /// The value of an IEEE 754 half precision number: written out, because Float16 is not
  /// everywhere.
  init(halfPrecision bits: UInt16) {
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = UInt64(bits & 0x3FF)
    let magnitude: Double
    switch exponent {
    case 0: magnitude = Double(fraction) * 0x1p-24
    case 31: magnitude = fraction == 0 ? .infinity : .nan
    default: magnitude = Double(bitPattern: UInt64(exponent + 1008) << 52 | fraction << 42)
    }
    self = bits >> 15 == 0 ? magnitude : -magnitude
  }
}

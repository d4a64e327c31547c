/// Reads numpy's NPY format, versions 1.0, 2.0 and 3.0.
public enum NPYReader {
  /// The bytes every NPY file starts with: 0x93, then NUMPY.
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The array in `bytes`, which must hold a header, its data, and nothing more.
  ///
  /// Half, single and double precision, integers and booleans of any width, in both byte orders and
  /// both index orders become Doubles in the order of `NumericArray`. NaN and infinities are read
  /// as they are (see `firstNonFinite`). Throws `badMagic`, `badHeader`, `truncated`,
  /// `trailingBytes`, `unsupportedType`, `unsupportedFeature` (a later version), `badShape`, and
  /// `outOfRange` for integers beyond 2^53.
  public static func read(_ bytes: borrowing Span<UInt8>) throws(FormatError) -> NumericArray {
    for (index, expected) in magic.enumerated() {
      if index >= bytes.count {
        throw FormatError(.truncated, "\(bytes.count) bytes, expected a NPY header of 10 or more")
      }
      if bytes[index] != expected {
        throw FormatError(
          .badMagic, "the file does not start with \\x93NUMPY: it is no NPY file",
          hint: bytes[0] == UInt8(ascii: "P") ? "a file that starts with PK may be NPZ" : nil)
      }
    }
    let major = try bytes.checkedLittleEndian(UInt8.self, at: 6, of: "the header")
    let lengthSize: Int
    let length: Int
    switch major {
    case 1:
      lengthSize = 2
      length = Int(
        try bytes.checkedLittleEndian(UInt16.self, at: 8, of: "the length of the header"))
    case 2, 3:
      lengthSize = 4
      length = Int(
        try bytes.checkedLittleEndian(UInt32.self, at: 8, of: "the length of the header"))
    default:
      throw FormatError(
        .unsupportedFeature,
        "NPY version \(major).\(bytes.count > 7 ? Int(bytes[7]) : 0), "
          + "expected 1.0, 2.0 or 3.0")
    }
    let start = 8 + lengthSize
    try bytes.check(length, at: start, of: "the header")
    let header = try NPYHeader(parsing: bytes.extracting(start..<(start + length)))
    let decoder = try ArrayDecoder(
      type: header.type, shape: header.shape, isBigEndian: header.isBigEndian,
      isFortranOrder: header.isFortranOrder)
    return try decoder.decode(bytes, at: start + length)
  }
}

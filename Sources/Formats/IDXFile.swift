/// The format of the MNIST files: a magic number, big-endian dimensions, big-endian elements.
public enum IDXFile {
  /// The array in `bytes`, which must be uncompressed (see `Gzip`).
  ///
  /// Throws `badMagic`, `badHeader`, `truncated`, `trailingBytes`, `badShape`.
  public static func read(_ bytes: borrowing Span<UInt8>) throws(FormatError) -> NumericArray {
    try bytes.check(4, at: 0, of: "the magic number")
    if bytes[0] != 0 || bytes[1] != 0 {
      throw FormatError(
        .badMagic, "the file does not start with two bytes 0: it is no IDX file",
        hint: Gzip.isCompressed(bytes) ? "it is compressed with gzip" : nil)
    }
    let type: ElementType
    switch bytes[2] {
    case 0x08: type = .uint8
    case 0x09: type = .int8
    case 0x0B: type = .int16
    case 0x0C: type = .int32
    case 0x0D: type = .float32
    case 0x0E: type = .float64
    default:
      throw FormatError(
        .badHeader, "element type \(bytes[2]), expected 8, 9, 11, 12, 13 or 14")
    }
    let dimensions = Int(bytes[3])
    if dimensions == 0 {
      throw FormatError(.badHeader, "no dimensions, expected 1 or more")
    }
    try bytes.check(4 * dimensions, at: 4, of: "the list of dimensions")
    let shape = (0..<dimensions).map { Int(bytes.bigEndian(UInt32.self, at: 4 + 4 * $0)) }
    let decoder = try ArrayDecoder(
      type: type, shape: shape, isBigEndian: true, isFortranOrder: false)
    return try decoder.decode(bytes, at: 4 + 4 * dimensions)
  }
}

/// The header of a NPY file: a Python dict literal with three keys.
struct NPYHeader {
  let type: ElementType
  let isBigEndian: Bool
  let isFortranOrder: Bool
  let shape: [Int]

  /// Reads the text between the length field and the data.
  ///
  /// Throws `badHeader`, `unsupportedType`, `badShape`.
  init(parsing bytes: borrowing Span<UInt8>) throws(FormatError) {
    var scanner = PythonLiteralScanner()
    var description: String?
    var fortran: Bool?
    var shape: [Int]?
    try scanner.expect("{", bytes)
    while !scanner.accept("}", bytes) {
      let key = try scanner.string(bytes)
      try scanner.expect(":", bytes)
      switch key {
      case "descr" where description == nil:
        if scanner.peek("[", bytes) { throw Self.structured() }
        description = try scanner.string(bytes)
      case "fortran_order" where fortran == nil:
        fortran = try scanner.boolean(bytes)
      case "shape" where shape == nil:
        shape = try scanner.tuple(bytes)
      default:
        throw FormatError(
          .badHeader,
          "the header has \"\(key)\", expected 'descr', 'fortran_order' and 'shape' once each")
      }
      if !scanner.accept(",", bytes) {
        try scanner.expect("}", bytes)
        break
      }
    }
    try scanner.expectEnd(bytes)
    guard let description, let fortran, let shape else {
      throw FormatError(
        .badHeader, "the header lacks 'descr', 'fortran_order' or 'shape'")
    }
    (self.type, self.isBigEndian) = try Self.type(of: description)
    self.isFortranOrder = fortran
    self.shape = shape
  }

  private static func structured() -> FormatError {
    FormatError(
      .unsupportedType, "an array of records (structured dtype), expected plain numbers",
      hint: "save each field as an array of its own")
  }

  /// The element type of a dtype string such as `<f8` or `|u1`, and whether it is big-endian.
  private static func type(
    of description: String
  ) throws(FormatError) -> (ElementType, isBigEndian: Bool) {
    var code = description[...]
    var isBigEndian = false
    if let order = code.first, "<>=|".contains(order) {
      isBigEndian = order == ">"
      code = code.dropFirst()
    }
    if let type = elementTypes[String(code)] { return (type, isBigEndian) }
    let kind: String
    var hint: String? = "convert it with .astype(float) and save it again"
    switch code.first {
    case "O": kind = "Python objects"
    case "S", "a", "U", "T": kind = "strings"
    case "c": kind = "complex numbers"
    case "V": kind = "records or raw bytes"
    case "M", "m": kind = "dates or time spans"
    case "f": kind = "floating-point numbers of an unknown width"
    default:
      kind = "elements of an unknown type"
      hint = nil
    }
    throw FormatError(
      .unsupportedType,
      "an array of \(kind) (dtype '\(description)'), expected f2, f4, f8, i1 to i8, u1 to u8 or b1",
      hint: hint)
  }

  private static let elementTypes: [String: ElementType] = [
    "f2": .float16, "f4": .float32, "f8": .float64, "i1": .int8, "i2": .int16, "i4": .int32,
    "i8": .int64, "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "b1": .bool,
    "?": .bool,
  ]
}

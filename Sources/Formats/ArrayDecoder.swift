/// Turns the elements of a binary array into Doubles in the order of `NumericArray`.
struct ArrayDecoder {
  /// The type of the elements.
  let type: ElementType
  /// Whether the highest byte of an element comes first.
  let isBigEndian: Bool
  /// Whether the first index runs fastest (Fortran) or the last one (C).
  let isFortranOrder: Bool
  /// The dimensions.
  let shape: [Int]
  /// The number of elements.
  let count: Int

  /// A decoder for an array of this shape.
  ///
  /// Throws `badShape` for negative dimensions and for arrays whose bytes cannot be counted.
  init(
    type: ElementType, shape: [Int], isBigEndian: Bool, isFortranOrder: Bool
  ) throws(FormatError) {
    var count = 1
    var overflow = false
    // Zero dimensions are set aside, so that the product of the others is checked too.
    for dimension in shape {
      if dimension < 0 {
        throw FormatError(.badShape, "the shape \(Self.text(shape)) has a negative dimension")
      }
      let (product, tooLarge) = count.multipliedReportingOverflow(by: max(dimension, 1))
      count = product
      overflow = overflow || tooLarge
    }
    if overflow || count.multipliedReportingOverflow(by: type.size).overflow {
      throw FormatError(
        .badShape, "the shape \(Self.text(shape)) has more elements than can be counted")
    }
    self.type = type
    self.isBigEndian = isBigEndian
    self.isFortranOrder = isFortranOrder
    self.shape = shape
    self.count = shape.contains(0) ? 0 : count
  }

  /// The bytes that the elements take.
  var byteCount: Int { count * type.size }

  /// Reads the elements from `offset` on, which must be all that is left.
  ///
  /// Throws `truncated`, `trailingBytes`, and `outOfRange` for integers beyond 2^53.
  func decode(_ bytes: borrowing Span<UInt8>, at offset: Int) throws(FormatError) -> NumericArray {
    let found = bytes.count - offset
    if found < byteCount {
      throw FormatError(
        .truncated,
        "\(found) bytes of data, expected \(byteCount) for \(type) of shape \(Self.text(shape))")
    }
    if found > byteCount {
      throw FormatError(
        .trailingBytes,
        "\(found) bytes of data, expected \(byteCount) for \(type) of shape \(Self.text(shape))")
    }
    let data = bytes.extracting(offset..<bytes.count)
    let values =
      switch type {
      case .float16: fill(data) { (bits: UInt16) in Double(halfPrecision: bits) }
      case .float32: fill(data) { (bits: UInt32) in Double(Float(bitPattern: bits)) }
      case .float64: fill(data) { (bits: UInt64) in Double(bitPattern: bits) }
      case .int8: fill(data) { (bits: UInt8) in Double(Int8(bitPattern: bits)) }
      case .int16: fill(data) { (bits: UInt16) in Double(Int16(bitPattern: bits)) }
      case .int32: fill(data) { (bits: UInt32) in Double(Int32(bitPattern: bits)) }
      case .int64: fill(data) { (bits: UInt64) in Double(Int64(bitPattern: bits)) }
      case .uint8: fill(data) { (bits: UInt8) in Double(bits) }
      case .uint16: fill(data) { (bits: UInt16) in Double(bits) }
      case .uint32: fill(data) { (bits: UInt32) in Double(bits) }
      case .uint64: fill(data) { (bits: UInt64) in Double(bits) }
      case .bool: fill(data) { (bits: UInt8) in bits == 0 ? 0 : 1 }
      }
    if type == .int64 || type == .uint64 { try checkIntegers(data) }
    return NumericArray(shape: shape, values: values)
  }

  /// The elements as Doubles, at the places where `NumericArray` has them.
  @inline(__always)
  private func fill<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ data: borrowing Span<UInt8>, _ convert: (Bits) -> Double
  ) -> [Double] {
    let source = unsafe data.bytes
    let rows = shape.first ?? 1
    // Rows and columns are blocked so that a block's lines of both sides stay in the cache.
    let block = 32
    return unsafe [Double](unsafeUninitializedCapacity: count) { target, initialized in
      func move(from element: Int, to place: Int) {
        let bits = unsafe source.unsafeLoadUnaligned(
          fromByteOffset: element * MemoryLayout<Bits>.size, as: Bits.self)
        unsafe target[place] = convert(
          isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits))
      }
      if shape.count <= 1 || (isFortranOrder && shape.count == 2) {
        for element in 0..<count { move(from: element, to: element) }
      } else if isFortranOrder {
        for (column, start) in fortranColumnStarts().enumerated() {
          for row in 0..<rows { move(from: start + row, to: column * rows + row) }
        }
      } else if count > 0 {
        let columns = count / rows
        for top in stride(from: 0, to: rows, by: block) {
          for left in stride(from: 0, to: columns, by: block) {
            for column in left..<min(left + block, columns) {
              for row in top..<min(top + block, rows) {
                move(from: row * columns + column, to: column * rows + row)
              }
            }
          }
        }
      }
      initialized = count
    }
  }

  /// Where each column (in C order) starts in an array in Fortran order with elements.
  private func fortranColumnStarts() -> [Int] {
    if count == 0 { return [] }
    var starts = [0]
    var step = shape.first ?? 1
    for dimension in shape.dropFirst() {
      starts = starts.flatMap { start in (0..<dimension).map { start + $0 * step } }
      step *= dimension
    }
    return starts
  }

  /// Throws `outOfRange` for the first integer (in the file's order) that a Double cannot hold.
  private func checkIntegers(_ data: borrowing Span<UInt8>) throws(FormatError) {
    let limit: UInt64 = 1 << 53
    for element in 0..<count {
      let little = data.littleEndian(UInt64.self, at: element * 8)
      let bits = isBigEndian ? little.byteSwapped : little
      let isNegative = type == .int64 && bits >> 63 == 1
      if isNegative ? bits < 0 &- limit : bits > limit {
        let value = isNegative ? "\(Int64(bitPattern: bits))" : "\(bits)"
        throw FormatError(
          .outOfRange, "element \(element) is \(value), beyond 2^53: it has no exact Double",
          hint: "store the array as float64")
      }
    }
  }

  /// A shape as Python writes it.
  static func text(_ shape: [Int]) -> String {
    let list = shape.map(String.init).joined(separator: ", ")
    return shape.count == 1 ? "(\(list),)" : "(\(list))"
  }
}

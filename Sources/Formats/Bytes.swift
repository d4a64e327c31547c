/// How the binary formats see the bytes of a file.
extension Span where Element == UInt8 {
  /// The little-endian integer at `offset`, which must lie inside with all its bytes.
  func littleEndian<Integer: FixedWidthInteger>(_ type: Integer.Type, at offset: Int) -> Integer {
    var value: Integer = 0
    for index in 0..<(Integer.bitWidth / 8) {
      value |= Integer(truncatingIfNeeded: self[offset + index]) << Integer(8 * index)
    }
    return value
  }

  /// The big-endian integer at `offset`, which must lie inside with all its bytes.
  func bigEndian<Integer: FixedWidthInteger>(_ type: Integer.Type, at offset: Int) -> Integer {
    littleEndian(type, at: offset).byteSwapped
  }

  /// The little-endian integer at `offset`; throws `truncated` where the bytes end before it.
  func checkedLittleEndian<Integer: FixedWidthInteger>(
    _ type: Integer.Type, at offset: Int, of what: String
  ) throws(FormatError) -> Integer {
    try check(Integer.bitWidth / 8, at: offset, of: what)
    return littleEndian(type, at: offset)
  }

  /// Appends all bytes to an array.
  func append(to array: inout [UInt8]) {
    unsafe withUnsafeBufferPointer { unsafe array.append(contentsOf: $0) }
  }

  /// Throws `truncated` unless `length` bytes lie inside from `offset` on.
  func check(_ length: Int, at offset: Int, of what: String) throws(FormatError) {
    let found = Swift.max(0, count - offset)
    if offset < 0 || length > found {
      throw FormatError(
        .truncated, "\(what) has \(found) bytes, expected \(length): the file is cut off")
    }
  }
}

/// How the binary formats write.
extension Array where Element == UInt8 {
  /// Appends an integer, its lowest byte first.
  mutating func appendLittleEndian<Integer: FixedWidthInteger>(_ value: Integer) {
    for index in 0..<(Integer.bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: value >> Integer(8 * index)))
    }
  }

  /// Appends doubles, the lowest byte of each first.
  mutating func appendLittleEndian(_ values: [Double]) {
    #if _endian(little)
      // As they lie in memory: ten times faster than byte by byte.
      unsafe values.withUnsafeBytes { unsafe append(contentsOf: $0) }
    #else
      for value in values { appendLittleEndian(value.bitPattern) }
    #endif
  }
}

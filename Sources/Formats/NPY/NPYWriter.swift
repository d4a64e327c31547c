/// Writes numpy's NPY format, version 1.0.
public enum NPYWriter {
  /// The file that holds `array` as little-endian doubles: matrices in Fortran order, as they are
  /// stored here, everything else in C order. The data starts at a multiple of 64 bytes.
  public static func write(_ array: NumericArray) -> [UInt8] {
    let isMatrix = array.shape.count == 2
    var header =
      "{'descr': '<f8', 'fortran_order': \(isMatrix ? "True" : "False"), "
      + "'shape': \(ArrayDecoder.text(array.shape)), }"
    let prefix = NPYReader.magic.count + 4
    let used = prefix + header.utf8.count + 1
    header += String(repeating: " ", count: (used + 63) / 64 * 64 - used) + "\n"

    var bytes: [UInt8] = []
    bytes.reserveCapacity(prefix + header.utf8.count + 8 * array.values.count)
    bytes += NPYReader.magic
    bytes += [1, 0]
    bytes.appendLittleEndian(UInt16(header.utf8.count))
    bytes += header.utf8
    if array.shape.count <= 2 {
      bytes.appendLittleEndian(array.values)
    } else if !array.values.isEmpty {
      // Three and more dimensions are stored as a column-major matrix: C order goes by its rows.
      let (rows, columns) = (array.rowCount, array.columnCount)
      for row in 0..<rows {
        bytes.appendLittleEndian((0..<columns).map { array.values[$0 * rows + row] })
      }
    }
    return bytes
  }
}

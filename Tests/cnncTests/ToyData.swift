import Formats

/// The six labelled points of `toy.cnn` in every format, and the spec of `01_squared.cnn` on them.
enum ToyData {
  static let points = [
    [1.0, 0.2], [0.6, 0.9], [-0.3, 1.1], [-1.0, 0.1], [-0.4, -0.8], [0.5, -1.0],
  ]
  static let labels = [1.0, 1, -1, -1, 1, -1]
  /// The optimum of `01_squared.cnn`, known to eight digits.
  static let optimum = 0.15379697

  /// The problem of `01_squared.cnn` on data from these sources.
  static func spec(x: String, y: String, type: String = "{-1, 1}[n]") -> String {
    Command.spec(
      x: x, y: y, type: type,
      gates: "vectors([[1.0, 0.3], [0.2, 1.0], [-1.0, 0.4], [-0.3, -1.0]])", beta: "0.01")
  }

  /// Columns x1, x2 and y, with or without a line of names.
  static func csv(header: Bool = true, label: (Double) -> String = { "\($0)" }) -> String {
    (header ? "x1,x2,y\n" : "")
      + zip(points, labels).map { "\($0[0]),\($0[1]),\(label($1))\n" }.joined()
  }

  static var libsvm: String {
    zip(points, labels).map { "\($1) 1:\($0[0]) 2:\($0[1])\n" }.joined()
  }

  /// X as an array; values column after column.
  static var features: NumericArray {
    NumericArray(shape: [6, 2], values: points.map { $0[0] } + points.map { $0[1] })
  }

  static var targets: NumericArray { NumericArray(shape: [6], values: labels) }

  /// Doubles in the format of MNIST, row by row, most significant byte first.
  static func idx(shape: [Int], rows: [Double]) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, 0x0E, UInt8(shape.count)]
    for size in shape {
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) }
    }
    for value in rows {
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (56 - 8 * UInt64($0))) }
    }
    return bytes
  }
}

/// One size of an array: a number, or a symbol that stands for one.
public enum Dimension: Hashable, Sendable, CustomStringConvertible {
  case symbol(String)
  case number(Int)

  /// As written.
  public var description: String {
    switch self {
    case .symbol(let name): name
    case .number(let value): "\(value)"
    }
  }
}

/// The sizes of an array: none for a scalar, one for a vector, two for a matrix.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
  /// The sizes.
  public let dimensions: [Dimension]

  /// The shape with these sizes.
  public init(_ dimensions: [Dimension]) {
    self.dimensions = dimensions
  }

  /// The shape of a single number.
  public static let scalar = Shape([])

  /// The shape of I before its neighbours say how large it is; no name can be an underscore.
  static let identity = Shape([.symbol("_"), .symbol("_")])

  /// Whether it is a single number.
  public var isScalar: Bool { dimensions.isEmpty }

  /// `R`, `R[n]`, `R[n, d]`.
  public var description: String {
    isScalar ? "R" : "R[" + dimensions.map(\.description).joined(separator: ", ") + "]"
  }
}

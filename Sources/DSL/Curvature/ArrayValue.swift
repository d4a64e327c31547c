/// Numbers in rows: none of the sizes for a number, one for a vector, two for a matrix.
public struct ArrayValue: Equatable, Sendable {
  /// The sizes.
  public let sizes: [Int]
  /// The entries, row by row.
  public let elements: [Double]

  /// An array with the given entries, row by row.
  public init(sizes: [Int], elements: [Double]) {
    precondition(sizes.reduce(1, *) == elements.count, "as many entries as the sizes say")
    self.sizes = sizes
    self.elements = elements
  }

  /// A number.
  public init(_ value: Double) { self.init(sizes: [], elements: [value]) }

  /// The number where it is one.
  public var number: Double? { sizes.isEmpty ? elements[0] : nil }
}

/// What of the file a row of the standard form stands for.
public struct ConicOrigin: Sendable, Equatable, Hashable {
  /// A row or a variable of the file, by its index.
  public enum Item: Sendable, Equatable, Hashable {
    /// A row of the file.
    case row(Int)
    /// A variable: the row is one of its bounds, or a part of the cone it lies in.
    case variable(Int)
  }

  /// How it is restricted.
  public enum Side: String, Sendable, CaseIterable {
    /// It has one value.
    case equality
    /// It is at most some number.
    case upper
    /// It is at least some number.
    case lower
    /// It is this coordinate of a cone; in a rotated cone the first two are mixed.
    case cone
  }

  /// The row or the variable.
  public let item: Item
  /// How it is restricted.
  public let side: Side

  /// The side of an item.
  public init(item: Item, side: Side) {
    self.item = item
    self.side = side
  }
}

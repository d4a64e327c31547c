public import DSL
public import LinearAlgebra

/// A convex program written out, with everything it needs to become a conic one.
public struct ProgramInstance: Sendable {
  /// A family of gates with its numbers.
  public enum GateFamily: Sendable {
    /// Gate vectors, one a row: gate(Z, g[i]) is diag([Z g_i >= 0]) for any Z.
    case vectors(Matrix)
    /// The patterns D_i of the rows of one data, a column for each gate.
    case patterns(BitMatrix, of: String)

    /// How many gates there are.
    public var count: Int {
      switch self {
      case .vectors(let vectors): vectors.rowCount
      case .patterns(let bits, _): bits.columnCount
      }
    }
  }

  /// The program.
  public let model: ConvexModel
  /// Parameters and sizes.
  public let numbers: [String: Double]
  /// Data, scaled and with their bias columns.
  public let arrays: [String: ArrayValue]
  /// The families of gates by name.
  public let gates: [String: GateFamily]
  /// The sets of perturbations by name.
  public let sets: [String: NumericSet]

  /// An instance; the shapes are those that the program declares.
  public init(
    model: ConvexModel, numbers: [String: Double], arrays: [String: ArrayValue],
    gates: [String: GateFamily] = [:], sets: [String: NumericSet] = [:]
  ) {
    self.model = model
    self.numbers = numbers
    self.arrays = arrays
    self.gates = gates
    self.sets = sets
  }

  /// The value of a size.
  func size(_ dimension: Dimension) -> Int? {
    switch dimension {
    case .number(let value): value
    case .symbol(let name): numbers[name].map { Int($0) }
    }
  }

  /// The first number and the number of numbers of an index; nil where it runs over nothing.
  func range(_ domain: IndexDomain) -> (lower: Int, count: Int)? {
    switch domain {
    case .neurons: return nil
    case .gates(let family):
      guard let count = gates[family]?.count, count > 0 else { return nil }
      return (1, count)
    case .interval(let lower, let upper):
      guard let last = size(upper), last >= lower else { return nil }
      return (lower, last - lower + 1)
    }
  }
}

public import DSL
public import LinearAlgebra

/// A convex cone of some dimension.
public enum Cone: Hashable, Sendable {
  /// {0}: an equality for each row
  case zero(Int)
  /// s >= 0
  case nonnegative(Int)
  /// s_0 >= ||(s_1, ..)||_2
  case secondOrder(Int)
  /// The closure of { (s_0, s_1, s_2) : s_1 > 0, s_1 exp(s_0 / s_1) <= s_2 }
  case exponential

  /// The number of rows.
  public var dimension: Int {
    switch self {
    case .zero(let count), .nonnegative(let count), .secondOrder(let count): count
    case .exponential: 3
    }
  }
}

/// min 1/2 x'Px + q'x + c subject to Ax + s = b, s in K, with P symmetric and K a product of cones, each
/// row and each variable with its name and origin.
public struct ConicProgram: Sendable {
  /// Variables of one kind, or rows of one kind.
  public struct Block: Sendable {
    /// The name, unique among the blocks.
    public let name: String
    /// The index of the first.
    public let first: Int
    /// The sizes of the array they form; their product is their number.
    public let shape: [Int]
    /// What they are: a formula.
    public let formula: String
    /// The rule that made them.
    public let rule: String
    /// The part of the spec they come from.
    public let origin: SourceRange?
    /// How many entries of A the block has; for rows.
    public var nonzeroCount = 0

    /// How many there are.
    public var count: Int { shape.reduce(1, *) }
    /// The indices.
    public var range: Range<Int> { first..<first + count }

    /// `name[i,c]` for the place of an element, from 1.
    public func name(of index: Int) -> String {
      guard !shape.isEmpty else { return name }
      var rest = index - first
      var parts: [Int] = []
      for size in shape.reversed() {
        parts.insert(rest % size + 1, at: 0)
        rest /= size
      }
      return name + "[" + parts.map(String.init).joined(separator: ",") + "]"
    }
  }

  /// The blocks of variables, in order.
  public let variables: [Block]
  /// The blocks of rows, in order.
  public let rows: [Block]
  /// The cones, in the order of the rows.
  public let cones: [Cone]
  /// P, positive semidefinite for a convex program.
  public let quadratic: SymmetricMatrix
  /// q.
  public let linear: [Double]
  /// c.
  public let constant: Double
  /// A.
  public let matrix: SparseMatrix
  /// b.
  public let rightHandSide: [Double]

  /// A program from its parts; the cones have as many rows as A.
  public init(
    variables: [Block] = [], rows: [Block] = [], cones: [Cone], quadratic: SymmetricMatrix,
    linear: [Double], constant: Double = 0, matrix: SparseMatrix, rightHandSide: [Double]
  ) {
    precondition(
      cones.reduce(0) { $0 + $1.dimension } == rightHandSide.count
        && matrix.rowCount == rightHandSide.count && matrix.columnCount == linear.count
        && quadratic.order == linear.count, "the shapes of a program agree")
    self.variables = variables
    self.rows = rows
    self.cones = cones
    self.quadratic = quadratic
    self.linear = linear
    self.constant = constant
    self.matrix = matrix
    self.rightHandSide = rightHandSide
  }

}

extension ConicProgram {
  /// A program whose P is the diagonal given.
  public init(
    variables: [Block] = [], rows: [Block] = [], cones: [Cone], quadratic diagonal: [Double],
    linear: [Double], constant: Double = 0, matrix: SparseMatrix, rightHandSide: [Double]
  ) {
    self.init(
      variables: variables, rows: rows, cones: cones,
      quadratic: SymmetricMatrix(diagonal: diagonal), linear: linear, constant: constant,
      matrix: matrix, rightHandSide: rightHandSide)
  }

  /// The sizes of the program.
  public var sizes: ConicSizes {
    var sizes = ConicSizes()
    (sizes.variables, sizes.rows, sizes.nonzeros) = (variableCount, rowCount, matrix.nonzeroCount)
    for cone in cones {
      switch cone {
      case .zero(let count): sizes.zero += count
      case .nonnegative(let count): sizes.nonnegative += count
      case .secondOrder: sizes.secondOrder += 1
      case .exponential: sizes.exponential += 1
      }
    }
    return sizes
  }
}

/// A program too large for its matrix, or looked at before it is made: the sizes of its blocks.
public struct ConicSizes: Equatable, Sendable {
  /// How many variables.
  public var variables = 0
  /// How many rows.
  public var rows = 0
  /// How many entries of A.
  public var nonzeros = 0
  /// Rows in nonnegative cones.
  public var nonnegative = 0
  /// Rows in zero cones.
  public var zero = 0
  /// Second-order cones.
  public var secondOrder = 0
  /// Exponential cones.
  public var exponential = 0

  /// Nothing yet.
  public init() {}
}

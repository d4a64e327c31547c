/// A conic program as a file gives it, brought into the standard form
///
///     minimize 1/2 x'Px + q'x + c  subject to  Ax + s = b, s in K,
///
/// K a product of cones, with what leads back to the file's own rows, bounds and signs.
///
/// The variables are those of the file, in its order. A bound of a variable is a row of A, a row with
/// two sides is two, a rotated cone is a second-order cone of (x_0 + x_1, x_0 - x_1) / sqrt(2) and the
/// rest, and a maximization is the minimization of the negative.
public struct ConicFile: Sendable, Equatable {
  /// A cone of consecutive rows.
  public enum Cone: Sendable, Equatable, Hashable {
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

  /// The name of the program; empty where the file has none.
  public let name: String
  /// Whether the file asks for the largest value: P, q and c are then the negatives of the file's.
  public let isMaximization: Bool
  /// The name of the objective; empty where the file has none.
  public let objectiveName: String
  /// The names of the variables, made up from their numbers where the file has none.
  public let variableNames: [String]
  /// The names of the file's rows, free ones included, made up where the file has none.
  public let rowNames: [String]
  /// c.
  public let constant: Double
  /// q.
  public let linear: [Double]
  /// The lower triangle of P, diagonal included; not checked to be semidefinite.
  public let quadratic: SparseColumns
  /// A.
  public let matrix: SparseColumns
  /// b.
  public let rightHandSide: [Double]
  /// The cones in the order of the rows: one zero cone and one nonnegative cone, where there are such
  /// rows, then second-order cones, then exponential cones.
  public let cones: [Cone]
  /// Where each row of A comes from.
  public let origins: [ConicOrigin]
  /// What was decided where the file leaves a choice.
  public let warnings: [ConicWarning]
  /// The way back to the file's rows and variables.
  let recovery: ConicRecovery

  /// The number of variables.
  public var variableCount: Int { variableNames.count }
  /// The number of rows of A, the bounds of variables included.
  public var rowCount: Int { rightHandSide.count }

  /// Reads a program as `ConicSource` does.
  public init(
    parsing bytes: borrowing Span<UInt8>, format: ConicFormat, relaxingIntegers: Bool = false,
    limit: Int = 1 << 31
  ) throws(FormatError) {
    self.init(
      try ConicSource(
        parsing: bytes, format: format, relaxingIntegers: relaxingIntegers, limit: limit))
  }

  /// Brings a program into the standard form.
  public init(_ source: ConicSource) { self.init(StandardForm(source)) }

  private init(_ form: StandardForm) {
    let source = form.source
    name = source.name
    isMaximization = source.isMaximization
    objectiveName = source.objectiveName
    variableNames = source.variableNames
    rowNames = source.rowNames
    // 0 - x, so that 0 stays without a sign.
    constant = isMaximization ? 0 - source.constant : source.constant
    linear = isMaximization ? source.linear.map { 0 - $0 } : source.linear
    quadratic = isMaximization ? source.quadratic.negated : source.quadratic
    matrix = form.matrix
    rightHandSide = form.rightHandSide
    cones = form.cones
    origins = form.origins
    warnings = source.warnings
    recovery = form.recovery
  }
}

extension SparseColumns {
  /// The matrix times -1.
  fileprivate var negated: SparseColumns {
    SparseColumns(
      rowCount: rowCount, columnStarts: columnStarts, rowIndices: rowIndices,
      values: values.map { -$0 })
  }
}

/// The values that a row or a variable may take.
struct ConicInterval: Equatable {
  var lower = -Double.infinity
  var upper = Double.infinity

  static let free = ConicInterval()
  static let zero = ConicInterval(lower: 0, upper: 0)
  static let nonnegative = ConicInterval(lower: 0)

  var isFree: Bool { lower == -.infinity && upper == .infinity }
}

/// Consecutive rows or variables in a cone that is no product of intervals.
struct ConicBlock: Equatable {
  enum Kind {
    /// x_0 >= ||(x_1, ..)||
    case quadratic
    /// 2 x_0 x_1 >= ||(x_2, ..)||^2, x_0 >= 0, x_1 >= 0
    case rotated
    /// The closure of x_0 >= x_1 exp(x_2 / x_1), x_1 > 0
    case exponential
  }

  var kind: Kind
  var range: Range<Int>
}

/// What the formats have in common: a program in the terms of its file.
///
///     min or max  1/2 x'Px + c'x + constant
///     subject to  A x in the intervals of the rows, x in the intervals of the variables,
///                 A x + rowConstants in the cones of the rows, x in the cones of the variables
struct ConicSource {
  var name = ""
  var isMaximization = false
  var objectiveName = ""
  var constant = 0.0
  var variableNames: [String] = []
  var rowNames: [String] = []
  /// c.
  var linear: [Double] = []
  /// The lower triangle of P.
  var quadratic = SparseColumns(rowCount: 0, columnStarts: [0], rowIndices: [], values: [])
  /// A.
  var matrix = SparseColumns(rowCount: 0, columnStarts: [0], rowIndices: [], values: [])
  /// What is added to A x where the value of a row is told.
  var rowConstants: [Double] = []
  /// On A x; free for rows in cones.
  var rowIntervals: [ConicInterval] = []
  /// On x; free for variables in cones.
  var variableIntervals: [ConicInterval] = []
  var rowBlocks: [ConicBlock] = []
  var variableBlocks: [ConicBlock] = []
  /// The factor that an item with one value takes in its row of the standard form: both signs say the
  /// same, and this one leaves the rows as they are written.
  var equalityFactor = 1.0
  var warnings: [ConicWarning] = []
}

/// The values that a row or a variable may take.
public struct ConicInterval: Sendable, Equatable {
  /// The least value; minus infinity for none.
  public var lower = -Double.infinity
  /// The largest value; infinity for none.
  public var upper = Double.infinity

  static let free = ConicInterval()
  static let zero = ConicInterval(lower: 0, upper: 0)
  static let nonnegative = ConicInterval(lower: 0)

  /// Whether every value is allowed.
  public var isFree: Bool { lower == -.infinity && upper == .infinity }
}

/// Consecutive rows or variables in a cone that is no product of intervals.
public struct ConicBlock: Sendable, Equatable {
  /// Which cone.
  public enum Kind: Sendable {
    /// x_0 >= ||(x_1, ..)||
    case quadratic
    /// 2 x_0 x_1 >= ||(x_2, ..)||^2, x_0 >= 0, x_1 >= 0
    case rotated
    /// The closure of x_0 >= x_1 exp(x_2 / x_1), x_1 > 0
    case exponential
  }

  /// Which cone.
  public var kind: Kind
  /// The rows or variables.
  public var range: Range<Int>
}

/// A program in the terms of its file, whatever the format:
///
///     min or max  1/2 x'Px + c'x + constant
///     subject to  A x in the intervals of the rows, x in the intervals of the variables,
///                 A x + rowConstants in the cones of the rows, x in the cones of the variables
public struct ConicSource: Sendable {
  /// The name of the program; empty where the file has none.
  public internal(set) var name = ""
  /// Whether the file asks for the largest value.
  public internal(set) var isMaximization = false
  /// The name of the objective; empty where the file has none.
  public internal(set) var objectiveName = ""
  /// The constant of the objective.
  public internal(set) var constant = 0.0
  /// The names of the variables, made up from their numbers where the file has none.
  public internal(set) var variableNames: [String] = []
  /// The names of the rows, made up where the file has none.
  public internal(set) var rowNames: [String] = []
  /// c.
  public internal(set) var linear: [Double] = []
  /// The lower triangle of P.
  public internal(set) var quadratic = SparseColumns.empty
  /// A.
  public internal(set) var matrix = SparseColumns.empty
  /// What is added to A x where the value of a row is told.
  public internal(set) var rowConstants: [Double] = []
  /// On A x; free for rows in cones.
  public internal(set) var rowIntervals: [ConicInterval] = []
  /// On x; free for variables in cones.
  public internal(set) var variableIntervals: [ConicInterval] = []
  /// The rows in cones.
  public internal(set) var rowBlocks: [ConicBlock] = []
  /// The variables in cones.
  public internal(set) var variableBlocks: [ConicBlock] = []
  /// The factor that an item with one value takes in its row of the standard form: both signs say the
  /// same, and this one leaves the rows as they are written.
  var equalityFactor = 1.0
  /// What was decided where the file leaves a choice.
  public internal(set) var warnings: [ConicWarning] = []

  init() {}

  /// Reads a program, compressed with gzip or not.
  ///
  /// Integer variables are refused; `relaxingIntegers` reads them as continuous ones, with a warning.
  /// `limit`, at most 2^31, bounds the text in bytes: entries are counted in 32 bits. Every fault of the
  /// file is thrown with its line and column (of the content, for a gzip file) and with what was expected
  /// there.
  public init(
    parsing bytes: borrowing Span<UInt8>, format: ConicFormat, relaxingIntegers: Bool = false,
    limit: Int = 1 << 31
  ) throws(FormatError) {
    precondition(0...1 << 31 ~= limit, "the limit of the text is at most 2^31")
    if Gzip.isCompressed(bytes) {
      let content = try Gzip.gunzip(bytes, limit: limit)
      self = try ConicSource.read(content.span, format, relaxingIntegers)
    } else {
      if bytes.count > limit {
        throw FormatError(.tooLarge, "\(bytes.count) bytes of text, expected at most \(limit)")
      }
      self = try ConicSource.read(bytes, format, relaxingIntegers)
    }
  }

  private static func read(
    _ bytes: borrowing Span<UInt8>, _ format: ConicFormat, _ relaxingIntegers: Bool
  ) throws(FormatError) -> ConicSource {
    let start = try bytes.textStart()
    return switch format {
    case .cbf: try CBFReader.read(bytes, at: start, relaxingIntegers)
    case .mps: try MPSReader.read(bytes, at: start, relaxingIntegers)
    case .lp: try LPReader.read(bytes, at: start, relaxingIntegers)
    }
  }
}

/// The information items of the Conic Benchmark Format, by their keywords.
enum CBFSection: String, CaseIterable {
  case version = "VER"
  case sense = "OBJSENSE"
  case variables = "VAR"
  case integers = "INT"
  case constraints = "CON"
  case objective = "OBJACOORD"
  case objectiveConstant = "OBJBCOORD"
  case matrix = "ACOORD"
  case constants = "BCOORD"

  /// Items about cones and variables that a program here does not have.
  static let unsupported: Set<String> = [
    "POWCONES", "POW*CONES", "PSDVAR", "PSDCON", "OBJFCOORD", "FCOORD", "HCOORD", "DCOORD",
    "CHANGE",
  ]

  /// The item that must stand before this one, if there is any.
  var prerequisite: CBFSection? {
    switch self {
    case .version: nil
    case .sense, .variables, .objectiveConstant: .version
    case .integers, .constraints, .objective: .variables
    case .matrix, .constants: .constraints
    }
  }
}

/// The cones of the format.
enum CBFCone: String, CaseIterable {
  case free = "F"
  case positive = "L+"
  case negative = "L-"
  case zero = "L="
  case quadratic = "Q"
  case rotated = "QR"
  case exponential = "EXP"

  /// The dimensions that it can have, and how to say them.
  var dimensions: (range: ClosedRange<Int>, text: String) {
    switch self {
    case .free, .positive, .negative, .zero, .quadratic:
      (1...Int(Int32.max), "a dimension of at least 1")
    case .rotated: (2...Int(Int32.max), "a dimension of at least 2 for QR")
    case .exponential: (3...3, "3, the dimension of EXP")
    }
  }
}

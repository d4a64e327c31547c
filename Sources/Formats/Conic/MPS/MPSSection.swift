/// The sections of an MPS file, by their keywords.
enum MPSSection: String, CaseIterable {
  case name = "NAME"
  case sense = "OBJSENSE"
  case objectiveName = "OBJNAME"
  case rows = "ROWS"
  case columns = "COLUMNS"
  case rightHandSide = "RHS"
  case ranges = "RANGES"
  case bounds = "BOUNDS"
  case lowerTriangle = "QUADOBJ"
  case wholeMatrix = "QMATRIX"
  case quadraticSection = "QSECTION"
  case end = "ENDATA"

  /// Sections about what a program here does not have.
  static let unsupported: Set<String> = [
    "QCMATRIX", "CSECTION", "SOS", "SOS1", "SOS2", "SETS", "INDICATORS", "LAZYCONS", "USERCUTS",
    "GENCONS", "PWLOBJ", "PWLNAM", "PWLCON", "BRANCH", "REFROW", "SCENARIOS", "CONES",
  ]

  /// The section that must stand before this one, if there is any.
  var prerequisite: MPSSection? {
    switch self {
    case .name, .sense, .objectiveName, .rows: nil
    case .columns: .rows
    case .rightHandSide, .ranges, .bounds, .lowerTriangle, .wholeMatrix, .quadraticSection, .end:
      .columns
    }
  }
}

/// The text formats of conic, linear and quadratic programs.
public enum ConicFormat: String, Sendable, CaseIterable {
  /// The Conic Benchmark Format, versions 1 to 4.
  case cbf
  /// MPS with fixed columns or free, and its quadratic extension QPS.
  case mps
  /// The LP format of CPLEX.
  case lp

  /// The format that the name of a file tells, `.gz` aside; nil for a name that tells none.
  public init?(fileName: String) {
    var name = Substring(fileName.lowercased())
    if name.hasSuffix(".gz") { name.removeLast(3) }
    guard let dot = name.lastIndex(of: ".") else { return nil }
    switch name[name.index(after: dot)...] {
    case "cbf": self = .cbf
    case "mps", "qps": self = .mps
    case "lp": self = .lp
    default: return nil
    }
  }
}

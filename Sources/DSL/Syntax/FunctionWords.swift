/// The names of functions: none of them is reserved, but an editor shows them as known.
extension Vocabulary {
  /// A function that the language knows.
  public struct Function: Hashable, Sendable {
    /// How it is called.
    public let name: String
    /// What it is for.
    public let role: FunctionRole
  }

  /// Where a function can stand.
  public enum FunctionRole: String, CaseIterable, Sendable {
    /// In any expression.
    case atom
    /// In the formula of a network or of a convex program.
    case network
    /// Behind `gates g =`.
    case gates
    /// Behind `data X : R[n, d] =`.
    case data
    /// Behind `sweep beta in`.
    case sweep
  }

  /// All of them, by role; those that are reducers too are in `entries`.
  public static let functions: [Function] = FunctionRole.allCases.flatMap { role in
    names(of: role).map { Function(name: $0, role: role) }
  }

  private static func names(of role: FunctionRole) -> [String] {
    switch role {
    case .atom:
      Atom.all.map(\.name).filter { name in
        !Keyword.allCases.contains { $0.isReserved && $0.spelling == name }
      }
    case .network: ["relu", "gate", "flat", "raw"]
    case .gates: ["sample", "vectors", "patterns", "enumerate", "sphere"]
    case .data: ["csv", "npy", "npz", "idx", "libsvm"]
    case .sweep: ["logspace", "linspace"]
    }
  }
}

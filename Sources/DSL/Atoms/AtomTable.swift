extension Atom {
  /// Every atom that can be called by its name, in the order of the documentation.
  public static let all: [Atom] = [
    .pos, .abs, .square, .sumsq, .huber, .softplus, .exp, .log, .sqrt, .max, .min, .quad_over_lin,
    .logsumexp, .sum, .mean,
  ]

  /// The atoms that are written with bars.
  public static let norms: [Atom] = [.norm1, .norm2, .norminf]

  private static let table = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The atom that is called by this name.
  public static func named(_ name: String) -> Atom? { table[name] }
}

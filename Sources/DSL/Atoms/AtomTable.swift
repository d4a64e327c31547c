extension Atom {
  /// Every atom that can be called by its name, in the order of the documentation.
  public static let all: [Atom] = [
    .pos
  ]

  /// The atoms that are written with bars.
  public static let norms: [Atom] = []

  private static let table = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The atom that is called by this name.
  public static func named(_ name: String) -> Atom? { table[name] }
}

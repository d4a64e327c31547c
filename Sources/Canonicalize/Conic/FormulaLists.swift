internal import DSL

/// Atoms of a list of numbers of one sample, such as `logsumexp([z - t, t - z])`.
extension FormulaReader {
  /// The atom of the entries of a list as forms; nil for an atom that takes no list.
  func apply(
    _ e: TypedExpression, _ atom: Atom, toList entries: [TypedExpression],
    _ rest: [TypedExpression], _ bound: Bound, _ builder: inout ConicBuilder
  ) throws(Refusal) -> [AffineForm]? {
    var columns: [[AffineForm]] = []
    for entry in entries {
      columns.append(try forms(entry, self.bound(atom, 0, entry, bound), &builder))
    }
    let name = "\(self.name).\(atom.fileName)"
    switch atom.name {
    case Atom.sum.name: return total(columns, scale: 1)
    case Atom.mean.name: return total(columns, scale: 1 / Double(entries.count))
    case Atom.norm1.name:
      var sizes: [[AffineForm]] = []
      for (column, entry) in zip(columns, entries) {
        let graph = AtomGraph(
          atom: .abs, arguments: [column], constants: [], name: name, origin: entry.range)
        guard let found = graph.forms(&builder) else { return nil }
        sizes.append(found)
      }
      return total(sizes, scale: 1)
    default:
      let divisors = try rest.first.map { divisor throws(Refusal) in
        try forms(divisor, self.bound(atom, 1, divisor, bound), &builder)
      }
      let graph = VectorGraph(
        atom: atom, groups: (0..<count).map { k in columns.map { $0[k] } },
        divisors: divisors ?? [], shape: [count], name: name, origin: e.range)
      return graph.forms(&builder)
    }
  }

  private func total(_ columns: [[AffineForm]], scale: Double) -> [AffineForm] {
    (0..<count).map { k in
      columns.reduce(AffineForm(constant: 0)) { $0 + $1[k] }.scaled(by: scale)
    }
  }
}

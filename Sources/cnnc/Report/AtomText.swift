internal import DSL

/// Atoms as a table, a line each.
func atomTable(of atoms: [Atom]) -> String {
  let heads = ["atom", "formula", "curvature", "monotonicity", "sign", "summary"]
  let rows =
    [heads]
    + atoms.map {
      [
        $0.usage, $0.formula, $0.curvature.rawValue, $0.monotonicityWords, $0.signWords, $0.summary,
      ]
    }
  let widths = heads.indices.dropLast().map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    zip(row, widths).map { $0.padded($1) + "  " }.joined() + row[widths.count] + "\n"
  }.joined()
}

extension Atom {
  /// How it is written, with its arguments.
  var usage: String {
    // Norms and powers are not called by name: their formula is how they are written.
    guard Atom.named(name) != nil else { return formula }
    let arguments = parameters.map(\.name) + (isVariadic ? ["..."] : [])
    return "\(name)(\(arguments.joined(separator: ", ")))"
  }

  /// All about it, as a page.
  var detail: String {
    let lines = [
      ("formula", formula), ("LaTeX", latex(parameters.map(\.name))), ("arrays", form.words),
      ("curvature", curvature.rawValue), ("monotonicity", monotonicityWords), ("sign", signWords),
      ("domain", parameters.map { "\($0.name) \($0.domain.words)" }.joined(separator: ", ")),
      ("example", example),
    ]
    return "\(usage)\n  \(summary)\n\n"
      + lines.map { "  \($0.padded(14))\($1)\n" }.joined()
  }

  /// How it moves with its arguments; fixed ones are left out.
  fileprivate var monotonicityWords: String {
    let moving = parameters.indices.filter { parameters[$0].domain != .positiveConstant }
    return moving.map { index in
      let anywhere = monotonicity(index, .unknown)
      let name = parameters[index].name
      // What is neither grows with the size of its argument, as squares and norms do.
      if anywhere == .neither { return "nondecreasing in |\(name)|" }
      return anywhere.rawValue + (moving.count > 1 ? " in \(name)" : "")
    }.joined(separator: ", ")
  }

  /// The sign of its value.
  fileprivate var signWords: String {
    switch sign(whereFirstIs: .unknown) {
    case .zero, .nonnegative, .nonpositive: sign(whereFirstIs: .unknown).rawValue
    case .unknown:
      if sign(whereFirstIs: .nonpositive) == .nonpositive {
        "that of \(parameters[0].name)"
      } else {
        sign(whereFirstIs: .nonnegative) == .nonnegative
          ? "nonnegative for \(parameters[0].name) >= 0" : "any"
      }
    }
  }

  /// The sign of its value by that of its first argument, the others anywhere in their domain.
  func sign(whereFirstIs sign: Sign) -> Sign {
    let others = parameters.dropFirst().map { $0.domain == .real ? Sign.unknown : .nonnegative }
    return self.sign([sign] + others)
  }
}

extension Atom.Form {
  fileprivate var words: String {
    switch self {
    case .elementwise: "entry by entry; a single number goes with every entry"
    case .reducing: "all entries give one number"
    case .either: "one array gives one number; several arguments are taken entry by entry"
    }
  }
}

extension Atom.Domain {
  fileprivate var words: String {
    switch self {
    case .real: "any number"
    case .nonnegative: "nonnegative"
    case .positive: "positive"
    case .positiveConstant: "a positive constant"
    }
  }
}

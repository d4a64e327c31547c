internal import Canonicalize
internal import DSL
internal import Formats

/// A constraint as the user counts them: one instance of a constraint of a spec, a row or a bound of a file.
struct UserConstraint {
  /// By what it is told: `margin[4]`, `(lower bound of x)`.
  let name: String
  /// Where it stands; nil in a file.
  var range: SourceRange?
  /// The values of its indices and the place of its entry, each from 1.
  var indices: [Int] = []
}

/// The constraints of the user in a program, and the one that each row belongs to: nil for rows that the
/// compiler added.
struct UserConstraints {
  private(set) var constraints: [UserConstraint] = []
  private(set) var constraintOfRow: [Int?]

  /// Those of a spec: of a block that a constraint has become, every row is an instance.
  init(_ model: CheckedModel, _ program: ConicOutline) {
    constraintOfRow = [Int?](repeating: nil, count: program.sizes.rows)
    let blocks = program.rows.filter { model.isConstraint($0) }
    var known: [SourceRange: (first: Int, count: Int)] = [:]
    for block in blocks {
      guard let origin = block.origin else { continue }
      // The worst case of one instance may be two rows, in two blocks of the same place; so may the two sides
      // of `a <= x <= b`, which are two constraints.
      let first: Int
      if let before = known[origin], before.count == block.count,
        model.constraintRanges.count(where: { $0 == origin }) == 1
      {
        first = before.first
      } else {
        first = constraints.count
        known[origin] = (first, block.count)
        constraints += block.range.map {
          UserConstraint(name: block.name(of: $0), range: origin, indices: block.indices(of: $0))
        }
      }
      for row in block.range { constraintOfRow[row] = first + row - block.first }
    }
  }

  /// Those of a file: the sides of its rows, the bounds of its variables, and its cones.
  init(_ file: ConicFile) {
    constraintOfRow = []
    for cone in file.cones {
      let rows = constraintOfRow.count..<constraintOfRow.count + cone.dimension
      switch cone {
      case .zero, .nonnegative:
        for row in rows {
          constraintOfRow.append(constraints.count)
          constraints.append(UserConstraint(name: file.name(ofRow: row)))
        }
      case .secondOrder, .exponential:
        constraintOfRow += rows.map { _ in constraints.count }
        let members = file.members(ofCone: rows)
        let shown = members.prefix(3).joined(separator: ", ") + (members.count > 3 ? ", .." : "")
        constraints.append(UserConstraint(name: "(cone of \(shown))"))
      }
    }
  }
}

extension CheckedModel {
  /// Whether rows are instances of a constraint that the spec states.
  func isConstraint(_ block: ConicProgram.Block) -> Bool {
    guard block.rule == "constraint" || block.rule == "robust.constraint", let origin = block.origin
    else { return false }
    return constraintRanges.contains(origin)
  }

  /// Where each constraint stands; two sides of one relation stand in one place.
  fileprivate var constraintRanges: [SourceRange] {
    switch self {
    case .training(let problem): problem.constraints.map(\.range)
    case .program(let program): program.constraints.map(\.relation.range)
    }
  }
}

extension ConicFile {
  /// What a row of the standard form is in the file.
  func name(ofRow row: Int) -> String {
    let origin = origins[row]
    switch (origin.item, origin.side) {
    case (.row(let i), .upper):
      let hasLower = row + 1 < origins.count && origins[row + 1].item == origin.item
      return hasLower ? "(upper side of \(rowNames[i]))" : rowNames[i]
    case (.row(let i), .lower):
      let hasUpper = row > 0 && origins[row - 1].item == origin.item
      return hasUpper ? "(lower side of \(rowNames[i]))" : rowNames[i]
    case (.row(let i), .equality), (.row(let i), .cone): return rowNames[i]
    case (.variable(let j), .upper): return "(upper bound of \(variableNames[j]))"
    case (.variable(let j), .lower): return "(lower bound of \(variableNames[j]))"
    case (.variable(let j), .equality): return "(value of \(variableNames[j]))"
    case (.variable(let j), .cone): return "(cone of \(variableNames[j]))"
    }
  }

  /// The rows or variables of the file that lie in a cone.
  fileprivate func members(ofCone rows: Range<Int>) -> [String] {
    rows.map { row in
      switch origins[row].item {
      case .row(let i): rowNames[i]
      case .variable(let j): variableNames[j]
      }
    }
  }
}

internal import Backends
internal import DSL

/// The parts of a solution document about a program without an optimum.
extension SolutionDocument {
  /// A place in a spec.
  struct Place: Encodable {
    let file: String
    let line: Int
    let column: Int
  }

  /// The proof of `infeasible` (multipliers of rows) or `unbounded` (a ray in the variables).
  struct Certificate: Encodable {
    struct Part: Encodable {
      let name: String
      let value: Double
      /// Where the constraint or the variable stands; absent for rows of the model, and in files.
      var place: Place?
      /// The values of its indices and the place of the entry, from 1.
      var indices: [Int]?
    }

    let kind: String
    let parts: [Part]
  }

  /// Constraints that exclude each other.
  struct Conflict: Encodable {
    struct Member: Encodable {
      let name: String
      var place: Place?
      var indices: [Int]?
    }

    /// The constraints; none where the search was cut short with too many left.
    let constraints: [Member]
    /// How many there are.
    let count: Int
    /// Whether a point was found without any one of them.
    let isMinimal: Bool
    /// Whether rows of the model take part.
    let needsModel: Bool
    let solves: Int

    enum CodingKeys: String, CodingKey {
      case constraints, count, solves
      case isMinimal = "minimal"
      case needsModel = "with_rows_of_the_model"
    }

    init(_ report: InfeasibilityReport, in sources: SourceMap) {
      let members = report.members
      count = members.count
      let isListed =
        report.conflict.isMinimal || members.count <= InfeasibilityReport.largestList
      constraints = (isListed ? members : []).map { member in
        Member(
          name: member.name, place: member.range.map(sources.place),
          indices: member.range == nil ? nil : member.indices)
      }
      isMinimal = report.conflict.isMinimal
      needsModel = report.needsOtherRows
      solves = report.conflict.solves
    }
  }

  /// Between which sizes of its perturbations a spec becomes infeasible.
  struct LargestRadius: Encodable {
    /// The parameter that is the radius; absent where there is none, and the numbers are factors of the sets.
    let parameter: String?
    let sets: [String]
    let asked: Double
    /// The largest value with a point that was measured; null where there is none at 0.
    let feasible: Figure
    /// The smallest with a proof that there is none.
    let infeasible: Double

    init(_ limit: RadiusLimit) {
      parameter = limit.parameter?.name
      sets = limit.sets
      let asked = limit.parameter?.value ?? 1
      self.asked = asked
      feasible = Figure(limit.scales.feasible.map { $0 * asked })
      infeasible = limit.scales.infeasible * asked
    }
  }
}

extension SourceMap {
  /// The place where a range starts.
  func place(_ range: SourceRange) -> SolutionDocument.Place {
    let file = file(of: range)
    let location = file.location(of: range.start)
    return SolutionDocument.Place(file: file.name, line: location.line, column: location.column)
  }
}

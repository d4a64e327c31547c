public import Canonicalize
internal import LinearAlgebra

/// Constraints that exclude each other.
public struct Conflict: Sendable {
  /// Why nobody knows whether fewer would do.
  public enum Doubt: Sendable {
    /// The search came to its limit of time or of solves, or the user stopped it.
    case limit
    /// Without some constraint neither a point nor a proof was found.
    case digits
  }

  /// The constraints, by their numbers, ascending. None where the rows of no constraint have no point.
  public let constraints: [Int]
  /// The certificate, scaled to 0 >= 1: the multipliers of all rows, 0 but for those of these constraints and
  /// of no constraint.
  public let multipliers: [Double]
  /// Why it may not be minimal; nil where a point was found without any one of the constraints.
  public let doubt: Doubt?
  /// How many programs were solved.
  public let solves: Int

  /// Whether it was shown that no constraint can be left out.
  public var isMinimal: Bool { doubt == nil }
}

/// Searches the constraints of an infeasible program for an irreducible infeasible subset (Chinneck): the
/// deletion filter leaves constraints out, and keeps out those without which the rest is infeasible still. At first
/// the few with the largest multipliers are tried alone, then many are left out at once, and each certificate leaves
/// out all that have no multiplier in it.
public struct ConflictSearch {
  /// The program.
  let program: ConicProgram
  /// The number of the constraint that each row belongs to; nil for rows of none, which always stay.
  let constraintOfRow: [Int?]
  /// Limits of all solves together.
  let control: SolverControl
  /// At most so many programs are solved.
  let maxSolves: Int

  private var solves = 0
  private var multipliers: [Double] = []
  /// The constraints in the last certificate.
  private var members: Set<Int> = []
  /// Constraints without which there is a point, or nobody knows.
  private var needed: Set<Int> = []
  private var doubt: Conflict.Doubt?
  private let rowSizes: [Double]
  private let constraintCount: Int

  /// A search; rows of one cone belong to one constraint.
  public init(
    program: ConicProgram, constraintOfRow: [Int?], control: SolverControl, maxSolves: Int = 1000
  ) {
    precondition(constraintOfRow.count == program.rowCount, "every row is accounted for")
    (self.program, self.constraintOfRow) = (program, constraintOfRow)
    (self.control, self.maxSolves) = (control, maxSolves)
    var sizes = [Double](repeating: 0, count: program.rowCount)
    for (row, value) in zip(program.matrix.rowIndices, program.matrix.values) {
      sizes[Int(row)] = max(sizes[Int(row)], abs(value))
    }
    rowSizes = sizes
    constraintCount = 1 + (constraintOfRow.lazy.compactMap(\.self).max() ?? -1)
  }

  /// Searches from a certificate where there is one; nil where none is found.
  public mutating func run(from certificate: [Double]?) -> Conflict? {
    if let z = certificate, case .infeasible(let scaled) = ConicCertificate.farkas(z, in: program) {
      take(scaled)
    } else {
      solves += 1
      let all = [Bool](repeating: true, count: program.rowCount)
      guard case .infeasible(let z) = program.feasibility(keeping: all, control: control) else {
        return nil
      }
      take(z)
    }
    takeFew()
    filter()
    return Conflict(
      constraints: members.sorted(), multipliers: multipliers, doubt: doubt, solves: solves)
  }

  /// Goes on with a few constraints of large multipliers where these exclude each other: such a program is small.
  private mutating func takeFew() {
    var size = 32
    while size < members.count / 2, !control.isOver, solves < maxSolves {
      let weights = weights(multipliers)
      let few = Set(members.sorted { (weights[$0], $1) > (weights[$1], $0) }.prefix(size))
      solves += 1
      let isKept = constraintOfRow.map { $0.map(few.contains) ?? true }
      if case .infeasible(let z) = program.feasibility(keeping: isKept, control: control) {
        return take(z)
      }
      size *= 8
    }
  }

  private mutating func filter() {
    var size = members.count > 8 ? members.count / 2 : 1
    while true {
      let weights = weights(multipliers)
      // Those with small multipliers first: the proof depends on them least.
      let open = members.subtracting(needed).sorted {
        (weights[$0], $0) < (weights[$1], $1)
      }
      guard !open.isEmpty else { return }
      guard !control.isOver, solves < maxSolves else {
        doubt = .limit
        return
      }
      size = min(size, max(1, open.count / 2))
      let tried = Set(open.prefix(size))
      let isKept = constraintOfRow.map { constraint in
        constraint.map { members.contains($0) && !tried.contains($0) } ?? true
      }
      solves += 1
      let found = program.feasibility(keeping: isKept, control: control)
      if case .infeasible(let z) = found {
        take(z)
        continue
      }
      guard size == 1 else {
        size /= 2
        continue
      }
      if case .undecided = found {
        guard !control.isOver else { continue }
        doubt = .digits
      }
      needed.formUnion(tried)
    }
  }

  /// Goes on with the constraints of a certificate.
  private mutating func take(_ z: [Double]) {
    multipliers = withoutDust(z)
    let weights = weights(multipliers)
    members = Set(weights.indices.filter { weights[$0] > 0 })
    // A point within the tolerance and a proof without the constraint: both hold only nearly.
    if !needed.isSubset(of: members) { doubt = .digits }
    needed.formIntersection(members)
  }

  /// The certificate without multipliers that are nearly 0, where it proves as much without them.
  private func withoutDust(_ z: [Double]) -> [Double] {
    let weights = weights(z)
    let largest = weights.max() ?? 0
    for share in [1e-2, 1e-4, 1e-6, 1e-9] {
      let rest = z.indices.map { row in
        constraintOfRow[row].map { weights[$0] > share * largest } ?? true ? z[row] : 0
      }
      if case .infeasible(let scaled) = ConicCertificate.farkas(rest, in: program) { return scaled }
    }
    return z
  }

  /// The largest multiplier of each constraint, in terms of rows whose largest entry is 1.
  private func weights(_ z: [Double]) -> [Double] {
    var weights = [Double](repeating: 0, count: constraintCount)
    for (row, constraint) in constraintOfRow.enumerated() {
      guard let constraint else { continue }
      let size = rowSizes[row] > 0 ? rowSizes[row] : 1
      weights[constraint] = max(weights[constraint], abs(z[row]) * size)
    }
    return weights
  }
}

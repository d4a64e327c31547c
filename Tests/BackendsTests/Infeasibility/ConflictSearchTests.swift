import Canonicalize
import LinearAlgebra
import Testing

@testable import Backends

/// Conflicts: irreducible by an elimination in whole numbers, within their limits, and with a certificate.
@Suite struct ConflictSearchTests {
  private let control = SolverControl(tolerance: 1e-8, maxIterations: 100_000)

  /// a'x <= b in whole numbers.
  private struct Row: Hashable {
    var entries: [Int]
    var bound: Int
  }

  /// Fourier-Motzkin elimination: whether some real x satisfies the rows. No solver, no rounding.
  private func isFeasible(_ rows: [Row], variables: Int) -> Bool {
    var rows = Set(rows)
    for j in 0..<variables {
      let (upper, lower) = (rows.filter { $0.entries[j] > 0 }, rows.filter { $0.entries[j] < 0 })
      var next = rows.filter { $0.entries[j] == 0 }
      for u in upper {
        for l in lower {
          let (p, q) = (-l.entries[j], u.entries[j])
          var row = Row(
            entries: zip(u.entries, l.entries).map { p * $0 + q * $1 },
            bound: p * u.bound + q * l.bound)
          let divisor = row.entries.reduce(abs(row.bound)) { gcd($0, abs($1)) }
          if divisor > 1 {
            row = Row(entries: row.entries.map { $0 / divisor }, bound: row.bound / divisor)
          }
          next.insert(row)
        }
      }
      rows = next
    }
    return rows.allSatisfy { $0.bound >= 0 }
  }

  private func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }

  private func program(_ rows: [Row], variables: Int) -> ConicProgram {
    LinearPrograms.Dense(
      rows: rows.map { $0.entries.map(Double.init) }, bounds: rows.map { Double($0.bound) },
      isEquality: rows.map { _ in false }, costs: [Double](repeating: 0, count: variables)
    ).program
  }

  @Test(arguments: 0..<8)
  func conflictsAreIrreducible(_ seed: Int) {
    var source = RandomSource(seed: UInt64(700 + seed))
    var found = 0
    for trial in 0..<60 {
      let n = 1 + trial % 3
      let m = 3 + trial % 6
      func number(_ size: Int) -> Int {
        Int((source.nextUniform() * Double(2 * size + 1)).rounded(.down)) - size
      }
      let rows = (0..<m).map { _ in
        Row(entries: (0..<n).map { _ in number(3) }, bound: number(3) - 1)
      }
      let program = program(rows, variables: n)
      var search = ConflictSearch(
        program: program, constraintOfRow: Array(rows.indices), control: control)
      let conflict = search.run(from: nil)
      guard !isFeasible(rows, variables: n) else {
        #expect(conflict == nil)
        continue
      }
      guard let conflict else {
        Issue.record("no conflict in \(rows)")
        continue
      }
      found += 1
      #expect(conflict.isMinimal)
      let members = conflict.constraints.map { rows[$0] }
      #expect(!isFeasible(members, variables: n))
      for left in members.indices {
        let rest = members.indices.filter { $0 != left }.map { members[$0] }
        #expect(isFeasible(rest, variables: n), "\(members[left]) is not needed")
      }
      #expect(
        conflict.multipliers.indices.allSatisfy { row in
          conflict.multipliers[row] == 0 || conflict.constraints.contains(row)
        })
      #expect(ConicCertificate.farkas(conflict.multipliers, in: program) != nil)
    }
    #expect(found >= 10)
  }

  /// x >= 1 and x <= 0 among many rows that have nothing to do with it, and multipliers for all of them.
  private func crowd(_ count: Int) -> (program: ConicProgram, certificate: [Double]) {
    var rows = [Row(entries: [-1, 0], bound: -1), Row(entries: [1, 0], bound: 0)]
    for _ in 0..<count / 2 {
      rows += [Row(entries: [0, 1], bound: 0), Row(entries: [0, -1], bound: 0)]
    }
    return (program(rows, variables: 2), [1, 1] + [Double](repeating: 1e-3, count: count))
  }

  @Test func aLooseCertificateIsMadeTight() {
    let (program, certificate) = crowd(400)
    var search = ConflictSearch(
      program: program, constraintOfRow: Array(0..<402), control: control)
    let conflict = search.run(from: certificate)
    #expect(conflict?.constraints == [0, 1])
    #expect(conflict?.isMinimal == true)
    #expect((conflict?.solves ?? .max) <= 12)
  }

  @Test func theLimitOfSolvesIsToldOf() {
    let (program, certificate) = crowd(40)
    var search = ConflictSearch(
      program: program, constraintOfRow: Array(0..<42), control: control, maxSolves: 1)
    let conflict = search.run(from: certificate)
    #expect(conflict?.doubt == .limit)
    #expect(conflict?.constraints.contains(0) == true && conflict?.constraints.contains(1) == true)
  }

  @Test func anInterruptEndsTheSearch() {
    let (program, certificate) = crowd(40)
    var stopped = control
    stopped.isInterrupted = { true }
    var search = ConflictSearch(
      program: program, constraintOfRow: Array(0..<42), control: stopped)
    let conflict = search.run(from: certificate)
    #expect(conflict?.doubt == .limit)
    #expect(conflict?.solves == 0)
  }

  /// Rows of no constraint stay, and are no part of the conflict.
  @Test func rowsOfNoConstraintStay() {
    let rows = [
      Row(entries: [1], bound: 0), Row(entries: [-1], bound: -1), Row(entries: [-1], bound: -2),
    ]
    var search = ConflictSearch(
      program: program(rows, variables: 1), constraintOfRow: [nil, 0, 1], control: control)
    let conflict = search.run(from: nil)
    #expect(conflict?.constraints.count == 1)
    #expect(conflict?.isMinimal == true)
    var model = ConflictSearch(
      program: program(Array(rows.prefix(2)), variables: 1), constraintOfRow: [nil, nil],
      control: control)
    #expect(model.run(from: nil)?.constraints == [])
  }

  /// ||x|| <= 1 against x_1 >= 2, beside x_2 <= 3: a cone is one constraint.
  @Test func conesTakePart() {
    let program = ConicProgram(
      cones: [.nonnegative(2), .secondOrder(3)], quadratic: [0, 0], linear: [0, 0],
      matrix: SparseMatrix(
        columnCount: 2, rowStarts: [0, 1, 2, 2, 3, 4], columns: [0, 1, 0, 1],
        values: [-1, 1, -1, -1]),
      rightHandSide: [-2, 3, 1, 0, 0])
    var search = ConflictSearch(
      program: program, constraintOfRow: [0, 1, 2, 2, 2], control: control)
    let conflict = search.run(from: nil)
    #expect(conflict?.constraints == [0, 2])
    #expect(conflict?.isMinimal == true)
  }

  /// x <= 1 and x >= 1 + t - 0.37.
  @Test func theLargestScaleIsBracketed() throws {
    func program(_ t: Double, from: Double) -> ConicProgram {
      LinearPrograms.Dense(
        rows: [[1], [-1]], bounds: [1, -(from + t)], isEquality: [false, false], costs: [0]
      ).program
    }
    let scales = try #require(
      largestFeasibleScale(control: control) { program($0, from: 0.63) })
    let feasible = try #require(scales.feasible)
    #expect(feasible <= 0.37 + 1e-7 && scales.infeasible >= 0.37 - 1e-7)
    #expect(scales.infeasible - feasible <= 1e-4)
    let never = try #require(largestFeasibleScale(control: control) { program($0, from: 2) })
    #expect(never.feasible == nil)
  }
}

internal import DSL
internal import LinearAlgebra

/// The largest values of formulas that are affine in a perturbation, at given values of all else: the
/// slopes are found by moving the perturbation, and the support function of the set does the rest.
struct PerturbedValue {
  /// Of so many entries of a perturbation each may be moved alone.
  private static let probeLimit = 4096

  /// The set in which each row of the perturbation lies.
  let set: NumericSet
  /// The perturbation.
  let variable: PerturbationVariable
  /// h_B(theta)
  let support: TrainingInstance.SupportValue

  /// Each entry of a formula at its largest; nil where it has no value, or too many to be looked at.
  func largest(
    in evaluation: Evaluation, _ formula: (Evaluation) -> ArrayValue?
  ) -> ArrayValue? {
    let d = set.isFree.count
    let n = variable.rows.flatMap { evaluation.size($0) } ?? 1
    func value(_ delta: [Double]) -> ArrayValue? {
      var moved = evaluation
      moved.perturbations[variable.name] = ArrayValue(
        sizes: variable.rows == nil ? [d] : [n, d], elements: delta)
      return formula(moved)
    }
    let none = [Double](repeating: 0, count: n * d)
    guard let still = value(none), !set.isPoint else { return value(none) }
    /// How much the entries change when row k moves by weights[k] in coordinate c.
    func change(_ c: Int, _ weights: [(row: Int, weight: Double)]) -> [Double]? {
      var delta = none
      for (k, weight) in weights { delta[k * d + c] = weight }
      guard let moved = value(delta), moved.sizes == still.sizes else { return nil }
      return zip(moved.elements, still.elements).map { $0 - $1 }
    }
    // Moving all rows at once, twice, tells which entries have one row to depend on.
    let weights = (0..<n).map { k in
      let turn = Double(k + 1) * 0.618_033_988_749_894_9
      return (row: k, weight: 1 + turn - turn.rounded(.down))
    }
    var (equal, weighted): ([[Double]], [[Double]]) = ([], [])
    for c in 0..<d {
      guard let one = change(c, weights.map { ($0.row, 1) }), let other = change(c, weights)
      else { return nil }
      equal.append(one)
      weighted.append(other)
    }
    var largest = still.elements
    var open: [Int] = []
    for r in largest.indices {
      let theta = equal.map { $0[r] }
      guard isOfOneRow(theta, weighted.map { $0[r] }, weights.map(\.weight)) else {
        open.append(r)
        continue
      }
      guard let most = support(set, theta) else { return nil }
      largest[r] += most
    }
    if open.isEmpty { return ArrayValue(sizes: still.sizes, elements: largest) }
    guard n * d <= Self.probeLimit else { return nil }
    for k in 0..<n {
      var slopes: [[Double]] = []
      for c in 0..<d {
        guard let slope = change(c, [(k, 1)]) else { return nil }
        slopes.append(slope)
      }
      for r in open {
        guard let most = support(set, slopes.map { $0[r] }) else { return nil }
        largest[r] += most
      }
    }
    return ArrayValue(sizes: still.sizes, elements: largest)
  }

  /// Whether the two changes of an entry differ by the weight of one row.
  private func isOfOneRow(_ equal: [Double], _ weighted: [Double], _ weights: [Double]) -> Bool {
    let size = (equal + weighted).reduce(0) { max($0, abs($1)) }
    guard let c = equal.indices.max(by: { abs(equal[$0]) < abs(equal[$1]) }), size > 0 else {
      return true
    }
    let slack = 1e-9 * size
    guard abs(equal[c]) > slack else { return false }
    let ratio = weighted[c] / equal[c]
    return weights.contains { abs($0 - ratio) <= 1e-9 }
      && equal.indices.allSatisfy { abs(weighted[$0] - ratio * equal[$0]) <= slack }
  }
}

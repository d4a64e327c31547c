/// Minimizes ||A x - b||_2 over x >= 0 by the active-set method of Lawson and Hanson (1974), with a
/// Cholesky factor of the normal equations of the passive set at each step.
///
/// Meant for few columns: a step costs c^3 / 3 + 2 r c flops for c passive columns of length r.
/// - Parameters:
///   - a: the matrix, r x c.
///   - b: the right-hand side, r numbers.
/// - Returns: x, c numbers; nearly dependent columns may leave it short of the exact minimum.
public func nonnegativeLeastSquares(_ a: Matrix, _ b: [Double]) -> [Double] {
  precondition(a.rowCount == b.count, "one right-hand side entry for each row")
  let c = a.columnCount
  var x = [Double](repeating: 0, count: c)
  var passive: [Int] = []
  var gradient = x
  var residual = b
  let scale = columnScale(a) * norm2(b)
  for _ in 0..<3 * c + 10 {
    multiply(a, .transposed, residual, into: &gradient)
    let isPassive = Set(passive)
    guard
      let entering = (0..<c).filter({ !isPassive.contains($0) }).max(by: {
        gradient[$0] < gradient[$1]
      }),
      gradient[entering] > 1e-13 * scale
    else { break }
    passive.append(entering)
    guard settle(a, b, &passive, &x) else { break }
    residual = b
    multiply(a, .none, x, scale: -1, keep: 1, into: &residual)
  }
  return x
}

/// Solves for the passive columns, dropping those that would become negative on the way; false where
/// the newest column depends on the others.
private func settle(
  _ a: Matrix, _ b: [Double], _ passive: inout [Int], _ x: inout [Double]
) -> Bool {
  while !passive.isEmpty {
    let columns = a.selectingColumns(passive)
    guard let factor = try? Cholesky(gram(columns)) else {
      x[passive.removeLast()] = 0
      return false
    }
    var z = [Double](repeating: 0, count: passive.count)
    multiply(columns, .transposed, b, into: &z)
    factor.solve(&z)
    if z.allSatisfy({ $0 > 0 }) {
      for (j, value) in zip(passive, z) { x[j] = value }
      return true
    }
    // The longest step towards z that keeps x nonnegative; what reaches 0 leaves.
    var step = 1.0
    for (j, value) in zip(passive, z) where value <= 0 {
      step = min(step, x[j] / (x[j] - value))
    }
    for (j, value) in zip(passive, z) { x[j] += step * (value - x[j]) }
    let kept = zip(passive, z).filter { j, value in value > 0 || x[j] > 1e-14 }.map(\.0)
    for j in passive where !kept.contains(j) { x[j] = 0 }
    // At least one column leaves, or rounding would keep the loop alive.
    passive = kept.count < passive.count ? kept : Array(kept.dropLast())
  }
  return true
}

/// The largest column norm.
private func columnScale(_ a: Matrix) -> Double {
  (0..<a.columnCount).map { norm2(a.column($0)) }.max() ?? 0
}

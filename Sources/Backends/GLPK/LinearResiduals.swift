/// How far a basic solution is from what optimality asks, for those who watch.
extension GLPKProblem.Description {
  /// The largest violated row or bound, and the largest multiplier or reduced cost with a sign that no
  /// bound allows.
  func residuals(_ x: [Double], _ rowDuals: [Double]) -> (primal: Double, dual: Double) {
    var products = [Double](repeating: 0, count: bounds.count)
    var reducedCosts = costs
    for (place, value) in values.enumerated() {
      let (i, j) = (Int(rows[place]), Int(columns[place]))
      products[i] += value * x[j]
      reducedCosts[j] -= value * rowDuals[i]
    }
    var (primal, dual) = (0.0, 0.0)
    for i in bounds.indices {
      let excess = products[i] - bounds[i]
      primal = max(primal, isEquality[i] ? abs(excess) : excess)
      if !isEquality[i] { dual = max(dual, rowDuals[i]) }
    }
    for j in costs.indices {
      primal = max(primal, lower[j] - x[j], x[j] - upper[j])
      if reducedCosts[j] > 0, lower[j] == -.infinity { dual = max(dual, reducedCosts[j]) }
      if reducedCosts[j] < 0, upper[j] == .infinity { dual = max(dual, -reducedCosts[j]) }
    }
    return (primal, dual)
  }
}

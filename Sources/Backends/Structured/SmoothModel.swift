internal import Canonicalize

/// The second-order model of smooth losses.
extension StructuredProblem {
  /// How far from an argument its model may be that of another; 1 to 4 serve alike.
  private static var modelReach: Double { 2 }

  mutating func linearize(at point: Iterate) {
    guard !smooth.isEmpty else { return }
    setModel(model(at: point) { term, k, _, r in term.jet(k, at: r) })
  }

  mutating func linearize(at point: Iterate, transposed: [Double]) {
    guard !smooth.isEmpty else { return }
    let own = fit.quadraticTimes(point.x[shape.fitVariables].map { $0 / point.tau })
    let start = shape.fitVariables.lowerBound
    let slopes = own.indices.map {
      -(transposed[start + $0] / point.tau + fit.linear[$0] + own[$0])
    }
    let model = model(at: point) { term, k, j, r in
      // The multipliers tell the slope of terms that share a variable only together.
      let isAlone = smooth.count { $0.firstVariable == term.firstVariable } == 1
      let model = term.model(k, at: r, slope: slopes[j], reach: isAlone ? Self.modelReach : 0)
      return (0, model.slope, model.curvature)
    }
    setModel(model)
  }

  /// The sum of models of the terms, each given by the term, the sample, its variable of the fit and the value of that.
  private func model(
    at point: Iterate,
    _ jet: (SmoothTerm, Int, Int, Double) -> (value: Double, slope: Double, curvature: Double)
  ) -> (offset: Double, slopes: [Double], curvatures: [Double]) {
    var (offset, slopes) = (0.0, fit.linear)
    var curvatures = [Double](repeating: 0, count: slopes.count)
    for term in smooth {
      for k in 0..<n {
        let j = term.firstVariable + k
        let r = point.x[shape.fitVariables.lowerBound + j] / point.tau
        let jet = jet(term, k, j, r)
        curvatures[j] += jet.curvature
        slopes[j] += jet.slope - jet.curvature * r
        offset += jet.value - (jet.slope - jet.curvature * r / 2) * r
      }
    }
    return (offset, slopes, curvatures)
  }
}

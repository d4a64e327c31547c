extension SupportStep {
  /// Projects (s, e) onto { s_k >= c_k h(e) for all k }, the robust form of the pattern rows with row scales c,
  /// in the metric rho ||s||_2^2 + sigma ||e||_2^2.
  ///
  /// By optimality e moves by a step of h of length eta / sigma and s rises to c T where it is below, with the
  /// price eta = rho sum_k c_k (c_k T(eta / sigma) - s_k)_+: Newton's method from below in a bracket.
  /// - Parameters:
  ///   - point: s and then e, n + d numbers.
  ///   - scales: c, n numbers, not negative.
  ///   - rowWeight: rho.
  ///   - vectorWeight: sigma.
  public func project(
    _ point: inout MutableSpan<Double>, scales: Span<Double>, rowWeight: Double,
    vectorWeight: Double
  ) {
    let n = scales.count
    var eta = 0.0
    var height = height(point.span.extracting(n..<point.count), 0)
    var (low, high) = (0.0, Double.infinity)
    for _ in 0..<100 {
      var (pull, steep) = (0.0, 0.0)
      for k in 0..<n {
        let short = scales[k] * height.value - point[k]
        if short > 0 {
          pull += scales[k] * short
          steep += scales[k] * scales[k]
        }
      }
      let excess = eta - rowWeight * pull
      if excess == 0 { break }
      if excess < 0 { low = eta } else { high = eta }
      var next = eta - excess / (1 - rowWeight / vectorWeight * steep * height.slope)
      // Past the bracket by rounding only: a concave function has its root beyond each of the tangents' roots.
      if !(next > low && next < high) { next = high.isFinite ? low + (high - low) / 2 : 2 * low }
      let change = abs(next - eta)
      eta = next
      height = self.height(point.span.extracting(n..<point.count), eta / vectorWeight)
      if change <= 4 * eta.ulp { break }
    }
    for k in 0..<n { point[k] = max(point[k], scales[k] * height.value) }
    apply(eta / vectorWeight, height: height.value, to: &point, from: n)
  }
}

public import LinearAlgebra

/// Products with the matrix of the conic program that a structure stands for.
extension TrainingStructure {
  public func rowProducts(with x: [Double]) -> [Double] {
    let (n, d, p) = (sampleCount, featureCount, patterns.count)
    let own = Matrix(rows: d, columns: groupCount, elements: Array(x[weights]))
    var products = Matrix(rows: n, columns: groupCount)
    multiply(features, .none, own, into: &products)
    var result = [Double](repeating: 0, count: groupRows.upperBound)
    for k in 0..<n { result[k] = x[fitVariables.lowerBound + k] }
    for g in 0..<groupCount {
      let column = products.column(g)
      let bound = perturbedGroupCount > 0 ? x[groupSupports.lowerBound + g] : 0
      for k in 0..<n {
        let isActive = patterns.bits[k, g % p]
        if isActive { result[k] -= signs[g / p] * column[k] }
        if hasPatternRows {
          result[gateRows.lowerBound + g * n + k] = bound + (isActive ? -column[k] : column[k])
        }
      }
      let first = groupRows.lowerBound + g * (d + 1)
      result[first] = -x[norms.lowerBound + g]
      for c in 0..<d { result[first + 1 + c] = -x[g * d + c] }
    }
    support?.append(
      carriers(of: own, patterns.bits.expanded(zero: 0, one: 1)),
      Array(x[groupSupports] + x[sampleSupports]), Array(x[auxiliaries]), to: &result)
    return result + fit.rowProducts(with: Array(x[fitVariables]))
  }

  public func columnProducts(with z: [Double]) -> [Double] {
    let (n, d, p) = (sampleCount, featureCount, patterns.count)
    var panel = Matrix(rows: n, columns: groupCount)
    var bounds = [Double](repeating: 0, count: perturbedGroupCount)
    for g in 0..<groupCount {
      panel.setColumn(
        g,
        to: (0..<n).map { k in
          let isActive = patterns.bits[k, g % p]
          let link = isActive ? -signs[g / p] * z[k] : 0
          guard hasPatternRows else { return link }
          let gate = z[gateRows.lowerBound + g * n + k]
          if !bounds.isEmpty { bounds[g] += gate }
          return link + (isActive ? -gate : gate)
        })
    }
    var products = Matrix(rows: d, columns: groupCount)
    multiply(features, .transposed, panel, into: &products)
    var rest = fit.columnProducts(with: Array(z[fitRows]))
    for k in 0..<n { rest[k] += z[k] }
    var auxiliary: [Double] = []
    if let support {
      let part = support.transposed(z, from: supportRows.lowerBound)
      addCarriers(part.vectors, patterns.bits.expanded(zero: 0, one: 1), to: &products)
      for (g, value) in part.bounds.prefix(bounds.count).enumerated() { bounds[g] += value }
      for (k, value) in part.bounds.dropFirst(bounds.count).enumerated() { rest[n + k] += value }
      auxiliary = part.auxiliaries
    }
    var result = products.elements
    for g in 0..<groupCount {
      let first = groupRows.lowerBound + g * (d + 1)
      for c in 0..<d { result[g * d + c] -= z[first + 1 + c] }
      result.append(-z[first])
    }
    return result + bounds + auxiliary + rest
  }

  /// The vectors whose support functions are bounded, d x B: the weights of the groups with perturbed pattern
  /// rows, then theta_k = sum_g sigma_g d_ki(g) u_g of each sample; `gates` are the patterns as numbers, n x P.
  public func carriers(of weights: Matrix, _ gates: Matrix) -> Matrix {
    let (d, p) = (featureCount, patterns.count)
    var theta = Matrix(rows: d, columns: p)
    theta.update { theta in
      for (s, sign) in signs.enumerated() {
        for j in 0..<d * p { theta[j] += sign * weights.elements[s * d * p + j] }
      }
    }
    var samples = Matrix(rows: d, columns: sampleCount)
    multiply(theta, .none, gates, .transposed, into: &samples)
    let groups = perturbedGroupCount > 0 ? weights.elements : []
    return Matrix(
      rows: d, columns: perturbedGroupCount + sampleCount, elements: groups + samples.elements)
  }

  /// The transposed map, added to the weights' d x G.
  public func addCarriers(_ vectors: Matrix, _ gates: Matrix, to weights: inout Matrix) {
    let (d, p) = (featureCount, patterns.count)
    let first = perturbedGroupCount * d
    let samples = Matrix(
      rows: d, columns: sampleCount, elements: Array(vectors.elements[first...]))
    var theta = Matrix(rows: d, columns: p)
    multiply(samples, .none, gates, into: &theta)
    let own = vectors.elements
    weights.update { weights in
      for j in 0..<first { weights[j] += own[j] }
      for (s, sign) in signs.enumerated() {
        for j in 0..<d * p { weights[s * d * p + j] += sign * theta.elements[j] }
      }
    }
  }
}

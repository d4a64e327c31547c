internal import Canonicalize
internal import Glibc
internal import LinearAlgebra

/// A training structure in scaled units: X divided by its mean row norm, the fit equilibrated, the predictions
/// by one scale. Products take a gemm with X each; D_i X is never formed.
struct StructuredProblem: ConeProblem {
  /// X / s, n x d.
  let x: Matrix
  /// D as zeros and ones, n x P.
  let gates: Matrix
  /// 2D - 1, n x P: the signs that pattern rows give to X u.
  let signs: Matrix
  /// The indices of the samples at which each pattern is active.
  let active: [[Int]]
  /// What the rows and variables are.
  let shape: TrainingStructure
  /// What the plans for its Newton systems cost.
  let costs: StructuredCosts
  /// The fit, scaled.
  let fit: ConeData
  /// The fit in e alone, for given predictions.
  let inner: ConeData
  /// The support functions, scaled.
  let support: SupportRows?
  /// 2 gamma, scaled.
  let square: Double
  let layout: ConeLayout
  private(set) var linear: [Double]
  let bound: [Double]
  private(set) var offset = 0.0
  /// The smooth terms, scaled, and the second derivative of their sum in each variable of the fit.
  let smooth: [SmoothTerm]
  private(set) var smoothCurvatures: [Double]

  var n: Int { x.rowCount }
  var d: Int { x.columnCount }
  var groupCount: Int { shape.groupCount }
  var patternCount: Int { shape.patterns.count }
  var isLinearized: Bool { !smooth.isEmpty }
  var separatesSteps: Bool { square == 0 && !fit.hasCurvature }
  var hasCurvature: Bool { square != 0 || fit.hasCurvature || isLinearized }

  /// sigma_g.
  func sign(ofGroup g: Int) -> Double { shape.signs[g / patternCount] }

  /// The variables of the fit that are no predictions and whose curvature changes: what smooth terms see, and the
  /// bounds of support functions.
  var curvedVariables: Set<Int> {
    var result: Set<Int> = support == nil ? [] : Set(n..<2 * n)
    for term in smooth where term.firstVariable > 0 {
      result.formUnion(term.firstVariable..<term.firstVariable + n)
    }
    return result
  }

  /// Scales a structure; the gauge measures in its units.
  static func scaled(_ structure: TrainingStructure) -> (problem: StructuredProblem, gauge: Gauge) {
    let n = structure.sampleCount
    let norm = structure.features.frobeniusNorm / sqrt(Double(n))
    let s = norm > 0 ? norm : 1
    var fit = ConeData(structure.fit)
    var balanced = fit
    let own = Equilibration(&balanced)
    var columns = own.columns
    // The predictions share one scale, which the weights then have too, and what is added to predictions.
    let scale = exp(columns[..<n].reduce(0) { $0 + log($1) } / Double(n))
    let alike = [0] + (structure.support == nil ? [] : [n]) + structure.smooth.map(\.firstVariable)
    for first in alike { for k in 0..<n { columns[first + k] = scale } }
    fit.scale(columns: columns, rows: own.rows)
    let weight = scale / s
    let largest = max(
      structure.groupWeight * weight, fit.linear.reduce(0) { max($0, abs($1)) },
      fit.quadratic.values.reduce(0) { max($0, abs($1)) },
      structure.smooth.reduce(0) { max($0, $1.largestSlope * scale) })
    let cost = largest > 0 ? min(max(1 / largest, 1e-4), 1e6) : 1
    fit.scaleCost(by: cost)
    var x = structure.features
    x.updateColumns { column, _ in for k in 0..<column.count { column[k] /= s } }
    let support = structure.support.map { rows in
      SupportRows(
        SupportShape(rows.shape.norm, radii: rows.shape.radii.map { $0 / s }),
        carrierCount: rows.carrierCount)
    }
    let problem = StructuredProblem(
      structure, x, fit, support, weight: weight, cost: cost,
      smooth: structure.smooth.map { $0.scaled(by: scale, cost: cost) })
    let equilibration = Equilibration(
      columns: [Double](repeating: weight, count: structure.norms.upperBound)
        + [Double](repeating: scale, count: structure.groupSupports.count)
        + [Double](repeating: weight, count: structure.auxiliaries.count) + columns,
      rows: [Double](repeating: 1 / scale, count: structure.gateRows.upperBound)
        + [Double](repeating: 1 / weight, count: structure.groupRows.count)
        + (support?.rowScales(ofVectors: 1 / weight, ofBounds: 1 / scale) ?? []) + own.rows,
      cost: cost)
    return (
      problem,
      Gauge(
        equilibration, bound: structure.rightHandSide,
        linear: structure.gradient(at: [Double](repeating: 0, count: structure.variableCount)))
    )
  }

  private init(
    _ structure: TrainingStructure, _ x: Matrix, _ fit: ConeData, _ support: SupportRows?,
    weight: Double, cost: Double, smooth: [SmoothTerm]
  ) {
    self.smooth = smooth
    self.support = support
    smoothCurvatures = [Double](repeating: 0, count: structure.fit.variableCount)
    self.x = x
    self.fit = fit
    inner = fit.dropping(structure.sampleCount)
    shape = structure
    costs = StructuredCosts(of: structure)
    gates = structure.patterns.bits.expanded(zero: 0, one: 1)
    signs = structure.patterns.bits.expanded(zero: -1, one: 1)
    let bits = structure.patterns.bits
    active = (0..<structure.patterns.count).map { i in
      (0..<structure.sampleCount).filter { bits[$0, i] }
    }
    square = 2 * structure.squareWeight * cost * weight * weight
    layout = ConeLayout(structure.cones)
    linear =
      [Double](repeating: 0, count: structure.weights.count)
      + [Double](repeating: structure.groupWeight * cost * weight, count: structure.groupCount)
      + [Double](
        repeating: 0, count: structure.fitVariables.lowerBound - structure.norms.upperBound)
      + fit.linear
    bound = [Double](repeating: 0, count: structure.supportRows.upperBound) + fit.bound
  }

  func quadraticTimes(_ v: [Double]) -> [Double] {
    var result = fit.quadraticTimes(Array(v[shape.fitVariables]))
    let first = shape.fitVariables.lowerBound
    if !smooth.isEmpty {
      for (j, curvature) in smoothCurvatures.enumerated() { result[j] += curvature * v[first + j] }
    }
    result.insert(contentsOf: [Double](repeating: 0, count: first), at: 0)
    if square != 0 { for j in shape.weights { result[j] = square * v[j] } }
    return result
  }

  /// X U for the panel U of all weights, n x G.
  func products(_ weights: ArraySlice<Double>) -> Matrix {
    var result = Matrix(rows: n, columns: groupCount)
    multiply(
      x, .none, Matrix(rows: d, columns: groupCount, elements: Array(weights)), into: &result)
    return result
  }

  /// X' Y for an n x G panel, the d x G numbers column by column.
  func gradients(_ panel: Matrix) -> [Double] {
    var result = Matrix(rows: d, columns: groupCount)
    multiply(x, .transposed, panel, into: &result)
    return result.elements
  }

  /// sum_g sigma_g D_g y_g for an n x G panel.
  func predictions(_ panel: Matrix) -> [Double] {
    var result = [Double](repeating: 0, count: n)
    let (y, d, n, p) = (panel.elements.span, gates.elements.span, n, patternCount)
    for g in 0..<groupCount {
      let (sign, i) = (sign(ofGroup: g), g % p)
      var out = result.mutableSpan
      for k in 0..<n { out[k] += sign * d[i * n + k] * y[g * n + k] }
    }
    return result
  }

  func rowsTimes(_ v: [Double]) -> [Double] {
    let panel = products(v[shape.weights])
    let (n, d, p) = (n, d, patternCount)
    var result = predictions(panel)
    let first = shape.fitVariables.lowerBound
    for k in 0..<n { result[k] = v[first + k] - result[k] }
    result.reserveCapacity(rowCount)
    if shape.hasPatternRows {
      for g in 0..<groupCount {
        let bound = support == nil ? 0 : v[shape.groupSupports.lowerBound + g]
        for k in 0..<n {
          result.append(bound - signs.elements[g % p * n + k] * panel.elements[g * n + k])
        }
      }
    }
    for g in 0..<groupCount {
      result.append(-v[shape.norms.lowerBound + g])
      for c in 0..<d { result.append(-v[g * d + c]) }
    }
    support?.append(
      carriers(v[shape.weights]), Array(v[shape.groupSupports] + v[shape.sampleSupports]),
      Array(v[shape.auxiliaries]), to: &result)
    return result + fit.rowsTimes(Array(v[shape.fitVariables]))
  }

  func transposeTimes(_ z: [Double]) -> [Double] {
    let (n, d, p) = (n, d, patternCount)
    var panel = Matrix(rows: n, columns: groupCount)
    let (rows, hasRows) = (shape.gateRows.lowerBound, shape.hasPatternRows)
    panel.update { panel in
      let (bits, signs, z) = (gates.elements.span, signs.elements.span, z.span)
      for g in 0..<groupCount {
        let (sign, i) = (sign(ofGroup: g), g % p)
        for k in 0..<n {
          let gate = hasRows ? signs[i * n + k] * z[rows + g * n + k] : 0
          panel[g * n + k] = -sign * bits[i * n + k] * z[k] - gate
        }
      }
    }
    var result = gradients(panel)
    var rest = fit.transposeTimes(Array(z[shape.fitRows]))
    for k in 0..<n { rest[k] += z[k] }
    let groups = shape.perturbedGroupCount
    var bounds = [Double](repeating: 0, count: groups)
    var auxiliaries: [Double] = []
    if let support {
      let part = support.transposed(z, from: shape.supportRows.lowerBound)
      addCarriers(part.vectors, to: &result)
      for g in 0..<groups {
        bounds[g] = z[rows + g * n..<rows + (g + 1) * n].reduce(part.bounds[g], +)
      }
      for k in 0..<n { rest[n + k] += part.bounds[groups + k] }
      auxiliaries = part.auxiliaries
    }
    for g in 0..<groupCount {
      let first = shape.groupRows.lowerBound + g * (d + 1)
      for c in 0..<d { result[g * d + c] -= z[first + 1 + c] }
      result.append(-z[first])
    }
    return result + bounds + auxiliaries + rest
  }

  /// The vectors of the support functions, d x B.
  func carriers(_ weights: ArraySlice<Double>) -> Matrix {
    shape.carriers(
      of: Matrix(rows: d, columns: groupCount, elements: Array(weights)), gates)
  }

  /// The transposed map, added to the weights.
  func addCarriers(_ vectors: Matrix, to weights: inout [Double]) {
    var matrix = Matrix(rows: d, columns: groupCount, elements: weights)
    shape.addCarriers(vectors, gates, to: &matrix)
    weights = matrix.elements
  }

  /// The diagonal of P at a variable of the fit, smooth terms included.
  func fitCurvature(_ j: Int) -> Double {
    let places = fit.quadratic.columnStarts[j]..<fit.quadratic.columnStarts[j + 1]
    return places.reduce(smoothCurvatures[j]) {
      fit.quadratic.rowIndices[$1] == j ? $0 + fit.quadratic.values[$1] : $0
    }
  }

  /// Takes q and the diagonal of P in the variables of the fit from the model of smooth terms.
  mutating func setModel(_ model: (offset: Double, slopes: [Double], curvatures: [Double])) {
    (offset, smoothCurvatures) = (model.offset, model.curvatures)
    linear.replaceSubrange(shape.fitVariables, with: model.slopes)
  }

  func newtonSystem() -> StructuredSystem {
    StructuredSystem(self, costs.chosen.plan)
  }
}

extension ConeData {
  /// The same without the first variables, their values being given; P has no entries that join them to others.
  fileprivate func dropping(_ count: Int) -> ConeData {
    ConeData(
      quadratic: quadratic.droppingColumns(count, rows: count), linear: Array(linear[count...]),
      matrix: matrix.droppingColumns(count, rows: 0), bound: bound, layout: layout)
  }
}

extension SparseMatrix {
  /// The matrix without its first columns and rows; what stands in these rows is to be nothing.
  fileprivate func droppingColumns(_ columns: Int, rows: Int) -> SparseMatrix {
    let first = columnStarts[columns]
    return SparseMatrix(
      rowCount: rowCount - rows, columnStarts: columnStarts[columns...].map { $0 - first },
      rowIndices: rowIndices[first...].map { $0 - Int32(rows) }, values: Array(values[first...]))
  }
}

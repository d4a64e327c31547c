internal import DSL
internal import LinearAlgebra

/// Collects variables, rows and the objective of a conic program. Without entries it counts only, so
/// that the sizes of a program are known when its matrix would not fit.
struct ConicBuilder {
  /// What the prediction c_k of a sample is in terms of variables.
  typealias PredictionRow = (_ sample: Int, _ body: (Int32, Double) -> Void) -> Void

  /// Whether entries are kept.
  let keepsEntries: Bool
  /// The entries of c_k.
  let prediction: PredictionRow
  /// How many entries c_k has.
  let predictionCount: (Int) -> Int

  private(set) var variables: [ConicProgram.Block] = []
  private(set) var rows: [ConicProgram.Block] = []
  private(set) var sizes = ConicSizes()
  private(set) var constant = 0.0
  private var cones: [Cone] = []
  private var quadratic: [Int: Double] = [:]
  private var linear: [Int: Double] = [:]
  private var rowStarts = [0]
  private var columns: [Int32] = []
  private var values: [Double] = []
  private var rightHandSide: [Double] = []
  /// The place of each column in the row that is made, to add up what names it twice; without entries
  /// the number of the last row that names it.
  private var places: [Int] = []

  init(
    keepsEntries: Bool, prediction: @escaping PredictionRow,
    predictionCount: @escaping (Int) -> Int
  ) {
    self.keepsEntries = keepsEntries
    self.prediction = prediction
    self.predictionCount = predictionCount
  }

  /// Adds a block of variables; returns the index of the first. A name in use gets a number.
  mutating func addVariables(
    _ name: String, _ shape: [Int], _ formula: String, rule: String, origin: SourceRange? = nil
  ) -> Int {
    let block = ConicProgram.Block(
      name: unique(name, among: variables), first: sizes.variables, shape: shape,
      formula: formula, rule: rule, origin: origin)
    variables.append(block)
    sizes.variables += block.count
    places += [Int](repeating: -1, count: block.count)
    return block.first
  }

  private func unique(_ name: String, among blocks: [ConicProgram.Block]) -> String {
    let names = Set(blocks.map(\.name))
    if !names.contains(name) { return name }
    var number = 2
    while names.contains("\(name)\(number)") { number += 1 }
    return "\(name)\(number)"
  }

  /// Opens a block of rows; the rows follow by `addRow` and the cones by `close`.
  mutating func openRows(
    _ name: String, _ shape: [Int], _ formula: String, rule: String, origin: SourceRange? = nil
  ) {
    rows.append(
      ConicProgram.Block(
        name: unique(name, among: rows), first: sizes.rows, shape: shape, formula: formula,
        rule: rule, origin: origin))
  }

  /// Adds a row whose form names `entries` different variables and no prediction; the form is made
  /// only where entries are kept.
  mutating func addRow(entries: Int, _ form: () -> AffineForm) {
    guard !keepsEntries else { return addRow(form()) }
    sizes.rows += 1
    note(entries)
  }

  /// Counts rows that are not made, with so many entries in all.
  mutating func countRows(_ count: Int, entries: Int) {
    precondition(!keepsEntries, "rows of a program are made")
    sizes.rows += count
    note(entries)
  }

  /// Adds the row s = form(x), which holds no prediction.
  mutating func addRow(_ form: AffineForm) {
    precondition(form.predictionScale == 0, "a prediction is that of a sample")
    addRow(form, sample: 0)
  }

  /// Adds the row s = form(x) of sample k.
  mutating func addRow(_ form: AffineForm, sample k: Int) {
    sizes.rows += 1
    guard keepsEntries else {
      note(distinctCount(form) + (form.predictionScale == 0 ? 0 : predictionCount(k)))
      return
    }
    let first = columns.count
    rightHandSide.append(form.constant)
    for index in form.columns.indices {
      addEntry(form.columns[index], -form.coefficients[index], first)
    }
    if form.predictionScale != 0 {
      let scale = -form.predictionScale
      for (column, value) in predictionEntries(k) { addEntry(column, scale * value, first) }
    }
    for place in first..<columns.count { places[Int(columns[place])] = -1 }
    rowStarts.append(columns.count)
    note(columns.count - first)
  }

  /// Adds the row s = scale * sum_c a_c x_{start + c} - rest: that of `addRow`, without a form for it.
  mutating func addRow(
    _ coefficients: [Double], times scale: Double, from start: Int, minus rest: AffineForm
  ) {
    precondition(keepsEntries && rest.predictionScale == 0, "a row of variables")
    sizes.rows += 1
    let first = columns.count
    rightHandSide.append(-rest.constant)
    for (c, value) in coefficients.enumerated() where value != 0 {
      places[start + c] = columns.count
      columns.append(Int32(start + c))
      values.append(-scale * value)
    }
    for index in rest.columns.indices {
      addEntry(rest.columns[index], rest.coefficients[index], first)
    }
    for place in first..<columns.count { places[Int(columns[place])] = -1 }
    rowStarts.append(columns.count)
    note(columns.count - first)
  }

  /// The entries of c_k, kept apart: the closure must not reach into this value while it changes.
  private func predictionEntries(_ k: Int) -> [(Int32, Double)] {
    var found: [(Int32, Double)] = []
    found.reserveCapacity(predictionCount(k))
    prediction(k) { found.append(($0, $1)) }
    return found
  }

  /// How many variables a form has, each counted once.
  private mutating func distinctCount(_ form: AffineForm) -> Int {
    if form.columns.count < 2 { return form.columns.count }
    var count = 0
    for column in form.columns where places[Int(column)] != sizes.rows {
      places[Int(column)] = sizes.rows
      count += 1
    }
    return count
  }

  private mutating func addEntry(_ column: Int32, _ value: Double, _ first: Int) {
    let place = places[Int(column)]
    if place >= first && place < columns.count {
      values[place] += value
      return
    }
    guard value != 0 else { return }
    places[Int(column)] = columns.count
    columns.append(column)
    values.append(value)
  }

  private mutating func note(_ count: Int) {
    sizes.nonzeros += count
    rows[rows.count - 1].nonzeroCount += count
  }

  /// Says which cones the rows since the last call lie in.
  mutating func close(_ cone: Cone, count: Int = 1) {
    guard count > 0, cone.dimension > 0 else { return }
    switch cone {
    case .zero(let rows): sizes.zero += rows * count
    case .nonnegative(let rows): sizes.nonnegative += rows * count
    case .secondOrder: sizes.secondOrder += count
    case .exponential: sizes.exponential += count
    }
    guard keepsEntries else { return }
    for _ in 0..<count { cones.append(cone) }
  }

  /// Adds weight * form of sample k to the objective.
  mutating func addToObjective(_ form: AffineForm, times weight: Double, sample k: Int) {
    constant += weight * form.constant
    for (column, value) in zip(form.columns, form.coefficients) {
      linear[Int(column), default: 0] += weight * value
    }
    guard form.predictionScale != 0, keepsEntries else { return }
    for (column, value) in predictionEntries(k) {
      linear[Int(column), default: 0] += weight * form.predictionScale * value
    }
  }

  /// Adds weight * x_j^2 to the objective.
  mutating func addSquare(ofVariable j: Int, times weight: Double) {
    quadratic[j, default: 0] += 2 * weight
  }

  mutating func addConstant(_ value: Double) { constant += value }

  /// The program; only for a builder that keeps entries.
  func program() -> ConicProgram {
    precondition(keepsEntries, "a count is no program")
    var q = [Double](repeating: 0, count: sizes.variables)
    var p = q
    for (j, value) in linear { q[j] = value }
    for (j, value) in quadratic { p[j] = value }
    return ConicProgram(
      variables: variables, rows: rows, cones: cones, quadratic: p, linear: q, constant: constant,
      matrix: SparseMatrix(
        columnCount: sizes.variables, rowStarts: rowStarts, columns: columns, values: values),
      rightHandSide: rightHandSide)
  }
}

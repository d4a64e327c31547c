internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// A training problem with its data read, prepared and checked against the declared types.
struct BoundProblem {
  /// X, y and the patterns.
  let data: TrainingData
  /// The same with everything that the conic form needs.
  let instance: TrainingInstance
  /// What was done to the columns of X.
  let transform: FeatureTransform
  /// The values of all parameters and sizes.
  let values: ScalarValues
  /// How X and y were read, for the network file.
  let features: ReadTable
  let targets: ReadTable
}

/// Reads and checks the data of a problem and draws its gates.
struct DataBinder {
  let problem: TrainingProblem
  let settings: BindingSettings
  var report: Report

  /// What the command line says about data.
  struct BindingSettings {
    /// `--data NAME=FILE[:PART]`.
    var overrides: [String: String] = [:]
    /// `--seed N`.
    var seed: UInt64?
  }

  /// Reads everything; stops at the first fault.
  mutating func bind() throws -> BoundProblem {
    try checkOverrides()
    guard let x = problem.data(named: problem.features),
      let y = problem.data(named: problem.targets)
    else { preconditionFailure("a checked problem declares its data") }
    let others = usedData.filter { $0.name.text != x.name.text && $0.name.text != y.name.text }
    var reader = TableReader(report)
    let tables = try reader.read(([x, y] + others).map { input($0) })
    report = reader.report
    let read = ([x, y] + others).map { declaration in
      guard let table = tables[declaration.name.text] else {
        preconditionFailure("every input was read")
      }
      return (declaration: declaration, table: table)
    }
    for (declaration, table) in read where table.matrix.rowCount == 0 {
      report.add(
        Diagnostic(
          "E418",
          "`\(declaration.name.text)` has 0 rows"
            + (table.droppedRows.isEmpty ? "" : ": every row has a missing value"),
          at: declaration.valueRange))
    }
    for (declaration, table) in read { checkMagnitude(declaration, table.matrix) }
    try report.checkpoint()
    var known = try bindSizes(read)
    for parameter in problem.parameters { known[parameter.name.text] = parameter.value }
    let (features, targets) = (read[0].table, read[1].table)
    let labels = try mappedLabels(y, targets)
    warn(x, features, y, labels)
    let transform = FeatureTransform(x.scaling, on: features.matrix, hasBias: x.hasBias)
    let matrix = transform.applied(to: features.matrix)
    let evaluation = try evaluation(read, known, matrix, labels)
    try checkAssertions(evaluation)
    let sets = try bindSets(evaluation, transform)
    let drawn = try drawGates(on: matrix, sets: sets)
    return BoundProblem(
      data: TrainingData(features: matrix, targets: labels, patterns: drawn.patterns),
      instance: TrainingInstance(
        problem: problem, features: matrix, vectors: vectors(evaluation), numbers: known,
        patterns: drawn.patterns, hiddenWeights: drawn.hiddenWeights, sets: sets),
      transform: transform, values: ScalarValues(known), features: features, targets: targets)
  }

  private mutating func checkOverrides() throws {
    let names = problem.data.map(\.name.text)
    for name in settings.overrides.keys.sorted() where !names.contains(name) {
      report.add(
        Diagnostic(
          "E421", "--data \(name): the spec has no data of this name", at: nil,
          help: suggestion(for: name, among: names).map { "did you mean `\($0)`?" }
            ?? "its data are \(names.map { "`\($0)`" }.joined(separator: ", "))"))
    }
    for parameter in problem.parameters where parameter.value == nil {
      report.add(
        Diagnostic(
          "E401", "`\(parameter.name.text)` has no value", at: parameter.name.range,
          help: "give it one with -D \(parameter.name.text)=VALUE"))
    }
    for declaration in problem.data {
      let name = declaration.name.text
      let isUsed =
        name == problem.features || name == problem.targets
        || usedData.contains { $0.name.text == name }
      guard isUsed, declaration.source == nil, settings.overrides[name] == nil else { continue }
      report.add(
        Diagnostic(
          "E401", "`\(name)` has no value", at: declaration.name.range,
          help: "bind it with --data \(name)=FILE, or in the spec with `= csv(\"..\")`"))
    }
    try report.checkpoint()
  }

  private func input(_ declaration: DataDeclaration) -> DataInput {
    let override = settings.overrides[declaration.name.text]
    let base = report.sources.file(of: declaration.range).name
    guard let input = DataInput(declaration, override: override, base: base) else {
      preconditionFailure("data without a value are refused before they are read")
    }
    return input
  }

  /// Refuses numbers so large that the rounding of their squares drowns the regularizer.
  private mutating func checkMagnitude(_ declaration: DataDeclaration, _ matrix: Matrix) {
    let largest = matrix.elements.reduce(0) { max($0, abs($1)) }
    guard largest > 1e30 else { return }
    report.add(
      Diagnostic(
        "E404", "`\(declaration.name.text)` holds \(largest), too large to compute with",
        at: declaration.valueRange, help: "use other units: numbers up to 1e30 are accepted"))
  }

  /// Binds the symbols of sizes; data that share a symbol must agree.
  private mutating func bindSizes(
    _ tables: [(declaration: DataDeclaration, table: ReadTable)]
  ) throws -> [String: Double] {
    var sizes: [String: Int] = [:]
    var origin: [String: DataDeclaration] = [:]
    for (declaration, table) in tables {
      let actual = [
        table.matrix.rowCount, table.matrix.columnCount + (declaration.hasBias ? 1 : 0),
      ]
      for (dimension, (count, what)) in zip(
        declaration.shape.dimensions, zip(actual, ["rows", "columns"]))
      {
        switch dimension {
        case .number(let declared) where declared != count:
          report.add(
            Diagnostic(
              "E407",
              "`\(declaration.name.text)` is declared with \(declared) \(what), the data"
                + " have \(count)", at: declaration.range))
        case .number: break
        case .symbol(let symbol):
          if let bound = sizes[symbol], bound != count, let first = origin[symbol] {
            report.add(
              Diagnostic(
                "E407",
                "\(symbol) differs: `\(first.name.text)` has \(bound),"
                  + " `\(declaration.name.text)` has \(count) \(what)", at: declaration.valueRange,
                labels: [Diagnostic.Label(first.valueRange, "\(symbol) = \(bound) here")],
                help: "use files that belong together, or two symbols"))
          }
          if sizes[symbol] == nil {
            sizes[symbol] = count
            origin[symbol] = declaration
          }
        }
      }
    }
    try report.checkpoint()
    return sizes.mapValues(Double.init)
  }

  /// The targets as declared labels.
  mutating func mappedLabels(
    _ y: DataDeclaration, _ table: ReadTable
  ) throws -> [Double] {
    var values = table.matrix.elements
    guard let labels = y.labels else { return values }
    if !y.labelTexts.isEmpty && !table.hasMappedLabels {
      values = values.map { y.label(for: shortText($0)) ?? $0 }
    }
    let strange = Set(values).subtracting(labels)
    guard !strange.isEmpty else { return values }
    let found = Set(values).sorted()
    let shown = found.prefix(6).map(shortText).joined(separator: ", ")
    throw report.stop(
      Diagnostic(
        "E405",
        "`\(y.name.text)` has the values {\(shown)\(found.count > 6 ? ", .." : "")};"
          + " declared are {\(labels.map(shortText).joined(separator: ", "))}", at: y.valueRange,
        help: found.count == labels.count
          ? "map them: `labels: [\(shown)]` stands for the declared labels in their order"
          : "declare the labels that the file has, or take the other rows out"))
  }

  private mutating func warn(
    _ x: DataDeclaration, _ features: ReadTable, _ y: DataDeclaration, _ labels: [Double]
  ) {
    if labels.count == 1 {
      report.add(
        Diagnostic(
          "W415", "there is only one sample: nothing can be learned from it", at: y.valueRange))
    } else if let first = labels.first, labels.allSatisfy({ $0 == first }) {
      report.add(
        Diagnostic(
          "W415",
          "all \(labels.count) values of `\(y.name.text)` are \(shortText(first)): there is"
            + " nothing to tell apart", at: y.valueRange))
    }
    guard let scaling = x.scaling, scaling == .sd || scaling == .minmax else { return }
    let constant = (0..<features.matrix.columnCount).filter { j in
      let column = features.matrix.column(j)
      return column.allSatisfy { $0 == column[0] }
    }
    guard !constant.isEmpty else { return }
    let names = constant.prefix(5).map {
      features.columnNames.isEmpty ? "\($0 + 1)" : "\"\(features.columnNames[$0])\""
    }
    report.add(
      Diagnostic(
        "W414",
        constant.count == 1
          ? "column \(names[0]) is constant: scaled to 0, it says nothing"
          : "\(constant.count) columns are constant (\(names.joined(separator: ", "))"
            + "\(constant.count > 5 ? ", .." : "")): scaled to 0, they say nothing",
        at: x.valueRange))
  }
}

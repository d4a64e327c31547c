internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// What the command line says about data.
struct BindingSettings {
  /// `--data NAME=FILE[:PART]`.
  var overrides: [String: String] = [:]
  /// `--seed N`.
  var seed: UInt64?
  /// Whether samples are drawn with it too.
  var drawsSamples = false
}

/// Reads the declared data and gives numbers to names: what training problems and programs share.
protocol DataReading {
  /// Data, parameters, gates and sets.
  var declarations: ModelDeclarations { get }
  /// What the command line says about data.
  var settings: BindingSettings { get }
  /// What is to be told.
  var report: Report { get set }
}

extension DataReading {
  /// Tells of a seed that nothing is drawn with.
  mutating func checkSeed(_ gates: [GatesDeclaration]) {
    let isUsed = gates.contains { family in
      switch family.source {
      case .sample, .sphere: true
      case .vectors, .vectorsFile, .patternsFile, .enumerate: false
      }
    }
    guard let seed = settings.seed, !isUsed, !settings.drawsSamples else { return }
    report.add(
      Diagnostic(
        "W620", "--seed \(seed) changes nothing: no gates are drawn here", at: nil,
        help: "leave it out, or draw gates with `sample(X, count: 16, seed: 1)`"))
  }

  /// Reads data with their declarations, in order; stops at empty and at huge ones.
  mutating func tables(
    _ declarations: [DataDeclaration]
  ) throws -> [(declaration: DataDeclaration, table: ReadTable)] {
    var reader = TableReader(report)
    let tables = try reader.read(declarations.map { input($0) })
    report = reader.report
    let read = declarations.map { declaration in
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
    return read
  }

  /// The values of all parameters and of the sizes of data.
  mutating func numbers(
    _ read: [(declaration: DataDeclaration, table: ReadTable)]
  ) throws -> [String: Double] {
    var known = try bindSizes(read)
    for parameter in declarations.parameters { known[parameter.name.text] = parameter.value }
    return known
  }

  mutating func checkOverrides(used: [DataDeclaration]) throws {
    let names = declarations.data.map(\.name.text)
    for name in settings.overrides.keys.sorted() where !names.contains(name) {
      report.add(
        Diagnostic(
          "E421", "--data \(name): the spec has no data of this name", at: nil,
          help: suggestion(for: name, among: names).map { "did you mean `\($0)`?" }
            ?? "its data are \(names.map { "`\($0)`" }.joined(separator: ", "))"))
    }
    for parameter in declarations.parameters where parameter.value == nil {
      report.add(
        Diagnostic(
          "E401", "`\(parameter.name.text)` has no value", at: parameter.name.range,
          help: "give it one with -D \(parameter.name.text)=VALUE"))
    }
    for declaration in used {
      let name = declaration.name.text
      guard declaration.source == nil, settings.overrides[name] == nil else { continue }
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
}

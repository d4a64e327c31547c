/// Where data come from: `csv(..)`, `npy(..)`, `[[..]]`.
extension Checker {
  /// The source, and the texts of it that stand for the declared labels.
  mutating func readSource(
    _ value: Expression, of node: DataStatement, shape: Shape, labels: [Double]?
  ) -> (source: DataSource, labelTexts: [String])? {
    switch value {
    case .list:
      return readInline(value, of: node, shape: shape, labels: labels).map { ($0, []) }
    case .call(let call):
      if case .name(let callee) = call.callee,
        ["csv", "npy", "npz", "idx", "libsvm"].contains(callee.text)
      {
        return readFile(call, callee.text, labels: labels)
      }
    case .number, .boolean, .name, .negation, .binary, .transpose, .index, .norm, .reduction: break
    }
    var close: String?
    if case .call(let call) = value, case .name(let callee) = call.callee {
      close = suggestion(for: callee.text, among: ["csv", "npy", "npz", "idx", "libsvm"])
    }
    report(
      Diagnostic(
        "E134",
        "data are read from `csv(..)`, `npy(..)`, `npz(..)`, `idx(..)`, `libsvm(..)` or a"
          + " list in brackets", at: value.range,
        help: close.map { "did you mean `\($0)`?" }
          ?? "for example `= csv(\"train.csv\", columns: 1..20)` or `= [[1.0, 0.2], [0.6, 0.9]]`"))
    return nil
  }

  private mutating func readFile(
    _ call: CallExpression, _ callee: String, labels: [Double]?
  ) -> (source: DataSource, labelTexts: [String])? {
    let errors = errorCount
    var arguments = CallArguments(call.arguments)
    guard let path = readPath(&arguments, call, callee) else { return nil }
    var known = ["negative", "positive", "labels"]
    let texts = readLabelTexts(&arguments, labels: labels, call: call)
    let source: DataSource
    switch callee {
    case "csv":
      known = ["columns", "column", "header", "missing"] + known
      source = .csv(path: path, options: readCSVOptions(&arguments))
    case "npz":
      guard let member = arguments.takePositional(), case .string(let name) = member.value else {
        report(
          Diagnostic(
            "E134", "`npz` needs the name of an array in the archive", at: call.range,
            help: "for example `npz(\"train.npz\", \"X\")`"))
        return nil
      }
      source = .npz(path: path, member: name)
    case "idx": source = .idx(path: path)
    case "libsvm": source = .libsvm(path: path)
    default: source = .npy(path: path)
    }
    guard reportLeftOver(arguments, of: callee, known: known), errorCount == errors
    else { return nil }
    return (source, texts)
  }

  private mutating func readInline(
    _ value: Expression, of node: DataStatement, shape: Shape, labels: [Double]?
  ) -> DataSource? {
    guard let rows = readRows(value) else { return nil }
    let width = rows.first?.count ?? 0
    if let bad = rows.firstIndex(where: { $0.count != width }) {
      guard case .list(let list) = value else { return nil }
      report(
        Diagnostic(
          "E135", "row \(bad + 1) has length \(rows[bad].count), the first row has length \(width)",
          at: list.elements[bad].range, help: "all rows have one length"))
      return nil
    }
    if shape.dimensions.count == 1 && width != 1 {
      report(
        Diagnostic(
          "E110", "`\(node.name.text)` is declared \(shape), a vector, but its value is a matrix",
          at: value.range, labels: [Diagnostic.Label(node.type.range, "declared here")],
          help: "write one list of numbers, or declare it `R[n, d]`"))
      return nil
    }
    let isMatrix = shape.dimensions.count == 2
    let counts = [(rows.count, isMatrix ? "row" : "number"), (width, "column")]
    for (dimension, (count, unit)) in zip(shape.dimensions, counts) {
      if case .number(let declared) = dimension, declared != count {
        report(
          Diagnostic(
            "E110",
            "`\(node.name.text)` is declared \(shape), but its value has \(count) \(unit)"
              + (count == 1 ? "" : "s"), at: value.range,
            labels: [Diagnostic.Label(node.type.range, "declared here")],
            help: "correct the value, or declare a size as a name that the value decides"))
        return nil
      }
    }
    if let labels { guard checkInlineLabels(rows, labels, value) else { return nil } }
    return .inline(rows: rows)
  }

  private mutating func checkInlineLabels(
    _ rows: [[Double]], _ labels: [Double], _ value: Expression
  ) -> Bool {
    guard case .list(let list) = value else { return false }
    for (row, element) in zip(rows, list.elements) where !row.allSatisfy(labels.contains) {
      report(
        Diagnostic(
          "E405",
          "\(row.map(shortText).joined(separator: ", ")) is not one of the declared labels"
            + " {\(labels.map(shortText).joined(separator: ", "))}", at: element.range,
          help: "correct the value or the declared set"))
      return false
    }
    return true
  }

  private mutating func readPath(
    _ arguments: inout CallArguments, _ call: CallExpression, _ callee: String
  ) -> StringLiteral? {
    if let argument = arguments.takePositional(), case .string(let path) = argument.value,
      !path.value.isEmpty
    {
      return path
    }
    report(
      Diagnostic(
        "E134", "`\(callee)` needs the path of a file in quotes", at: call.range,
        help: "for example `\(callee)(\"train.\(callee)\")`"))
    return nil
  }

  private mutating func readCSVOptions(_ arguments: inout CallArguments) -> CSVSelection {
    var options = CSVSelection()
    if let argument = arguments.take("columns") ?? arguments.take("column") {
      readColumns(argument, into: &options)
    }
    if let argument = arguments.take("header") {
      if case .boolean(let node) = argument.expression {
        options.hasHeader = node.value
      } else {
        reportOption(argument, "`header` must be `true` or `false`")
      }
    }
    if let argument = arguments.take("missing") {
      let policies = CSVSelection.MissingPolicy.allCases.map(\.rawValue)
      if case .name(let name) = argument.expression,
        let policy = CSVSelection.MissingPolicy(rawValue: name.text)
      {
        options.missing = policy
      } else {
        reportOption(argument, "`missing` must be one of \(policies.joined(separator: ", "))")
      }
    }
    return options
  }

  private mutating func readColumns(_ argument: Argument, into options: inout CSVSelection) {
    for expression in expressions(in: argument) { _ = scalar(expression) }
    let values = scalarValues
    func position(_ expression: Expression) -> Int? {
      guard let value = values.value(of: expression), value == value.rounded(), value >= 1,
        value < 1e7
      else { return nil }
      return Int(value)
    }
    switch argument.value {
    case .string(let names):
      options.columns = .names(names.value)
      return
    case .range(let range):
      if let upper = range.upper {
        if let first = position(range.lower), let last = position(upper), first <= last {
          options.columns = .positions(Array(first...last))
          return
        }
      } else if case .list(let list) = range.lower {
        let positions = list.elements.compactMap(position)
        if positions.count == list.elements.count && !positions.isEmpty {
          options.columns = .positions(positions)
          return
        }
      } else if let single = position(range.lower) {
        options.columns = .positions([single])
        return
      }
    }
    reportOption(
      argument, "`\(argument.label?.text ?? "columns")` must be positions from 1, or names",
      help: "for example 1..20, [1, 3, 5], \"age\", \"age, shape\" or \"age..density\"")
  }

  private func expressions(in argument: Argument) -> [Expression] {
    switch argument.value {
    case .range(let range): [range.lower] + (range.upper.map { [$0] } ?? [])
    case .string: []
    }
  }

  /// `negative: "b", positive: "g"` for two labels, `labels: [0, 1]` for numbers of the file in the
  /// order of the declared set.
  private mutating func readLabelTexts(
    _ arguments: inout CallArguments, labels: [Double]?, call: CallExpression
  ) -> [String] {
    let negative = arguments.take("negative")
    let positive = arguments.take("positive")
    let numbers = arguments.take("labels")
    guard let given = negative ?? positive ?? numbers else { return [] }
    guard let labels else {
      reportOption(
        given, "`\(given.label?.text ?? "labels")` needs a declared set of labels",
        help: "declare the data as labels, for example `{-1, 1}[n]`")
      return []
    }
    if let numbers {
      if case .list(let list) = numbers.expression, list.elements.count == labels.count {
        let texts = list.elements.compactMap { scalar($0) }.map(shortText)
        if texts.count == labels.count { return texts }
      }
      reportOption(
        numbers, "`labels` must list \(labels.count) numbers, one for each declared label",
        help: "they stand for {\(labels.map(shortText).joined(separator: ", "))} in this order")
      return []
    }
    guard let negative, let positive, labels.count == 2, let low = text(of: negative),
      let high = text(of: positive), low != high
    else {
      reportOption(
        given, "`negative` and `positive` come together, for two declared labels",
        help: "write `negative: \"..\", positive: \"..\"` with the two texts of the file")
      return []
    }
    // The texts stand in the order of the declared set; `negative` is its smaller number.
    return labels[0] < labels[1] ? [low, high] : [high, low]
  }

  private func text(of argument: Argument) -> String? {
    switch argument.value {
    case .string(let literal): literal.value
    case .range: argument.expression.flatMap { scalarValues.value(of: $0) }.map(shortText)
    }
  }

  private mutating func reportOption(
    _ argument: Argument, _ message: String, help: String? = nil
  ) {
    report(Diagnostic("E132", message, at: argument.range, help: help))
  }
}

/// Declarations of gates.
extension Checker {
  mutating func declareGates(_ node: GatesStatement) {
    guard case .call(let call) = node.value, case .name(let callee) = call.callee else {
      reportUnknownGates(node.value.range)
      scope.declareBroken(node.name.text)
      return
    }
    // The name counts as declared whatever is wrong with its value.
    defer { if scope[node.name.text] == nil { scope.declareBroken(node.name.text) } }
    var arguments = CallArguments(call.arguments)
    let source: GatesDeclaration.Source?
    // Vectors on the sphere have length 1.
    let unit =
      callee.text == "vectors"
      ? readFlag(&arguments, "unit", "scales each vector to length 1") : callee.text == "sphere"
    let plain =
      callee.text == "sample"
      ? readFlag(&arguments, "plain", "leaves the pattern of all ones out") : false
    switch callee.text {
    case "vectors": source = readVectors(&arguments, call)
    case "patterns": source = readPatterns(&arguments, call)
    case "sample": source = readSampling(&arguments, call)
    case "enumerate": source = readEnumeration(&arguments, call)
    case "sphere": source = readSphere(&arguments, call)
    default:
      reportUnknownGates(callee.range, name: callee.text)
      return
    }
    guard let source, let unit, let plain, reportLeftOver(arguments, of: callee.text) else {
      return
    }
    declare(
      node.name,
      .gates(
        GatesDeclaration(
          name: node.name, source: source, isUnit: unit, isPlain: plain, range: call.range)))
  }

  private mutating func reportUnknownGates(_ range: SourceRange, name: String = "") {
    let close = suggestion(
      for: name, among: ["sample", "vectors", "patterns", "enumerate", "sphere"])
    report(
      Diagnostic(
        "E133", "this gives no gates", at: range,
        help: close.map { "did you mean `\($0)`?" }
          ?? "gates come from `sample(X, count: 64, seed: 7)`, `vectors([[..], ..])`,"
          + " `vectors(npy(\"G.npy\"))`, `patterns(npy(\"D.npy\"))`, `enumerate(X)` or"
          + " `sphere(count: 500, seed: 7)`"))
  }

  private mutating func readVectors(
    _ arguments: inout CallArguments, _ call: CallExpression
  ) -> GatesDeclaration.Source? {
    let errors = errorCount
    if let path = arguments.takeFile("npy") { return .vectorsFile(path) }
    if let list = arguments.takePositional()?.expression, let rows = readRows(list) {
      let width = rows.first?.count ?? 0
      if width > 0 && rows.allSatisfy({ $0.count == width }) { return .vectors(rows) }
    }
    if errorCount == errors {
      report(
        Diagnostic(
          "E133", "`vectors` takes a list of gate vectors of one length", at: call.range,
          help: "for example `vectors([[1.0, 0.3], [0.2, 1.0]])` or `vectors(npy(\"G.npy\"))`"))
    }
    return nil
  }

  private mutating func readPatterns(
    _ arguments: inout CallArguments, _ call: CallExpression
  ) -> GatesDeclaration.Source? {
    if let path = arguments.takeFile("npy") { return .patternsFile(path) }
    report(
      Diagnostic(
        "E133", "`patterns` takes a file of zeros and ones, one column for each pattern",
        at: call.range, help: "for example `patterns(npy(\"D.npy\"))`"))
    return nil
  }

  /// `label: true` or `label: false`, false where it is not there; nil after an error.
  private mutating func readFlag(
    _ arguments: inout CallArguments, _ label: String, _ meaning: String
  ) -> Bool? {
    guard let argument = arguments.take(label) else { return false }
    if case .boolean(let node) = argument.expression { return node.value }
    report(
      Diagnostic(
        "E132", "`\(label)` must be `true` or `false`", at: argument.range,
        help: "`\(label): true` \(meaning)"))
    return nil
  }

  private mutating func readEnumeration(
    _ arguments: inout CallArguments, _ call: CallExpression
  ) -> GatesDeclaration.Source? {
    guard case .name(let name) = arguments.takePositional()?.expression else {
      report(
        Diagnostic(
          "E133", "`enumerate` needs the data whose patterns are meant", at: call.range,
          help: "write `enumerate(X)`"))
      return nil
    }
    guard isSampled(name) else { return nil }
    return .enumerate(data: name.text)
  }

  private mutating func readSphere(
    _ arguments: inout CallArguments, _ call: CallExpression
  ) -> GatesDeclaration.Source? {
    guard let (count, seed) = readDraws(&arguments, call, "sphere") else { return nil }
    return .sphere(count: count, seed: seed)
  }

  /// Whether gates can be drawn at the data of this name.
  private mutating func isSampled(_ name: Identifier) -> Bool {
    scope.use(name.text)
    switch scope[name.text] {
    case .data(let data) where data.shape.dimensions.count == 2: return true
    case .data, .parameter, .size, .gates, .loss, .network, .weights, .variable, .letBinding, .set:
      report(
        Diagnostic(
          "E133",
          "gates are drawn at a matrix of data, and `\(name.text)` is"
            + " \(scope[name.text]?.typedDescription ?? "")", at: name.range,
          labels: scope[name.text].map { [Diagnostic.Label($0.range, "declared here")] } ?? [],
          help: "write `sample(X, count: 64, seed: 7)` with `data X : R[n, d]`"))
      return false
    case nil:
      return !reportUnknownNames(in: .name(name))
    }
  }

  private mutating func readSampling(
    _ arguments: inout CallArguments, _ call: CallExpression
  ) -> GatesDeclaration.Source? {
    let argument = arguments.takePositional()?.expression
    var set: Identifier?
    var data: Identifier?
    switch argument {
    case .name(let name): data = name
    case .binary(let sum) where sum.op == .add:
      // X + B^n: Algorithm 4.1, at perturbed data.
      if case .name(let name) = sum.left, case .binary(let power) = sum.right, power.op == .power,
        case .name(let base) = power.left
      {
        (data, set) = (name, base)
        for use in power.right.names(bound: []) { scope.use(use.name.text) }
      }
    case .number, .boolean, .list, .negation, .binary, .transpose, .index, .call, .norm,
      .reduction, nil:
      break
    }
    guard let data else {
      report(
        Diagnostic(
          "E133", "`sample` needs the data at which patterns are drawn",
          at: argument?.range ?? call.range,
          help:
            "write `sample(X, count: 64, seed: 7)`, or `sample(X + B^n, ..)` for robust training"))
      return nil
    }
    guard isSampled(data), let (count, seed) = readDraws(&arguments, call, "sample") else {
      return nil
    }
    if let set { sampledSets.append(set) }
    return .sample(data: data.text, set: set?.text, count: count, seed: seed)
  }

  private mutating func readDraws(
    _ arguments: inout CallArguments, _ call: CallExpression, _ callee: String
  ) -> (count: Int, seed: UInt64)? {
    let (countArgument, seedArgument) = (arguments.take("count"), arguments.take("seed"))
    // A misspelled `count:` is not a missing one.
    guard
      reportLeftOver(
        arguments, of: callee,
        known: callee == "sample" ? ["count", "seed", "plain"] : ["count", "seed"])
    else { return nil }
    let seed = readWhole(seedArgument, "seed", least: 0, most: 9e15, default: 0, in: call)
    let count = readWhole(countArgument, "count", least: 1, most: 100_000, default: nil, in: call)
    guard let count, let seed else { return nil }
    return (Int(count), UInt64(seed))
  }

  private mutating func readWhole(
    _ argument: Argument?, _ label: String, least: Double, most: Double,
    default fallback: Double?, in call: CallExpression
  ) -> Double? {
    guard let argument else {
      if fallback == nil {
        report(
          Diagnostic(
            "E131", "`\(label):` is missing", at: call.range,
            help: "for example `\(label): 64`"))
      }
      return fallback
    }
    if let expression = argument.expression, let value = scalar(expression),
      value == value.rounded(), value >= least, value <= most
    {
      return value
    }
    report(
      Diagnostic(
        "E132", "`\(label)` must be a whole number from \(shortText(least)) to \(shortText(most))",
        at: argument.range, help: "for example `\(label): \(label == "seed" ? 7 : 64)`"))
    return nil
  }
}

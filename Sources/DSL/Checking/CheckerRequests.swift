/// Statements that ask for something: the objective, the solver, a sweep, outputs.
extension Checker {
  mutating func declareObjective(_ node: ObjectiveStatement) {
    if let first = objective {
      report(
        Diagnostic(
          "E124", "two objectives in one model", at: node.range,
          labels: [Diagnostic.Label(first.range, "the first is here")],
          help: "add the terms up in one `minimize`"))
      return
    }
    objective = node
  }

  mutating func declareSolver(_ node: SolveStatement) {
    if let first = solveRange {
      report(
        Diagnostic(
          "E126", "two `solve` statements in one model", at: node.range,
          labels: [Diagnostic.Label(first, "the first is here")], help: "keep one of them"))
      return
    }
    solveRange = node.range
    let names = SolverRequest.Name.allCases.map(\.rawValue)
    guard let name = SolverRequest.Name(rawValue: node.solver.text) else {
      report(
        Diagnostic(
          "E127", "`\(node.solver.text)` is not a solver", at: node.solver.range,
          help: suggestion(for: node.solver.text, among: names).map { "did you mean `\($0)`?" }
            ?? "the solvers are \(names.joined(separator: ", "))"))
      return
    }
    solver.name = name
    for argument in node.arguments {
      guard let label = argument.label, let value = argument.expression else {
        report(
          Diagnostic(
            "E131", "an option of a solver is written `name: value`", at: argument.range,
            help: "for example `solve with \(name.rawValue)(tol: 1e-6)`"))
        continue
      }
      for use in value.names(bound: []) { scope.use(use.name.text) }
      solver.options.append((label, value))
    }
  }

  /// `sweep beta in logspace(1e-5, 1e-1, 9)`, `linspace(..)`, or a list of numbers.
  mutating func declareSweep(_ node: SweepStatement) {
    if let first = sweep {
      report(
        Diagnostic(
          "E126", "two `sweep` statements in one model", at: node.range,
          labels: [Diagnostic.Label(first.range, "the first is here")], help: "keep one of them"))
      return
    }
    guard case .parameter = scope[node.parameter.text] else {
      if scope.broken.contains(node.parameter.text) { return }
      let parameters = scope.names { if case .parameter = $0 { true } else { false } }
      let other = scope[node.parameter.text]
      report(
        Diagnostic(
          "E137", "`\(node.parameter.text)` is not a parameter, so it cannot be swept",
          at: node.parameter.range,
          labels: other.map { [Diagnostic.Label($0.range, $0.description)] } ?? [],
          help: suggestion(for: node.parameter.text, among: parameters)
            .map { "did you mean `\($0)`?" }
            ?? (other == nil
              ? "declare it: `param \(node.parameter.text) : R >= 0 = 0.01`"
              : "a sweep solves once for each value of a parameter"
                + (parameters.first.map { ", such as `\($0)`" } ?? ""))))
      return
    }
    scope.use(node.parameter.text)
    guard let values = sweepValues(node.values) else { return }
    if case .parameter(let parameter) = scope[node.parameter.text], let bound = parameter.bound {
      for value in values {
        guard let broken = violated(bound, by: value) else { continue }
        report(
          Diagnostic(
            "E410",
            "the sweep takes \(node.parameter.text) = \(shortText(value)), which violates"
              + " `\(broken)`", at: node.values.range,
            labels: [Diagnostic.Label(parameter.name.range, "bounded here")],
            help: "choose values that satisfy `\(broken)`"))
        return
      }
    }
    sweep = Sweep(parameter: node.parameter, values: values, range: node.range)
  }

  private mutating func sweepValues(_ expression: Expression) -> [Double]? {
    var help =
      "write `logspace(1e-5, 1e-1, 9)` (positive ends, so many values), `linspace(0, 1, 5)` or"
      + " a list `[0.1, 0.2]`"
    if case .list(let list) = expression {
      let values = list.elements.compactMap { scalar($0) }
      if values.count == list.elements.count { return values }
    }
    if case .call(let call) = expression, case .name(let name) = call.callee,
      ["logspace", "linspace"].contains(name.text), call.arguments.count == 3
    {
      let ends = call.arguments.compactMap { $0.label == nil ? $0.expression : nil }
        .compactMap { scalar($0) }
      if ends.count == 3, ends[2] == ends[2].rounded(), ends[2] >= 2, ends[2] <= 10_000 {
        let isLog = name.text == "logspace"
        if !isLog || (ends[0] > 0 && ends[1] > 0) {
          return spaced(from: ends[0], to: ends[1], count: Int(ends[2]), isLog: isLog)
        }
        help =
          "`logspace` takes the ends themselves, not their exponents: `logspace(1e-5, 1e-1, 9)`"
      }
    }
    report(
      Diagnostic(
        "E137", "these are no values to sweep over", at: expression.range, help: help))
    return nil
  }

  private func spaced(from a: Double, to b: Double, count: Int, isLog: Bool) -> [Double] {
    (0..<count).map { k in
      let t = Double(k) / Double(count - 1)
      // The ends are exactly those that were asked for.
      if k == 0 || k == count - 1 { return k == 0 ? a : b }
      return isLog ? a * raised(b / a, to: t) : a + t * (b - a)
    }
  }

  mutating func declareOutput(_ node: OutputStatement) {
    let kinds = OutputRequest.Kind.allCases.map(\.rawValue)
    guard let kind = OutputRequest.Kind(rawValue: node.kind.text) else {
      report(
        Diagnostic(
          "E128", "`\(node.kind.text)` is nothing that can be written", at: node.kind.range,
          help: suggestion(for: node.kind.text, among: kinds).map { "did you mean `\($0)`?" }
            ?? "what can be written: \(kinds.joined(separator: ", "))"))
      return
    }
    if let first = outputs.first(where: { $0.path.value == node.path.value }) {
      report(
        Diagnostic(
          "E138", "two outputs go to one file", at: node.path.range,
          labels: [Diagnostic.Label(first.path.range, "the first is here")],
          help: "the second would overwrite the first: give it another path"))
      return
    }
    outputs.append(OutputRequest(kind: kind, path: node.path))
  }
}

extension Program {
  /// The names that `max[Delta in B^n]` and `forall Delta in B^n` bind, with their places.
  func perturbationNames(sets scope: Scope) -> [String: SourceRange] {
    var result: [String: SourceRange] = [:]
    func isSet(_ expression: Expression) -> Bool {
      switch expression {
      case .name(let name):
        if case .set = scope[name.text] { return true }
        return scope.brokenSets.contains(name.text)
      case .binary(let node) where node.op == .power: return isSet(node.left)
      case .number, .boolean, .list, .negation, .binary, .transpose, .index, .call, .norm,
        .reduction:
        return false
      }
    }
    func walk(_ expression: Expression) {
      if case .reduction(let node) = expression, let domain = node.domain, isSet(domain.lower) {
        result[node.index.text] = result[node.index.text] ?? node.index.range
      }
      for part in expression.parts { walk(part) }
    }
    for statement in statements {
      switch statement {
      case .objective(let node): walk(node.value)
      case .letBinding(let node): walk(node.value)
      case .constraint(let node):
        for side in [node.relation.first] + node.relation.rest.map(\.side) { walk(side) }
        if let quantifier = node.quantifier {
          result[quantifier.variable.text] = quantifier.variable.range
        }
      case .model, .include, .data, .param, .gates, .set, .network, .weights, .variables, .loss,
        .assertion, .solve, .sweep, .output:
        break
      }
    }
    return result
  }
}

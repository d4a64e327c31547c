internal import DSL

/// The derivation of the conic program of a program written out: it is convex as it stands, so the
/// steps are the graphs of its functions and the counterparts of its robust constraints.
///
/// - Parameters:
///   - instance: the program with its data.
///   - written: the program, for the formulas.
///   - variables: the blocks of variables of the conic program.
///   - rows: its blocks of rows.
///   - sizes: its sizes.
/// - Returns: the steps from the program to its conic form.
public func derivation(
  of instance: ProgramInstance, written: WrittenProgram, variables: [ConicProgram.Block],
  rows: [ConicProgram.Block], sizes: ConicSizes
) -> Derivation {
  let model = instance.model
  var facts: [(name: String, text: String)] = []
  if let title = model.declarations.title { facts.append(("model", title)) }
  for data in model.declarations.data {
    let size = data.shape.dimensions.map { instance.size($0).map(String.init) ?? "\($0)" }
    facts.append(("data", "\(data.name.text) \(size.joined(separator: " x "))"))
  }
  let objective = written.objective.map { SourcePrinter.text($0) }
  let conditions = written.statements.compactMap { statement -> String? in
    guard case .constraint = statement else { return nil }
    return SourcePrinter.text(statement)
  }
  var steps = ruleSteps(variables, rows) { $0 != "variables" && $0 != "constraint" }
  if written.sense == "maximize" {
    steps.insert(
      TraceStep(
        rule: "objective.negate", cites: [], kind: .exact, before: ["maximize f"], equation: nil,
        after: ["minimize -f: the optimum of the conic program is minus that of the spec"],
        notes: [], spans: [model.objective.range], delta: TraceStep.SizeChange()), at: 0)
  }
  return Derivation(
    facts: facts, equation: "stated",
    statement: [
      "\(written.sense.prefix(3)) over \(model.variables.map(\.name.text).joined(separator: ", ")) of"
    ]
      + objective.enumerated().map { index, part in
        index == 0 ? "  \(part)" : part.hasPrefix("-") ? "  - \(part.dropFirst())" : "  + \(part)"
      } + conditions,
    span: model.objective.range,
    steps: steps, sizes: sizes,
    // The assembly of rows traps on a perturbation that is left.
    isFreeOfPerturbations: true)
}

/// A step for each rule that made blocks of a conic program, in the order in which they were made.
func ruleSteps(
  _ variables: [ConicProgram.Block], _ rows: [ConicProgram.Block],
  where belongs: (_ rule: String) -> Bool
) -> [TraceStep] {
  var seen: Set<String> = []
  var steps: [TraceStep] = []
  for rule in (variables + rows).map(\.rule) where belongs(rule) && seen.insert(rule).inserted {
    let members = (variables + rows).filter { $0.rule == rule }
    var change = TraceStep.SizeChange()
    for block in variables where block.rule == rule { change.variables += block.count }
    for block in rows where block.rule == rule {
      change.rows += block.count
      change.nonzeros += block.nonzeroCount
    }
    steps.append(
      TraceStep(
        rule: rule, cites: [], kind: .exact, before: [], equation: nil,
        after: members.map(\.formula).withoutRepeats, notes: [],
        spans: members.compactMap(\.origin).withoutRepeats, delta: change))
  }
  return steps
}

extension Array where Element: Equatable {
  /// The elements, each where it stands first.
  fileprivate var withoutRepeats: [Element] {
    reduce(into: []) { list, element in
      if !list.contains(element) { list.append(element) }
    }
  }
}

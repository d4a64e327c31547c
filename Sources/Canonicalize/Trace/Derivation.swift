internal import DSL
internal import LinearAlgebra

/// The derivation of the conic program of an instance.
///
/// - Parameters:
///   - instance: the training problem with its data.
///   - written: its convex program, for the formulas.
///   - variables: the blocks of variables of the conic program.
///   - rows: its blocks of rows.
///   - sizes: its sizes.
/// - Returns: the steps from the problem as stated to that program.
public func derivation(
  of instance: TrainingInstance, written: WrittenProgram, variables: [ConicProgram.Block],
  rows: [ConicProgram.Block], sizes: ConicSizes
) -> Derivation {
  var writer = DerivationWriter(
    instance: instance, written: written, variables: variables, rows: rows)
  writer.addConvexification()
  writer.addRobustConstraints()
  writer.addRobustObjective()
  writer.addSharing()
  writer.addEpigraphs()
  let problem = instance.problem
  let stated = writer.summands(of: problem.objective)
  let conditions = problem.constraints.map { constraint in
    "subject to \(constraint.name.map { "\($0.text), " } ?? "")for every sample: "
      + "\(writer.text(constraint.body.body)) \(constraint.isEquality ? "==" : "<=") 0"
      + (constraint.perturbation.map { " forall \($0.name) in \($0.set)" } ?? "")
  }
  return Derivation(
    facts: writer.facts, equation: writer.equations.stated,
    statement: ["min over \(writer.unknowns) of \(stated[0])"]
      + stated.dropFirst().map { "  \($0)" } + conditions,
    span: problem.objectiveRange, steps: writer.steps, sizes: sizes,
    isFreeOfPerturbations: writer.isFreeOfPerturbations)
}

/// Collects steps; each block of the conic program belongs to one of them.
struct DerivationWriter {
  let instance: TrainingInstance
  let written: WrittenProgram
  let variables: [ConicProgram.Block]
  let rows: [ConicProgram.Block]
  let codes: ActivationCodes
  let family: LossFamily
  let equations: (stated: String, convex: String, last: String?)
  var steps: [TraceStep] = []

  init(
    instance: TrainingInstance, written: WrittenProgram, variables: [ConicProgram.Block],
    rows: [ConicProgram.Block]
  ) {
    self.instance = instance
    self.written = written
    self.variables = variables
    self.rows = rows
    codes = ActivationCodes(instance.patterns)
    family = LossFamily(instance.problem)
    let isRelu = instance.problem.network.form == .relu
    equations =
      isRelu
      ? family.equations(
        isRobust: !instance.activeSets.isEmpty, hasPapersSet: instance.problem.hasPapersSet)
      : ("stated", "convex", "convex")
  }

  var problem: TrainingProblem { instance.problem }
  var sets: [NumericSet] { instance.activeSets }
  var isRobust: Bool { !sets.isEmpty }

  /// The unknowns as the spec names them.
  var unknowns: String {
    let network = problem.network
    let output = network.output.map { [$0] } ?? []
    return (network.form == .knownHidden ? output : [network.hidden] + output)
      .joined(separator: ", ")
  }

  /// The terms of a sum, a sign before all but the first.
  func summands(of e: TypedExpression) -> [String] {
    var writer = ExpressionWriter()
    writer.network = problem.network.name.text
    return writer.expression(e).summands.enumerated().map { index, part in
      let text = SourcePrinter.text(part)
      return index == 0 || text.hasPrefix("-") ? text : "+ \(text)"
    }
  }

  func text(_ e: TypedExpression) -> String { e.text(network: problem.network.name.text) }

  /// What the blocks of some rules add up to.
  func size(where belongs: (ConicProgram.Block) -> Bool) -> TraceStep.SizeChange {
    var change = TraceStep.SizeChange()
    for block in variables where belongs(block) { change.variables += block.count }
    for block in rows where belongs(block) {
      change.rows += block.count
      change.nonzeros += block.nonzeroCount
    }
    return change
  }

  /// Whether the formulas behind the rows, and those that are shown, speak of no perturbation.
  var isFreeOfPerturbations: Bool {
    let bodies = problem.fit.map(\.loss.body) + problem.constraints.map(\.body.body)
    let names = Set(
      (problem.fit.map(\.perturbation) + problem.constraints.map(\.perturbation)).compactMap {
        $0?.name
      })
    return bodies.allSatisfy { !$0.hasPerturbation }
      && written.objective.allSatisfy { names.isDisjoint(with: $0.allNames) }
  }

  // MARK: Robust counterparts

  mutating func addRobustConstraints() {
    guard problem.network.form == .relu, isRobust else { return }
    let (n, p) = (instance.sampleCount, instance.patterns.count)
    let delta = size { $0.rule == "robust.constraint" || $0.isSupport(prefix: "q") }
    add(
      "robust.constraint",
      [problem.hasPapersSet ? "Corollary 4.2" : "as Corollary 4.2, for this set"], .exact,
      before: ["min over Delta of (2 D_i - I) (X + Delta) v_i >= 0"],
      equation: problem.hasPapersSet ? "(4.4)" : nil,
      after: cones + ["\(2 * p * sets.count) blocks of \(n) rows"], notes: sets.map(supportNote),
      spans: sets.compactMap { problem.declarations.set(named: $0.name)?.range }, delta)
  }

  /// The pattern constraints as written.
  private var cones: [String] {
    written.statements.compactMap { statement in
      guard case .constraint(let node) = statement,
        node.name?.text.hasPrefix("cone_") ?? false
      else { return nil }
      let side = node.relation.rest.first.map { "\($0.op.rawValue) \(SourcePrinter.text($0.side))" }
      return "\(SourcePrinter.text(node.relation.first)) \(side ?? "")"
    }
  }

  private func supportNote(_ set: NumericSet) -> String {
    guard let declared = problem.declarations.set(named: set.name) else { return set.name }
    let still = set.isFree.contains(false) ? "; the bias is held still" : ""
    let head = "\(set.name) = \(declared.description)"
    let theta = Expression.name("theta")
    do throws(SupportText.Refusal) {
      let formula = try SupportText(
        set: declared, features: problem.data(named: problem.features)
      ).expression(theta)
      let norm = declared.dualName.map { ", dual norm \($0)" } ?? ""
      return "\(head)\(norm): h_\(set.name)(theta) = \(SourcePrinter.text(formula))\(still)"
    } catch {
      return "\(head): h_\(set.name)(theta) by conic duality of the set, with multipliers\(still)"
    }
  }

  mutating func addRobustObjective() {
    let terms = problem.fit.filter { $0.perturbation != nil }
    let conditions = problem.constraints.filter { $0.perturbation != nil }
    guard isRobust, !(terms.isEmpty && conditions.isEmpty) else { return }
    let delta = size { $0.rule == "robust.objective" || $0.isSupport(prefix: "p") }
    let programs =
      written.hasEnds && ruleName == monotone
      ? terms.flatMap(byLabel)
      : written.objective.prefix(problem.fit.count).map { SourcePrinter.text($0) }
        + written.userConstraints
    add(
      "robust.objective", [ruleName] + (isOfThePapers ? family.citation.map { [$0] } ?? [] : []),
      .exact,
      before: terms.map { "max over Delta of \($0.reduction.rawValue) of \(text($0.loss.body))" }
        + conditions.map { "forall Delta: \(text($0.body.body)) <= 0" },
      equation: isOfThePapers ? equations.last : nil, after: programs,
      notes: terms.flatMap(trendNotes),
      spans: terms.map(\.range) + conditions.map(\.range), delta)
  }

  /// Which line of rule R the losses fall under.
  private var ruleName: String {
    let isTwoEnded = variables.contains { $0.name.hasSuffix(".c") && $0.rule == "share.prediction" }
    if isTwoEnded { return "rule R, both ends" }
    if variables.contains(where: { $0.rule == "robust.objective" }) { return distance }
    return monotone
  }

  private var monotone: String { "rule R, monotone" }
  private var distance: String { "rule R, |z - t|" }

  /// Whether the counterpart is the one that the papers state: for squares in terms of |z - t|.
  private var isOfThePapers: Bool {
    problem.hasPapersSet && (family == .squared ? ruleName == distance : ruleName == monotone)
  }

  /// A loss whose label says at which end it is largest.
  private func byLabel(_ term: FitTerm) -> [String] {
    let set = term.perturbation?.set ?? ""
    return ["\(term.reduction.rawValue) over k of \(text(term.loss.body)), z at one end:"]
      + term.profiles.map { profile in
        let isRising = profile.trend == .nondecreasing
        let end = isRising ? "+ h_\(set)(theta(k))" : "- h_\(set)(-theta(k))"
        let label = profile.label.map {
          " for \(term.loss.dataNames.first ?? "t") = \(shortText($0))"
        }
        return "  z = \(problem.features)[k] * theta(k) \(end)\(label ?? "")"
      }
  }

  private func trendNotes(_ term: FitTerm) -> [String] {
    let name = term.loss.lossName ?? "the loss"
    let parts = term.profiles.map { profile in
      profile.label.map { "\(name)(z, \(shortText($0))) \(profile.trend.words)" }
        ?? "\(name)(z, t) \(profile.trend.words)"
    }
    return [parts.joined(separator: ", ")]
  }

  // MARK: Conic form

  mutating func addSharing() {
    let own = size { $0.rule == "share.prediction" }
    if own.variables > 0 {
      add(
        "share.prediction", [], .exact, before: ["the prediction stands more than once"],
        equation: nil, after: ["a variable for it"], notes: [], spans: [], own)
    }
    let count = codes.gates.count
    guard problem.network.form != .knownHidden, count < instance.sampleCount, isRobust else {
      return
    }
    add(
      "share.codes", [], .exact, before: ["\(instance.sampleCount) samples"], equation: nil,
      after: ["\(count) different theta"],
      notes: ["samples with equal rows of D have one theta: \(codesText)"], spans: [],
      TraceStep.SizeChange())
  }

  mutating func addEpigraphs() {
    let done: Set<String> = [
      "robust.constraint", "robust.objective", "robust.support", "share.prediction",
    ]
    steps += ruleSteps(variables, rows) { !done.contains($0) && !$0.hasPrefix("convexify.") }
  }

  mutating func add(
    _ rule: String, _ cites: [String], _ kind: TraceStep.Kind, before: [String],
    equation: String?, after: [String], notes: [String], spans: [SourceRange],
    _ delta: TraceStep.SizeChange
  ) {
    steps.append(
      TraceStep(
        rule: rule, cites: cites, kind: kind, before: before, equation: equation, after: after,
        notes: notes, spans: spans, delta: delta))
  }
}

extension ConicProgram.Block {
  /// Whether it belongs to a support function: of theta for `p`, of weights for `q`.
  fileprivate func isSupport(prefix: String) -> Bool {
    rule == "robust.support" && name.hasPrefix(prefix)
  }
}

extension UncertaintySet {
  /// The dual norm of a ball.
  fileprivate var dualName: String? {
    guard conditions.count == 1, case .ball(let kind, _) = conditions[0] else { return nil }
    return kind.dual == .infinity ? "l_inf" : "l_\(kind.dual.rawValue)"
  }
}

extension Monotonicity {
  fileprivate var words: String { self == .neither ? "not monotone" : rawValue }
}

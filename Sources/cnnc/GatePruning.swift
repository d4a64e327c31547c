internal import Backends
internal import Canonicalize
internal import DSL

extension Pipeline {
  /// Tells of a level that has nothing to take away.
  mutating func tellLevel(_ level: OptimizationOptions.Level, for model: CheckedModel) {
    let why: String
    switch model {
    case .program: why = "this spec writes its program out"
    case .training(let problem):
      guard problem.network.form == .knownHidden else { return }
      why = "a known hidden layer has none"
    }
    guard level == .prune else { return }
    report.add(
      Diagnostic(
        "W620", "-O1 changes nothing: it takes gates away that can carry no neuron, and \(why)",
        at: nil, help: "leave it out"))
  }

  /// Finds the gates whose robust cone holds 0 alone: v_i = w_i = 0 in every feasible point. Pruning takes
  /// them away, which leaves the optimum as it is, tells which, and stops where none is left; without
  /// pruning it is told only where all are dead. Where the control ends the search early, gates that are not
  /// decided stay.
  mutating func pruneGates(
    _ instance: TrainingInstance, _ level: OptimizationOptions.Level,
    control: SolverControl = .unlimited
  ) throws -> (instance: TrainingInstance, dead: Int) {
    let (kept, dead) = try findDeadGates(instance, level, control: control)
    return (kept, dead.count)
  }

  /// The same with the indices of the dead gates among those that were there.
  mutating func findDeadGates(
    _ instance: TrainingInstance, _ level: OptimizationOptions.Level, control: SolverControl
  ) throws -> (instance: TrainingInstance, dead: [Int]) {
    let begin = Machine.now()
    defer { compileSeconds += Machine.now() - begin }
    guard let scale = instance.radiusScale, scale.radius > 0 else { return (instance, []) }
    let radii = robustRadii(of: instance, scale, decides: true, control: control)
    let dead = radii.indices.filter { radii[$0].isAlive(at: scale.radius) == false }
    guard !dead.isEmpty else { return (instance, []) }
    let place = RadiusPlace(instance, scale)
    if dead.count == radii.count {
      let diagnostic = allDead(
        instance, scale, place, isError: level == .prune, control: control)
      if level == .prune { throw report.stop(diagnostic) }
      report.add(diagnostic)
      return (instance, dead)
    }
    guard level == .prune else { return (instance, dead) }
    report.add(dropped(dead, radii, instance, scale, place, control: control))
    return (instance.keepingPatterns(radii.indices.filter { !dead.contains($0) }), dead)
  }

  /// Names the largest radius at which some gate lives.
  private func allDead(
    _ instance: TrainingInstance, _ scale: RadiusScale, _ place: RadiusPlace, isError: Bool,
    control: SolverControl
  ) -> Diagnostic {
    let radii = robustRadii(of: instance, scale, control: control)
    let largest = RobustRadius(
      lower: radii.reduce(0) { max($0, $1.lower) }, upper: radii.reduce(0) { max($0, $1.upper) })
    let what =
      "every gate is dead at \(place.text) (largest radius \(radiusText(largest))): the only"
      + " feasible network is zero"
    let help = "take a smaller radius, or other gates"
    return isError
      ? Diagnostic("E304", what, at: place.range, help: help)
      : Diagnostic("W304", what, at: place.range, help: help)
  }

  private func dropped(
    _ dead: [Int], _ bounds: [RobustRadius], _ instance: TrainingInstance, _ scale: RadiusScale,
    _ place: RadiusPlace, control: SolverControl
  ) -> Diagnostic {
    // A few radii show by how much; with large data each costs more than it tells, and bounds do.
    let shown = dead.prefix(8)
    let isLarge = instance.sampleCount * instance.featureCount > 1_000_000
    let known =
      isLarge
      ? shown.map { bounds[$0] }
      : robustRadii(of: instance, scale, gates: Array(shown), control: control)
    let radii = known.map(radiusText)
    if dead.count == 1 {
      return Diagnostic(
        "W303",
        "gate \(dead[0] + 1) can carry no neuron at \(place.text) (its radius is \(radii[0]));"
          + " dropped", at: place.range)
    }
    let list = zip(shown, radii).map { "\($0 + 1) (\($1))" }.joined(separator: ", ")
    let rest = dead.count > shown.count ? ", and \(dead.count - shown.count) more" : ""
    return Diagnostic(
      "W303",
      "\(dead.count) of \(instance.patterns.count) gates can carry no neuron at \(place.text);"
        + " dropped", at: place.range, notes: ["these gates, with their radii: \(list)\(rest)"])
  }
}

/// A radius as people read it: a number where it is known, else its bounds.
func radiusText(_ radius: RobustRadius) -> String {
  if radius.lower == .infinity { return "infinite" }
  // What rounding leaves of 0 says nothing.
  if radius.upper < 1e-12 { return "0" }
  if radius.isKnown { return significant(radius.upper, 4) }
  if radius.upper == .infinity {
    return radius.lower > 0 ? ">= \(significant(radius.lower, 4))" : "unknown"
  }
  return "\(significant(radius.lower, 4)) .. \(significant(radius.upper, 4))"
}

/// Where a spec states the radius of its perturbations, and how it calls it.
struct RadiusPlace {
  /// `eps = 0.1`, `radius 0.1`, or `the size of B`.
  let text: String
  /// The set; nil where several sets move rows.
  let range: SourceRange?

  init(_ instance: TrainingInstance, _ scale: RadiusScale) {
    let names = scale.sets.map(\.name)
    let set = names.count == 1 ? instance.problem.declarations.set(named: names[0]) : nil
    range = set?.range
    guard scale.isBallRadius else {
      text = "the size of " + names.map { "`\($0)`" }.joined(separator: " and ")
      return
    }
    var name = "radius "
    if case .ball(_, let radius) = set?.conditions.first, !radius.isRaw,
      case .parameter(let parameter) = radius.value.kind
    {
      name = parameter + " = "
    }
    text = name + significant(scale.radius, 4)
  }
}

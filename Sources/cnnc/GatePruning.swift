internal import Backends
internal import Canonicalize
internal import DSL

extension Pipeline {
  /// Takes the gates away whose robust cone holds 0 alone: v_i = w_i = 0 in every feasible point, so the
  /// optimum stays. Tells which, and stops where none is left.
  mutating func pruneGates(_ instance: TrainingInstance) throws -> TrainingInstance {
    let begin = Machine.now()
    defer { compileSeconds += Machine.now() - begin }
    guard let scale = instance.radiusScale, scale.radius > 0 else { return instance }
    let radii = robustRadii(of: instance, scale, decides: true)
    let dead = radii.indices.filter { radii[$0].isAlive(at: scale.radius) == false }
    guard !dead.isEmpty else { return instance }
    let place = RadiusPlace(instance, scale)
    let largest = dead.reduce(0) { max($0, radii[$1].upper) }
    if dead.count == radii.count {
      throw report.stop(
        Diagnostic(
          "E304",
          "every gate is dead at \(place.text) (largest radius \(significant(largest, 4))): the only"
            + " feasible network is zero", at: place.range,
          help: "take a smaller radius, or other gates"))
    }
    report.add(warning(dead, radii, place))
    return instance.keepingPatterns(radii.indices.filter { !dead.contains($0) })
  }

  private func warning(
    _ dead: [Int], _ radii: [RobustRadius], _ place: RadiusPlace
  ) -> Diagnostic {
    let numbers = dead.map { significant(radii[$0].upper, 4) }
    if dead.count == 1 {
      return Diagnostic(
        "W303",
        "gate \(dead[0] + 1) can carry no neuron at \(place.text) (its radius is \(numbers[0]));"
          + " dropped", at: place.range)
    }
    let list = zip(dead, numbers).map { "\($0 + 1) (\($1))" }.joined(separator: ", ")
    return Diagnostic(
      "W303", "\(dead.count) of \(radii.count) gates can carry no neuron at \(place.text); dropped",
      at: place.range, notes: ["these gates, with their radii: \(list)"])
  }
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

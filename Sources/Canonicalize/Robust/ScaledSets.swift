internal import DSL

/// Sets of perturbations made smaller or larger, to ask how large they may be.
extension NumericSet {
  /// { t delta : delta in B } for t >= 0.
  public func scaled(by t: Double) -> NumericSet {
    NumericSet(
      name: name, isFree: isFree,
      conditions: conditions.map { condition in
        switch condition {
        case .ball(let kind, let radius): .ball(kind, t * radius)
        case .box(let radii): .box(radii.map { t * $0 })
        case .norm(let kind, let rows, let offset, let radius):
          .norm(kind, rows: rows, offset: offset.map { t * $0 }, t * radius)
        case .halfspaces(let rows, let bounds):
          .halfspaces(rows: rows, bounds: bounds.map { t * $0 })
        case .equalities(let rows, let bounds):
          .equalities(rows: rows, bounds: bounds.map { t * $0 })
        }
      })
  }
}

extension TrainingInstance {
  /// The same problem with every set of perturbations scaled.
  public func scalingSets(by t: Double) -> TrainingInstance {
    TrainingInstance(
      problem: problem, features: features, vectors: vectors, numbers: numbers, patterns: patterns,
      hiddenWeights: hiddenWeights, sets: sets.mapValues { $0.scaled(by: t) })
  }
}

extension ProgramInstance {
  /// The same program with every set of perturbations scaled.
  public func scalingSets(by t: Double) -> ProgramInstance {
    ProgramInstance(
      model: model, numbers: numbers, arrays: arrays, gates: gates,
      sets: sets.mapValues { $0.scaled(by: t) })
  }

  /// The sets of perturbations of the constraints that move anything.
  public var activeConstraintSets: [NumericSet] {
    var seen: Set<String> = []
    return model.constraints.compactMap(\.perturbation?.set).filter { seen.insert($0).inserted }
      .compactMap { sets[$0] }.filter { !$0.isPoint }
  }
}

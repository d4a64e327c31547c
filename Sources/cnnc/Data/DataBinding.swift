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
struct DataBinder: DataReading {
  let problem: TrainingProblem
  let settings: BindingSettings
  var report: Report

  var declarations: ModelDeclarations { problem.declarations }

  /// Reads everything; stops at the first fault.
  mutating func bind() throws -> BoundProblem {
    try checkOverrides(used: usedData)
    guard let x = problem.data(named: problem.features),
      let y = problem.data(named: problem.targets)
    else { preconditionFailure("a checked problem declares its data") }
    let others = usedData.filter { $0.name.text != x.name.text && $0.name.text != y.name.text }
    let read = try tables([x, y] + others)
    let known = try numbers(read)
    let (features, targets) = (read[0].table, read[1].table)
    let labels = try mappedLabels(y, targets)
    warn(x, features, y, labels)
    let transform = FeatureTransform(x.scaling, on: features.matrix, hasBias: x.hasBias)
    let matrix = transform.applied(to: features.matrix)
    let evaluation = try evaluation(read, known, matrix, labels)
    try checkAssertions(evaluation)
    let sets = try bindSets(evaluation, declarations.sets.map { _ in transform })
    checkSeed([problem.gates])
    let drawn = try drawGates(on: matrix, sets: sets)
    let instance = TrainingInstance(
      problem: problem, features: matrix, vectors: vectors(evaluation), numbers: known,
      patterns: drawn.patterns, hiddenWeights: drawn.hiddenWeights, sets: sets)
    warnOfOppositeLabels(y, instance)
    return BoundProblem(
      data: TrainingData(features: matrix, targets: labels, patterns: drawn.patterns),
      instance: instance, transform: transform, values: ScalarValues(known), features: features,
      targets: targets)
  }

  private mutating func warnOfOppositeLabels(
    _ y: DataDeclaration, _ instance: TrainingInstance
  ) {
    guard let declared = y.labels, instance.prefersOppositeLabels(declared.sorted()) else { return }
    report.add(
      Diagnostic(
        "W510", "this loss is the smaller the further predictions are from their labels",
        at: problem.fit.first?.range,
        help:
          "is a sign turned around? `pos(1 - t*z)` and `softplus(-t*z)` fall where z has the sign of t; accuracy"
          + " counts larger predictions for larger labels"))
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

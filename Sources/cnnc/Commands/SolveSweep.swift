internal import Backends
internal import Canonicalize
internal import DSL

/// `sweep beta in ..`: the problem is solved once for each value, on the same data and gates.
extension SolveCommand {
  /// Solves all points, tells each when it is done, and prints them together at the end.
  func solve(
    _ problem: TrainingProblem, _ bound: BoundProblem, _ sweep: Sweep, _ options: SolveOptions,
    _ pipeline: Pipeline
  ) throws -> Int32 {
    var pipeline = pipeline
    return try solveEach(sweep) { value, index in
      let moved = bound.with(sweep.parameter.text, value)
      if index > 0 { pipeline.beginSolve() }
      let run = try solve(problem, moved, options, &pipeline, isFirst: index == 0)
      return SweepPoint(
        value: value,
        run: try completed(run, suffix: "-\(index + 1)", point: sweep.pointText(value)))
    }
  }

  /// The same where the parameter may stand anywhere, also in a set: the spec is bound anew for each value.
  func solveEach(
    _ sweep: Sweep, _ values: [String: Double], _ pipeline: Pipeline,
    _ solve: (CheckedModel, _ value: Double, _ index: Int, inout Pipeline) throws -> SweepPoint
  ) throws -> Int32 {
    try solveEach(sweep) { value, index in
      var moved = Pipeline(specName: pipeline.specName)
      // One time limit holds for all values.
      (moved.start, moved.memoryLimit) = (pipeline.start, pipeline.memoryLimit)
      let model = try moved.compile(
        spec.spec, values: values.merging([sweep.parameter.text: value]) { $1 })
      return try solve(model, value, index, &moved)
    }
  }

  /// One point after the other, printed together at the end.
  private func solveEach(
    _ sweep: Sweep, _ solve: (_ value: Double, _ index: Int) throws -> SweepPoint
  ) throws -> Int32 {
    var points: [SweepPoint] = []
    for (index, value) in sweep.values.enumerated() {
      let point = try solve(value, index)
      points.append(point)
      // What stops one point stops those after it.
      if point.status == .interrupted || point.status == .timeLimit { break }
    }
    try print(sweep, points)
    return points.map(\.status.exitCode).first { $0 != 0 } ?? 0
  }

  /// Prints all points together.
  func print(_ sweep: Sweep, _ points: [SweepPoint]) throws {
    try Terminal.printResult(
      common.json
        ? jsonText(SweepDocument(parameter: sweep.parameter.text, points: points))
        : sweepText(sweep, points))
  }

  private func sweepText(_ sweep: Sweep, _ points: [SweepPoint]) -> String {
    let name = sweep.parameter.text
    // Points that were handed over have another solver than the others.
    let isMixed = Set(points.map(\.document.solver)).count > 1
    let columns = [name, "objective", "gap", "neurons", "training", "iterations"]
    var rows = [columns + (isMixed ? ["solver"] : []) + ["status"]]
    for point in points {
      let document = point.document
      var row = [
        significant(point.value, 6), document.objective.value.map { significant($0, 8) } ?? "-",
        document.gap.value.map(scientific) ?? "-", document.network.map { "\($0.neurons)" } ?? "-",
        point.fit?.text ?? "-", "\(document.iterations)",
      ]
      if isMixed { row.append(document.solver) }
      rows.append(row + [point.status.rawValue])
    }
    let widths = rows[0].indices.map { c in rows.map { $0[c].count }.max() ?? 0 }
    let head =
      "\(specName(spec.spec)): \(name) over \(points.count) of \(sweep.values.count) values, the same"
      + " data and gates\n"
    var text =
      head
      + rows.map { row in
        "  "
          + zip(row, widths).map { $0.padded($1) }.joined(separator: "  ")
          .trimmedEnd + "\n"
      }.joined()
    for point in points {
      for (kind, path) in point.written { text += "  saved \(path) (\(kind.rawValue))\n" }
    }
    if points.count < sweep.values.count {
      text +=
        "  stopped: \(sweep.values.count - points.count) of \(sweep.values.count) values left\n"
    }
    return text
  }
}

/// One value of a sweep with its run.
struct SweepPoint {
  let value: Double
  let status: SolverStatus
  let document: SolutionDocument
  /// How well the network fits; nil where there is none.
  let fit: FitMeasure?
  let written: [WrittenOutput]

  init(value: Double, run: any FinishedRun) {
    self.value = value
    (status, document, written) = (run.status, run.document, run.written)
    fit = run.fit
  }
}

/// The results of a sweep: schema `cnnc.sweep/1`.
struct SweepDocument: Encodable {
  struct Entry: Encodable {
    let value: Double
    let solution: SolutionDocument
  }

  let schema = "cnnc.sweep/1"
  let parameter: String
  let points: [Entry]

  init(parameter: String, points: [SweepPoint]) {
    self.parameter = parameter
    self.points = points.map { Entry(value: $0.value, solution: $0.document) }
  }
}

extension Sweep {
  /// A value as it is told of while its problem is solved.
  func pointText(_ value: Double) -> String { "\(parameter.text) = \(significant(value, 6))" }
}

extension BoundProblem {
  /// The same data with another value of a parameter.
  func with(_ parameter: String, _ value: Double) -> BoundProblem {
    var values = values
    values.values[parameter] = value
    var numbers = instance.numbers
    numbers[parameter] = value
    return BoundProblem(
      data: data,
      instance: TrainingInstance(
        problem: instance.problem, features: instance.features, vectors: instance.vectors,
        numbers: numbers, patterns: instance.patterns, hiddenWeights: instance.hiddenWeights,
        sets: instance.sets),
      transform: transform, values: values, features: features, targets: targets)
  }
}

extension String {
  /// The text without spaces at its end.
  fileprivate var trimmedEnd: String {
    var text = self
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}

internal import Backends
internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// The road of the ADMM through the robust form of (2.5).
extension SolveCommand {
  /// Solves a problem with a worst case, once for each value of a sweep, and prints the result.
  func solveRobustly(
    _ problem: TrainingProblem, _ bound: BoundProblem, _ options: SolveOptions,
    _ pipeline: inout Pipeline, reason: String?
  ) throws -> Int32 {
    guard let sweep = problem.declarations.sweep else {
      return try finish(
        robustRun(problem, bound, options, &pipeline, isFirst: true, reason: reason))
    }
    try starting.refuse("this is for one run, and the spec has a sweep", help: "leave it out")
    return try solveEach(sweep, spec.parameterValues(), pipeline) { model, value, index, moved in
      guard case .training(let problem) = model else {
        preconditionFailure("a parameter does not change what a spec is about")
      }
      let bound = try moved.read(problem, try data.settings())
      let run = try robustRun(
        problem, bound, options, &moved, isFirst: index == 0, reason: reason)
      return SweepPoint(
        value: value,
        run: try completed(run, suffix: "-\(index + 1)", point: sweep.pointText(value)))
    }
  }

  /// Solves one problem; a radius of 0 leaves one without perturbations.
  private func robustRun(
    _ problem: TrainingProblem, _ bound: BoundProblem, _ options: SolveOptions,
    _ pipeline: inout Pipeline, isFirst: Bool, reason: String?
  ) throws -> SolveRun {
    if bound.instance.activeSets.isEmpty {
      return try solve(
        problem, bound, options, &pipeline, isFirst: isFirst, reason: reason)
    }
    if starting.warmStart != nil {
      throw Failure.usage(
        "E602", "--warm-start: a network says nothing of the worst cases of this spec",
        help: "leave it out; --resume goes on from a checkpoint")
    }
    let (instance, dead) = try pipeline.findDeadGates(
      bound.instance, optimization.level, control: limits(options, start: pipeline.start))
    // The cones of dead gates hold 0 alone, which tolerances blur: the method does better without them.
    let alive = LivingGates(of: instance, among: bound.instance.patterns.count, dead: dead)
    let program = try pipeline.robustProgram(problem, alive.instance)
    let plan = try pipeline.plan(program, options, threads: ComputeLibrary.threadCount)
    if isFirst {
      try checkDestinations(problem.declarations.outputs, &pipeline.report)
      announce(plan.text, pipeline)
    }
    var hooks = ADMMHooks<RobustState>()
    hooks.start = try pipeline.start(starting, program, plan)
    let writer = starting.writer(ADMMFingerprint(program, plan))
    if let writer { hooks.checkpoint = { writer.take($0, isLast: $1) } }
    let begin = Machine.now()
    let solution = watched(
      options, maxIterations: options.maxIterations, start: pipeline.start,
      memoryLimit: pipeline.memoryLimit
    ) { control in
      Backends.solveByADMM(
        program, plan: plan, settings: options.admm, hooks: hooks, control: control)
    }
    try writer?.check(&pipeline.report)
    let seconds = Machine.now() - begin
    return SolveRun(
      pipeline: pipeline, problem: problem, bound: bound,
      program: try pipeline.robustProgram(problem, instance).nominal, plan: plan.summary,
      options: options, solution: alive.widened(solution), solverSeconds: seconds, reason: reason,
      finishedBefore: hooks.start?.finished(by: solution),
      perturbed: instance, deadGates: dead.count)
  }
}

/// The gates of an instance that can carry a neuron; all where none can, or where the dead were dropped.
struct LivingGates {
  /// The instance with these gates only.
  let instance: TrainingInstance
  private let indices: [Int]
  private let count: Int

  init(of instance: TrainingInstance, among all: Int, dead: [Int]) {
    count = instance.patterns.count
    let isWhole = count < all || dead.count == all
    indices = (0..<count).filter { isWhole || !dead.contains($0) }
    self.instance = indices.count < count ? instance.keepingPatterns(indices) : instance
  }

  /// A solution for all gates: what the dead carry is 0.
  func widened(_ solution: Solution) -> Solution {
    let kept = indices.count
    guard kept < count else { return solution }
    var panel = Matrix(rows: solution.panel.rowCount, columns: 2 * count)
    for (place, i) in indices.enumerated() {
      panel.setColumn(i, to: solution.panel.column(place))
      panel.setColumn(count + i, to: solution.panel.column(kept + place))
    }
    var result = solution
    result.panel = panel
    return result
  }
}

extension Pipeline {
  /// The robust form of (2.5) of a problem whose data are read; sets that have none are refused.
  mutating func robustProgram(
    _ problem: TrainingProblem, _ instance: TrainingInstance
  ) throws -> RobustTrainingProgram {
    let begin = Machine.now()
    defer { compileSeconds += Machine.now() - begin }
    if let obstacle = obstacleToADMM(in: instance) { throw report.stop(obstacle) }
    return try convexForm(problem) { () throws(ConvexificationError) in
      try instance.robustProgram()
    }
  }

  /// The robust program to a plan.
  mutating func plan(
    _ program: RobustTrainingProgram, _ options: SolveOptions, threads: Int
  ) throws -> RobustPlan {
    if options.validation != nil {
      throw report.stop(
        obstacle("validation", "chooses by samples as they are, not at their worst", options))
    }
    if let (name, why) = RobustPlan.obstacle(to: options.admm) {
      throw report.stop(obstacle(name, why, options))
    }
    let plan = RobustPlan(
      for: program, settings: options.admm, maxIterations: options.maxIterations, threads: threads,
      memoryLimit: memoryLimit)
    try checkMemory(plan.chosen, state: plan.stateBytes)
    return plan
  }

  private func obstacle(_ name: String, _ why: String, _ options: SolveOptions) -> Diagnostic {
    Diagnostic(
      "E580", "`\(name)` has no part where rows are perturbed: it \(why)",
      at: options.asked.last { $0.name == name }?.range, help: "leave it out")
  }
}

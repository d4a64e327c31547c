internal import Backends
internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// The whole road from a spec to a certified network, a phase a method; each phase's value stays to
/// be looked at.
struct Pipeline {
  /// What is to be told so far.
  var report = Report(sources: SourceMap())
  /// The spec as named by the user.
  let specName: String
  /// When the run began, from which its time limit counts.
  var start = Machine.now()
  /// When the solve that is told of began: the run, or one value of a sweep.
  private(set) var solveStart = Machine.now()
  /// Seconds spent in each phase.
  var readSeconds = 0.0
  var compileSeconds = 0.0
  /// At most so many bytes for matrices and factors.
  var memoryLimit = Machine.usualMemoryLimit

  /// What is measured from here on is the next value of a sweep.
  mutating func beginSolve() {
    solveStart = Machine.now()
    (readSeconds, compileSeconds) = (0, 0)
  }

  /// The text of the spec.
  mutating func text(of path: String) throws -> [UInt8] {
    do {
      return try readFile(path)
    } catch {
      throw report.stop(Report.unreadable(path, error))
    }
  }

  /// Text to syntax: the spec with its includes, parsed. Syntax errors are in the report.
  mutating func load(_ path: String) throws -> LoadedProgram {
    let loaded = loadProgram(name: specName, text: try text(of: path), read: readIncluded)
    report.sources = loaded.sources
    report.diagnostics = loaded.diagnostics
    return loaded
  }

  /// Syntax to meaning: the checked training problem.
  mutating func check(_ loaded: LoadedProgram, values: [String: Double]) -> CheckedProgram {
    let checked = DSL.check(loaded.program, values: values)
    report.diagnostics += checked.diagnostics
    return checked
  }

  /// Text to meaning, stopping at errors.
  mutating func compile(_ path: String, values: [String: Double]) throws -> CheckedModel {
    let begin = Machine.now()
    let loaded = try load(path)
    try report.checkpoint()
    if loaded.program.statements.isEmpty {
      throw report.stop(
        Diagnostic(
          "E022", "the spec `\(specName)` is empty", at: nil,
          help: "a spec starts with data; `cnnc solve Examples/toy/squared.cnn` shows one"))
    }
    let checked = check(loaded, values: values)
    try report.checkpoint()
    guard let model = checked.model else {
      preconditionFailure("a program without errors states a problem")
    }
    compileSeconds += Machine.now() - begin
    return model
  }

  /// Reads the data and draws the gates.
  mutating func read(
    _ problem: TrainingProblem, _ settings: BindingSettings
  ) throws -> BoundProblem {
    let begin = Machine.now()
    defer { readSeconds += Machine.now() - begin }
    var binder = DataBinder(problem: problem, settings: settings, report: report)
    let bound = try binder.bind()
    report = binder.report
    return bound
  }

  /// Meaning and data to the convex program (2.5).
  mutating func bind(
    _ problem: TrainingProblem, _ settings: BindingSettings
  ) throws -> (bound: BoundProblem, program: ConvexTrainingProgram) {
    let bound = try read(problem, settings)
    return (bound, try trainingProgram(problem, bound))
  }

  /// The convex program (2.5) of a problem whose data are read.
  mutating func trainingProgram(
    _ problem: TrainingProblem, _ bound: BoundProblem
  ) throws -> ConvexTrainingProgram {
    let compiling = Machine.now()
    let program = try convexForm(problem) { () throws(ConvexificationError) in
      problem.isSquaredReLU
        ? convexify(problem, data: bound.data, values: bound.values)
        : try bound.instance.convexProgram()
    }
    compileSeconds += Machine.now() - compiling
    return program
  }

  /// The form that the ADMM takes; refused where a loss or a coefficient has none.
  mutating func convexForm<Program>(
    _ problem: TrainingProblem, _ make: () throws(ConvexificationError) -> Program?
  ) throws -> Program {
    let program: Program?
    do throws(ConvexificationError) {
      program = try make()
    } catch {
      throw report.stop(
        Diagnostic(
          "E515", "the ADMM does not take \(error.message)", at: problem.fit.first?.range,
          help: "leave the choice of the solver to cnnc, or take `ipm`"))
    }
    guard let program else {
      throw report.stop(
        Diagnostic(
          "E210", "with these values the objective is not a convex loss with a regularizer",
          at: problem.objectiveRange, help: "the loss and beta must have positive coefficients"))
    }
    return program
  }

  /// The program to a plan.
  mutating func plan(
    _ program: ConvexTrainingProgram, _ options: SolveOptions, threads: Int
  ) throws -> ADMMPlan {
    let begin = Machine.now()
    if let obstacle = ADMMPlan.obstacle(to: options.admm.coupling, in: program) {
      let coupling = options.admm.coupling?.rawValue ?? ""
      throw report.stop(
        Diagnostic(
          "E516", "the coupling `\(coupling)` \(obstacle)",
          at: options.asked.last { $0.name == "coupling" }?.range,
          help: "`split` takes every loss"))
    }
    let limit = memoryLimit
    let plan = ADMMPlan(
      for: program, settings: options.admm, maxIterations: options.maxIterations, threads: threads,
      memoryLimit: limit)
    try checkMemory(plan.chosen)
    compileSeconds += Machine.now() - begin
    return plan
  }

  /// Refuses a way whose factors would not fit, with `state` bytes that every way needs.
  mutating func checkMemory(_ chosen: ADMMPlan.Alternative, state: Double = 0) throws {
    let bytes = chosen.bytes + state
    guard bytes > memoryLimit else { return }
    throw report.stop(
      Diagnostic(
        "E508",
        "the factors of the system `\(chosen.method.rawValue)` need \(amountText(bytes, "B")), more"
          + " than the \(amountText(memoryLimit, "B")) that may be taken", at: nil,
        help: chosen.method == .gradients
          ? "raise --max-memory, or take fewer gates"
          : "choose another with --set system=gradients, or leave the choice to cnnc"))
  }

  /// The options of the spec's `solve` statement.
  mutating func options(_ declarations: ModelDeclarations) throws -> SolveOptions {
    var options = SolveOptions()
    var known: [String: Double] = [:]
    for parameter in declarations.parameters { known[parameter.name.text] = parameter.value }
    report.diagnostics += options.take(declarations.solver, values: ScalarValues(known))
    try report.checkpoint()
    return options
  }
}

extension Pipeline {
  /// Refuses a value for a parameter that takes those of a sweep.
  mutating func checkSwept(_ model: CheckedModel, _ values: [String: Double]) throws {
    guard let sweep = model.declarations.sweep, let value = values[sweep.parameter.text] else {
      return
    }
    let name = sweep.parameter.text
    throw report.stop(
      Diagnostic(
        "E621", "-D \(name)=\(shortText(value)): `\(name)` takes the values of this sweep",
        at: sweep.range, help: "leave -D out, or take the sweep out of the spec"))
  }
}

/// The text of a file that a spec includes.
func readIncluded(_ path: String) -> ReadResult {
  do throws(FileFailure) {
    return .text(try readFile(path))
  } catch {
    return .failure(error.reason)
  }
}

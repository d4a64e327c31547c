internal import Backends
internal import Canonicalize
internal import DSL

/// How a spec is solved.
enum Road {
  /// By the ADMM, from the convex program (2.5) or its robust form.
  case admm(TrainingProblem)
  /// By the interior-point method if its factors fit and are quick enough, else by the ADMM: the data decide.
  case byData(TrainingProblem)
  /// By a solver of conic programs: the one asked for, else one that takes the program.
  case conic(ConicSolver?)
}

extension Pipeline {
  /// The road that the command line or the spec asks for; where neither does, the data decide. What no solver takes
  /// is refused by name before data are read.
  mutating func road(for model: CheckedModel, solver: SolverRequest.Name?) throws -> Road {
    let obstacles = obstaclesToADMM(in: model)
    let name = solver ?? model.declarations.solver.name
    if let asked = ConicSolver(rawValue: name.rawValue) { return .conic(asked) }
    if name == .auto {
      guard obstacles.isEmpty, case .training(let problem) = model else { return .conic(nil) }
      return .byData(problem)
    }
    for diagnostic in obstacles { report.add(diagnostic) }
    try report.checkpoint()
    guard case .training(let problem) = model else {
      preconditionFailure("a program without a network is refused")
    }
    return .admm(problem)
  }

  /// Why the ADMM is taken for a problem that the structured interior-point method would be the choice for; nil
  /// where that stays the choice. `start` is the option that says where a run of the ADMM begins or is kept.
  mutating func reasonForADMM(
    _ instance: TrainingInstance, _ options: SolveOptions, start: String? = nil, threads: Int
  ) throws -> String? {
    if options.asked.contains(where: { $0.owner == .ipm }) { return nil }
    if let start { return "\(start) is an option of the ADMM" }
    if let (name, _, _) = options.asked.first(where: { $0.owner == .admm }) {
      return "`\(name)` is an option of the ADMM"
    }
    let begin = Machine.now()
    defer { compileSeconds += Machine.now() - begin }
    let structure: TrainingStructure?
    do throws(CanonicalFailure) {
      structure = try instance.structure()
    } catch {
      throw report.stop(error.diagnostic)
    }
    guard let structure else { return nil }
    let forecast = StructuredCosts(of: structure).chosen
    let isPerturbed = instance.problem.hasPerturbedFit
    if isPerturbed {
      // Worst cases take the ADMM many more iterations: it stands in only where nothing else fits.
      let hasForm = instance.activeSets.isEmpty || (try? instance.robustProgram()) ?? nil != nil
      guard hasForm else { return nil }
    } else if let few = options.askedIterations, few <= Self.fewIterations {
      return "\(counted(few, "iteration")) would not take the interior-point method to a result"
    }
    if forecast.bytes > memoryLimit {
      return
        "the factors of the interior-point method would need \(amountText(forecast.bytes, "B"))"
    }
    let seconds = forecast.nominalSeconds(threads: threads)
    let patience = min(Self.patienceForInteriorPoint, options.timeLimit ?? .infinity)
    guard !isPerturbed, seconds > patience else { return nil }
    return "the interior-point method would take about \(durationText(seconds))"
  }

  /// How long the interior-point method would take to a proof; nil where it does not take the problem, or its factors
  /// do not fit.
  func secondsToProof(_ instance: TrainingInstance, threads: Int) -> Double? {
    // A loss may have no conic form, and the ADMM takes it all the same.
    guard let structure = try? instance.structure() else { return nil }
    let forecast = StructuredCosts(of: structure).chosen
    return forecast.bytes <= memoryLimit ? forecast.nominalSeconds(threads: threads) : nil
  }

  /// Seconds from which on the ADMM is taken instead, which needs hours to a proof at such sizes and gives up
  /// accuracy for time.
  private static let patienceForInteriorPoint = 1800.0
  /// The interior-point method takes 15 to 40 iterations to its result, and is nowhere before.
  private static let fewIterations = 15

  /// Tells of options of a solver that is not taken: those of the command line are refused, those of the spec
  /// have no part. Where no solver was asked for, a conic program is solved by whichever takes it.
  mutating func tellOptions(_ options: SolveOptions, of taken: SolverRequest.Name) throws {
    let solver = taken == .auto ? "as a conic program" : "by \(taken.rawValue)"
    for (name, owner, range) in options.asked {
      let (why, instead): (String, String)
      if let owner, owner != taken, taken != .auto || owner != .ipm {
        why = "an option of \(owner.rawValue), and the problem is solved \(solver)"
        instead = taken == .auto ? "" : ", or take `--solver \(owner.rawValue)`"
      } else if name == "patience", options.validation == nil {
        why = "for samples held out, and none are"
        instead = ", or hold some out: validation=0.2"
      } else if name == "explain_limit", taken == .admm {
        why = "for programs that may have no point, and those of the ADMM always have one"
        instead = ""
      } else {
        continue
      }
      guard let range else {
        throw Failure.usage("E602", "--set \(name): this is \(why)", help: "leave it out" + instead)
      }
      report.add(
        Diagnostic(
          "W509", "`\(name)` has no part here: it is \(why)", at: range,
          help: "take it out" + instead))
    }
  }

  /// The solver for a conic program; a program that it does not take is refused with the reason.
  mutating func conicSolver(
    _ asked: ConicSolver?, for program: ConicProgram
  ) throws -> ConicSolver {
    guard let asked else { return ConicSolver.choice(for: program) }
    guard let part = asked.obstacle(in: program) else { return asked }
    let name = part.block.map { " (`\($0.name)`)" } ?? ""
    let what =
      switch part.kind {
      case .squares: "squares of variables" + name
      case .secondOrder: "second-order cones" + name
      case .exponential: "exponential cones" + name
      }
    throw report.stop(
      Diagnostic(
        "E507", "\(asked.rawValue) takes linear programs, and this one has \(what)",
        at: part.block?.origin,
        caption: part.kind == .squares ? "squared" : part.block.map { "becomes \($0.formula)" },
        help: "absolute values, `pos`, `max`, norms 1 and inf are linear; leave the choice of the"
          + " solver to cnnc"))
  }
}

extension SolverRequest.Name {
  /// The name of a solver of conic programs; `auto` where none was asked for.
  init(_ asked: ConicSolver?) {
    self =
      switch asked {
      case .ipm: .ipm
      case .glpk: .glpk
      case nil: .auto
      }
  }
}

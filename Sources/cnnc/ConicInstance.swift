internal import Canonicalize
internal import DSL

/// A spec with its data, ready for its conic form.
enum ConicInstance {
  case training(TrainingInstance)
  case program(ProgramInstance)

  /// The conic program.
  func program() throws(CanonicalFailure) -> ConicProgram {
    switch self {
    case .training(let instance): try conicProgram(of: instance)
    case .program(let instance): try conicProgram(of: instance)
    }
  }

  /// Its sizes and blocks, without its matrix.
  func sizes() throws(CanonicalFailure) -> (
    sizes: ConicSizes, variables: [ConicProgram.Block], rows: [ConicProgram.Block]
  ) {
    switch self {
    case .training(let instance): try conicSizes(of: instance)
    case .program(let instance): try conicSizes(of: instance)
    }
  }
}

extension Pipeline {
  /// Text and data to what has a conic form, whether a solver takes it or not.
  mutating func conicInstance(
    _ path: String, values: [String: Double], _ settings: BindingSettings,
    level: OptimizationOptions.Level
  ) throws -> ConicInstance {
    let model = try compile(path, values: values)
    tellLevel(level, for: model)
    switch model {
    case .training(let problem):
      let instance = try read(problem, settings).instance
      return .training(
        level == .prune ? try pruneGates(instance, level).instance : instance)
    case .program(let model): return .program(try read(model, settings))
    }
  }

  /// Reads the data and the gates of a program written out.
  mutating func read(
    _ model: ConvexModel, _ settings: BindingSettings
  ) throws -> ProgramInstance {
    let begin = Machine.now()
    defer { readSeconds += Machine.now() - begin }
    var binder = ProgramBinder(model: model, settings: settings, report: report)
    let instance = try binder.bind()
    report = binder.report
    return instance
  }

  /// A spec with its data to the conic program.
  mutating func canonicalize(_ instance: ConicInstance) throws -> ConicProgram {
    let begin = Machine.now()
    defer { compileSeconds += Machine.now() - begin }
    do throws(CanonicalFailure) {
      return try instance.program()
    } catch {
      throw report.stop(error.diagnostic)
    }
  }
}

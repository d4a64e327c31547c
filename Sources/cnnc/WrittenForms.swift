internal import Canonicalize
internal import DSL

/// The convex program of a spec as statements of the language; needs no data.
extension Pipeline {
  /// The checked model with the statements that it was made of.
  mutating func checkedProgram(
    _ path: String, values: [String: Double]
  ) throws -> (model: CheckedModel, program: Program) {
    let model = try compile(path, values: values)
    let loaded = loadProgram(name: specName, text: report.sources.files[0].text, read: readIncluded)
    return (model, loaded.program)
  }

  /// The program as a spec that `check` and `solve` take.
  mutating func legalProgram(_ path: String, values: [String: Double]) throws -> WrittenProgram {
    let (model, program) = try checkedProgram(path, values: values)
    switch model {
    case .training(let problem):
      do throws(UnwritableProgram) {
        return try writtenProgram(of: problem, from: program, values: values)
      } catch {
        throw report.stop(error.diagnostic)
      }
    case .program(let model): return writtenProgram(of: model, from: program, values: values)
    }
  }

  /// The program for people, who know what h_B is.
  mutating func readableProgram(_ path: String, values: [String: Double]) throws -> WrittenProgram {
    let (model, program) = try checkedProgram(path, values: values)
    return model.readable(program, values)
  }
}

extension CheckedModel {
  /// The convex program for people.
  func readable(_ program: Program, _ values: [String: Double]) -> WrittenProgram {
    switch self {
    case .training(let problem): readableProgram(of: problem, from: program, values: values)
    case .program(let model): writtenProgram(of: model, from: program, values: values)
    }
  }
}

extension DataOptions {
  /// A program that is printed names its data itself.
  func refuseWithSources(_ option: String) throws {
    guard let given = data.isEmpty ? (seed == nil ? nil : "--seed") : "--data" else { return }
    throw Failure.usage(
      "E607", "\(option) prints the sources that the spec names, so \(given) has no effect",
      help: "put them into the spec, or give them when you solve what is printed")
  }
}

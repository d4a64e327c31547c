public import ArgumentParser
internal import DSL
internal import LinearAlgebra

/// Options that every command has.
struct CommonOptions: ParsableArguments {
  @Flag(name: .long, help: "Print one JSON document on standard output.")
  var json = false

  @Flag(name: [.short, .long], help: "No progress and no warnings on standard error.")
  var quiet = false

  @Option(name: .long, help: "Colours in messages: auto, always or never.")
  var color: Terminal.Color = .auto
}

extension Terminal.Color: ExpressibleByArgument {}

/// The spec and what binds its names.
struct SpecOptions: ParsableArguments {
  @ArgumentParser.Argument(
    help:
      "The spec, - for standard input; or a program file."
  )
  var spec: String

  @Option(
    name: .customShort("D"),
    help: ArgumentHelp("The value of a parameter (repeatable).", valueName: "name=value"))
  var parameters: [String] = []

  /// `-D` values by name.
  func parameterValues() throws -> [String: Double] {
    var values: [String: Double] = [:]
    for (name, text) in try pairs(
      parameters, option: "-D", example: "beta=0.01", code: "E408")
    {
      guard let value = Double(decimal: text) else {
        throw Failure.usage("E408", "-D \(name)=\(text): `\(text)` is not a number", help: nil)
      }
      values[name] = value
    }
    return values
  }
}

/// Where data come from.
struct DataOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Read a data of the spec from another file, or another column or array of it (repeatable).",
      valueName: "name=file[:column]"))
  var data: [String] = []

  @Option(name: .long, help: "The seed of sampled gates, instead of the one in the spec.")
  var seed: UInt64?

  /// What the binder needs.
  func settings() throws -> BindingSettings {
    var settings = BindingSettings(seed: seed)
    for (name, file) in try pairs(
      data, option: "--data", example: "X=train.csv", code: "E601")
    {
      settings.overrides[name] = file
    }
    return settings
  }
}

/// How to solve.
struct SolverOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Set an option of the solver (repeatable): "
        + SolveOptions.help.map(\.name).joined(separator: ", ") + ".", valueName: "key=value"))
  var set: [String] = []

  @Option(
    name: .long, help: "The solver: auto (the cheapest that takes the problem), admm, ipm or glpk.")
  var solver: SolverRequest.Name?

  @Option(name: .long, help: "Threads to compute with; all processors if not given.")
  var threads: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The tolerance for gap and violation (default 1e-6 for admm, 1e-8 for ipm and glpk).",
      valueName: "number"))
  var tol: DecimalArgument?

  @Option(name: .long, help: ArgumentHelp("Stop after so many seconds.", valueName: "seconds"))
  var timeLimit: DecimalArgument?

  @Option(name: .long, help: ArgumentHelp("Stop after so many iterations.", valueName: "n"))
  var maxIter: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Refuse what needs more memory, as in 8GB (default: four fifths of the machine's).",
      valueName: "size"))
  var maxMemory: String?

  /// Applies the command line to options that the spec has set.
  func apply(to options: inout SolveOptions) throws {
    let settings = try pairs(set, option: "--set", example: "rho=1", code: "E601")
    for (name, text) in settings {
      if let problem = options.set(name, to: text) {
        throw Failure.usage("E602", "--set \(name)=\(text): \(problem.message)", help: problem.help)
      }
    }
    for (name, text) in [
      ("tol", tol.map { "\($0.value)" }), ("time_limit", timeLimit.map { shortText($0.value) }),
      ("max_iter", maxIter.map { "\($0)" }),
    ] {
      guard let text else { continue }
      let flag = "--" + name.replacing("_", with: "-")
      if let other = settings.first(where: { $0.name.replacing("-", with: "_") == name }) {
        throw Failure.givenTwice("--set \(other.name)=\(other.value)", "\(flag) \(text)")
      }
      if let problem = options.set(name, to: text) {
        throw Failure.usage("E602", "\(flag) \(text): \(problem.message)", help: problem.help)
      }
    }
  }

  /// How many bytes may be taken for matrices and factors.
  func memoryLimit() throws -> Double {
    guard let maxMemory else { return Machine.usualMemoryLimit }
    let digits = maxMemory.prefix { $0.isNumber || $0 == "." || $0 == "e" || $0 == "+" }
    let units = [
      "": 1, "B": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "KiB": 0x1p10,
      "MiB": 0x1p20, "GiB": 0x1p30, "TiB": 0x1p40,
    ]
    let unit = maxMemory.dropFirst(digits.count).drop { $0 == " " }
    guard let number = Double(digits), number > 0, number.isFinite, let factor = units[String(unit)]
    else {
      throw Failure.usage(
        "E602", "--max-memory \(maxMemory): it takes a size", help: "for example `8GB` or `500MB`")
    }
    return number * factor
  }

  /// How many threads to use; without --threads as many as the BLAS library finds processors.
  func threadCount() throws -> Int {
    guard let threads else { return ComputeLibrary.threadCount }
    guard threads >= 1 && threads <= 1024 else {
      throw Failure.usage(
        "E602", "--threads \(threads): it takes a number from 1 to 1024", help: nil)
    }
    return threads
  }
}

extension SolverRequest.Name: ExpressibleByArgument {}

/// `name=value` options, split; no name comes twice.
private func pairs(
  _ texts: [String], option: String, example: String, code: String
) throws -> [(name: String, value: String)] {
  var given: [String: String] = [:]
  return try texts.map { text in
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex,
      text.index(after: equals) != text.endIndex
    else {
      throw Failure.usage(
        code, "\(option) \(text): expected NAME=VALUE", help: "for example `\(option) \(example)`")
    }
    let name = String(text[..<equals])
    // `--set max-iter=9` and `--set max_iter=9` are one setting.
    let known = option == "--set" ? name.replacing("-", with: "_") : name
    if let other = given.updateValue(text, forKey: known) {
      throw Failure.givenTwice("\(option) \(other)", "\(option) \(text)")
    }
    return (name, String(text[text.index(after: equals)...]))
  }
}

extension Failure {
  /// A mistake on the command line.
  static func usage(_ code: String, _ message: String, help: String?) -> Failure {
    Failure(diagnostics: [Diagnostic(code, message, at: nil, help: help)], sources: SourceMap())
  }

  /// Two values for one setting, of which only one could count.
  static func givenTwice(_ first: String, _ second: String) -> Failure {
    usage("E620", "\(first) and \(second) set the same", help: "keep one of them")
  }
}

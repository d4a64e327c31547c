internal import ArgumentParser
internal import Backends
internal import Canonicalize
internal import DSL
internal import Formats

/// `cnnc inspect FILE --phase P`
struct InspectCommand: ParsableCommand {
  /// The values on the road that can be looked at.
  enum Phase: String, CaseIterable, ExpressibleByArgument {
    case tokens
    case ast
    case typed
    case curvature
    case gates
    case program
    case robust
    case canonical
    case plan
  }

  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Print what a spec has become after a phase.",
    discussion: """
      tokens and ast need the text only; typed and curvature check it; gates, program, robust, \
      canonical and plan read the data too. program is the convex program after the robust pass, \
      robust what each worst case in it was before; --as cnn and --as latex print the program \
      without data.

      Of a file .cbf, .mps, .qps or .lp (also .gz) its sizes, cones and ranges of numbers are printed, \
      and what is odd: bad scaling, rows without entries, rows that come twice.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var spec: SpecOptions
  @OptionGroup var data: DataOptions
  @OptionGroup var solver: SolverOptions
  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var options: InspectOptions

  @Option(
    name: .customLong("phase"),
    help: ArgumentHelp(
      "tokens, ast, typed, curvature, gates, program (if not given), robust, canonical or plan.",
      valueName: "phase"))
  var asked: Phase?

  /// The phase to print.
  var phase: Phase { asked ?? .program }

  func run() throws {
    try cnnc.run(common) {
      if let format = ConicFormat(fileName: spec.spec) { return try file(format) }
      let format = try options.format(of: phase, isJSON: common.json)
      var pipeline = Pipeline(specName: specName(spec.spec))
      let text =
        switch phase {
        case .tokens, .ast: try syntax(&pipeline, format)
        case .typed: try types(&pipeline, format)
        case .curvature: try curvature(&pipeline, format)
        case .gates: try gates(&pipeline, format)
        case .program: try convexProgram(&pipeline, format)
        case .robust: try robustPass(&pipeline, format)
        case .canonical: try canonical(&pipeline, format)
        case .plan: try plan(&pipeline, format)
        }
      warn(pipeline.report.diagnostics, in: pipeline.report.sources, common)
      try Terminal.printResult(text)
      return 0
    }
  }

  private func syntax(_ pipeline: inout Pipeline, _ format: InspectFormat) throws -> String {
    _ = try pipeline.load(spec.spec)
    // The tokens of a text with errors are worth seeing; a tree needs a text that parses.
    if phase == .ast { try pipeline.report.checkpoint() }
    let file = pipeline.report.sources.files[0]
    let tree: SyntaxTree
    switch phase {
    case .tokens: tree = SyntaxTree(tokens: tokens(of: file, index: 0).tokens, of: file, index: 0)
    case .ast, .typed, .curvature, .gates, .program, .robust, .canonical, .plan:
      tree = DSL.parse(file, index: 0).program.tree(index: 0)
    }
    if format == .json { return jsonText(TreeDocument(tree, in: file)) }
    return phase == .tokens ? tree.tokenText(in: file) : tree.text(in: file)
  }

  private func types(_ pipeline: inout Pipeline, _ format: InspectFormat) throws -> String {
    let loaded = try pipeline.load(spec.spec)
    try pipeline.report.checkpoint()
    let checked = pipeline.check(loaded, values: try spec.parameterValues())
    try pipeline.report.checkpoint()
    return format == .json
      ? jsonText(TypedDocument(checked, in: pipeline.report.sources))
      : typedText(checked, in: pipeline.report.sources)
  }

  /// The gates with their robust radii.
  private func gates(_ pipeline: inout Pipeline, _ format: InspectFormat) throws -> String {
    let model = try pipeline.compile(spec.spec, values: try spec.parameterValues())
    guard case .training(let problem) = model else {
      throw Failure.usage(
        "E607", "--phase gates is about gates of a network; this spec writes its program out",
        help: "the phases program and canonical show it")
    }
    let document = GatesDocument(try pipeline.read(problem, try data.settings()).instance)
    return format == .json ? jsonText(document) : document.text
  }
}

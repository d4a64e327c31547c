internal import ArgumentParser
internal import Canonicalize
internal import DSL

/// `cnnc inspect FILE --phase P`
struct InspectCommand: ParsableCommand {
  /// The values on the road that can be looked at.
  enum Phase: String, CaseIterable, ExpressibleByArgument {
    case tokens
    case ast
    case typed
    case gates
    case program
    case canonical
    case plan
  }

  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Print what a spec has become after a phase.",
    discussion: """
      tokens and ast need the text only; typed checks it; gates, program, canonical and \
      plan read the data too.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var spec: SpecOptions
  @OptionGroup var data: DataOptions
  @OptionGroup var solver: SolverOptions
  @OptionGroup var optimization: OptimizationOptions

  @Option(name: .long, help: "tokens, ast, typed, gates, program, canonical or plan.")
  var phase: Phase = .program

  func run() throws {
    try cnnc.run(common) {
      var pipeline = Pipeline(specName: specName(spec.spec))
      let text =
        switch phase {
        case .tokens, .ast: try syntax(&pipeline)
        case .typed: try types(&pipeline)
        case .gates: try gates(&pipeline)
        case .canonical: try canonical(&pipeline)
        case .program, .plan: try program(&pipeline)
        }
      warn(pipeline.report.diagnostics, in: pipeline.report.sources, common)
      try Terminal.printResult(text)
      return 0
    }
  }

  private func syntax(_ pipeline: inout Pipeline) throws -> String {
    _ = try pipeline.load(spec.spec)
    // The tokens of a text with errors are worth seeing; a tree needs a text that parses.
    if phase == .ast { try pipeline.report.checkpoint() }
    let file = pipeline.report.sources.files[0]
    let tree: SyntaxTree
    switch phase {
    case .tokens: tree = SyntaxTree(tokens: tokens(of: file, index: 0).tokens, of: file, index: 0)
    case .ast, .typed, .gates, .program, .canonical, .plan:
      tree = DSL.parse(file, index: 0).program.tree(index: 0)
    }
    if common.json { return jsonText(TreeDocument(tree, in: file)) }
    return phase == .tokens ? tree.tokenText(in: file) : tree.text(in: file)
  }

  private func types(_ pipeline: inout Pipeline) throws -> String {
    let loaded = try pipeline.load(spec.spec)
    try pipeline.report.checkpoint()
    let checked = pipeline.check(loaded, values: try spec.parameterValues())
    try pipeline.report.checkpoint()
    return common.json
      ? jsonText(TypedDocument(checked, in: pipeline.report.sources))
      : typedText(checked, in: pipeline.report.sources)
  }

  /// The gates with their robust radii.
  private func gates(_ pipeline: inout Pipeline) throws -> String {
    let problem = try pipeline.compileTraining(spec.spec, values: try spec.parameterValues())
    let document = GatesDocument(try pipeline.read(problem, try data.settings()).instance)
    return common.json ? jsonText(document) : document.text
  }

  /// The conic program by blocks; its matrix is not made.
  private func canonical(_ pipeline: inout Pipeline) throws -> String {
    let instance = try pipeline.conicInstance(
      spec.spec, values: try spec.parameterValues(), try data.settings(),
      level: optimization.level)
    do throws(CanonicalFailure) {
      let (sizes, variables, rows) = try instance.sizes()
      let document = CanonicalDocument(
        sizes: sizes, variables: variables, rows: rows, sources: pipeline.report.sources)
      return common.json ? jsonText(document) : document.text
    } catch {
      throw pipeline.report.stop(error.diagnostic)
    }
  }

  private func program(_ pipeline: inout Pipeline) throws -> String {
    let threads = try solver.threadCount()
    let problem = try pipeline.compileForSolving(spec.spec, values: try spec.parameterValues())
    var options = try pipeline.options(problem.declarations, solver: solver.solver)
    try solver.apply(to: &options)
    let (_, program) = try pipeline.bind(problem, try data.settings())
    if phase == .program {
      return common.json ? jsonText(ProgramDocument(program)) : program.text()
    }
    let plan = try pipeline.plan(program, options, threads: threads)
    return common.json ? jsonText(PlanDocument(plan)) : plan.text
  }
}

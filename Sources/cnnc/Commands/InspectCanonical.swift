internal import Canonicalize
internal import DSL

/// `inspect --phase canonical`: blocks, derivation, rows, the pattern of A.
extension InspectCommand {
  func canonical(_ pipeline: inout Pipeline, _ format: InspectFormat) throws -> String {
    let values = try spec.parameterValues()
    let instance = try pipeline.conicInstance(
      spec.spec, values: values, try data.settings(), level: optimization.level)
    let syntax = loadProgram(
      name: pipeline.specName, text: pipeline.report.sources.files[0].text, read: readIncluded
    ).program
    if let query = options.rows {
      let program = try pipeline.canonicalize(instance)
      let document = try RowsDocument(
        rows(named: query, of: program), instance.rowText(program, syntax, values),
        sources: pipeline.report.sources)
      return format == .json ? jsonText(document) : document.text
    }
    if format == .svg {
      return SparsityPicture(
        try pipeline.canonicalize(instance), title: instance.title ?? pipeline.specName
      ).svg
    }
    do throws(CanonicalFailure) {
      // Without entries: the blocks of a program whose matrix would not fit.
      let (sizes, variables, rows) = try instance.sizes()
      var document = CanonicalDocument(
        sizes: sizes, variables: variables, rows: rows, sources: pipeline.report.sources)
      var text = ""
      if options.trace {
        let derivation = instance.derivation(syntax, values, sizes, variables, rows)
        let trace = TraceDocument(derivation, in: pipeline.report.sources)
        document.trace = trace
        text = trace.text + "\n"
      }
      if options.numeric {
        let numbers = NumbersDocument(try instance.program())
        document.numbers = numbers
        return format == .json ? jsonText(document) : text + document.text + "\n" + numbers.text
      }
      return format == .json ? jsonText(document) : text + document.text
    } catch {
      throw pipeline.report.stop(error.diagnostic)
    }
  }

  /// The rows that a name means; a name without rows is a usage error.
  private func rows(named query: String, of program: ConicProgram) throws -> [RowView] {
    do throws(RowSearchFailure) {
      return try program.rows(named: query)
    } catch {
      switch error {
      case .unknown(let name, let suggestion):
        throw Failure.usage(
          "E608", "--rows \(query): no block of rows is called `\(name)`",
          help: suggestion.map { "did you mean `\($0)`?" }
            ?? "the blocks are \(program.rows.map { "`\($0.name)`" }.joined(separator: ", "))")
      case .outside(let name, let shape):
        throw Failure.usage(
          "E608",
          "--rows \(query): `\(name)` has the sizes"
            + " \(shape.map(String.init).joined(separator: " x "))",
          help: "indices start at 1; `\(name)[1]` is its first part")
      case .malformed:
        throw Failure.usage(
          "E608", "--rows \(query): this is no name of a row",
          help: "for example `gate_v`, `gate_v[2]` or `gate_v[2,5]`")
      }
    }
  }
}

extension ConicInstance {
  /// The title that the spec gives.
  fileprivate var title: String? {
    switch self {
    case .training(let instance): instance.problem.declarations.title
    case .program(let instance): instance.model.declarations.title
    }
  }

  /// The formulas of rows.
  fileprivate func rowText(
    _ program: ConicProgram, _ syntax: Program, _ values: [String: Double]
  ) -> RowText {
    switch self {
    case .training(let instance):
      RowText(
        instance, readableProgram(of: instance.problem, from: syntax, values: values), program)
    case .program(let instance):
      RowText(writtenProgram(of: instance.model, from: syntax, values: values), program)
    }
  }

  /// The steps from the spec to its conic form.
  func derivation(
    _ syntax: Program, _ values: [String: Double], _ sizes: ConicSizes,
    _ variables: [ConicProgram.Block], _ rows: [ConicProgram.Block]
  ) -> Derivation {
    switch self {
    case .training(let instance):
      // The conic form takes losses at two ends where the language has a closed form.
      let takesEnds = variables.contains { $0.name.hasSuffix(".c") }
      let written = readableProgram(
        of: instance.problem, from: syntax, values: values, atEnds: takesEnds)
      return Canonicalize.derivation(
        of: instance, written: written, variables: variables, rows: rows, sizes: sizes)
    case .program(let instance):
      let written = writtenProgram(of: instance.model, from: syntax, values: values)
      return Canonicalize.derivation(
        of: instance, written: written, variables: variables, rows: rows, sizes: sizes)
    }
  }
}

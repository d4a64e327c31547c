public import DSL

/// A convex program as statements of the language: `variables`, `let`, `minimize`, `subject to`, and
/// the declarations that they use.
public struct WrittenProgram: Sendable {
  /// The number under which the paper has it: (2.5), (4.9).
  public let equation: String
  /// Declarations first, then the program, in the order in which they are written.
  public let statements: [Statement]
  /// The summands of the objective.
  public let objective: [Expression]
  /// Whether it can be read back: no support function stands in it by name only.
  public let isLegal: Bool
  /// Whether a worst case is written as the larger value at two ends.
  let hasEnds: Bool
}

/// Why a program cannot be written.
public struct UnwritableProgram: Error {
  /// The message.
  public let diagnostic: Diagnostic
}

/// The convex program of a training problem, its worst cases replaced by dual norms (Corollary 4.2,
/// rule R). What is written is checked before it is returned.
///
/// - Parameters:
///   - problem: the training problem.
///   - program: the statements of the spec, from which declarations are taken.
///   - values: the values that parameters got on the command line.
/// - Returns: a program that is a legal spec.
/// - Throws: the message about a part for which the language has no words.
public func writtenProgram(
  of problem: TrainingProblem, from program: Program, values: [String: Double]
) throws(UnwritableProgram) -> WrittenProgram {
  var first: Diagnostic?
  for style in [ProgramWriter.Style.closed, .endpoints] {
    var writer = ProgramWriter(problem, program.statements, values: values, style: style)
    let written = try writer.written()
    let found = check(written)
    if found.isEmpty { return written }
    first = first ?? found[0]
  }
  throw UnwritableProgram(
    diagnostic: Diagnostic(
      "E511", "the convex program of this problem cannot be written in the language",
      at: problem.objectiveRange,
      notes: first.map { ["the rules of convexity end there: \($0.message)"] } ?? [],
      help: "`inspect --phase program` shows it, `compile` writes its conic form"))
}

/// The same for people: a support function without a closed form is written `h_B(theta(k))`.
///
/// - Parameters:
///   - problem: the training problem.
///   - program: the statements of the spec.
///   - values: the values that parameters got on the command line.
///   - atEnds: whether every loss is taken at the two ends of its interval.
/// - Returns: a program that reads like a spec.
public func readableProgram(
  of problem: TrainingProblem, from program: Program, values: [String: Double],
  atEnds: Bool = false
) -> WrittenProgram {
  if !atEnds, let legal = try? writtenProgram(of: problem, from: program, values: values) {
    return legal
  }
  var writer = ProgramWriter(
    problem, program.statements, values: values, style: atEnds ? .readableEnds : .readable)
  guard let written = try? writer.written() else {
    preconditionFailure("every support function has a name")
  }
  return written
}

/// A program that is written out already, without what it does not use.
public func writtenProgram(
  of model: ConvexModel, from program: Program, values: [String: Double]
) -> WrittenProgram {
  let kept = program.statements.filter { statement in
    switch statement {
    case .solve, .output, .include: false
    case .model, .data, .param, .gates, .set, .network, .weights, .variables, .loss, .letBinding,
      .objective, .constraint, .assertion, .sweep:
      true
    }
  }
  var writer = ExpressionWriter()
  writer.network = "yhat"
  let summands = kept.compactMap { statement in
    if case .objective(let node) = statement { node.value.summands } else { nil }
  }
  return WrittenProgram(
    equation: "as written", statements: Declarations(kept, values: values).used(by: kept),
    objective: summands.first ?? [writer.expression(model.objective)], isLegal: true,
    hasEnds: false)
}

/// What checking says about a written program.
private func check(_ written: WrittenProgram) -> [Diagnostic] {
  let parsed = parse(SourceFile(name: "program.cnn", text: Array(written.text.utf8)), index: 0)
  guard parsed.diagnostics.isEmpty else { return parsed.diagnostics }
  return DSL.check(parsed.program).diagnostics
}

extension WrittenProgram {
  /// `minimize` or `maximize`.
  public var sense: String {
    for case .objective(let node) in statements { return node.sense.rawValue }
    return "minimize"
  }

  /// The program as a file that `check` and `solve` take.
  public var text: String {
    let title = "# The convex program \(equation), written out\n"
    let lines = statements.map { statement -> String in
      guard case .objective(let node) = statement else {
        return SourcePrinter.text(statement) + "\n"
      }
      return "\(node.sense.rawValue) "
        + objective.enumerated().map { index, part in
          let text = SourcePrinter.text(part)
          if index == 0 { return text }
          return text.hasPrefix("-") ? "\n        - \(text.dropFirst())" : "\n        + \(text)"
        }.joined() + "\n"
    }
    let file = SourceFile(name: "program.cnn", text: Array((title + lines.joined()).utf8))
    guard let bytes = formatted(file, index: 0).text else { return title + lines.joined() }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Expression {
  /// The terms of a sum; what is subtracted is negated.
  package var summands: [Expression] {
    guard case .binary(let node) = self else { return [self] }
    switch node.op {
    case .add: return node.left.summands + node.right.summands
    case .subtract: return node.left.summands + node.right.summands.map(\.negated)
    case .multiply, .divide, .multiplyElementwise, .power: return [self]
    }
  }
}

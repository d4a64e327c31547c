internal import DSL

/// The variables that stand for a network, and its prediction for a sample.
struct NetworkText {
  /// The declaration of the unknowns.
  let variables: Statement
  /// `let theta(k) = ..`, or `let yhat(k) = ..`
  let definition: Statement
  /// Data that the program needs beside those of the spec.
  let data: [Statement]
  /// What the members run over.
  let domain: RangeExpression
  /// v[i] and w[i] of a ReLU network.
  let vectors: [Expression]
  /// u[i], or alpha[j].
  let unknown: Expression
  /// Whether the definition is that of theta.
  private let hasTheta: Bool
  private let name: String
  private let form: NetworkDeclaration.Form

  init(_ writer: inout ProgramWriter) {
    let problem = writer.problem
    let (member, sample) = (writer.member, writer.sample)
    form = problem.network.form
    let (i, k) = (Expression.name(member), Expression.name(sample))
    let gates = problem.gates.name.text
    let row = writer.features.at([k])
    let width = Shape([writer.sizes[1]])
    switch form {
    case .relu:
      let (v, w) = (writer.fresh("v"), writer.fresh("w"))
      vectors = [Expression.name(v).at([i]), Expression.name(w).at([i])]
      unknown = vectors[0]
      domain = RangeExpression(.name(gates))
      variables = .variables(
        [(v, member, width), (w, member, width)], for: [Binder(member, in: domain)])
      data = []
    case .gated:
      vectors = []
      unknown = Expression.name(problem.network.hidden).at([i])
      domain = RangeExpression(.name(gates))
      variables = .variables(
        [(problem.network.hidden, member, width)], for: [Binder(member, in: domain)])
      data = []
    case .knownHidden:
      vectors = []
      let output = problem.network.output ?? "alpha"
      unknown = Expression.name(output).at([i])
      let (hidden, count) = (writer.fresh("H"), writer.fresh("m"))
      domain = RangeExpression(.number(1), .name(count))
      variables = .variables([(output, member, .scalar)], for: [Binder(member, in: domain)])
      data = Self.hiddenWeights(problem.gates, hidden, Shape([.symbol(count), writer.sizes[1]]))
      let weights = Expression.name(hidden).at([i])
      var activation = Expression.call("pos", [row.combined(.multiply, weights)])
      if problem.gates.isUnit { activation = activation.combined(.divide, weights.norm(.two)) }
      hasTheta = false
      name = writer.fresh(problem.network.name.text)
      definition = .define(
        name, [sample],
        .reduction(.sum, member, in: domain, activation.combined(.multiply, unknown)))
      return
    }
    hasTheta = true
    name = writer.fresh("theta")
    let gate = Expression.call("gate", [row, .name(gates).at([i])])
    let difference =
      vectors.count == 2 ? vectors[0].combined(.subtract, vectors[1]) : unknown
    definition = .define(
      name, [sample],
      .reduction(.sum, member, in: domain, gate.combined(.multiply, difference)))
  }

  /// theta of a sample.
  func theta(_ k: Expression) -> Expression { .call(name, [k]) }

  /// The prediction for a sample.
  func prediction(_ row: Expression, _ k: Expression) -> Expression {
    hasTheta ? row.combined(.multiply, theta(k)) : theta(k)
  }

  /// ||v[i]||_2 + ||w[i]||_2
  var groupNorms: Expression {
    vectors.dropFirst().reduce(unknown.norm(.two)) { $0.plus($1.norm(.two)) }
  }

  /// The hidden weights as data; none where they are drawn.
  private static func hiddenWeights(
    _ gates: GatesDeclaration, _ name: String, _ shape: Shape
  ) -> [Statement] {
    switch gates.source {
    case .vectors(let rows): return [.data(name, shape, rows: rows)]
    case .vectorsFile(let path): return [.data(name, shape, npy: path)]
    case .patternsFile, .sample, .enumerate, .sphere: return []
    }
  }

  /// Refuses what has no words: a hidden layer that is drawn, perturbations of other networks.
  func check(_ problem: TrainingProblem) throws(UnwritableProgram) {
    if form == .knownHidden && data.isEmpty {
      throw UnwritableProgram(
        diagnostic: Diagnostic(
          "E511", "the hidden weights `\(problem.gates.name.text)` are drawn, not written",
          at: problem.gates.range, help: "give them as `vectors([[..], ..])` or `vectors(npy(..))`")
      )
    }
    let perturbation =
      (problem.fit.map { ($0.perturbation, $0.range) }
      + problem.constraints.map { ($0.perturbation, $0.range) }).first { $0.0 != nil }
    guard form != .relu, let range = perturbation?.1 else { return }
    throw UnwritableProgram(
      diagnostic: Diagnostic(
        "E511", "the worst case of this form of network cannot be written in the language",
        at: range, help: "the robust counterpart of Theorem 4.1 is that of the ReLU network"))
  }
}

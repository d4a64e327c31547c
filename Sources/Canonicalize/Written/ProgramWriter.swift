internal import DSL

/// Writes the convex program of a training problem as statements.
struct ProgramWriter {
  /// How worst cases are written.
  enum Style {
    /// By the structure of the loss where it allows that.
    case closed
    /// By the two ends of the interval in which the prediction moves: (R2), for every loss.
    case endpoints
    /// As closed, with names for support functions that have no closed form; not a legal program.
    case readable
    /// The same, at both ends whatever the loss is.
    case readableEnds

    /// Whether what is written is a program.
    var isLegal: Bool { self == .closed || self == .endpoints }
  }

  let problem: TrainingProblem
  let declarations: Declarations
  let style: Style
  let intervals: [String: Interval]
  /// The index of gates or hidden neurons, and that of samples.
  let (member, sample): (String, String)
  private var taken: Set<String>
  private var hasNamedSupport = false
  /// Whether some worst case is written by two ends.
  var hasEnds = false
  private(set) var added: [Statement] = []
  private var variables: [Statement] = []
  private var lets: [Statement] = []
  private var constraints: [Statement] = []
  private var constraintNames: Set<String> = []
  /// The variable h[k] of each set, for worst cases by two ends.
  private var radii: [String: String] = [:]
  /// The name of the mask that holds the bias still.
  private var mask: String?

  init(
    _ problem: TrainingProblem, _ statements: [Statement], values: [String: Double], style: Style
  ) {
    self.problem = problem
    self.style = style
    declarations = Declarations(statements, values: values)
    intervals = problem.declarations.intervals
    // What keeps its name: u of a gated network, alpha of a known hidden layer.
    let network = problem.network
    let kept = network.form == .gated ? network.hidden : network.output
    taken = declarations.takenNames.union(network.form == .relu ? [] : [kept ?? "alpha"])
    func fresh(_ name: String, _ taken: inout Set<String>) -> String {
      var (result, number) = (name, 2)
      while !taken.insert(result).inserted { (result, number) = ("\(name)\(number)", number + 1) }
      return result
    }
    member = problem.network.form == .knownHidden ? fresh("j", &taken) : fresh("i", &taken)
    sample = fresh("k", &taken)
  }

  /// A name that nothing else has.
  mutating func fresh(_ name: String) -> String {
    var (result, number) = (name, 2)
    while !taken.insert(result).inserted { (result, number) = ("\(name)\(number)", number + 1) }
    return result
  }

  var k: Expression { .name(sample) }
  /// X
  var features: Expression { .name(problem.features) }
  /// The sizes of X: n and d.
  var sizes: [Dimension] {
    problem.data(named: problem.features)?.shape.dimensions ?? [.symbol("n"), .symbol("d")]
  }
  var samples: RangeExpression { RangeExpression(.number(1), sizes[0].expression) }

  mutating func written() throws(UnwritableProgram) -> WrittenProgram {
    let network = NetworkText(&self)
    try network.check(problem)
    variables.append(network.variables)
    added += network.data
    lets += [network.definition]
    var objective: [Expression] = []
    for term in problem.fit { objective.append(try fit(term, network)) }
    objective += problem.regularizer.compactMap { regularizer($0, network) }
    for constraint in problem.constraints { try add(constraint, network) }
    if problem.network.form == .relu { try addPatterns(network) }
    let title = problem.title.map { [Statement.model("\($0), written out")] } ?? []
    let value = objective.dropFirst().reduce(objective.first ?? .number(0)) { $0.plus($1) }
    let program = title + added + variables + lets + [.minimize(value)] + constraints
    return WrittenProgram(
      // At both ends it has the same optimum, but is not the program of the papers.
      equation: hasEnds ? "by rule R" : equation, statements: declarations.used(by: program),
      objective: objective,
      isLegal: style.isLegal && !hasNamedSupport, hasEnds: hasEnds)
  }

  /// The number of the program in the papers.
  private var equation: String {
    let sets =
      problem.fit.compactMap(\.perturbation) + problem.constraints.compactMap(\.perturbation)
    guard problem.network.form == .relu else { return "linear in its weights" }
    return LossFamily(problem).equations(
      isRobust: !sets.isEmpty, hasPapersSet: problem.hasPapersSet
    ).last ?? "by rule R"
  }

  private mutating func fit(
    _ term: FitTerm, _ network: NetworkText
  ) throws(UnwritableProgram) -> Expression {
    var (coefficient, body) = (term.coefficient, term.loss.body)
    if coefficient.isNegative && term.perturbation != nil {
      // The adversary maximizes what is added: the sign belongs to the loss.
      coefficient.isNegative = false
      body = TypedExpression(.negation(body), .scalar, body.range)
    }
    let inner = try worstCase(body, term.perturbation, network, at: term.range)
    let reducer = ReductionExpression.Reducer(rawValue: term.reduction.rawValue) ?? .sum
    return expression(coefficient)
      .scaling(.reduction(reducer, sample, in: samples, inner, at: term.range))
      .negated(if: coefficient.isNegative)
  }

  /// The size of a coefficient, without its sign.
  func expression(_ coefficient: Coefficient) -> Expression {
    let writer = ExpressionWriter()
    var result = Expression.number(1)
    for factor in coefficient.factors { result = result.scaling(writer.expression(factor)) }
    for divisor in coefficient.divisors {
      result = result.combined(.divide, writer.expression(divisor))
    }
    return result
  }

  /// beta/2 (||u||^2 + alpha^2) becomes beta (||v|| + ||w||), (2.2); other networks keep what they have.
  private func regularizer(_ term: RegularizerTerm, _ network: NetworkText) -> Expression? {
    var weight = expression(term.coefficient)
    let penalty: Expression
    switch (term.kind, problem.network.form) {
    case (.outputSquared, .relu): return nil
    case (.hiddenSquared, .relu):
      weight = weight.doubled
      penalty = network.groupNorms
    case (.product, .relu): penalty = network.groupNorms
    case (.hiddenNorm, _): penalty = network.unknown.norm(.two)
    case (.hiddenSquared, _):
      penalty = network.unknown.norm(.two).combined(.power, .number(2))
    case (.outputAbsolute, _): penalty = .call("abs", [network.unknown])
    case (.outputSquared, _), (.product, _):
      penalty = network.unknown.combined(.power, .number(2))
    }
    return weight.scaling(.reduction(.sum, member, in: network.domain, penalty, at: term.range))
  }

  private mutating func add(
    _ constraint: OutputConstraint, _ network: NetworkText
  ) throws(UnwritableProgram) {
    let body = try worstCase(
      constraint.body.body, constraint.perturbation, network, at: constraint.range)
    addConstraint(
      constraint.name?.text, body, constraint.isEquality ? .equal : .lessOrEqual, .number(0),
      [Binder(sample, in: samples)])
  }

  private mutating func addConstraint(
    _ name: String?, _ left: Expression, _ op: RelationalOperator, _ right: Expression,
    _ binders: [Binder]
  ) {
    var (unique, number) = (name, 2)
    while let candidate = unique, !constraintNames.insert(candidate).inserted {
      (unique, number) = (name.map { "\($0)\(number)" }, number + 1)
    }
    constraints.append(.constraint(unique, left, op, right, for: binders))
  }

  /// (2 D_i - I) X v_i >= h_B(v_i), (4.4), for every set that moves the data.
  private mutating func addPatterns(_ network: NetworkText) throws(UnwritableProgram) {
    let perturbations =
      problem.fit.map { ($0.perturbation, $0.range) }
      + problem.constraints.map { ($0.perturbation, $0.range) }
    var seen: Set<String> = []
    let sets = perturbations.compactMap { variable, range in variable.map { ($0.set, range) } }
      .filter { seen.insert($0.0).inserted }
    for (name, vector) in zip(["v", "w"], network.vectors) {
      let gate = Expression.call(
        "gate", [features, .name(problem.gates.name.text).at([.name(member)])])
      let sign = Expression.number(2).scaling(gate).minus(.name("I"))
      let left = sign.combined(.multiply, features).combined(.multiply, vector)
      let binders = [Binder(member, in: network.domain)]
      if sets.isEmpty { addConstraint("cone_\(name)", left, .greaterOrEqual, .number(0), binders) }
      for (set, range) in sets {
        let h = try support(set, vector, at: range)
        addConstraint("cone_\(name)", left, .greaterOrEqual, h, binders)
      }
    }
  }

  // MARK: Support functions

  /// h_B of a vector.
  mutating func support(
    _ name: String, _ vector: Expression, at range: SourceRange
  ) throws(UnwritableProgram) -> Expression {
    guard let set = problem.declarations.set(named: name) else {
      preconditionFailure("a checked problem declares its sets")
    }
    let needsMask = problem.data(named: problem.features)?.hasBias ?? false
    let width = featureCount
    do {
      if needsMask && width == nil && style.isLegal {
        throw SupportText.Refusal(
          reason: "its bias is held still, and how many columns there are only the data say",
          help: "say it in the type: `data \(problem.features) : R[n, 21] = ..`")
      }
      let text = SupportText(set: set, features: problem.data(named: problem.features))
      if needsMask, let width {
        let name = mask ?? fresh("free")
        if mask == nil {
          mask = name
          let ones = [Double](repeating: 1, count: width - 1) + [0]
          added.append(.data(name, Shape([sizes[1]]), .numbers(ones)))
        }
        return try text.expression(
          Expression.name(name).combined(.multiplyElementwise, vector))
      }
      return try text.expression(vector)
    } catch let refusal as SupportText.Refusal {
      if !style.isLegal {
        hasNamedSupport = true
        return .call("h_\(name)", [vector])
      }
      throw UnwritableProgram(
        diagnostic: Diagnostic(
          "E511",
          "the worst case over `\(name)` cannot be written in the language: "
            + refusal.reason, at: set.range,
          labels: [Diagnostic.Label(range, "used here")],
          help: refusal.help))
    } catch {
      preconditionFailure("there is no other error")
    }
  }

  /// d, a bias included, where the spec alone says it.
  private var featureCount: Int? {
    if case .number(let count) = sizes[1] { return count }
    guard let data = problem.data(named: problem.features) else { return nil }
    let bias = data.hasBias ? 1 : 0
    switch data.source {
    case .inline(let rows): return rows.first.map { $0.count + bias }
    case .csv(_, let options):
      if case .positions(let columns) = options.columns { return columns.count + bias }
      return nil
    case .npy, .npz, .idx, .libsvm, nil: return nil
    }
  }

  /// The variable h[k] >= h_B(theta_k) of a set.
  mutating func radius(
    _ set: String, _ network: NetworkText, at range: SourceRange
  ) throws(UnwritableProgram) -> Expression {
    if let known = radii[set] { return Expression.name(known).at([k]) }
    let bound = try support(set, network.theta(k), at: range)
    let name = fresh("h")
    radii[set] = name
    let binders = [Binder(sample, in: samples)]
    variables.append(.variables([(name, sample, .scalar)], for: binders))
    let variable = Expression.name(name).at([k])
    addConstraint("radius", variable, .greaterOrEqual, bound, binders)
    return variable
  }
}

extension Expression {
  /// -a where the condition holds.
  func negated(if condition: Bool) -> Expression { condition ? negated : self }

  /// 2 a: a for a / 2.
  var doubled: Expression {
    switch self {
    case .binary(let node) where node.op == .divide && node.right.literal == 2: return node.left
    case .binary(let node) where node.op == .multiply:
      return node.left.doubled.scaling(node.right)
    case .number, .boolean, .name, .list, .negation, .binary, .transpose, .index, .call, .norm,
      .reduction:
      if let value = literal { return .number(2 * value) }
      return Expression.number(2).scaling(self)
    }
  }
}

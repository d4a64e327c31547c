/// What a name stands for.
enum Symbol: Sendable {
  case data(DataDeclaration)
  case parameter(ParameterDeclaration)
  /// A size such as `n`, bound by the first data whose type names it.
  case size(SourceRange)
  case gates(GatesDeclaration)
  case loss(LossStatement)
  case network(NetworkStatement)
  /// A family of weights u[j] : R[d].
  case weights(Declaration, Shape)

  /// Where the name was declared.
  var range: SourceRange {
    switch self {
    case .data(let node): node.name.range
    case .parameter(let node): node.name.range
    case .size(let range): range
    case .gates(let node): node.name.range
    case .loss(let node): node.name.range
    case .network(let node): node.name.range
    case .weights(let node, _): node.name.range
    }
  }

  /// What it is, for messages.
  var description: String {
    switch self {
    case .data: "data"
    case .parameter: "a parameter"
    case .size: "a size"
    case .gates: "a family of gates"
    case .loss: "a loss"
    case .network: "a network"
    case .weights: "a family of weights"
    }
  }
}

/// The names of a program, in the order of declaration, and which of them were used.
struct Scope {
  private(set) var symbols: [String: Symbol] = [:]
  private(set) var order: [String] = []
  private(set) var used: Set<String> = []
  /// Names whose declaration has an error: known, but nothing can be said about them.
  private(set) var broken: Set<String> = []

  subscript(name: String) -> Symbol? { symbols[name] }

  /// Declares a name; returns where it was declared before, if it was.
  mutating func declare(_ name: String, _ symbol: Symbol) -> SourceRange? {
    if let earlier = symbols[name] { return earlier.range }
    symbols[name] = symbol
    order.append(name)
    return nil
  }

  /// Notes that a name was declared, but wrongly: using it is no second mistake.
  mutating func declareBroken(_ name: String) { broken.insert(name) }

  /// Notes that a name is used.
  mutating func use(_ name: String) { used.insert(name) }

  /// Names of one sort, for suggestions.
  func names(where condition: (Symbol) -> Bool) -> [String] {
    order.filter { symbols[$0].map(condition) ?? false }
  }
}

/// The functions of expressions that the language knows.
enum BuiltinFunction: String, CaseIterable, Sendable {
  case pos, abs, sumsq, square, huber, softplus, exp, log, sqrt, logsumexp, relu, gate, flat
  case quadOverLin = "quad_over_lin"
  case max, min, sum, mean, sample, vectors, patterns, enumerate, sphere, csv, npy, npz, idx
  case libsvm, logspace, raw
}

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
  /// A variable of a convex program, or a family of them over a domain.
  case variable(Declaration, Shape, IndexDomain?)
  case letBinding(LetStatement)
  case set(UncertaintySet)

  /// Where the name was declared.
  var range: SourceRange {
    switch self {
    case .data(let node): node.name.range
    case .parameter(let node): node.name.range
    case .size(let range): range
    case .gates(let node): node.name.range
    case .loss(let node): node.name.range
    case .network(let node): node.name.range
    case .weights(let node, _), .variable(let node, _, _): node.name.range
    case .letBinding(let node): node.name.range
    case .set(let set): set.name.range
    }
  }

  /// What it is, with the type of data.
  var typedDescription: String {
    if case .data(let data) = self { "data of type \(data.typeText)" } else { description }
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
    case .weights(let node, _): node.index == nil ? "a weight" : "a family of weights"
    case .variable(let node, _, _): node.index == nil ? "a variable" : "a family of variables"
    case .letBinding: "a `let`"
    case .set: "a set of perturbations"
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
  /// Names of sets whose declaration has an error.
  private(set) var brokenSets: Set<String> = []

  subscript(name: String) -> Symbol? { symbols[name] }

  /// Declares a name; returns where it was declared before, if it was.
  mutating func declare(_ name: String, _ symbol: Symbol) -> SourceRange? {
    if let earlier = symbols[name] { return earlier.range }
    symbols[name] = symbol
    order.append(name)
    return nil
  }

  /// Notes that a name was declared, but wrongly: using it is no second mistake.
  mutating func declareBroken(_ name: String, isSet: Bool = false) {
    broken.insert(name)
    if isSet { brokenSets.insert(name) }
  }

  /// Notes that a name is used.
  mutating func use(_ name: String) { used.insert(name) }

  /// Names of one sort, for suggestions.
  func names(where condition: (Symbol) -> Bool) -> [String] {
    order.filter { symbols[$0].map(condition) ?? false }
  }
}

/// The functions that are no atoms: they belong to the language itself.
enum BuiltinFunction {
  /// Those of declarations, each with an example.
  private static let examples = [
    "sample": "gates g = sample(X, count: 64, seed: 7)",
    "vectors": "gates g = vectors([[1, 0], [0, 1]])",
    "patterns": "gates g = patterns(npy(\"D.npy\"))",
    "enumerate": "gates g = enumerate(X)",
    "sphere": "gates h = sphere(count: 500, seed: 7)",
    "csv": "data X : R[n, d] = csv(\"train.csv\", columns: 1..20)",
    "npy": "data X : R[n, d] = npy(\"X.npy\")",
    "npz": "data X : R[n, d] = npz(\"train.npz\", \"X\")",
    "idx": "data X : R[n, d] = idx(\"images.idx3.gz\")",
    "libsvm": "data X : R[n, d] = libsvm(\"train.txt\")",
    "logspace": "sweep beta in logspace(1e-5, 1e-1, 9)",
    "linspace": "sweep eps in linspace(0, 0.3, 4)",
  ]

  /// Those of declarations.
  static let declarations = Set(examples.keys)
  /// Those of formulas.
  static let formulas = Vocabulary.functions.filter { $0.role == .network }.map(\.name)

  /// Whether a name is a function of the language or an atom.
  static func isKnown(_ name: String) -> Bool {
    declarations.contains(name) || formulas.contains(name) || Atom.named(name) != nil
  }

  /// The names that a formula can call.
  static var callable: [String] { Atom.all.map(\.name) + formulas }

  /// A line that uses a function of declarations.
  static func example(_ name: String) -> String { examples[name] ?? name }
}

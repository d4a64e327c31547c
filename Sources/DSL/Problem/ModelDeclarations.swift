/// What a spec declares beside the problem itself.
public struct ModelDeclarations: Sendable {
  /// The title of the `model` statement.
  public let title: String?
  /// All data declarations, in order.
  public let data: [DataDeclaration]
  /// The parameters with the values they have, in order.
  public let parameters: [ParameterDeclaration]
  /// All families of gates, in order.
  public let gates: [GatesDeclaration]
  /// The sets of perturbations, in order.
  public let sets: [UncertaintySet]
  /// What must hold of the data.
  public let assertions: [TypedRelation]
  /// The values for which to solve; nil for those that the parameters have.
  public let sweep: Sweep?
  /// What the `solve` statement asks for.
  public let solver: SolverRequest
  /// What the `output` statements ask for.
  public let outputs: [OutputRequest]

  /// The declaration of the data with this name.
  public func data(named name: String) -> DataDeclaration? {
    data.first { $0.name.text == name }
  }

  /// The set with this name.
  public func set(named name: String) -> UncertaintySet? {
    sets.first { $0.name.text == name }
  }
}

/// `sweep beta in logspace(1e-5, 1e-1, 9)`
public struct Sweep: Sendable {
  /// The parameter that takes the values.
  public let parameter: Identifier
  /// The values, in order.
  public let values: [Double]
  /// Where it stands.
  public let range: SourceRange
}

/// `param beta : R >= 0 = 0.01`
public struct ParameterDeclaration: Sendable {
  /// The name.
  public let name: Identifier
  /// The bound as written.
  public let bound: ParamStatement.Bound?
  /// The value: the one given on the command line, else the one of the statement; nil for neither.
  public let value: Double?
}

/// `solve with admm(rho: 1, tol: 1e-6)`
public struct SolverRequest: Sendable {
  /// The solvers that a spec can name.
  public enum Name: String, Sendable, CaseIterable {
    case auto
    case admm
    case ipm
    case glpk
  }

  /// Which solver.
  public var name: Name = .auto
  /// The options, each with its number or word, as written; checked by the backend's own table.
  public var options: [(name: Identifier, value: Expression)] = []

  /// The automatic choice without options.
  public init() {}
}

/// `output weights to "out/weights.npz"`
public struct OutputRequest: Sendable {
  /// What can be written.
  public enum Kind: String, Sendable, CaseIterable {
    case weights
    case predictions
    case duals
    case gates
    case report
  }

  /// What to write.
  public let kind: Kind
  /// Where to.
  public let path: StringLiteral
}

/// What was meant: the training problem (2.1) that a program states, checked.
///
///     minimize over u_j, alpha_j:  reduce_k loss(yhat(X)_k, y_k) + beta/2 sum_j (||u_j||^2 + alpha_j^2)
///
/// Formulas that depend on parameters or sizes stay expressions; they get their value when the data
/// are bound.
public struct TrainingProblem: Sendable {
  /// The title of the `model` statement.
  public let title: String?
  /// All data declarations, in order.
  public let data: [DataDeclaration]
  /// The parameters with the values they have, in order.
  public let parameters: [ParameterDeclaration]
  /// The gates.
  public let gates: GatesDeclaration
  /// The name of the data that the network is applied to, X.
  public let features: String
  /// The name of the data it is fitted to, y.
  public let targets: String
  /// The network as declared.
  public let network: NetworkDeclaration
  /// The terms that measure the fit; their sum is the loss.
  public let fit: [FitTerm]
  /// The terms of the regularizer, each a coefficient times sum_j of what it penalizes.
  public let regularizer: [RegularizerTerm]
  /// Where the objective stands.
  public let objectiveRange: SourceRange
  /// What the `solve` statement asks for.
  public let solver: SolverRequest
  /// What the `output` statements ask for.
  public let outputs: [OutputRequest]

  /// The declaration of the data with this name.
  public func data(named name: String) -> DataDeclaration? {
    data.first { $0.name.text == name }
  }
}

/// The network `yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]`.
public struct NetworkDeclaration: Sendable {
  /// The network's name.
  public let name: Identifier
  /// The family of hidden weights u[j].
  public let hidden: String
  /// The family of output weights alpha[j].
  public let output: String
}

/// A coefficient times the sum over the samples of a polynomial in prediction z and target t.
public struct FitTerm: Sendable {
  /// The factors of the coefficient.
  public let coefficient: Coefficient
  /// Whether the mean over the samples is taken instead of the sum.
  public let isMean: Bool
  /// The loss of one sample as written, in terms of prediction and target.
  public let loss: SampleFormula
  /// Where the term stands.
  public let range: SourceRange
}

/// The loss of one sample: an expression in which two names, or subexpressions, stand for the
/// prediction z and the target t.
public struct SampleFormula: Sendable {
  /// The expression.
  public let body: Expression
  /// The declared loss it belongs to; nil for a formula written in the objective itself.
  public let lossName: String?
  /// The name that stands for the prediction; nil where the network's call does.
  public let predictionName: String?
  /// The name that stands for the target.
  public let targetName: String
}

/// A coefficient times sum_j of a function of neuron j.
public struct RegularizerTerm: Sendable {
  /// What a neuron pays for.
  public enum Kind: Sendable {
    /// ||u_j||_2^2
    case hiddenSquared
    /// alpha_j^2
    case outputSquared
    /// ||u_j||_2 |alpha_j|
    case product
  }

  /// The factors of the coefficient.
  public let coefficient: Coefficient
  /// What is penalized.
  public let kind: Kind
  /// Where the term stands.
  public let range: SourceRange
}

/// A product of scalar expressions, some of them divisors, with a sign.
public struct Coefficient: Sendable {
  /// The sign.
  public var isNegative = false
  /// The factors.
  public var factors: [Expression] = []
  /// The divisors.
  public var divisors: [Expression] = []

  /// The coefficient 1.
  public init() {}

  /// The value; nil where a name in it has none, or where it is not a scalar formula.
  public func value(in scope: ScalarValues) -> Double? {
    var result = isNegative ? -1.0 : 1.0
    for factor in factors {
      guard let value = scope.value(of: factor) else { return nil }
      result *= value
    }
    for divisor in divisors {
      guard let value = scope.value(of: divisor) else { return nil }
      result /= value
    }
    return result
  }
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
    case report
  }

  /// What to write.
  public let kind: Kind
  /// Where to.
  public let path: StringLiteral
}

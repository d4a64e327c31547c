/// What was meant: the training problem (2.1) that a program states, checked.
///
///     minimize over u_j, alpha_j:  reduce_k loss(yhat(X)_k, y_k) + beta/2 sum_j (||u_j||^2 + alpha_j^2)
///
/// Formulas that depend on parameters or sizes stay expressions; they get their value when the data
/// are bound.
public struct TrainingProblem: Sendable {
  /// Data, parameters, sets and requests.
  public let declarations: ModelDeclarations
  /// The gates: activation patterns of the ReLU and gated networks, the known hidden layer of the
  /// third form.
  public let gates: GatesDeclaration
  /// The name of the data that the network is applied to, X.
  public let features: String
  /// The name of the data it is fitted to, y: of the first term, where terms use several.
  public let targets: String
  /// The network as declared.
  public let network: NetworkDeclaration
  /// The terms that measure the fit; their sum is the loss.
  public let fit: [FitTerm]
  /// The terms of the regularizer, each a coefficient times sum_j of what it penalizes.
  public let regularizer: [RegularizerTerm]
  /// The conditions on the network's outputs.
  public let constraints: [OutputConstraint]
  /// The objective as a whole, before its terms were told apart.
  public let objective: TypedExpression
  /// Where the objective stands.
  public var objectiveRange: SourceRange { objective.range }

  /// The title of the `model` statement.
  public var title: String? { declarations.title }
  /// All data declarations, in order.
  public var data: [DataDeclaration] { declarations.data }
  /// The parameters with the values they have, in order.
  public var parameters: [ParameterDeclaration] { declarations.parameters }
  /// What the `solve` statement asks for.
  public var solver: SolverRequest { declarations.solver }
  /// What the `output` statements ask for.
  public var outputs: [OutputRequest] { declarations.outputs }

  /// The declaration of the data with this name.
  public func data(named name: String) -> DataDeclaration? { declarations.data(named: name) }
}

/// The network in one of three forms; what is unknown tells them apart.
public struct NetworkDeclaration: Sendable {
  /// The forms of networks.
  public enum Form: String, Sendable {
    /// sum[j] relu(Z * u[j]) * alpha[j] with u and alpha unknown: Theorem 2.1, patterns and cones.
    case relu
    /// sum[i in g] gate(Z, g[i]) * Z * u[i] with u unknown: linear in u, no cones.
    case gated
    /// sum[j in h] relu(Z * h[j]) * alpha[j] with alpha unknown: linear in alpha, a lasso.
    case knownHidden
  }

  /// The network's name.
  public let name: Identifier
  /// Its form.
  public let form: Form
  /// The family of hidden weights u[j]; of gates for a known hidden layer.
  public let hidden: String
  /// The family of output weights alpha[j]; nil for the gated form.
  public let output: String?
}

/// A coefficient times the sum, mean or maximum over the samples of a loss.
public struct FitTerm: Sendable {
  /// How the losses of the samples become one number.
  public enum Reduction: String, Sendable {
    case sum
    case mean
    case max
  }

  /// The factors of the coefficient.
  public let coefficient: Coefficient
  /// Sum, mean or maximum over the samples.
  public let reduction: Reduction
  /// The loss of one sample, in terms of prediction and target.
  public let loss: SampleFormula
  /// What the adversary moves; nil for the nominal loss.
  public let perturbation: PerturbationVariable?
  /// What is proven about the loss, for each label.
  public let profiles: [LossProfile]
  /// Where the term stands.
  public let range: SourceRange

  /// Whether the mean over the samples is taken instead of the sum.
  public var isMean: Bool { reduction == .mean }
}

/// The loss of one sample: a number in terms of the prediction z (`lossArgument(.prediction)`), of
/// parameters, and of the sample's entries of data, which stand in it under the name of the data.
public struct SampleFormula: Sendable {
  /// The expression; every part of it is one number.
  public let body: TypedExpression
  /// The declared loss it belongs to; nil for a formula written in the objective itself.
  public let lossName: String?
  /// The vectors of data whose entries it uses, the target first.
  public let dataNames: [String]

  /// The formula with the opposite sign.
  public var negated: SampleFormula {
    SampleFormula(
      body: TypedExpression(.negation(body), body.shape, body.range), lossName: lossName,
      dataNames: dataNames)
  }
}

/// A condition on the network's outputs at every sample, and for every perturbation in a set.
public struct OutputConstraint: Sendable {
  /// The name given to it.
  public let name: Identifier?
  /// For one sample: body <= 0, or body == 0; the body is convex in the prediction (affine for ==).
  public let body: SampleFormula
  /// Whether it is an equality.
  public let isEquality: Bool
  /// `forall Delta in B^n`; nil for the data as they are.
  public let perturbation: PerturbationVariable?
  /// Where it stands.
  public let range: SourceRange
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
    /// ||u_j||_2
    case hiddenNorm
    /// |alpha_j|
    case outputAbsolute
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
  public var factors: [TypedExpression] = []
  /// The divisors.
  public var divisors: [TypedExpression] = []

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

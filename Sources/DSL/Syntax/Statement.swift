/// A statement as written. Each starts with its keyword at column 1.
public indirect enum Statement: Sendable {
  case model(ModelStatement)
  case include(IncludeStatement)
  case data(DataStatement)
  case param(ParamStatement)
  case gates(GatesStatement)
  case set(SetStatement)
  case network(NetworkStatement)
  case weights(WeightsStatement)
  case variables(VariablesStatement)
  case loss(LossStatement)
  case letBinding(LetStatement)
  case objective(ObjectiveStatement)
  case constraint(ConstraintStatement)
  case assertion(AssertionStatement)
  case solve(SolveStatement)
  case sweep(SweepStatement)
  case output(OutputStatement)

  /// From the keyword to the last character of the statement.
  public var range: SourceRange {
    switch self {
    case .model(let node): node.range
    case .include(let node): node.range
    case .data(let node): node.range
    case .param(let node): node.range
    case .gates(let node): node.range
    case .set(let node): node.range
    case .network(let node): node.range
    case .weights(let node): node.range
    case .variables(let node): node.range
    case .loss(let node): node.range
    case .letBinding(let node): node.range
    case .objective(let node): node.range
    case .constraint(let node): node.range
    case .assertion(let node): node.range
    case .solve(let node): node.range
    case .sweep(let node): node.range
    case .output(let node): node.range
    }
  }
}

/// `model "title"`
public struct ModelStatement: Sendable {
  public let title: StringLiteral
  public let range: SourceRange
}

/// `include "file.cnn"`
public struct IncludeStatement: Sendable {
  public let path: StringLiteral
  public let range: SourceRange
}

/// `data X : R[n, d] = csv("train.csv") with bias`
public struct DataStatement: Sendable {
  /// `with bias`, `with scale(sd)`
  public struct Modifier: Sendable {
    public let name: Identifier
    public let arguments: [Argument]
    public let range: SourceRange
  }

  public let name: Identifier
  public let type: TypeExpression
  public let value: Expression?
  public let modifiers: [Modifier]
  public let range: SourceRange
}

/// `param beta : R >= 0 = 0.01`, `param tau : R in (0, 1) = 0.9`
public struct ParamStatement: Sendable {
  /// What values the parameter may take.
  public enum Bound: Sendable {
    /// `>= 0`
    case relation(RelationalOperator, Expression)
    /// `in (0, 1)`, `in [0, 1)`
    case interval(lower: Expression, lowerClosed: Bool, upper: Expression, upperClosed: Bool)
  }

  public let name: Identifier
  public let type: TypeExpression
  public let bound: Bound?
  public let value: Expression?
  public let range: SourceRange
}

/// `gates g = sample(X, count: 64, seed: 7)`
public struct GatesStatement: Sendable {
  public let name: Identifier
  public let value: Expression
  public let range: SourceRange
}

/// `set B = { delta : R[d] | ||delta||_inf <= eps }`
public struct SetStatement: Sendable {
  public let name: Identifier
  public let element: Identifier
  public let type: TypeExpression
  public let relations: [Relation]
  public let range: SourceRange
}

/// `network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]`
public struct NetworkStatement: Sendable {
  public let name: Identifier
  public let input: Identifier
  public let value: Expression
  public let range: SourceRange
}

/// `u[j] : R[d]`
public struct Declaration: Sendable {
  public let name: Identifier
  public let index: Identifier?
  public let type: TypeExpression
  public let range: SourceRange
}

/// `weights u[j] : R[d], alpha[j] : R`
public struct WeightsStatement: Sendable {
  public let declarations: [Declaration]
  public let range: SourceRange
}

/// `variables v[i] : R[d], w[i] : R[d] for i in g`
public struct VariablesStatement: Sendable {
  public let declarations: [Declaration]
  public let binders: [Binder]
  public let range: SourceRange
}

/// `loss hinge(z, t) = pos(1 - t*z)`
public struct LossStatement: Sendable {
  public let name: Identifier
  public let prediction: Identifier
  public let target: Identifier
  public let value: Expression
  public let range: SourceRange
}

/// `let theta(k) = expression`
public struct LetStatement: Sendable {
  public let name: Identifier
  public let parameters: [Identifier]
  public let value: Expression
  public let range: SourceRange
}

/// `minimize expression`
public struct ObjectiveStatement: Sendable {
  /// Which way.
  public enum Sense: String, Sendable {
    case minimize
    case maximize
  }

  public let sense: Sense
  public let value: Expression
  public let range: SourceRange
}

/// `subject to margin: y .* yhat(X + Delta) >= 1 forall Delta in B^n`
public struct ConstraintStatement: Sendable {
  /// `forall Delta in B^n`
  public struct Quantifier: Sendable {
    public let variable: Identifier
    public let domain: Expression
    public let range: SourceRange
  }

  public let name: Identifier?
  public let relation: Relation
  public let quantifier: Quantifier?
  public let range: SourceRange
}

/// `assert relation`
public struct AssertionStatement: Sendable {
  public let relation: Relation
  public let range: SourceRange
}

/// `solve with admm(rho: 1, tol: 1e-6)`
public struct SolveStatement: Sendable {
  public let solver: Identifier
  public let arguments: [Argument]
  public let range: SourceRange
}

/// `sweep beta in logspace(1e-5, 1e-1, 9)`
public struct SweepStatement: Sendable {
  public let parameter: Identifier
  public let values: Expression
  public let range: SourceRange
}

/// `output weights to "out/weights.npz"`
public struct OutputStatement: Sendable {
  public let kind: Identifier
  public let path: StringLiteral
  public let range: SourceRange
}

/// `R[n, d]`, `{-1, 1}[n]`
public struct TypeExpression: Sendable {
  /// The part before the dimensions.
  public enum Head: Sendable {
    case named(Identifier)
    case labels([Expression])
  }

  public let head: Head
  public let dimensions: [Expression]
  public let range: SourceRange
}

/// `<=`, `>=`, `==`
public enum RelationalOperator: String, Sendable {
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case equal = "=="

  /// The operator with its sides exchanged.
  var reversed: RelationalOperator {
    switch self {
    case .lessOrEqual: .greaterOrEqual
    case .greaterOrEqual: .lessOrEqual
    case .equal: .equal
    }
  }
}

/// `a <= b <= c for i in g`
public struct Relation: Sendable {
  /// The first side.
  public let first: Expression
  /// The operators and the sides after them, at least one.
  public let rest: [(op: RelationalOperator, side: Expression)]
  public let binders: [Binder]
  public let range: SourceRange
}

/// `i in 1..n`
public struct Binder: Sendable {
  public let name: Identifier
  public let domain: RangeExpression
  public let range: SourceRange
}

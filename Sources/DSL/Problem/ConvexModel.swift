/// A convex program written out by hand: the `variables` form.
public struct ConvexModel: Sendable {
  /// Data, parameters, sets and requests.
  public let declarations: ModelDeclarations
  /// The unknowns.
  public let variables: [VariableDeclaration]
  /// What is minimized: convex.
  public let objective: TypedExpression
  /// Convex constraints, `convex <= concave` or `affine == affine`.
  public let constraints: [ModelConstraint]
}

/// `v[i] : R[d] for i in g`
public struct VariableDeclaration: Sendable {
  /// The name.
  public let name: Identifier
  /// The sizes of one member.
  public let shape: Shape
  /// What the family runs over; nil for a single variable.
  public let domain: IndexDomain?
}

/// A constraint of a convex program, perhaps for every perturbation of a set.
public struct ModelConstraint: Sendable {
  /// The name given to it.
  public let name: Identifier?
  /// The comparison.
  public let relation: TypedRelation
  /// `forall Delta in B^n`
  public let perturbation: PerturbationVariable?
}

/// What a spec states.
public enum CheckedModel: Sendable {
  case training(TrainingProblem)
  case program(ConvexModel)

  /// Data, parameters, sets and requests.
  public var declarations: ModelDeclarations {
    switch self {
    case .training(let problem): problem.declarations
    case .program(let model): model.declarations
    }
  }
}

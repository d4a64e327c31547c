internal import DSL

/// h_B(theta) = max { delta' theta : delta in B } as a formula: dual norms.
struct SupportText {
  /// Why there is no formula.
  struct Refusal: Error {
    let reason: String
    let help: String
  }

  let set: UncertaintySet
  /// The declaration of X.
  let features: DataDeclaration?

  func expression(_ vector: Expression) throws(Refusal) -> Expression {
    guard set.conditions.count == 1 else {
      throw refusal("several conditions have no dual norm in closed form")
    }
    switch set.conditions[0] {
    case .ball(let kind, let radius): return try size(radius).scaling(vector.norm(kind.dual))
    case .box(let radius): return try box(radius, vector)
    case .norm: throw refusal("the dual norm of an ellipsoid needs the inverse of its matrix")
    case .linear: throw refusal("the support function of a polytope is a linear program")
    }
  }

  private func refusal(_ reason: String) -> Refusal {
    Refusal(
      reason: reason, help: "balls and boxes have a formula; `compile` writes the conic form of all"
    )
  }

  /// The radius as a number; in raw units divided by what the data are divided by.
  private func size(_ radius: UncertaintySet.Radius) throws(Refusal) -> Expression {
    let value = ExpressionWriter().expression(radius.value)
    guard radius.isRaw else { return value }
    switch features?.scaling {
    case nil: return value
    case .by(let divisor): return value.combined(.divide, .number(divisor))
    case .sd, .minmax:
      throw refusal("`raw(..)` depends on how the data are scaled")
    }
  }

  /// sum_c r_c |theta_c|
  private func box(
    _ radius: UncertaintySet.Radius, _ vector: Expression
  ) throws(Refusal) -> Expression {
    let size = try size(radius)
    guard let index = radius.index else {
      if radius.value.shape.isScalar { return size.scaling(vector.norm(.one)) }
      return .call("sum", [size.combined(.multiplyElementwise, .call("abs", [vector]))])
    }
    guard index.domain == .interval(1, set.elementShape.dimensions[0]),
      let domain = index.domain.expression
    else { throw refusal("its box bounds some coordinates only") }
    let entry = Expression.call("abs", [vector.at([.name(index.name)])])
    return .reduction(.sum, index.name, in: domain, size.scaling(entry))
  }
}

extension NormExpression.Kind {
  /// The norm ||.||_q with 1/p + 1/q = 1.
  var dual: NormExpression.Kind {
    switch self {
    case .one: .infinity
    case .two: .two
    case .infinity: .one
    }
  }
}

/// A set of perturbations of one row, `{ delta : R[d] | ||delta||_inf <= eps }`.
public struct UncertaintySet: Sendable {
  /// A condition on delta.
  public enum Condition: Sendable {
    /// ||delta||_p <= radius
    case ball(NormExpression.Kind, radius: Radius)
    /// ||argument||_p <= radius with an affine argument such as A * delta
    case norm(NormExpression.Kind, of: TypedExpression, radius: Radius)
    /// |delta_c| <= radius_c for every c
    case box(radius: Radius)
    /// An affine inequality or equality, entry by entry
    case linear(TypedRelation)
  }

  /// A bound of a norm.
  public struct Radius: Sendable {
    /// The number, or a vector with one for each feature; indices are bound by `index`.
    public let value: TypedExpression
    /// The index c of a radius `r[c]`; nil for one that has none.
    public let index: IndexVariable?
    /// Whether it is in the units of the data before scaling.
    public let isRaw: Bool
  }

  /// The set's name.
  public let name: Identifier
  /// The sizes of delta: one.
  public let elementShape: Shape
  /// What holds for its members.
  public let conditions: [Condition]
  /// Where it stands.
  public let range: SourceRange

  /// What kind of set it is, in words.
  public var description: String {
    guard conditions.count == 1 else {
      let isPolytope = conditions.allSatisfy { condition in
        switch condition {
        case .linear, .box: true
        case .ball(let kind, _), .norm(let kind, _, _): kind != .two
        }
      }
      return isPolytope ? "polytope" : "intersection of \(conditions.count) sets"
    }
    switch conditions[0] {
    case .ball(.one, _): return "l1 ball"
    case .ball(.two, _): return "l2 ball"
    case .ball(.infinity, _): return "l_inf ball"
    case .norm(.two, _, _): return "ellipsoid"
    case .norm: return "polytope"
    case .box: return "box"
    case .linear: return "polytope"
    }
  }
}

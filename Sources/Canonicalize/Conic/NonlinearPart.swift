internal import LinearAlgebra

/// A part of a conic program that no linear program has.
public struct NonlinearPart: Sendable {
  /// What it is.
  public enum Kind: Sendable {
    /// Squares of variables in the objective.
    case squares
    /// Second-order cones.
    case secondOrder
    /// Exponential cones.
    case exponential
  }

  /// What it is.
  public let kind: Kind
  /// The variables that are squared, or the rows of the cones; nil where the program has no names.
  public let block: ConicProgram.Block?
}

extension ConicProgram {
  /// The first part that is not linear: of the objective, else of the rows in their order.
  public var nonlinearPart: NonlinearPart? {
    if let square = quadratic.firstColumn {
      return NonlinearPart(
        kind: .squares, block: variables.first { $0.range.contains(square) })
    }
    var row = 0
    for cone in cones {
      let kind: NonlinearPart.Kind? =
        switch cone {
        case .zero, .nonnegative: nil
        case .secondOrder: .secondOrder
        case .exponential: .exponential
        }
      if let kind {
        return NonlinearPart(kind: kind, block: rows.first { $0.range.contains(row) })
      }
      row += cone.dimension
    }
    return nil
  }

  /// Whether some cone is no product of equalities and inequalities.
  var hasCurvedCones: Bool {
    cones.contains { cone in
      switch cone {
      case .zero, .nonnegative: false
      case .secondOrder, .exponential: true
      }
    }
  }

  /// Whether it is a linear program.
  public var isLinear: Bool { nonlinearPart == nil }
}

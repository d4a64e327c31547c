/// An expression as written; every node knows its place. Parentheses leave no node.
/// Most nodes are names and numbers: they are kept where they are used, not each in memory of its own.
public enum Expression: Sendable {
  case number(NumberLiteral)
  case boolean(BooleanLiteral)
  case name(Identifier)
  /// `[a, b, c]`
  indirect case list(ListExpression)
  /// `-a`
  indirect case negation(NegationExpression)
  /// `a + b`, `a * b`, `a ^ b` and so on
  indirect case binary(BinaryExpression)
  /// `a'`
  indirect case transpose(TransposeExpression)
  /// `a[k]`, `a[1..3, j]`
  indirect case index(IndexExpression)
  /// `f(a, key: b)`; the reducers `sum`, `mean`, `max`, `min` with parentheses are calls too
  indirect case call(CallExpression)
  /// `||a||_2`
  indirect case norm(NormExpression)
  /// `sum[j in 1..n] body`, `max[Delta in B^n] body`
  indirect case reduction(ReductionExpression)

  /// Where the expression stands, without parentheses around it.
  public var range: SourceRange {
    switch self {
    case .number(let node): node.range
    case .boolean(let node): node.range
    case .name(let node): node.range
    case .list(let node): node.range
    case .negation(let node): node.range
    case .binary(let node): node.range
    case .transpose(let node): node.range
    case .index(let node): node.range
    case .call(let node): node.range
    case .norm(let node): node.range
    case .reduction(let node): node.range
    }
  }
}

/// `12`, `0.5`, `1e-3`
public struct NumberLiteral: Sendable {
  public let value: Double
  public let range: SourceRange
}

/// `true` or `false`
public struct BooleanLiteral: Sendable {
  public let value: Bool
  public let range: SourceRange
}

/// `[a, b, c]`
public struct ListExpression: Sendable {
  public let elements: [Expression]
  public let range: SourceRange
}

/// `-operand`
public struct NegationExpression: Sendable {
  public let operand: Expression
  public let range: SourceRange
}

/// `left operator right`
public struct BinaryExpression: Sendable {
  /// The binary operators; their precedence is that of the grammar.
  public enum Operator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case multiplyElementwise = ".*"
    case power = "^"
  }

  public let op: Operator
  public let opRange: SourceRange
  public let left: Expression
  public let right: Expression
  public let range: SourceRange
}

/// `operand'`
public struct TransposeExpression: Sendable {
  public let operand: Expression
  public let range: SourceRange
}

/// `base[arguments]`
public struct IndexExpression: Sendable {
  public let base: Expression
  public let arguments: [Argument]
  public let range: SourceRange
}

/// `callee(arguments)`
public struct CallExpression: Sendable {
  public let callee: Expression
  public let arguments: [Argument]
  public let range: SourceRange
}

/// `||operand||_kind`
public struct NormExpression: Sendable {
  /// Which norm.
  public enum Kind: String, Sendable {
    case one = "1"
    case two = "2"
    case infinity = "inf"
  }

  public let operand: Expression
  public let kind: Kind
  public let range: SourceRange
}

/// `reducer[index in domain] body`; without `in` the domain is known from what the index indexes.
public struct ReductionExpression: Sendable {
  /// Which reduction.
  public enum Reducer: String, Sendable, CaseIterable {
    case sum
    case mean
    case max
    case min
  }

  public let reducer: Reducer
  public let index: Identifier
  public let domain: RangeExpression?
  public let body: Expression
  public let range: SourceRange
}

/// `lower` or `lower..upper`: a set to run over, or an interval of indices, both ends included.
public struct RangeExpression: Sendable {
  public let lower: Expression
  public let upper: Expression?
  public let range: SourceRange
}

/// One argument of a call or an index: `value`, `label: value`, `1..20`, `"text"`.
public struct Argument: Sendable {
  /// What an argument can be.
  public enum Value: Sendable {
    case range(RangeExpression)
    case string(StringLiteral)
  }

  public let label: Identifier?
  public let value: Value
  public let range: SourceRange

  /// The argument as a plain expression; nil for a string or an interval.
  public var expression: Expression? {
    guard case .range(let range) = value, range.upper == nil else { return nil }
    return range.lower
  }
}

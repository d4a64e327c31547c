/// Ways to write an expression so that the rules recognize it.
struct Rewrite: Sendable {
  let range: SourceRange
  let text: String
  let replacement: String

  /// The known rewrites inside an expression, outermost first.
  static func all(in expression: Expression) -> [Rewrite] {
    if let replacement = replacement(for: expression) {
      let text = SourcePrinter.text(expression)
      return [Rewrite(range: expression.range, text: text, replacement: replacement)]
    }
    return expression.parts.flatMap { all(in: $0) }
  }

  /// The rewrite, if there is one, that takes away what stands at a place.
  static func covering(_ range: SourceRange, in expressions: [Expression]) -> Rewrite? {
    expressions.lazy.flatMap { all(in: $0) }.first {
      $0.range.file == range.file && $0.range.start <= range.start && range.end <= $0.range.end
    }
  }

  private static func replacement(for expression: Expression) -> String? {
    func text(_ e: Expression) -> String { SourcePrinter.text(e) }
    switch expression {
    case .binary(let node):
      // x' * x
      if node.op == .multiply, case .transpose(let left) = node.left,
        text(left.operand) == text(node.right)
      {
        return "sumsq(\(text(node.right)))"
      }
      return nil
    case .call(let node):
      guard let (name, argument) = unary(expression), node.arguments.count == 1 else { return nil }
      switch name {
      case "log":
        if let found = LogarithmOfExponentials(argument: argument) { return found.replacement }
        if let s = logistic(argument) { return "(-softplus(\(text(s))))" }
        // log(1 - 1/(1 + e^-x)) = -log(1 + e^x)
        if case .binary(let rest) = argument, rest.op == .subtract,
          case .number(let one) = rest.left, one.value == 1, let s = logistic(rest.right)
        {
          if case .negation(let x) = s { return "(-softplus(\(text(x.operand))))" }
          return "(-softplus(-(\(text(s)))))"
        }
        if let (f, inner) = unary(argument), f == "sum", let (g, s) = unary(inner), g == "exp" {
          return "logsumexp(\(text(s)))"
        }
      case "sqrt":
        if let (f, s) = unary(argument) {
          if f == "sumsq" { return "||\(text(s))||_2" }
          if f == "square" { return "abs(\(text(s)))" }
          if f == "sum", let (g, x) = unary(s), g == "square" { return "||\(text(x))||_2" }
          if f == "sum", let x = square(s) { return "||\(text(x))||_2" }
        }
        if let x = square(argument) { return "abs(\(text(x)))" }
        if case .binary(let sum) = argument, sum.op == .add {
          for (one, other) in [(sum.left, sum.right), (sum.right, sum.left)] {
            if case .number(let number) = one, number.value == 1,
              let x = square(other) ?? unary(other).flatMap({ $0 == "square" ? $1 : nil })
            {
              return "||[\(text(x)), 1]||_2"
            }
          }
        }
      default: break
      }
      return nil
    case .number, .boolean, .name, .list, .negation, .transpose, .index, .norm, .reduction:
      return nil
    }
  }

  /// s of 1/(1 + exp(s))
  private static func logistic(_ e: Expression) -> Expression? {
    guard case .binary(let quotient) = e, quotient.op == .divide,
      case .number(let one) = quotient.left, one.value == 1,
      case .binary(let sum) = quotient.right, sum.op == .add,
      case .number(let number) = sum.left, number.value == 1,
      let (f, s) = unary(sum.right), f == "exp"
    else { return nil }
    return s
  }

  private static func square(_ e: Expression) -> Expression? {
    guard case .binary(let node) = e, node.op == .power, case .number(let two) = node.right,
      two.value == 2
    else { return nil }
    return node.left
  }

  private static func unary(_ e: Expression) -> (String, Expression)? {
    guard case .call(let node) = e, case .name(let name) = node.callee, node.arguments.count == 1,
      let argument = node.arguments[0].expression
    else { return nil }
    return (name.text, argument)
  }
}

extension Expression {
  /// The direct parts that are expressions.
  package var parts: [Expression] {
    func expressions(_ arguments: [Argument]) -> [Expression] {
      arguments.flatMap { argument -> [Expression] in
        switch argument.value {
        case .range(let range): [range.lower] + (range.upper.map { [$0] } ?? [])
        case .string: []
        }
      }
    }
    switch self {
    case .number, .boolean, .name: return []
    case .list(let node): return node.elements
    case .negation(let node): return [node.operand]
    case .binary(let node): return [node.left, node.right]
    case .transpose(let node): return [node.operand]
    case .index(let node): return [node.base] + expressions(node.arguments)
    case .call(let node): return [node.callee] + expressions(node.arguments)
    case .norm(let node): return [node.operand]
    case .reduction(let node):
      return (node.domain.map { [$0.lower] + ($0.upper.map { [$0] } ?? []) } ?? []) + [node.body]
    }
  }
}

/// log(exp(a) + exp(b) + ..), written so that the rules see a convex function of every entry:
///
///     log(e^a + e^b) = a + softplus(b - a),   log(1 + e^a) = softplus(a),   log(e^a) = a
struct LogarithmOfExponentials {
  /// The same function by the functions of the language.
  let replacement: String

  /// Reads the argument of a logarithm; nil where it is no sum of exponentials and ones.
  init?(argument: Expression) {
    var (exponents, ones) = ([Expression](), 0)
    for part in argument.summands {
      if let exponent = part.exponent {
        exponents.append(exponent)
      } else if case .number(let number) = part, number.value == 1 {
        ones += 1
      } else {
        return nil
      }
    }
    guard ones <= 1, let last = exponents.last else { return nil }
    var (text, expression) = (SourcePrinter.text(last), last as Expression?)
    for first in exponents.dropLast().reversed() {
      text = Self.sum(first, text, expression)
      expression = nil
    }
    replacement = ones == 1 ? "softplus(\(text))" : "(\(text))"
  }

  /// log(e^a + e^b), with the text of b and, where it is no sum of more of them, b itself.
  private static func sum(_ a: Expression, _ text: String, _ b: Expression?) -> String {
    let first = SourcePrinter.text(a)
    if let b, b.isOpposite(of: a) { return "\(first) + softplus(2 * \(factor(b, text)))" }
    let subtracted = a.isSum ? "(\(first))" : first
    return "\(first) + softplus(\(text) - \(subtracted))"
  }

  private static func factor(_ b: Expression, _ text: String) -> String {
    if case .negation(let node) = b, !node.operand.isSum { return "(\(text))" }
    return b.isSum ? "(\(text))" : text
  }
}

extension Expression {
  /// s of exp(s).
  fileprivate var exponent: Expression? {
    guard case .call(let node) = self, case .name(let name) = node.callee, name.text == "exp",
      node.arguments.count == 1
    else { return nil }
    return node.arguments[0].expression
  }

  /// The parts that are added.
  fileprivate var summands: [Expression] {
    guard case .binary(let node) = self, node.op == .add else { return [self] }
    return node.left.summands + node.right.summands
  }

  fileprivate var isSum: Bool {
    guard case .binary(let node) = self else { return false }
    return node.op == .add || node.op == .subtract
  }

  /// Whether it is plainly -a, or p - q where a is q - p.
  fileprivate func isOpposite(of a: Expression) -> Bool {
    func text(_ e: Expression) -> String { SourcePrinter.text(e) }
    if case .negation(let node) = self { return text(node.operand) == text(a) }
    if case .negation(let node) = a { return text(node.operand) == text(self) }
    if case .binary(let one) = self, case .binary(let other) = a, one.op == .subtract,
      other.op == .subtract
    {
      return text(one.left) == text(other.right) && text(one.right) == text(other.left)
    }
    return false
  }
}

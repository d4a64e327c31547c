/// Writes syntax back as canonical ASCII text with as few parentheses as keep its meaning; names
/// stay as they are written.
public struct SourcePrinter {
  private(set) var text = ""

  /// The text of an expression.
  public static func text(_ expression: Expression) -> String {
    var printer = SourcePrinter()
    printer.print(expression, .sum, isAbsorbed: false)
    return printer.text
  }

  /// How tightly an expression holds together, by the levels of the grammar.
  enum Level: Int, Comparable {
    case sum, product, unary, power, postfix

    static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  mutating func write(_ part: String) { text += part }

  /// Writes the elements with a comma between them.
  mutating func list<Element>(
    _ elements: [Element], _ write: (inout SourcePrinter, Element) -> Void
  ) {
    for (index, element) in elements.enumerated() {
      if index > 0 { self.write(", ") }
      write(&self, element)
    }
  }

  /// Writes an expression where the grammar asks for one of at least this level.
  ///
  /// `isAbsorbed` says that a `*`, `/`, `.*`, `^` or a bracket follows: the body of a reduction at
  /// the end of the expression would take it in, so the reduction needs parentheses.
  mutating func print(_ expression: Expression, _ level: Level, isAbsorbed: Bool) {
    switch expression {
    case .number(let node): print(node)
    case .boolean(let node): print(node)
    case .name(let node): print(node)
    case .list(let node): print(node)
    case .negation(let node): print(node, level, isAbsorbed)
    case .binary(let node): print(node, level, isAbsorbed)
    case .transpose(let node): print(node)
    case .index(let node): print(node)
    case .call(let node): print(node)
    case .norm(let node): print(node)
    case .reduction(let node): print(node, isAbsorbed)
    }
  }

  private mutating func print(_ node: NumberLiteral) { write(Self.number(node.value)) }
  private mutating func print(_ node: BooleanLiteral) { write(String(node.value)) }
  private mutating func print(_ node: Identifier) { write(node.text) }

  private mutating func print(_ node: TransposeExpression) {
    print(node.operand, .postfix, isAbsorbed: true)
    write("'")
  }

  private mutating func print(_ node: ListExpression) {
    write("[")
    list(node.elements) { $0.print($1, .sum, isAbsorbed: false) }
    write("]")
  }

  private mutating func print(_ node: NegationExpression, _ level: Level, _ isAbsorbed: Bool) {
    let needsParentheses = level > .unary
    if needsParentheses { write("(") }
    write("-")
    print(node.operand, .unary, isAbsorbed: isAbsorbed && !needsParentheses)
    if needsParentheses { write(")") }
  }

  private mutating func print(_ node: BinaryExpression, _ level: Level, _ isAbsorbed: Bool) {
    let own = Self.level(of: node.op)
    let needsParentheses = level > own
    if needsParentheses { write("(") }
    // Sums and products group to the left, powers to the right.
    let left: Level = own == .power ? .postfix : own
    let right: Level = own == .sum ? .product : .unary
    print(node.left, left, isAbsorbed: own != .sum)
    write(own == .power ? "^" : " \(node.op.rawValue) ")
    print(node.right, right, isAbsorbed: isAbsorbed && !needsParentheses)
    if needsParentheses { write(")") }
  }

  private mutating func print(_ node: IndexExpression) {
    print(node.base, .postfix, isAbsorbed: true)
    write("[")
    list(node.arguments) { $0.print($1) }
    write("]")
  }

  private mutating func print(_ node: CallExpression) {
    print(node.callee, .postfix, isAbsorbed: true)
    arguments(node.arguments)
  }

  private mutating func print(_ node: NormExpression) {
    write("||")
    print(node.operand, .sum, isAbsorbed: false)
    write("||_\(node.kind.rawValue)")
  }

  private mutating func print(_ node: ReductionExpression, _ isAbsorbed: Bool) {
    if isAbsorbed { write("(") }
    write("\(node.reducer.rawValue)[\(node.index.text)")
    if let domain = node.domain {
      write(" in ")
      print(domain)
    }
    write("] ")
    print(node.body, .product, isAbsorbed: false)
    if isAbsorbed { write(")") }
  }

  mutating func print(_ range: RangeExpression) {
    print(range.lower, .sum, isAbsorbed: false)
    if let upper = range.upper {
      write("..")
      print(upper, .sum, isAbsorbed: false)
    }
  }

  mutating func print(_ argument: Argument) {
    if let label = argument.label { write("\(label.text): ") }
    switch argument.value {
    case .range(let range): print(range)
    case .string(let string): write("\"\(string.value)\"")
    }
  }

  mutating func arguments(_ arguments: [Argument]) {
    write("(")
    list(arguments) { $0.print($1) }
    write(")")
  }

  private static func level(of op: BinaryExpression.Operator) -> Level {
    switch op {
    case .add, .subtract: .sum
    case .multiply, .divide, .multiplyElementwise: .product
    case .power: .power
    }
  }

  /// The shortest decimal number that reads back as this one.
  static func number(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

import TestSupport

/// Writes random programs by the grammar, with all its forms and with needless parentheses.
struct ProgramGenerator {
  private var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  private mutating func pick(_ choices: [String]) -> String {
    choices[Int.random(in: choices.indices, using: &random)]
  }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private mutating func list(_ separator: String, _ most: Int, _ make: (inout Self) -> String)
    -> String
  {
    let count = Int.random(in: 1...most, using: &random)
    return (0..<count).map { _ in make(&self) }.joined(separator: separator)
  }

  mutating func program() -> String {
    list("", 8) { $0.statement() + $0.pick(["\n", "\n\n", "  # note\n", "\r\n"]) }
  }

  private mutating func statement() -> String {
    switch Int.random(in: 0..<17, using: &random) {
    case 0: "model \(string())"
    case 1: "include \(string())"
    case 2:
      "data \(name()) : \(type())" + optional { " = \($0.expr())" }
        + optional { " with \($0.name())" + $0.optional { "(\($0.args()))" } }
    case 3: "param \(name()) : \(type())" + optional { $0.bound() } + optional { " = \($0.expr())" }
    case 4: "gates \(name()) = \(expr())"
    case 5: "set \(name()) = { \(name()) : \(type()) | \(list(", ", 3) { $0.relation() }) }"
    case 6: "network \(name())(\(name())) = \(expr())"
    case 7: "weights \(list(", ", 3) { $0.decl() })"
    case 8: "variables \(list(", ", 3) { $0.decl() })" + optional { " for \($0.binders())" }
    case 9: "loss \(name())(\(name()), \(name())) =\n  \(expr())"
    case 10: "let \(name())" + optional { "(\($0.list(", ", 3) { $0.name() }))" } + " = \(expr())"
    case 11: pick(["minimize ", "maximize "]) + expr()
    case 12:
      "subject to " + optional { "\($0.name()): " } + relation()
        + optional { " forall \($0.name()) in \($0.expr())" }
    case 13: "assert \(relation())"
    case 14: "solve with \(name())" + optional { "(\($0.args()))" }
    case 15: "sweep \(name()) in \(expr())"
    default: "output \(name()) to \(string())"
    }
  }

  private mutating func optional(_ make: (inout Self) -> String) -> String {
    chance(50) ? make(&self) : ""
  }

  private mutating func name() -> String {
    pick(["x", "X", "u", "alpha", "y01", "β", "λ_2", "to", "in", "for", "model", "e", "with", "n"])
  }

  private mutating func string() -> String {
    pick(["\"\"", "\"a b.csv\"", "\"# no (comment\"", "\"grüße\""])
  }

  private mutating func type() -> String {
    pick(["R", "{-1, 1}", "{0}"]) + optional { "[\($0.list(", ", 2) { $0.expr(2) })]" }
  }

  private mutating func bound() -> String {
    chance(50)
      ? " \(relop()) \(expr(2))"
      : " \(pick(["in", "∈"])) \(pick(["(", "["]))\(expr(2)), \(expr(2))\(pick([")", "]"]))"
  }

  private mutating func decl() -> String {
    name() + optional { "[\($0.name())]" } + " : " + type()
  }

  private mutating func relop() -> String { pick(["<=", ">=", "==", "≤", "≥"]) }

  private mutating func relation() -> String {
    let op = relop()
    return expr() + " \(op) " + expr(2) + optional { " \(op) \($0.expr(2))" }
      + optional { " for \($0.binders())" }
  }

  private mutating func binders() -> String { list(", ", 2) { "\($0.name()) in \($0.range(2))" } }

  private mutating func range(_ depth: Int) -> String {
    expr(depth) + optional { "..\($0.expr(depth))" }
  }

  private mutating func args(_ depth: Int = 2) -> String {
    list(", ", 3) { this in
      this.optional { "\($0.name()): " }
        + (this.chance(20) ? this.string() : this.range(depth - 1))
    }
  }

  private mutating func expr(_ depth: Int = 4) -> String {
    guard depth > 0 else { return pick(["x", "2", "0.5", "1e-3", "true", "Δ", "n"]) }
    let next = depth - 1
    switch Int.random(in: 0..<13, using: &random) {
    case 0...4:
      return expr(next) + pick([" + ", " - ", "*", " / ", " .* ", "^"]) + expr(next)
    case 5: return "-\(expr(next))"
    case 6: return "(\(expr(next)))"
    case 7: return "(\(expr(next)))" + pick(["'", "[\(args(next))]", "(\(args(next)))", "()"])
    case 8: return pick(["f", "sum", "max", "x"]) + "(\(args(next)))" + optional { _ in "'" }
    case 9: return "||\(expr(next))" + pick(["||_1", "||_2", "||_inf", "||_∞"])
    case 10: return "[\(list(", ", 3) { $0.expr(next) })]"
    case 11:
      return pick(["sum", "mean", "max", "min"]) + "[\(name())"
        + optional { " in \($0.range(next))" } + "] \(expr(next))"
    default: return expr(0)
    }
  }
}

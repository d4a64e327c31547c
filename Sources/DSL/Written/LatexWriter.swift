/// Writes formulas in LaTeX with the symbols of the spec: `X[k] * theta(k)` as x_k^T theta_k.
package struct LatexWriter {
  /// The names of matrices, whose rows are written in small letters.
  package var matrices: Set<String> = []
  /// The names of `let`s: their arguments become indices.
  package var definitions: Set<String> = []

  package init() {}

  /// How tightly a formula must hold together where it stands.
  private enum Level: Int, Comparable {
    case sum, product, atom

    static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
  }

  /// The formula.
  package func text(_ e: Expression) -> String { text(e, .sum) }

  /// A summand behind a sign, so that only a sum needs a bracket.
  package func term(_ e: Expression) -> String { text(e, .product) }

  private func bracketed(_ text: String, if needed: Bool) -> String {
    needed ? "\\left(\(text)\\right)" : text
  }

  private func text(_ e: Expression, _ level: Level) -> String {
    switch e {
    case .number(let node): return number(node.value)
    case .boolean(let node): return "\\text{\(node.value)}"
    case .name(let name): return symbol(name.text, [])
    case .list(let node):
      return "\\left[\(node.elements.map { text($0) }.joined(separator: ", "))\\right]"
    case .negation(let node):
      return bracketed("-\(text(node.operand, .product))", if: level > .sum)
    case .transpose(let node): return text(node.operand, .atom) + "^\\top"
    case .norm(let node):
      let kind = node.kind == .infinity ? "\\infty" : node.kind.rawValue
      if case .index(let index) = node.operand {
        return "\\left\\|\(element(index, isRow: false))\\right\\|_{\(kind)}"
      }
      return "\\left\\|\(text(node.operand))\\right\\|_{\(kind)}"
    case .index(let node): return element(node, isRow: true)
    case .call(let node): return call(node)
    case .binary(let node): return binary(node, level)
    case .reduction(let node):
      return bracketed(reduction(node), if: level == .atom)
    }
  }

  private func binary(_ node: BinaryExpression, _ level: Level) -> String {
    let (a, b) = (node.left, node.right)
    if let positive = Expression.binary(node).withoutSign {
      return bracketed("-\(text(positive, .product))", if: level > .sum)
    }
    switch node.op {
    case .add: return bracketed("\(text(a)) + \(text(b, .product))", if: level > .sum)
    case .subtract: return bracketed("\(text(a)) - \(text(b, .product))", if: level > .sum)
    case .multiply:
      var right = text(b, .product)
      // A row of a matrix behind another is a column.
      if case .index(let index) = b, endsWithRow(a) { right = element(index, isRow: false) }
      let isDigit = right.first?.isNumber ?? false
      return bracketed(
        "\(text(a, .product)) \(isDigit ? "\\cdot " : "")\(right)", if: level == .atom)
    case .multiplyElementwise:
      return bracketed("\(text(a, .product)) \\odot \(text(b, .product))", if: level == .atom)
    case .divide: return "\\frac{\(text(a))}{\(text(b))}"
    case .power: return "\(text(a, .atom))^{\(text(b))}"
    }
  }

  /// Whether the last factor is a row of a matrix.
  private func endsWithRow(_ e: Expression) -> Bool {
    switch e {
    case .index(let node):
      if case .name(let base) = node.base { matrices.contains(base.text) } else { false }
    case .binary(let node): node.op == .multiply && endsWithRow(node.right)
    case .number, .boolean, .name, .list, .negation, .transpose, .call, .norm, .reduction: false
    }
  }

  private func element(_ node: IndexExpression, isRow: Bool) -> String {
    let indices = node.arguments.compactMap(\.expression).map { text($0) }
    guard case .name(let base) = node.base else {
      return "\\left(\(text(node.base))\\right)_{\(indices.joined(separator: ","))}"
    }
    guard matrices.contains(base.text), indices.count == 1 else {
      return symbol(base.text, indices)
    }
    return symbol(base.text.lowercased(), indices) + (isRow ? "^\\top" : "")
  }

  private func call(_ node: CallExpression) -> String {
    guard case .name(let callee) = node.callee else { return text(node.callee, .atom) }
    let arguments = node.arguments.compactMap(\.expression)
    if callee.text == "gate", arguments.count == 2, case .index(let gate) = arguments[1],
      let i = gate.arguments.first?.expression
    {
      if case .index(let row) = arguments[0], let k = row.arguments.first?.expression {
        return "d_{\(text(i))\(text(k))}"
      }
      return symbol("D", [text(i)])
    }
    if definitions.contains(callee.text) {
      return symbol(callee.text, arguments.map { text($0) })
    }
    if callee.text == "relu" { return Atom.pos.latex(arguments.map { text($0) }) }
    if let atom = Atom.named(callee.text) { return atom.latex(arguments.map { text($0) }) }
    return
      "\(symbol(callee.text, []))\\left(\(arguments.map { text($0) }.joined(separator: ", "))\\right)"
  }

  private func reduction(_ node: ReductionExpression) -> String {
    let body = text(node.body, .product)
    let index = symbol(node.index.text, [])
    guard let domain = node.domain else { return "\\\(node.reducer.latex)_{\(index)} \(body)" }
    let (low, high) = (text(domain.lower), domain.upper.map { text($0) })
    guard let high else {
      return "\\\(node.reducer.latex)_{\(index) \\in \(low)} \(body)"
    }
    switch node.reducer {
    case .sum: return "\\sum_{\(index)=\(low)}^{\(high)} \(body)"
    case .mean: return "\\frac{1}{\(high)} \\sum_{\(index)=\(low)}^{\(high)} \(body)"
    case .max, .min:
      return "\\\(node.reducer.latex)_{\(index)=\(low),\\dots,\(high)} \(body)"
    }
  }

  /// A range behind `for`: `i \in g`, `k = 1, \dots, n`.
  package func binder(_ binder: Binder) -> String {
    let (index, low) = (symbol(binder.name.text, []), text(binder.domain.lower))
    return binder.domain.upper.map { "\(index) = \(low), \\dots, \(text($0))" }
      ?? "\(index) \\in \(low)"
  }

  /// A name with indices: Greek letters as such, digits at the end as an index, words upright.
  package func symbol(_ name: String, _ indices: [String]) -> String {
    var (base, digits) = (Substring(name), "")
    while let last = base.last, last.isNumber, last.isASCII {
      digits = String(last) + digits
      base = base.dropLast()
    }
    var indices = (digits.isEmpty ? [] : [digits]) + indices
    let parts = base.split(separator: "_", omittingEmptySubsequences: true)
    if parts.count > 1 {
      indices.insert(parts.dropFirst().map(letters).joined(separator: ","), at: 0)
    }
    let text = letters(parts.first ?? base)
    return indices.isEmpty ? text : "\(text)_{\(indices.joined(separator: ","))}"
  }

  private func letters(_ word: Substring) -> String {
    if let greek = Self.greek[String(word)] { return greek }
    if word.count > 3, word.hasSuffix("hat") { return "\\hat{\(letters(word.dropLast(3)))}" }
    return word.count == 1 ? String(word) : "\\mathrm{\(word)}"
  }

  private func number(_ value: Double) -> String {
    let parts = SourcePrinter.number(value).split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return parts.joined() }
    return parts[0] == "1" ? "10^{\(exponent)}" : "\(parts[0]) \\cdot 10^{\(exponent)}"
  }

  private static let greek: [String: String] = {
    let names = [
      "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "zeta": "ζ", "eta": "η",
      "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
      "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ",
      "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ",
      "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    ]
    var result = ["eps": "\\varepsilon", "epsilon": "\\varepsilon", "ε": "\\varepsilon"]
    for (name, letter) in names {
      result[name] = "\\" + name
      result[letter] = "\\" + name
    }
    return result
  }()
}

extension Expression {
  /// The positive product, where the first factor of a product or quotient has a minus.
  fileprivate var withoutSign: Expression? {
    guard case .binary(let node) = self, [.multiply, .divide].contains(node.op) else { return nil }
    if case .negation(let first) = node.left {
      return first.operand.combined(node.op, node.right, at: node.range)
    }
    return node.left.withoutSign.map { $0.combined(node.op, node.right, at: node.range) }
  }
}

extension ReductionExpression.Reducer {
  fileprivate var latex: String {
    switch self {
    case .sum: "sum"
    case .mean: "operatorname{mean}"
    case .max: "max"
    case .min: "min"
    }
  }
}

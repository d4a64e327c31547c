/// Names: every one that is used must be declared.
extension Checker {
  /// Reports the names in an expression that nothing declares, and marks the others as used.
  ///
  /// - Parameter bound: names bound around the expression, such as an index.
  /// - Returns: whether a name was unknown.
  @discardableResult
  mutating func reportUnknownNames(in expression: Expression, bound: Set<String> = []) -> Bool {
    var found = false
    func visit(_ name: Identifier, isCallee: Bool, _ bound: Set<String>) -> Diagnostic? {
      if bound.contains(name.text) || scope[name.text] != nil { return nil }
      if isCallee && Atom(rawValue: name.text) != nil { return nil }
      if name.text == "I" || name.text == "inf" { return nil }
      return unknownName(name, isCallee: isCallee, bound: bound)
    }
    for use in expression.names(bound: bound) {
      scope.use(use.name.text)
      if let diagnostic = visit(use.name, isCallee: use.isCallee, use.bound) {
        report(diagnostic)
        found = true
      }
    }
    return found
  }

  private func unknownName(
    _ name: Identifier, isCallee: Bool, bound: Set<String>
  ) -> Diagnostic {
    var candidates = scope.order + bound.sorted()
    if isCallee { candidates += Atom.allCases.map(\.rawValue) }
    guard let close = suggestion(for: name.text, among: candidates) else {
      return Diagnostic(
        "E101", "unknown name `\(name.text)`", at: name.range,
        help: isCallee
          ? "declare it, for example `loss \(name.text)(z, t) = 1/2*(z - t)^2`"
          : "declare it, for example `param \(name.text) : R = 1`")
    }
    let labels = scope[close].map { [Diagnostic.Label($0.range, "`\(close)` is declared here")] }
    return Diagnostic(
      "E101", "unknown name `\(name.text)` (did you mean `\(close)`?)", at: name.range,
      labels: labels ?? [], fixes: [Diagnostic.FixIt(name.range, replacement: close)])
  }

  /// Warns of parameters of the spec itself that nothing uses. Losses and parameters of an included
  /// file may serve other specs.
  mutating func warnOfUnusedNames() {
    for name in scope.order where !scope.used.contains(name) {
      guard let symbol = scope[name], symbol.range.file == 0 else { continue }
      switch symbol {
      case .parameter, .data, .gates:
        report(
          Diagnostic(
            "W130", "`\(name)` is never used", at: symbol.range,
            help: "take it out, or use it"))
      case .size, .loss, .network, .weights: break
      }
    }
  }
}

/// One use of a name.
struct NameUse {
  let name: Identifier
  let isCallee: Bool
  /// The names bound around it.
  let bound: Set<String>
}

extension Expression {
  /// All uses of names in the expression, in the order of their places.
  func names(bound: Set<String>) -> [NameUse] {
    var result: [NameUse] = []
    func walk(_ expression: Expression, _ bound: Set<String>, isCallee: Bool = false) {
      switch expression {
      case .number, .boolean: break
      case .name(let name):
        result.append(NameUse(name: name, isCallee: isCallee, bound: bound))
      case .list(let node): for element in node.elements { walk(element, bound) }
      case .negation(let node): walk(node.operand, bound)
      case .binary(let node):
        walk(node.left, bound)
        walk(node.right, bound)
      case .transpose(let node): walk(node.operand, bound)
      case .index(let node):
        walk(node.base, bound)
        walk(node.arguments, bound)
      case .call(let node):
        walk(node.callee, bound, isCallee: true)
        walk(node.arguments, bound)
      case .norm(let node): walk(node.operand, bound)
      case .reduction(let node):
        if let domain = node.domain { walk(domain, bound) }
        walk(node.body, bound.union([node.index.text]))
      }
    }
    func walk(_ range: RangeExpression, _ bound: Set<String>) {
      walk(range.lower, bound)
      if let upper = range.upper { walk(upper, bound) }
    }
    func walk(_ arguments: [Argument], _ bound: Set<String>) {
      for argument in arguments {
        switch argument.value {
        case .range(let range): walk(range, bound)
        case .string: break
        }
      }
    }
    walk(self, bound)
    return result
  }
}

/// Names: every one that is used must be declared.
extension Checker {
  /// Reports the names in an expression that nothing declares, and marks the others as used; `bound`
  /// are names bound around it, such as an index. Returns whether a name was unknown, or has a
  /// declaration with an error that is reported already.
  @discardableResult
  mutating func reportUnknownNames(in expression: Expression, bound: Set<String> = []) -> Bool {
    var found = false
    for use in expression.names(bound: bound) {
      let name = use.name.text
      scope.use(name)
      if use.bound.contains(name) || scope[name] != nil { continue }
      if use.role == .function && BuiltinFunction.isKnown(name) { continue }
      if name == "I" || name == "inf" { continue }
      found = true
      if !scope.broken.contains(name) && admitsError(at: use.name.range) {
        report(unknownName(use))
      }
    }
    return found
  }

  private func unknownName(_ use: NameUse) -> Diagnostic {
    let name = use.name
    if let place = perturbationNames[name.text] {
      return Diagnostic(
        "E103", "`\(name.text)` is used outside the `max` or `forall` that binds it",
        at: name.range, labels: [Diagnostic.Label(place, "bound here")],
        help: "a `max[\(name.text) in ..]` reaches over one term, up to the next + or -; put it in"
          + " parentheses to reach further")
    }
    if case .index(let base) = use.role {
      switch scope[base] {
      case .weights(let declaration, _), .variable(let declaration, _, _):
        return unboundIndex(name, of: base, declaration)
      case .data, .parameter, .size, .gates, .loss, .network, .letBinding, .set, nil: break
      }
    }
    var candidates = scope.order + use.bound.sorted()
    if use.role == .function { candidates += BuiltinFunction.callable }
    guard let close = suggestion(for: name.text, among: candidates) else {
      let example =
        switch use.role {
        case .function: "declare it, for example `loss \(name.text)(z, t) = 1/2 * (z - t)^2`"
        case .family: "declare it with the weights, for example `weights \(name.text)[j] : R`"
        case .index, .value:
          "declare it: `param \(name.text) : R = 1` for a number, `data \(name.text) : R[n]` for an"
            + " array"
        }
      return Diagnostic("E101", "unknown name `\(name.text)`", at: name.range, help: example)
    }
    let labels = scope[close].map { [Diagnostic.Label($0.range, "`\(close)` is declared here")] }
    return Diagnostic(
      "E101", "unknown name `\(name.text)` (did you mean `\(close)`?)", at: name.range,
      labels: labels ?? [], fixes: [Diagnostic.FixIt(name.range, replacement: close)])
  }

  /// The message about an index that no sum around it binds.
  func unboundIndex(_ name: Identifier, of base: String, _ declaration: Declaration) -> Diagnostic {
    Diagnostic(
      "E104", "index `\(name.text)` is not bound here", at: name.range,
      labels: [Diagnostic.Label(declaration.range, "`\(base)` is declared here")],
      help: "sum over it: `sum[\(name.text)] .. \(base)[\(name.text)] ..`")
  }

  /// Warns of parameters of the spec itself that nothing uses. Losses and parameters of an included
  /// file may serve other specs.
  mutating func warnOfUnusedNames() {
    for name in scope.order where !scope.used.contains(name) {
      guard let symbol = scope[name], symbol.range.file == 0 else { continue }
      switch symbol {
      case .parameter, .data, .gates, .weights, .variable, .letBinding, .set:
        report(
          Diagnostic(
            "W130", "`\(name)` is never used", at: symbol.range,
            help: "take it out, or use it"))
      case .size, .loss, .network: break
      }
    }
  }
}

/// One use of a name.
struct NameUse {
  /// Where a name stands.
  enum Role: Equatable {
    /// f of `f(..)`
    case function
    /// u of `u[j]`
    case family
    /// j of `u[j]`, with u
    case index(of: String)
    case value
  }

  let name: Identifier
  let role: Role
  /// The names bound around it.
  let bound: Set<String>
}

extension Expression {
  /// All uses of names in the expression, in the order of their places.
  func names(bound: Set<String>) -> [NameUse] {
    var result: [NameUse] = []
    func walk(_ expression: Expression, _ bound: Set<String>, _ role: NameUse.Role = .value) {
      switch expression {
      case .number, .boolean: break
      case .name(let name):
        result.append(NameUse(name: name, role: role, bound: bound))
      case .list(let node): for element in node.elements { walk(element, bound) }
      case .negation(let node): walk(node.operand, bound)
      case .binary(let node):
        walk(node.left, bound)
        walk(node.right, bound)
      case .transpose(let node): walk(node.operand, bound)
      case .index(let node):
        walk(node.base, bound, .family)
        guard case .name(let base) = node.base else { return walk(node.arguments, bound) }
        for argument in node.arguments {
          if case .name(let name) = argument.expression {
            walk(.name(name), bound, .index(of: base.text))
          } else {
            walk([argument], bound)
          }
        }
      case .call(let node):
        walk(node.callee, bound, .function)
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

/// Names: every one that is used must be declared.
extension Checker {
  /// Reports the names in an expression that nothing declares, and marks the others as used; `bound`
  /// are names bound around it, such as an index. Returns whether a name was unknown, or has a
  /// declaration with an error that is reported already.
  @discardableResult
  mutating func reportUnknownNames(
    in expression: Expression, bound: Set<String> = [], as role: NameUse.Role = .value
  ) -> Bool {
    var found = false
    var told: Set<String> = []
    for use in expression.names(bound: bound, as: role) {
      let name = use.name.text
      scope.use(name)
      if use.bound.contains(name) || scope[name] != nil { continue }
      if use.role == .function && BuiltinFunction.isKnown(name) { continue }
      if name == "I" || name == "inf" { continue }
      found = true
      if scope.broken.contains(name) || !admitsError(at: use.name.range) { continue }
      let diagnostic = unknownName(use)
      // A name that is misspelled is put right at each of its places; one that nobody declared is
      // one mistake.
      if told.insert(name).inserted || !diagnostic.fixes.isEmpty { report(diagnostic) }
    }
    return found
  }

  private func unknownName(_ use: NameUse) -> Diagnostic {
    let name = use.name
    if let diagnostic = unboundPerturbation(name) { return diagnostic }
    if case .index(let base) = use.role {
      switch scope[base] {
      case .weights(let declaration, _), .variable(let declaration, _, _):
        return unboundIndex(name, of: base, declaration)
      case .data(let data):
        return Diagnostic(
          "E104", "index `\(name.text)` is not bound here", at: name.range,
          labels: [Diagnostic.Label(data.name.range, "`\(base)` is \(data.typeText)")],
          help:
            "bind it: `mean[\(name.text) in 1..\(data.shape.dimensions[0])] ..` in an objective,"
            + " `.. for \(name.text) in 1..\(data.shape.dimensions[0])` behind a relation")
      case .parameter, .size, .gates, .loss, .network, .letBinding, .set, nil: break
      }
    }
    let unknown = "unknown name `\(name.text)`"
    if case .reducedIndex(let reducer, let place) = use.role {
      let head = "\(reducer)[\(name.text)]"
      return Diagnostic(
        "E101", unknown, at: name.range,
        help: "what `\(reducer)` runs over stands in brackets: `\(head) ..`",
        fixes: [.init(place, replacement: head)])
    }
    if let advice = ForeignName.advice(for: name.text), use.role == .function {
      return Diagnostic("E101", unknown, at: name.range, help: advice)
    }
    var candidates = scope.order + use.bound.sorted()
    if use.role == .function { candidates += BuiltinFunction.callable }
    guard let close = suggestion(for: name.text, among: candidates) else {
      let isInNetwork =
        network.map {
          $0.range.file == name.range.file && $0.range.start <= name.range.start
            && name.range.end <= $0.range.end
        } ?? false
      return Diagnostic(
        "E101", unknown, at: name.range,
        help: isInNetwork && use.role == .value
          ? "what is trained are neurons, `weights u[j] : R[d], alpha[j] : R`, of which the network is"
            + " the sum: `sum[j] relu(Z * u[j]) * alpha[j]`"
          : use.role.advice(for: name.text))
    }
    let labels = scope[close].map { [Diagnostic.Label($0.range, "`\(close)` is declared here")] }
    return Diagnostic(
      "E101", "unknown name `\(name.text)` (did you mean `\(close)`?)", at: name.range,
      labels: labels ?? [], fixes: [Diagnostic.FixIt(name.range, replacement: close)])
  }

  /// The message about a perturbation where nothing binds it.
  private func unboundPerturbation(_ name: Identifier) -> Diagnostic? {
    let isInConstraint = constraints.contains {
      $0.range.file == name.range.file && $0.range.start <= name.range.start
        && name.range.end <= $0.range.end
    }
    let set = setElements.first { $0.element.lowercased() == name.text.lowercased() }
    let setName = set?.set ?? "B"
    let forall = "end the constraint with `forall \(name.text) in \(setName)^n`"
    if let place = perturbationNames[name.text] {
      return Diagnostic(
        "E103", "`\(name.text)` is used outside the `max` or `forall` that binds it",
        at: name.range, labels: [Diagnostic.Label(place, "bound here")],
        help: isInConstraint
          ? forall
          : "a `max[\(name.text) in ..]` reaches over one term, up to the next + or -; put it in"
            + " parentheses to reach further")
    }
    guard set != nil else { return nil }
    return Diagnostic(
      "E103", "no `max` or `forall` binds `\(name.text)`", at: name.range,
      help: isInConstraint
        ? forall
        : "put `max[\(name.text) in \(setName)^n]` before the term: the worst case over the set")
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
    /// B of `B^n`, where a perturbation is bound
    case set
    /// g of `i in g`
    case domain
    /// j of `sum(j) (..)`, which is written `sum[j] (..)`
    case reducedIndex(of: String, at: SourceRange)
    case value

    /// What to do about a name of this role that nothing declares.
    func advice(for name: String) -> String {
      switch self {
      case .function:
        "declare it, for example `loss \(name)(z, t) = 1/2 * (z - t)^2`; the functions there are,"
          + " `cnnc atoms` lists"
      case .family: "declare it with the weights, for example `weights \(name)[j] : R`"
      case .set: "declare it: `set \(name) = { delta : R[d] | ||delta||_inf <= eps }`"
      case .domain:
        "an index runs over gates, `gates \(name) = sample(X, count: 64, seed: 7)`, or over numbers,"
          + " `1..n`; a perturbation over a set"
      case .index, .reducedIndex, .value:
        "declare it: `param \(name) : R = 1` for a number, `data \(name) : R[n]` for an array"
      }
    }
  }

  let name: Identifier
  let role: Role
  /// The names bound around it.
  let bound: Set<String>
}

extension Expression {
  /// All uses of names in the expression, in the order of their places.
  func names(bound: Set<String>, as role: NameUse.Role = .value) -> [NameUse] {
    var result: [NameUse] = []
    func walk(_ expression: Expression, _ bound: Set<String>, _ role: NameUse.Role = .value) {
      switch expression {
      case .number, .boolean: break
      case .name(let name):
        result.append(NameUse(name: name, role: role, bound: bound))
      case .list(let node): for element in node.elements { walk(element, bound) }
      case .negation(let node): walk(node.operand, bound)
      case .binary(let node):
        let isSetPower = node.op == .power && (role == .domain || role == .set)
        walk(node.left, bound, isSetPower ? .set : .value)
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
        if case .call(let head) = node.callee, let (reducer, name) = head.reducedIndex {
          walk(.name(name), bound, .reducedIndex(of: reducer, at: head.range))
        } else {
          walk(node.callee, bound, .function)
        }
        walk(node.arguments, bound)
      case .norm(let node): walk(node.operand, bound)
      case .reduction(let node):
        if let domain = node.domain { walk(domain, bound, .domain) }
        walk(node.body, bound.union([node.index.text]))
      }
    }
    func walk(
      _ range: RangeExpression, _ bound: Set<String>, _ role: NameUse.Role = .value
    ) {
      walk(range.lower, bound, range.upper == nil ? role : .value)
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
    walk(self, bound, role)
    return result
  }
}

extension CallExpression {
  /// `sum` and j of `sum(j)`.
  fileprivate var reducedIndex: (reducer: String, index: Identifier)? {
    guard case .name(let reducer) = callee, ["sum", "mean"].contains(reducer.text),
      arguments.count == 1, case .name(let index) = arguments[0].expression
    else { return nil }
    return (reducer.text, index)
  }
}

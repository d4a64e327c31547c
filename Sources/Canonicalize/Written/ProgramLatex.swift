internal import DSL

extension WrittenProgram {
  /// The program as a fragment of LaTeX (amsmath), a line for each summand and constraint.
  public var latex: String {
    var writer = LatexWriter()
    var unknowns: [String] = []
    var usesGates = false
    for statement in statements {
      switch statement {
      case .data(let node) where node.type.dimensions.count == 2:
        writer.matrices.insert(node.name.text)
      case .letBinding(let node): writer.definitions.insert(node.name.text)
      case .variables(let node): unknowns += node.declarations.map(\.name.text)
      case .gates: usesGates = true
      case .model, .include, .data, .param, .set, .network, .weights, .loss, .objective,
        .constraint, .assertion, .solve, .sweep, .output:
        break
      }
    }
    let names = unknowns.map { writer.symbol($0, []) }.joined(separator: ",\\,")
    var lines: [String] = []
    for (index, summand) in objective.enumerated() {
      let head = index == 0 ? "\\\(sense.prefix(3))_{\(names)} \\quad &" : "&\\quad {}"
      if case .negation(let node) = summand {
        lines.append("\(head) - \(writer.term(node.operand))")
      } else {
        lines.append("\(head) \(index == 0 ? "" : "+ ")\(writer.term(summand))")
      }
    }
    for case .letBinding(let node) in statements {
      let left = writer.symbol(node.name.text, node.parameters.map { writer.symbol($0.text, []) })
      lines.append("\\text{where} \\quad & \(left) = \(writer.text(node.value))")
    }
    if usesGates, let gates = gatesText(writer) { lines.append("& \(gates)") }
    var isFirst = true
    for case .constraint(let node) in statements {
      lines.append(
        (isFirst ? "\\text{subject to} \\quad & " : "& ") + constraint(node, writer))
      isFirst = false
    }
    return "% \(equation); needs amsmath\n\\begin{align*}\n  "
      + lines.joined(separator: " \\\\\n  ") + "\n\\end{align*}\n"
  }

  /// What D_i and d_ik are.
  private func gatesText(_ writer: LatexWriter) -> String? {
    var result: String?
    func look(_ e: Expression) {
      if case .call(let call) = e, case .name(let callee) = call.callee, callee.text == "gate",
        let input = call.arguments.first?.expression,
        case .index(let gate)? =
          call.arguments.last?.expression, case .name(let family) = gate.base
      {
        var matrix = input
        if case .index(let row) = input { matrix = row.base }
        let (x, g) = (writer.text(matrix), writer.symbol(family.text, ["i"]))
        result =
          "D_i = \\operatorname{diag}\\left(\\mathbf{1}\\left[\(x) \(g) \\ge 0\\right]\\right), \\quad"
          + " d_{ik} = (D_i)_{kk}"
      }
      for part in e.parts { look(part) }
    }
    for case .letBinding(let node) in statements { look(node.value) }
    return result
  }

  private func constraint(_ node: ConstraintStatement, _ writer: LatexWriter) -> String {
    var text = writer.text(node.relation.first)
    for (op, side) in node.relation.rest {
      let sign =
        switch op {
        case .lessOrEqual: "\\le"
        case .greaterOrEqual: "\\ge"
        case .equal: "="
        }
      text += " \(sign) \(writer.text(side))"
    }
    for binder in node.relation.binders { text += ", \\quad \(writer.binder(binder))" }
    if let quantifier = node.quantifier {
      text +=
        " \\quad \\forall\\, \(writer.symbol(quantifier.variable.text, [])) \\in"
        + " \(writer.text(quantifier.domain))"
    }
    return text
  }
}

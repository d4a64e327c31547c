internal import DSL
internal import LinearAlgebra

/// Rows as formulas of the spec's symbols.
public struct RowText: Sendable {
  let written: WrittenProgram
  let program: ConicProgram
  /// What the program was derived from, where that is a training problem.
  private let training: (instance: TrainingInstance, codes: ActivationCodes)?

  /// The texts for the rows of a program that trains a network.
  public init(_ instance: TrainingInstance, _ written: WrittenProgram, _ program: ConicProgram) {
    self.written = written
    self.program = program
    training = (instance, ActivationCodes(instance.patterns))
  }

  /// The texts for the rows of a program written out.
  public init(_ written: WrittenProgram, _ program: ConicProgram) {
    self.written = written
    self.program = program
    training = nil
  }

  /// What the row says, with the names of its variables.
  public func symbolic(_ row: RowView) -> String {
    let block = row.block
    if let statement = constraint(row) { return statement }
    var formula = block.formula
    if let t = variableBlock(of: row) {
      let index = zip(row.indices, t.shape).map { "\($0.0)" }
      let name = t.name + (index.isEmpty ? "" : "[\(index.joined(separator: ","))]")
      for word in Self.placeholders { formula = formula.replacingWord(word, with: name) }
    }
    if let argument = argument(of: row) { formula = formula.replacingWord("x", with: argument) }
    let index = row.indices.first.map(String.init) ?? ""
    formula = formula.replacing("_i", with: "_\(index)").replacing("_k", with: "_\(index)")
    formula = formula.replacing("D_\(index)", with: "D_\(index)")
    return formula
  }

  /// A constraint of the spec for the indices of the row.
  private func constraint(_ row: RowView) -> String? {
    guard ["constraint", "robust.constraint"].contains(row.block.rule) else { return nil }
    for case .constraint(let node) in written.statements where node.name?.text == row.block.name {
      var sides = [node.relation.first] + node.relation.rest.map(\.side)
      var rest = row.indices[...]
      for binder in node.relation.binders {
        let name = binder.name.text
        // An index that stands nowhere in it has no rows of its own.
        guard sides.contains(where: { $0.allNames.contains(name) }) else { continue }
        var first = 1.0
        if binder.domain.upper != nil {
          guard case .number(let lower) = binder.domain.lower else { return nil }
          first = lower.value
        }
        guard let index = rest.popFirst() else { return nil }
        sides = sides.map { $0.substituting(name, .number(first + Double(index - 1))) }
      }
      let texts = sides.map { SourcePrinter.text($0) }
      let relation = zip(node.relation.rest, texts.dropFirst())
        .reduce(texts[0]) { "\($0) \($1.0.op.rawValue) \($1.1)" }
      let quantifier = node.quantifier.map {
        " forall \($0.variable.text) in \(SourcePrinter.text($0.domain))"
      }
      let entry = rest.map(String.init).joined(separator: ",")
      return relation + (quantifier ?? "") + (entry.isEmpty ? "" : ", entry \(entry)")
    }
    return nil
  }

  /// What the indices of the row stand for.
  public func context(_ row: RowView) -> [String] {
    guard let (instance, codes) = training else { return [] }
    let (n, block) = (instance.sampleCount, row.block)
    if block.name.hasPrefix("gate_"), row.indices.count == 2 {
      let (i, k) = (row.indices[0], row.indices[1])
      let isActive = instance.patterns.bits[k - 1, i - 1]
      return ["gate \(i), sample \(k): d_\(i)\(k) = \(isActive ? 1 : 0)"]
    }
    if block.rule == "robust.support", block.name.hasPrefix("p"), let code = row.indices.first,
      codes.gates.indices.contains(code - 1)
    {
      let members = codes.code.indices.filter { codes.code[$0] == code - 1 }
      return [
        "sample\(members.count == 1 ? "" : "s") \(members.map { "\($0 + 1)" }.joined(separator: ", ")): theta = \(theta(code - 1, codes, instance))"
      ]
    }
    guard block.shape.first == n, let k = row.indices.first,
      instance.problem.network.form != .knownHidden, !block.name.hasPrefix("group_"),
      !block.name.hasPrefix("q_")
    else { return [] }
    var parts = ["theta(\(k)) = \(theta(codes.code[k - 1], codes, instance))"]
    let formulas = instance.problem.fit.map(\.loss) + instance.problem.constraints.map(\.body)
    var seen: Set<String> = []
    for name in formulas.flatMap(\.dataNames) where seen.insert(name).inserted {
      if let values = instance.vectors[name] {
        parts.append("\(name)[\(k)] = \(shortText(values[k - 1]))")
      }
    }
    return parts
  }

  /// The rules that made the row, in their order.
  public func rules(_ row: RowView) -> [String] {
    let rule = row.block.rule
    guard let (instance, _) = training else { return [rule] }
    if rule == "robust.constraint" { return ["convexify.relu", rule] }
    let isRobust =
      (instance.problem.fit.map(\.perturbation)
      + instance.problem.constraints.map(\.perturbation)).contains { $0 != nil }
    guard isRobust, row.block.shape.first == instance.sampleCount, row.block.name.contains(".")
    else {
      return [rule]
    }
    return rule == "robust.objective" ? [rule] : ["robust.objective", rule]
  }

  /// v[1] + v[3] - w[1] - w[3]
  private func theta(
    _ code: Int, _ codes: ActivationCodes, _ instance: TrainingInstance
  ) -> String {
    let gates = codes.gates[code]
    let names =
      instance.problem.network.form == .relu
      ? [("v", " + "), ("w", " - ")] : [(instance.problem.network.hidden, " + ")]
    var text = ""
    for (name, sign) in names {
      for i in gates { text += (text.isEmpty && sign == " + " ? "" : sign) + "\(name)[\(i + 1)]" }
    }
    return text.isEmpty ? "0" : text
  }

  /// What formulas call the variable of their block.
  private static let placeholders = ["t", "r"]

  /// The epigraph variables that the rows of a block bound.
  private func variableBlock(of row: RowView) -> ConicProgram.Block? {
    let block = row.block
    guard Self.placeholders.contains(where: { block.formula.contains(word: $0) }) else {
      return nil
    }
    let found = program.variables.filter { $0.rule == block.rule && $0.origin == block.origin }
    // What the row has; the variable of an atom comes after those of its arguments.
    let names = Set(row.terms.map { $0.variable.prefix { $0 != "[" } })
    if let own = found.last(where: { names.contains($0.name[...]) }) { return own }
    return found.count == 1 ? found[0] : found.first { block.name.hasPrefix($0.name) }
  }

  /// The argument of the atom whose graph the row is part of, as written for this sample.
  private func argument(of row: RowView) -> String? {
    guard let (instance, _) = training, row.block.rule.hasPrefix("epigraph."),
      let origin = row.block.origin,
      row.block.formula.contains(word: "x"),
      row.block.shape.first == instance.sampleCount, let k = row.indices.first
    else { return nil }
    var found: [Expression] = []
    func look(_ e: Expression) {
      if case .call(let node) = e, node.range == origin,
        let argument = node.arguments.first?.expression
      {
        found.append(argument)
      }
      if case .binary(let node) = e, node.op == .power, node.range == origin {
        found.append(node.left)
      }
      for part in e.parts { look(part) }
    }
    for part in written.objective { look(part) }
    for case .constraint(let node) in written.statements { look(node.relation.first) }
    // At both ends of an interval the same place has two arguments.
    guard found.count == 1, let sample = sampleName else { return nil }
    let text = SourcePrinter.text(found[0].substituting(sample, .number(Double(k))))
    let isPart = ["x^2", "x -", "-x", "- x"].contains { row.block.formula.contains($0) }
    return isPart ? "(\(text))" : text
  }

  /// The index of samples in the written program.
  private var sampleName: String? {
    for case .letBinding(let node) in written.statements { return node.parameters.first?.text }
    return nil
  }
}

extension String {
  /// Whether a word stands in the text by itself.
  fileprivate func contains(word: String) -> Bool { replacingWord(word, with: "") != self }

  /// The text with a word replaced where it stands by itself.
  fileprivate func replacingWord(_ word: String, with other: String) -> String {
    var (result, current) = ("", "")
    func isPart(_ c: Character) -> Bool { c.isLetter || c.isNumber || c == "_" || c == "'" }
    for c in self {
      if isPart(c) {
        current.append(c)
      } else {
        result += (current == word ? other : current) + String(c)
        current = ""
      }
    }
    return result + (current == word ? other : current)
  }

  fileprivate func replacing(_ part: String, with other: String) -> String {
    var (result, rest) = ("", self[...])
    while let range = rest.firstRange(of: part) {
      let next = range.upperBound < rest.endIndex ? rest[range.upperBound] : " "
      let isWord = next.isLetter || next.isNumber
      result += rest[..<range.lowerBound] + (isWord ? part : other)
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}

internal import DSL
internal import LinearAlgebra

/// What a derivation starts from.
extension DerivationWriter {
  var facts: [(name: String, text: String)] {
    let (n, d) = (instance.sampleCount, instance.featureCount)
    var result: [(name: String, text: String)] = []
    if let title = problem.title { result.append(("model", title)) }
    result.append(("data", "\(problem.features) \(n) x \(d)\(targetText)"))
    let patterns = instance.patterns
    switch problem.network.form {
    case .relu, .gated:
      let origin =
        patterns.draws.map { "\(patterns.asked) asked, \($0) draws" }
        ?? "\(patterns.asked) \(isEnumerated ? "listed" : "given")"
      result.append(
        ("gates", "\(problem.gates.name.text): \(origin), \(patterns.count) distinct patterns"))
      result.append(("codes", codesText))
    case .knownHidden:
      result.append(
        (
          "hidden",
          "\(problem.gates.name.text): \(instance.hiddenWeights?.rowCount ?? 0) known neurons"
        ))
    }
    return result
  }

  private var isEnumerated: Bool {
    if case .enumerate = problem.gates.source { true } else { false }
  }

  private var targetText: String {
    let name = problem.targets
    guard let labels = problem.data(named: name)?.labels, let values = instance.vectors[name] else {
      return ", \(name) real"
    }
    let counts = labels.map { label in
      "\(values.count { $0 == label }) of \(shortText(label))"
    }
    return ", \(name) \(values.count) labels: \(counts.joined(separator: ", "))"
  }

  /// The samples of each activation code; their number only where there are many.
  var codesText: String {
    var members = [[Int]](repeating: [], count: codes.gates.count)
    for (k, code) in codes.code.enumerated() { members[code].append(k + 1) }
    let summary = "\(members.count) distinct for \(codes.code.count) samples"
    guard codes.code.count <= 24 else { return summary }
    return members.map { "{\($0.map(String.init).joined(separator: ","))}" }
      .joined(separator: " ") + ": " + summary
  }
}

extension WrittenProgram {
  /// `theta(k) = ..`
  var definition: String? {
    for case .letBinding(let node) in statements {
      let names = node.parameters.map(\.text).joined(separator: ", ")
      return "\(node.name.text)(\(names)) = \(SourcePrinter.text(node.value))"
    }
    return nil
  }

  /// The summands behind the fits.
  func regularizers(after count: Int) -> [String] {
    objective.dropFirst(count).map { SourcePrinter.text($0) }
  }

  /// The constraints that are no pattern constraints.
  var userConstraints: [String] {
    statements.compactMap { statement in
      guard case .constraint(let node) = statement,
        !(node.name?.text.hasPrefix("cone_") ?? false)
      else { return nil }
      return String(SourcePrinter.text(statement).dropFirst("subject to ".count))
    }
  }
}

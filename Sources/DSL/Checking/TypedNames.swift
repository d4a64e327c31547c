/// The declared names with their types.
extension Checker {
  func typedNames() -> [TypedName] {
    scope.order.compactMap { name in
      guard let symbol = scope[name] else { return nil }
      let (kind, type, value) = description(of: symbol)
      return TypedName(name: name, kind: kind, type: type, value: value, range: symbol.range)
    }
  }

  private func description(of symbol: Symbol) -> (kind: String, type: String, value: String) {
    switch symbol {
    case .data(let data):
      var value = data.source.map(\.description) ?? "to be given with --data"
      if data.hasBias { value += ", with bias" }
      if let scaling = data.scaling { value += ", with scale(\(description(of: scaling)))" }
      return ("data", data.typeText, value)
    case .parameter(let parameter):
      let bound = parameter.bound.map { " " + $0.description } ?? ""
      return ("param", "R" + bound, parameter.value.map(shortText) ?? "to be given with -D")
    case .size: return ("size", "natural number", "")
    case .gates(let gates): return ("gates", "patterns", description(of: gates.source))
    case .loss(let loss):
      return ("loss", "(R, R) -> R", SourcePrinter.text(loss.value))
    case .network(let network):
      return ("network", "R[k, d] -> R[k]", SourcePrinter.text(network.value))
    case .weights(let declaration, let shape):
      return (
        "weights", shape.description,
        declaration.index.map { "one for each neuron \($0.text)" } ?? ""
      )
    case .variable(_, let shape, let domain):
      return (
        "variable", shape.description, domain.map { "one for each of \($0.description)" } ?? ""
      )
    case .letBinding(let binding):
      let parameters = binding.parameters.map(\.text).joined(separator: ", ")
      return (
        "let", binding.parameters.isEmpty ? "expression" : "(\(parameters)) -> expression",
        SourcePrinter.text(binding.value)
      )
    case .set(let set):
      return ("set", "subset of \(set.elementShape)", set.description)
    }
  }

  private func description(of scaling: ColumnScaling) -> String {
    switch scaling {
    case .sd: "sd"
    case .minmax: "minmax"
    case .by(let divisor): "by: \(shortText(divisor))"
    }
  }

  private func description(of source: GatesDeclaration.Source) -> String {
    switch source {
    case .vectors(let rows): "\(rows.count) gate vectors"
    case .vectorsFile(let path): "gate vectors of \"\(path.value)\""
    case .patternsFile(let path): "patterns of \"\(path.value)\""
    case .sample(let data, let set, let count, let seed):
      "\(count) sampled at \(data)\(set.map { " + \($0)^n" } ?? ""), seed \(seed)"
    case .enumerate(let data): "all patterns of \(data)"
    case .sphere(let count, let seed): "\(count) on the unit sphere, seed \(seed)"
    }
  }
}

extension DataDeclaration {
  /// The type as written: `R[n, d]`, `{-1, 1}[n]`.
  public var typeText: String {
    let sizes = shape.dimensions.map(\.description).joined(separator: ", ")
    return labels.map { "{\($0.map(shortText).joined(separator: ", "))}[\(sizes)]" }
      ?? shape.description
  }
}

extension DataSource {
  /// The source in a few words.
  public var description: String {
    switch self {
    case .inline(let rows): "inline, \(rows.count) rows"
    case .csv(let path, _): "csv(\"\(path.value)\")"
    case .npy(let path): "npy(\"\(path.value)\")"
    case .npz(let path, let member): "npz(\"\(path.value)\", \"\(member.value)\")"
    case .idx(let path): "idx(\"\(path.value)\")"
    case .libsvm(let path): "libsvm(\"\(path.value)\")"
    }
  }
}

extension ParamStatement.Bound {
  /// The bound as written.
  public var description: String {
    switch self {
    case .relation(let op, let side):
      return "\(op.rawValue) \(SourcePrinter.text(side))"
    case .interval(let lower, let lowerClosed, let upper, let upperClosed):
      let ends = "\(SourcePrinter.text(lower)), \(SourcePrinter.text(upper))"
      return "in \(lowerClosed ? "[" : "(")\(ends)\(upperClosed ? "]" : ")")"
    }
  }
}

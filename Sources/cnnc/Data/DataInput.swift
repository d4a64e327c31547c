internal import DSL

/// Where one declared data is to be read from: the spec's own source, or what the command line says.
struct DataInput {
  /// The declaration.
  let declaration: DataDeclaration
  /// The source, with a path that can be opened as it is.
  let source: DataSource
  /// Values for missing cells, column by column, learned in training; nil to learn them.
  var fills: [Double]?

  /// The input of a declaration that stands in the spec `base`; `override` is `file`, `file:column`
  /// or `file:key` from the command line.
  init?(_ declaration: DataDeclaration, override: String?, base: String) {
    self.declaration = declaration
    if let override {
      source = DataInput.source(of: override, like: declaration)
      return
    }
    guard let declared = declaration.source else { return nil }
    switch declared {
    case .inline: source = declared
    case .csv(let path, let options):
      source = .csv(path: DataInput.opened(path, base), options: options)
    case .npy(let path): source = .npy(path: DataInput.opened(path, base))
    case .npz(let path, let member):
      source = .npz(path: DataInput.opened(path, base), member: member)
    case .idx(let path): source = .idx(path: DataInput.opened(path, base))
    case .libsvm(let path): source = .libsvm(path: DataInput.opened(path, base))
    }
  }

  /// An input that is known entirely.
  init(_ declaration: DataDeclaration, source: DataSource, fills: [Double]?) {
    self.declaration = declaration
    self.source = source
    self.fills = fills
  }

  private static func opened(_ path: StringLiteral, _ base: String) -> StringLiteral {
    StringLiteral(resolvePath(path.value, relativeTo: base), at: path.range)
  }

  /// The source that `file[:part]` names: the format by its ending, the declared options kept where
  /// they fit.
  private static func source(of text: String, like declaration: DataDeclaration) -> DataSource {
    var (path, part): (String, String?) = (text, nil)
    if let colon = text.lastIndex(of: ":"), !fileExists(text) {
      path = String(text[..<colon])
      part = String(text[text.index(after: colon)...])
    }
    let literal = StringLiteral(path, at: declaration.valueRange)
    let name = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
    if name.hasSuffix(".npy") { return .npy(path: literal) }
    if name.hasSuffix(".npz") {
      let member = part ?? declaration.name.text
      return .npz(path: literal, member: StringLiteral(member, at: declaration.valueRange))
    }
    if name.hasSuffix("ubyte") || name.hasSuffix(".idx") { return .idx(path: literal) }
    if name.hasSuffix(".libsvm") || name.hasSuffix(".svm") { return .libsvm(path: literal) }
    var options = CSVSelection()
    if case .csv(_, let declared) = declaration.source { options = declared }
    if let part { options.columns = .names(part) }
    return .csv(path: literal, options: options)
  }
}

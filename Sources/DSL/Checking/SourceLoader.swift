/// The text of a file, or why it could not be read (a phrase such as "no such file").
public enum ReadResult: Sendable {
  case text([UInt8])
  case failure(String)
}

/// A spec with its includes put in place.
public struct LoadedProgram: Sendable {
  /// The files, the spec first.
  public let sources: SourceMap
  /// The statements, those of an included file where its `include` stood.
  public let program: Program
  /// What was wrong with the text.
  public let diagnostics: [Diagnostic]
}

/// Parses a spec and, at their place, the specs it includes; a file included twice is read once.
///
/// Paths are relative to the file that names them. Reading is left to the caller.
/// - Parameters:
///   - name: the path of the spec, or `<stdin>`.
///   - text: its text.
///   - read: gives the text of an included file.
/// - Returns: the program with its files and messages.
public func loadProgram(
  name: String, text: [UInt8], read: @escaping (String) -> ReadResult
) -> LoadedProgram {
  var loader = SourceLoader(read: read)
  loader.load(name: name, text: text, chain: [name])
  return LoadedProgram(
    sources: loader.sources, program: Program(statements: loader.statements),
    diagnostics: loader.diagnostics)
}

/// The path `path` as seen from the folder of the file `base`.
public func resolvePath(_ path: String, relativeTo base: String) -> String {
  guard !path.hasPrefix("/"), let slash = base.lastIndex(of: "/") else { return path }
  return base[...slash] + path
}

private struct SourceLoader {
  let read: (String) -> ReadResult
  var sources = SourceMap()
  var statements: [Statement] = []
  var diagnostics: [Diagnostic] = []
  var loaded: Set<String> = []

  init(read: @escaping (String) -> ReadResult) {
    self.read = read
  }

  mutating func load(name: String, text: [UInt8], chain: [String]) {
    loaded.insert(name)
    let file = SourceFile(name: name, text: text)
    let (program, found) = parse(file, index: sources.add(file))
    diagnostics += found
    for statement in program.statements {
      if case .include(let include) = statement {
        follow(include, from: name, chain: chain)
      } else {
        statements.append(statement)
      }
    }
  }

  private mutating func follow(_ include: IncludeStatement, from base: String, chain: [String]) {
    let path = resolvePath(include.path.value, relativeTo: base)
    if chain.contains(path) {
      diagnostics.append(
        Diagnostic(
          "E020", "include cycle: \((chain + [path]).joined(separator: " -> "))",
          at: include.path.range, help: "take one of these includes out"))
      return
    }
    guard !loaded.contains(path) else { return }
    switch read(path) {
    case .text(let text):
      load(name: path, text: text, chain: chain + [path])
    case .failure(let reason):
      diagnostics.append(
        Diagnostic(
          "E023", "cannot read the included file `\(path)`: \(reason)", at: include.path.range,
          help: "a path is relative to the file that includes it"))
    }
  }
}

/// Turns diagnostics into text for a terminal: the source line, what is wrong right under it, and
/// what to do.
public struct DiagnosticRenderer: Sendable {
  /// Whether the text carries ANSI colours.
  public let color: Bool

  /// A renderer, in colour or plain.
  public init(color: Bool = false) {
    self.color = color
  }

  /// All messages, an empty line after each, the summary, and where to read more.
  public func render(_ diagnostics: [Diagnostic], in sources: SourceMap) -> String {
    var result = ""
    for diagnostic in diagnostics {
      result += render(diagnostic, in: sources)
      result += "\n"
    }
    let summary = Self.summary(of: diagnostics)
    guard !summary.isEmpty else { return result }
    result += summary + "\n"
    // Once, and not under each message: it is for those who meet the code for the first time.
    if let first = diagnostics.first(where: { $0.severity == .error }) {
      result += "for more: cnnc explain \(first.code)\n"
    }
    return result
  }

  /// `2 errors, 1 warning`; empty when there is nothing to count.
  public static func summary(of diagnostics: [Diagnostic]) -> String {
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count - errors
    var parts: [String] = []
    if errors > 0 { parts.append("\(errors) error\(errors == 1 ? "" : "s")") }
    if warnings > 0 { parts.append("\(warnings) warning\(warnings == 1 ? "" : "s")") }
    return parts.joined(separator: ", ")
  }

  /// One message, with a line end after each of its lines.
  public func render(_ diagnostic: Diagnostic, in sources: SourceMap) -> String {
    let style = Style(color: color, severity: diagnostic.severity)
    var lines = [
      style.severe("\(diagnostic.severity.rawValue)[\(diagnostic.code)]")
        + style.bold(": \(diagnostic.message)")
    ]
    let excerpts = Excerpt.excerpts(of: diagnostic, in: sources)
    let width = excerpts.map { String($0.line).utf8.count }.max() ?? 0
    let gutter = style.frame(Style.spaces(width + 2) + "|")
    for (index, excerpt) in excerpts.enumerated() {
      if index == 0 || excerpt.file != excerpts[index - 1].file {
        let arrow = index == 0 ? "--> " : "::: "
        lines.append(
          style.frame(Style.spaces(width + 1) + arrow)
            + place(of: diagnostic, in: excerpt.file, sources))
        lines.append(gutter)
      } else if excerpt.line > excerpts[index - 1].line + 1 {
        lines.append(style.frame("..."))
      }
      let number = String(excerpt.line)
      let pad = Style.spaces(1 + width - number.utf8.count)
      lines.append(style.frame(pad + number + " |") + Style.indented(excerpt.text))
      lines += excerpt.underlines(style).map { gutter + " " + $0 }
    }
    let foot = Style.spaces(excerpts.isEmpty ? 2 : width + 2)
    let facts = facts(of: diagnostic)
    if !excerpts.isEmpty && !facts.isEmpty { lines.append(gutter) }
    for (title, text) in facts {
      // The further lines of a long text stand under its first.
      let under = "\n" + foot + Style.spaces(4 + title.unicodeScalars.count)
      let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
      lines.append(
        foot + style.frame("= ") + style.bold(title + ":") + " " + parts.joined(separator: under))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `file:line:column` of the first thing that the message says about a file: of the primary place
  /// in its own.
  private func place(of diagnostic: Diagnostic, in file: Int, _ sources: SourceMap) -> String {
    let places = [diagnostic.range].compactMap(\.self) + diagnostic.labels.map(\.range)
    let source = sources.files[file]
    let start = places.first { $0.file == file }?.start ?? 0
    let location = source.location(of: start)
    return "\(source.name):\(location.line):\(location.column)"
  }

  /// The notes and the help, each with its title. A note that starts with a word and a colon, such
  /// as `rule: concave of convex`, brings its own title.
  private func facts(of diagnostic: Diagnostic) -> [(title: String, text: String)] {
    var facts: [(title: String, text: String)] = diagnostic.notes.map { note in
      let parts = note.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, !parts[0].isEmpty, parts[1].first == " ",
        parts[0].utf8.allSatisfy({ $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") })
      {
        return (String(parts[0]), String(parts[1].dropFirst()))
      }
      return ("note", note)
    }
    if let help = diagnostic.help { facts.append(("help", help)) }
    return facts
  }

  /// The colours of one message.
  struct Style {
    let color: Bool
    let severity: Diagnostic.Severity

    /// The message's own colour: what is wrong.
    func severe(_ text: String) -> String {
      switch severity {
      case .error: ansi("1;31", text)
      case .warning: ansi("1;33", text)
      }
    }

    /// Line numbers, arrows and secondary underlines.
    func frame(_ text: String) -> String { ansi("1;34", text) }

    func bold(_ text: String) -> String { ansi("1", text) }

    private func ansi(_ codes: String, _ text: String) -> String {
      color ? "\u{1B}[\(codes)m\(text)\u{1B}[0m" : text
    }

    static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    /// A source line behind the gutter; an empty one without a trailing space.
    static func indented(_ text: String) -> String { text.isEmpty ? "" : " " + text }
  }
}

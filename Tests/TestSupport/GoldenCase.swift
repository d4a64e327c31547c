import Foundation

/// A golden case: headings with a fenced text under each, kept as a Markdown file.
///
/// The first sections are what goes in, the others what must come out. A test reads the files of a
/// folder, makes the outputs anew and compares. With `CNNC_RECORD=1` in the environment the files
/// are written instead, and the test must fail, so that nobody records by accident.
public struct GoldenCase: Equatable, Sendable {
  /// A heading and the text in the fence below it.
  public struct Section: Equatable, Sendable {
    public let heading: String
    public let text: String

    public init(_ heading: String, _ text: String) {
      self.heading = heading
      self.text = text
    }
  }

  /// What stands before the first section: a title and why the case is there.
  public var preamble: String
  /// The sections in order.
  public var sections: [Section]

  public init(preamble: String, sections: [Section]) {
    self.preamble = preamble
    self.sections = sections
  }

  /// Whether the golden files are to be written anew.
  public static var isRecording: Bool {
    ProcessInfo.processInfo.environment["CNNC_RECORD"] == "1"
  }

  /// The text of the section with a heading.
  public func text(of heading: String) -> String? {
    sections.first { $0.heading == heading }?.text
  }

  /// The case with the text of a section replaced, or the section added at the end.
  public func setting(_ heading: String, to text: String) -> GoldenCase {
    var copy = self
    let section = Section(heading, text)
    if let index = sections.firstIndex(where: { $0.heading == heading }) {
      copy.sections[index] = section
    } else {
      copy.sections.append(section)
    }
    return copy
  }
}

extension GoldenCase {
  /// Reads a case: `## HEADING`, then a fence of three or more backquotes. Inside the fence every
  /// line counts, including its end; text between a fence and the next heading is ignored.
  public init(markdown: String) {
    var preamble = ""
    var sections: [Section] = []
    var heading: String?
    var fence: String?
    var text = ""
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      if let open = fence {
        if line == open {
          sections.append(Section(heading ?? "", text))
          fence = nil
        } else {
          text += line + "\n"
        }
      } else if line.hasPrefix("## ") {
        heading = String(line.dropFirst(3))
      } else if heading != nil, line.hasPrefix("```") {
        fence = String(line.prefix { $0 == "`" })
        text = ""
      } else if heading == nil {
        preamble += line + "\n"
      }
    }
    while preamble.hasSuffix("\n") { preamble.removeLast() }
    self.init(preamble: preamble, sections: sections)
  }

  /// The case as Markdown; `language` names the fence of a section.
  public func markdown(
    language: (String) -> String = {
      $0.hasPrefix("SPEC") || $0.hasSuffix(".cnn") ? "cnn" : "text"
    }
  ) -> String {
    var result = preamble.isEmpty ? "" : preamble + "\n"
    for section in sections {
      let fence = Self.fence(for: section.text)
      let text =
        section.text.hasSuffix("\n") || section.text.isEmpty
        ? section.text : section.text + "\n"
      if !result.isEmpty { result += "\n" }
      result += "## \(section.heading)\n\n\(fence)\(language(section.heading))\n\(text)\(fence)\n"
    }
    return result
  }

  /// A fence longer than every run of backquotes at the start of a line.
  private static func fence(for text: String) -> String {
    var length = 3
    for line in text.split(separator: "\n") {
      length = max(length, line.prefix { $0 == "`" }.count + 1)
    }
    return String(repeating: "`", count: length)
  }
}

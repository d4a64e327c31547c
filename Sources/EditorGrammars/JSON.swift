/// A JSON value whose members stay in the order in which they are given, so that the file reads as
/// its generator does.
indirect enum JSON {
  case string(String)
  case list([JSON])
  case object([(key: String, value: JSON)])

  /// The value as text, indented; `depth` is how deep it stands.
  func text(depth: Int = 0) -> String {
    let indentation = String(repeating: "  ", count: depth)
    func block(_ opening: String, _ lines: [String], _ closing: String) -> String {
      guard !lines.isEmpty else { return opening + closing }
      let body = lines.map { indentation + "  " + $0 }.joined(separator: ",\n")
      return opening + "\n" + body + "\n" + indentation + closing
    }
    switch self {
    case .string(let text): return Self.quoted(text)
    case .list(let values): return block("[", values.map { $0.text(depth: depth + 1) }, "]")
    case .object(let members):
      let lines = members.map { Self.quoted($0.key) + ": " + $0.value.text(depth: depth + 1) }
      return block("{", lines, "}")
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text {
      if character == "\"" || character == "\\" { result.append("\\") }
      result.append(character)
    }
    return result + "\""
  }
}

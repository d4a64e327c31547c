/// Dots of other languages: that of `train.csv`, of `X.T` and of `np.exp`.
extension Lexer {
  /// What a dot that was just read may have meant, and the change where that is sure.
  func dotSlip(at start: Int) -> (help: String, fix: Diagnostic.FixIt?) {
    if position == start + 1, let path = pathAround(start) {
      let text = String(decoding: text[path], as: UTF8.self)
      return (
        "the name of a file stands in double quotes, as in `csv(\"train.csv\")`",
        isAlone(path) ? fix(path, "\"\(text)\"") : nil
      )
    }
    let isBehindValue =
      start > 0 && (Self.isWordByte(text[start - 1]) || ")]".utf8.contains(text[start - 1]))
    guard position == start + 1, isBehindValue, Self.isWordByte(byte(at: position)) else {
      return ("ranges are written `1..n`, products `.*`", nil)
    }
    let end = text[position...].firstIndex { !Self.isWordByte($0) } ?? text.count
    let word = String(decoding: text[position..<min(end, position + 16)], as: UTF8.self)
    if word == "T" { return ("the transpose of A is written `A'`", fix(start..<end, "'")) }
    let first = text[..<start].lastIndex { !Self.isWordByte($0) }.map { $0 + 1 } ?? 0
    let owner = String(decoding: text[max(first, start - 16)..<start], as: UTF8.self)
    let isCall = byte(at: end) == UInt8(ascii: "(") && Self.libraries.contains(owner)
    let isKnown = Atom.named(word) != nil || ["sum", "mean", "max", "min", "relu"].contains(word)
    return (
      "a name has no dots; functions are called by their name alone, as in `exp(z)`",
      isCall && isKnown ? fix(first..<end, word) : nil
    )
  }

  /// The path of a file, with an ending that cnnc reads, that a dot belongs to.
  private func pathAround(_ dot: Int) -> Range<Int>? {
    func isPart(_ byte: UInt8) -> Bool { Self.isWordByte(byte) || "./-~".utf8.contains(byte) }
    let line = text[..<dot].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let first = text[line..<dot].lastIndex { !isPart($0) }.map { $0 + 1 } ?? line
    let end = text[dot...].firstIndex { !isPart($0) } ?? text.count
    guard let last = text[first..<end].lastIndex(of: UInt8(ascii: ".")), last >= dot else {
      return nil
    }
    let ending = String(decoding: text[(last + 1)..<min(end, last + 8)], as: UTF8.self)
    return Self.endings.contains(ending) ? first..<end : nil
  }

  /// Whether a path is all of an argument, or of what follows a keyword.
  private func isAlone(_ path: Range<Int>) -> Bool {
    let before = path.lowerBound > 0 ? text[path.lowerBound - 1] : UInt8(ascii: "\n")
    return "(, \t".utf8.contains(before)
      && (path.upperBound == text.count || "), \t\r\n".utf8.contains(text[path.upperBound]))
  }

  private func fix(_ range: Range<Int>, _ replacement: String) -> Diagnostic.FixIt {
    .init(
      SourceRange(file: file, start: range.lowerBound, end: range.upperBound),
      replacement: replacement)
  }

  private static let endings: Set<String> = [
    "csv", "npy", "npz", "gz", "txt", "libsvm", "cnn", "idx", "json",
  ]
  private static let libraries: Set<String> = [
    "np", "numpy", "jnp", "cp", "torch", "tf", "math", "F", "nn", "K", "Math",
  ]
}

/// A file cut into what the formatter writes anew.
struct Outline {
  /// What stands at column 1.
  enum Item {
    case blank
    case comment(String)
    case statement(OutlinedStatement)
  }

  /// The items in their order; a blank is neither first nor last nor beside another.
  var items: [Item] = []

  private let file: SourceFile
  /// The statement that comments may still belong to.
  private var open: OutlinedStatement?

  /// The outline of a file without syntax errors.
  init(of file: SourceFile, index: Int, signs: SignSpelling) {
    self.file = file
    var end = 0
    let all = tokens(of: file, index: index).tokens
    for tokens in all.split(whereSeparator: { $0.kind == .endOfStatement }) {
      guard let first = tokens.first, let last = tokens.last else { continue }
      addGap(from: end, to: first.range.start)
      open = OutlinedStatement(
        keyword: first.keyword, pieces: TokenSpacing.pieces(of: Array(tokens), in: file, signs),
        lines: lines(of: Array(tokens)))
      end = last.range.end
    }
    addGap(from: end, to: file.text.count)
    if case .blank? = items.last { items.removeLast() }
  }

  /// The tokens of a statement line by line, with the comments between them.
  private func lines(of tokens: [Token]) -> [OutlinedStatement.Line] {
    var lines = [OutlinedStatement.Line(pieces: 0..<1)]
    for index in tokens.indices.dropFirst() {
      let gap = comments(from: tokens[index - 1].range.end, to: tokens[index].range.start)
      if gap.count > 1 {
        lines[lines.count - 1].comment = gap[0]
        for case let comment? in gap.dropFirst() {
          lines.append(OutlinedStatement.Line(pieces: index..<index, comment: comment))
        }
        lines.append(OutlinedStatement.Line(pieces: index..<index))
      }
      let start = lines[lines.count - 1].pieces.lowerBound
      lines[lines.count - 1].pieces = start..<index + 1
    }
    return lines
  }

  /// Closes the open statement, with the comments that belong to it, and adds what stands between it
  /// and the next statement or the end of the file.
  private mutating func addGap(from start: Int, to end: Int) {
    var gap = comments(from: start, to: end)[...]
    if let statement = open, let first = gap.popFirst() {
      open?.lines[statement.lines.count - 1].comment = first
    }
    // What is behind the last line end is the next statement's line, or nothing at all.
    if case .some(nil) = gap.last { gap.removeLast() }
    while let statement = open {
      // An indented comment line directly behind a statement is about it: a term left out, perhaps.
      if case let comment?? = gap.first, comment.column > 1 {
        let end = statement.pieces.count
        open?.lines.append(OutlinedStatement.Line(pieces: end..<end, comment: comment))
        gap.removeFirst()
      } else {
        items.append(.statement(statement))
        open = nil
      }
    }
    for comment in gap {
      if let comment {
        items.append(.comment(comment.text))
      } else if let last = items.last {
        if case .blank = last { continue }
        items.append(.blank)
      }
    }
  }

  /// What stands between two tokens, line by line: a comment or nothing.
  private func comments(from start: Int, to end: Int) -> [OutlinedStatement.Comment?] {
    var lines: [OutlinedStatement.Comment?] = [nil]
    var position = start
    while position < end {
      if file.text[position] == UInt8(ascii: "\n") {
        lines.append(nil)
      } else if file.text[position] == UInt8(ascii: "#") {
        let comment = file.line(containing: position)[position...]
        lines[lines.count - 1] = OutlinedStatement.Comment(
          text: Self.withoutTrailingBlanks(comment), column: file.location(of: position).column)
        position = comment.endIndex - 1
      }
      position += 1
    }
    return lines
  }

  private static func withoutTrailingBlanks(_ bytes: ArraySlice<UInt8>) -> String {
    var bytes = bytes
    while let last = bytes.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") {
      bytes.removeLast()
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A statement with the line breaks and comments that its author gave it.
struct OutlinedStatement {
  /// A comment with its `#`.
  struct Comment {
    let text: String
    /// Where it stood, from 1.
    let column: Int
  }

  /// A line: pieces, a comment, or both.
  struct Line {
    var pieces: Range<Int>
    var comment: Comment?
  }

  /// The word it starts with.
  let keyword: Keyword?
  /// Its tokens.
  var pieces: [Piece]
  /// Its lines; the first one has pieces.
  var lines: [Line]
}

/// A token as the formatter writes it.
struct Piece {
  /// What a piece is to those that stand below it on other lines.
  enum Bracket {
    case opens
    case closes
  }

  /// What is lined up with the statements above and below.
  enum Column {
    case typeColon
    case equals
  }

  let text: String
  /// The blanks before it, unless it starts a line.
  var gap: Int
  var bracket: Bracket?
  var column: Column?

  /// How many columns it takes.
  var width: Int { text.unicodeScalars.count }
}

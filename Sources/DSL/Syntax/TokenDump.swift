extension SyntaxTree {
  /// The tokens of a file as a flat tree: a child for each, of its kind and with its text.
  public init(tokens: [Token], of file: SourceFile, index: Int) {
    let children = tokens.map { token in
      let bytes = file.text[token.range.start..<token.range.end]
      let text = token.kind == .endOfStatement ? nil : displayed(bytes, limit: .max / 8)
      return SyntaxTree(token.kindName, text, token.range)
    }
    self.init(
      "tokens", nil, SourceRange(file: index, start: 0, end: file.text.count), children)
  }

  /// The tokens as text, one a line: place, kind and text in columns.
  public func tokenText(in file: SourceFile) -> String {
    let rows = children.map { token in
      let place = file.location(of: token.range.start)
      return (place: "\(place.line):\(place.column)", kind: token.kind, text: token.text ?? "")
    }
    let placeWidth = rows.map(\.place.utf8.count).max() ?? 0
    let kindWidth = rows.map(\.kind.utf8.count).max() ?? 0
    var result = ""
    for row in rows {
      var line = Self.padded(row.place, to: placeWidth + 2)
      line += row.text.isEmpty ? row.kind : Self.padded(row.kind, to: kindWidth + 2) + row.text
      result += line + "\n"
    }
    return result
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.utf8.count))
  }
}

extension Token {
  /// The kind in the words of the grammar; a keyword in a name's place is named so.
  var kindName: String {
    switch kind {
    case .name: keyword.map { "word/\($0.role.rawValue)" } ?? "name"
    case .number: "number"
    case .string: "string"
    case .elementSign: "word/clause"
    case .invalid: "invalid"
    case .less, .greater: "unknown"
    case .endOfStatement: "end"
    case .normOpen, .normCloseOne, .normCloseTwo, .normCloseInfinity: "norm"
    case .openParenthesis, .closeParenthesis, .openBracket, .closeBracket, .openBrace,
      .closeBrace, .comma, .colon, .equals, .bar, .range, .lessOrEqual, .greaterOrEqual,
      .equalEqual, .plus, .minus, .star, .slash, .dotStar, .caret, .prime:
      kind.role?.rawValue ?? "sign"
    }
  }
}

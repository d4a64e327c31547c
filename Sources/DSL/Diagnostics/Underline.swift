extension Excerpt {
  /// The lines under the source line: the underlines, with the caption of the last one beside it,
  /// and the other captions below, each hanging from its underline.
  func underlines(_ style: DiagnosticRenderer.Style) -> [String] {
    let ordered = marks.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    var row = Row()
    // The primary mark is drawn last, so that it stays visible where marks overlap.
    for mark in ordered where !mark.isPrimary {
      row.draw("-", from: mark.start, to: mark.end, isPrimary: false)
    }
    for mark in ordered where mark.isPrimary {
      row.draw("^", from: mark.start, to: mark.end, isPrimary: true)
    }
    var hanging = ordered.filter { !$0.text.isEmpty }
    // Beside the underlines there is room for one caption: that of the mark farthest right, unless
    // another one reaches into it.
    if let last = hanging.last, ordered.allSatisfy({ $0.end <= last.start || $0 == last }) {
      hanging.removeLast()
      let under = last.text.hasPrefix("...") ? "" : " "
      row.write(under + last.text, at: last.end, isPrimary: last.isPrimary)
    }
    var rows = [row]
    if !hanging.isEmpty { rows.append(Self.stems(of: hanging)) }
    while let last = hanging.popLast() {
      var row = Self.stems(of: hanging.filter { $0.start < last.start })
      row.write(last.text, at: last.start, isPrimary: last.isPrimary)
      rows.append(row)
    }
    return rows.map { $0.text(style) }
  }

  /// A row of `|` under the starts of marks whose captions come below.
  private static func stems(of marks: [Mark]) -> Row {
    var row = Row()
    for mark in marks {
      row.draw("|", from: mark.start, to: mark.start + 1, isPrimary: mark.isPrimary)
    }
    return row
  }

  /// A row of characters, each of the primary or of the secondary colour.
  private struct Row {
    private var scalars: [Unicode.Scalar] = []
    private var isPrimary: [Bool] = []

    mutating func draw(_ scalar: Unicode.Scalar, from start: Int, to end: Int, isPrimary: Bool) {
      extend(to: end)
      for column in start..<end {
        scalars[column] = scalar
        self.isPrimary[column] = isPrimary
      }
    }

    mutating func write(_ text: String, at column: Int, isPrimary: Bool) {
      var column = column
      for scalar in text.unicodeScalars {
        draw(scalar, from: column, to: column + 1, isPrimary: isPrimary)
        column += 1
      }
    }

    private mutating func extend(to count: Int) {
      while scalars.count < count {
        scalars.append(" ")
        isPrimary.append(false)
      }
    }

    /// The row, each run of one colour as a whole.
    func text(_ style: DiagnosticRenderer.Style) -> String {
      var result = ""
      var start = 0
      while start < scalars.count {
        var end = start + 1
        while end < scalars.count && isPrimary[end] == isPrimary[start] { end += 1 }
        var run = String.UnicodeScalarView()
        run.append(contentsOf: scalars[start..<end])
        let text = String(run)
        result += isPrimary[start] ? style.severe(text) : style.frame(text)
        start = end
      }
      return result
    }
  }
}

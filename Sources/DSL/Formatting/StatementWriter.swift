/// Writes the lines of a statement: their indentation and the comments beside them.
struct StatementWriter {
  /// The indentation of lines that are in no bracket: what follows a sign at its start stands below
  /// what follows `minimize`.
  private static let indentation = 8
  /// Where comments behind code start; code of usual length is left of it.
  private static let commentColumn = 60

  /// Where the lines inside a bracket start.
  private struct OpenBracket {
    /// Any line.
    let inside: Int
    /// A line that starts with the closing bracket.
    let closing: Int
  }

  /// The lines so far.
  private(set) var text = ""
  private var column = 0
  private var brackets: [OpenBracket] = []
  /// Where the comment on the line above stood and stands now; nil where there is none.
  private var commentAbove: (source: Int, written: Int)?

  /// Adds the lines of a statement.
  mutating func write(_ statement: OutlinedStatement) {
    for line in statement.lines {
      let hasPieces = !line.pieces.isEmpty
      if hasPieces { write(statement.pieces[line.pieces], isFirst: line.pieces.lowerBound == 0) }
      if let comment = line.comment {
        let isBelow = !hasPieces && commentAbove?.source == comment.column
        var place = max(Self.commentColumn, column + 2)
        if !hasPieces { place = brackets.last?.inside ?? Self.indentation }
        if isBelow, let above = commentAbove { place = above.written }
        move(to: place)
        write(comment.text)
        commentAbove = hasPieces || isBelow ? (comment.column, place) : nil
      } else {
        commentAbove = nil
      }
      text += "\n"
      column = 0
    }
  }

  /// Writes the code of a line.
  private mutating func write(_ pieces: ArraySlice<Piece>, isFirst: Bool) {
    guard let first = pieces.first else { return }
    let inside = brackets.last?.inside ?? Self.indentation
    let closing = brackets.last?.closing ?? Self.indentation
    let start = isFirst ? 0 : first.bracket == .closes ? closing : inside
    move(to: start)
    for index in pieces.indices {
      let piece = pieces[index]
      if index > pieces.startIndex { move(to: column + piece.gap) }
      let opening = column
      write(piece.text)
      switch piece.bracket {
      case .opens where pieces[index...].allSatisfy { $0.bracket == .opens }:
        brackets.append(OpenBracket(inside: start + 4, closing: start + 2))
      case .opens:
        brackets.append(OpenBracket(inside: column + pieces[index + 1].gap, closing: opening))
      case .closes: _ = brackets.popLast()
      case nil: break
      }
    }
  }

  private mutating func write(_ part: String) {
    text += part
    column += part.unicodeScalars.count
  }

  private mutating func move(to place: Int) {
    write(String(repeating: " ", count: place - column))
  }
}

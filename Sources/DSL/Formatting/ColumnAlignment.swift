/// Statements directly below one another that define things are read as a table.
extension Outline {
  /// Lines up the names, colons and equals signs of each block.
  mutating func alignColumns() {
    var start = 0
    while start < items.count {
      var end = start
      while end < items.count && definition(at: end) != nil { end += 1 }
      align(start..<end)
      start = end + 1
    }
  }

  /// The keyword of a statement that can be part of a block.
  private func definition(at index: Int) -> Keyword? {
    guard case .statement(let statement) = items[index] else { return nil }
    switch statement.keyword {
    case .data, .param, .gates, .set, .loss, .let: return statement.keyword
    case .model, .include, .network, .weights, .variables, .minimize, .maximize, .subject, .assert,
      .solve, .sweep, .output, .to, .with, .for, .forall, .in, .sum, .mean, .max, .min, .true,
      .false, nil:
      return nil
    }
  }

  private mutating func align(_ block: Range<Int>) {
    let isMixed = block.contains { definition(at: $0) != definition(at: block.lowerBound) }
    align(block, setOffBy: isMixed ? 1 : 0) { _ in 1 }
    var start = block.lowerBound
    while start < block.upperBound {
      var end = start
      while end < block.upperBound && definition(at: end) == definition(at: start) { end += 1 }
      for column in [Piece.Column.typeColon, .equals] {
        align(start..<end) { statement in
          statement.pieces.firstIndex { $0.column == column }
        }
      }
      start = end
    }
  }

  /// Moves one piece of each statement to the right until they stand below one another, `distance`
  /// behind the longest. A piece that is not on the first line of its statement is left out.
  private mutating func align(
    _ block: Range<Int>, setOffBy distance: Int = 0, _ choose: (OutlinedStatement) -> Int?
  ) {
    var places: [(item: Int, piece: Int, column: Int)] = []
    for item in block {
      guard case .statement(let statement) = items[item], let piece = choose(statement),
        statement.lines[0].pieces.contains(piece)
      else { continue }
      let before = statement.pieces[..<piece].reduce(0) { $0 + $1.gap + $1.width }
      places.append((item, piece, before + statement.pieces[piece].gap))
    }
    let column = (places.map(\.column).max() ?? 0) + distance
    for place in places {
      guard case .statement(var statement) = items[place.item] else { continue }
      statement.pieces[place.piece].gap += column - place.column
      items[place.item] = .statement(statement)
    }
  }
}

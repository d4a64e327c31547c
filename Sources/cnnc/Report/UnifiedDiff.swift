/// What turns one text into another, as `diff -u` shows it; empty where they are the same.
func unifiedDiff(from old: [UInt8], to new: [UInt8], named name: String) -> String {
  let edits = LineEdit.edits(from: lines(of: old), to: lines(of: new))
  let changes = edits.indices.filter { edits[$0].kind != .kept }
  guard let first = changes.first else { return "" }
  var result = "--- \(name)\n+++ \(name)\n"
  var start = first
  for (change, next) in zip(changes, changes.dropFirst().map(Optional.init) + [nil]) {
    // Changes with so few lines between them that their context would meet are one hunk.
    if let next, next - change <= 2 * contextLength + 1 { continue }
    let range = max(0, start - contextLength)..<min(edits.count, change + contextLength + 1)
    result += hunk(edits, range)
    start = next ?? start
  }
  return result
}

/// How many lines are shown before and behind a change.
private let contextLength = 3

/// A line of a text with its end, if it has one.
private typealias Line = ArraySlice<UInt8>

private func lines(of text: [UInt8]) -> [Line] {
  var lines: [Line] = []
  var start = 0
  while start < text.count {
    let end = text[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.count
    lines.append(text[start..<end])
    start = end
  }
  return lines
}

private func hunk(_ edits: [LineEdit], _ range: Range<Int>) -> String {
  let before = edits[..<range.lowerBound]
  func place(_ leftOut: LineEdit.Kind) -> String {
    let count = edits[range].count { $0.kind != leftOut }
    // A place without lines is named by the line before it.
    let first = before.count { $0.kind != leftOut } + (count == 0 ? 0 : 1)
    return count == 1 ? "\(first)" : "\(first),\(count)"
  }
  var result = "@@ -\(place(.added)) +\(place(.removed)) @@\n"
  for edit in edits[range] {
    result += edit.kind.rawValue + String(decoding: edit.line, as: UTF8.self)
    if edit.line.last != UInt8(ascii: "\n") { result += "\n\\ No newline at end of file\n" }
  }
  return result
}

/// A line of either text.
private struct LineEdit {
  enum Kind: String {
    case kept = " "
    case removed = "-"
    case added = "+"
  }

  /// More lines than this that are not at the common start or end are replaced as a whole: the time
  /// and memory of a shortest script grow with the square of its length.
  private static let limit = 4000

  let kind: Kind
  let line: Line

  /// The lines of both texts, those removed before those added in their place.
  static func edits(from old: [Line], to new: [Line]) -> [LineEdit] {
    let head = zip(old, new).prefix { $0 == $1 }.count
    let tail = zip(old[head...].reversed(), new[head...].reversed()).prefix { $0 == $1 }.count
    let oldMiddle = Array(old[head..<old.count - tail])
    let newMiddle = Array(new[head..<new.count - tail])
    var removed = Set(oldMiddle.indices)
    var added = Set(newMiddle.indices)
    if oldMiddle.count + newMiddle.count <= limit {
      let difference = newMiddle.difference(from: oldMiddle)
      removed = Set(difference.removals.map(\.place))
      added = Set(difference.insertions.map(\.place))
    }
    var edits = old[..<head].map { LineEdit(kind: .kept, line: $0) }
    var next = 0
    for (index, line) in oldMiddle.enumerated() {
      if removed.contains(index) {
        edits.append(LineEdit(kind: .removed, line: line))
        continue
      }
      while added.contains(next) {
        edits.append(LineEdit(kind: .added, line: newMiddle[next]))
        next += 1
      }
      edits.append(LineEdit(kind: .kept, line: line))
      next += 1
    }
    edits += newMiddle[next...].map { LineEdit(kind: .added, line: $0) }
    return edits + old[(old.count - tail)...].map { LineEdit(kind: .kept, line: $0) }
  }
}

extension CollectionDifference.Change {
  /// The index of the line, in the old text if it is removed, in the new one if it is added.
  fileprivate var place: Int {
    switch self {
    case .remove(let offset, _, _), .insert(let offset, _, _): offset
    }
  }
}

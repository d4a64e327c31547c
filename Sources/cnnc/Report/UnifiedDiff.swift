/// The changes from one text to another as a unified diff, which `patch` reads; empty for none.
///
/// Lines are compared byte by byte: two spellings of one letter are a difference.
func unifiedDiff(_ old: String, _ new: String, name: String) -> String {
  let (oldLines, newLines) = (lines(of: old), lines(of: new))
  let edits = lineEdits(oldLines, newLines)
  guard !edits.isEmpty else { return "" }
  var result = "--- \(name)\n+++ \(name)\n"
  for hunk in hunks(edits) {
    result += text(of: hunk, oldLines, newLines)
  }
  return result
}

/// Lines of the old text, and those of the new text that take their place; either may be none.
private struct LineEdit {
  let old: Range<Int>
  let new: Range<Int>
}

/// How many lines that stay are shown round a change.
private let contextCount = 3

/// How many lines may be taken out and put in until the search for the fewest is given up: it needs
/// memory with the square of this number.
private let searchLimit = 2000

/// The lines of a text with their line ends.
private func lines(of text: String) -> [ArraySlice<UInt8>] {
  let bytes = Array(text.utf8)
  var lines: [ArraySlice<UInt8>] = []
  var start = 0
  while start < bytes.count {
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
    lines.append(bytes[start..<end])
    start = end
  }
  return lines
}

/// The edits between two texts, in order, with lines that stay between them.
private func lineEdits(
  _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]
) -> [LineEdit] {
  // A number for each different line makes all comparisons short.
  var numbers: [ArraySlice<UInt8>: Int] = [:]
  func number(_ line: ArraySlice<UInt8>) -> Int {
    if let known = numbers[line] { return known }
    numbers[line] = numbers.count
    return numbers.count - 1
  }
  let (a, b) = (old.map(number), new.map(number))
  var head = 0
  while head < min(a.count, b.count) && a[head] == b[head] { head += 1 }
  var tail = 0
  while tail < min(a.count, b.count) - head && a[a.count - 1 - tail] == b[b.count - 1 - tail] {
    tail += 1
  }
  let (middleA, middleB) = (Array(a[head..<a.count - tail]), Array(b[head..<b.count - tail]))
  if middleA.isEmpty && middleB.isEmpty { return [] }
  let kept = commonLines(middleA, middleB)
  var edits: [LineEdit] = []
  var (i, j) = (0, 0)
  for (x, y) in kept + [(middleA.count, middleB.count)] {
    if x > i || y > j {
      edits.append(LineEdit(old: i + head..<x + head, new: j + head..<y + head))
    }
    (i, j) = (x + 1, y + 1)
  }
  return edits
}

/// Pairs of places with equal lines, both rising: as many as there can be (Myers 1986), or none
/// where the texts differ too much.
private func commonLines(_ a: [Int], _ b: [Int]) -> [(Int, Int)] {
  let limit = min(a.count + b.count, searchLimit)
  // `reach[k]`: how far into `a` a path with d edits gets on the diagonal k = x - y.
  var reach = [Int](repeating: 0, count: 2 * limit + 3)
  // The part of `reach` that round d has found, diagonals -d ... d.
  var trace: [[Int]] = []
  let middle = limit + 1
  for d in 0...limit {
    for k in stride(from: -d, through: d, by: 2) {
      let isDown = k == -d || (k != d && reach[middle + k - 1] < reach[middle + k + 1])
      var x = isDown ? reach[middle + k + 1] : reach[middle + k - 1] + 1
      while x < a.count && x - k < b.count && a[x] == b[x - k] { x += 1 }
      reach[middle + k] = x
      if x >= a.count && x - k >= b.count { return pairs(a.count, b.count, trace) }
    }
    trace.append(Array(reach[middle - d...middle + d]))
  }
  return []
}

/// The equal lines on the path that the rounds of the search have found, from its end backwards.
private func pairs(_ endA: Int, _ endB: Int, _ trace: [[Int]]) -> [(Int, Int)] {
  var (x, y) = (endA, endB)
  var result: [(Int, Int)] = []
  for d in stride(from: trace.count, to: 0, by: -1) {
    // Element k + d - 1 of the round before is its diagonal k.
    let before = trace[d - 1]
    let k = x - y
    func reached(_ diagonal: Int) -> Int {
      abs(diagonal) < d ? before[diagonal + d - 1] : -1
    }
    let isDown = k == -d || (k != d && reached(k - 1) < reached(k + 1))
    let startX = isDown ? reached(k + 1) : reached(k - 1)
    let startY = startX - (isDown ? k + 1 : k - 1)
    let (firstX, firstY) = isDown ? (startX, startY + 1) : (startX + 1, startY)
    while x > firstX && y > firstY {
      (x, y) = (x - 1, y - 1)
      result.append((x, y))
    }
    (x, y) = (startX, startY)
  }
  while x > 0 && y > 0 {
    (x, y) = (x - 1, y - 1)
    result.append((x, y))
  }
  return result.reversed()
}

/// Edits that share lines round them, together.
private func hunks(_ edits: [LineEdit]) -> [[LineEdit]] {
  var hunks: [[LineEdit]] = []
  for edit in edits {
    if let last = hunks.last?.last, edit.old.lowerBound - last.old.upperBound <= 2 * contextCount {
      hunks[hunks.count - 1].append(edit)
    } else {
      hunks.append([edit])
    }
  }
  return hunks
}

private func text(
  of hunk: [LineEdit], _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]
) -> String {
  guard let first = hunk.first, let last = hunk.last else { return "" }
  let before = min(contextCount, first.old.lowerBound)
  let after = min(contextCount, old.count - last.old.upperBound)
  let oldRange = first.old.lowerBound - before..<last.old.upperBound + after
  let newRange = first.new.lowerBound - before..<last.new.upperBound + after
  var result = "@@ -\(place(oldRange)) +\(place(newRange)) @@\n"
  func add(_ sign: String, _ lines: ArraySlice<ArraySlice<UInt8>>) {
    for line in lines {
      result += sign + String(decoding: line, as: UTF8.self)
      if line.last != UInt8(ascii: "\n") { result += "\n\\ No newline at end of file\n" }
    }
  }
  var position = oldRange.lowerBound
  for edit in hunk {
    add(" ", old[position..<edit.old.lowerBound])
    add("-", old[edit.old])
    add("+", new[edit.new])
    position = edit.old.upperBound
  }
  add(" ", old[position..<oldRange.upperBound])
  return result
}

/// A range of lines as a hunk's head has it: the first, from 1, and how many if not one. An empty
/// range stands behind the line that it names.
private func place(_ range: Range<Int>) -> String {
  let first = range.isEmpty ? range.lowerBound : range.lowerBound + 1
  return range.count == 1 ? "\(first)" : "\(first),\(range.count)"
}

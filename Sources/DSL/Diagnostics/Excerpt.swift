/// One source line of a message with everything that is said under it.
///
/// Columns here are places on the screen, from 0: tabs are expanded, a code point takes one place.
struct Excerpt {
  /// A place in the line and what to say there.
  struct Mark: Equatable {
    let start: Int
    let end: Int
    let text: String
    let isPrimary: Bool
  }

  /// The file's index.
  let file: Int
  /// The number of the line.
  let line: Int
  /// The line as shown.
  let text: String
  /// The marks, the primary one first.
  let marks: [Mark]

  /// How many columns of a long line are shown.
  static let window = 100
  /// How many of them stand before the place that matters.
  static let lead = 40

  private struct Annotation {
    let range: SourceRange
    let text: String
    let isPrimary: Bool
  }

  /// The lines that a message points at: those of the primary file first, each file in order.
  static func excerpts(of diagnostic: Diagnostic, in sources: SourceMap) -> [Excerpt] {
    var all: [Annotation] = []
    if let range = diagnostic.range {
      all.append(Annotation(range: range, text: diagnostic.caption ?? "", isPrimary: true))
    }
    all += diagnostic.labels.map { Annotation(range: $0.range, text: $0.text, isPrimary: false) }
    var result: [Excerpt] = []
    var files: [Int] = []
    for annotation in all where !files.contains(annotation.range.file) {
      files.append(annotation.range.file)
    }
    for file in files {
      let source = sources.files[file]
      let here = all.filter { $0.range.file == file }
      var starts: [Int] = []
      for start in here.map({ source.lineStart(containing: $0.range.start) })
      where !starts.contains(start) {
        starts.append(start)
      }
      for start in starts.sorted() {
        var rest = here.filter { source.lineStart(containing: $0.range.start) == start }
        while !rest.isEmpty { result.append(excerpt(taking: &rest, of: source, file)) }
      }
    }
    return result
  }

  /// Makes an excerpt round the first annotation, with all others of the line that it can show.
  private static func excerpt(
    taking annotations: inout [Annotation], of source: SourceFile, _ file: Int
  ) -> Excerpt {
    let first = annotations[0]
    let shown = ShownLine(source, around: first.range.start)
    var marks: [Mark] = []
    var left: [Annotation] = []
    for annotation in annotations {
      if let mark = shown.mark(annotation.range, annotation.text, annotation.isPrimary) {
        marks.append(mark)
      } else {
        left.append(annotation)
      }
    }
    annotations = left
    let location = source.location(of: first.range.start)
    return Excerpt(
      file: file, line: location.line, text: shown.text, marks: marks)
  }
}

/// A line as it is shown: tabs expanded, unprintable characters replaced, a long line cut to a
/// window.
private struct ShownLine {
  var text = ""
  /// The column of every byte offset shown, and of the one after the last.
  private var columns: [Int] = []
  private var start = 0
  private var end = 0
  private let lineEnd: Int

  init(_ source: SourceFile, around offset: Int) {
    let line = source.line(containing: offset)
    let offset = min(max(offset, line.startIndex), line.endIndex)
    lineEnd = line.endIndex
    start = line.startIndex
    end = line.endIndex
    // Work in bytes: a line of ten megabytes must not be decoded.
    if line.count > Excerpt.window {
      let count = line.prefix(4 * Excerpt.window + 4).count { $0 & 0xC0 != 0x80 }
      if line.count > 4 * Excerpt.window || count > Excerpt.window {
        start = Self.moved(offset, by: -Excerpt.lead, in: line)
        end = Self.moved(start, by: Excerpt.window, in: line)
        if end == line.endIndex { start = Self.moved(end, by: -Excerpt.window, in: line) }
        start = min(start, offset)
      }
    }
    var scalars = String.UnicodeScalarView()
    if start > line.startIndex { scalars.append(contentsOf: "...".unicodeScalars) }
    var column = scalars.count
    var index = start
    while index < end {
      var next = index + 1
      while next < end && line[next] & 0xC0 == 0x80 && next - index < 4 { next += 1 }
      columns += [Int](repeating: column, count: next - index)
      if line[index] == UInt8(ascii: "\t") {
        let width = 4 - column % 4
        scalars.append(contentsOf: String(repeating: " ", count: width).unicodeScalars)
        column += width
      } else {
        let decoded = String(decoding: line[index..<next], as: UTF8.self).unicodeScalars
        let scalar = decoded.count == 1 ? decoded.first ?? "\u{FFFD}" : "\u{FFFD}"
        scalars.append(isHidden(scalar) ? "\u{FFFD}" : scalar)
        column += 1
      }
      index = next
    }
    columns.append(column)
    if end < line.endIndex { scalars.append(contentsOf: "...".unicodeScalars) }
    while scalars.last == " " { scalars.removeLast() }
    text = String(scalars)
  }

  /// The mark of a range that starts in this line; nil when its start is not shown.
  func mark(_ range: SourceRange, _ text: String, _ isPrimary: Bool) -> Excerpt.Mark? {
    let from = min(range.start, lineEnd)
    guard from >= start && from <= end && (from < end || end == lineEnd) else { return nil }
    let to = max(from, min(range.end, end))
    let first = columns[from - start]
    let last = max(first + 1, columns[to - start])
    // The end of the line and what follows it belong to the next lines.
    let goesOn = range.end > lineEnd + 2
    let caption = goesOn ? (text.isEmpty ? "..." : "... \(text)") : text
    return Excerpt.Mark(start: first, end: last, text: caption, isPrimary: isPrimary)
  }

  /// The offset a number of code points away, at most at the ends of the line.
  private static func moved(_ offset: Int, by count: Int, in line: ArraySlice<UInt8>) -> Int {
    var offset = offset
    var left = abs(count)
    if count < 0 {
      while left > 0 && offset > line.startIndex {
        offset -= 1
        if line[offset] & 0xC0 != 0x80 { left -= 1 }
      }
    } else {
      while offset < line.endIndex {
        if line[offset] & 0xC0 != 0x80 {
          if left == 0 { break }
          left -= 1
        }
        offset += 1
      }
    }
    return offset
  }
}

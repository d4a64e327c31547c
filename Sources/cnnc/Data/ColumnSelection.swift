internal import DSL
internal import Formats

extension CSVSelection.Columns {
  /// The indices (from 0) that a selection means in a table; nil with a message where it means none.
  ///
  /// `taken` are columns that other data of the same file name, which `rest` leaves out.
  func indices(
    in table: CSVFile, taken: Set<Int>, path: String, at range: SourceRange?
  ) -> Result<[Int], ColumnProblem> {
    switch self {
    case .rest:
      return .success((0..<table.columnCount).filter { !taken.contains($0) })
    case .positions(let positions):
      if let bad = positions.first(where: { $0 > table.columnCount }) {
        return .failure(
          ColumnProblem(
            Diagnostic(
              "E402", "\(path): no column \(bad), the table has \(table.columnCount)", at: range,
              help: "columns count from 1")))
      }
      return .success(positions.map { $0 - 1 })
    case .names(let text):
      return indices(named: text, in: table, path: path, at: range)
    }
  }

  private func indices(
    named text: String, in table: CSVFile, path: String, at range: SourceRange?
  ) -> Result<[Int], ColumnProblem> {
    if let whole = table.columnIndex(named: text) { return .success([whole]) }
    var result: [Int] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = piece.trimmed
      if let index = table.columnIndex(named: name) {
        if table.columnNames.count(where: { $0 == name }) > 1 {
          return .failure(
            ColumnProblem(
              Diagnostic(
                "E402", "\(path): several columns are called \"\(name)\"", at: range,
                help: "name them by position: `columns: [1, 3]`")))
        }
        result.append(index)
        continue
      }
      if let ends = CSVSelection.Columns.ends(of: name),
        let first = table.columnIndex(named: ends.0),
        let last = table.columnIndex(named: ends.1), first <= last
      {
        result += first...last
        continue
      }
      let names = table.columnNames
      let shown = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", .." : "")
      let close = suggestion(for: name, among: names)
      return .failure(
        ColumnProblem(
          Diagnostic(
            "E402", "\(path): no column \"\(name)\"", at: range,
            notes: ["its columns: \(shown)"], help: close.map { "did you mean \"\($0)\"?" })))
    }
    return .success(result)
  }

  /// The names of `first..last`.
  private static func ends(of text: String) -> (String, String)? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 4 else { return nil }
    let dot = UInt8(ascii: ".")
    for index in 1..<bytes.count - 2 where bytes[index] == dot && bytes[index + 1] == dot {
      let first = String(decoding: bytes[..<index], as: UTF8.self)
      let last = String(decoding: bytes[(index + 2)...], as: UTF8.self)
      return (first[...].trimmed, last[...].trimmed)
    }
    return nil
  }
}

/// A selection that means no columns of a table.
struct ColumnProblem: Error {
  let diagnostic: Diagnostic

  init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}

extension Substring {
  /// The text without spaces at its ends.
  var trimmed: String {
    var part = self
    while part.first == " " { part.removeFirst() }
    while part.last == " " { part.removeLast() }
    return String(part)
  }
}

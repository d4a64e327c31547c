/// How the fields of a line are told apart.
enum MPSLayout {
  /// By blanks.
  case free
  /// By columns: names may hold blanks.
  case fixed

  /// The columns of the fields, from 0: a code, two names, a number, a name, a number.
  private static let columns = [1..<3, 4..<12, 14..<22, 24..<36, 39..<47, 49..<61]
  /// From here on old files number their lines.
  private static let commentColumn = 72

  /// The layout that the section ROWS tells: only names with blanks make three words of a line.
  static func detected(
    _ bytes: borrowing Span<UInt8>, at start: Int
  ) throws(FormatError) -> MPSLayout {
    var lines = TokenLines(at: start)
    var isInRows = false
    while try lines.next(bytes, comment: UInt8(ascii: "*")) {
      if bytes[lines.line.lowerBound] > ASCII.space {
        if isInRows { return .free }
        isInRows = bytes.text(lines.tokens[0]) == MPSSection.rows.rawValue
      } else if isInRows && lines.tokens.count > 2 {
        return .fixed
      }
    }
    return .free
  }

  /// The fields of a line of data in fixed columns, empty ones left out.
  ///
  /// Throws `malformedLine` for text outside the fields.
  static func fixedFields(
    _ bytes: borrowing Span<UInt8>, _ line: Range<Int>, into fields: inout [Range<Int>]
  ) throws(FormatError) {
    fields.removeAll(keepingCapacity: true)
    let end = min(line.upperBound, line.lowerBound + commentColumn)
    var place = line.lowerBound
    for field in columns {
      let first = min(line.lowerBound + field.lowerBound, end)
      try checkBlank(bytes, place..<max(place, first))
      place = min(line.lowerBound + field.upperBound, end)
      var (low, high) = (first, max(first, place))
      while low < high && bytes[low] <= ASCII.space { low += 1 }
      while high > low && bytes[high - 1] <= ASCII.space { high -= 1 }
      if low == high { continue }
      // A dollar sign where the second or third name would start makes the rest a comment.
      if fields.count >= 2 && bytes[low] == UInt8(ascii: "$") && field.count == 8 { return }
      fields.append(low..<high)
    }
    try checkBlank(bytes, place..<max(place, end))
  }

  private static func checkBlank(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>
  ) throws(FormatError) {
    for index in range where bytes[index] != ASCII.space && bytes[index] != ASCII.carriageReturn {
      throw bytes.fault(
        .malformedLine, index..<index + 1,
        expected: "a blank: the fields stand in columns 2, 5, 15, 25, 40 and 50",
        hint: "names with blanks need fixed columns; without such names the layout is free")
    }
  }
}

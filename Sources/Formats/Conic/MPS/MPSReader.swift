/// Reads MPS files with fixed columns or free, and the quadratic objectives of QPS.
///
/// The customs of the format: a variable is nonnegative unless a bound says otherwise, an entry of the
/// right-hand side on the objective is the negative of a constant, and the first row of type N is the
/// objective; the others restrict nothing.
struct MPSReader {
  let layout: MPSLayout
  let relaxingIntegers: Bool
  private var lines: TokenLines
  private var fixedFields: [Range<Int>] = []
  private var section: MPSSection?
  private var seen: Set<MPSSection> = []
  private var source = ConicSource()
  /// The name of the objective, where the file says it.
  private var objective: Range<Int>?
  var warnings = ConicWarnings()
  var rows = MPSRows()
  var columns = NameTable()
  var bounds = MPSBounds()
  var entries = Triplets()
  var quadratic = MPSQuadratic()
  /// Where each entry stands.
  var places: [Int] = []
  /// Whether the columns that follow are integer.
  var isInteger = false
  /// The name of the vector that each section may have only one of.
  var vectors: [MPSSection: Range<Int>] = [:]

  private init(_ layout: MPSLayout, at start: Int, _ relaxingIntegers: Bool) {
    self.layout = layout
    self.relaxingIntegers = relaxingIntegers
    lines = TokenLines(at: start)
  }

  /// The program in `bytes`, whose text starts at `start`.
  static func read(
    _ bytes: borrowing Span<UInt8>, at start: Int, _ relaxingIntegers: Bool
  ) throws(FormatError) -> ConicSource {
    let layout = try MPSLayout.detected(bytes, at: start)
    var reader = MPSReader(layout, at: start, relaxingIntegers)
    do throws(FormatError) {
      return try reader.program(bytes)
    } catch {
      // Names of columns with blanks show only as faults of the free layout.
      if layout == .fixed || error.kind == .integerVariable { throw error }
      var fixed = MPSReader(.fixed, at: start, relaxingIntegers)
      do throws(FormatError) {
        return try fixed.program(bytes)
      } catch let other {
        throw other.kind == .integerVariable ? other : error
      }
    }
  }

  private mutating func program(
    _ bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> ConicSource {
    while try lines.next(bytes, comment: UInt8(ascii: "*")) {
      if section == .end {
        throw bytes.fault(.trailingBytes, lines.tokens[0], expected: "nothing after ENDATA")
      }
      if bytes[lines.line.lowerBound] > ASCII.space {
        try header(bytes)
      } else {
        try data(bytes)
      }
    }
    if seen.isEmpty { throw FormatError(.empty, "the file is empty, expected NAME or ROWS") }
    if section != .end { throw bytes.cutOff(expected: "ENDATA") }
    return try finished(bytes)
  }

  private mutating func header(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
    let word = lines.tokens[0]
    let keyword = bytes.text(word)
    if section == .sense && MPSReader.sense(keyword) != nil { return try data(bytes) }
    guard let next = MPSSection(rawValue: keyword) else {
      if MPSSection.unsupported.contains(keyword) {
        throw FormatError(
          .unsupportedFeature,
          "the section \(keyword), expected only linear rows, bounds and a quadratic objective",
          at: bytes.place(of: word),
          hint: "take the section out; cones and quadratic rows can be written as CBF")
      }
      throw bytes.fault(
        .unknownSection, word,
        expected: "one of the sections "
          + MPSSection.allCases.map(\.rawValue).joined(separator: " "),
        hint: "lines of data start with a blank")
    }
    if let before = next.prerequisite, !seen.contains(before) {
      throw bytes.fault(.misplacedSection, word, expected: "\(before.rawValue) before it")
    }
    if !seen.insert(next).inserted {
      throw bytes.fault(
        .misplacedSection, word, expected: "each section once: this is the second \(keyword)")
    }
    if next == .columns { try rows.chooseObjective(bytes, named: objective) }
    section = next
    let rest = lines.tokens.dropFirst()
    switch next {
    case .name:
      if let first = rest.first, let last = rest.last {
        source.name = try bytes.name(first.lowerBound..<last.upperBound)
      }
    case .sense: if !rest.isEmpty { try readSense(bytes, Array(rest)) }
    case .quadraticSection: try quadratic.check(bytes, word, Array(rest), rows)
    case .objectiveName, .rows, .columns, .rightHandSide, .ranges, .bounds, .lowerTriangle,
      .wholeMatrix, .end:
      if let extra = rest.first {
        throw bytes.fault(
          .malformedLine, extra, expected: "the end of the line after \(keyword)",
          hint: "lines of data start with a blank")
      }
    }
  }

  private mutating func data(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
    guard let section else {
      throw bytes.fault(.misplacedSection, lines.tokens[0], expected: "a section: NAME or ROWS")
    }
    var fields = lines.tokens
    if layout == .fixed && section != .sense && section != .objectiveName {
      try MPSLayout.fixedFields(bytes, lines.line, into: &fixedFields)
      fields = fixedFields
      if fields.isEmpty {
        throw bytes.fault(.malformedLine, lines.tokens[0], expected: "fields before column 73")
      }
    }
    switch section {
    case .name, .end: throw bytes.fault(.malformedLine, fields[0], expected: "a section")
    case .sense: try readSense(bytes, fields)
    case .objectiveName:
      if fields.count != 1 || objective != nil {
        throw bytes.fault(.malformedLine, fields[0], expected: "one name of a row")
      }
      objective = fields[0]
    case .rows: try rows.add(bytes, fields)
    case .columns: try readColumn(bytes, fields)
    case .rightHandSide, .ranges: try readVector(bytes, fields, section)
    case .bounds: try readBound(bytes, fields)
    case .lowerTriangle, .wholeMatrix, .quadraticSection:
      try quadratic.add(bytes, fields, columns, isWhole: section == .wholeMatrix)
    }
  }

  private static func sense(_ word: String) -> Bool? {
    switch word.uppercased() {
    case "MAX", "MAXIMIZE", "MAXIMISE": true
    case "MIN", "MINIMIZE", "MINIMISE": false
    default: nil
    }
  }

  private mutating func readSense(
    _ bytes: borrowing Span<UInt8>, _ fields: [Range<Int>]
  ) throws(FormatError) {
    guard fields.count == 1, let isMaximization = Self.sense(bytes.text(fields[0])) else {
      throw bytes.fault(.malformedLine, fields[0], expected: "MAX or MIN")
    }
    source.isMaximization = isMaximization
  }

  private consuming func finished(
    _ bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> ConicSource {
    let (rowCount, columnCount) = (rows.count, columns.count)
    let sorted = entries.sorted(rowCount: rowCount, columnCount: columnCount)
    if let entry = sorted.firstRepeated {
      let row = bytes.text(rows.names.places[Int(entries.rows[entry])])
      let column = bytes.text(columns.places[Int(entries.columns[entry])])
      throw FormatError(
        .duplicateEntry,
        "a second entry for the row \(row.shown) and the column \(column.shown), expected one",
        at: bytes.place(of: places[entry]..<places[entry] + 1))
    }
    (source.linear, source.matrix) = rows.split(sorted.compressed)
    source.constant = 0 - rows.rightHandSides[rows.objective]
    source.variableNames = try columns.texts(bytes)
    let names = try rows.names.texts(bytes)
    source.objectiveName = names[rows.objective]
    source.rowNames = rows.without(names)
    let intervals = try rows.intervals(bytes, &warnings)
    source.rowIntervals = rows.without(intervals)
    source.rowConstants = [Double](repeating: 0, count: source.rowNames.count)
    source.variableIntervals = bounds.intervals(bytes, columns, &warnings)
    source.quadratic = try quadratic.lowerTriangle(bytes, columns)
    source.warnings = warnings.list(bytes)
    return source
  }
}

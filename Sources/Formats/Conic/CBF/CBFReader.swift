/// Reads the Conic Benchmark Format, versions 1 to 4 (Friberg, "CBLIB 2014", 2016): linear, quadratic
/// and exponential cones of variables and of rows.
struct CBFReader {
  private let relaxingIntegers: Bool
  private var lines: CBFLines
  private var seen: Set<CBFSection> = []
  /// What the lines of the item before were announced to be.
  private var announced: String?
  private var variables: CBFDomain?
  private var rows: CBFDomain?
  private var rowConstants: [Double] = []
  private var source = ConicSource()
  private var warnings = ConicWarnings()

  private init(at start: Int, _ relaxingIntegers: Bool) {
    lines = CBFLines(at: start)
    self.relaxingIntegers = relaxingIntegers
  }

  /// The program in `bytes`, whose text starts at `start`.
  static func read(
    _ bytes: borrowing Span<UInt8>, at start: Int, _ relaxingIntegers: Bool
  ) throws(FormatError) -> ConicSource {
    var reader = CBFReader(at: start, relaxingIntegers)
    while let word = try reader.lines.keyword(bytes, after: reader.announced) {
      try reader.section(bytes, word)
    }
    return try reader.finished(bytes)
  }

  private mutating func section(
    _ bytes: borrowing Span<UInt8>, _ word: Range<Int>
  ) throws(FormatError) {
    let keyword = bytes.text(word)
    guard let section = CBFSection(rawValue: keyword) else {
      if CBFSection.unsupported.contains(keyword) {
        throw FormatError(
          .unsupportedFeature,
          "the item \(keyword), expected only linear, quadratic and exponential cones",
          at: bytes.place(of: word),
          hint:
            "power cones, semidefinite matrices and changes are not supported: take the item out")
      }
      throw bytes.fault(
        .unknownSection, word,
        expected: "one of the keywords "
          + CBFSection.allCases.map(\.rawValue).joined(separator: " "))
    }
    if let before = section.prerequisite, !seen.contains(before) {
      throw bytes.fault(.misplacedSection, word, expected: "\(before.rawValue) before it")
    }
    if !seen.insert(section).inserted {
      throw bytes.fault(
        .misplacedSection, word, expected: "each item once: this is the second \(keyword)")
    }
    announced = nil
    try content(bytes, of: section, word)
  }

  private mutating func content(
    _ bytes: borrowing Span<UInt8>, of section: CBFSection, _ word: Range<Int>
  ) throws(FormatError) {
    switch section {
    case .version: try readVersion(bytes)
    case .sense: try readSense(bytes)
    case .variables:
      let domain = try CBFDomain(bytes, &lines, of: "variables")
      source.linear = [Double](repeating: 0, count: domain.count)
      variables = domain
    case .integers: try readIntegers(bytes, word)
    case .constraints:
      let domain = try CBFDomain(bytes, &lines, of: "rows")
      rowConstants = [Double](repeating: 0, count: domain.count)
      rows = domain
    case .objective:
      source.linear = try vector(bytes, section, variables, "the index of a variable")
    case .objectiveConstant:
      let number = try lines.line(bytes, ["the constant of the objective"])[0]
      source.constant = try bytes.finiteNumber(number, "the constant of the objective")
    case .matrix: try readMatrix(bytes)
    case .constants: rowConstants = try vector(bytes, section, rows, "the index of a row")
    }
  }

  private mutating func readVersion(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
    let field = try lines.line(bytes, ["the version"])[0]
    let version = try bytes.wholeNumber(field, "a version")
    if !(1...4).contains(version) {
      throw bytes.fault(.unsupportedFeature, field, expected: "a version from 1 to 4")
    }
  }

  private mutating func readSense(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
    let field = try lines.line(bytes, ["MIN or MAX"])[0]
    switch bytes.text(field) {
    case "MIN": source.isMaximization = false
    case "MAX": source.isMaximization = true
    default: throw bytes.fault(.malformedLine, field, expected: "MIN or MAX")
    }
  }

  private mutating func readIntegers(
    _ bytes: borrowing Span<UInt8>, _ word: Range<Int>
  ) throws(FormatError) {
    if !relaxingIntegers {
      throw FormatError(
        .integerVariable, "the item INT, expected continuous variables",
        at: bytes.place(of: word),
        hint: "take the item out to solve the program with continuous variables")
    }
    let field = try lines.line(bytes, ["the number of integer variables"])[0]
    let count = try bytes.wholeNumber(field, "the number of integer variables")
    for _ in 0..<count {
      let field = try lines.line(bytes, ["the index of a variable"])[0]
      let index = try bytes.wholeNumber(field, "the index of a variable")
      if index >= source.linear.count {
        throw bytes.fault(
          .badIndex, field, expected: "an index below \(source.linear.count)")
      }
      warnings.add(.relaxedIntegers, at: field, "variable \(index) is integer: read as continuous")
    }
  }

  /// Reads entries `INDEX NUMBER`, each index at most once.
  private mutating func vector(
    _ bytes: borrowing Span<UInt8>, _ section: CBFSection, _ domain: CBFDomain?, _ what: String
  ) throws(FormatError) -> [Double] {
    let limit = domain?.count ?? 0
    var values = [Double](repeating: 0, count: limit)
    var isGiven = [Bool](repeating: false, count: limit)
    let count = try lines.entries(bytes, limits: [limit], names: [what]) {
      (indices, value, place) throws(FormatError) in
      if isGiven[indices.0] {
        throw bytes.fault(.duplicateEntry, place, expected: "each index once")
      }
      (isGiven[indices.0], values[indices.0]) = (true, value)
    }
    announced = "\(section.rawValue) announces \(count) entries"
    return values
  }

  private mutating func readMatrix(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
    let (rowCount, columnCount) = (rowConstants.count, source.linear.count)
    var places: [Int] = []
    var found = Triplets()
    let count = try lines.entries(
      bytes, limits: [rowCount, columnCount],
      names: ["the index of a row", "the index of a variable"]
    ) { (indices, value, place) throws(FormatError) in
      found.append(indices.0, indices.1, value)
      places.append(place.lowerBound)
    }
    announced = "\(CBFSection.matrix.rawValue) announces \(count) entries"
    let sorted = found.sorted(rowCount: rowCount, columnCount: columnCount)
    if let entry = sorted.firstRepeated {
      throw FormatError(
        .duplicateEntry,
        "a second entry for row \(found.rows[entry]) and variable \(found.columns[entry]), "
          + "expected one",
        at: bytes.place(of: places[entry]..<places[entry] + 1))
    }
    source.matrix = sorted.compressed
  }

  private consuming func finished(
    _ bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> ConicSource {
    for section in [CBFSection.version, .sense, .variables] where !seen.contains(section) {
      if seen.isEmpty { throw FormatError(.empty, "the file is empty, expected VER") }
      throw FormatError(
        .missingSection, "the file ends without \(section.rawValue)",
        at: bytes.place(of: bytes.end),
        hint: "write it: a file has VER, OBJSENSE and VAR")
    }
    let columnCount = source.linear.count
    let rowCount = rowConstants.count
    source.variableNames = (0..<columnCount).map { "x[\($0)]" }
    source.rowNames = (0..<rowCount).map { "g[\($0)]" }
    if !seen.contains(.matrix) {
      source.matrix = Triplets().compressed(rowCount: rowCount, columnCount: columnCount)
    }
    source.quadratic = Triplets().compressed(rowCount: columnCount, columnCount: columnCount)
    source.rowConstants = rowConstants
    // In A x + b = 0 the values themselves are s.
    source.equalityFactor = -1
    source.rowIntervals = rows?.shifted(by: rowConstants) ?? []
    source.rowBlocks = rows?.blocks ?? []
    source.variableIntervals = variables?.intervals ?? []
    source.variableBlocks = variables?.blocks ?? []
    source.warnings = warnings.list(bytes)
    return source
  }
}

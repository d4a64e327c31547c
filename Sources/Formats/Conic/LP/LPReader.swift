/// Reads the LP format of CPLEX: a linear or quadratic objective, linear constraints, bounds.
///
/// The customs of the format: a variable is nonnegative unless a bound says otherwise, and variables
/// have the order in which they first appear.
struct LPReader {
  let relaxingIntegers: Bool
  var lexer: LPLexer
  var variables = NameTable()
  var bounds = MPSBounds()
  var warnings = ConicWarnings()
  /// The rows' names; unnamed ones have an empty place.
  private var labels: [Range<Int>] = []
  private var labelTable = NameTable()
  private var intervals: [ConicInterval] = []
  private var entries = Triplets()
  /// For each variable the number of the last expression that has it, to find it twice in one.
  private var lastExpression: [Int] = []
  private var expressionCount = 0
  private var source = ConicSource()

  private init(
    _ bytes: borrowing Span<UInt8>, at start: Int, _ relaxingIntegers: Bool
  ) throws(FormatError) {
    lexer = try LPLexer(bytes, at: start)
    self.relaxingIntegers = relaxingIntegers
  }

  /// The program in `bytes`, whose text starts at `start`.
  static func read(
    _ bytes: borrowing Span<UInt8>, at start: Int, _ relaxingIntegers: Bool
  ) throws(FormatError) -> ConicSource {
    var reader = try LPReader(bytes, at: start, relaxingIntegers)
    if reader.lexer.token.kind == .end {
      throw FormatError(.empty, "the file is empty, expected Minimize or Maximize")
    }
    try reader.readObjective(bytes)
    try reader.startConstraints(bytes)
    while reader.section(bytes) == nil { try reader.readConstraint(bytes) }
    var hasBounds = false
    while true {
      let place = reader.lexer.token.range
      switch try reader.startSection(bytes) {
      case .bounds where !hasBounds:
        hasBounds = true
        while reader.section(bytes) == nil { try reader.readBound(bytes) }
      case .integers(let areBinary): try reader.readIntegers(bytes, areBinary: areBinary)
      case .end:
        if reader.lexer.token.kind != .end {
          throw bytes.fault(
            .trailingBytes, reader.lexer.token.range, expected: "nothing after End")
        }
        return try reader.finished(bytes)
      case .minimize, .maximize, .constraints, .bounds, .unsupported:
        throw bytes.fault(
          .misplacedSection, place, expected: "each section once",
          hint: "this word at the start of a line is a keyword")
      }
    }
  }

  private mutating func startConstraints(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
    let place = lexer.token.range
    if try startSection(bytes) != .constraints {
      throw bytes.fault(
        .misplacedSection, place, expected: "Subject To after the objective")
    }
  }

  /// The message about the token that is looked at.
  func fault(
    _ bytes: borrowing Span<UInt8>, _ kind: FormatError.Kind, expected: String,
    hint: String? = nil
  ) -> FormatError {
    bytes.fault(kind, lexer.token.range, expected: expected, hint: hint)
  }

  /// The section that starts at the token; `.end` has no words at the end of the file.
  func section(_ bytes: borrowing Span<UInt8>) -> (section: LPSection, words: Int)? {
    if lexer.token.kind == .end { return (.end, 0) }
    return LPSection.starting(bytes, lexer.token, lexer.next)
  }

  /// Steps over the name of a section.
  private mutating func startSection(
    _ bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> LPSection {
    guard let (section, words) = section(bytes), words > 0 else {
      throw fault(bytes, .unknownSection, expected: "a section: Subject To, Bounds, End")
    }
    if case .unsupported(let name) = section {
      throw FormatError(
        .unsupportedFeature,
        "\(name), expected only linear constraints, bounds and a quadratic objective",
        at: bytes.place(of: lexer.token.range),
        hint: "take the section out, and write what it says as linear constraints if it can be")
    }
    for _ in 0..<words { try lexer.advance(bytes) }
    return section
  }

  private mutating func readObjective(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
    switch section(bytes)?.section {
    case .minimize: source.isMaximization = false
    case .maximize: source.isMaximization = true
    case .constraints, .bounds, .integers, .end, .unsupported, nil:
      throw fault(bytes, .missingSection, expected: "Minimize or Maximize")
    }
    try lexer.advance(bytes)
    if lexer.token.kind == .name && lexer.next.kind == .sign(ASCII.colon) {
      source.objectiveName = try bytes.name(lexer.token.range)
      try lexer.advance(bytes)
      try lexer.advance(bytes)
    }
    let expression = try readExpression(bytes, isObjective: true)
    let count = variables.count
    source.linear = [Double](repeating: 0, count: count)
    for term in expression.terms { source.linear[term.variable] = term.coefficient }
    source.constant = expression.constant
    source.quadratic = try expression.quadratic.lowerTriangle(bytes, variables)
  }

  /// Reads `[LABEL:] EXPRESSION RELATION NUMBER` or `[LABEL:] NUMBER RELATION EXPRESSION [RELATION NUMBER]`.
  private mutating func readConstraint(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
    let start = lexer.token.range
    var label = start.lowerBound..<start.lowerBound
    if lexer.token.kind == .name && lexer.next.kind == .sign(ASCII.colon) {
      label = lexer.token.range
      if labelTable.add(label, in: bytes).isKnown {
        throw bytes.fault(.duplicateName, label, expected: "a name that no other row has")
      }
      try lexer.advance(bytes)
      try lexer.advance(bytes)
    }
    // Other programs write a row without terms as a label alone.
    let isEmpty = !label.isEmpty && relationSign != nil
    var interval = ConicInterval.free
    if let number = try leadingNumber(bytes) {
      try narrow(bytes, &interval, try relation(bytes), number, isLeft: true)
    }
    let expression =
      isEmpty ? LPExpression() : try readExpression(bytes, isObjective: false)
    if interval.isFree || relationSign != nil {
      let sign = try relation(bytes)
      let place = lexer.token.range
      let number = try readNumber(bytes, "a number right of the sign")
      if !interval.isFree && (sign == .equal || interval.lower == interval.upper) {
        throw bytes.fault(.inconsistent, place, expected: "one equality or two inequalities")
      }
      try narrow(bytes, &interval, sign, (number, place), isLeft: false)
    }
    if interval.isFree {
      warnings.add(
        .infiniteRightHandSide, at: start,
        "the row has an infinite right-hand side: it restricts nothing")
    }
    for term in expression.terms {
      entries.append(labels.count, term.variable, term.coefficient)
    }
    labels.append(label)
    intervals.append(interval)
  }

  /// From here on each variable may come once more.
  mutating func startExpression() { expressionCount += 1 }

  /// The number of a variable; new ones are added. Throws where the expression has it already.
  mutating func variable(
    _ bytes: borrowing Span<UInt8>, isTerm: Bool = true
  ) throws(FormatError) -> Int {
    let name = lexer.token.range
    guard lexer.token.kind == .name else {
      throw fault(bytes, .malformedLine, expected: "the name of a variable")
    }
    if bytes.isNumberWord(name) {
      // As the name of a variable it would be solved for.
      throw bytes.fault(
        .notANumber, name, expected: "a finite number, or the name of a variable",
        hint: bytes.nanHint(name) ?? "a coefficient is finite")
    }
    let (number, isKnown) = variables.add(name, in: bytes)
    if !isKnown {
      bounds.addVariable(isInteger: false)
      lastExpression.append(0)
    }
    if isTerm {
      if lastExpression[number] == expressionCount {
        throw bytes.fault(
          .duplicateEntry, name, expected: "each variable once in an expression",
          hint:
            "write the sum of its coefficients, as 2 x for x + x: programs that read LP files add them"
            + " up, keep the last one, or refuse the file")
      }
      lastExpression[number] = expressionCount
    }
    try lexer.advance(bytes)
    return number
  }

  private consuming func finished(
    _ bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> ConicSource {
    let count = variables.count
    source.linear += [Double](repeating: 0, count: count - source.linear.count)
    source.quadratic = source.quadratic.extended(to: count)
    source.variableNames = try variables.texts(bytes)
    source.variableIntervals = bounds.intervals(bytes, variables, &warnings)
    source.rowIntervals = intervals
    source.rowConstants = [Double](repeating: 0, count: labels.count)
    source.rowNames = try rowNames(bytes)
    source.matrix = entries.compressed(rowCount: labels.count, columnCount: count)
    source.warnings = warnings.list(bytes)
    return source
  }

  /// The labels; a row without one is named for its number, from 1.
  private func rowNames(_ bytes: borrowing Span<UInt8>) throws(FormatError) -> [String] {
    let taken = Set(try labelTable.texts(bytes))
    var names: [String] = []
    names.reserveCapacity(labels.count)
    for (row, label) in labels.enumerated() {
      if label.isEmpty {
        var name = "c\(row + 1)"
        while taken.contains(name) { name += "_" }
        names.append(name)
      } else {
        names.append(try bytes.name(label))
      }
    }
    return names
  }
}

extension SparseColumns {
  /// The square matrix with rows and columns of zeros added.
  fileprivate func extended(to count: Int) -> SparseColumns {
    let more = [Int](repeating: values.count, count: count - columnCount)
    return SparseColumns(
      rowCount: count, columnStarts: columnStarts + more, rowIndices: rowIndices, values: values)
  }
}

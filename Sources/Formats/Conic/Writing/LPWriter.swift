/// Writes the LP format of CPLEX. The brackets of names become parentheses, which every reader takes.
struct LPWriter {
  private let source: ConicSource
  private let variables: [String]
  private let rows: [String]
  private let objective: String

  /// Throws what the format cannot hold.
  init(_ source: ConicSource) throws(ConicWriteFailure) {
    self.source = source
    try source.refuseCones("LP")
    try source.refuseLargeSides("LP")
    variables = try Self.plain(source.variableNames)
    rows = try Self.plain(source.rowNames)
    objective = try Self.plain([source.freeObjectiveName])[0]
    if variables.isEmpty && !rows.isEmpty {
      throw ConicWriteFailure("a program without variables has no rows in the LP format")
    }
  }

  /// Names in the letters of the format.
  private static func plain(_ names: [String]) throws(ConicWriteFailure) -> [String] {
    var result: [String] = []
    result.reserveCapacity(names.count)
    var changed = false
    for name in names {
      let hasBrackets = name.utf8.contains { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") }
      let plain = hasBrackets ? Self.withoutBrackets(name) : name
      guard isName(plain) else {
        throw ConicWriteFailure("`\(name)` is no name in the LP format", hint: "write MPS")
      }
      changed = changed || hasBrackets
      result.append(plain)
    }
    if changed && Set(result).count < names.count {
      throw ConicWriteFailure(
        "names that differ in brackets only would be one in the LP format", hint: "write MPS")
    }
    return result
  }

  private static func withoutBrackets(_ name: String) -> String {
    String(name.map { $0 == "[" ? "(" : $0 == "]" ? ")" : $0 })
  }

  /// Words that mean something of their own.
  private static let words: Set<String> = ["inf", "infinity", "nan", "free"]

  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !words.contains(name.lowercased()),
      !LPSection.isKeyword(name)
    else { return false }
    let isDigit = first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9")
    // A name such as e5 would continue a number before it.
    let continuesNumber =
      first | 0x20 == UInt8(ascii: "e")
      && name.utf8.dropFirst().allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    return !isDigit && first != UInt8(ascii: ".") && !continuesNumber
      && name.utf8.allSatisfy { $0 > 0x20 && !"+-*^/:<>=\\[]".utf8.contains($0) }
  }

  func write(to out: inout ConicText) {
    if !source.name.isEmpty { out += "\\ \(source.name)\n" }
    out += source.isMaximization ? "Maximize\n" : "Minimize\n"
    var terms = source.linear.indices.filter { source.linear[$0] != 0 }
      .map { term(source.linear[$0], variables[$0]) }
    if terms.isEmpty, let first = variables.first { terms.append("0 \(first)") }
    if source.constant != 0 { terms.append(Self.signed(source.constant)) }
    let squares = squareTerms
    if !squares.isEmpty { terms += ["+ ["] + squares + ["] / 2"] }
    out += " \(objective):" + Self.wrapped(terms) + "\nSubject To\n"
    let byRows = source.matrix.transposed
    for (i, interval) in source.rowIntervals.enumerated() {
      var terms = (byRows.columnStarts[i]..<byRows.columnStarts[i + 1]).map {
        term(byRows.values[$0], variables[Int(byRows.rowIndices[$0])])
      }
      // A row without entries has no form in the format: 0 times some variable stands for it.
      if terms.isEmpty { terms.append("0 \(variables[0])") }
      out += " \(rows[i]):" + Self.row(terms, interval) + "\n"
    }
    out += "Bounds\n"
    let isMentioned = source.isMentioned
    for (j, interval) in source.variableIntervals.enumerated() {
      if let text = Self.bounds(variables[j], interval, isMentioned: isMentioned[j]) {
        out += " \(text)\n"
      }
    }
    out += "End\n"
  }

  private func term(_ value: Double, _ name: String) -> String { Self.signed(value) + " " + name }

  private static func signed(_ value: Double) -> String {
    (value < 0 ? "- " : "+ ") + "\(abs(value))"
  }

  /// 1/2 x'Px inside `[ .. ] / 2`: squares once, products twice.
  private var squareTerms: [String] {
    let squares = source.quadratic
    return variables.indices.flatMap { j in
      (squares.columnStarts[j]..<squares.columnStarts[j + 1]).map { place in
        let i = Int(squares.rowIndices[place])
        return i == j
          ? term(squares.values[place], variables[j]) + " ^ 2"
          : term(2 * squares.values[place], variables[j]) + " * " + variables[i]
      }
    }
  }

  private static func row(_ terms: [String], _ interval: ConicInterval) -> String {
    let (lower, upper) = (interval.lower, interval.upper)
    let sum = wrapped(terms)
    if lower == upper { return sum + " = \(lower)" }
    if upper == .infinity { return sum + " >= " + (lower == -.infinity ? "-inf" : "\(lower)") }
    if lower == -.infinity { return sum + " <= \(upper)" }
    return " \(lower) <=" + sum + " <= \(upper)"
  }

  /// The line of a variable that is not simply nonnegative, or that stands nowhere else.
  private static func bounds(
    _ name: String, _ interval: ConicInterval, isMentioned: Bool
  ) -> String? {
    let (lower, upper) = (interval.lower, interval.upper)
    if interval.isFree { return "\(name) free" }
    if lower == upper { return "\(name) = \(lower)" }
    if upper == .infinity { return lower == 0 && isMentioned ? nil : "\(name) >= \(lower)" }
    return "\(lower == -.infinity ? "-inf" : "\(lower)") <= \(name) <= \(upper)"
  }

  /// Terms in lines that readers accept, a blank before each.
  private static func wrapped(_ terms: [String]) -> String {
    var (text, length) = ("", 0)
    for term in terms {
      if length > 200 {
        text += "\n "
        length = 0
      }
      text += " " + term
      length += term.utf8.count + 1
    }
    return text
  }
}

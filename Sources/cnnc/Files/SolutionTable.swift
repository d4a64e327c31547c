/// The values of a point, or of a certificate, by the names of variables and rows.
struct SolutionTable {
  /// What the numbers are.
  enum Content {
    /// Values and activities; multipliers in the sense of the program.
    case point
    /// Multipliers whose sum of the rows is a contradiction.
    case conflict
    /// A direction along which the objective improves without end.
    case ray
    /// Values, and multipliers of constraints as a spec states them: nonnegative for inequalities.
    case stated
  }

  /// A variable or a row.
  struct Entry {
    let name: String
    let value: Double?
    let multiplier: Double?

    /// A 0 has no sign in a table.
    init(_ name: String, _ value: Double?, _ multiplier: Double?) {
      (self.name, self.value, self.multiplier) = (
        name, value.map { $0 + 0 }, multiplier.map { $0 + 0 }
      )
    }
  }

  let program: String
  let status: String
  let objective: Double?
  let content: Content
  let variables: [Entry]
  let rows: [Entry]

  /// The table in the form that the ending of a path asks for: JSON, CSV, else text.
  func text(path: String) -> String {
    if path.hasSuffix(".json") { return jsonText(SolutionTableDocument(self)) }
    return path.hasSuffix(".csv") ? csv : plain
  }

  /// What value and multiplier of a variable are called.
  var variableColumns: (value: String, multiplier: String) {
    switch content {
    case .point: ("value", "reduced_cost")
    case .stated: ("value", "multiplier")
    case .conflict: ("value", "multiplier")
    case .ray: ("direction", "multiplier")
    }
  }

  /// What value and multiplier of a row are called.
  var rowColumns: (value: String, multiplier: String) {
    switch content {
    case .point: ("activity", "dual")
    case .stated: ("value", "multiplier")
    case .conflict: ("value", "multiplier")
    case .ray: ("direction", "multiplier")
    }
  }

  private var csv: String {
    var text = "kind,name,value,multiplier\n"
    for (kind, entries) in [("variable", variables), ("row", rows)] {
      for entry in entries {
        let name =
          entry.name.contains { ",\"\n".contains($0) }
          ? "\"" + entry.name.replacing("\"", with: "\"\"") + "\"" : entry.name
        text += "\(kind),\(name),\(Self.number(entry.value)),\(Self.number(entry.multiplier))\n"
      }
    }
    return text
  }

  private var plain: String {
    var text = "program    \(program)\nstatus     \(status)\n"
    if let objective { text += "objective  \(objective)\n" }
    for (kind, entries, columns) in [
      ("variable", variables, variableColumns), ("row", rows, rowColumns),
    ] {
      if entries.isEmpty { continue }
      let width = max(kind.count, entries.reduce(0) { max($0, $1.name.count) })
      let hasValues = entries.contains { $0.value != nil }
      let hasMultipliers = entries.contains { $0.multiplier != nil }
      text += "\n" + kind.padded(width)
      if hasValues { text += "  " + (hasMultipliers ? columns.value.padded(24) : columns.value) }
      if hasMultipliers { text += "  " + columns.multiplier }
      text += "\n"
      for entry in entries {
        let value = Self.number(entry.value)
        text += entry.name.padded(width)
        if hasValues { text += "  " + (hasMultipliers ? value.padded(24) : value) }
        if hasMultipliers { text += "  " + Self.number(entry.multiplier) }
        text += "\n"
      }
    }
    return text
  }

  private static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
}

/// The table as a JSON document: schema `cnnc.point/1`.
struct SolutionTableDocument: Encodable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  private struct Item: Encodable {
    let entry: SolutionTable.Entry
    let columns: (value: String, multiplier: String)

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(entry.name, forKey: Key("name"))
      try container.encodeIfPresent(entry.value, forKey: Key(columns.value))
      try container.encodeIfPresent(entry.multiplier, forKey: Key(columns.multiplier))
    }
  }

  private let table: SolutionTable

  init(_ table: SolutionTable) { self.table = table }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("cnnc.point/1", forKey: Key("schema"))
    try container.encode(table.program, forKey: Key("program"))
    try container.encode(table.status, forKey: Key("status"))
    try container.encode(table.objective, forKey: Key("objective"))
    try container.encode(
      table.variables.map { Item(entry: $0, columns: table.variableColumns) },
      forKey: Key("variables"))
    try container.encode(
      table.rows.map { Item(entry: $0, columns: table.rowColumns) }, forKey: Key("rows"))
  }
}

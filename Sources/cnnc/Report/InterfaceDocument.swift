internal import Canonicalize
internal import DSL

/// What a spec needs and gives, for programs that call cnnc: schema `cnnc.interface/1`.
struct InterfaceDocument: Encodable {
  struct DataEntry: Encodable {
    let name: String
    /// `R[n, d]` or `{-1, 1}[n]`
    let type: String
    /// The sizes, symbols as text.
    let sizes: [String]
    let labels: [Double]?
    /// Where the values come from; absent where `--data` must say.
    let source: String?
    let isRequired: Bool

    enum CodingKeys: String, CodingKey {
      case name, type, sizes, labels, source
      case isRequired = "required"
    }
  }

  struct ParameterEntry: Encodable {
    let name: String
    let bound: String?
    /// Absent where -D must say.
    let value: Double?
    let isRequired: Bool

    enum CodingKeys: String, CodingKey {
      case name, bound, value
      case isRequired = "required"
    }
  }

  struct OutputEntry: Encodable {
    let kind: String
    let path: String
  }

  let schema = "cnnc.interface/1"
  let spec: String
  let model: String?
  let summary: String
  let data: [DataEntry]
  let parameters: [ParameterEntry]
  let sizes: [String]
  let sets: [String]
  let gates: [String]
  let outputs: [OutputEntry]

  init(_ model: CheckedModel, spec: String) {
    let declarations = model.declarations
    self.spec = spec
    self.model = declarations.title
    summary = model.summary
    data = declarations.data.map { node in
      DataEntry(
        name: node.name.text, type: node.typeText,
        sizes: node.shape.dimensions.map(\.description), labels: node.labels,
        source: node.source.map(\.description), isRequired: node.source == nil)
    }
    parameters = declarations.parameters.map { node in
      ParameterEntry(
        name: node.name.text, bound: node.bound.map(\.description), value: node.value,
        isRequired: node.value == nil)
    }
    var seen: [String] = []
    for dimension in declarations.data.flatMap(\.shape.dimensions) {
      if case .symbol(let name) = dimension, !seen.contains(name) { seen.append(name) }
    }
    sizes = seen
    sets = declarations.sets.map(\.name.text)
    gates = declarations.gates.map(\.name.text)
    outputs = declarations.outputs.map { OutputEntry(kind: $0.kind.rawValue, path: $0.path.value) }
  }

  /// The same as a table.
  var text: String {
    var rows: [(String, String, String)] = []
    for entry in data {
      rows.append(
        ("data " + entry.name, entry.type, entry.source ?? "needed: --data \(entry.name)=FILE"))
    }
    for entry in parameters {
      rows.append(
        (
          "param " + entry.name, "R" + (entry.bound.map { " " + $0 } ?? ""),
          entry.value.map(shortText) ?? "needed: -D \(entry.name)=VALUE"
        ))
    }
    for entry in outputs { rows.append(("output " + entry.kind, "", entry.path)) }
    let widths = (
      rows.map(\.0.count).max() ?? 0, rows.map(\.1.count).max() ?? 0
    )
    return rows.map { row in
      let name = row.0 + String(repeating: " ", count: widths.0 - row.0.count)
      let type = row.1 + String(repeating: " ", count: widths.1 - row.1.count)
      return "  \(name)  \(type)  \(row.2)\n"
    }.joined()
  }
}

internal import Canonicalize
internal import DSL

/// The conic form of a spec, block by block: schema `cnnc.canonical/1`.
struct CanonicalDocument: Encodable {
  struct BlockEntry: Encodable {
    let name: String
    let shape: [Int]
    let count: Int
    let nonzeros: Int?
    let formula: String
    let rule: String
    /// `file:line`, absent for what has no place.
    let origin: String?
  }

  let schema = "cnnc.canonical/1"
  let variables: Int
  let rows: Int
  let nonzeros: Int
  let cones: [String: Int]
  let variableBlocks: [BlockEntry]
  let rowBlocks: [BlockEntry]
  /// With --trace.
  var trace: TraceDocument?
  /// With --numeric.
  var numbers: NumbersDocument?

  enum CodingKeys: String, CodingKey {
    case schema, variables, rows, nonzeros, cones, trace, numbers
    case variableBlocks = "variable_blocks"
    case rowBlocks = "row_blocks"
  }

  init(
    sizes: ConicSizes, variables: [ConicProgram.Block], rows: [ConicProgram.Block],
    sources: SourceMap
  ) {
    self.variables = sizes.variables
    self.rows = sizes.rows
    nonzeros = sizes.nonzeros
    cones = [
      "zero": sizes.zero, "nonnegative": sizes.nonnegative, "second_order": sizes.secondOrder,
      "exponential": sizes.exponential,
    ]
    func entry(_ block: ConicProgram.Block, hasEntries: Bool) -> BlockEntry {
      BlockEntry(
        name: block.name, shape: block.shape, count: block.count,
        nonzeros: hasEntries ? block.nonzeroCount : nil, formula: block.formula, rule: block.rule,
        origin: block.origin.map { range in
          let file = sources.file(of: range)
          return "\(file.name):\(file.location(of: range.start).line)"
        })
    }
    variableBlocks = variables.map { entry($0, hasEntries: false) }
    rowBlocks = rows.map { entry($0, hasEntries: true) }
  }

  /// The blocks as tables.
  var text: String {
    var text =
      "CONIC FORM   minimize 1/2 x'Px + q'x  subject to  Ax + s = b, s in K\n"
      + "  \(variables) variables, \(rows) rows, \(nonzeros) nonzeros;"
    let parts = [
      ("zero", "equalities"), ("nonnegative", "nonnegative"),
      ("second_order", "second-order cones"),
      ("exponential", "exponential cones"),
    ]
    text +=
      " "
      + parts.compactMap { key, name in
        cones[key].flatMap { $0 > 0 ? "\($0) \(name)" : nil }
      }.joined(separator: ", ")
    text += "\n\nVARIABLES\n" + table(variableBlocks) + "\nROWS\n" + table(rowBlocks)
    return text
  }

  private func table(_ blocks: [BlockEntry]) -> String {
    let rows = blocks.map { block in
      [
        block.name
          + (block.shape.isEmpty ? "" : "[\(block.shape.map(String.init).joined(separator: ","))]"),
        "\(block.count)", block.nonzeros.map { "\($0) nnz" } ?? "", block.formula, block.rule,
        block.origin ?? "",
      ]
    }
    let widths = (0..<6).map { c in rows.map { $0[c].count }.max() ?? 0 }
    return rows.map { row in
      var line = " "
      for (c, cell) in row.enumerated() where widths[c] > 0 {
        let pad = String(repeating: " ", count: widths[c] - cell.count)
        // Numbers stand at the right of their columns.
        line += " " + (c == 1 || c == 2 ? pad + cell : cell + pad)
        if c != 1 { line += " " }
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}

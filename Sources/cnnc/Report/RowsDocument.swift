internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// Rows of a conic program, as formulas and in numbers: schema `cnnc.rows/1`.
struct RowsDocument: Encodable {
  struct Term: Encodable {
    let variable: String
    let coefficient: Double
  }

  struct Row: Encodable {
    let name: String
    let symbolic: String
    let context: [String]
    /// s = constant + terms, with s in the cone.
    let terms: [Term]
    let constant: Double
    let cone: String
    let rules: [String]
    let origin: String?
    let source: String?
    /// The row in numbers, as text.
    let numeric: String
  }

  let schema = "cnnc.rows/1"
  let rows: [Row]

  enum CodingKeys: String, CodingKey { case schema, rows }

  init(_ rows: [RowView], _ text: RowText, sources: SourceMap) {
    self.rows = rows.map { row in
      let origin = row.block.origin
      return Row(
        name: row.name, symbolic: text.symbolic(row), context: text.context(row),
        terms: row.terms.map { Term(variable: $0.variable, coefficient: $0.coefficient) },
        constant: row.constant, cone: row.cone.name, rules: text.rules(row),
        origin: origin.map { range in
          let file = sources.file(of: range)
          let place = file.location(of: range.start)
          return "\(file.name):\(place.line):\(place.column)"
        },
        source: origin.map { range in
          let bytes = sources.file(of: range).text
          let end = min(range.end, bytes.count)
          return String(decoding: bytes[min(range.start, end)..<end], as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        },
        numeric: row.numeric)
    }
  }

  /// Three lines for each row.
  var text: String {
    let width = rows.map(\.name.count).max() ?? 0
    return rows.map { row in
      let with = row.context.isEmpty ? "" : "    with  " + row.context.joined(separator: ",  ")
      var lines = [("symbolic", row.symbolic + with), ("numeric", row.numeric)]
      let source = row.source.map { "  \($0)" } ?? ""
      lines.append(
        ("from", "\(row.origin ?? "")\(source)  -> \(row.rules.joined(separator: " -> "))"))
      return lines.enumerated().map { index, line in
        (index == 0 ? row.name : "").padded(width) + "  \(line.0.padded(8))  \(line.1)\n"
      }.joined()
    }.joined()
  }
}

extension RowView {
  /// `t[4] + v[3,1] - 0.1 v[3,2] >= 1`, or `s = .. in` a cone.
  fileprivate var numeric: String {
    var text = ""
    for (variable, coefficient) in terms {
      let size = abs(coefficient)
      let factor = size == 1 ? variable : "\(Self.text(size)) \(variable)"
      if text.isEmpty {
        text = coefficient < 0 ? "-\(factor)" : factor
      } else {
        text += (coefficient < 0 ? " - " : " + ") + factor
      }
    }
    let count = "    (\(terms.count) nonzero\(terms.count == 1 ? "" : "s"))"
    let bound = Self.text(constant == 0 ? 0 : -constant)
    switch cone {
    case .zero: return "\(text.isEmpty ? "0" : text) == \(bound)\(count)"
    case .nonnegative: return "\(text.isEmpty ? "0" : text) >= \(bound)\(count)"
    case .secondOrder, .exponential:
      var form = text
      if constant != 0 {
        form +=
          form.isEmpty
          ? Self.text(constant)
          : (constant < 0 ? " - " : " + ") + Self.text(abs(constant))
      }
      return "s_\(place) = \(form.isEmpty ? "0" : form), s in \(cone.name)\(count)"
    }
  }

  /// Fifteen digits: what rounding adds behind them is no part of the formula.
  private static func text(_ value: Double) -> String {
    Double(significant(value, 15)).map { shortText($0) } ?? shortText(value)
  }
}

extension Cone {
  /// As texts write it.
  var name: String {
    switch self {
    case .zero: "{0}"
    case .nonnegative: "R+"
    case .secondOrder(let count): "Q(\(count))"
    case .exponential: "K_exp"
    }
  }
}

/// The numbers of a conic program by name, part of `cnnc.canonical/1`.
struct NumbersDocument: Encodable {
  struct Entry: Encodable {
    let row: String
    let variable: String
    let value: Double
  }

  struct Named: Encodable {
    let name: String
    let value: Double
  }

  let matrix: [Entry]
  let rightHandSide: [Named]
  let linear: [Named]
  let quadratic: [Named]
  let constant: Double

  enum CodingKeys: String, CodingKey {
    case matrix, linear, quadratic, constant
    case rightHandSide = "right_hand_side"
  }

  init(_ program: ConicProgram) {
    let rows = program.allRows
    matrix = rows.flatMap { row in
      row.terms.map { Entry(row: row.name, variable: $0.variable, value: 0 - $0.coefficient) }
    }
    rightHandSide = rows.filter { $0.constant != 0 }
      .map { Named(name: $0.name, value: $0.constant) }
    func named(_ values: [Double]) -> [Named] {
      values.indices.filter { values[$0] != 0 }
        .map { Named(name: program.variableName($0), value: values[$0]) }
    }
    linear = named(program.linear)
    quadratic = named(program.quadratic.diagonal)
    constant = program.constant
  }

  var text: String {
    let widths = [matrix.map(\.row.count).max() ?? 0, matrix.map(\.variable.count).max() ?? 0]
    var text = "A   row, variable, value\n"
    for entry in matrix {
      text +=
        "  \(entry.row.padded(widths[0]))  \(entry.variable.padded(widths[1]))"
        + "  \(shortText(entry.value))\n"
    }
    for (name, list) in [("b", rightHandSide), ("q", linear), ("P", quadratic)] where !list.isEmpty
    {
      let width = list.map(\.name.count).max() ?? 0
      text += "\(name)\n"
      for entry in list { text += "  \(entry.name.padded(width))  \(shortText(entry.value))\n" }
    }
    if constant != 0 { text += "c  \(shortText(constant))\n" }
    return text
  }
}

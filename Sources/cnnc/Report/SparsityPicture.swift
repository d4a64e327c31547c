internal import Canonicalize
internal import LinearAlgebra

/// The matrix A of a conic program as a picture: variable blocks across, row blocks down, each cell
/// shaded by the share of its entries that are not zero.
struct SparsityPicture {
  private let program: ConicProgram
  private let title: String
  /// How many entries each pair of a row block and a variable block has.
  private let counts: [[Int]]

  init(_ program: ConicProgram, title: String) {
    self.program = program
    self.title = title
    func blocks(_ list: [ConicProgram.Block], _ count: Int) -> [Int] {
      var result = [Int](repeating: 0, count: count)
      for (index, block) in list.enumerated() { for j in block.range { result[j] = index } }
      return result
    }
    let rowBlock = blocks(program.rows, program.rowCount)
    let columnBlock = blocks(program.variables, program.variableCount)
    var counts = program.rows.map { _ in [Int](repeating: 0, count: program.variables.count) }
    let matrix = program.matrix
    for j in 0..<matrix.columnCount {
      for place in matrix.columnStarts[j]..<matrix.columnStarts[j + 1] {
        counts[rowBlock[Int(matrix.rowIndices[place])]][columnBlock[j]] += 1
      }
    }
    self.counts = counts
  }

  private static let font = "font-family=\"ui-monospace, Menlo, Consolas, monospace\""
  /// The width of a character of size 12, a little more than it is.
  private static let character = 7.6

  private func width(_ text: String, size: Double = 12) -> Double {
    Double(text.count) * Self.character * size / 12
  }

  /// The side of a block: it grows slowly with the number of its elements.
  private func side(_ count: Int, least: Double) -> Double {
    var (doublings, rest) = (0.0, Double(max(count, 1)))
    while rest > 1 { (doublings, rest) = (doublings + 1, rest / 2) }
    return max(least, 16 + 6 * doublings)
  }

  var svg: String {
    let rowNames = program.rows.map(label)
    let columnNames = program.variables.map(label)
    let left = 24 + (rowNames.map { width($0) }.max() ?? 0) + 12
    // Slanted names rise by sin 45 of their width.
    let names = (columnNames.map { width($0) }.max() ?? 0) * 0.7072
    let top = 78 + names + 14
    let widths = program.variables.enumerated().map { index, block in
      let cells = counts.map { $0[index] }.map { $0 == 0 ? 0 : width("\($0)", size: 11) + 10 }
      return max(side(block.count, least: 30), cells.max() ?? 0)
    }
    let heights = program.rows.map { side($0.count, least: 24) }
    let formulas = program.rows.map { "\($0.formula)" }
    let right = 16 + (formulas.map { width($0, size: 11) }.max() ?? 0) + 24
    let gridWidth = widths.reduce(0, +)
    let gridHeight = heights.reduce(0, +)
    let slant = names + 8
    let heading = "\(title)"
    let sizes =
      "A: \(program.rowCount) rows, \(program.variableCount) variables,"
      + " \(program.matrix.nonzeroCount) nonzeros"
    let total =
      [
        left + gridWidth + max(right, slant), 48 + width(heading, size: 15), 48 + width(sizes),
        left + 260,
      ].max() ?? 0
    let height = top + gridHeight + 64
    var out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(number(total))\""
      + " height=\"\(number(height))\" viewBox=\"0 0 \(number(total)) \(number(height))\">\n"
      + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    out += text(heading, 24, 32, size: 15, fill: "#1f2937", extra: " font-weight=\"600\"")
    out += text(sizes, 24, 54, size: 12, fill: "#6b7280")
    var x = left
    for (index, name) in columnNames.enumerated() {
      let (cx, cy) = (x + widths[index] / 2, top - 8)
      out += text(
        name, cx, cy, size: 12, fill: "#374151",
        extra: " transform=\"rotate(-45 \(number(cx)) \(number(cy)))\"")
      x += widths[index]
    }
    var y = top
    for (r, name) in rowNames.enumerated() {
      let middle = y + heights[r] / 2 + 4
      out += text(name, left - 10, middle, size: 12, fill: "#374151", extra: " text-anchor=\"end\"")
      out += text(formulas[r], left + gridWidth + 14, middle, size: 11, fill: "#6b7280")
      out += cells(r, left, y, widths, heights[r])
      y += heights[r]
    }
    out += grid(left, top, widths, heights)
    out += legend(left, top + gridHeight + 24)
    return out + "</svg>\n"
  }

  private func label(_ block: ConicProgram.Block) -> String { "\(block.name) \(block.count)" }

  private func cells(
    _ r: Int, _ left: Double, _ y: Double, _ widths: [Double], _ height: Double
  ) -> String {
    var (out, x) = ("", left)
    for (c, count) in counts[r].enumerated() {
      if count > 0 {
        let area = Double(program.rows[r].count) * Double(program.variables[c].count)
        out +=
          "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(widths[c]))\""
          + " height=\"\(number(height))\" fill=\"\(Self.colour(Double(count) / area))\">"
          + "<title>\(escaped(program.rows[r].name)), \(escaped(program.variables[c].name)):"
          + " \(count) of \(Int(area))</title></rect>\n"
        out += text(
          "\(count)", x + widths[c] / 2, y + height / 2 + 4, size: 11, fill: "#1f2937",
          extra: " text-anchor=\"middle\"")
      }
      x += widths[c]
    }
    return out
  }

  private func grid(
    _ left: Double, _ top: Double, _ widths: [Double], _ heights: [Double]
  ) -> String {
    let (right, bottom) = (left + widths.reduce(0, +), top + heights.reduce(0, +))
    var out = ""
    func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
      out +=
        "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\""
        + " stroke=\"#e5e7eb\"/>\n"
    }
    var (x, y) = (left, top)
    for width in widths {
      line(x, top, x, bottom)
      x += width
    }
    for height in heights {
      line(left, y, right, y)
      y += height
    }
    out +=
      "<rect x=\"\(number(left))\" y=\"\(number(top))\" width=\"\(number(right - left))\""
      + " height=\"\(number(bottom - top))\" fill=\"none\" stroke=\"#9ca3af\"/>\n"
    return out
  }

  private func legend(_ left: Double, _ y: Double) -> String {
    var out = ""
    for step in 0..<5 {
      out +=
        "<rect x=\"\(number(left + 24 * Double(step)))\" y=\"\(number(y))\" width=\"24\""
        + " height=\"12\" fill=\"\(Self.colour([0.001, 0.01, 0.1, 0.3, 1][step]))\"/>\n"
    }
    return out
      + text(
        "sparse to full; numbers count nonzeros", left + 132, y + 10, size: 11, fill: "#6b7280")
  }

  /// From a pale to a middle blue; sparse blocks are still seen.
  private static func colour(_ density: Double) -> String {
    let share = density.squareRoot().squareRoot()
    let (pale, full) = ([232.0, 241, 250], [125.0, 176, 222])
    let parts = zip(pale, full).map { Int(($0 + ($1 - $0) * share).rounded()) }
    return "rgb(\(parts.map(String.init).joined(separator: ",")))"
  }

  private func text(
    _ content: String, _ x: Double, _ y: Double, size: Double, fill: String, extra: String = ""
  ) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(number(size))\" \(Self.font)"
      + " fill=\"\(fill)\"\(extra)>\(escaped(content))</text>\n"
  }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  private func number(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}

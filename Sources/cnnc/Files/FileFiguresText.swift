internal import Backends
internal import Formats

extension FileFigures {
  /// The figures as people read them.
  func text(path: String, cones: String, presolve: PresolveSummary) -> String {
    let entries = source.matrix.values.count
    let area = Double(source.rowNames.count) * Double(source.variableNames.count)
    let share = area > 0 ? " (\(significant(100 * Double(entries) / area, 3)) %)" : ""
    var lines = [
      "\(path): \(source.isMaximization ? "maximize" : "minimize"),"
        + " \(counted(source.variableNames.count, "variable")),"
        + " \(counted(source.rowNames.count, "row")), \(counted(entries, "nonzero"))\(share)",
      "  rows        \(rows.text(equal: "equality", oneSided: "one-sided inequality"))",
      "  variables   \(variables.text(equal: "fixed", oneSided: "bounded on one side"))",
      "  cones       \(cones)",
    ]
    for (label, range) in [
      ("|A|", matrix), ("|b|", sides), ("|c|", costs), ("|bounds|", bounds), ("|P|", squares),
    ] {
      guard let range else { continue }
      lines.append(
        "  \(label.padded(10))  \(significant(range.least, 4)) to \(significant(range.largest, 4)),"
          + " ratio \(significant(range.ratio, 2))")
    }
    lines.append("  presolve    \(presolve.text)")
    lines += hints.map { "  hint        " + $0 }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension FileFigures.Kinds {
  fileprivate func text(equal: String, oneSided: String) -> String {
    let isOfRows = oneSided.hasSuffix("y")
    let sided = isOfRows ? self.oneSided + nonnegative : self.oneSided
    let parts = [
      self.equal > 0 ? (isOfRows ? counted(self.equal, equal) : "\(self.equal) \(equal)") : nil,
      !isOfRows && nonnegative > 0 ? "\(nonnegative) nonnegative" : nil,
      sided > 0 ? (isOfRows ? counted(sided, oneSided) : "\(sided) \(oneSided)") : nil,
      twoSided > 0 ? "\(twoSided) with two sides" : nil,
      free > 0 ? "\(free) free" : nil, inCones > 0 ? "\(inCones) in cones" : nil,
    ]
    let text = parts.compactMap { $0 }.joined(separator: ", ")
    return text.isEmpty ? "none" : text
  }
}

/// The figures of a program file as a JSON document: schema `cnnc.program/1`.
struct FileFiguresDocument: Encodable {
  struct Kinds: Encodable {
    let count: Int
    let equal: Int
    let oneSided: Int
    let twoSided: Int
    let free: Int
    let inCones: Int

    init(_ kinds: FileFigures.Kinds, count: Int) {
      self.count = count
      (equal, twoSided, free) = (kinds.equal, kinds.twoSided, kinds.free)
      (oneSided, inCones) = (kinds.oneSided + kinds.nonnegative, kinds.inCones)
    }

    enum CodingKeys: String, CodingKey {
      case count, equal, free
      case oneSided = "one_sided"
      case twoSided = "two_sided"
      case inCones = "in_cones"
    }
  }

  struct Ranges: Encodable {
    let matrix: FileFigures.Range?
    let sides: FileFigures.Range?
    let costs: FileFigures.Range?
    let bounds: FileFigures.Range?
    let quadratic: FileFigures.Range?
  }

  struct Cones: Encodable {
    let zero: Int
    let nonnegative: Int
    let secondOrder: [Int]
    let exponential: Int

    enum CodingKeys: String, CodingKey {
      case zero, nonnegative, exponential
      case secondOrder = "second_order"
    }
  }

  struct Names: Encodable {
    let emptyRows: [String]
    let emptyVariables: [String]
    let repeatedRows: [String]

    enum CodingKeys: String, CodingKey {
      case emptyRows = "empty_rows"
      case emptyVariables = "empty_variables"
      case repeatedRows = "repeated_rows"
    }
  }

  let schema = "cnnc.program/1"
  let file: String
  let name: String?
  let sense: String
  let rows: Kinds
  let variables: Kinds
  let nonzeros: Int
  let quadraticNonzeros: Int
  let cones: Cones
  let ranges: Ranges
  let presolve: PresolveDocument
  let oddities: Names
  let hints: [String]

  init(_ figures: FileFigures, _ presolve: PresolveSummary, path: String) {
    let source = figures.source
    file = path
    name = source.name.isEmpty ? nil : source.name
    sense = source.isMaximization ? "maximize" : "minimize"
    rows = Kinds(figures.rows, count: source.rowNames.count)
    variables = Kinds(figures.variables, count: source.variableNames.count)
    nonzeros = source.matrix.values.count
    quadraticNonzeros = source.quadratic.values.count
    var (zero, nonnegative, exponential) = (0, 0, 0)
    var dimensions: [Int] = []
    for cone in ConicFile(source).cones {
      switch cone {
      case .zero(let count): zero += count
      case .nonnegative(let count): nonnegative += count
      case .secondOrder(let count): dimensions.append(count)
      case .exponential: exponential += 1
      }
    }
    cones = Cones(
      zero: zero, nonnegative: nonnegative, secondOrder: dimensions, exponential: exponential)
    ranges = Ranges(
      matrix: figures.matrix, sides: figures.sides, costs: figures.costs, bounds: figures.bounds,
      quadratic: figures.squares)
    self.presolve = PresolveDocument(presolve)
    oddities = Names(
      emptyRows: figures.emptyRows.map { source.rowNames[$0] },
      emptyVariables: figures.emptyVariables.map { source.variableNames[$0] },
      repeatedRows: figures.repeatedRows.map { source.rowNames[$0.row] })
    hints = figures.hints
  }

  enum CodingKeys: String, CodingKey {
    case schema, file, name, sense, rows, variables, nonzeros, cones, ranges, presolve, oddities
    case hints
    case quadraticNonzeros = "quadratic_nonzeros"
  }
}

/// Writes the Conic Benchmark Format, version 3.
///
/// A bound that is no cone becomes a row, a row with two sides is two, and squares in the objective are a
/// variable more in a rotated cone: 2 t 1 >= sum p_j x_j^2.
struct CBFWriter {
  private let source: ConicSource
  /// The variables with squares and their p_j, in the sense of a minimization.
  private let squares: [(variable: Int, value: Double)]

  /// Rows of one cone, each with its entries and its constant.
  private struct Cone {
    let name: String
    var rows: [Row]
  }

  /// `factor` times an item plus a constant.
  private struct Row {
    let item: Item
    var factor = 1.0
    var constant = 0.0
  }

  private enum Item {
    case row(Int)
    case variable(Int)
    case epigraph
    case constant
  }

  /// Throws what the format cannot hold.
  init(_ source: ConicSource) throws(ConicWriteFailure) {
    self.source = source
    var squares: [(Int, Double)] = []
    for j in source.variableNames.indices {
      for place in source.quadratic.columnStarts[j]..<source.quadratic.columnStarts[j + 1] {
        guard Int(source.quadratic.rowIndices[place]) == j else {
          throw ConicWriteFailure(
            "the quadratic objective has products of variables, and CBF has linear ones",
            hint: "write MPS or LP")
        }
        let value = source.quadratic.values[place]
        squares.append((j, source.isMaximization ? -value : value))
      }
    }
    if let wrong = squares.first(where: { $0.1 < 0 }) {
      throw ConicWriteFailure(
        "the square of `\(source.variableNames[wrong.0])` has the wrong sign for a cone: the"
          + " objective is not convex")
    }
    self.squares = squares
  }

  func write(to out: inout ConicText) {
    let count = source.variableNames.count
    writeNames(to: &out)
    out += "VER\n3\n\nOBJSENSE\n\(source.isMaximization ? "MAX" : "MIN")\n\n"
    var (domains, bounds) = variableDomains
    if !squares.isEmpty { domains.append(("F", 1)) }
    out += "VAR\n\(count + (squares.isEmpty ? 0 : 1)) \(domains.count)\n"
    for domain in domains { out += "\(domain.name) \(domain.count)\n" }
    let cones = Self.merged(rowCones + bounds) + squareCones
    let rows = cones.flatMap(\.rows)
    if !rows.isEmpty {
      out += "\nCON\n\(rows.count) \(cones.count)\n"
      for cone in cones { out += "\(cone.name) \(cone.rows.count)\n" }
    }
    var costs = source.linear.enumerated().filter { $0.element != 0 }.map {
      ($0.offset, $0.element)
    }
    if !squares.isEmpty { costs.append((count, source.isMaximization ? -1 : 1)) }
    if !costs.isEmpty {
      out += "\nOBJACOORD\n\(costs.count)\n"
      for (j, value) in costs { out += "\(j) \(value)\n" }
    }
    if source.constant != 0 { out += "\nOBJBCOORD\n\(source.constant)\n" }
    writeMatrix(rows, to: &out)
    let constants = rows.enumerated().filter { $0.element.constant != 0 }
    if !constants.isEmpty {
      out += "\nBCOORD\n\(constants.count)\n"
      for (i, row) in constants { out += "\(i) \(row.constant)\n" }
    }
  }

  /// Names that somebody chose, as comments.
  private func writeNames(to out: inout ConicText) {
    for (kind, letter, names) in [
      ("variable", "x", source.variableNames), ("row", "g", source.rowNames),
    ] {
      for (i, name) in names.enumerated() where name != "\(letter)[\(i)]" {
        out += "# \(kind) \(i): \(name)\n"
      }
    }
  }

  /// The cones of the variables, and rows for the bounds that are none.
  private var variableDomains: (domains: [(name: String, count: Int)], rows: [Cone]) {
    var domains: [(name: String, count: Int)] = []
    var rows: [Cone] = []
    let blocks = Dictionary(
      source.variableBlocks.map { ($0.range.lowerBound, $0) },
      uniquingKeysWith: { first, _ in first })
    var j = 0
    while j < source.variableNames.count {
      if let block = blocks[j] {
        domains.append((block.kind.cbfName, block.range.count))
        j = block.range.upperBound
        continue
      }
      let interval = source.variableIntervals[j]
      let name = interval.cbfName ?? "F"
      if interval.cbfName == nil { rows += cones(.variable(j), in: interval, constant: 0) }
      if domains.last?.name == name && !["Q", "QR", "EXP"].contains(name) {
        domains[domains.count - 1].count += 1
      } else {
        domains.append((name, 1))
      }
      j += 1
    }
    return (domains, rows)
  }

  private var rowCones: [Cone] {
    var cones: [Cone] = []
    let blocks = Dictionary(
      source.rowBlocks.map { ($0.range.lowerBound, $0) }, uniquingKeysWith: { first, _ in first })
    var i = 0
    while i < source.rowNames.count {
      if let block = blocks[i] {
        cones.append(
          Cone(
            name: block.kind.cbfName,
            rows: block.range.map { Row(item: .row($0), constant: source.rowConstants[$0]) }))
        i = block.range.upperBound
        continue
      }
      let interval = source.rowIntervals[i]
      for cone in self.cones(.row(i), in: interval, constant: source.rowConstants[i]) {
        cones.append(cone)
      }
      i += 1
    }
    return cones
  }

  /// Neighbours that are products of intervals of one kind, in one.
  private static func merged(_ cones: [Cone]) -> [Cone] {
    var result: [Cone] = []
    for cone in cones {
      if let last = result.last, last.name == cone.name, !["Q", "QR", "EXP"].contains(cone.name) {
        result[result.count - 1].rows += cone.rows
      } else {
        result.append(cone)
      }
    }
    return result
  }

  private var squareCones: [Cone] {
    if squares.isEmpty { return [] }
    return [
      Cone(
        name: "QR",
        rows: [Row(item: .epigraph), Row(item: .constant, constant: 1)]
          + squares.map { Row(item: .variable($0.variable), factor: $0.value.squareRoot()) })
    ]
  }

  /// What an interval says, in cones of one row each; `constant` is that of a value without restriction.
  private func cones(_ item: Item, in interval: ConicInterval, constant: Double) -> [Cone] {
    let (lower, upper) = (interval.lower, interval.upper)
    if interval.isFree { return [Cone(name: "F", rows: [Row(item: item, constant: constant)])] }
    if lower == upper { return [Cone(name: "L=", rows: [Row(item: item, constant: 0 - lower)])] }
    var cones: [Cone] = []
    if lower > -.infinity {
      cones.append(Cone(name: "L+", rows: [Row(item: item, constant: 0 - lower)]))
    }
    if upper < .infinity {
      cones.append(Cone(name: "L-", rows: [Row(item: item, constant: 0 - upper)]))
    }
    return cones
  }

  private func writeMatrix(_ rows: [Row], to out: inout ConicText) {
    let byRows = source.matrix.transposed
    var lines = ConicText()
    var count = 0
    for (i, row) in rows.enumerated() {
      switch row.item {
      case .row(let k):
        let places = byRows.columnStarts[k]..<byRows.columnStarts[k + 1]
        for place in places {
          lines += "\(i) \(byRows.rowIndices[place]) \(byRows.values[place])\n"
        }
        count += places.count
      case .variable(let j):
        lines += "\(i) \(j) \(row.factor)\n"
        count += 1
      case .epigraph:
        lines += "\(i) \(source.variableNames.count) 1\n"
        count += 1
      case .constant: break
      }
    }
    guard count > 0 else { return }
    out += "\nACOORD\n\(count)\n"
    out.append(lines)
  }
}

extension ConicBlock.Kind {
  fileprivate var cbfName: String {
    switch self {
    case .quadratic: "Q"
    case .rotated: "QR"
    case .exponential: "EXP"
    }
  }
}

extension ConicInterval {
  /// The cone of a variable in the interval; nil where it takes rows.
  fileprivate var cbfName: String? {
    if isFree { return "F" }
    if lower == 0 && upper == 0 { return "L=" }
    if lower == 0 && upper == .infinity { return "L+" }
    return lower == -.infinity && upper == 0 ? "L-" : nil
  }
}

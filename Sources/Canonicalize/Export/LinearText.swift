internal import LinearAlgebra

extension ConicProgram {
  /// The name of every variable: `v[1,2]`.
  public var variableNames: [String] { Self.names(variables, variableCount) }

  /// The name of every row: `gate_v[1,6]`.
  public var rowNames: [String] { Self.names(rows, rowCount) }

  private static func names(_ blocks: [Block], _ count: Int) -> [String] {
    var result: [String] = []
    result.reserveCapacity(count)
    for block in blocks { for index in block.range { result.append(block.name(of: index)) } }
    return result
  }

  /// Whether each row is an equality; for a linear program.
  private var isEquality: [Bool] {
    cones.flatMap { cone -> [Bool] in
      if case .zero = cone {
        return [Bool](repeating: true, count: cone.dimension)
      }
      return [Bool](repeating: false, count: cone.dimension)
    }
  }

  /// The program in free MPS, with a section QUADOBJ for its squares; nil for one with cones. Names are kept.
  public var mpsText: String? {
    guard !hasCurvedCones else { return nil }
    let (rowNames, names, isEquality) = (rowNames, variableNames, isEquality)
    var text = "NAME program\nROWS\n N objective\n"
    for (row, name) in rowNames.enumerated() { text += " \(isEquality[row] ? "E" : "L") \(name)\n" }
    text += "COLUMNS\n"
    for j in names.indices {
      let entries = matrix.columnStarts[j]..<matrix.columnStarts[j + 1]
      // A column is declared by an entry, be it 0.
      if linear[j] != 0 || entries.isEmpty { text += " \(names[j]) objective \(linear[j])\n" }
      for index in entries {
        text += " \(names[j]) \(rowNames[Int(matrix.rowIndices[index])]) \(matrix.values[index])\n"
      }
    }
    text += "RHS\n"
    // By the convention of the format the constant has the opposite sign.
    if constant != 0 { text += " rhs objective \(-constant)\n" }
    for (row, name) in rowNames.enumerated() where rightHandSide[row] != 0 {
      text += " rhs \(name) \(rightHandSide[row])\n"
    }
    text += "BOUNDS\n"
    for name in names { text += " FR bound \(name)\n" }
    if !quadratic.isZero {
      text += "QUADOBJ\n"
      // The lower triangle: the upper one, turned.
      quadratic.forEach { i, j, value in text += " \(names[i]) \(names[j]) \(value)\n" }
    }
    return text + "ENDATA\n"
  }

  /// The program in the LP format of CPLEX; nil for one with cones. The brackets of names
  /// become parentheses, which the format allows.
  public var lpText: String? {
    guard !hasCurvedCones else { return nil }
    func plain(_ name: String) -> String {
      name.replacing("[", with: "(").replacing("]", with: ")")
    }
    let names = variableNames.map(plain)
    func term(_ value: Double, _ j: Int) -> String {
      (value < 0 ? "- " : "+ ") + "\(abs(value)) \(names[j])"
    }
    var terms = linear.indices.filter { linear[$0] != 0 }.map { term(linear[$0], $0) }
    if constant != 0 { terms.append((constant < 0 ? "- " : "+ ") + "\(abs(constant))") }
    if !quadratic.isZero {
      terms.append("+ [")
      // 1/2 x'Px: squares once, products twice.
      quadratic.forEach { i, j, value in
        terms.append(i == j ? term(value, j) + " ^ 2" : term(2 * value, j) + " * " + names[i])
      }
      terms.append("] / 2")
    }
    var text = "Minimize\n objective: " + Self.wrapped(terms) + "\nSubject To\n"
    let byRows = matrix.transposed
    for (row, name) in rowNames.enumerated() {
      let entries = (byRows.columnStarts[row]..<byRows.columnStarts[row + 1]).map {
        term(byRows.values[$0], Int(byRows.rowIndices[$0]))
      }
      // A row without entries has no form in the format: 0 times some variable stands for it.
      let left = entries.isEmpty && !names.isEmpty ? ["0 \(names[0])"] : entries
      text += " \(plain(name)): " + Self.wrapped(left)
      text += " \(isEquality[row] ? "=" : "<=") \(rightHandSide[row])\n"
    }
    text += "Bounds\n" + names.map { " \($0) free\n" }.joined()
    return text + "End\n"
  }

  /// Terms in lines that readers accept.
  private static func wrapped(_ terms: [String]) -> String {
    var (text, length) = ("", 0)
    for term in terms {
      if length > 200 {
        text += "\n  "
        length = 0
      }
      text += (length == 0 ? "" : " ") + term
      length += term.utf8.count + 1
    }
    return text
  }
}

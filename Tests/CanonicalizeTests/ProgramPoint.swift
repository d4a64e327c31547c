import Canonicalize
import DSL
import LinearAlgebra

/// A point of a conic program: given values of the user's variables, and for every auxiliary variable the
/// least value that its rows allow (the greatest, where it stands for a concave function).
struct ProgramPoint {
  let program: ConicProgram
  private(set) var x: [Double]
  private var isKnown: [Bool]
  /// The entries of each row: column and coefficient of s = b - A x.
  private let rows: [[(column: Int, value: Double)]]
  /// The first row and the cone of each cone.
  private let cones: [(first: Int, cone: Cone)]

  /// The point; `values` gives the user's variables in their order. `bend` is the M of every huber.
  /// `given` knows the variables of blocks for which no least value exists one by one.
  init(
    _ program: ConicProgram, values: [Double], bend: Double = 1,
    given: (ConicProgram.Block) -> [Double]? = { _ in nil }
  ) {
    self.program = program
    x = [Double](repeating: 0, count: program.variableCount)
    isKnown = [Bool](repeating: false, count: program.variableCount)
    var rows = [[(column: Int, value: Double)]](repeating: [], count: program.rowCount)
    let matrix = program.matrix
    for j in 0..<program.variableCount {
      for place in matrix.columnStarts[j]..<matrix.columnStarts[j + 1] {
        rows[Int(matrix.rowIndices[place])].append((j, -matrix.values[place]))
      }
    }
    self.rows = rows
    var cones: [(first: Int, cone: Cone)] = []
    var row = 0
    for cone in program.cones {
      // Rows of these cones are conditions of their own.
      switch cone {
      case .zero(let count): for k in 0..<count { cones.append((row + k, .zero(1))) }
      case .nonnegative(let count):
        for k in 0..<count { cones.append((row + k, .nonnegative(1))) }
      case .secondOrder, .exponential: cones.append((row, cone))
      }
      row += cone.dimension
    }
    self.cones = cones
    for (j, value) in values.enumerated() { set(j, value) }
    var conesOf = [[Int]](repeating: [], count: program.variableCount)
    let isCondition = Self.conditions(program)
    for (index, cone) in cones.enumerated() where !isCondition[cone.first] {
      let columns = Set(
        rows[cone.first..<cone.first + cone.cone.dimension].joined().map(\.column))
      for column in columns { conesOf[column].append(index) }
    }
    for block in program.variables where block.first >= values.count {
      let found = given(block)
      for j in block.range {
        if let found {
          set(j, found[j - block.first])
          continue
        }
        if block.rule == "epigraph.huber", block.name.contains("huber.s") {
          set(j, clamped(j, conesOf[j], bend))
        } else if ["epigraph.softplus", "epigraph.logsumexp"].contains(block.rule), !isKnown[j],
          let value = logarithm(j, conesOf[j])
        {
          set(j, value)
        } else {
          // Variables of concave functions say so: `t <= log(x)`.
          let isConcave = block.formula.contains("t <= ")
          let range = interval(j, conesOf[j])
          set(j, isConcave ? range.upper : range.lower)
        }
      }
    }
  }

  /// Which rows are conditions on the user's variables.
  private static func conditions(_ program: ConicProgram) -> [Bool] {
    program.rows.flatMap { block in
      block.range.map { _ in
        ["constraint", "robust.constraint", "convexify.relu"].contains(block.rule)
      }
    }
  }

  private mutating func set(_ j: Int, _ value: Double) {
    x[j] = value
    isKnown[j] = true
  }

  /// The slack of a row without variable j, and the coefficient of j; nil where others are unknown.
  private func affine(_ row: Int, _ j: Int) -> (rest: Double, slope: Double)? {
    var rest = program.rightHandSide[row]
    var slope = 0.0
    for (column, value) in rows[row] {
      if column == j {
        slope += value
      } else if isKnown[column] {
        rest += value * x[column]
      } else {
        return nil
      }
    }
    return (rest, slope)
  }

  /// The values of variable j that the cones allow in which all else is known.
  private func interval(_ j: Int, _ indices: [Int]) -> (lower: Double, upper: Double) {
    var (lower, upper) = (-Double.infinity, Double.infinity)
    for index in indices {
      let (first, cone) = cones[index]
      let parts = (first..<first + cone.dimension).compactMap { affine($0, j) }
      guard parts.count == cone.dimension else { continue }
      let h = parts.map(\.rest)
      let g = parts.map(\.slope)
      switch cone {
      case .zero: (lower, upper) = (-h[0] / g[0], -h[0] / g[0])
      case .nonnegative:
        if g[0] > 0 { lower = max(lower, -h[0] / g[0]) } else { upper = min(upper, -h[0] / g[0]) }
      case .secondOrder:
        let (low, high) = Self.roots(h, g)
        lower = max(lower, low)
        upper = min(upper, high)
      case .exponential:
        if g[2] > 0 {
          lower = max(lower, (h[1] * Self.exponential(h[0] / h[1]) - h[2]) / g[2])
        } else if g[0] > 0 {
          upper = min(upper, (Self.logarithm(h[2]) - h[0]) / g[0])
        }
      }
    }
    return (lower, upper)
  }

  /// Where h_0 + g_0 t >= ||h + g t||_2.
  private static func roots(_ h: [Double], _ g: [Double]) -> (Double, Double) {
    func form(_ a: [Double], _ b: [Double]) -> Double {
      a[0] * b[0] - zip(a.dropFirst(), b.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    }
    // form(h, h) + 2 form(h, g) t + form(g, g) t^2 >= 0
    let (c, b, a) = (form(h, h), form(h, g), form(g, g))
    if a == 0 { return (-c / (2 * b), .infinity) }
    let root = max(0, b * b - a * c).squareRoot()
    // Above: t >= the larger root of t^2 - .. >= 0; below: between the roots.
    return a > 0 ? ((-b + root) / a, .infinity) : ((-b + root) / a, (-b - root) / a)
  }

  /// The least t with sum exp(h_i - t) <= 1.
  private func logarithm(_ j: Int, _ indices: [Int]) -> Double? {
    var exponents: [Double] = []
    for index in indices {
      guard case .exponential = cones[index].cone else { continue }
      // Other cones take it further, into variables that are not known yet.
      guard let part = affine(cones[index].first, j), part.slope == -1 else { continue }
      exponents.append(part.rest)
    }
    guard !exponents.isEmpty else { return nil }
    return Self.logarithm(exponents.reduce(0) { $0 + Self.exponential($1) })
  }

  /// The s of huber: x, but at most M in size; a - x + s is the slack of its first row.
  private func clamped(_ j: Int, _ indices: [Int], _ bend: Double) -> Double {
    for index in indices {
      guard case .nonnegative = cones[index].cone else { continue }
      let row = cones[index].first
      guard rows[row].contains(where: { $0.column == j && $0.value > 0 }) else { continue }
      var rest = -program.rightHandSide[row]
      for (column, value) in rows[row] where isKnown[column] { rest -= value * x[column] }
      return min(max(rest, -bend), bend)
    }
    return 0
  }

  private static func exponential(_ x: Double) -> Double { Atom.exp.value([[x]]) }
  private static func logarithm(_ x: Double) -> Double { Atom.log.value([[x]]) }

  /// The objective.
  var objective: Double { program.objective(at: x) }

  /// The slacks of the rows whose block has this name, and this rule where it is given.
  func slacks(_ name: String, rule: String? = nil) -> [Double] {
    guard
      let block = program.rows.first(where: {
        $0.name == name && (rule == nil || $0.rule == rule)
      })
    else { return [] }
    return block.range.map { row in
      rows[row].reduce(program.rightHandSide[row]) { $0 + $1.value * x[$1.column] }
    }
  }

  /// By how much rows that are no constraints of the user leave their cones.
  var violation: Double {
    var worst = 0.0
    let isCondition = Self.conditions(program)
    for (first, cone) in cones where !isCondition[first] {
      let s = (first..<first + cone.dimension).map { row in
        rows[row].reduce(program.rightHandSide[row]) { $0 + $1.value * x[$1.column] }
      }
      switch cone {
      case .zero: worst = max(worst, abs(s[0]))
      case .nonnegative: worst = max(worst, -s[0])
      case .secondOrder:
        let norm = Atom.norm2.value([Array(s.dropFirst())])
        worst = max(worst, (norm - s[0]) / (1 + norm))
      case .exponential:
        let value = s[1] * Self.exponential(s[0] / s[1])
        worst = max(worst, (value - s[2]) / (1 + value))
      }
    }
    return worst
  }
}

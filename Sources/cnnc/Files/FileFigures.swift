internal import Formats

/// What can be said of a program by looking at it: sizes, ranges of its numbers, what is odd.
struct FileFigures {
  /// The least and the largest absolute value of numbers that are not 0.
  struct Range: Encodable {
    private(set) var least = Double.infinity
    private(set) var largest = 0.0

    /// nil where there are no such numbers.
    init?(_ values: some Sequence<Double>) {
      for value in values where value != 0 && value.isFinite {
        least = min(least, abs(value))
        largest = max(largest, abs(value))
      }
      if largest == 0 { return nil }
    }

    /// The largest by the least.
    var ratio: Double { largest / least }
  }

  /// How many rows or variables are restricted in which way.
  struct Kinds {
    var equal = 0
    var oneSided = 0
    var twoSided = 0
    var free = 0
    var inCones = 0
    /// Of variables: those one-sided at 0 from below.
    var nonnegative = 0

    init(_ intervals: [ConicInterval], _ blocks: [ConicBlock]) {
      for interval in intervals {
        if interval.isFree {
          free += 1
        } else if interval.lower == interval.upper {
          equal += 1
        } else if interval.lower > -.infinity && interval.upper < .infinity {
          twoSided += 1
        } else if interval.lower == 0 {
          nonnegative += 1
        } else {
          oneSided += 1
        }
      }
      inCones = blocks.reduce(0) { $0 + $1.range.count }
      free -= inCones
    }
  }

  let source: ConicSource
  let rows: Kinds
  let variables: Kinds
  let matrix: Range?
  let sides: Range?
  let costs: Range?
  let bounds: Range?
  let squares: Range?
  /// Rows and variables without entries, the latter without cost too.
  let emptyRows: [Int]
  let emptyVariables: [Int]
  /// Rows that are a multiple of an earlier one, with that one.
  let repeatedRows: [(row: Int, of: Int)]

  /// Looks at a program.
  init(_ source: ConicSource) {
    self.source = source
    rows = Kinds(source.rowIntervals, source.rowBlocks)
    variables = Kinds(source.variableIntervals, source.variableBlocks)
    matrix = Range(source.matrix.values)
    costs = Range(source.linear)
    squares = Range(source.quadratic.values)
    bounds = Range(source.variableIntervals.lazy.flatMap { [$0.lower, $0.upper] })
    let inCones = source.rowBlocks.flatMap { source.rowConstants[$0.range] }
    sides = Range(source.rowIntervals.flatMap { [$0.lower, $0.upper] } + inCones)
    let byRows = source.matrix.transposed
    emptyRows = (0..<byRows.columnCount).filter {
      byRows.columnStarts[$0] == byRows.columnStarts[$0 + 1]
    }
    let isMentioned = source.isMentioned
    emptyVariables = isMentioned.indices.filter { !isMentioned[$0] }
    repeatedRows = Self.repeated(byRows, except: source.rowBlocks)
  }

  /// Rows with the entries of an earlier one, up to a factor.
  private static func repeated(
    _ byRows: SparseColumns, except blocks: [ConicBlock]
  ) -> [(row: Int, of: Int)] {
    var isInCone = [Bool](repeating: false, count: byRows.columnCount)
    for block in blocks { for i in block.range { isInCone[i] = true } }
    func entries(_ i: Int) -> Swift.Range<Int> {
      byRows.columnStarts[i]..<byRows.columnStarts[i + 1]
    }
    func areParallel(_ a: Int, _ b: Int) -> Bool {
      let (first, second) = (entries(a), entries(b))
      guard first.count == second.count else { return false }
      let (p, q) = (byRows.values[first.lowerBound], byRows.values[second.lowerBound])
      return zip(first, second).allSatisfy {
        byRows.rowIndices[$0] == byRows.rowIndices[$1]
          && byRows.values[$0] / p == byRows.values[$1] / q
      }
    }
    var known: [Int: [Int]] = [:]
    var found: [(row: Int, of: Int)] = []
    for i in 0..<byRows.columnCount where !isInCone[i] && !entries(i).isEmpty {
      var hasher = Hasher()
      for place in entries(i) {
        hasher.combine(byRows.rowIndices[place])
        hasher.combine(byRows.values[place] / byRows.values[entries(i).lowerBound])
      }
      let key = hasher.finalize()
      if let first = known[key]?.first(where: { areParallel($0, i) }) {
        found.append((i, first))
      } else {
        known[key, default: []].append(i)
      }
    }
    return found
  }

  /// What may make the program hard, or is probably a slip.
  var hints: [String] {
    var hints: [String] = []
    for (name, range) in [
      ("the entries of A", matrix), ("the sides of rows", sides), ("the costs", costs),
      ("the bounds", bounds), ("the entries of P", squares),
    ] {
      if let range, range.ratio > 1e8 {
        hints.append(
          "badly scaled: \(name) span a ratio of \(significant(range.ratio, 2)); other units for rows"
            + " or variables would help")
      }
    }
    func add(_ items: [Int], _ names: [String], _ noun: String, _ what: String) {
      guard let first = items.first else { return }
      hints.append("\(counted(items.count, noun)) \(what), first `\(names[first])`")
    }
    let contradictory = emptyRows.filter {
      source.rowIntervals[$0].lower > 0 || source.rowIntervals[$0].upper < 0
    }
    add(contradictory, source.rowNames, "row", "without entries that cannot hold")
    let others = Set(contradictory)
    add(emptyRows.filter { !others.contains($0) }, source.rowNames, "row", "without entries")
    add(emptyVariables, source.variableNames, "variable", "in no row and without cost")
    if let first = repeatedRows.first {
      hints.append(
        "\(counted(repeatedRows.count, "row")) with the entries of an earlier one up to a factor, first"
          + " `\(source.rowNames[first.row])` as `\(source.rowNames[first.of])`")
    }
    return hints
  }
}

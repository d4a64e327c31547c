public import Canonicalize
public import LinearAlgebra

/// What an enumeration of patterns ended with.
public enum PatternEnumeration: Sendable {
  /// All patterns.
  case all(ActivationPatterns)
  /// There are more than may be listed: so many of the first samples alone.
  case tooMany(patterns: Int, ofSamples: Int)
}

/// All activation patterns [X u >= 0] of vectors u that are orthogonal to no sample but those that are 0.
///
/// These are all that Theorem 2.1 needs: where x_k'u = 0, sample k adds nothing to the neuron u, so u may
/// take the pattern of a cell that it borders on. The cells of the arrangement of the hyperplanes
/// x_k'u = 0 are found by adding one hyperplane after another: it cuts a cell if both signs of x_k'u occur
/// in it, that is if the convex hull of the signed rows does not hold 0. A cell is left out on that proof
/// alone, for rows of length 1 and up to a distance of 1e-13; a pattern too many changes no optimum.
///
/// - Parameters:
///   - features: X.
///   - limit: the largest number of patterns to be listed.
/// - Returns: the patterns, or how many there are at least.
public func enumeratePatterns(on features: Matrix, limit: Int) -> PatternEnumeration {
  let arrangement = HyperplaneArrangement(features)
  // -u has the opposite signs, so one side of the first hyperplane tells the other.
  var cells = [HyperplaneArrangement.Cell(signs: [], interior: nil)]
  for k in arrangement.rows.indices {
    let known = cells
    let work = 2000 * (k + 1) * features.columnCount
    let split = mapInParallel(count: known.count, work: work * known.count) { c in
      arrangement.split(known[c])
    }
    cells = split.flatMap { $0 }
    if 2 * cells.count > limit {
      return .tooMany(patterns: 2 * cells.count, ofSamples: arrangement.rows[k] + 1)
    }
  }
  return .all(arrangement.patterns(of: cells))
}

/// The hyperplanes x_k'u = 0 of samples that are not 0, and the cells between them.
private struct HyperplaneArrangement: Sendable {
  /// A cell, by the signs of its rows.
  struct Cell: Sendable {
    /// Whether x_k'u > 0, for each row so far.
    var signs: [Bool]
    /// A vector inside of it; nil where none is known beyond doubt.
    var interior: [Double]?
  }

  /// The samples that are not 0.
  let rows: [Int]
  /// Their rows as columns of length 1.
  private let directions: Matrix
  private let sampleCount: Int

  init(_ features: Matrix) {
    let lengths = (0..<features.rowCount).map { norm2(features.row($0)) }
    rows = lengths.indices.filter { lengths[$0] > 0 }
    sampleCount = features.rowCount
    var directions = Matrix(rows: features.columnCount, columns: rows.count)
    for (place, k) in rows.enumerated() {
      for c in 0..<features.columnCount { directions[c, place] = features[k, c] / lengths[k] }
    }
    self.directions = directions
  }

  /// The parts of a cell on both sides of the next hyperplane, without those that are proven empty.
  func split(_ cell: Cell) -> [Cell] {
    let k = cell.signs.count
    if k == 0 { return [Cell(signs: [true], interior: directions.column(0))] }
    // A vector well on one side shows that part; only the other is searched for.
    let side = cell.interior.flatMap { u -> Bool? in
      let product = dot(directions.column(k), u)
      return abs(product) > 1e-9 * norm2(u) ? product > 0 : nil
    }
    return [true, false].compactMap { sign in
      if sign == side { return Cell(signs: cell.signs + [sign], interior: cell.interior) }
      return part(of: cell, sign)
    }
  }

  /// The part of a cell on one side of the next hyperplane; nil where it is empty.
  private func part(of cell: Cell, _ sign: Bool) -> Cell? {
    let signs = cell.signs + [sign]
    var signed = Matrix(rows: directions.rowCount, columns: signs.count)
    for j in signs.indices {
      for c in 0..<directions.rowCount {
        signed[c, j] = signs[j] ? directions[c, j] : -directions[c, j]
      }
    }
    guard var search = HullSearch(columns: signed, held: nil) else { return nil }
    repeat {
      if search.isAtOrigin { return nil }
      if search.least > 1e-12 { return Cell(signs: signs, interior: search.direction.v) }
    } while search.advance()
    return search.isAtOrigin ? nil : Cell(signs: signs, interior: nil)
  }

  /// The patterns of cells and of their opposites, on all samples.
  func patterns(of cells: [Cell]) -> ActivationPatterns {
    let columns = cells.flatMap { cell in
      [true, false].map { side in
        // A sample that is 0 counts as active.
        var isActive = [Bool](repeating: true, count: sampleCount)
        for (place, k) in rows.enumerated() where place < cell.signs.count {
          isActive[k] = cell.signs[place] == side
        }
        return BitMatrix.pack(count: sampleCount) { isActive[$0] }
      }
    }
    return ActivationPatterns(
      distinctColumnsOf: columns, rows: sampleCount, asked: Set(columns).count)
  }
}

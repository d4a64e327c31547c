import Formats
import Testing

/// The program in a text.
func conic(
  _ text: String, _ format: ConicFormat, relaxingIntegers: Bool = false
) throws(FormatError) -> ConicFile {
  let bytes = Array(text.utf8)
  return try ConicFile(parsing: bytes.span, format: format, relaxingIntegers: relaxingIntegers)
}

/// The message about a text: `LINE:COLUMN KIND MESSAGE`.
func conicFault(
  _ text: String, _ format: ConicFormat, _ location: SourceLocation = #_sourceLocation
) -> String {
  let error = fault(location) { () throws(FormatError) in _ = try conic(text, format) }
  guard let error else { return "" }
  let place = error.position.map { "\($0.line):\($0.column)" } ?? "-"
  return "\(place) \(error.kind) \(error.message)"
}

extension SparseColumns {
  /// The matrix with its zeros, by rows.
  var dense: [[Double]] {
    var result = [[Double]](
      repeating: [Double](repeating: 0, count: columnCount), count: rowCount)
    for j in 0..<columnCount {
      for place in columnStarts[j]..<columnStarts[j + 1] {
        result[Int(rowIndices[place])][j] = values[place]
      }
    }
    return result
  }
}

extension ConicFile {
  /// The largest distance by which b - Ax leaves a cone.
  func violation(at x: [Double]) -> Double {
    let s = zip(rightHandSide, matrix.times(x)).map { $0 - $1 }
    var (worst, row) = (0.0, 0)
    for cone in cones {
      let part = s[row..<row + cone.dimension]
      switch cone {
      case .zero: worst = max(worst, part.map { abs($0) }.max() ?? 0)
      case .nonnegative: worst = max(worst, -(part.min() ?? 0))
      case .secondOrder:
        let norm = part.dropFirst().reduce(0) { $0 + $1 * $1 }.squareRoot()
        worst = max(worst, norm - part[row])
      case .exponential:
        // With y > 0 throughout the tests: y exp(x/y) <= z as x <= y log(z/y), without a logarithm.
        worst = max(worst, exponential(part[row], part[row + 1]) - part[row + 2])
      }
      row += cone.dimension
    }
    return worst
  }

  /// y exp(x/y) for moderate numbers, by its series.
  private func exponential(_ x: Double, _ y: Double) -> Double {
    var (sum, term) = (0.0, y)
    for k in 1...60 {
      sum += term
      term *= x / y / Double(k)
    }
    return sum
  }
}

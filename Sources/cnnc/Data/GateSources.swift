internal import Backends
internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// Gates from files and from random vectors.
extension DataReading {
  /// Distinct patterns of random vectors on data, where a set is given on moved rows too.
  mutating func sampled(
    _ gates: GatesDeclaration, on features: Matrix, _ set: NumericSet?, _ count: Int, _ seed: UInt64
  ) -> ActivationPatterns {
    let chosen = settings.seed ?? seed
    let patterns: ActivationPatterns =
      if let set {
        .sampled(
          on: features, movedIn: set, count: count, seed: chosen, withAllOnes: !gates.isPlain)
      } else {
        .sampled(on: features, count: count, seed: chosen, withAllOnes: !gates.isPlain)
      }
    if patterns.count < count {
      report.add(
        Diagnostic(
          "W412",
          "only \(patterns.count) distinct pattern\(patterns.count == 1 ? "" : "s") after \(patterns.draws ?? 0) draws;"
            + " \(count) were asked", at: gates.range,
          notes: [
            "\(features.rowCount) samples of \(features.columnCount) features have at most"
              + " \(shortText(ActivationPatterns.maximumPatternCount(samples: features.rowCount, rank: features.columnCount)))"
          ]))
    }
    return patterns
  }

  /// All patterns that a data has, as long as they are not too many.
  mutating func enumerated(
    _ gates: GatesDeclaration, of data: String, on features: Matrix
  ) throws -> ActivationPatterns {
    let limit = 10_000
    switch enumeratePatterns(on: features, limit: limit) {
    case .all(let patterns): return patterns
    case .tooMany(let count, let samples):
      let (n, d) = (features.rowCount, features.columnCount)
      let most = ActivationPatterns.maximumPatternCount(samples: n, rank: d)
      let mostText = most < 1e15 ? shortText(most) : significant(most, 3)
      throw report.stop(
        Diagnostic(
          "E424",
          "`\(data)` has too many patterns to list them all: \(samples) of its \(n) samples alone"
            + " have \(count)", at: gates.range,
          notes: [
            "\(n) samples of \(d) features have up to \(mostText) patterns; cnnc lists up to"
              + " \(limit)"
          ], help: "draw some of them: `sample(\(data), count: 64, seed: 7)`"))
    }
  }

  /// The patterns in a file, a row for each sample of a data.
  mutating func ofPatterns(
    _ matrix: Matrix, _ path: StringLiteral, of gates: GatesDeclaration, on features: Matrix,
    _ data: String
  ) throws -> ActivationPatterns {
    guard matrix.rowCount == features.rowCount else {
      throw report.stop(
        Diagnostic(
          "E407",
          "\(path.value) has \(matrix.rowCount) rows, `\(data)` has"
            + " \(features.rowCount)", at: gates.range,
          help: "a file of patterns has a row for each sample and a column for each pattern"))
    }
    if let bad = matrix.elements.firstIndex(where: { $0 != 0 && $0 != 1 }) {
      throw report.stop(
        Diagnostic(
          "E419",
          "\(path.value): \(shortText(matrix.elements[bad])) in row"
            + " \(bad % matrix.rowCount + 1), column \(bad / matrix.rowCount + 1) is neither 0 nor 1",
          at: gates.range))
    }
    let columns = (0..<matrix.columnCount).lazy.map { j in
      let column = matrix.column(j)
      return BitMatrix.pack(count: matrix.rowCount) { column[$0] == 1 }
    }
    return ActivationPatterns(
      distinctColumnsOf: columns, rows: matrix.rowCount, asked: matrix.columnCount)
  }

  /// Reads a matrix of gates as if it were data of two sizes.
  mutating func gateFile(
    _ path: StringLiteral, of gates: GatesDeclaration
  ) throws -> Matrix {
    let base = report.sources.file(of: gates.range).name
    let opened = StringLiteral(resolvePath(path.value, relativeTo: base), at: path.range)
    let declaration = DataDeclaration(
      name: gates.name, shape: Shape([.symbol("rows"), .symbol("columns")]), labels: nil,
      source: .npy(path: opened), labelTexts: [], hasBias: false, scaling: nil, range: gates.range,
      valueRange: path.range)
    var reader = TableReader(report)
    let input = DataInput(declaration, source: .npy(path: opened), fills: nil)
    let tables = try reader.read([input])
    report = reader.report
    guard let table = tables[gates.name.text] else {
      preconditionFailure("the input was read")
    }
    return table.matrix
  }
}

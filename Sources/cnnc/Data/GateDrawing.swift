internal import Canonicalize
internal import DSL
internal import LinearAlgebra

extension DataBinder {
  /// What the gates of a problem are on X: patterns, or the vectors of a known hidden layer.
  struct DrawnGates {
    let patterns: ActivationPatterns
    var hiddenWeights: Matrix?
  }

  /// The gates of the problem on X.
  mutating func drawGates(
    on features: Matrix, sets: [String: NumericSet]
  ) throws -> DrawnGates {
    guard problem.network.form == .knownHidden else {
      return DrawnGates(patterns: try drawPatterns(on: features, sets: sets))
    }
    let none = ActivationPatterns(
      distinctColumnsOf: [], rows: features.rowCount, asked: 0)
    var vectors = try hiddenVectors(features)
    if problem.gates.isUnit { normalizeRows(&vectors) }
    return DrawnGates(patterns: none, hiddenWeights: vectors)
  }

  /// The vectors of a known hidden layer, one a row.
  private mutating func hiddenVectors(_ features: Matrix) throws -> Matrix {
    let matrix: Matrix
    switch problem.gates.source {
    case .vectors(let rows): matrix = Matrix(rows: rows)
    case .vectorsFile(let path): matrix = try gateFile(path)
    case .sphere(let count, let seed):
      return .gaussian(rows: count, columns: features.columnCount, seed: settings.seed ?? seed)
    case .sample, .patternsFile, .enumerate:
      preconditionFailure("patterns are no hidden weights: the checker refuses them")
    }
    try checkWidth(matrix, features, "the hidden weights")
    return matrix
  }

  private func normalizeRows(_ matrix: inout Matrix) {
    for r in 0..<matrix.rowCount {
      let norm = norm2(matrix.row(r))
      guard norm > 0 else { continue }
      for c in 0..<matrix.columnCount { matrix[r, c] /= norm }
    }
  }

  private mutating func drawPatterns(
    on features: Matrix, sets: [String: NumericSet]
  ) throws -> ActivationPatterns {
    let gates = problem.gates
    let patterns: ActivationPatterns
    switch gates.source {
    case .vectors(let rows):
      patterns = try ofVectors(Matrix(rows: rows), on: features, "the gate vectors")
    case .vectorsFile(let path):
      let matrix = try gateFile(path)
      patterns = try ofVectors(matrix, on: features, path.value)
    case .patternsFile(let path):
      patterns = try ofPatterns(try gateFile(path), path, on: features)
    case .sphere(let count, let seed):
      let vectors = Matrix.gaussian(
        rows: count, columns: features.columnCount, seed: settings.seed ?? seed)
      patterns = .ofVectors(vectors, on: features)
    case .enumerate:
      preconditionFailure("what cannot be solved is refused before data are read")
    case .sample(let data, let set, let count, let seed):
      guard data == problem.features else {
        throw report.stop(
          Diagnostic(
            "E125",
            "gates are sampled at `\(data)`, but the network is trained at"
              + " `\(problem.features)`", at: gates.range,
            help: "write `sample(\(problem.features), ..)`"))
      }
      let chosen = settings.seed ?? seed
      if let set, let moved = sets[set] {
        patterns = .sampled(on: features, movedIn: moved, count: count, seed: chosen)
      } else {
        patterns = .sampled(on: features, count: count, seed: chosen)
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
    if patterns.count < patterns.asked {
      report.add(
        Diagnostic(
          "W413",
          "\(patterns.asked) gates were given, \(patterns.count) of their patterns are"
            + " distinct; duplicates are merged", at: gates.range))
    }
    return patterns
  }

  private mutating func ofVectors(
    _ vectors: Matrix, on features: Matrix, _ what: String
  ) throws -> ActivationPatterns {
    try checkWidth(vectors, features, what)
    return .ofVectors(vectors, on: features)
  }

  private mutating func checkWidth(
    _ vectors: Matrix, _ features: Matrix, _ what: String
  ) throws {
    guard vectors.columnCount == features.columnCount else {
      throw report.stop(
        Diagnostic(
          "E111",
          "\(what) have length \(vectors.columnCount), a row of `\(problem.features)` has"
            + " length \(features.columnCount)", at: problem.gates.range,
          help: "a bias column counts: give every gate vector an entry for it"))
    }
  }

  private mutating func ofPatterns(
    _ matrix: Matrix, _ path: StringLiteral, on features: Matrix
  ) throws -> ActivationPatterns {
    guard matrix.rowCount == features.rowCount else {
      throw report.stop(
        Diagnostic(
          "E407",
          "\(path.value) has \(matrix.rowCount) rows, `\(problem.features)` has"
            + " \(features.rowCount)", at: problem.gates.range,
          help: "a file of patterns has a row for each sample and a column for each pattern"))
    }
    if let bad = matrix.elements.firstIndex(where: { $0 != 0 && $0 != 1 }) {
      throw report.stop(
        Diagnostic(
          "E419",
          "\(path.value): \(shortText(matrix.elements[bad])) in row"
            + " \(bad % matrix.rowCount + 1), column \(bad / matrix.rowCount + 1) is neither 0 nor 1",
          at: problem.gates.range))
    }
    let columns = (0..<matrix.columnCount).lazy.map { j in
      let column = matrix.column(j)
      return BitMatrix.pack(count: matrix.rowCount) { column[$0] == 1 }
    }
    return ActivationPatterns(
      distinctColumnsOf: columns, rows: matrix.rowCount, asked: matrix.columnCount)
  }

  /// Reads a matrix of gates as if it were data of two sizes.
  private mutating func gateFile(_ path: StringLiteral) throws -> Matrix {
    let gates = problem.gates
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

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
    case .vectorsFile(let path): matrix = try gateFile(path, of: problem.gates)
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
      let matrix = try gateFile(path, of: problem.gates)
      patterns = try ofVectors(matrix, on: features, path.value)
    case .patternsFile(let path):
      patterns = try ofPatterns(
        try gateFile(path, of: gates), path, of: gates, on: features, problem.features)
    case .sphere(let count, let seed):
      let vectors = Matrix.gaussian(
        rows: count, columns: features.columnCount, seed: settings.seed ?? seed)
      patterns = .ofVectors(vectors, on: features)
    case .enumerate(let data):
      try checkFeatures(data, of: gates, "enumerate(\(problem.features))")
      return try enumerated(gates, of: data, on: features)
    case .sample(let data, let set, let count, let seed):
      try checkFeatures(data, of: gates, "sample(\(problem.features), ..)")
      return sampled(gates, on: features, set.flatMap { sets[$0] }, count, seed)
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

  /// The gates must be those of the data that the network is trained at.
  private mutating func checkFeatures(
    _ data: String, of gates: GatesDeclaration, _ meant: String
  ) throws {
    guard data != problem.features else { return }
    throw report.stop(
      Diagnostic(
        "E125",
        "gates are sampled at `\(data)`, but the network is trained at `\(problem.features)`",
        at: gates.range, help: "write `\(meant)`"))
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
}

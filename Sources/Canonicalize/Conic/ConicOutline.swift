internal import DSL
internal import LinearAlgebra

/// What a conic program is made of, without its matrix: names, sizes, right-hand side.
public struct ConicOutline: Sendable {
  /// The blocks of variables, in order.
  public let variables: [ConicProgram.Block]
  /// The blocks of rows, in order.
  public let rows: [ConicProgram.Block]
  /// How large it is.
  public let sizes: ConicSizes
  /// b.
  public let rightHandSide: [Double]
}

extension ConicProgram {
  /// The program without its matrix.
  public var outline: ConicOutline {
    ConicOutline(variables: variables, rows: rows, sizes: sizes, rightHandSide: rightHandSide)
  }
}

extension TrainingInstance {
  /// The names and sizes of a structured program of this instance, read as a conic program.
  public func outline(of structure: TrainingStructure) -> ConicOutline {
    let (n, d, p) = (sampleCount, featureCount, patterns.count)
    let names = problem.network.form == .relu ? ["v", "w"] : [problem.network.hidden]
    let network = problem.network.name.range
    let regularizer = problem.regularizer.first?.range
    var variables: [ConicProgram.Block] = []
    var rows: [ConicProgram.Block] = [
      ConicProgram.Block(
        name: "prediction", first: 0, shape: [n], formula: "r == sum_i D_i X theta_i",
        rule: "share.prediction", origin: network)
    ]
    for (s, name) in names.enumerated() {
      variables.append(
        ConicProgram.Block(
          name: name, first: s * p * d, shape: [p, d], formula: "\(name)_i",
          rule: "convexify.\(problem.network.form == .relu ? "relu" : "gated")", origin: network))
    }
    for (s, name) in names.enumerated() {
      variables.append(
        ConicProgram.Block(
          name: "norm_\(name)", first: structure.norms.lowerBound + s * p, shape: [p],
          formula: "||\(name)_i||_2", rule: "epigraph.norm2", origin: regularizer))
      guard structure.hasPatternRows else { continue }
      rows.append(
        ConicProgram.Block(
          name: "gate_\(name)", first: structure.gateRows.lowerBound + s * p * n, shape: [p, n],
          formula: "(2 D_i - I) X \(name)_i >= 0", rule: "convexify.relu", origin: network))
    }
    for (s, name) in names.enumerated() {
      rows.append(
        ConicProgram.Block(
          name: "group_\(name)", first: structure.groupRows.lowerBound + s * p * (d + 1),
          shape: [p, d + 1], formula: "||\(name)_i||_2 <= norm_i", rule: "epigraph.norm2",
          origin: regularizer))
    }
    variables += structure.fit.variables.map { $0.shifted(by: structure.norms.upperBound) }
    rows += structure.fit.rows.map { $0.shifted(by: structure.groupRows.upperBound) }
    var sizes = structure.fit.sizes
    sizes.variables = structure.variableCount
    sizes.rows = structure.rowCount
    sizes.zero += n
    sizes.nonnegative += structure.gateRows.count
    sizes.secondOrder += structure.groupCount
    let entries = features.elements.count { $0 != 0 }
    sizes.nonzeros +=
      structure.groupRows.count + n
      + structure.groupCount * (structure.hasPatternRows ? 2 : 1) * entries
    return ConicOutline(
      variables: variables, rows: rows, sizes: sizes, rightHandSide: structure.rightHandSide)
  }
}

extension ConicProgram.Block {
  /// The same block further down.
  fileprivate func shifted(by offset: Int) -> ConicProgram.Block {
    ConicProgram.Block(
      name: name, first: first + offset, shape: shape, formula: formula, rule: rule, origin: origin,
      nonzeroCount: nonzeroCount)
  }
}

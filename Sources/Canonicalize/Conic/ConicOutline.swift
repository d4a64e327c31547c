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
    let names = problem.network.form == .relu ? ["v", "w"] : [problem.network.hidden]
    var variables: [ConicProgram.Block] = []
    var rows = [
      ConicProgram.Block(
        name: "prediction", first: 0, shape: [sampleCount], formula: "r == sum_i D_i X theta_i",
        rule: "share.prediction", origin: problem.network.name.range)
    ]
    addGroups(structure, names, &variables, &rows)
    if structure.support != nil { addSupports(structure, names, &variables, &rows) }
    variables += structure.fit.variables.map {
      $0.shifted(by: structure.fitVariables.lowerBound)
    }
    rows += structure.fit.rows.map { $0.shifted(by: structure.fitRows.lowerBound) }
    return ConicOutline(
      variables: variables, rows: rows, sizes: sizes(of: structure),
      rightHandSide: structure.rightHandSide)
  }

  /// The weights with their norms and the rows that hold for them.
  private func addGroups(
    _ structure: TrainingStructure, _ names: [String], _ variables: inout [ConicProgram.Block],
    _ rows: inout [ConicProgram.Block]
  ) {
    let (n, d, p) = (sampleCount, featureCount, patterns.count)
    let network = problem.network.name.range
    let regularizer = problem.regularizer.first?.range
    let bound = structure.support == nil ? "0" : "h"
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
          formula: "(2 D_i - I) X \(name)_i >= \(bound)",
          rule: structure.support == nil ? "convexify.relu" : "robust.constraint", origin: network))
    }
    for (s, name) in names.enumerated() {
      rows.append(
        ConicProgram.Block(
          name: "group_\(name)", first: structure.groupRows.lowerBound + s * p * (d + 1),
          shape: [p, d + 1], formula: "||\(name)_i||_2 <= norm_i", rule: "epigraph.norm2",
          origin: regularizer))
    }
  }

  /// The bounds of the support functions of groups and samples.
  private func addSupports(
    _ structure: TrainingStructure, _ names: [String], _ variables: inout [ConicProgram.Block],
    _ rows: inout [ConicProgram.Block]
  ) {
    guard let support = structure.support, let set = activeSets.first else { return }
    let origin = problem.declarations.set(named: set.name)?.range
    let groups = structure.perturbedGroupCount == 0 ? [] : names
    func block(
      _ name: String, _ first: Int, _ shape: [Int], _ formula: String
    ) -> ConicProgram.Block {
      ConicProgram.Block(
        name: name, first: first, shape: shape, formula: formula, rule: "robust.support",
        origin: origin)
    }
    let p = patterns.count
    for (s, name) in groups.enumerated() {
      variables.append(
        block(
          "q_\(name)", structure.groupSupports.lowerBound + s * p, [p],
          "q >= h_\(set.name)(\(name)_i)"))
    }
    // The thetas of the samples come after the groups.
    let carriers = groups.map { ("_\($0)", "\($0)_i", p) } + [("", "theta_k", sampleCount)]
    var (variable, row) = (structure.auxiliaries.lowerBound, structure.supportRows.lowerBound)
    for (suffix, symbol, count) in carriers {
      if support.auxiliaryCount > 0 {
        let shape = [count, support.auxiliaryCount]
        variables.append(block("m\(suffix)", variable, shape, "m >= |\(symbol)|"))
        variable += count * support.auxiliaryCount
      }
      rows.append(
        block(
          "support\(suffix)", row, [count, support.rowCount], "q >= h_\(set.name)(\(symbol))"))
      row += count * support.rowCount
    }
  }

  private func sizes(of structure: TrainingStructure) -> ConicSizes {
    var sizes = structure.fit.sizes
    sizes.variables = structure.variableCount
    sizes.rows = structure.rowCount
    sizes.zero += sampleCount
    sizes.nonnegative += structure.gateRows.count
    sizes.secondOrder += structure.groupCount
    let entries = features.elements.count { $0 != 0 }
    sizes.nonzeros +=
      structure.groupRows.count + sampleCount
      + structure.groupCount * (structure.hasPatternRows ? 2 : 1) * entries
    guard let support = structure.support else { return sizes }
    switch support.shape.norm {
    case .one, .infinity: sizes.nonnegative += structure.supportRows.count
    case .two: sizes.secondOrder += support.carrierCount
    }
    // theta_k has an entry for each active gate and sign, where a group has its own weights alone.
    let active = (0..<patterns.count).reduce(0) { $0 + patterns.bits.population(ofColumn: $1) }
    let perVector = support.shape.norm == .two ? support.moved.count : 2 * support.moved.count
    sizes.nonzeros +=
      support.carrierCount * support.entryCount + structure.perturbedGroupCount * sampleCount
      + (active * structure.signs.count - sampleCount) * perVector
    return sizes
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

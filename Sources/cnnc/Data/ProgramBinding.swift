internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// Reads and checks the data of a convex program written out, and its gates.
struct ProgramBinder: DataReading {
  let model: ConvexModel
  let settings: BindingSettings
  var report: Report

  var declarations: ModelDeclarations { model.declarations }

  /// Reads everything; stops at the first fault.
  mutating func bind() throws -> ProgramInstance {
    let used = usedData
    try checkOverrides(used: used)
    let read = try tables(used)
    var evaluation = Evaluation()
    evaluation.numbers = try numbers(read)
    var transforms: [String: FeatureTransform] = [:]
    for (node, table) in read {
      evaluation.arrays[node.name.text] = try prepared(node, table)
      transforms[node.name.text] = FeatureTransform(
        node.scaling, on: table.matrix, hasBias: node.hasBias)
    }
    try checkAssertions(evaluation)
    let moved = declarations.sets.map { set in
      movedData(set).flatMap { transforms[$0.name.text] } ?? unmoved(set, evaluation)
    }
    let sets = try bindSets(evaluation, moved)
    var gates: [String: ProgramInstance.GateFamily] = [:]
    let families = declarations.gates.filter(isUsed)
    checkSeed(families)
    for family in families {
      gates[family.name.text] = try bind(family, evaluation, sets)
    }
    return ProgramInstance(
      model: model, numbers: evaluation.numbers, arrays: evaluation.arrays, gates: gates,
      sets: sets)
  }

  /// The objective and both sides of every constraint.
  private var expressions: [TypedExpression] {
    [model.objective] + model.constraints.flatMap { [$0.relation.left, $0.relation.right] }
  }

  /// The declarations of all data that something uses, if only for a size.
  private var usedData: [DataDeclaration] {
    var names = declarations.dataNames
    for expression in expressions { expression.addData(to: &names) }
    for gates in declarations.gates {
      if case .sample(let data, _, _, _) = gates.source, isUsed(gates) { names.insert(data) }
    }
    func data() -> [DataDeclaration] { declarations.data.filter { names.contains($0.name.text) } }
    var sizes = Set(data().flatMap(\.shape.dimensions))
    for data in declarations.data where !names.contains(data.name.text) {
      let needed = data.shape.dimensions.filter { isUsed($0) && !sizes.contains($0) }
      guard !needed.isEmpty else { continue }
      names.insert(data.name.text)
      sizes.formUnion(data.shape.dimensions)
    }
    return data()
  }

  /// Whether the program speaks of a size.
  private func isUsed(_ size: Dimension) -> Bool {
    guard case .symbol(let name) = size else { return false }
    let runsOver = { (domain: IndexDomain) in
      if case .interval(_, size) = domain { true } else { false }
    }
    if model.variables.contains(where: {
      $0.shape.dimensions.contains(size) || $0.domain.map(runsOver) ?? false
    }) {
      return true
    }
    if model.constraints.contains(where: { constraint in
      constraint.relation.indices.contains { runsOver($0.domain) }
    }) {
      return true
    }
    return expressions.contains { expression in
      expression.contains {
        switch $0.kind {
        case .size(name): true
        case .reduction(_, let index, _): runsOver(index.domain)
        default: $0.shape.dimensions.contains(size)
        }
      }
    }
  }

  /// Whether the program speaks of a family of gates.
  private func isUsed(_ gates: GatesDeclaration) -> Bool {
    let domain = IndexDomain.gates(gates.name.text)
    return model.variables.contains { $0.domain == domain } || !inputs(of: gates).isEmpty
      || model.constraints.contains { $0.relation.indices.contains { $0.domain == domain } }
  }

  // MARK: Sets

  /// The data whose rows a set moves: the first matrix with rows of that length.
  private func movedData(_ set: UncertaintySet) -> DataDeclaration? {
    declarations.data.first {
      $0.shape.dimensions.count == 2 && $0.shape.dimensions[1] == set.elementShape.dimensions.first
    }
  }

  /// The transform that changes nothing, for a set that belongs to no data.
  private func unmoved(_ set: UncertaintySet, _ evaluation: Evaluation) -> FeatureTransform {
    var count = 0
    switch set.elementShape.dimensions.first {
    case .number(let value): count = value
    case .symbol(let name): count = evaluation.numbers[name].map { Int($0) } ?? 0
    case nil: break
    }
    return FeatureTransform(
      centers: [Double](repeating: 0, count: count),
      factors: [Double](repeating: 1, count: count), hasBias: false)
  }

  // MARK: Gates

  /// What a family of gates is applied to.
  private func inputs(of gates: GatesDeclaration) -> [TypedExpression] {
    func inputs(_ e: TypedExpression) -> [TypedExpression] {
      var found = e.children.flatMap(inputs)
      if case .gate(let input, family: gates.name.text, _) = e.kind { found.append(input) }
      return found
    }
    return expressions.flatMap(inputs)
  }

  private mutating func bind(
    _ gates: GatesDeclaration, _ evaluation: Evaluation, _ sets: [String: NumericSet]
  ) throws -> ProgramInstance.GateFamily {
    switch gates.source {
    case .vectors(let rows): return .vectors(Matrix(rows: rows))
    case .vectorsFile(let path): return .vectors(try gateFile(path, of: gates))
    case .sphere(let count, let seed):
      let width = inputs(of: gates).first?.shape.dimensions.last
      let columns = width.flatMap { size($0, evaluation) } ?? 1
      return .vectors(.gaussian(rows: count, columns: columns, seed: settings.seed ?? seed))
    case .patternsFile(let path):
      let data = inputs(of: gates).compactMap(\.matrixName).first ?? ""
      let features = matrix(data, evaluation)
      return .patterns(
        try ofPatterns(try gateFile(path, of: gates), path, of: gates, on: features, data).bits,
        of: data)
    case .sample(let data, let set, let count, let seed):
      let features = matrix(data, evaluation)
      let patterns = sampled(gates, on: features, set.flatMap { sets[$0] }, count, seed)
      return .patterns(patterns.bits, of: data)
    case .enumerate(let data):
      return .patterns(
        try enumerated(gates, of: data, on: matrix(data, evaluation)).bits, of: data)
    }
  }

  private func size(_ dimension: Dimension, _ evaluation: Evaluation) -> Int? {
    switch dimension {
    case .number(let value): value
    case .symbol(let name): evaluation.numbers[name].map { Int($0) }
    }
  }

  private func matrix(_ name: String, _ evaluation: Evaluation) -> Matrix {
    guard let array = evaluation.arrays[name], array.sizes.count == 2 else {
      return Matrix(rows: 0, columns: 0)
    }
    return Matrix(rows: array.sizes[1], columns: array.sizes[0], elements: array.elements)
      .transposed()
  }
}

extension TypedExpression {
  /// The data that it is, or that it is a row of.
  fileprivate var matrixName: String? {
    switch kind {
    case .data(let name): name
    case .element(let base, _): base.matrixName
    default: nil
    }
  }
}

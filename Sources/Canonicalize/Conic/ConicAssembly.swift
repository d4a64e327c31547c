public import DSL
internal import LinearAlgebra

/// The conic program of a training instance: (2.5), (4.9) and their relatives for gated networks and
/// known hidden layers.
///
///     minimize   sum of fits + beta * sum_i (||v_i||_2 + ||w_i||_2)
///     subject to (2 D_i - I) X v_i >= h_B(v_i), the same for w_i; constraints of the user
///
/// - Throws: the diagnostic about a function without a conic form.
public func conicProgram(of instance: TrainingInstance) throws(CanonicalFailure) -> ConicProgram {
  var assembly = ConicAssembly(instance, keepsEntries: true)
  try assembly.run()
  return assembly.builder.program()
}

/// The sizes and blocks of the program without its matrix, however large that would be.
public func conicSizes(
  of instance: TrainingInstance
) throws(CanonicalFailure) -> (
  sizes: ConicSizes, variables: [ConicProgram.Block], rows: [ConicProgram.Block]
) {
  var assembly = ConicAssembly(instance, keepsEntries: false)
  try assembly.run()
  return (assembly.builder.sizes, assembly.builder.variables, assembly.builder.rows)
}

/// Why there is no program.
public struct CanonicalFailure: Error {
  /// The message.
  public let diagnostic: Diagnostic
}

/// The state of one assembly.
struct ConicAssembly {
  let instance: TrainingInstance
  var builder: ConicBuilder
  let codes: ActivationCodes
  /// X by rows.
  let rows: Matrix
  /// The group of the first and the second sign: v and w, u, or alpha.
  var groups: [GroupBlock] = []
  /// h_B(theta) and h_B(-theta) of each code, by set.
  var supports: [String: (plus: [AffineForm], minus: [AffineForm])] = [:]

  /// The smooth terms of the objective that are kept as they are; nil where they get cones like others.
  var smooth: [SmoothTerm]?

  /// Variables of one sign: P groups of d, or m numbers.
  struct GroupBlock {
    let name: String
    let first: Int
    let sign: Double
    /// The variable ||v_i||_2 of each group; empty where none is needed.
    var norms: [AffineForm] = []
  }

  init(_ instance: TrainingInstance, keepsEntries: Bool) {
    self.instance = instance
    let rows = instance.features.transposed()
    self.rows = rows
    let codes = ActivationCodes(instance.patterns)
    self.codes = codes
    let (n, d, p) = (instance.sampleCount, instance.featureCount, instance.patterns.count)
    switch instance.problem.network.form {
    case .relu, .gated:
      let signs = instance.problem.network.form == .relu ? [1.0, -1.0] : [1.0]
      let counts = (0..<n).map { k in rows.column(k).count { $0 != 0 } }
      builder = ConicBuilder(
        keepsEntries: keepsEntries,
        prediction: { k, body in
          for i in codes.gates[codes.code[k]] {
            for (s, sign) in signs.enumerated() {
              let first = s * p * d + i * d
              for c in 0..<d where rows[c, k] != 0 { body(Int32(first + c), sign * rows[c, k]) }
            }
          }
        },
        predictionCount: { k in codes.gates[codes.code[k]].count * signs.count * counts[k] })
    case .knownHidden:
      guard let hidden = instance.hiddenWeights else {
        preconditionFailure("a known hidden layer has weights")
      }
      var activations = Matrix(rows: n, columns: hidden.rowCount)
      multiply(instance.features, .none, hidden.transposed(), into: &activations)
      let values = activations
      builder = ConicBuilder(
        keepsEntries: keepsEntries,
        prediction: { k, body in
          for j in 0..<values.columnCount where values[k, j] > 0 { body(Int32(j), values[k, j]) }
        },
        predictionCount: { k in (0..<values.columnCount).count { values[k, $0] > 0 } })
    }
  }

  init(_ instance: TrainingInstance, _ builder: ConicBuilder, _ codes: ActivationCodes) {
    self.instance = instance
    self.builder = builder
    rows = instance.features.transposed()
    self.codes = codes
  }

  mutating func run() throws(CanonicalFailure) {
    addWeights()
    try addFits()
    addPatternConstraints()
    addRegularizer()
  }

  /// The fits and the constraints of the user.
  mutating func addFits() throws(CanonicalFailure) {
    do {
      for (index, term) in instance.problem.fit.enumerated() {
        try addFit(term, name: term.loss.lossName ?? (index == 0 ? "loss" : "loss\(index + 1)"))
      }
      for (index, constraint) in instance.problem.constraints.enumerated() {
        try addConstraint(constraint, name: constraint.name?.text ?? "constraint\(index + 1)")
      }
    } catch {
      throw CanonicalFailure(
        diagnostic: Diagnostic(
          "E213", "\(error.what) has no conic form", at: error.range,
          help: "powers have one for 2, 4, 8 and 0.5; products and quotients by numbers"))
    }
  }

  /// The weights: blocks v and w, u, or alpha, first of all variables.
  private mutating func addWeights() {
    let problem = instance.problem
    let (d, p) = (instance.featureCount, instance.patterns.count)
    switch problem.network.form {
    case .relu:
      for (name, sign) in [("v", 1.0), ("w", -1.0)] {
        let first = builder.addVariables(
          name, [p, d], "\(name)_i", rule: "convexify.relu", origin: problem.network.name.range)
        groups.append(GroupBlock(name: name, first: first, sign: sign))
      }
    case .gated:
      let first = builder.addVariables(
        problem.network.hidden, [p, d], "u_i", rule: "convexify.gated",
        origin: problem.network.name.range)
      groups = [GroupBlock(name: problem.network.hidden, first: first, sign: 1)]
    case .knownHidden:
      let name = problem.network.output ?? "alpha"
      let first = builder.addVariables(
        name, [instance.hiddenWeights?.rowCount ?? 0], "alpha_j", rule: "convexify.hidden",
        origin: problem.network.name.range)
      groups = [GroupBlock(name: name, first: first, sign: 1)]
    }
  }

  /// The weights of one group as forms.
  func group(_ block: GroupBlock, _ i: Int) -> [AffineForm] {
    let d = instance.featureCount
    return (0..<d).map { .variable(block.first + i * d + $0) }
  }

  /// (2 D_i - I) X v_i >= h_B(-S v_i), (4.4): for every group and sample, and for every set.
  private mutating func addPatternConstraints() {
    guard instance.problem.network.form == .relu else { return }
    let sets = instance.activeSets
    for index in groups.indices {
      let block = groups[index]
      let (d, p) = (instance.featureCount, instance.patterns.count)
      let members = ThetaPanel(
        variablesFrom: block.first, count: p, dimension: d, at: Array(0..<d))
      if sets.isEmpty || needsNominalRows(sets) { addPatternRows(block, nil, [], []) }
      for set in sets {
        let graph = SupportGraph(
          set: set, name: "q_\(block.name)", symbol: "\(block.name)_i",
          origin: instance.problem.declarations.set(named: set.name)?.range)
        if let shared = sharedNorms(set, index) {
          addPatternRows(block, set, shared, shared)
          continue
        }
        let plus = graph.forms(members, &builder)
        let minus =
          set.isSymmetric
          ? plus : graph.forms(-members, &builder)
        addPatternRows(block, set, plus, minus)
      }
    }
  }

  /// Whether a term sees the rows as they are, and no set has them among its members.
  private func needsNominalRows(_ sets: [NumericSet]) -> Bool {
    let perturbations =
      instance.problem.fit.map(\.perturbation) + instance.problem.constraints.map(\.perturbation)
    return perturbations.contains { $0.map { instance.sets[$0.set]?.isPoint ?? true } ?? true }
      && !sets.contains(where: \.hasOrigin)
  }

  /// eps ||v_i||_2 by the variables of the group norm, for an l2 ball in which all coordinates move.
  private mutating func sharedNorms(_ set: NumericSet, _ index: Int) -> [AffineForm]? {
    guard set.conditions.count == 1, case .ball(.two, let radius) = set.conditions[0],
      set.isFree.allSatisfy({ $0 })
    else { return nil }
    addNorms(index)
    return groups[index].norms.map { $0.scaled(by: radius) }
  }

  /// The rows of one sign: S_ik x_k'v_i - h >= 0 with h = h_B(-v_i) where S = 1, h_B(v_i) where S = -1.
  private mutating func addPatternRows(
    _ block: GroupBlock, _ set: NumericSet?, _ plus: [AffineForm], _ minus: [AffineForm]
  ) {
    let (n, d, p) = (instance.sampleCount, instance.featureCount, instance.patterns.count)
    builder.openRows(
      "gate_\(block.name)", [p, n],
      set.map { set in
        let v = "\(block.name)_i"
        return "(2 D_i - I) X \(v) >= h_\(set.name)(\(set.isSymmetric ? v : "-(2 d_ik - 1) \(v)"))"
      } ?? "(2 D_i - I) X \(block.name)_i >= 0",
      rule: set == nil ? "convexify.relu" : "robust.constraint",
      origin: instance.problem.network.name.range)
    defer { builder.close(.nonnegative(p * n)) }
    guard builder.keepsEntries else {
      let active = (0..<p).map { i in (0..<n).count { instance.patterns.bits[$0, i] } }
      var entries = p * rows.elements.count { $0 != 0 }
      for i in plus.indices {
        entries += active[i] * minus[i].columns.count + (n - active[i]) * plus[i].columns.count
      }
      return builder.countRows(p * n, entries: entries)
    }
    let samples = (0..<n).map(rows.column)
    for i in 0..<p {
      for k in 0..<n {
        let isActive = instance.patterns.bits[k, i]
        builder.addRow(
          samples[k], times: isActive ? 1 : -1, from: block.first + i * d,
          minus: set == nil ? AffineForm() : isActive ? minus[i] : plus[i])
      }
    }
  }

  /// The variables ||v_i||_2 of one block and their cones, made once.
  mutating func addNorms(_ index: Int) {
    guard groups[index].norms.isEmpty else { return }
    let block = groups[index]
    let (d, p) = (instance.featureCount, instance.patterns.count)
    let origin = instance.problem.regularizer.first?.range
    let first = builder.addVariables(
      "norm_\(block.name)", [p], "||\(block.name)_i||_2", rule: "epigraph.norm2", origin: origin)
    builder.openRows(
      "group_\(block.name)", [p, d + 1], "||\(block.name)_i||_2 <= norm_i", rule: "epigraph.norm2",
      origin: origin)
    for i in 0..<p {
      builder.addRow(.variable(first + i))
      for form in group(block, i) { builder.addRow(form) }
    }
    builder.close(.secondOrder(d + 1), count: p)
    groups[index].norms = (0..<p).map { .variable(first + $0) }
  }

  /// beta sum_i (||v_i||_2 + ||w_i||_2), (2.2); squares stay quadratic, |alpha_j| by two rows.
  private mutating func addRegularizer() {
    var weights: [RegularizerTerm.Kind: Double] = [:]
    for term in instance.problem.regularizer {
      weights[term.kind, default: 0] += instance.value(term.coefficient)
    }
    let form = instance.problem.network.form
    let decay = (weights[.hiddenSquared] ?? 0) + (weights[.outputSquared] ?? 0)
    let norm =
      form == .relu ? decay + (weights[.product] ?? 0) : weights[.hiddenNorm] ?? 0
    if form != .knownHidden {
      for index in groups.indices where norm > 0 {
        addNorms(index)
        for variable in groups[index].norms {
          builder.addToObjective(variable, times: norm, sample: 0)
        }
      }
    }
    if form != .relu && decay > 0 {
      let count =
        form == .gated
        ? instance.patterns.count * instance.featureCount : instance.hiddenWeights?.rowCount ?? 0
      for j in 0..<count { builder.addSquare(ofVariable: j, times: decay) }
    }
    if let weight = weights[.outputAbsolute], weight > 0 { addAbsoluteValues(weight) }
  }

  private mutating func addAbsoluteValues(_ weight: Double) {
    let count = instance.hiddenWeights?.rowCount ?? 0
    let origin = instance.problem.regularizer.first?.range
    let first = builder.addVariables(
      "abs", [count], "t >= |alpha_j|", rule: "epigraph.abs", origin: origin)
    builder.openRows("abs", [count, 2], "t >= |alpha_j|", rule: "epigraph.abs", origin: origin)
    for j in 0..<count {
      builder.addRow(.variable(first + j) - .variable(j))
      builder.addRow(.variable(first + j) + .variable(j))
      builder.addToObjective(.variable(first + j), times: weight, sample: 0)
    }
    builder.close(.nonnegative(2 * count))
  }
}

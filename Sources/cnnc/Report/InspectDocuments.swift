internal import Backends
internal import Canonicalize
internal import DSL

/// A syntax tree as JSON: schema `cnnc.tree/1`.
struct TreeDocument: Encodable {
  struct Node: Encodable {
    let kind: String
    let text: String?
    let line: Int
    let column: Int
    let children: [Node]

    init(_ tree: SyntaxTree, in file: SourceFile) {
      kind = tree.kind
      text = tree.text
      let place = file.location(of: tree.range.start)
      (line, column) = (place.line, place.column)
      children = tree.children.map { Node($0, in: file) }
    }

    enum CodingKeys: String, CodingKey { case kind, text, line, column, children }
  }

  let schema = "cnnc.tree/1"
  let root: Node

  init(_ tree: SyntaxTree, in file: SourceFile) { root = Node(tree, in: file) }

  enum CodingKeys: String, CodingKey { case schema, root }
}

/// The typed names as JSON: schema `cnnc.typed/1`.
struct TypedDocument: Encodable {
  struct Name: Encodable {
    let name: String
    let kind: String
    let type: String
    let value: String
    let file: String
    let line: Int
  }

  let schema = "cnnc.typed/1"
  let names: [Name]

  init(_ checked: CheckedProgram, in sources: SourceMap) {
    names = checked.names.map { name in
      let file = sources.file(of: name.range)
      return Name(
        name: name.name, kind: name.kind, type: name.type, value: name.value, file: file.name,
        line: file.location(of: name.range.start).line)
    }
  }

  enum CodingKeys: String, CodingKey { case schema, names }
}

/// The typed names as a table.
func typedText(_ checked: CheckedProgram, in sources: SourceMap) -> String {
  let rows = checked.names.map { name in
    let file = sources.file(of: name.range)
    let place = "\(file.name):\(file.location(of: name.range.start).line)"
    return [name.kind, name.name, name.type, name.value, place]
  }
  let widths = (0..<4).map { column in min(40, rows.map { $0[column].count }.max() ?? 0) }
  return rows.map { row in
    var line = ""
    for column in 0..<4 { line += row[column].padded(widths[column]) + "  " }
    return line + row[4] + "\n"
  }.joined()
}

/// The convex program as JSON: schema `cnnc.program/1`.
struct ProgramDocument: Encodable {
  let schema = "cnnc.program/1"
  let equation = "(2.5)"
  let samples: Int
  let features: Int
  let patterns: Int
  let beta: Double
  /// The weight of squares; absent for other losses.
  let lossWeight: Double?
  let constant: Double
  let variables: Int
  let rows: Int
  let activeSamples: [Int]

  init(_ program: ConvexTrainingProgram) {
    (samples, features, patterns) = (
      program.sampleCount, program.featureCount, program.patternCount
    )
    beta = program.groupWeight
    lossWeight = program.squareLossWeight
    constant = program.constant
    variables = 2 * features * patterns
    rows = 2 * samples * patterns
    activeSamples = (0..<patterns).map { program.activeSamples(ofPattern: $0) }
  }

  enum CodingKeys: String, CodingKey {
    case schema, equation, samples, features, patterns, beta
    case lossWeight = "loss_weight"
    case constant, variables, rows
    case activeSamples = "active_samples"
  }
}

/// A plan as JSON: schema `cnnc.plan/1`.
struct PlanDocument: Encodable {
  struct Alternative: Encodable {
    let system: String
    let setupFlops: Double
    let iterationFlops: Double
    let bytes: Double
    let nominalSeconds: Double

    enum CodingKeys: String, CodingKey {
      case system
      case setupFlops = "setup_flops"
      case iterationFlops = "iteration_flops"
      case bytes
      case nominalSeconds = "nominal_seconds"
    }
  }

  let schema = "cnnc.plan/1"
  let solver = "admm"
  let chosen: String
  let coupling: String
  /// The proximal steps of the loss: all, and those in closed form.
  let proximalSteps: Int
  let closedForm: Int
  let penalty: Double
  let relaxation: Double
  let balanced: Bool
  let alternatives: [Alternative]

  /// True for worst cases; absent where nothing is perturbed.
  var robust: Bool?

  enum CodingKeys: String, CodingKey {
    case schema, solver, chosen, coupling, penalty, relaxation, balanced, alternatives, robust
    case proximalSteps = "proximal_steps"
    case closedForm = "closed_form"
  }
}

extension PlanDocument.Alternative {
  init(_ alternative: ADMMPlan.Alternative) {
    self.init(
      system: alternative.method.rawValue, setupFlops: alternative.setupFlops,
      iterationFlops: alternative.iterationFlops, bytes: alternative.bytes,
      nominalSeconds: alternative.seconds)
  }
}

extension PlanDocument {
  init(_ plan: ADMMPlan) {
    let isSplit = plan.coupling == .split
    self.init(
      chosen: plan.method.rawValue, coupling: plan.coupling.rawValue,
      proximalSteps: isSplit ? plan.sampleCount : 0, closedForm: isSplit ? plan.closedFormCount : 0,
      penalty: plan.penalty, relaxation: plan.relaxation, balanced: plan.balancesPenalty,
      alternatives: plan.alternatives.map(Alternative.init))
  }

  init(_ plan: RobustPlan) {
    self.init(
      chosen: plan.method.rawValue, coupling: ADMMSettings.Coupling.split.rawValue,
      proximalSteps: plan.sampleCount, closedForm: 0, penalty: plan.penalty,
      relaxation: plan.relaxation, balanced: plan.balancesPenalty,
      alternatives: plan.alternatives.map(Alternative.init), robust: true)
  }
}

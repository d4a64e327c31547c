internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// A convex program by its formulas: schema `cnnc.written_program/1`.
struct WrittenProgramDocument: Encodable {
  struct Definition: Encodable {
    let name: String
    let formula: String
  }

  struct Size: Encodable {
    let samples: Int
    let features: Int
    let patterns: Int
    let variables: Int
    let conic: Conic
  }

  struct Conic: Encodable {
    let variables: Int
    let rows: Int
    let nonzeros: Int
  }

  let schema = "cnnc.written_program/1"
  let equation: String
  /// `minimize` or `maximize`.
  let sense: String
  let variables: [String]
  let objective: [String]
  let definitions: [Definition]
  let constraints: [String]
  /// Absent for a program without data.
  let size: Size?

  enum CodingKeys: String, CodingKey {
    case schema, equation, sense, variables, objective, definitions, constraints, size
  }

  init(_ program: WrittenProgram, conic: (instance: TrainingInstance, sizes: ConicSizes)?) {
    (equation, sense) = (program.equation, program.sense)
    objective = program.objective.map { SourcePrinter.text($0) }
    variables = program.texts { if case .variables = $0 { true } else { false } }
    constraints = program.texts { if case .constraint = $0 { true } else { false } }
    definitions = program.statements.compactMap { statement in
      guard case .letBinding(let node) = statement else { return nil }
      let names = node.parameters.map(\.text).joined(separator: ", ")
      return Definition(
        name: node.name.text + (names.isEmpty ? "" : "(\(names))"),
        formula: SourcePrinter.text(node.value))
    }
    size = conic.map { instance, sizes in
      let width =
        switch instance.problem.network.form {
        case .relu: 2 * instance.featureCount * instance.patterns.count
        case .gated: instance.featureCount * instance.patterns.count
        case .knownHidden: instance.hiddenWeights?.rowCount ?? 0
        }
      return Size(
        samples: instance.sampleCount, features: instance.featureCount,
        patterns: instance.patterns.count, variables: width,
        conic: Conic(variables: sizes.variables, rows: sizes.rows, nonzeros: sizes.nonzeros))
    }
  }

  /// The program as people read it.
  var text: String {
    var lines = ["CONVEX PROGRAM \(equation)"]
    for (index, part) in objective.enumerated() {
      let sign = part.hasPrefix("-") ? "- " : "+ "
      lines.append(
        index == 0
          ? "  \(sense)    \(part)"
          : "            \(sign)\(part.hasPrefix("-") ? String(part.dropFirst()) : part)")
    }
    for (index, definition) in definitions.enumerated() {
      lines.append(
        (index == 0 ? "  where       " : "              ")
          + "\(definition.name) = \(definition.formula)")
    }
    for (index, constraint) in constraints.enumerated() {
      lines.append((index == 0 ? "  subject to  " : "              ") + constraint)
    }
    for (index, declaration) in variables.enumerated() {
      lines.append((index == 0 ? "  over        " : "              ") + declaration)
    }
    guard let size else { return lines.joined(separator: "\n") + "\n" }
    lines += [
      "",
      "  X           \(size.samples) x \(size.features)",
      "  patterns    \(size.patterns)",
      "  variables   \(size.variables)",
      "  conic form  \(size.conic.variables) variables, \(size.conic.rows) rows,"
        + " \(size.conic.nonzeros) nonzeros",
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}

extension WrittenProgram {
  /// The texts of some of its statements, without the keyword.
  fileprivate func texts(where condition: (Statement) -> Bool) -> [String] {
    statements.filter(condition).map { statement in
      let text = SourcePrinter.text(statement)
      for keyword in ["variables ", "subject to "] where text.hasPrefix(keyword) {
        return String(text.dropFirst(keyword.count))
      }
      return text
    }
  }
}

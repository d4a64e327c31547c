internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// The data that formulas speak of, beside X and y: in losses, sets and assertions.
extension DataBinder {
  /// The declarations of all data that something uses.
  var usedData: [DataDeclaration] {
    var names = Set([problem.features, problem.targets])
    for formula in problem.fit.map(\.loss) + problem.constraints.map(\.body) {
      names.formUnion(formula.dataNames)
    }
    names.formUnion(declarations.dataNames)
    return problem.data.filter { names.contains($0.name.text) }
  }

  /// All numbers and arrays by name, as formulas see them: prepared and with bias columns.
  mutating func evaluation(
    _ tables: [(declaration: DataDeclaration, table: ReadTable)], _ numbers: [String: Double],
    _ features: Matrix, _ targets: [Double]
  ) throws -> Evaluation {
    var evaluation = Evaluation()
    evaluation.numbers = numbers
    for (node, table) in tables {
      let name = node.name.text
      if name == problem.features {
        evaluation.arrays[name] = arrayValue(features)
      } else if name == problem.targets {
        evaluation.arrays[name] = ArrayValue(sizes: [targets.count], elements: targets)
      } else {
        evaluation.arrays[name] = try prepared(node, table)
      }
    }
    return evaluation
  }

  /// The vectors that losses use.
  func vectors(_ evaluation: Evaluation) -> [String: [Double]] {
    evaluation.arrays.filter { $0.value.sizes.count == 1 }.mapValues(\.elements)
  }
}

extension DataReading {
  /// Data as formulas see them: labels mapped, columns scaled, with their bias columns.
  mutating func prepared(_ node: DataDeclaration, _ table: ReadTable) throws -> ArrayValue {
    if node.shape.dimensions.count == 1 {
      let values =
        node.labels == nil
        ? FeatureTransform(node.scaling, on: table.matrix, hasBias: false)
          .applied(to: table.matrix).elements : try mappedLabels(node, table)
      return ArrayValue(sizes: [values.count], elements: values)
    }
    let transform = FeatureTransform(node.scaling, on: table.matrix, hasBias: node.hasBias)
    return arrayValue(transform.applied(to: table.matrix))
  }

  /// The sets with their numbers, each in the units of the data that its transform belongs to.
  mutating func bindSets(
    _ evaluation: Evaluation, _ transforms: [FeatureTransform]
  ) throws -> [String: NumericSet] {
    var result: [String: NumericSet] = [:]
    for (set, transform) in zip(declarations.sets, transforms) {
      do throws(SetFailure) {
        result[set.name.text] = try NumericSet(
          set, evaluation: evaluation, factors: transform.factors, hasBias: transform.hasBias)
      } catch {
        report.add(error.diagnostic)
      }
    }
    try report.checkpoint()
    return result
  }

  func arrayValue(_ matrix: Matrix) -> ArrayValue {
    ArrayValue(
      sizes: [matrix.rowCount, matrix.columnCount], elements: matrix.transposed().elements)
  }
}

extension ModelDeclarations {
  /// The names of the data in sets and assertions.
  var dataNames: Set<String> {
    var names: Set<String> = []
    for relation in assertions { relation.addData(to: &names) }
    for set in sets {
      for condition in set.conditions {
        switch condition {
        case .ball(_, let radius), .box(let radius): radius.value.addData(to: &names)
        case .norm(_, let argument, let radius):
          argument.addData(to: &names)
          radius.value.addData(to: &names)
        case .linear(let relation): relation.addData(to: &names)
        }
      }
    }
    return names
  }
}

extension TypedRelation {
  /// Adds the names of all data in it.
  func addData(to names: inout Set<String>) {
    left.addData(to: &names)
    right.addData(to: &names)
  }
}

extension TypedExpression {
  /// Adds the names of all data in it.
  func addData(to names: inout Set<String>) {
    if case .data(let name) = kind { names.insert(name) }
    for child in children { child.addData(to: &names) }
  }
}

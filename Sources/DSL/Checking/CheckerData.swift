/// Declarations of data and gates.
extension Checker {
  mutating func declareData(_ node: DataStatement) {
    var labels: [Double]?
    var declaresLabels = false
    var shape: Shape?
    switch node.type.head {
    case .named: shape = realShape(of: node.type)
    case .labels(let expressions):
      declaresLabels = true
      shape = dimensions(of: node.type).map(Shape.init)
      labels = labelValues(expressions)
    }
    guard let shape else { return scope.declareBroken(node.name.text) }
    if !(1...2).contains(shape.dimensions.count) {
      report(
        Diagnostic(
          "E117", "data have one or two sizes, as in `R[n]` or `R[n, d]`", at: node.type.range,
          help: shape.isScalar
            ? "a single number is a `param`" : "flatten the samples: one row each"))
      scope.declareBroken(node.name.text)
      return
    }
    let modifiers = readModifiers(node, shape: shape)
    var (source, labelTexts): (DataSource?, [String]) = (nil, [])
    if let value = node.value, labels != nil || !declaresLabels {
      if let read = readSource(value, of: node, shape: shape, labels: labels) {
        (source, labelTexts) = read
      }
    }
    declareSizes(shape, in: node.type)
    declare(
      node.name,
      .data(
        DataDeclaration(
          name: node.name, shape: shape, labels: labels, source: source, labelTexts: labelTexts,
          hasBias: modifiers.bias, scaling: modifiers.scaling, range: node.range,
          valueRange: node.value?.range ?? node.name.range)))
  }

  /// `R[n, d]` as a shape; reports a type that is none.
  mutating func realShape(of type: TypeExpression) -> Shape? {
    switch type.head {
    case .named(let head) where head.text == "R":
      return dimensions(of: type).map(Shape.init)
    case .named(let head):
      report(
        Diagnostic(
          "E118", "`\(head.text)` is not a type", at: head.range,
          help: "real arrays are `R`, `R[n]`, `R[n, d]`; labels are `{-1, 1}[n]`"))
    case .labels:
      report(
        Diagnostic(
          "E118", "labels are for data, not for weights", at: type.range,
          help: "weights are real: write `R` or `R[d]`"))
    }
    return nil
  }

  private mutating func dimensions(of type: TypeExpression) -> [Dimension]? {
    var result: [Dimension] = []
    for expression in type.dimensions {
      switch expression {
      case .name(let name): result.append(.symbol(name.text))
      case .number(let node)
      where node.value == node.value.rounded() && node.value >= 1 && node.value < 1e9:
        result.append(.number(Int(node.value)))
      case .number, .boolean, .list, .negation, .binary, .transpose, .index, .call, .norm,
        .reduction:
        report(
          Diagnostic(
            "E119", "a size is a name or a whole number from 1 on", at: expression.range,
            help: "name it, as in `R[n, d]`; the data say how large it is"))
        return nil
      }
    }
    return result
  }

  private mutating func declareSizes(_ shape: Shape, in type: TypeExpression) {
    for case .symbol(let name) in shape.dimensions where scope[name] == nil {
      _ = scope.declare(name, .size(type.range))
    }
  }

  private mutating func labelValues(_ expressions: [Expression]) -> [Double]? {
    var result: [Double] = []
    for expression in expressions {
      guard let value = scalar(expression) else {
        report(
          Diagnostic(
            "E118", "a label is a number", at: expression.range,
            help: "write `{-1, 1}` and say which texts of the file they stand for:"
              + " `csv(\"f.csv\", column: \"class\", negative: \"bad\", positive: \"good\")`"))
        return nil
      }
      result.append(value)
    }
    if Set(result).count < result.count || result.count < 2 {
      let range = expressions.dropFirst().reduce(expressions.first?.range) { $0?.union($1.range) }
      report(
        Diagnostic(
          "E118", "a set of labels has at least two different numbers", at: range,
          help: "for example `{-1, 1}`"))
      return nil
    }
    return result
  }

  private mutating func readModifiers(
    _ node: DataStatement, shape: Shape
  ) -> (bias: Bool, scaling: ColumnScaling?) {
    var bias = false
    var scaling: ColumnScaling?
    for modifier in node.modifiers {
      switch modifier.name.text {
      case "bias" where shape.dimensions.count == 2 && modifier.arguments.isEmpty:
        bias = true
      case "bias" where shape.dimensions.count == 2:
        report(
          Diagnostic(
            "E132", "`with bias` takes no options", at: modifier.range, help: "write `with bias`"))
      case "bias":
        report(
          Diagnostic(
            "E132", "`with bias` appends a column to a matrix; `\(node.name.text)` is \(shape)",
            at: modifier.range, help: "use it on the features, data of type `R[n, d]`"))
      case "scale":
        scaling = readScaling(modifier)
      default:
        report(
          Diagnostic(
            "E131", "`with \(modifier.name.text)` is not known", at: modifier.name.range,
            help: suggestion(for: modifier.name.text, among: ["bias", "scale"])
              .map { "did you mean `with \($0)`?" }
              ?? "known are `with scale(sd)`, which makes mean 0 and deviation 1, and `with bias`")
        )
      }
    }
    return (bias, scaling)
  }

  private mutating func readScaling(_ modifier: DataStatement.Modifier) -> ColumnScaling? {
    if modifier.arguments.count == 1, let argument = modifier.arguments.first {
      if argument.label == nil, case .name(let name) = argument.expression {
        if name.text == "sd" { return .sd }
        if name.text == "minmax" { return .minmax }
      }
      if argument.label?.text == "by", let expression = argument.expression,
        let value = scalar(expression), value > 0
      {
        return .by(value)
      }
    }
    report(
      Diagnostic(
        "E132", "the scaling is not known", at: modifier.range,
        help: "write `with scale(sd)` (mean 0, deviation 1), `with scale(minmax)` (0 to 1) or"
          + " `with scale(by: 255)`"))
    return nil
  }
}

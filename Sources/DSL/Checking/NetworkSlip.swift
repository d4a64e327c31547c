/// What is wrong with a network that has none of the three forms, where its text shows it.
struct NetworkSlip {
  let range: SourceRange
  let caption: String
  let help: String

  private init(_ range: SourceRange, _ caption: String, _ help: String) {
    self.range = range
    self.caption = caption
    self.help = help
  }

  private static let bias =
    "a bias is a weight of a column of ones: read the data `with bias`, and u[j] has it as its last"
    + " entry"

  /// The first slip that is known, from the outside in; nil for a form that resembles none.
  static func found(in node: NetworkStatement) -> NetworkSlip? {
    let input = node.input.text
    guard case .reduction(let sum) = node.value else {
      if case .binary(let both) = node.value, both.op == .add || both.op == .subtract {
        return NetworkSlip(
          both.right.range, "beside the sum over neurons",
          "a network is one sum over its neurons: no skip connection, no output bias")
      }
      return NetworkSlip(
        node.value.range, "no sum over neurons",
        "a network is a sum over its neurons, each with weights of its own: `sum[j] ..`")
    }
    if sum.reducer != .sum {
      return NetworkSlip(
        sum.range, "a \(sum.reducer.rawValue), not a sum",
        "write `sum[\(sum.index.text)] ..`: training decides how many neurons there are")
    }
    return slip(ofFactors: factors(of: sum.body), input)
  }

  private static func slip(ofFactors factors: [Expression], _ input: String) -> NetworkSlip? {
    for factor in factors {
      if case .binary(let both) = factor, both.op == .add || both.op == .subtract {
        return NetworkSlip(
          both.right.range, "a second term inside the sum", "each neuron is one product; " + bias)
      }
      guard case .call(let call) = factor, case .name(let callee) = call.callee else { continue }
      if callee.text == "gate" { return gateSlip(call, factors, input) }
      guard ["relu", "pos"].contains(callee.text) else {
        if callee.text == "max" {
          return NetworkSlip(
            callee.range, "a ReLU by another name", "write `relu(\(input) * u[j])`")
        }
        return NetworkSlip(
          callee.range, "not a ReLU",
          "Theorem 2.1 is about the ReLU: `\(callee.text)` has no convex form that is known")
      }
      guard let argument = call.arguments.first?.expression else { return nil }
      return argumentSlip(argument, factors, input)
    }
    return nil
  }

  private static func argumentSlip(
    _ argument: Expression, _ all: [Expression], _ input: String
  ) -> NetworkSlip? {
    switch argument {
    case .binary(let sum) where sum.op == .add || sum.op == .subtract:
      return NetworkSlip(sum.right.range, "added inside the ReLU", bias)
    case .binary(let product) where product.op == .multiply:
      if case .name(let name) = product.left, name.text == input {
        return all.count == 1
          ? NetworkSlip(
            argument.range, "no output weight", "each neuron has one: `.. * alpha[j]`") : nil
      }
      if case .name(let name) = product.right, name.text == input {
        return NetworkSlip(
          argument.range, "weights times data",
          "samples are rows, so the data stand on the left: `\(input) * u[j]`")
      }
      if case .call = product.left {
        return NetworkSlip(
          product.left.range, "a layer inside a layer",
          "networks have two layers: one hidden, one of output weights")
      }
      if case .name(let name) = product.left {
        return NetworkSlip(
          name.range, "not the input `\(input)`", "the network is a function of `\(input)`")
      }
      return nil
    case .call, .reduction:
      return NetworkSlip(
        argument.range, "a layer inside a layer",
        "networks have two layers: one hidden, one of output weights")
    case .number, .boolean, .name, .list, .negation, .binary, .transpose, .index, .norm: return nil
    }
  }

  private static func gateSlip(
    _ call: CallExpression, _ factors: [Expression], _ input: String
  ) -> NetworkSlip? {
    if case .name(let name) = call.arguments.first?.expression, name.text != input {
      return NetworkSlip(
        name.range, "not the input `\(input)`",
        "the pattern is that of the rows the network is applied to: `gate(\(input), g[i])`")
    }
    guard factors.first?.range == call.range else {
      return NetworkSlip(
        call.range, "behind the data",
        "a gate is a diagonal matrix from the left: `gate(\(input), g[i]) * \(input) * u[i]`")
    }
    return nil
  }

  /// The factors of a product, from left to right.
  private static func factors(of expression: Expression) -> [Expression] {
    guard case .binary(let node) = expression, node.op == .multiply else { return [expression] }
    return factors(of: node.left) + factors(of: node.right)
  }
}

internal import DSL

/// Reads the fits of a training problem as one function of the prediction for each sample.
struct LossReader {
  /// A loss that has no such function.
  struct Refusal: Error {
    let what: String
  }

  private let reader: FormulaReader
  private let count: Int
  private var quadratics: [PiecewiseQuadratic]
  private var logistic: [[MixedLoss.Softplus]]
  private var formulas: [(weights: [Double], function: FormulaFunction)] = []

  init(_ instance: TrainingInstance) {
    count = instance.sampleCount
    reader = FormulaReader(
      count: count, numbers: instance.numbers, data: instance.vectors, predictions: [], name: "")
    quadratics = Array(repeating: PiecewiseQuadratic(0, 0, 0), count: count)
    logistic = Array(repeating: [], count: count)
  }

  /// Adds sum_k weight_k e_k; the parts of a sum are read one by one.
  mutating func add(_ e: TypedExpression, _ weights: [Double]) {
    switch e.kind {
    case .sum(let a, let b):
      add(a, weights)
      return add(b, weights)
    case .difference(let a, let b):
      add(a, weights)
      return add(b, weights.map { -$0 })
    case .negation(let a): return add(a, weights.map { -$0 })
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      if let factor = reader.constants(a) { return add(b, zip(weights, factor).map { $0 * $1 }) }
      if let factor = reader.constants(b) { return add(a, zip(weights, factor).map { $0 * $1 }) }
    case .quotient(let a, let b):
      if let divisor = reader.constants(b) { return add(a, zip(weights, divisor).map { $0 / $1 }) }
    case .apply(let atom, let arguments)
    where atom.name == Atom.softplus.name && weights.allSatisfy({ $0 >= 0 }):
      if let inner = pieces(arguments[0]),
        inner.allSatisfy({ $0.pieces.count == 1 && $0.pieces[0].a == 0 })
      {
        for k in 0..<count where weights[k] > 0 {
          let line = inner[k].pieces[0]
          logistic[k].append(.init(weight: weights[k], slope: line.b, offset: line.c))
        }
        return
      }
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown, .prediction,
      .perturbation, .gate, .list, .transpose, .element, .apply, .reduction, .worstCase, .loss,
      .raw,
      .flat:
      break
    }
    guard let found = pieces(e) else {
      formulas.append(
        (weights, FormulaFunction(e, numbers: reader.numbers, data: reader.data)))
      return
    }
    for k in 0..<count where weights[k] != 0 {
      quadratics[k] = quadratics[k] + found[k].scaled(by: weights[k])
    }
  }

  /// The losses of all samples.
  func losses() throws(Refusal) -> [SampleLoss] {
    var result: [SampleLoss] = []
    for k in 0..<count {
      let loss: SampleLoss
      if logistic[k].isEmpty && formulas.isEmpty {
        loss = .piecewise(quadratics[k])
      } else {
        loss = .mixed(
          MixedLoss(
            quadratic: quadratics[k], logistic: logistic[k],
            formulas: formulas.map {
              MixedLoss.Formula(weight: $0.weights[k], function: $0.function, sample: k)
            }))
        for r in [-30.0, -1, 0, 1, 30] where !loss.value(r).isFinite {
          throw Refusal(what: "a loss that is infinite for some predictions")
        }
      }
      guard quadratics[k].isConvex else {
        throw Refusal(what: "a loss whose parts are convex only together")
      }
      guard loss.conjugate(0) < .infinity else {
        throw Refusal(what: "a loss without a lower bound")
      }
      result.append(loss)
    }
    return result
  }

  /// The formula as a piecewise quadratic of the prediction, one for each sample; nil where it is none.
  private func pieces(_ e: TypedExpression) -> [PiecewiseQuadratic]? {
    if let values = reader.constants(e) {
      return values.map { PiecewiseQuadratic(0, 0, $0) }
    }
    switch e.kind {
    case .lossArgument(.prediction):
      return Array(repeating: PiecewiseQuadratic(0, 1, 0), count: count)
    case .negation(let a): return pieces(a)?.map { $0.scaled(by: -1) }
    case .sum(let a, let b): return both(a, b, +)
    case .difference(let a, let b): return both(a, b) { $0 + $1.scaled(by: -1) }
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      return both(a, b) { $0.multiplied(by: $1) }
    case .quotient(let a, let b):
      guard let divisors = reader.constants(b) else { return nil }
      return pieces(a).map { zip($0, divisors).map { $0.scaled(by: 1 / $1) } }
    case .apply(let atom, let arguments): return apply(atom, arguments)
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument(.target), .unknown,
      .prediction, .perturbation, .gate, .list, .transpose, .element, .reduction, .worstCase,
      .loss, .raw, .flat:
      return nil
    }
  }

  private func both(
    _ a: TypedExpression, _ b: TypedExpression,
    _ rule: (PiecewiseQuadratic, PiecewiseQuadratic) -> PiecewiseQuadratic?
  ) -> [PiecewiseQuadratic]? {
    guard let x = pieces(a), let y = pieces(b) else { return nil }
    return all(zip(x, y).map(rule))
  }

  private func all(_ values: [PiecewiseQuadratic?]) -> [PiecewiseQuadratic]? {
    let found = values.compactMap { $0 }
    return found.count == values.count ? found : nil
  }

  private func apply(_ atom: Atom, _ arguments: [TypedExpression]) -> [PiecewiseQuadratic]? {
    if atom.name == Atom.huber.name {
      guard let x = pieces(arguments[0]), let bends = reader.constants(arguments[1]) else {
        return nil
      }
      return all(zip(x, bends).map { $0.huber($1) })
    }
    let entries = arguments.flatMap { argument in
      if case .list(let list) = argument.kind { list } else { [argument] }
    }
    let parts = entries.compactMap { pieces($0) }
    guard parts.count == entries.count, let first = parts.first else { return nil }
    func folded(
      _ each: (PiecewiseQuadratic) -> PiecewiseQuadratic?,
      _ rule: (PiecewiseQuadratic, PiecewiseQuadratic) -> PiecewiseQuadratic
    ) -> [PiecewiseQuadratic]? {
      var result = all(first.map(each))
      for part in parts.dropFirst() {
        guard let left = result, let right = all(part.map(each)) else { return nil }
        result = zip(left, right).map(rule)
      }
      return result
    }
    switch atom.name {
    case Atom.pos.name, Atom.relu.name:
      return first.map { .maximum($0, PiecewiseQuadratic(0, 0, 0)) }
    case Atom.abs.name, Atom.norm1.name: return folded({ $0.magnitude }, +)
    case Atom.norminf.name: return folded({ $0.magnitude }, PiecewiseQuadratic.maximum)
    case Atom.max.name: return folded({ $0 }, PiecewiseQuadratic.maximum)
    case Atom.min.name:
      return folded({ $0.scaled(by: -1) }, PiecewiseQuadratic.maximum)?.map { $0.scaled(by: -1) }
    case Atom.square.name, Atom.sumsq.name, Atom.power(2)?.name: return folded({ $0.squared }, +)
    case Atom.sum.name: return folded({ $0 }, +)
    case Atom.mean.name:
      let share = 1 / Double(entries.count)
      return folded({ $0.scaled(by: share) }, +)
    case Atom.power(1)?.name: return first
    default: return nil
    }
  }
}

internal import DSL

/// Worst cases: the support function of the set at the coefficients of the perturbation, row by row.
extension ProgramAssembly {
  /// `max[Delta in B^n] body` with a body that is affine in Delta.
  mutating func worstCase(
    _ e: TypedExpression, _ variable: PerturbationVariable, _ body: TypedExpression, _ bound: Bound
  ) throws(CanonicalFailure) -> ArrayForm {
    guard perturbation == nil else { throw refusal("a worst case inside a worst case", e.range) }
    guard bound == .upper else { throw refusal("this worst case", e.range) }
    perturbation = variable
    let inner = try form(body, bound)
    perturbation = nil
    return try worstCase(inner, variable, e.range)
  }

  /// Each entry a + sum_k theta_k' Delta_k at its largest: a + sum_k h_B(theta_k).
  mutating func worstCase(
    _ form: ArrayForm, _ variable: PerturbationVariable, _ place: SourceRange
  ) throws(CanonicalFailure) -> ArrayForm {
    guard let set = instance.sets[variable.set], let form = form.dense() else {
      throw noValue(place)
    }
    let d = set.isFree.count
    var sums: [AffineForm] = []
    /// The key of each h_B(theta_k) that an entry needs.
    var parts: [[SharedKey]] = []
    var (thetas, keys): ([[AffineForm]], [SharedKey]) = ([], [])
    var waiting: Set<SharedKey> = []
    for row in form.constants.indices {
      var sum = AffineForm(constant: form.constants[row])
      var moved: [Int: [AffineForm]] = [:]
      for term in form.terms(row) {
        guard let entry = term.monomial.perturbation else {
          sum.add(.variable(term.monomial.variable ?? 0, times: term.coefficient))
          continue
        }
        let part =
          term.monomial.variable.map { AffineForm.variable($0, times: term.coefficient) }
          ?? AffineForm(constant: term.coefficient)
        moved[entry / d, default: [AffineForm](repeating: AffineForm(), count: d)][entry % d]
          .add(part)
      }
      sums.append(sum)
      parts.append([])
      for (_, coefficients) in moved.sorted(by: { $0.key < $1.key }) where !set.isPoint {
        let theta = set.isSymmetric ? coefficients.withPositiveStart : coefficients
        let key = SharedKey(function: "h_\(set.name)", words: theta.flatMap(\.words))
        parts[row].append(key)
        guard known[key] == nil, waiting.insert(key).inserted else { continue }
        thetas.append(theta)
        keys.append(key)
      }
    }
    let graph = SupportGraph(
      set: set, name: blockName("h_\(set.name)"), symbol: "theta",
      origin: instance.model.declarations.set(named: set.name)?.range)
    for (key, support) in zip(keys, graph.forms(ThetaPanel(thetas, dimension: d), &builder)) {
      known[key] = support
    }
    for row in sums.indices {
      for key in parts[row] { if let support = known[key] { sums[row].add(support) } }
    }
    return ArrayForm(axes: form.axes, sizes: form.sizes, forms: sums)
  }
}

extension [AffineForm] {
  /// The forms or their negatives, so that both are one.
  fileprivate var withPositiveStart: [AffineForm] {
    let first = first { !$0.isZero }
    guard let start = first?.coefficients.first ?? first?.constant, start < 0 else { return self }
    return map { form in
      var negative = form.scaled(by: -1)
      // No -0: it would be told from 0.
      negative.constant += 0
      return negative
    }
  }
}

extension AffineForm {
  /// What tells it from others.
  fileprivate var words: [UInt64] {
    var words = [constant.bitPattern, UInt64(columns.count)]
    for (column, value) in zip(columns, coefficients) {
      words += [UInt64(column), value.bitPattern]
    }
    return words
  }
}

internal import DSL

/// What tells a new variable from those that there are: equal keys get one variable.
struct SharedKey: Hashable {
  /// The atom or the set.
  let function: String
  /// Its arguments.
  var words: [UInt64] = []
}

/// Atoms: values where the arguments are constant, else epigraphs.
extension ProgramAssembly {
  mutating func apply(
    _ e: TypedExpression, _ atom: Atom, _ arguments: [TypedExpression], _ bound: Bound
  ) throws(CanonicalFailure) -> ArrayForm {
    if atom.isSquare, case .apply(let norm, let inner) = arguments[0].kind,
      norm.name == Atom.norm2.name
    {
      return try apply(e, .sumsq, inner, bound)
    }
    var forms: [ArrayForm] = []
    for (index, argument) in arguments.enumerated() {
      if atom.parameter(index).domain == .positiveConstant {
        forms.append(try constant(argument))
      } else {
        forms.append(try form(argument, self.bound(atom, index, argument, bound)))
      }
    }
    let isReduced = atom.form == .reducing || (atom.form == .either && forms.count == 1)
    guard isReduced else { return try entrywise(e, atom, forms, bound) }
    let first = forms[0]
    switch atom.name {
    case Atom.sum.name, Atom.mean.name:
      guard first.layout != .identity else { throw refusal("`\(atom.name)`", e.range) }
      let count = Double(first.sizes.reduce(1, *))
      return first.summed(
        first.axes, [], first.members, times: atom.name == Atom.sum.name ? 1 : 1 / count)
    case Atom.norm1.name, Atom.norm2.name, Atom.norminf.name, Atom.sumsq.name,
      Atom.quad_over_lin.name:
      // What is 0 off the diagonal does not matter to these.
      guard first.layout != .identity else { throw refusal("`\(atom.name)`", e.range) }
    default: forms[0] = try fitted(first.dense(), e)
    }
    return try reduced(
      e, atom, forms[0], forms.count > 1 ? forms[1] : nil, forms[0].members, forms[0].axes, [],
      bound)
  }

  /// From which side an argument is needed: where the atom rises, from the same one.
  func bound(_ atom: Atom, _ index: Int, _ argument: TypedExpression, _ bound: Bound) -> Bound {
    guard argument.hasUnknown else { return .exact }
    var monotonicity = atom.monotonicity(index, .unknown)
    if monotonicity == .neither { monotonicity = atom.monotonicity(index, sign(of: argument)) }
    switch monotonicity {
    case .nondecreasing: return bound
    case .nonincreasing: return bound.opposite
    case .constant, .neither: return .exact
    }
  }

  /// An atom entry by entry; a number goes with every entry.
  private mutating func entrywise(
    _ e: TypedExpression, _ atom: Atom, _ arguments: [ArrayForm], _ bound: Bound
  ) throws(CanonicalFailure) -> ArrayForm {
    var forms: [ArrayForm] = []
    for argument in arguments { forms.append(try fitted(argument.dense(e.sizes(in: instance)), e)) }
    // The first power.
    if atom.curvature == .affine { return forms[0] }
    let axes = forms.reduce([]) { ArrayForm.union($0, $1.axes) }
    let sizes = forms.first { !$0.isNumber }?.sizes ?? []
    guard forms.allSatisfy({ $0.isNumber || $0.sizes == sizes }) else {
      throw refusal("`\(atom.name)`", e.range)
    }
    let size = sizes.reduce(1, *)
    // The place of each entry in each argument.
    let places = forms.map { form in
      form.frames(axes).flatMap { frame in
        (0..<size).map { form.isNumber ? frame : frame * size + $0 }
      }
    }
    let count = axes.reduce(size) { $0 * $1.count }
    let isFixed = forms.indices.map { atom.parameter($0).domain == .positiveConstant }
    let graph = { (fresh: [Int], shape: [Int], name: String, builder: inout ConicBuilder) in
      AtomGraph(
        atom: atom,
        arguments: forms.indices.filter { !isFixed[$0] }.map { a in
          fresh.map { forms[a].affine(places[a][$0]) }
        },
        constants: forms.indices.filter { isFixed[$0] }.map { a in
          fresh.map { forms[a].constants[places[a][$0]] }
        }, name: name, origin: e.range, shape: shape
      ).forms(&builder)
    }
    return try shared(
      e, atom, bound, axes, sizes, count,
      value: { k in
        let rows = forms.indices.map { (forms[$0], places[$0][k]) }
        guard rows.allSatisfy({ $0.0.terms($0.1).isEmpty }) else { return nil }
        return atom.value(rows.map { [$0.0.constants[$0.1]] })
      },
      key: { k, words in
        for a in forms.indices {
          let sign = atom.isEven && a == 0 ? forms[a].sign(of: places[a][k]) : 1
          forms[a].appendKey(of: places[a][k], times: sign, to: &words)
        }
      }, make: graph)
  }

  /// An atom of groups of entries, given by the place of each; `second` is the divisor of quad_over_lin.
  mutating func reduced(
    _ e: TypedExpression, _ atom: Atom, _ form: ArrayForm, _ second: ArrayForm?, _ groups: [[Int]],
    _ axes: [Axis], _ sizes: [Int], _ bound: Bound
  ) throws(CanonicalFailure) -> ArrayForm {
    let isSingle = groups.allSatisfy { $0.count == 1 }
    switch atom.name {
    case Atom.norm1.name,
      Atom.norm2.name where atom.name == Atom.norm1.name || isSingle,
      Atom.norminf.name where isSingle:
      let entries = form.relabeled(axes: form.axes, sizes: [form.memberCount])
      return try entrywise(e, .abs, [entries], bound).summed(axes, sizes, groups)
    case Atom.max.name, Atom.min.name, Atom.logsumexp.name:
      if isSingle { return form.summed(axes, sizes, groups) }
    default: break
    }
    var (outer, places, others) = (axes, Array(groups.indices), [Int]())
    if let second {
      outer = ArrayForm.union(axes, second.axes)
      (places, others) = (ArrayForm.places(of: axes, over: outer), second.frames(outer))
    }
    let members = places.map { groups[$0] }
    let divisors = others
    let graph = { (fresh: [Int], shape: [Int], name: String, builder: inout ConicBuilder) in
      VectorGraph(
        atom: atom, groups: fresh.map { members[$0].map { form.affine($0) } },
        divisors: second.map { second in fresh.map { second.affine(divisors[$0]) } } ?? [],
        shape: shape, name: name, origin: e.range
      ).forms(&builder)
    }
    return try shared(
      e, atom, bound, outer, sizes, members.count,
      value: { k in
        guard members[k].allSatisfy({ form.terms($0).isEmpty }) else { return nil }
        var arguments = [members[k].map { form.constants[$0] }]
        if let second {
          guard second.terms(divisors[k]).isEmpty else { return nil }
          arguments.append([second.constants[divisors[k]]])
        }
        return atom.value(arguments)
      },
      key: { k, words in
        let sign = atom.isEven ? form.sign(of: members[k][0]) : 1
        for row in members[k] { form.appendKey(of: row, times: sign, to: &words) }
        if let second { second.appendKey(of: divisors[k], times: 1, to: &words) }
      }, make: graph)
  }

  /// Makes the variables of an atom where there are none yet for equal arguments.
  private mutating func shared(
    _ e: TypedExpression, _ atom: Atom, _ bound: Bound, _ axes: [Axis], _ sizes: [Int],
    _ count: Int, value: (Int) -> Double?, key: (Int, inout [UInt64]) -> Void,
    make: ([Int], [Int], String, inout ConicBuilder) -> [AffineForm]?
  ) throws(CanonicalFailure) -> ArrayForm {
    var found: [AffineForm] = []
    var (fresh, keys): ([Int], [SharedKey]) = ([], [])
    var waiting: [SharedKey: Int] = [:]
    /// The place among `fresh` of what waits for its variable, -1 for what is found.
    var slots: [Int] = []
    for k in 0..<count {
      slots.append(-1)
      if let constant = value(k) {
        guard constant.isFinite else { throw noValue(e.range) }
        found.append(AffineForm(constant: constant))
        continue
      }
      var shared = SharedKey(function: atom.name)
      key(k, &shared.words)
      if let form = known[shared] {
        found.append(form)
        continue
      }
      found.append(AffineForm())
      if let slot = waiting[shared] {
        slots[k] = slot
      } else {
        slots[k] = fresh.count
        waiting[shared] = fresh.count
        fresh.append(k)
        keys.append(shared)
      }
    }
    if !fresh.isEmpty {
      let isConvex = atom.curvature == .convex
      guard bound == (isConvex ? .upper : .lower) else { throw refusal("`\(atom.name)`", e.range) }
      let isWhole = fresh.count == count
      guard
        let forms = make(
          fresh, isWhole ? axes.map(\.count) + sizes : [fresh.count], blockName(atom.fileName),
          &builder)
      else { throw refusal("`\(atom.name)`", e.range) }
      for (key, form) in zip(keys, forms) { known[key] = form }
      for k in 0..<count where slots[k] >= 0 { found[k] = forms[slots[k]] }
    }
    return ArrayForm(axes: axes, sizes: sizes, forms: found)
  }

  /// A name for a block.
  func blockName(_ name: String) -> String { prefix.isEmpty ? name : "\(prefix).\(name)" }
}

extension TypedExpression {
  /// The sizes of its value, where they are known.
  func sizes(in instance: ProgramInstance) -> [Int]? {
    let sizes = shape.dimensions.compactMap { instance.size($0) }
    return sizes.count == shape.dimensions.count ? sizes : nil
  }
}

extension ArrayForm {
  /// An array of affine forms.
  init(axes: [Axis], sizes: [Int], forms: [AffineForm]) {
    var writer = ArrayFormWriter()
    for form in forms {
      writer.add(form.constant)
      for (column, value) in zip(form.columns, form.coefficients) {
        writer.add(Monomial(variable: Int(column)), value)
      }
      writer.endEntry()
    }
    self = writer.form(axes, sizes)
  }
}

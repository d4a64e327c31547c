import DSL
import LinearAlgebra
import TestSupport
import Testing

@testable import Canonicalize

/// Programs written out become conic programs that mean the same.
@Suite struct ProgramCanonicalizationTests {
  /// A spec with its data and numbers.
  private struct Spec {
    let model: ConvexModel
    let instance: ProgramInstance
    var evaluation = Evaluation()

    init(_ text: String, arrays: [String: ArrayValue] = [:], sizes: [String: Double]) throws {
      let parsed = parse(SourceFile(name: "t.cnn", text: Array(text.utf8)), index: 0)
      try #require(parsed.diagnostics.isEmpty, "\(parsed.diagnostics.map(\.message)) \(text)")
      let checked = check(parsed.program)
      guard case .program(let model) = checked.model else {
        throw Unchecked(text: "\(checked.diagnostics.map(\.message))\n\(text)")
      }
      self.model = model
      var numbers = sizes
      for parameter in model.declarations.parameters {
        numbers[parameter.name.text] = parameter.value
      }
      evaluation.numbers = numbers
      for data in model.declarations.data {
        guard case .inline(let rows) = data.source else { continue }
        evaluation.arrays[data.name.text] = ArrayValue(
          sizes: data.shape.dimensions.count == 1 ? [rows.count] : [rows.count, rows[0].count],
          elements: rows.flatMap { $0 })
      }
      evaluation.arrays.merge(arrays) { $1 }
      var gates: [String: ProgramInstance.GateFamily] = [:]
      for family in model.declarations.gates {
        guard case .vectors(let rows) = family.source else { continue }
        gates[family.name.text] = .vectors(Matrix(rows: rows))
        evaluation.gates[family.name.text] = rows
      }
      var sets: [String: NumericSet] = [:]
      for set in model.declarations.sets {
        sets[set.name.text] = try NumericSet(
          set, evaluation: evaluation, factors: [1, 1], hasBias: false)
      }
      instance = ProgramInstance(
        model: model, numbers: numbers, arrays: evaluation.arrays, gates: gates, sets: sets)
    }

    /// The value of an expression, worst cases over all corners or, for C, in the worst direction.
    func value(_ e: TypedExpression, _ evaluation: Evaluation) -> [Double]? {
      let replaced = replacingWorstCases(e, evaluation)
      return evaluation.value(of: replaced)?.elements
    }

    private func replacingWorstCases(
      _ e: TypedExpression, _ evaluation: Evaluation
    ) -> TypedExpression {
      e.replacing { part in
        guard case .reduction(let reducer, let index, let body) = part.kind,
          let range = evaluation.range(of: index.domain),
          body.contains({ if case .worstCase = $0.kind { true } else { false } })
        else {
          guard case .worstCase(let variable, let body) = part.kind else { return nil }
          return TypedExpression(
            .number(worst(variable, body, evaluation)), part.shape, part.range)
        }
        let values: [Double] = range.map { k in
          value(body, evaluation.with(index, k))?[0] ?? .nan
        }
        let sum: Double = values.reduce(0, +)
        let reduced: Double =
          switch reducer {
          case .max: values.max() ?? .nan
          case .mean: sum / Double(values.count)
          case .min: values.min() ?? .nan
          case .sum: sum
          }
        return TypedExpression(.number(reduced), part.shape, part.range)
      }
    }

    /// The body is a + c'Delta: a and c by evaluation, the norm of the rows of c in closed form.
    private func worst(
      _ variable: PerturbationVariable, _ body: TypedExpression, _ evaluation: Evaluation
    ) -> Double {
      let sizes = (variable.rows == nil ? [] : [3]) + [2]
      let count = sizes.reduce(1, *)
      func at(_ place: Int?) -> Double {
        var moved = evaluation
        moved.perturbations[variable.name] = ArrayValue(
          sizes: sizes, elements: (0..<count).map { $0 == place ? 1 : 0 })
        return moved.value(of: body)?.elements[0] ?? .nan
      }
      let base = at(nil)
      let slopes = (0..<count).map { at($0) - base }
      return base
        + stride(from: 0, to: count, by: 2).reduce(0) { sum, first in
          let row = [Array(slopes[first..<first + 2])]
          return sum + 0.2 * (variable.set == "B" ? Atom.norm1 : Atom.norm2).value(row)
        }
    }
  }

  private struct Unchecked: Error {
    let text: String
  }

  private func isClose(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= 1e-9 * (1 + abs(a) + abs(b))
  }

  /// The objective and every row of a constraint, the auxiliary variables at their least values, are
  /// what evaluation gives.
  @Test(arguments: 0..<300)
  func theProgramMeansTheSame(_ seed: Int) throws {
    var source = RandomProgramText(random: SeededGenerator(seed: UInt64(seed)))
    let (text, names) = source.spec()
    let spec = try Spec(text, sizes: ["n": 3, "d": 2])
    let program = try conicProgram(of: spec.instance)
    let sizes = try conicSizes(of: spec.instance)
    #expect(sizes.sizes == program.sizes, "\(text)")
    let values = (0..<program.variables.prefix(5).reduce(0) { $0 + $1.count }).map { _ in
      Double.random(in: -1...1, using: &source.random)
    }
    let point = ProgramPoint(program, values: values)
    #expect(point.violation < 1e-9, "\(text)")
    var evaluation = spec.evaluation
    for block in program.variables.prefix(5) {
      let members = block.name == "v" ? block.shape[0] : 1
      let shape = block.name == "v" ? Array(block.shape.dropFirst()) : block.shape
      let size = block.count / members
      evaluation.unknowns[block.name] = (0..<members).map { member in
        let first = block.first + member * size
        return ArrayValue(sizes: shape, elements: Array(values[first..<first + size]))
      }
    }
    let objective = try #require(spec.value(spec.model.objective, evaluation), "\(text)")
    #expect(isClose(objective[0], point.objective), "\(text)")
    for (name, constraint) in zip(names, spec.model.constraints) {
      let expected = try slacks(constraint.relation, spec, evaluation)
      let found = point.slacks(name)
      #expect(found.count == expected.count, "\(name) \(text)")
      for (a, b) in zip(found, expected) { #expect(isClose(a, b), "\(name) \(text)") }
    }
  }

  /// right - left at every value of the indices and every entry.
  private func slacks(
    _ relation: TypedRelation, _ spec: Spec, _ evaluation: Evaluation
  ) throws -> [Double] {
    var all = [evaluation]
    for index in relation.indices {
      let range = try #require(evaluation.range(of: index.domain))
      all = all.flatMap { at in range.map { at.with(index, $0) } }
    }
    return try all.flatMap { at in
      let left = try #require(spec.value(relation.left, at))
      let right = try #require(spec.value(relation.right, at))
      return (0..<max(left.count, right.count)).map { k in
        right[right.count == 1 ? 0 : k] - left[left.count == 1 ? 0 : k]
      }
    }
  }

  /// Gates of many samples are diagonals: as many numbers as samples, not their square.
  @Test func gatesAreDiagonals() throws {
    let n = 2000
    var random = SeededGenerator(seed: 3)
    let x = (0..<2 * n).map { _ in Double.random(in: -1...1, using: &random) }
    let text = """
      data X : R[n, d]
      gates g = vectors([[1, 0.2], [-0.5, 1], [0.3, 0.3]])
      variables v[i] : R[d] for i in g
      minimize sumsq(sum[i in g] gate(X, g[i]) * X * v[i] - 1)
      subject to cone: (2*gate(X, g[i]) - I) * X * v[i] >= 0 for i in g
      """
    let spec = try Spec(
      text, arrays: ["X": ArrayValue(sizes: [n, 2], elements: x)],
      sizes: ["n": Double(n), "d": 2])
    var assembly = ProgramAssembly(spec.instance, keepsEntries: false)
    let relation = spec.model.constraints[0].relation
    try assembly.bind(relation.indices[0], relation.range)
    guard case .product(let scaled, _) = relation.right.kind,
      case .product(let signs, _) = scaled.kind
    else {
      Issue.record("the constraint has another form")
      return
    }
    let form = try assembly.form(signs, .exact)
    #expect(form.layout == .diagonal)
    #expect(form.constants.count == 3 * n)
    #expect(form.constants.allSatisfy { abs($0) == 1 })
    let sizes = try conicSizes(of: spec.instance).sizes
    // Where no gate is open the residual is -1, a constant without a row.
    let gates = spec.evaluation.gates["g"] ?? []
    let open = (0..<n).count { k in
      gates.contains { $0[0] * x[2 * k] + $0[1] * x[2 * k + 1] >= 0 }
    }
    #expect(0 < open && open < n)
    #expect(sizes.rows == open + 3 * n)
    #expect(sizes.variables == 6 + open)
    #expect(try conicProgram(of: spec.instance).sizes == sizes)
  }

  /// The written-out form of the robust hinge: equal norms are shared, so that it has the size of the
  /// program that training makes.
  @Test func equalNormsAreShared() throws {
    let text = """
      data X : R[n, d] = [[1.0, 0.2], [0.6, 0.9], [-0.3, 1.1], [-1.0, 0.1], [-0.4, -0.8], [0.5, -1.0]]
      data y : {-1, 1}[n] = [1, 1, -1, -1, 1, -1]
      gates g = vectors([[1.0, 0.3], [0.2, 1.0], [-1.0, 0.4], [-0.3, -1.0]])
      variables v[i] : R[d], w[i] : R[d] for i in g
      let theta(k) = sum[i in g] gate(X[k], g[i]) * (v[i] - w[i])
      minimize mean[k in 1..n] pos(1 - y[k] * X[k] * theta(k) + 0.1 * ||theta(k)||_1)
        + 0.01 * sum[i in g] (||v[i]||_2 + ||w[i]||_2)
      subject to cone_v: (2*gate(X, g[i]) - I) * X * v[i] >= 0.1 * ||v[i]||_1 for i in g
      subject to cone_w: (2*gate(X, g[i]) - I) * X * w[i] >= 0.1 * ||w[i]||_1 for i in g
      """
    let spec = try Spec(text, sizes: ["n": 6, "d": 2])
    let sizes = try conicProgram(of: spec.instance).sizes
    #expect(sizes.variables == 54)
    #expect(sizes.rows == 132)
    #expect(sizes.nonzeros == 444)
    #expect(sizes.secondOrder == 8)
  }

  /// `forall`: the worst perturbation of each row, shared between constraints.
  @Test func constraintsHoldForEveryPerturbation() throws {
    let text = """
      data X : R[n, d] = [[1, 2], [3, -1]]
      set B = { delta : R[d] | ||delta||_1 <= 0.5 }
      variables w : R[d], s : R[n]
      minimize sumsq(s)
      subject to up: (X + Delta) * w - 1 <= s forall Delta in B^n
      subject to down: 1 - (X + Delta) * w <= s forall Delta in B^n
      """
    let spec = try Spec(text, sizes: ["n": 2, "d": 2])
    let program = try conicProgram(of: spec.instance)
    #expect(program.variables.map(\.count) == [2, 2, 1])
    let point = ProgramPoint(program, values: [0.5, -2, 0, 0])
    // X w = (-3.5, 3.5), eps ||w||_inf = 1.
    #expect(point.slacks("up") == [3.5, -3.5])
    #expect(point.slacks("down") == [-5.5, 1.5])
  }
}

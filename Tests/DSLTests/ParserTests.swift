import Testing

@testable import DSL

@Suite struct ParserTests {
  @Test func sampleSpecsHaveNoErrors() throws {
    let specs = try sampleSpecs()
    #expect(specs.count == 14)
    for (name, text) in specs {
      #expect(Reading(text).codes.isEmpty, "\(name)")
    }
  }

  @Test(arguments: [
    ("a + b - c", "((a + b) - c)"), ("a - b * c", "(a - (b * c))"),
    ("a / b .* c", "((a / b) .* c)"),
    ("-a^2", "(-(a ^ 2))"), ("2^-x", "(2 ^ (-x))"), ("a^b^c", "(a ^ (b ^ c))"),
    ("a'^2", "((a') ^ 2)"), ("--a", "(-(-a))"), ("a * -b", "(a * (-b))"), ("-a * b", "((-a) * b)"),
    ("sum[j] a * b + c", "((sum[j] (a * b)) + c)"),
    ("sum[j] (a + b)", "(sum[j] (a + b))"), ("(sum[j] a) * b", "((sum[j] a) * b)"),
    ("x * sum[j] a / b", "(x * (sum[j] (a / b)))"), ("-sum[j] -a", "(-(sum[j] (-a)))"),
    ("max[i in 1..n] min[k in g] a", "(max[i] (min[k] a))"),
    ("||a + b||_1 * 2", "(norm1(a + b) * 2)"), ("[a, [1, -2]]", "[a, [1, (-2)]]"),
    ("f(a)[1..3, j](k: 2)'", "(f(a)[1..3, j](k: 2)')"), ("sum(a, b)", "sum(a, b)"),
    ("true", "true"), ("f()", "f()"), ("1e3 + 0.50", "(1000 + 0.5)"),
  ])
  func groups(_ text: String, _ expected: String) {
    // A norm's operand is grouped like every expression.
    let expected = expected.replacing("norm1(a + b)", with: "norm1((a + b))")
    #expect(grouped(text) == expected)
  }

  @Test func treeOfAStatement() {
    let reading = Reading("subject to m: 0 <= ||u[j]||_2 <= 1 for j in 1..n forall D in B^n\n")
    #expect(
      reading.program.tree(index: 0).text(in: reading.file) == """
        1:1   program
        1:1     subject to m
        1:15      relation <= <=
        1:15        number 0
        1:20        norm 2
        1:22          index
        1:22            name u
        1:24            name j
        1:34        number 1
        1:40        for j
        1:45          range
        1:45            number 1
        1:48            name n
        1:50      forall D
        1:62        binary ^
        1:62          name B
        1:64          name n

        """)
  }

  @Test func everyStatementHasItsKind() {
    let text = """
      model "m"
      include "toy.cnn"
      data X : R[n, d] = csv("a.csv", columns: 1..20) with bias with scale(sd)
      param tau : R in (0, 1] = 0.9
      param eps : R >= 0
      gates g = sample(X, count: 64)
      set B = { delta : R[d] | -1 <= delta <= 1, abs(delta[c]) <= r[c] for c in 1..d, k in g, x <= 1 }
      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      variables v[i] : R[d], w : R for i in g, k in 1..3
      loss hinge(z, t) = pos(1 - t*z)
      let theta(k, l) = k + l
      minimize a
      maximize b
      subject to a <= b
      assert n == 600
      solve with admm(rho: 1, tol: 1e-6)
      sweep beta in logspace(1e-5, 1e-1, 9)
      output weights to "out/weights.npz"

      """
    let reading = Reading(text)
    #expect(reading.codes.isEmpty)
    let kinds = reading.program.tree(index: 0).children.map(\.kind)
    #expect(
      kinds == [
        "model", "include", "data", "param", "param", "gates", "set", "network", "weights",
        "variables", "loss", "let", "minimize", "maximize", "subject to", "assert", "solve",
        "sweep", "output",
      ])
    guard case .set(let set) = reading.program.statements[6] else {
      Issue.record("not a set")
      return
    }
    #expect(set.relations.map(\.binders.count) == [0, 2, 0])
    let again = Reading(SourcePrinter.text(reading.program))
    #expect(again.tree == reading.tree)
  }

  @Test func rangesCoverTheOuterParenthesesOfOperands() {
    let reading = Reading("let a = (b + c) * (d)\n")
    guard case .letBinding(let node)? = reading.program.statements.first else {
      Issue.record("not a let")
      return
    }
    #expect(node.value.range == SourceRange(file: 0, start: 8, end: 21))
  }

  @Test func warnsWhereABodyEndsEarly() {
    #expect(Reading("let a = sum[j] u[j] + v[j]\n").codes == ["W021"])
    #expect(Reading("let a = sum[j] u[j] + b + v[j]\n").codes == ["W021"])
    for clean in [
      "let a = sum[j] u[j] + v[k]", "let a = sum[j] u[j] + sum[j] v[j]", "let a(j) = sum[j] j + j",
      "let a = (sum[j] u[j]) + f(j: 1)", "assert sum[j] u[j] + j <= 1 for j in g",
    ] {
      #expect(Reading(clean + "\n").codes.isEmpty, "\(clean)")
    }
  }
}

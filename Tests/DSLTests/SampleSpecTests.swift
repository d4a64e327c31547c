import TestSupport
import Testing

@testable import DSL

/// The sample specs check clean, and mean what they say.
@Suite struct SampleSpecTests {
  @Test func allCheckClean() throws {
    let specs = try sampleSpecs().filter { $0.name != "toy.cnn" }
    #expect(specs.count == 13)
    for (name, text) in specs {
      let checking = try Checking(text, named: name)
      #expect(checking.diagnostics.isEmpty, "\(name)\n\(checking.rendered)")
      #expect(checking.checked.model != nil, "\(name)")
    }
  }

  /// What `check` says of each: network, loss with its trends, set, theorem.
  @Test(arguments: [
    ("01_squared.cnn", "ReLU network; loss `sq` convex; convex by Theorem 2.1"),
    (
      "02_hinge.cnn",
      "ReLU network; loss `hinge` convex (nondecreasing for -1, nonincreasing for 1); convex by Theorem 2.1"
    ),
    (
      "05_adv_bce.cnn",
      "ReLU network; loss `bce` convex (nondecreasing for 0, nonincreasing for 1), worst case over B (l_inf ball); convex by Theorem 4.1, an upper bound"
    ),
    ("06_gated.cnn", "gated ReLU network; loss `sq` convex; convex: linear in its weights"),
    (
      "07_scp_elm.cnn",
      "network with known hidden layer; loss `sq` convex; convex: linear in its weights"
    ),
    (
      "11_user_loss.cnn",
      "ReLU network; loss `quantile` convex, worst case over B (l_inf ball); convex by Theorem 4.1, an upper bound"
    ),
    (
      "12_robust_constraint.cnn",
      "ReLU network; 1 constraint; convex by Theorem 4.1, an upper bound"
    ),
    (
      "13_program.cnn",
      "a convex program with 2 families of variables and 2 constraints, convex by the rules"
    ),
  ])
  func meansWhatItSays(_ name: String, _ summary: String) throws {
    let text = try #require(try sampleSpecs().first { $0.name == name }?.text)
    #expect(try Checking(text, named: name).checked.model?.summary == summary)
  }

  @Test(arguments: [
    ("08_l2_ball.cnn", "l2 ball"), ("09_l1_ball.cnn", "l1 ball"), ("10_box.cnn", "box"),
  ])
  func setsAreRecognized(_ name: String, _ kind: String) throws {
    let text = try #require(try sampleSpecs().first { $0.name == name }?.text)
    let sets = try Checking(text, named: name).checked.model?.declarations.sets ?? []
    #expect(sets.map(\.description) == [kind])
  }
}

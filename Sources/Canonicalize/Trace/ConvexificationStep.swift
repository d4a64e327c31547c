internal import DSL
internal import LinearAlgebra

/// The step from a network to variables in which the problem is convex.
extension DerivationWriter {
  mutating func addConvexification() {
    let (p, d) = (instance.patterns.count, instance.featureCount)
    let definition = written.definition.map { [$0] } ?? []
    let delta = size { $0.rule.hasPrefix("convexify.") }
    let span = [problem.network.name.range]
    switch problem.network.form {
    case .gated:
      add(
        "convexify.gated", ["linear in \(unknowns)"], .exact,
        before: [text(problem.objective)], equation: nil,
        after: ["variables \(unknowns)[i] : R[\(d)], i in 1..\(p)"] + definition,
        notes: [
          "the gates are known, so the prediction is linear in \(unknowns)"
        ], spans: span, delta)
    case .knownHidden:
      add(
        "convexify.hidden", ["linear in \(unknowns)"], .exact,
        before: [text(problem.objective)], equation: nil,
        after: ["variables \(unknowns)[j] : R, j in 1..\(instance.hiddenWeights?.rowCount ?? 0)"]
          + definition,
        notes: [
          "the hidden layer is known, so the prediction is linear in \(unknowns)"
        ], spans: span, delta)
    case .relu:
      let (kind, note) = gatesNote
      let cones =
        isRobust
        ? "min over Delta of (2 D_i - I) (X + Delta) v_i >= 0, the same for w_i   (4.3b)"
        : "(2 D_i - I) X v_i >= 0, (2 D_i - I) X w_i >= 0   for i in 1..\(p)"
      add(
        "convexify.relu",
        [isRobust ? "Theorem 4.1" : "Theorem 2.1", "Theorem 2.2"],
        isRobust && kind == .exact ? .upperBound : kind,
        before: [
          "relu(Z * \(problem.network.hidden)[j]) * \(problem.network.output ?? "alpha")[j]"
        ],
        equation: equations.convex,
        after: ["variables v[i], w[i] : R[\(d)], i in 1..\(p)"] + definition
          + written.regularizers(after: problem.fit.count).map { "weight decay -> \($0)   (2.2)" }
          + [cones],
        notes: [
          "nonconvex: the network is a product of unknowns", note,
        ]
          + (isRobust ? ["the patterns are held fixed while rows move: an upper bound"] : []),
        spans: span + problem.regularizer.map(\.range), delta)
    }
  }

  /// What the number of gates is worth.
  private var gatesNote: (TraceStep.Kind, String) {
    let (n, p) = (instance.sampleCount, instance.patterns.count)
    let needed = gateCount(samples: n)
    let most = ActivationPatterns.maximumPatternCount(samples: n, rank: instance.featureCount)
    let all = most < 1e6 ? " of at most \(Int(most)) patterns" : ""
    let gates = "gates: \(p)\(all)"
    if case .enumerate = problem.gates.source { return (.exact, gates + ": all there are") }
    let asks = "; Theorem 2.2 at psi = xi = 0.1 asks for \(needed)"
    switch problem.gates.source {
    case .sample: return (.sampled, gates + asks + (p >= needed ? "" : ": no guarantee"))
    case .vectors, .vectorsFile, .patternsFile, .enumerate, .sphere:
      return (.upperBound, gates + asks + ": no guarantee")
    }
  }
}

import DSL
import LinearAlgebra
import TestSupport
import Testing

@testable import Canonicalize

/// Recovered models, evaluated as stated: against the network itself at every corner of the set.
@Suite struct ModelEvaluationTests {
  private static let losses = [
    "pos(1 - t*z)", "(z - t)^2", "abs(z - t)", "softplus(-t*z)", "pos(z - t) + 0.3 * pos(t - z)",
  ]

  private func problem(_ loss: String, _ set: String, more: String = "") throws -> TrainingProblem {
    let text = """
      data X : R[n, d] = [[1, 2]]
      data y : {-1, 1}[n] = [1]
      param eps : R >= 0 = 0.1
      gates g = vectors([[1, 0]])
      loss f(z, t) = \(loss)
      set B = { delta : R[d] | \(set) }
      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize max[Delta in B^n] mean(f(yhat(X + Delta), y)) + 0.1/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)
      \(more)

      """
    let parsed = parse(SourceFile(name: "t.cnn", text: Array(text.utf8)), index: 0)
    let checked = check(parsed.program)
    guard case .training(let problem) = checked.model else {
      Issue.record("\(parsed.diagnostics + checked.diagnostics)")
      throw Unchecked()
    }
    return problem
  }

  private struct Unchecked: Error {}

  /// A point of the conic program whose neurons lie in their gates: gate i is the pattern of neuron i.
  private func instance(
    _ problem: TrainingProblem, _ set: NumericSet, _ seed: Int, _ neurons: Int
  ) -> (TrainingInstance, [Double]) {
    var source = RandomSource(seed: UInt64(seed))
    let n = 6
    let x = Matrix(rows: (0..<n).map { _ in [2 * source.nextNormal(), 2 * source.nextNormal()] })
    let y = (0..<n).map { _ in source.nextNormal() > 0 ? 1.0 : -1 }
    let vectors = Matrix(
      rows: (0..<neurons).map { _ in [source.nextNormal(), source.nextNormal()] })
    let patterns = ActivationPatterns.ofVectors(vectors, on: x)
    var point = [Double](repeating: 0, count: 4 * patterns.count + 7)
    for i in 0..<patterns.count {
      // The vector whose pattern gate i is, as v_i or as w_i.
      let owner = (0..<neurons).first { j in
        (0..<n).allSatisfy {
          (dot(x.row($0), vectors.row(j)) >= 0) == patterns.bits[$0, i]
        }
      }
      let side = source.nextUniform() < 0.5 ? 0 : patterns.count
      for c in 0..<2 { point[2 * (side + i) + c] = vectors[owner ?? 0, c] }
    }
    let instance = TrainingInstance(
      problem: problem, features: x, vectors: ["y": y],
      numbers: ["eps": 0.1, "n": Double(n), "d": 2], patterns: patterns, sets: ["B": set])
    return (instance, point)
  }

  @Test(arguments: losses)
  func worstCasesAreThoseOfTheCorners(_ loss: String) throws {
    let problem = try problem(
      loss, "||delta||_inf <= eps", more: "subject to abs(yhat(X + Delta)) <= 1 forall Delta in B^n"
    )
    let set = NumericSet(name: "B", isFree: [true, true], conditions: [.ball(.infinity, 0.1)])
    let term = try #require(problem.fit.first)
    var (kept, moved) = (0, 0)
    for seed in 0..<40 {
      let (instance, point) = instance(problem, set, seed, 1 + seed % 4)
      let model = instance.model(at: point)
      let network = try #require(model.network)
      let found = try #require(
        instance.evaluation(of: model) { set, theta in set.closedSupport(theta) })
      var (sum, violation, slip) = (0.0, 0.0, 0.0)
      let corners = [[0, 0], [0.1, 0.1], [0.1, -0.1], [-0.1, 0.1], [-0.1, -0.1]]
      for k in 0..<instance.sampleCount {
        var evaluation = Evaluation()
        evaluation.arrays["y"] = ArrayValue(instance.vectors["y"]?[k] ?? 0)
        var worst = -Double.infinity
        for corner in corners {
          let row = zip(instance.features.row(k), corner).map { $0 + $1 }
          let output = network.predictions(on: Matrix(rows: [row]))[0]
          evaluation.prediction = ArrayValue(output)
          worst = max(worst, try #require(evaluation.value(of: term.loss.body)?.number))
          violation = max(violation, abs(output) - 1)
        }
        var moved = 0.0
        for j in 0..<network.neuronCount {
          let u = network.hidden.column(j)
          let state = dot(instance.features.row(k), u) > 0 ? 1.0 : -1
          let deepest = corners.reduce(0) { deepest, corner in
            max(
              deepest,
              -state * dot(zip(instance.features.row(k), corner).map { $0 + $1 }, u))
          }
          moved += abs(network.output[j]) * deepest
        }
        slip = max(slip, moved)
        sum += worst
      }
      #expect(abs(found.slip - slip) <= 1e-12)
      if slip == 0 {
        kept += 1
        let decay = network.hidden.elements.reduce(0) { $0 + $1 * $1 }
        let output = network.output.reduce(0) { $0 + $1 * $1 }
        let mean = sum / Double(instance.sampleCount)
        #expect(abs(found.loss - mean) <= 1e-12 * (1 + abs(mean)))
        #expect(abs(found.objective - mean - 0.05 * (decay + output)) <= 1e-12 * (1 + mean))
        #expect(abs(found.violation - violation) <= 1e-12 * (1 + violation))
      } else {
        moved += 1
      }
    }
    #expect(kept > 3 && moved > 3)
  }

  @Test func setsWithoutASupportValueAreNotEvaluated() throws {
    let problem = try problem("abs(z - t)", "||delta||_inf <= eps")
    let set = NumericSet(
      name: "B", isFree: [true, true], conditions: [.ball(.infinity, 0.1), .ball(.two, 0.12)])
    let (instance, point) = instance(problem, set, 1, 2)
    #expect(instance.evaluation(of: instance.model(at: point)) { _, _ in nil } == nil)
  }
}

import LinearAlgebra
import Testing

@testable import Canonicalize

/// The network that a point of (2.5) stands for.
@Suite struct NetworkTests {
  private let panel = Matrix(rows: 2, columns: 6, elements: [3, 4, 0, 0, 0, -2, 0, 0, 1, 0, 0, 0])

  @Test func recoveryIsBalancedAndLeavesOutZeros() {
    let network = Network(recoveredFrom: panel)
    #expect(network.neuronCount == 3)
    #expect(network.output.map { $0 < 0 } == [false, false, true])
    for (j, g) in [0, 2, 4].enumerated() {
      let (u, v) = (network.hidden.column(j), panel.column(g))
      let alpha = network.output[j]
      // u alpha = +-v, and both halves of the weight decay are equal.
      for (a, b) in zip(u, v) { #expect(abs(a * abs(alpha) - b) < 1e-15 * 5) }
      #expect(abs(norm2(u) - abs(alpha)) < 1e-15 * 5)
    }
    let none = Network(recoveredFrom: Matrix(rows: 2, columns: 4))
    #expect(none.neuronCount == 0)
    #expect(none.predictions(on: Matrix(rows: [[1, 2], [3, 4]])) == [0, 0])
  }

  @Test func predictionsAreTheDefinition() {
    var source = RandomSource(seed: 8)
    func random(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { _ in source.nextNormal() })
    }
    let (x, u) = (random(9, 3), random(3, 5))
    let network = Network(hidden: u, output: random(5, 1).elements)
    let found = network.predictions(on: x)
    for k in 0..<9 {
      var sum = 0.0
      for j in 0..<5 {
        let product = (0..<3).reduce(0) { $0 + x[k, $1] * u[$1, j] }
        sum += max(product, 0) * network.output[j]
      }
      #expect(abs(found[k] - sum) < 1e-13)
    }
  }
}

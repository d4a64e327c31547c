internal import DSL
public import LinearAlgebra

/// What a point of the conic program of a training instance means: weights of the network as it was
/// stated.
public struct RecoveredModel: Equatable, Sendable {
  /// The neurons; nil for a gated network, whose neurons are linear between their gates.
  public let network: Network?
  /// [v_1 ... w_1 ...], d x 2P: the neurons by the sign of their output weight. For a gated network
  /// [u_1 ...], d x P.
  public let panel: Matrix
}

extension TrainingInstance {
  /// The model at a point of `conicProgram(of:)`: by (2.4) for a ReLU network, as it stands for the others.
  public func model(at x: [Double]) -> RecoveredModel {
    let (d, p) = (featureCount, patterns.count)
    switch problem.network.form {
    case .relu:
      let panel = Matrix(rows: d, columns: 2 * p, elements: Array(x[..<(2 * p * d)]))
      return RecoveredModel(network: Network(recoveredFrom: panel), panel: panel)
    case .gated:
      return RecoveredModel(
        network: nil, panel: Matrix(rows: d, columns: p, elements: Array(x[..<(p * d)])))
    case .knownHidden:
      guard let vectors = hiddenWeights else {
        preconditionFailure("a known hidden layer has weights")
      }
      let m = vectors.rowCount
      let hidden = vectors.transposed()
      var panel = Matrix(rows: d, columns: 2 * m)
      for j in 0..<m where x[j] != 0 {
        panel.setColumn(x[j] > 0 ? j : m + j, to: hidden.column(j).map { abs(x[j]) * $0 })
      }
      let active = (0..<m).filter { x[$0] != 0 }
      let network = Network(
        hidden: hidden.selectingColumns(active), output: active.map { x[$0] })
      return RecoveredModel(network: network, panel: panel)
    }
  }
}

public import LinearAlgebra

/// A two-layer ReLU network z -> sum_j (z u_j)_+ alpha_j.
public struct Network: Equatable, Sendable {
  /// The hidden layer, d x m: column j holds the weights u_j.
  public let hidden: Matrix
  /// The output weights alpha_j, m of them.
  public let output: [Double]

  /// A network of m neurons.
  public init(hidden: Matrix, output: [Double]) {
    precondition(hidden.columnCount == output.count, "one output weight for each neuron")
    self.hidden = hidden
    self.output = output
  }

  /// m, the number of neurons.
  public var neuronCount: Int { output.count }

  /// Recovers the network from a point of (2.5) by (2.4): u = v / sqrt ||v||_2, alpha = sqrt ||v||_2
  /// for each v_i that is not zero, and the same with -alpha for w_i. The weights are balanced, so
  /// beta/2 (||u||^2 + alpha^2) is beta ||v||.
  /// - Parameter panel: the point [v_1 ... v_P w_1 ... w_P], d x 2P.
  public init(recoveredFrom panel: Matrix) {
    var columns: [Double] = []
    var output: [Double] = []
    for g in 0..<panel.columnCount {
      let column = panel.column(g)
      let norm = norm2(column)
      guard norm > 0 else { continue }
      let root = norm.squareRoot()
      columns.append(contentsOf: column.map { $0 / root })
      output.append(g < panel.columnCount / 2 ? root : -root)
    }
    self.init(
      hidden: Matrix(rows: panel.rowCount, columns: output.count, elements: columns),
      output: output)
  }

  /// The predictions for the rows of a matrix with d columns.
  public func predictions(on features: Matrix) -> [Double] {
    precondition(features.columnCount == hidden.rowCount, "features as in training")
    var activations = Matrix(rows: features.rowCount, columns: neuronCount)
    multiply(features, .none, hidden, into: &activations)
    activations.update { values in
      for index in 0..<values.count { values[index] = max(values[index], 0) }
    }
    var result = [Double](repeating: 0, count: features.rowCount)
    multiply(activations, .none, output, into: &result)
    return result
  }

  /// The nonconvex objective (2.1) on the data of a program, from its definition:
  /// sum_k phi(yhat_k, t_k) + c + beta/2 sum_j (||u_j||_2^2 + alpha_j^2).
  public func objective(of program: ConvexTrainingProgram) -> Double {
    objective(of: program, predictions: predictions(on: program.features))
  }

  /// The same where the predictions for the program's features are known already.
  public func objective(of program: ConvexTrainingProgram, predictions: [Double]) -> Double {
    let weights = hidden.elements.reduce(0) { $0 + $1 * $1 } + output.reduce(0) { $0 + $1 * $1 }
    return program.lossValue(predictions) + program.groupWeight / 2 * weights
  }
}

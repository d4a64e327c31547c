internal import DSL
internal import LinearAlgebra

extension TrainingInstance {
  /// A point of `conicProgram(of:)` with the weights of every neuron set to 0 whose largest one is below
  /// `share` of the largest of all. An interior point has all of them, most by next to nothing.
  public func withoutSmallGroups(_ x: [Double], below share: Double) -> [Double] {
    let width: Int
    let count: Int
    switch problem.network.form {
    case .relu: (width, count) = (featureCount, 2 * patterns.count)
    case .gated: (width, count) = (featureCount, patterns.count)
    case .knownHidden: (width, count) = (1, hiddenWeights?.rowCount ?? 0)
    }
    func size(_ range: Range<Int>) -> Double { x[range].reduce(0) { max($0, abs($1)) } }
    let limit = share * size(0..<width * count)
    var result = x
    for group in 0..<count {
      let range = group * width..<(group + 1) * width
      if size(range) < limit { for j in range { result[j] = 0 } }
    }
    return result
  }
}

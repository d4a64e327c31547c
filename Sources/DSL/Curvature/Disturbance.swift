/// Rounding made visible, as in stochastic arithmetic (Vignes, 1993): where results differ by much more
/// than the disturbance, they are made of rounding errors. log(1 - 1/(1 + e^-z)) at z = 36 is.
extension ArrayValue {
  /// The array with every entry off by a relative 1e-11 or less, which the entry and a number decide.
  func disturbed(by seed: UInt64) -> ArrayValue {
    ArrayValue(
      sizes: sizes,
      elements: elements.map { entry in
        var random = SplitMix(state: entry.bitPattern ^ seed)
        return entry * (1 + 1e-11 * random.symmetric())
      })
  }
}

extension Evaluation {
  /// Disturbances under which a witness must stay one.
  static let disturbances: [UInt64] = [0x9E37, 0x79B9, 0x7F4A, 0x7C15]

  /// The same evaluation, disturbed.
  func disturbed(by seed: UInt64) -> Evaluation {
    var result = self
    result.disturbance = seed
    return result
  }
}

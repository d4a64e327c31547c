internal import DSL

/// Functions of which the sign of the first argument does not matter.
extension Atom {
  /// Whether it is the size of one number.
  var isMagnitude: Bool {
    [Atom.abs, .norm1, .norm2, .norminf].contains { $0.name == name }
  }

  /// Whether it is the square of one number.
  var isSquare: Bool {
    name == Atom.square.name || name == Atom.power(2)?.name
  }

  /// Whether f(-x) = f(x), f rising with |x|, in the first argument.
  var isEven: Bool {
    isMagnitude || isSquare || isEvenPower
      || [Atom.sumsq, .quad_over_lin, .huber].contains { $0.name == name }
  }

  private var isEvenPower: Bool {
    guard name.hasPrefix("^"), let exponent = Double(name.dropFirst()) else { return false }
    return exponent > 0 && exponent.truncatingRemainder(dividingBy: 2) == 0
  }
}

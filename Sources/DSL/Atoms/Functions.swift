internal import Glibc

// An atom is a member of `Atom` under the name it has in the language, so where atoms are written
// `exp` is the atom and not the function of C. Here the functions have names that no atom has, and
// C stays in this one file.

/// e^x
func exponential(_ x: Double) -> Double { exp(x) }

/// The natural logarithm; NaN below 0.
func logarithm(_ x: Double) -> Double { log(x) }

/// log(1 + x), accurate for small x too.
func logarithm(ofOnePlus x: Double) -> Double { log1p(x) }

/// The power of a base that is not below 0, or of any base where the exponent is a whole number.
func raised(_ base: Double, to exponent: Double) -> Double { pow(base, exponent) }

/// The largest of some numbers; NaN where one is NaN, so that a value outside a domain stays one.
func largest(of values: some Sequence<Double>) -> Double {
  values.reduce(-.infinity) { $1 > $0 || $1.isNaN ? $1 : $0 }
}

/// 1 at the first entry of this value, 0 elsewhere: a subgradient where a function picks an entry.
func indicator(of value: Double, in arguments: [[Double]]) -> [[Double]] {
  var isFound = false
  return arguments.map {
    $0.map { entry in
      guard !isFound && entry == value else { return 0 }
      isFound = true
      return 1
    }
  }
}

internal import ArgumentParser

extension Double {
  /// The number that a text stands for, decimal and finite as in a spec: no hexadecimal, no `inf`.
  init?(decimal text: some StringProtocol) {
    guard text.allSatisfy({ "0123456789+-.eE".contains($0) }), let value = Double(text),
      value.isFinite
    else { return nil }
    self = value
  }
}

/// A number on the command line.
struct DecimalArgument: ExpressibleByArgument {
  let value: Double

  init?(argument: String) {
    guard let value = Double(decimal: argument) else { return nil }
    self.value = value
  }
}

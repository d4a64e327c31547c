/// A sum of terms as it stands in an LP file.
struct LPExpression {
  var terms: [(variable: Int, coefficient: Double)] = []
  var constant = 0.0
  /// The quadratic part, as 1/2 x'Px.
  var quadratic = MPSQuadratic()
}

extension LPReader {
  /// Reads terms up to a relation or a section.
  mutating func readExpression(
    _ bytes: borrowing Span<UInt8>, isObjective: Bool
  ) throws(FormatError) -> LPExpression {
    startExpression()
    var expression = LPExpression()
    var isFirst = true
    var hasConstant = false
    while section(bytes) == nil && relationSign == nil {
      if lexer.token.kind == .arrow {
        throw fault(
          bytes, .unsupportedFeature, expected: "no constraint under a condition",
          hint: "keep the constraint for the case that is to hold, without its condition")
      }
      let place = lexer.token.range
      let sign = try readSigns(bytes)
      if sign == nil && !isFirst {
        throw bytes.fault(
          .malformedLine, place, expected: "+ or - before a term, or the end of the expression")
      }
      isFirst = false
      if lexer.token.kind == .sign(UInt8(ascii: "[")) {
        if !isObjective {
          throw fault(
            bytes, .unsupportedFeature,
            expected: "a linear constraint: only the objective has a quadratic part",
            hint: "a convex quadratic row is a second-order cone: write the program as CBF")
        }
        try readQuadratic(bytes, sign ?? 1, into: &expression.quadratic)
        continue
      }
      var coefficient = sign ?? 1
      if lexer.token.kind == .number {
        let number = lexer.token.range
        coefficient *= try bytes.extracting(0..<number.upperBound).finiteNumber(number, "a number")
        try lexer.advance(bytes)
        if lexer.token.kind != .name || section(bytes) != nil {
          try checkConstant(bytes, number, isObjective && !hasConstant)
          hasConstant = true
          expression.constant = coefficient
          continue
        }
      }
      let variable = try variable(bytes)
      expression.terms.append((variable, coefficient))
    }
    if isFirst && !isObjective {
      throw fault(bytes, .malformedLine, expected: "a term: a variable, a number before it")
    }
    return expression
  }

  private func checkConstant(
    _ bytes: borrowing Span<UInt8>, _ number: Range<Int>, _ isAllowed: Bool
  ) throws(FormatError) {
    if case .sign(UInt8(ascii: "*")) = lexer.token.kind {
      throw fault(bytes, .malformedLine, expected: "a variable: a coefficient has no * after it")
    }
    if !isAllowed {
      throw bytes.fault(
        .malformedLine, number, expected: "a variable after it",
        hint: "constants stand right of the sign, and once in an objective")
    }
  }

  /// The product of the signs before a term; nil where there is none.
  private mutating func readSigns(
    _ bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> Double? {
    var sign: Double?
    while lexer.token.kind == .sign(ASCII.plus) || lexer.token.kind == .sign(ASCII.minus) {
      let isMinus = lexer.token.kind == .sign(ASCII.minus)
      sign = (sign ?? 1) * (isMinus ? -1 : 1)
      try lexer.advance(bytes)
    }
    return sign
  }

  /// Reads `[ TERM + TERM .. ] / 2`, each term `NUMBER x ^ 2` or `NUMBER x * y`; without the `/ 2` the
  /// terms count twice.
  private mutating func readQuadratic(
    _ bytes: borrowing Span<UInt8>, _ sign: Double, into quadratic: inout MPSQuadratic
  ) throws(FormatError) {
    try lexer.advance(bytes)
    var found: [(first: Int, second: Int, value: Double, place: Int)] = []
    while lexer.token.kind != .sign(UInt8(ascii: "]")) {
      let place = lexer.token.range
      let signs = try readSigns(bytes)
      if signs == nil && !found.isEmpty {
        throw bytes.fault(.malformedLine, place, expected: "+ or - before a term, or ]")
      }
      var coefficient = signs ?? 1
      if lexer.token.kind == .number {
        let number = lexer.token.range
        coefficient *= try bytes.extracting(0..<number.upperBound).finiteNumber(number, "a number")
        try lexer.advance(bytes)
      }
      let start = lexer.token.range.lowerBound
      let first = try variable(bytes, isTerm: false)
      if lexer.token.kind == .sign(UInt8(ascii: "^")) {
        try lexer.advance(bytes)
        guard lexer.token.kind == .number, bytes.text(lexer.token.range) == "2" else {
          throw fault(bytes, .malformedLine, expected: "2: a square")
        }
        try lexer.advance(bytes)
        found.append((first, first, coefficient, start))
      } else {
        guard lexer.token.kind == .sign(UInt8(ascii: "*")) else {
          throw fault(bytes, .malformedLine, expected: "^ 2 or * and a variable")
        }
        try lexer.advance(bytes)
        let second = try variable(bytes, isTerm: false)
        // c x y is 1/2 (c y x + c x y) where both are one variable, c x^2.
        found.append((first, second, coefficient, start))
      }
    }
    try lexer.advance(bytes)
    let isHalved = try readHalf(bytes)
    for (first, second, value, place) in found {
      // 1/2 x'Px has P_jj / 2 for a square and P_ij for a product.
      let half = first == second ? value : value / 2
      let entry = sign * (isHalved ? half : 2 * half)
      if !entry.isFinite {
        throw bytes.fault(
          .outOfRange, place..<place + 1, expected: "a smaller coefficient: it is doubled")
      }
      quadratic.add(first, second, entry, at: place)
    }
  }

  /// Steps over `/ 2`; whether it is there.
  private mutating func readHalf(_ bytes: borrowing Span<UInt8>) throws(FormatError) -> Bool {
    guard lexer.token.kind == .sign(UInt8(ascii: "/")) else { return false }
    try lexer.advance(bytes)
    guard lexer.token.kind == .number, bytes.text(lexer.token.range) == "2" else {
      throw fault(bytes, .malformedLine, expected: "2 after ] /")
    }
    try lexer.advance(bytes)
    return true
  }
}

import Testing

@testable import DSL

/// Programs that no person writes: checking must end soon, with an answer, and never trap.
@Suite struct PathologicalCheckTests {
  private static let program = "variables v : R\nminimize square(v)\n"

  private func codes(_ text: String) throws -> [String] { try Checking(text).codes }

  /// The line for each number from 1 on.
  private func lines(_ count: Int = 100_000, _ line: (Int) -> String) -> String {
    (1...count).map { line($0) + "\n" }.joined()
  }

  /// The codes without repetitions, and how many messages there are.
  private func summary(_ text: String) throws -> [String] {
    let codes = try codes(text)
    return Set(codes).sorted() + ["\(codes.count)"]
  }

  @Test func manyDeclarations() throws {
    let program = Self.program
    let unused = ["W022", "W130", "101"]
    #expect(try summary(lines { "param b\($0) : R >= 0 = 1" } + program) == unused)
    #expect(try summary(lines { "data X\($0) : R[n\($0), d\($0)]" } + program) == unused)
    #expect(try summary(lines { "let f\($0)(x) = 2 * x" } + program) == unused)
    let sets = lines { "set B\($0) = { e : R[d] | ||e||_2 <= 1 }" }
    #expect(try summary("data X : R[n, d]\n" + sets + program) == unused)
    #expect(try summary(lines { "loss f\($0)(z, t) = square(z - t)" } + program) == ["0"])
  }

  @Test func manyConditions() throws {
    #expect(try codes(Self.program + lines { "subject to c\($0): v <= \($0)" }) == [])
    #expect(try codes(Self.program + lines { "assert \($0) >= 1" }) == [])
  }

  /// Errors are told before warnings, a hundred in all, and none of those that are not told is made.
  @Test func manyMistakes() throws {
    let names = lines { "param b\($0) : R >= 0 = c\($0)" }
    #expect(try summary(names + Self.program) == ["E101", "W022", "101"])
    let twice = lines { _ in "param b : R = 1" }
    #expect(try summary(twice + Self.program) == ["E102", "W022", "101"])
    let losses = lines(1000) { "loss f\($0)(z, t) = exp(z) * abs(z) + \($0)" }
    #expect(try summary(losses + Self.program) == ["E204", "W022", "101"])
  }

  /// A search for a witness ends, however many the samples and wide the sums.
  @Test func searchesEnd() throws {
    let losses = lines(1000) {
      "loss f\($0)(z, t) = sqrt(1 + square(z)) * sqrt(1 + square(z)) + \($0)"
    }
    #expect(try summary(losses + Self.program) == ["E206", "W022", "101"])
    let last = 999_999_999
    let wide =
      "variables v[k] : R for k in 1..\(last)\nminimize sum[k in 1..\(last)] v[k] * v[k]^3\n"
    #expect(try codes(wide) == ["E205"])
    #expect(
      try codes("data A : R[\(last), \(last)]\nvariables v : R\nminimize v * v * sum(A + I)\n")
        == ["E206"])
  }

  @Test func letsAreNotMultipliedOut() throws {
    let doubled = lines { "let a\($0) = a\($0 - 1) + a\($0 - 1)" } + "let a0 = v\n"
    #expect(try codes(doubled + "variables v : R\nminimize a20\n") == ["E106"])
    #expect(try codes(doubled + "variables v : R\nminimize a100000\n") == ["E106"])
    let chained = lines { "let a\($0) = a\($0 - 1)" } + "let a0 = v\n"
    #expect(try codes(chained + "variables v : R\nminimize a100000\n") == ["E106"])
    func nested(_ name: String, _ count: Int, _ rest: String = "") -> String {
      String(repeating: name + "(", count: count) + "v"
        + String(repeating: rest + ")", count: count)
    }
    let twice = "let d(x) = x + x\nvariables v : R\nminimize "
    #expect(try codes(twice + nested("d", 90)) == ["E106"])
    #expect(try codes(twice + nested("d", 90) + " - " + nested("d", 90)) == ["E106"])
    #expect(try codes(twice + "square(" + nested("d", 10) + ")") == [])
    let long = "let s(x) = x" + String(repeating: " + 1", count: 490) + "\n"
    #expect(
      try codes(long + "variables v : R\nminimize square(" + nested("s", 2) + ")") == ["E106"])
  }

  @Test func lossesAreNotMultipliedOut() throws {
    let nested =
      String(repeating: "f(", count: 90) + "yhat(X)" + String(repeating: ", y)", count: 90)
    let text = """
      include "toy.cnn"
      loss f(z, t) = z + z
      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize sum(\(nested)) + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)

      """
    #expect(try codes(text) == ["E106"])
  }

  /// A place in a line of megabytes is found without counting from the line's start.
  @Test func placesInALongLine() {
    let word = "Δx, "
    let text = Array(String(repeating: word, count: 300_000).utf8)
    let file = SourceFile(name: "spec.cnn", text: text)
    for index in stride(from: 0, to: 300_000, by: 7) {
      let location = file.location(of: index * word.utf8.count)
      #expect(location == SourceFile.Location(line: 1, column: 4 * index + 1))
    }
  }
}

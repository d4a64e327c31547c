/// What was written: the statements of one file, in order, each with its place.
public struct Program: Sendable {
  /// The statements that could be read; a malformed one is left out, its error reported.
  public var statements: [Statement]

  /// A program of the given statements.
  public init(statements: [Statement]) {
    self.statements = statements
  }
}

/// A name with its place.
public struct Identifier: Sendable {
  /// The name as written, Greek letters included.
  public let text: String
  /// Where it stands.
  public let range: SourceRange

  /// The name `text` at a place.
  public init(_ text: String, at range: SourceRange) {
    self.text = text
    self.range = range
  }
}

/// A string literal: its content without the quotes, and its place with them.
public struct StringLiteral: Sendable {
  /// The characters between the quotes.
  public let value: String
  /// Where it stands, quotes included.
  public let range: SourceRange

  /// The string `value` at a place.
  public init(_ value: String, at range: SourceRange) {
    self.value = value
    self.range = range
  }
}

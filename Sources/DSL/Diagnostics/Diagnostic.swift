/// One message to the user, as data: renderers turn it into text or JSON.
public struct Diagnostic: Hashable, Sendable {
  /// How bad it is: an error stops the run, a warning does not.
  public enum Severity: String, Sendable {
    case error
    case warning
  }

  /// A place worth pointing at beside the primary one, with what to say there.
  public struct Label: Hashable, Sendable {
    /// The place.
    public let range: SourceRange
    /// What to say at the place.
    public let text: String

    /// A label at a place.
    public init(_ range: SourceRange, _ text: String) {
      self.range = range
      self.text = text
    }
  }

  /// A change of the source that a tool can apply without asking.
  public struct FixIt: Hashable, Sendable {
    /// The bytes to replace.
    public internal(set) var range: SourceRange
    /// What to put there.
    public internal(set) var replacement: String

    /// Replaces the bytes of `range` by `replacement`.
    public init(_ range: SourceRange, replacement: String) {
      self.range = range
      self.replacement = replacement
    }
  }

  /// The stable code, such as `E101` or `W130`.
  public let code: String
  /// What is wrong, in one line.
  public let message: String
  /// The primary place; nil where no text of the user is at fault.
  public let range: SourceRange?
  /// Said right at the primary place's underline; nil for none.
  public var caption: String?
  /// Further places.
  public var labels: [Label] = []
  /// Facts worth knowing, a line each.
  public var notes: [String] = []
  /// What to do about it; nil where the message says it all.
  public var help: String?
  /// Changes that would mend it, each by itself: of several the user has to choose one.
  public var fixes: [FixIt] = []

  /// A message with a stable code, at a place in the source where there is one.
  public init(
    _ code: String, _ message: String, at range: SourceRange?, caption: String? = nil,
    labels: [Label] = [], notes: [String] = [], help: String? = nil, fixes: [FixIt] = []
  ) {
    self.code = code
    self.message = message
    self.range = range
    self.caption = caption
    self.labels = labels
    self.notes = notes
    self.help = help
    self.fixes = fixes
  }

  /// Errors have codes that start with E, warnings with W.
  public var severity: Severity {
    code.hasPrefix("W") ? .warning : .error
  }
}

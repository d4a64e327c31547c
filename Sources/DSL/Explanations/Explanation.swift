/// What a code of a message means, at length: what is wrong, why it is so, and how to mend it.
public struct Explanation: Sendable {
  /// A run that shows the message, and one that does not.
  public struct Example: Sendable {
    /// A file that the run reads.
    public struct File: Sendable {
      /// Its name.
      public let name: String
      /// Its text.
      public let text: String

      /// A file of this name with this text.
      public init(name: String, text: String) {
        self.name = name
        self.text = text
      }
    }

    /// The files, the spec `spec.cnn` first.
    public let files: [File]
    /// What is typed; nil where `cnnc check spec.cnn` shows it.
    public let command: String?
    /// The spec put right; nil where it stays.
    public let mendedSpec: String?
    /// What is typed instead; nil where the command stays.
    public let mendedCommand: String?

    /// A spec that checking refuses, and how it is put right; nil where that cannot be said in general.
    init(_ spec: String, mended: String?, files: [File] = []) {
      self.files = [File(name: "spec.cnn", text: spec)] + files
      command = nil
      mendedSpec = mended
      mendedCommand = nil
    }

    /// A run that shows more than checking does.
    init(
      command: String, files: [File] = [], mended: String? = nil, mendedSpec: String? = nil
    ) {
      self.files = files
      self.command = command
      self.mendedSpec = mendedSpec
      mendedCommand = mended
    }

    /// The text of the spec; nil for a run without one.
    public var spec: String? { files.first { $0.name == "spec.cnn" }?.text }
  }

  /// The code, such as `E204`.
  public let code: String
  /// What it is about, in a few words.
  public let title: String
  /// What it means and why it is so.
  public let text: String
  /// How it looks; nil where no small run shows it.
  public let example: Example?

  init(_ code: String, _ title: String, _ text: String, _ example: Example? = nil) {
    self.code = code
    self.title = title
    self.text = text
    self.example = example
  }

  /// All of them, in the order of the codes: errors first, then warnings.
  public static let all: [Explanation] =
    (lexical + grammar + names + shapes + models + requests + sources + curvature + forms
    + perturbations + data + files + programFiles + runs + warnings).sorted { $0.code < $1.code }

  /// The explanation of a code.
  public static func of(_ code: String) -> Explanation? { all.first { $0.code == code } }
}

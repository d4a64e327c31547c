internal import ArgumentParser

/// A spec to start from, which says in comments what to change and what to run.
struct Template {
  /// The problems that there are templates for.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case squared
    case hinge
    case bce
    case adversarial
    case gated
    case elm
    case constraint
    case program
    case loss
  }

  /// What it is for, in one line.
  let summary: String
  /// The spec; it calls itself by its kind with the ending `.cnn`.
  let text: String

  /// The template of a kind.
  init(_ kind: Kind) {
    switch kind {
    case .squared: self = .squared
    case .hinge: self = .hinge
    case .bce: self = .bce
    case .adversarial: self = .adversarial
    case .gated: self = .gated
    case .elm: self = .elm
    case .constraint: self = .constraint
    case .program: self = .program
    case .loss: self = .loss
    }
  }

  /// A template from its summary and its text.
  init(summary: String, text: String) {
    self.summary = summary
    self.text = text
  }
}

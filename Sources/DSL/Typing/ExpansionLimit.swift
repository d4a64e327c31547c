/// Keeps `let`s and losses inside one another from multiplying a short text beyond bounds.
struct ExpansionLimit {
  /// How many nodes may come from putting things in place, in all formulas together: those that are
  /// made, and those that an argument stands for where it is used more than once.
  static let nodes = 200_000
  /// How high a formula may be: as high as one that is written in one statement. Whatever walks down
  /// a formula needs stack for it.
  static let height = Parser.heightLimit

  /// How many formulas are being given their meaning, one inside the other.
  private var depth = 0
  /// How many nodes came from putting things in place.
  private var expanded = 0
  /// How many nodes were made for the outermost formula.
  private var made = 0
  /// How many names were open around the outermost formula: that of the loss that it defines.
  private var outerNames = 0
  private var excess: String?
  private var isReported = false

  /// Before a node is made; `openNames` is how many `let`s and losses are being put in place.
  mutating func enter(openNames: Int) -> Bool {
    if depth == 0 { (made, outerNames) = (0, openNames) }
    made += 1
    if openNames > outerNames { expanded += 1 }
    guard admits(height: depth + 1) else { return false }
    depth += 1
    return true
  }

  /// After a node was made; false where what it means is too large.
  mutating func leave(_ extent: Extent?) -> Bool {
    depth -= 1
    guard let extent else { return true }
    if depth == 0 || extent.size > Self.nodes { expanded += max(0, extent.size - made) }
    return admits(height: extent.height)
  }

  private mutating func admits(height: Int) -> Bool {
    if excess == nil {
      if expanded > Self.nodes { excess = "\(Self.nodes) terms" }
      if height > Self.height { excess = "\(Self.height) levels" }
    }
    return excess == nil
  }

  /// What was too much, once.
  mutating func reportedExcess() -> String? {
    defer { isReported = true }
    return isReported ? nil : excess
  }
}

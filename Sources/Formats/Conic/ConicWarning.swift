/// What a reader of conic programs decided where a file leaves a choice; told once for each kind.
public struct ConicWarning: Sendable, Equatable {
  /// What was decided.
  public enum Kind: String, Sendable, CaseIterable {
    /// A negative upper bound without a lower one: the lower bound is minus infinity.
    case negativeUpperBound
    /// A lower bound above the upper one, so that the program has no feasible point.
    case emptyInterval
    /// Integer variables are read as continuous ones, as was asked for.
    case relaxedIntegers
    /// A row whose right-hand side is infinite does not restrict anything.
    case infiniteRightHandSide
  }

  /// What was decided.
  public let kind: Kind
  /// What was found first and what was decided, in one line.
  public let message: String
  /// Where the first stands.
  public let position: FormatPosition
  /// How many there are.
  public let count: Int
}

/// Collects warnings: the first place of each kind, and how many there are.
struct ConicWarnings {
  private var found: [(kind: ConicWarning.Kind, message: String, place: Range<Int>, count: Int)] =
    []

  /// Notes one; the message is made for the first of its kind only.
  mutating func add(
    _ kind: ConicWarning.Kind, at place: Range<Int>, _ message: @autoclosure () -> String
  ) {
    if let index = found.firstIndex(where: { $0.kind == kind }) {
      found[index].count += 1
    } else {
      found.append((kind, message(), place, 1))
    }
  }

  /// The warnings in the order of their first places.
  func list(_ bytes: borrowing Span<UInt8>) -> [ConicWarning] {
    var result: [ConicWarning] = []
    for (kind, message, place, count) in found.sorted(by: {
      $0.place.lowerBound < $1.place.lowerBound
    }) {
      let more = count == 1 ? "" : " (the first of \(count))"
      result.append(
        ConicWarning(
          kind: kind, message: message + more, position: bytes.place(of: place), count: count))
    }
    return result
  }
}

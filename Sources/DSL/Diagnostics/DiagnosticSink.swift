/// Collects the messages about one text, up to a number that a person can read.
///
/// A file of random bytes has millions of errors; the first hundred say as much.
struct DiagnosticSink {
  /// How many messages about one text are kept.
  static let capacity = 100

  private(set) var kept: [Diagnostic] = []
  /// How many were not kept.
  private(set) var dropped = 0

  /// Keeps a message, or counts it.
  mutating func add(_ diagnostic: Diagnostic) {
    if hasRoom { kept.append(diagnostic) } else { dropped += 1 }
  }

  /// Whether one more message would be kept.
  var hasRoom: Bool { kept.count < Self.capacity }

  /// Asked before a message is made: false, and the message is counted, when there is no room.
  mutating func admits() -> Bool {
    if !hasRoom { dropped += 1 }
    return hasRoom
  }

  /// Lets the only change of the message added last go on to an offset behind it; `replacement` is
  /// for the bytes between.
  mutating func extendFix(to end: Int, replacement: String) {
    guard dropped == 0, let last = kept.indices.last, kept[last].fixes.count == 1 else { return }
    let range = kept[last].fixes[0].range
    kept[last].fixes[0].range = SourceRange(file: range.file, start: range.start, end: end)
    kept[last].fixes[0].replacement += replacement
  }

  /// Where the only change of the message added last ends.
  var endOfLastFix: Int? {
    kept.last.flatMap { $0.fixes.count == 1 ? $0.fixes[0].range.end : nil }
  }

  /// All messages in the order of their places, those of `others` among them. Errors are kept before
  /// warnings: a file with errors must never look like one with warnings only.
  func finished(
    with others: DiagnosticSink..., warnings: DiagnosticSink = DiagnosticSink()
  ) -> [Diagnostic] {
    var all = kept
    var missing = dropped + warnings.dropped
    for other in others {
      all += other.kept
      missing += other.dropped
    }
    all.sort(by: Self.isInOrder)
    all += warnings.kept
    if all.count > Self.capacity {
      missing += all.count - Self.capacity
      all.removeLast(all.count - Self.capacity)
    }
    all.sort(by: Self.isInOrder)
    if missing > 0 {
      all.append(
        Diagnostic(
          "W022", "\(missing) more message\(missing == 1 ? " is" : "s are") not shown", at: nil,
          help: "mend the first ones and check again"))
    }
    return all
  }

  /// Messages about no place come last: what is missing belongs to the end of a file.
  private static func isInOrder(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
    guard let a = a.range else { return false }
    guard let b = b.range else { return true }
    return (a.file, a.start) < (b.file, b.start)
  }
}

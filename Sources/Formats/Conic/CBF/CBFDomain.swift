/// The domain of the variables or of the rows: cones one after the other.
struct CBFDomain {
  /// What the cones that are products of intervals allow; free elsewhere.
  private(set) var intervals: [ConicInterval] = []
  /// The others.
  private(set) var blocks: [ConicBlock] = []

  var count: Int { intervals.count }

  /// Reads `COUNT CONES` and a line `CONE DIMENSION` for each cone.
  init(
    _ bytes: borrowing Span<UInt8>, _ lines: inout CBFLines, of what: String
  ) throws(FormatError) {
    let header = try lines.line(bytes, ["the number of \(what)", "the number of cones"])
    let count = try bytes.wholeNumber(header[0], "the number of \(what)")
    let coneCount = try bytes.wholeNumber(header[1], "the number of cones")
    // A short file must not ask for much memory: each variable and each row has its entries.
    if count > 1 << 20 && count > bytes.count {
      throw bytes.fault(
        .tooLarge, header[0], expected: "no more \(what) than the file has bytes")
    }
    intervals.reserveCapacity(count)
    for _ in 0..<coneCount {
      let fields = try lines.line(bytes, ["a cone", "its dimension"])
      let cone = try Self.cone(bytes, fields[0])
      let size = try bytes.wholeNumber(fields[1], "the dimension of a cone")
      if !cone.dimensions.range.contains(size) {
        throw bytes.fault(.inconsistent, fields[1], expected: cone.dimensions.text)
      }
      if size > count - intervals.count {
        throw bytes.fault(
          .inconsistent, fields[1],
          expected: "at most \(count - intervals.count): \(count) \(what) are announced")
      }
      add(cone, size)
    }
    if intervals.count != count {
      throw bytes.fault(
        .inconsistent, header[0],
        expected: "\(intervals.count), the sum of the dimensions of the \(coneCount) cones")
    }
  }

  private static func cone(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>
  ) throws(FormatError) -> CBFCone {
    let word = bytes.text(range)
    if let cone = CBFCone(rawValue: word) { return cone }
    let cones = CBFCone.allCases.map(\.rawValue).joined(separator: " ")
    if word.hasPrefix("@") || ["EXP*", "SVECPSD", "GMEANABS", "GMEANABS*"].contains(word) {
      throw bytes.fault(
        .unsupportedFeature, range, expected: "one of the cones \(cones)",
        hint: "write the cone by these, or take it out")
    }
    throw bytes.fault(.malformedLine, range, expected: "one of the cones \(cones)")
  }

  private mutating func add(_ cone: CBFCone, _ size: Int) {
    let range = count..<count + size
    var interval = ConicInterval.free
    switch cone {
    case .free: break
    case .positive: interval = .nonnegative
    case .negative: interval = ConicInterval(upper: 0)
    case .zero: interval = .zero
    // A quadratic cone of one dimension is x_0 >= 0.
    case .quadratic where size == 1: interval = .nonnegative
    case .quadratic: blocks.append(ConicBlock(kind: .quadratic, range: range))
    case .rotated: blocks.append(ConicBlock(kind: .rotated, range: range))
    case .exponential: blocks.append(ConicBlock(kind: .exponential, range: range))
    }
    for _ in range { intervals.append(interval) }
  }

  /// The intervals for A x, where they are given for A x + constants.
  func shifted(by constants: [Double]) -> [ConicInterval] {
    zip(intervals, constants).map { interval, constant in
      // 0 - b, so that 0 stays without a sign.
      ConicInterval(
        lower: interval.lower == 0 ? 0 - constant : interval.lower,
        upper: interval.upper == 0 ? 0 - constant : interval.upper)
    }
  }
}

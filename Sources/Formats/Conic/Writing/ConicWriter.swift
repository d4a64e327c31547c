/// Why a format cannot hold a program.
public struct ConicWriteFailure: Error, Sendable, Equatable {
  /// What the program has that the format does not: `second-order cones`.
  public let message: String
  /// What to do instead; nil where nothing helps.
  public let hint: String?

  init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}

extension ConicSource {
  /// The program as a file of a format. Whoever reads it finds the same numbers; what the format has no
  /// form for is refused rather than changed. The Conic Benchmark Format has no names: they are comments.
  public func bytes(in format: ConicFormat) throws(ConicWriteFailure) -> [UInt8] {
    var out = ConicText()
    switch format {
    case .cbf: try CBFWriter(self).write(to: &out)
    case .mps: try MPSWriter(self).write(to: &out)
    case .lp: try LPWriter(self).write(to: &out)
    }
    return out.bytes
  }

  /// Throws where a cone is more than intervals.
  func refuseCones(_ format: String) throws(ConicWriteFailure) {
    guard let block = (rowBlocks + variableBlocks).first else { return }
    let cone =
      switch block.kind {
      case .quadratic: "second-order cones"
      case .rotated: "rotated second-order cones"
      case .exponential: "exponential cones"
      }
    throw ConicWriteFailure("the program has \(cone), and \(format) has none", hint: "write CBF")
  }

  /// Throws for finite numbers that the format takes for infinite.
  func refuseLargeSides(_ format: String) throws(ConicWriteFailure) {
    for (names, intervals) in [(rowNames, rowIntervals), (variableNames, variableIntervals)] {
      for (name, interval) in zip(names, intervals) {
        for side in [interval.lower, interval.upper] where side.isFinite && abs(side) >= 1e20 {
          throw ConicWriteFailure(
            "the side \(side) of `\(name)` is infinite by the custom of \(format)")
        }
      }
    }
  }

  /// Which variables have an entry, a cost or a square.
  public var isMentioned: [Bool] {
    var result = linear.map { $0 != 0 }
    for j in result.indices {
      if matrix.columnStarts[j] < matrix.columnStarts[j + 1] { result[j] = true }
      for place in quadratic.columnStarts[j]..<quadratic.columnStarts[j + 1] {
        (result[j], result[Int(quadratic.rowIndices[place])]) = (true, true)
      }
    }
    return result
  }

  /// The name of the objective, or one that no row has.
  var freeObjectiveName: String {
    let taken = Set(rowNames)
    var name = objectiveName.isEmpty ? "objective" : objectiveName
    while taken.contains(name) { name += "_" }
    return name
  }
}

/// A text in the making.
struct ConicText {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ other: ConicText) { bytes += other.bytes }

  static func += (text: inout ConicText, part: String) { text.bytes.append(contentsOf: part.utf8) }
}

extension SparseColumns {
  /// The transpose: the entries by rows.
  public var transposed: SparseColumns {
    var entries = Triplets()
    entries.reserve(values.count)
    for j in 0..<columnCount {
      for place in columnStarts[j]..<columnStarts[j + 1] {
        entries.append(j, Int(rowIndices[place]), values[place])
      }
    }
    return entries.compressed(rowCount: columnCount, columnCount: rowCount)
  }
}

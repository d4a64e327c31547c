/// `data X : R[n, d] = csv("train.csv", columns: 1..20) with bias`
public struct DataDeclaration: Sendable {
  /// The name.
  public let name: Identifier
  /// The sizes as declared: symbols or numbers, two for a matrix, one for a vector.
  public let shape: Shape
  /// The values that may occur, in the order declared; nil for real data.
  public let labels: [Double]?
  /// Where the values come from; nil when the command line must say.
  public let source: DataSource?
  /// The texts or numbers in the file that stand for the declared labels, in their order; empty
  /// where the file holds the labels themselves.
  public let labelTexts: [String]
  /// Whether a column of ones is appended, which is never perturbed.
  public let hasBias: Bool
  /// How the columns are scaled.
  public let scaling: ColumnScaling?
  /// Where the statement stands.
  public let range: SourceRange
  /// Where the value stands; the name if there is none.
  public let valueRange: SourceRange

  /// A declaration of data.
  public init(
    name: Identifier, shape: Shape, labels: [Double]?, source: DataSource?, labelTexts: [String],
    hasBias: Bool, scaling: ColumnScaling?, range: SourceRange, valueRange: SourceRange
  ) {
    self.name = name
    self.shape = shape
    self.labels = labels
    self.source = source
    self.labelTexts = labelTexts
    self.hasBias = hasBias
    self.scaling = scaling
    self.range = range
    self.valueRange = valueRange
  }
}

/// How columns are brought to one scale.
public enum ColumnScaling: Sendable, Equatable {
  /// Each column minus its mean, divided by its standard deviation (with n in the denominator).
  case sd
  /// Each column minus its least value, divided by its range.
  case minmax
  /// Every number divided by this one, such as 255 for pixels.
  case by(Double)
}

/// Where data come from.
public enum DataSource: Sendable {
  /// Numbers in the spec, row by row; a vector has rows of one number.
  case inline(rows: [[Double]])
  /// A CSV file.
  case csv(path: StringLiteral, options: CSVSelection)
  /// A NumPy file.
  case npy(path: StringLiteral)
  /// An array in a NumPy archive.
  case npz(path: StringLiteral, member: StringLiteral)
  /// A file in the format of MNIST, perhaps compressed by gzip.
  case idx(path: StringLiteral)
  /// A LIBSVM file: its features for a matrix, its labels for a vector.
  case libsvm(path: StringLiteral)

  /// The path, where there is one.
  public var path: StringLiteral? {
    switch self {
    case .inline: nil
    case .csv(let path, _), .npz(let path, _): path
    case .npy(let path), .idx(let path), .libsvm(let path): path
    }
  }
}

/// Which part of a CSV file is meant and how to read it.
public struct CSVSelection: Sendable, Equatable {
  /// A set of columns.
  public enum Columns: Sendable, Equatable {
    /// All columns that no other data of the same file name.
    case rest
    /// Columns by position from 1.
    case positions([Int])
    /// Names separated by commas, `first..last` for a range of them.
    case names(String)
  }

  /// What to do with a row in which a value is missing.
  public enum MissingPolicy: String, Sendable, CaseIterable {
    case refuse
    case drop
    case mean
    case median
  }

  /// Which columns.
  public var columns = Columns.rest
  /// Whether the first line names the columns; nil to find out.
  public var hasHeader: Bool?
  /// What to do about missing values.
  public var missing = MissingPolicy.refuse

  /// All columns, a header where there is one, missing values refused.
  public init() {}
}

/// `gates g = sample(X, count: 64, seed: 7)`
public struct GatesDeclaration: Sendable {
  /// Where gates come from.
  public enum Source: Sendable {
    /// Gate vectors, each a row of d numbers.
    case vectors([[Double]])
    /// Gate vectors in a file, P x d.
    case vectorsFile(StringLiteral)
    /// Patterns in a file, n x P zeros and ones.
    case patternsFile(StringLiteral)
    /// Algorithm 2.1 on the data of this name; Algorithm 4.1 where a set is given, whose members
    /// move the rows.
    case sample(data: String, set: String?, count: Int, seed: UInt64)
    /// Every pattern that a hyperplane through 0 cuts out of the rows of the data.
    case enumerate(data: String)
    /// Random vectors of length 1.
    case sphere(count: Int, seed: UInt64)
  }

  /// The name.
  public let name: Identifier
  /// Where they come from.
  public let source: Source
  /// Whether the vectors are scaled to length 1.
  public let isUnit: Bool
  /// Whether sampled patterns are only those that were drawn, without that of all ones.
  public let isPlain: Bool
  /// Where the value stands.
  public let range: SourceRange
}

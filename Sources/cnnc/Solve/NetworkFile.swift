internal import Canonicalize
internal import DSL
internal import Formats
internal import FoundationEssentials
internal import LinearAlgebra

/// A trained network as a NumPy archive: U (d x m), alpha (m), the convex variables V, W (d x P), and
/// `network.json`, which says how its input is read and scaled, so that the file stands for itself.
struct NetworkFile {
  /// What is needed to apply the network to another file.
  struct Description: Codable {
    let schema: String
    let version: String
    let spec: String
    let model: String?
    let features: Input
    let targets: Input
    let hasBias: Bool
    let centers: [Double]
    let factors: [Double]

    enum CodingKeys: String, CodingKey {
      case schema, version, spec, model, features, targets
      case hasBias = "bias"
      case centers, factors
    }
  }

  /// How one data is read.
  struct Input: Codable {
    let name: String
    /// `csv`, `npy`, `npz`, `idx`, `libsvm` or `inline`.
    let format: String
    /// The names of the columns in the training file; empty where it had none.
    let columns: [String]
    /// Their positions from 1, for files without names.
    let positions: [Int]
    /// The array in an archive.
    let member: String?
    let missing: String
    /// What took the place of missing values in training.
    let fills: [Double]?
    /// The declared labels; nil for numbers.
    let labels: [Double]?
    /// The least prediction of every label but the first, in ascending order; nil for numbers, and in older
    /// files.
    let thresholds: [Double]?
    let labelTexts: [String]

    enum CodingKeys: String, CodingKey {
      case name, format, columns, positions, member, missing, fills, labels, thresholds
      case labelTexts = "label_texts"
    }
  }

  let network: Network
  let description: Description

  static let schema = "cnnc.network/1"

  /// The bytes of the file.
  static func bytes(
    network: Network, panel: Matrix, description: Description
  ) throws(FormatError) -> [UInt8] {
    let p = panel.columnCount / 2
    func array(_ matrix: Matrix) -> NumericArray {
      NumericArray(shape: [matrix.rowCount, matrix.columnCount], values: matrix.elements)
    }
    return try NPZFile.write(
      arrays: [
        ("U", array(network.hidden)),
        ("alpha", NumericArray(shape: [network.neuronCount], values: network.output)),
        ("V", array(panel.selectingColumns(Array(0..<p)))),
        ("W", array(panel.selectingColumns(Array(p..<2 * p)))),
      ], texts: [("network.json", jsonText(description))])
  }

  /// Reads a file that `bytes` made; the message says what is wrong with another one.
  init(parsing bytes: [UInt8]) throws {
    let archive = try NPZFile(parsing: bytes.span)
    guard let text = try archive.text(named: "network.json", in: bytes.span) else {
      throw FormatError(
        .noSuchMember, "this archive is no network of cnnc: it has no `network.json`",
        hint: "use a file that `cnnc solve --weights FILE.npz` wrote")
    }
    let hidden = try archive.array(named: "U", in: bytes.span)
    let output = try archive.array(named: "alpha", in: bytes.span)
    guard let description = try? JSONDecoder().decode(Description.self, from: Data(text.utf8)),
      description.schema == NetworkFile.schema,
      hidden.shape.count == 2, output.shape == [hidden.shape[1]],
      hidden.shape[0] == description.centers.count + (description.hasBias ? 1 : 0),
      description.factors.count == description.centers.count,
      hidden.firstNonFinite() == nil, output.firstNonFinite() == nil
    else {
      throw FormatError(
        .damaged, "the parts of this network file do not fit together",
        hint: "use a file that `cnnc solve --weights FILE.npz` wrote")
    }
    self.description = description
    network = Network(
      hidden: Matrix(rows: hidden.shape[0], columns: hidden.shape[1], elements: hidden.values),
      output: output.values)
  }
}

extension NetworkFile.Input {
  /// How a declared data was read.
  init(
    _ declaration: DataDeclaration, source: DataSource?, table: ReadTable,
    thresholds: [Double]? = nil
  ) {
    name = declaration.name.text
    columns = table.columnNames
    (labels, self.thresholds) = (declaration.labels, thresholds)
    labelTexts = declaration.labelTexts
    fills = table.fills
    var (format, member, missing): (String, String?, String) = ("csv", nil, "refuse")
    positions = table.positions
    switch source {
    case .csv(_, let options):
      missing = options.missing.rawValue
    case .npy: format = "npy"
    case .npz(_, let name): (format, member) = ("npz", name.value)
    case .idx: format = "idx"
    case .libsvm: format = "libsvm"
    case .inline, nil: format = "inline"
    }
    (self.format, self.member, self.missing) = (format, member, missing)
  }
}

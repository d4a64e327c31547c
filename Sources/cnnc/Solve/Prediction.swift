internal import Canonicalize
internal import DSL
internal import FoundationEssentials
internal import LinearAlgebra

/// Applies a saved network to held-out data.
struct Prediction {
  let saved: NetworkFile
  var report: Report

  /// What came out; also the JSON document, schema `cnnc.prediction/1`.
  struct Result: Encodable {
    let schema = "cnnc.prediction/1"
    let samples: Int
    let accuracy: Double?
    let rmse: Double?
    let predictions: [Double]
    let labels: [Double]?
    /// The measure in words; nil where the targets are not known.
    let measure: String?

    enum CodingKeys: String, CodingKey {
      case schema, samples, accuracy, rmse, predictions, labels
    }

    /// The result as people read it.
    func text(listing: Bool) -> String {
      if let measure, !listing { return measure + "\n" }
      if let measure { return measure + "\n" }
      guard listing else { return "\(samples) predictions\n" }
      let values = labels.map { $0.map(shortText) } ?? predictions.map { "\($0)" }
      return values.map { $0 + "\n" }.joined()
    }
  }

  /// Reads the features, and the targets where they can be had, and predicts.
  mutating func run(file: String?, overrides: [String: String]) throws -> Result {
    let description = saved.description
    let names = [description.features.name, description.targets.name]
    for name in overrides.keys.sorted() where !names.contains(name) {
      throw report.stop(
        Diagnostic(
          "E421", "--data \(name): the network knows no data of this name", at: nil,
          help: "its data are `\(names[0])` and `\(names[1])`"))
    }
    guard let featuresPath = overrides[names[0]] ?? file else {
      throw report.stop(
        Diagnostic(
          "E401", "`\(names[0])` has no value", at: nil,
          help: "name a file: cnnc predict NETWORK FILE, or --data \(names[0])=FILE"))
    }
    var inputs = [try input(description.features, featuresPath, rank: 2)]
    let targetsPath = overrides[names[1]] ?? (holdsTargets(featuresPath) ? featuresPath : nil)
    if let targetsPath { inputs.append(try input(description.targets, targetsPath, rank: 1)) }
    var reader = TableReader(report)
    let tables = try reader.read(inputs)
    report = reader.report
    guard let features = tables[names[0]] else { preconditionFailure("the features were read") }
    let transform = FeatureTransform(
      centers: description.centers, factors: description.factors, hasBias: description.hasBias)
    guard features.matrix.columnCount == description.centers.count else {
      throw report.stop(
        Diagnostic(
          "E407",
          "\(featuresPath) has \(features.matrix.columnCount) columns of features, the"
            + " network was trained with \(description.centers.count)", at: nil,
          help: "use a file with the columns of the training file"))
    }
    let predictions = saved.network.predictions(on: transform.applied(to: features.matrix))
    return try result(predictions, targets: tables[names[1]], features)
  }

  private mutating func result(
    _ predictions: [Double], targets: ReadTable?, _ features: ReadTable
  ) throws -> Result {
    let input = saved.description.targets
    let rule = input.labels.flatMap { LabelRule(labels: $0, thresholds: input.thresholds) }
    let labels = rule.map { rule in predictions.map { rule.label(of: $0) } }
    guard let targets else {
      return Result(
        samples: predictions.count, accuracy: nil, rmse: nil, predictions: predictions,
        labels: labels, measure: nil)
    }
    var values = targets.matrix.elements
    if !input.labelTexts.isEmpty && !targets.hasMappedLabels {
      let declaration = declaration(of: input, rank: 1)
      values = values.map { declaration.label(for: shortText($0)) ?? $0 }
    }
    guard values.count == predictions.count else {
      throw report.stop(
        Diagnostic(
          "E407", "there are \(predictions.count) rows of features, but \(values.count) targets",
          at: nil, help: "use files that belong together"))
    }
    if let known = input.labels, let strange = values.first(where: { !known.contains($0) }) {
      throw report.stop(
        Diagnostic(
          "E405",
          "`\(input.name)` has the value \(shortText(strange)); the labels are"
            + " {\(known.map(shortText).joined(separator: ", "))}", at: nil,
          help: "use a file with the labels of the training file"))
    }
    let measure = FitMeasure(predictions: predictions, targets: values, rule: rule)
    return Result(
      samples: predictions.count, accuracy: measure.accuracy, rmse: measure.rmse,
      predictions: predictions, labels: labels, measure: measure.text)
  }

  /// Whether a file of the training file's form is likely to hold the targets beside the features.
  private func holdsTargets(_ path: String) -> Bool {
    let (features, targets) = (saved.description.features, saved.description.targets)
    guard features.format == targets.format else { return false }
    if features.format == "libsvm" || features.format == "npz" { return true }
    guard features.format == "csv", let bytes = try? readFile(path) else { return false }
    return TableReader.header(of: bytes).map { names in
      targets.columns.allSatisfy(names.contains)
    } ?? false
  }

  private func declaration(
    of input: NetworkFile.Input, rank: Int,
    at nowhere: SourceRange = SourceRange(file: 0, start: 0, end: 0)
  ) -> DataDeclaration {
    let sizes = [Dimension.symbol("n"), .symbol("d")].prefix(rank)
    return DataDeclaration(
      name: Identifier(input.name, at: nowhere), shape: Shape(Array(sizes)), labels: input.labels,
      source: nil, labelTexts: input.labelTexts, hasBias: false, scaling: nil, range: nowhere,
      valueRange: nowhere)
  }

  private mutating func input(
    _ input: NetworkFile.Input, _ text: String, rank: Int
  ) throws -> DataInput {
    // Messages about the file have no spec to point into; they show what the command line says.
    let line = SourceFile(name: "<command line>", text: Array(text.utf8))
    let place = SourceRange(file: report.sources.add(line), start: 0, end: text.utf8.count)
    let declaration = declaration(of: input, rank: rank, at: place)
    guard let read = DataInput(declaration, override: text, base: "") else {
      preconditionFailure("an override always gives an input")
    }
    var source = read.source
    if case .csv(let path, var options) = source {
      if options.columns == .rest {
        options.columns =
          input.columns.isEmpty
          ? .positions(input.positions) : .names(input.columns.joined(separator: ","))
      }
      options.missing = CSVSelection.MissingPolicy(rawValue: input.missing) ?? .refuse
      source = .csv(path: path, options: options)
    }
    if case .npz(let path, let member) = source, let known = input.member,
      member.value == input.name
    {
      source = .npz(path: path, member: StringLiteral(known, at: member.range))
    }
    return DataInput(declaration, source: source, fills: input.fills)
  }
}

/// The part of a solve's JSON document that names the network file.
struct SolutionReference: Decodable {
  private struct Network: Decodable { let weights: String? }

  private let network: Network

  /// Where the network was written; nil where it was not.
  var weights: String? { network.weights }

  /// The reference in a document; nil where the bytes are none.
  init?(parsing bytes: [UInt8]) {
    guard bytes.first == UInt8(ascii: "{"),
      let reference = try? JSONDecoder().decode(SolutionReference.self, from: Data(bytes))
    else { return nil }
    self = reference
  }
}

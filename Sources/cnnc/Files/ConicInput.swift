internal import Canonicalize
internal import DSL
internal import Formats
internal import LinearAlgebra

/// A file that holds a program itself instead of a spec: CBF, MPS, QPS or LP.
struct ConicInput {
  /// The file as named by the user.
  let path: String
  /// What it says, in its own terms.
  let source: ConicSource
  /// What is to be told of it.
  var report: Report
  /// Seconds to read it.
  let readSeconds: Double

  /// Reads a file. What is wrong with it stops the run; what it leaves open is in the report.
  init(reading path: String, _ format: ConicFormat) throws {
    let begin = Machine.now()
    var report = Report(sources: SourceMap())
    self.path = path
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try readFile(path)
    } catch {
      throw report.stop(
        Diagnostic(
          "E423", "cannot read the program `\(path)`: \(error.reason)", at: nil,
          help: error.isMissing
            ? "give the path of a .cbf, .mps, .qps or .lp file, or of a spec" : nil))
    }
    var content = bytes
    do throws(FormatError) {
      // Places in a compressed file are those of its content.
      if Gzip.isCompressed(bytes.span) { content = try Gzip.gunzip(bytes.span) }
      source = try ConicSource(parsing: content.span, format: format)
    } catch {
      throw report.stop(report.fault(error, in: path, bytes: content, readAt: nil))
    }
    for warning in source.warnings {
      let place = report.place(warning.position, in: path, bytes: content)
      report.add(Diagnostic("W423", warning.message, at: place))
    }
    self.report = report
    readSeconds = Machine.now() - begin
  }

  /// The name without folders.
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}

extension ConicProgram {
  /// The standard form of a file.
  init(_ file: ConicFile) {
    self.init(
      cones: file.cones.map(Cone.init), quadratic: SymmetricMatrix(lower: .init(file.quadratic)),
      linear: file.linear, constant: file.constant, matrix: SparseMatrix(file.matrix),
      rightHandSide: file.rightHandSide)
  }
}

extension Cone {
  fileprivate init(_ cone: ConicFile.Cone) {
    switch cone {
    case .zero(let count): self = .zero(count)
    case .nonnegative(let count): self = .nonnegative(count)
    case .secondOrder(let count): self = .secondOrder(count)
    case .exponential: self = .exponential
    }
  }
}

extension SparseMatrix {
  fileprivate init(_ columns: SparseColumns) {
    self.init(
      rowCount: columns.rowCount, columnStarts: columns.columnStarts,
      rowIndices: columns.rowIndices, values: columns.values)
  }
}

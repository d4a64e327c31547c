import Formats
import Testing

/// NPY files as numpy writes them, as we write them, and as nobody should.
struct NPYTests {
  /// A file with this header text and these bytes of data, version 1.0 unless told.
  static func file(_ header: String, data: [UInt8] = [], version: UInt8 = 1) -> [UInt8] {
    let size = header.utf8.count
    let length = [UInt8(truncatingIfNeeded: size), UInt8(truncatingIfNeeded: size >> 8)]
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + (version == 1 ? [] : [0, 0])
      + Array(header.utf8) + data
  }

  private func refusal(
    _ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation
  ) -> FormatError? {
    fault(location) { () throws(FormatError) in _ = try NPYReader.read(bytes.span) }
  }

  private func refusal(descr: String, shape: String = "(1,)", data: Int = 8) -> FormatError? {
    let header = "{'descr': \(descr), 'fortran_order': False, 'shape': \(shape), }\n"
    return refusal(Self.file(header, data: [UInt8](repeating: 0, count: data)))
  }

  /// Element (i, j) of the fixtures is 10 i + j - 5, or 10 i + j for unsigned types.
  private func expected(offset: Double) -> [Double] {
    (0..<4).flatMap { j in (0..<3).map { i in Double(10 * i + j) + offset } }
  }

  @Test func everyTypeAndOrder() throws {
    let bytes = try fixture("dtypes.npz")
    let file = try NPZFile(parsing: bytes.span)
    #expect(file.names.count == 45)
    for name in file.names {
      let array = try file.array(named: name, in: bytes.span)
      #expect(array.shape == [3, 4])
      let values =
        name.hasPrefix("b")
        ? expected(offset: 0).map { $0.truncatingRemainder(dividingBy: 2) }
        : expected(offset: name.hasPrefix("u") ? 0 : -5)
      #expect(array.values == values, "\(name)")
      #expect(array.matrix?.rows == 3 && array.matrix?.columns == 4)
      #expect(array.matrix?.values == values)
    }
  }

  @Test(arguments: [1, 2, 3])
  func versions(version: Int) throws {
    let bytes = try fixture("version\(version).npy")
    let array = try NPYReader.read(bytes.span)
    #expect(array == NumericArray(shape: [3, 4], values: expected(offset: -5)))
  }

  @Test func shapes() throws {
    let bytes = try fixture("shapes.npz")
    let file = try NPZFile(parsing: bytes.span)
    let scalar = try file.array(named: "scalar", in: bytes.span)
    #expect(scalar.shape == [] && scalar.values == [2.5] && scalar.matrix == nil)
    let vector = try file.array(named: "vector", in: bytes.span)
    #expect(vector.shape == [3] && vector.values == [1, -2, 3])
    #expect(vector.matrix?.columns == 1)
    let empty = try file.array(named: "empty", in: bytes.span)
    #expect(empty.shape == [0, 7] && empty.values == [] && empty.firstNonFinite() == nil)
    let big = try file.array(named: "big", in: bytes.span)
    #expect(big.values == [0x1p53, -0x1p53])
    for name in ["images", "images_fortran"] {
      let images = try file.array(named: name, in: bytes.span)
      #expect(images.shape == [2, 3, 4] && images.matrix == nil)
      let flat = images.flattened()
      #expect(flat.shape == [2, 12])
      // Image i has the pixels 12 i, 12 i + 1, ..: a row of the column-major matrix.
      #expect(flat.values == imagePixels)
    }
  }

  @Test func halfPrecision() throws {
    let bytes = try fixture("halves.npz")
    let file = try NPZFile(parsing: bytes.span)
    let half = try file.array(named: "half", in: bytes.span)
    #expect(half == (try file.array(named: "double", in: bytes.span)))
    #expect(half.values.count > 1000)
  }

  @Test func largeMatricesAreTransposedWhole() throws {
    // More than one block of the transposition, and no multiple of it.
    let (rows, columns) = (97, 71)
    var data: [UInt8] = []
    for row in 0..<rows {
      for column in 0..<columns { data.append(UInt8(truncatingIfNeeded: 3 * row + 7 * column)) }
    }
    let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (97, 71)}"
    let bytes = Self.file(header, data: data)
    let array = try NPYReader.read(bytes.span)
    for row in 0..<rows {
      for column in 0..<columns {
        let expected = Double(UInt8(truncatingIfNeeded: 3 * row + 7 * column))
        #expect(array.values[column * rows + row] == expected)
      }
    }
  }

  @Test func integersBeyondDoubles() throws {
    let bytes = try fixture("refused.npz")
    let file = try NPZFile(parsing: bytes.span)
    for (name, number) in [
      ("too_big", "element 1 is 9007199254740993"),
      ("too_negative", "element 0 is -9007199254740993"),
      ("too_big_unsigned", "element 1 is 18446744073709551615"),
    ] {
      let error = fault { () throws(FormatError) in
        _ = try file.array(named: name, in: bytes.span)
      }
      #expect(error?.kind == .outOfRange)
      #expect(error?.message.hasPrefix("array \"\(name)\": \(number)") == true)
    }
  }

  @Test(arguments: [
    ("objects", "Python objects"), ("records", "records"), ("strings", "strings"),
    ("bytes", "strings"), ("complex", "complex numbers"), ("dates", "dates"),
    ("long_double", "floating-point numbers of an unknown width"),
  ])
  func unsupportedTypes(name: String, kind: String) throws {
    let bytes = try fixture("refused.npz")
    let file = try NPZFile(parsing: bytes.span)
    let error = fault { () throws(FormatError) in
      _ = try file.array(named: name, in: bytes.span)
    }
    #expect(error?.kind == .unsupportedType)
    #expect(error?.message.contains(kind) == true)
    #expect(error?.hint != nil)
  }

  @Test func badStarts() {
    #expect(refusal([])?.kind == .truncated)
    #expect(refusal([0x93, 0x4E])?.kind == .truncated)
    #expect(
      refusal(Array("PK\u{3}\u{4}....".utf8))?.hint == "a file that starts with PK may be NPZ")
    #expect(refusal(Array("hello, world".utf8))?.kind == .badMagic)
    #expect(refusal(Self.file("{}", version: 4))?.kind == .unsupportedFeature)
    #expect(refusal(Array(Self.file("{}").prefix(9)))?.kind == .truncated)
    let cut = refusal(Array(Self.file("{'descr': '<f8'").dropLast(3)))
    #expect(cut?.message == "the header has 12 bytes, expected 15: the file is cut off")
  }

  @Test(arguments: [
    "", "hello", "{}", "{'descr': '<f8'", "{'descr': '<f8', 'fortran_order': False}",
    "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': 1}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1 2)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (x,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} more",
    "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'extra': 'x'}",
    "{'descr': <f8, 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f8, 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f8\\', 'fortran_order': False, 'shape': (1,)}",
  ])
  func badHeaders(header: String) {
    let data = [UInt8](repeating: 0, count: 8)
    #expect(refusal(Self.file(header, data: data))?.kind == .badHeader)
  }

  @Test func badShapes() {
    #expect(refusal(descr: "'<f8'", shape: "(-1,)")?.kind == .badShape)
    #expect(refusal(descr: "'<f8'", shape: "(4294967296, 4294967296)")?.kind == .badShape)
    #expect(refusal(descr: "'<f8'", shape: "(0, 4294967296, 4294967296)")?.kind == .badShape)
    #expect(refusal(descr: "'<f8'", shape: "(99999999999999999999,)")?.kind == .badShape)
    let deep = "(" + String(repeating: "1, ", count: 65) + ")"
    #expect(refusal(descr: "'<f8'", shape: deep)?.kind == .badShape)
    let huge = refusal(descr: "'<f8'", shape: "(1000000000, 1000000)")
    #expect(huge?.kind == .truncated)
    #expect(
      huge?.message
        == "8 bytes of data, expected 8000000000000000 for float64 of shape (1000000000, 1000000)")
  }

  @Test func wrongAmountOfData() {
    let short = refusal(descr: "'<f8'", shape: "(2,)", data: 15)
    #expect(short?.kind == .truncated)
    #expect(short?.message == "15 bytes of data, expected 16 for float64 of shape (2,)")
    #expect(refusal(descr: "'<f8'", shape: "()", data: 9)?.kind == .trailingBytes)
    #expect(refusal(descr: "'<q9'")?.kind == .unsupportedType)
    #expect(refusal(descr: "[('a', '<f8')]")?.kind == .unsupportedType)
  }

  @Test func firstNonFinite() {
    let clean = NumericArray(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])
    #expect(clean.firstNonFinite() == nil)
    let array = NumericArray(shape: [3, 2], values: [1, 2, .infinity, 4, .nan, 6])
    let found = array.firstNonFinite()
    #expect(found?.row == 1 && found?.column == 1 && found?.value.isNaN == true)
    #expect(NumericArray(shape: [], values: [.nan]).firstNonFinite()?.row == 0)
  }

  /// Headers written in any style that Python reads the same way.
  @Test func randomHeaders() throws {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<500 {
      let quote = Bool.random(using: &generator) ? "'" : "\""
      func space() -> String { ["", " ", "  ", "\n", "\t"].randomElement(using: &generator) ?? "" }
      let dimensions = Int.random(in: 0...4, using: &generator)
      let shape = (0..<dimensions).map { _ in Int.random(in: 0...3, using: &generator) }
      let count = shape.reduce(1, *)
      var tuple = shape.map { "\(space())\($0)\(space())" }.joined(separator: ",")
      if dimensions == 1 || (dimensions > 1 && Bool.random(using: &generator)) { tuple += "," }
      let pairs = [
        ("descr", "\(quote)|i1\(quote)"), ("fortran_order", dimensions > 2 ? "False" : "True"),
        ("shape", "(\(space())\(tuple)\(space()))"),
      ].shuffled(using: &generator)
      var header = space() + "{" + space()
      header += pairs.map { "\(quote)\($0)\(quote)\(space()):\(space())\($1)\(space())" }
        .joined(separator: ",\(space())")
      header += (Bool.random(using: &generator) ? "," : "") + space() + "}" + space()
      let data = (0..<count).map { UInt8($0) }
      let version = UInt8.random(in: 1...3, using: &generator)
      let bytes = Self.file(header, data: data, version: version)
      let array = try NPYReader.read(bytes.span)
      #expect(array.shape == shape && array.values.count == count, "\(header)")
      if dimensions <= 2 { #expect(array.values == data.map(Double.init)) }
    }
  }

  @Test func roundTrips() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<200 {
      let dimensions = Int.random(in: 0...4, using: &generator)
      let shape = (0..<dimensions).map { _ in Int.random(in: 0...5, using: &generator) }
      let values = (0..<shape.reduce(1, *)).map { _ in Double(bitPattern: generator.next()) }
      let array = NumericArray(shape: shape, values: values)
      let bytes = NPYWriter.write(array)
      #expect((bytes.count - 8 * values.count) % 64 == 0)
      #expect(try NPYReader.read(bytes.span) == array)
    }
  }

  /// The bytes are those that numpy writes for the same array.
  @Test func writtenAsNumpyDoes() throws {
    let array = NumericArray(shape: [3], values: [1, -2, 3])
    let archive = try fixture("shapes.npz")
    let file = try ZIPArchive(parsing: archive.span)
    let member = try #require(file.member(named: "vector.npy"))
    #expect(NPYWriter.write(array) == (try file.content(of: member, in: archive.span)))
  }
}

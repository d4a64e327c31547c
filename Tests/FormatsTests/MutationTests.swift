import Formats
import Testing

/// Valid files with random bytes changed, added and taken away: they may be refused or read, but
/// nothing may trap, and nothing may take memory that the file does not pay for.
struct MutationTests {
  /// `count` mutations of each seed, each handed to `body`.
  private func mutate(
    _ seeds: [[UInt8]], count: Int, seed: UInt64, _ body: ([UInt8]) throws(FormatError) -> Void
  ) -> (read: Int, refused: Int) {
    var generator = SeededGenerator(seed: seed)
    var (read, refused) = (0, 0)
    for original in seeds {
      for _ in 0..<count {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          let place = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &generator)
          let special: [UInt8] = [0, 0xFF, 0x7F, 0x80, 0x22, 0x2C, 0x0A, 0x0D, 0x28, 0x2D, 0x39]
          switch generator.next() % 6 {
          case 0 where !bytes.isEmpty: bytes[place] = UInt8.random(in: 0...255, using: &generator)
          case 1 where !bytes.isEmpty: bytes[place] = special.randomElement(using: &generator) ?? 0
          case 2 where !bytes.isEmpty: bytes.remove(at: place)
          case 3: bytes.insert(special.randomElement(using: &generator) ?? 0, at: place)
          case 4: bytes.removeLast(bytes.count - place)
          default: bytes += bytes[place...].prefix(40)
          }
        }
        do throws(FormatError) {
          try body(bytes)
          read += 1
        } catch {
          refused += 1
        }
      }
    }
    return (read, refused)
  }

  @Test func tables() {
    let seeds = [
      "a,b\n1,2.5e3\n-3,?\n", "\u{FEFF}\"a \"\"b\"\"\";c\r\n\"1\";2\r\n\r\n3;x\r\n", "1\t2\n3\t4",
    ].map { Array($0.utf8) }
    let outcome = mutate(seeds, count: 2000, seed: 9) { bytes throws(FormatError) in
      let file = try CSVFile(parsing: bytes.span)
      _ = try file.cell(row: file.rowCount - 1, column: file.columnCount - 1, in: bytes.span)
      for column in 0..<file.columnCount {
        let texts = try file.texts(column: column, in: bytes.span)
        #expect(texts.values.count == file.rowCount)
        _ = try file.numbers(columns: [column], in: bytes.span)
      }
    }
    #expect(outcome.read > 100 && outcome.refused > 100)
  }

  @Test func arrays() throws {
    let seeds = [try fixture("version1.npy"), try fixture("version2.npy")]
    let outcome = mutate(seeds, count: 2000, seed: 10) { bytes throws(FormatError) in
      let array = try NPYReader.read(bytes.span)
      _ = array.firstNonFinite()
      _ = NPYWriter.write(array.flattened())
    }
    #expect(outcome.read > 100 && outcome.refused > 100)
  }

  @Test func archives() throws {
    let seeds = [
      try fixture("zip64.npz"), try fixture("refused.npz"), try fixture("methods.zip"),
      try NPZFile.write(arrays: [("a", NumericArray(shape: [2], values: [1, 2]))]),
    ]
    let outcome = mutate(seeds, count: 1000, seed: 11) { bytes throws(FormatError) in
      let file = try NPZFile(parsing: bytes.span)
      for member in file.archive.members {
        do throws(FormatError) {
          _ = try file.archive.content(of: member, in: bytes.span)
        } catch {}
      }
      for name in file.names { _ = try file.array(named: name, in: bytes.span) }
    }
    #expect(outcome.read > 100 && outcome.refused > 100)
  }

  @Test func images() throws {
    let compressed = try fixture("images.idx3.gz")
    let plain = try Gzip.gunzip(compressed.span)
    let idx = mutate([plain], count: 2000, seed: 12) { bytes throws(FormatError) in
      _ = try IDXFile.read(bytes.span)
    }
    #expect(idx.read > 100 && idx.refused > 100)
    let gzip = mutate([compressed], count: 1000, seed: 13) { bytes throws(FormatError) in
      _ = try Gzip.gunzip(bytes.span, limit: 1 << 20)
    }
    #expect(gzip.refused > 100)
  }

  @Test func sparseTables() {
    let seed = Array("# c\n+1 1:0.5 3:-2e1\n-1 2:7\n".utf8)
    let outcome = mutate([seed], count: 3000, seed: 14) { bytes throws(FormatError) in
      _ = try LIBSVMFile(parsing: bytes.span, cellLimit: 1 << 16)
    }
    #expect(outcome.read > 100 && outcome.refused > 100)
  }

  @Test(arguments: [
    (
      ConicFormat.cbf,
      "VER\n1\nOBJSENSE\nMIN\nVAR\n4 2\nF 1\nQR 3\nCON\n4 2\nL- 1\nEXP 3\nOBJACOORD\n1\n0 1\n"
        + "ACOORD\n2\n0 1 2.500000000125\n3 2 -1.0000000000625\nBCOORD\n1\n2 7000.00000000025\n"
    ),
    (
      .mps,
      "NAME a\nROWS\n N c\n L r\n E s\nCOLUMNS\n x c 1.000000000125 r 2.0000000025\n y s 3000.00000125\nRHS\n b r 4\nRANGES\n g s -1\n"
        + "BOUNDS\n UP u x 9\n FR u y\nQUADOBJ\n x x 2\nENDATA\n"
    ),
    (
      .mps,
      "ROWS\n N  COST\n E  A 1\nCOLUMNS\n    X 1       COST               1.0   A 1                2.0\n"
        + "RHS\n    RHS       A 1                3.0\nENDATA\n"
    ),
    (
      .lp,
      "min\n o: 2.0000000000125 x - 1.00000000025 y + [ x^2 + 2 x*y ] / 2\nst\n a: x + y >= 1.0000000000125\n -1 <= x - y <= 4\nbounds\n"
        + " x <= 3\n y free\nend\n"
    ),
  ])
  func conicPrograms(format: ConicFormat, seed: String) {
    let outcome = mutate([Array(seed.utf8)], count: 6000, seed: 15) {
      bytes throws(FormatError) in
      let file = try ConicFile(parsing: bytes.span, format: format, relaxingIntegers: true)
      let x = [Double](repeating: 1, count: file.variableCount)
      #expect(file.rowValues(at: x).count == file.rowNames.count)
      #expect(file.rightHandSide.allSatisfy(\.isFinite) && file.linear.allSatisfy(\.isFinite))
      #expect(file.cones.reduce(0) { $0 + $1.dimension } == file.rowCount)
      #expect(file.origins.count == file.rowCount)
    }
    #expect(outcome.read > 100 && outcome.refused > 100)
  }
}

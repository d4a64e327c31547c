import Formats
import Glibc
import Testing

/// A small seeded generator (SplitMix64): the same cases in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    self.state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The error that `body` throws; a test failure if it throws none.
func fault(
  _ location: SourceLocation = #_sourceLocation, _ body: () throws(FormatError) -> Void
) -> FormatError? {
  do {
    try body()
    Issue.record("no error was thrown", sourceLocation: location)
    return nil
  } catch {
    return error
  }
}

/// The bytes of a file in the folder Fixtures.
func fixture(_ name: String) throws -> [UInt8] {
  let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
  let path = "/" + folder + "/Fixtures/" + name
  guard let file = unsafe fopen(path, "rb") else {
    throw FormatError(.empty, "no file \(path)")
  }
  defer { _ = unsafe fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = unsafe fread(&chunk, 1, 4096, file)
    if count == 0 { return bytes }
    bytes += chunk[..<count]
  }
}

/// The layout and all columns of a table given as text.
func table(_ text: String, _ options: CSVOptions = CSVOptions()) throws(FormatError) -> CSVNumbers {
  let bytes = Array(text.utf8)
  let file = try CSVFile(parsing: bytes.span, options: options)
  return try file.numbers(columns: Array(0..<file.columnCount), in: bytes.span)
}

/// Two images of 12 pixels, image i with the pixels 12 i, 12 i + 1, ..: column-major, a row each.
var imagePixels: [Double] {
  var pixels: [Double] = []
  for pixel in 0..<12 { pixels += [Double(pixel), Double(12 + pixel)] }
  return pixels
}

import Foundation

/// The sample specs, which an `include` of a generated text finds.
private let samples: [String: [UInt8]] = {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: "Tests/Specs")) ?? []
  var result: [String: [UInt8]] = [:]
  for name in names where name.hasSuffix(".cnn") {
    result[name] = FileManager.default.contents(atPath: "Tests/Specs/" + name).map { Array($0) }
  }
  return result
}()

/// Called once: writes the words of the language as a dictionary of libFuzzer where that is asked
/// for, and ends.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  guard let path = ProcessInfo.processInfo.environment["CNNC_DICTIONARY"] else { return 0 }
  let words =
    Vocabulary.entries.flatMap { [$0.spelling] + $0.synonyms } + Vocabulary.functions.map(\.name)
    + Keyword.foreignWords.keys + ["I", "inf", "toy.cnn", "\n", "\n  ", "\r\n", "\u{FEFF}"]
  let lines = Set(words).sorted().map { word in
    let bytes = word.utf8.map { "\\x" + String(UInt16($0) | 0x100, radix: 16).dropFirst() }
    return "\"\(bytes.joined())\"\n"
  }
  do {
    try lines.joined().write(toFile: path, atomically: true, encoding: .utf8)
  } catch {
    fatalError("cannot write \(path): \(error)")
  }
  exit(0)
}

/// Called for every generated text; a broken invariant ends the run.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  if let violation = SpecInvariants(text, files: samples).violation { fatalError(violation) }
  return 0
}

/// What libFuzzer does to bytes by itself.
@_silgen_name("LLVMFuzzerMutate")
private func changeBytes(
  _ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int, _ capacity: Int
) -> Int

nonisolated(unsafe) private var mutation = Mutation()

/// Called for a new text: changes one in place and returns its length.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
  _ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int, _ capacity: Int, _ seed: CUnsignedInt
) -> Int {
  if seed % 4 == 0 { return unsafe changeBytes(bytes, count, capacity) }
  let buffer = unsafe UnsafeMutableBufferPointer(start: bytes, count: capacity)
  let text = unsafe mutation.changed(Array(buffer[..<count]), seed: seed).prefix(capacity)
  _ = unsafe buffer.update(fromContentsOf: text)
  return text.count
}

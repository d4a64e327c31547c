import Foundation
import TestSupport
import Testing

@testable import DSL

/// What the fuzzer found, and the texts by which it reached most of the code: all must hold what must
/// hold of every text.
@Suite struct FuzzCorpusTests {
  @Test func corpusHoldsTheInvariants() throws {
    var files: [String: [UInt8]] = [:]
    for (name, text) in try sampleSpecs() { files[name] = Array(text.utf8) }
    let folder = GoldenFolder.tests().appendingPathComponent("Fuzzing/corpus")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.count > 100)
    for name in names {
      let text = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
      let violation = SpecInvariants(text, files: files).violation
      #expect(violation == nil, "\(name): \(violation ?? "")")
    }
    for (name, text) in files {
      let violation = SpecInvariants(text, files: files).violation
      #expect(violation == nil, "\(name): \(violation ?? "")")
    }
  }
}

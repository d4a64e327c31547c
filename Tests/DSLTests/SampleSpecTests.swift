import Foundation
import TestSupport
import Testing

@testable import DSL

/// The sample specs: what this version does not do is refused, by name and at its place.
@Suite struct SampleSpecTests {
  private let folder = GoldenFolder("Golden/samples")

  /// Case `NAME.md` holds what checking `NAME.cnn` of the folder Specs says.
  @Test func everyAnswerIsAsRecorded() throws {
    let specs = try sampleSpecs().filter { $0.name != "toy.cnn" }
    #expect(specs.count == 13)
    for (name, text) in specs {
      let file = name.replacing(".cnn", with: ".md")
      let found = try Checking(text, named: name).rendered
      if GoldenCase.isRecording {
        let golden = GoldenCase(preamble: "# \(name)", sections: [.init("DIAGNOSTICS", found)])
        try golden.markdown().write(
          to: folder.url.appendingPathComponent(file), atomically: true, encoding: .utf8)
      } else {
        let expected = try folder.read(file).text(of: "DIAGNOSTICS") ?? ""
        #expect(found == expected, "\(name)")
      }
    }
    #expect(!GoldenCase.isRecording, "recorded: look at the changes, then run without CNNC_RECORD")
  }

  @Test func theSquaredLossIsTheOneThatIsAccepted() throws {
    for (name, text) in try sampleSpecs() where name != "toy.cnn" {
      let checking = try Checking(text, named: name)
      #expect((checking.checked.problem != nil) == (name == "01_squared.cnn"), "\(name)")
      #expect(checking.diagnostics.isEmpty == (name == "01_squared.cnn"), "\(name)")
    }
  }

  /// A refused spec names something of its own as not supported, not a mistake of the user.
  @Test func refusalsNameWhatIsMissing() throws {
    for (name, text) in try sampleSpecs() where name != "toy.cnn" && name != "01_squared.cnn" {
      let checking = try Checking(text, named: name)
      #expect(checking.codes.allSatisfy { $0 == "E190" }, "\(name): \(checking.codes)")
    }
  }
}

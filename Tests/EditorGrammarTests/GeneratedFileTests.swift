import DSL
import EditorGrammars
import Foundation
import TestSupport
import Testing

/// The grammars of editors say what the keyword table says.
@Suite struct GeneratedFileTests {
  private let folder = GrammarFolder()

  @Test func everyFileIsAsGenerated() throws {
    for (path, text) in editorGrammars().sorted(by: { $0.key < $1.key }) {
      if GoldenCase.isRecording {
        try folder.write(path, text)
      } else {
        #expect(
          (try? folder.text(path)) == text,
          "grammar/\(path) is out of date: run CNNC_RECORD=1 Scripts/test --filter EditorGrammar")
      }
    }
    #expect(!GoldenCase.isRecording, "recorded: look at the changes, then run without CNNC_RECORD")
  }

  @Test func everyFunctionHasOneRoleAndIsNoReservedWord() {
    let names = Vocabulary.functions.map(\.name)
    #expect(Set(names).count == names.count)
    let reserved = Keyword.allCases.filter { [.reducer, .boolean].contains($0.role) }
    #expect(Set(names).isDisjoint(with: reserved.map(\.spelling)))
    for atom in Atom.all { #expect((names + reserved.map(\.spelling)).contains(atom.name)) }
  }
}

import Foundation
import TestSupport
import Testing

/// `cnnc atoms` as a list, one by one, and as JSON.
@Suite struct AtomsTests {
  private struct Document: Decodable {
    struct Entry: Decodable {
      let name: String
      let usage: String
      let example: String
    }

    let schema: String
    let atoms: [Entry]
  }

  private func document(_ run: CommandRun) throws -> Document {
    try JSONDecoder().decode(Document.self, from: Data(run.output.utf8))
  }

  /// Whatever the list shows can be asked for, by its name and as it is written.
  @Test func everyAtomOfTheListHasAPage() throws {
    let command = try Command()
    let listed = try document(command.run("atoms", "--json"))
    #expect(listed.schema == "cnnc.atoms/1" && listed.atoms.count > 15)
    for atom in listed.atoms {
      let page = try command.run("atoms", atom.name)
      #expect(page.code == 0 && page.errors.isEmpty, "\(atom.name): \(page.errors)")
      #expect(page.output.hasPrefix(atom.usage + "\n") && page.output.contains(atom.example))
      #expect(
        try document(command.run("atoms", atom.usage, "--json")).atoms.map(\.name) == [atom.name])
    }
  }

  /// Columns start at the same place in every line.
  @Test func theTableIsAligned() throws {
    let lines = try Command().run("atoms").output.split(separator: "\n").map(Array.init)
    let head = try #require(lines.first)
    let starts = head.indices.filter { $0 > 0 && head[$0] != " " && head[$0 - 1] == " " }
    #expect(starts.count == 5)
    for line in lines {
      for start in starts {
        #expect(line[start] != " " && line[start - 1] == " ", "\(String(line))")
      }
    }
  }
}

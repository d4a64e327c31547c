import TestSupport
import Testing

/// Files whose names are as long as a folder takes them, and longer.
@Suite struct LongNameTests {
  @Test(arguments: [255, 256])
  func namesMayBeAsLongAsTheFolderTakesThem(_ length: Int) throws {
    let command = try Command()
    let name = String(repeating: "a", count: length - 4) + ".npz"
    let run = try command.run("solve", "01_squared.cnn", "--weights", name)
    #expect((run.code == 0) == (length <= 255), "\(run.errors)")
    #expect(run.errors.contains("E422") == (length > 255))
    // No temporary file is left beside it.
    #expect(command.folder.names.count { $0.hasPrefix(".cnnc") } == 0)
  }
}

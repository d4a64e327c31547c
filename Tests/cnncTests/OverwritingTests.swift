import Foundation
import TestSupport
import Testing

/// Nothing that a run reads is lost by what it writes.
@Suite struct OverwritingTests {
  private static let program = """
    NAME p
    ROWS
     N cost
     G r
    COLUMNS
     x cost 1 r 1
    RHS
     RHS r 1
    ENDATA

    """

  @Test(arguments: [
    "solve 01_squared.cnn --weights 01_squared.cnn", "solve 01_squared.cnn --weights toy.cnn",
    "solve 01_squared.cnn --checkpoint toy.cnn",
    "solve 01_squared.cnn --solver ipm --solution toy.cnn",
    "solve data.cnn --weights X.csv", "solve data.cnn --checkpoint link.csv",
    "solve output.cnn", "solve p.mps --solution p.mps", "compile p.mps -o p.mps",
    "compile 01_squared.cnn -o toy.cnn", "predict w.npz X.csv -o X.csv",
    "predict w.npz X.csv -o w.npz",
    "solve 01_squared.cnn --weights a.npz --checkpoint a.npz",
    "solve data.cnn --warm-start w.npz --checkpoint w.npz --solver admm",
  ])
  func whatIsReadStays(_ line: String) throws {
    let command = try Command()
    let data = Command.spec(
      x: "csv(\"X.csv\", columns: \"a, b\")", y: "csv(\"X.csv\", columns: \"y\")")
    try command.folder.write("X.csv", "a,b,y\n1,0.2,1\n0.3,1,-1\n-1,0.5,0.5\n")
    try command.folder.write("data.cnn", data)
    try command.folder.write("output.cnn", data + "\noutput weights to \"X.csv\"\n")
    try command.folder.write("p.mps", Self.program)
    try FileManager.default.createSymbolicLink(
      atPath: command.folder.url("link.csv").path, withDestinationPath: "X.csv")
    let first = try command.run("solve", "data.cnn", "--weights", "w.npz")
    #expect(first.code == 0, "\(first.errors)")
    let before = try contents(of: command.folder)
    let run = try command.shell("cnnc \(line)")
    #expect(run.code == 3 && run.errors.contains("error[E422]"), "\(run.errors)")
    #expect(try contents(of: command.folder) == before)
  }

  private func contents(of folder: ScratchFolder) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for name in folder.names { result[name] = try Data(contentsOf: folder.url(name)) }
    return result
  }
}

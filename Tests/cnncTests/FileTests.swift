import Foundation
import TestSupport
import Testing

/// What must hold of files beyond the messages in the golden cases.
@Suite struct FileTests {
  @Test(.disabled(if: geteuid() == 0, "root reads every file"))
  func anUnreadableFileIsNamed() throws {
    let command = try Command()
    try command.folder.write("t.csv", ToyData.csv())
    try command.folder.write("a.cnn", ToyData.spec(x: "csv(\"t.csv\")", y: "[1]"))
    for (name, code) in [("t.csv", Int32(3)), ("a.cnn", 1)] {
      let path = command.folder.url(name).path
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
      let run = try command.run("solve", "a.cnn")
      #expect(run.code == code)
      #expect(
        run.errors.contains("\(name)`: permission denied")
          || run.errors.contains("\(name): permission denied"), "\(run.errors)")
    }
  }

  /// A file system that is full when the network is written keeps the old file.
  @Test func aFullDiskKeepsTheOldFile() throws {
    let command = try Command()
    // A private mount needs rights that not every machine gives: 77 says that there are none.
    try command.folder.write(
      "full.sh",
      """
      mkdir m && mount -t tmpfs -o size=4k none m || exit 77
      echo old > m/w.npz
      cnnc solve 01_squared.cnn --weights m/w.npz >/dev/null
      code=$?
      cat m/w.npz
      ls -A m
      exit $code
      """)
    let run = try command.shell("unshare -m true 2>/dev/null || exit 77; unshare -m bash full.sh")
    if run.code == 77 { return }
    #expect(run.code == 3, "\(run.errors)")
    #expect(run.output == "old\nw.npz\n", "\(run.output)\(run.errors)")
    #expect(run.errors.contains("the disk is full"), "\(run.errors)")
  }

  /// A new file has the rights that the umask gives; an old one is replaced whole and keeps its own.
  @Test(arguments: [true, false]) func rightsOfAResult(_ isThere: Bool) throws {
    let command = try Command()
    if isThere {
      try command.folder.write("w.npz", "old")
      #expect(try command.shell("chmod 604 w.npz").code == 0)
    }
    let run = try command.shell("umask 027; cnnc solve 01_squared.cnn --weights w.npz")
    #expect(run.code == 0)
    #expect(try command.folder.bytes("w.npz").starts(with: Array("PK".utf8)))
    let attributes = try FileManager.default.attributesOfItem(
      atPath: command.folder.url("w.npz").path)
    #expect(attributes[.posixPermissions] as? Int == (isThere ? 0o604 : 0o640))
    #expect(command.folder.names.filter { $0.hasPrefix("w.npz") } == ["w.npz"])
  }

  /// A link stays a link: the file that it leads to is replaced.
  @Test func linksAreFollowed() throws {
    let command = try Command()
    try command.folder.write("real.npz", "old")
    let run = try command.shell("ln -s real.npz w.npz; cnnc solve 01_squared.cnn --weights w.npz")
    #expect(run.code == 0)
    #expect(try command.shell("readlink w.npz").output == "real.npz\n")
    #expect(try command.folder.bytes("real.npz").starts(with: Array("PK".utf8)))
    let broken = try command.shell("ln -s none b.npz; cnnc solve 01_squared.cnn --weights b.npz")
    #expect(broken.code == 3 && broken.errors.contains("a link to a file that does not exist"))
  }

  /// A read-only file is refused, by the superuser too, before anything is computed.
  @Test func readOnlyFilesAreLeftAlone() throws {
    let command = try Command()
    try command.folder.write("w.npz", "old")
    let run = try command.shell("chmod 444 w.npz; cnnc solve 01_squared.cnn --weights w.npz")
    #expect(run.code == 3 && run.errors.contains("read-only"))
    #expect(try command.folder.bytes("w.npz") == Array("old".utf8))
  }

  /// A name of an open stream is written to, not replaced.
  @Test func streamsAreWrittenInPlace() throws {
    let command = try Command()
    let run = try command.shell(
      "cnnc solve 01_squared.cnn -q --weights /proc/self/fd/3 3>w.npz >/dev/null")
    #expect(run.code == 0, "\(run.errors)")
    #expect(try command.folder.bytes("w.npz").starts(with: Array("PK".utf8)))
  }

  /// Same input and seed, same bytes out.
  @Test func twoRunsWriteTheSameBytes() throws {
    let command = try Command()
    try command.folder.write(
      "a.cnn", Command.spec(x: "[[1, 2], [3, -1], [0.5, 0.5], [-1, 2]]", y: "[1, 2, 0, 1]"))
    for name in ["a.npz", "b.npz"] {
      #expect(try command.run("solve", "a.cnn", "--weights", name).code == 0)
    }
    #expect(try command.folder.bytes("a.npz") == command.folder.bytes("b.npz"))
  }

  /// The `output` statements of a spec write their files.
  @Test func outputStatements() throws {
    let command = try Command()
    try command.folder.write(
      "a.cnn",
      ToyData.spec(x: "[[1, 2], [3, -1]]", y: "[1, -1]") + """
        output weights to "w.npz"
        output predictions to "p.csv"
        output report to "r.json"
        output report to "r.txt"

        """)
    let run = try command.run("solve", "a.cnn")
    #expect(run.code == 0, "\(run.errors)")
    #expect(try command.folder.read("p.csv").hasPrefix("prediction\n"))
    #expect(try command.folder.read("r.json").contains("\"schema\" : \"cnnc.solution/1\""))
    #expect(try command.folder.read("r.txt").hasPrefix("a.cnn: optimal"))
    #expect(command.folder.names.contains("w.npz"))
  }
}

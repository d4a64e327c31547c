internal import ArgumentParser
internal import DSL

/// `cnnc fix FILE..`
struct FixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix",
    abstract: "Correct mistakes in specs where there is no doubt what was meant.",
    discussion: """
      Applies the fix-its of messages that offer exactly one; where several could be meant, the \
      choice is yours. What is left is told as `cnnc check` does. A file is written only if it \
      changes, and files that it includes only if they are named too.
      """)

  @OptionGroup var common: CommonOptions

  @ArgumentParser.Argument(
    help: "The specs; - for standard input, whose text then goes to standard output.")
  var files: [String]

  @Flag(name: .long, help: "Show the changes as a unified diff and write nothing.")
  var diff = false

  func run() throws {
    try cnnc.run(common) {
      guard files == ["-"] || !files.contains("-") else {
        throw Failure.usage("E605", "- stands for the only spec, not for one of several", help: nil)
      }
      let results = files.map(fix)
      if common.json {
        try Terminal.printResult(jsonText(FixDocument(results, withDiff: diff)))
      } else {
        for result in results { try show(result) }
      }
      let remaining = results.flatMap(\.remaining)
      guard remaining.contains(where: { $0.severity == .error }) else { return 0 }
      return Failure(diagnostics: remaining, sources: SourceMap()).exitCode
    }
  }

  /// Fixes one file; that it cannot be read or written is among the messages that remain.
  private func fix(_ path: String) -> FixedFile {
    var pipeline = Pipeline(specName: specName(path))
    do {
      let text = try pipeline.text(of: path)
      let fixed = applyFixes(to: text) { findings(in: $0, name: pipeline.specName) }
      if !diff && path != "-" && fixed.text != text {
        do throws(FileFailure) {
          try writeFile(fixed.text, to: path, replacesInput: true)
        } catch {
          throw pipeline.report.stop(Report.unwritable(path, error, at: nil))
        }
      }
      return FixedFile(name: pipeline.specName, original: text, fixed: fixed)
    } catch let failure as Failure {
      return FixedFile(name: pipeline.specName, failure: failure)
    } catch {
      preconditionFailure("reading and writing throw nothing else")
    }
  }

  /// What parsing and, where that finds no errors, checking say about a text.
  private func findings(in text: [UInt8], name: String) -> Findings {
    let loaded = loadProgram(name: name, text: text, read: readIncluded)
    let isChecked = !loaded.diagnostics.contains { $0.severity == .error }
    let checked = isChecked ? DSL.check(loaded.program).diagnostics : []
    return Findings(
      sources: loaded.sources, diagnostics: loaded.diagnostics + checked, isChecked: isChecked)
  }

  /// Prints a text or a diff on standard output, and what was done where that leaves room for it.
  private func show(_ result: FixedFile) throws {
    let isStandardInput = files == ["-"]
    if diff {
      try Terminal.printResult(result.diff)
    } else if isStandardInput {
      try Terminal.printResult(bytes: result.text)
    }
    let account = result.account(isWritten: !diff)
    if !diff && !isStandardInput {
      try Terminal.printResult(account)
    } else if !common.quiet {
      Terminal.printMessage(account)
    }
    if result.remaining.contains(where: { $0.severity == .error }) {
      try tell(result.remaining, in: result.sources, common)
    } else {
      warn(result.remaining, in: result.sources, common)
    }
  }
}

/// What became of one file.
struct FixedFile {
  /// Its name in messages.
  let name: String
  /// Its text as it was.
  let original: SourceFile
  /// Its text now.
  let text: [UInt8]
  /// What was changed.
  let applied: [AppliedFix]
  /// What is still to be said, and the files that it points into.
  let remaining: [Diagnostic]
  let sources: SourceMap

  /// A file that could be read.
  init(name: String, original: [UInt8], fixed: FixedText) {
    self.name = name
    self.original = SourceFile(name: name, text: original)
    text = fixed.text
    applied = fixed.applied
    remaining = fixed.remaining.diagnostics
    sources = fixed.remaining.sources
  }

  /// A file that is as it was.
  init(name: String, failure: Failure) {
    self.name = name
    original = SourceFile(name: name, text: [])
    text = []
    applied = []
    remaining = failure.diagnostics
    sources = failure.sources
  }

  /// The changes as a unified diff.
  var diff: String {
    unifiedDiff(
      String(decoding: original.text, as: UTF8.self), String(decoding: text, as: UTF8.self),
      name: name)
  }

  /// What was done, a line for each change, at its place in the text as it was.
  func account(isWritten: Bool) -> String {
    let count = applied.count == 1 ? "1 fix" : "\(applied.count) fixes"
    var lines = ["\(name): " + (applied.isEmpty ? "nothing fixed" : count)]
    if !applied.isEmpty && !isWritten { lines[0] += ", not written" }
    for fix in applied {
      let place = original.location(of: fix.range.start)
      lines.append("  \(place.line):\(place.column) \(fix.code) \(fix.message)")
    }
    for (name, count) in fixableIncludes {
      let fixes = count == 1 ? "a fix" : "\(count) fixes"
      lines.append("  the included file \(name) has \(fixes) too: name it to have it changed")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The included files that could be fixed, and how many messages about them offer one fix.
  private var fixableIncludes: [(name: String, count: Int)] {
    sources.files.indices.dropFirst().compactMap { index in
      let count = remaining.count { $0.fixes.count == 1 && $0.fixes[0].range.file == index }
      return count == 0 ? nil : (sources.files[index].name, count)
    }
  }
}

/// The arguments of a call while they are taken one by one.
struct CallArguments {
  private(set) var rest: [Argument]

  init(_ arguments: [Argument]) { rest = arguments }

  /// Takes the argument with a label.
  mutating func take(_ label: String) -> Argument? {
    guard let index = rest.firstIndex(where: { $0.label?.text == label }) else { return nil }
    return rest.remove(at: index)
  }

  /// Takes the first argument without a label.
  mutating func takePositional() -> Argument? {
    guard let index = rest.firstIndex(where: { $0.label == nil }) else { return nil }
    return rest.remove(at: index)
  }

  /// Takes a first argument of the form `name("path")`.
  mutating func takeFile(_ name: String) -> StringLiteral? {
    guard let index = rest.firstIndex(where: { $0.label == nil }),
      case .call(let call) = rest[index].expression, case .name(let callee) = call.callee,
      callee.text == name, call.arguments.count == 1, call.arguments[0].label == nil,
      case .string(let path) = call.arguments[0].value
    else { return nil }
    rest.remove(at: index)
    return path
  }
}

extension Checker {
  /// Reports arguments that nothing took; true where there were none.
  mutating func reportLeftOver(
    _ arguments: CallArguments, of callee: String, known: [String] = []
  ) -> Bool {
    for argument in arguments.rest {
      if let label = argument.label {
        report(
          Diagnostic(
            "E131", "`\(callee)` has no option `\(label.text)`", at: label.range,
            help: suggestion(for: label.text, among: known).map { "did you mean `\($0)`?" }
              ?? (known.isEmpty ? nil : "its options are \(known.joined(separator: ", "))")))
      } else {
        var help =
          known.isEmpty ? "take it out" : "options have names: \(known.joined(separator: ", "))"
        if known.contains("column"), case .string(let name) = argument.value {
          help = "did you mean `column: \"\(name.value)\"`?"
        }
        report(
          Diagnostic(
            "E131", "`\(callee)` takes no further argument", at: argument.range, help: help))
      }
    }
    return arguments.rest.isEmpty
  }

  /// The numbers of `[[a, b], [c, d]]`, or of `[a, b]` as rows of one number; reports what is none.
  mutating func readRows(_ expression: Expression) -> [[Double]]? {
    guard case .list(let list) = expression else { return nil }
    var rows: [[Double]] = []
    for element in list.elements {
      var row: [Double] = []
      let entries: [Expression] =
        if case .list(let inner) = element { inner.elements } else { [element] }
      for entry in entries {
        guard let value = scalar(entry) else {
          reportNotScalar(entry)
          return nil
        }
        row.append(value)
      }
      rows.append(row)
    }
    return rows
  }
}

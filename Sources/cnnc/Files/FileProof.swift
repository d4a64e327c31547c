internal import Backends
internal import Canonicalize
internal import DSL
internal import Formats

/// Proofs that there is no optimum, in the names of the file.
extension FileRun {
  /// The parts of the certificate that are not 0, the largest first.
  var certificateParts: [(name: String, value: Double)]? {
    let (values, name): ([Double], (Int) -> String)
    switch solution.certificate {
    case nil: return nil
    case .infeasible(let z):
      (values, name) = (infeasibility?.conflict.multipliers ?? z, { file.name(ofRow: $0) })
    case .unbounded(let d): (values, name) = (d, { file.variableNames[$0] })
    }
    let largest = values.reduce(0) { max($0, abs($1)) }
    return values.indices.filter { abs(values[$0]) > 1e-9 * largest }
      .sorted { abs(values[$0]) > abs(values[$1]) }.map { (name($0), values[$0]) }
  }

  /// Why there is no optimum: E501 or E502.
  var proof: Diagnostic? {
    guard let parts = certificateParts, let certificate = solution.certificate else { return nil }
    switch certificate {
    case .infeasible:
      let conflict = infeasibility?.text(limit: options.explainLimit)
      return Diagnostic(
        "E501", "infeasible: no point satisfies all constraints of `\(input.path)`", at: nil,
        notes: ["certificate: \(combination(parts)) gives 0 >= 1 (checked)"]
          + [conflict].compactMap(\.self),
        help: "relax one of these rows or bounds")
    case .unbounded(let d):
      let way = file.isMaximization ? "rises" : "falls"
      let slopes = d.indices.map { j in
        (name: file.variableNames[j], value: (file.isMaximization ? -1 : 1) * file.linear[j] * d[j])
      }
      return Diagnostic(
        "E502", "unbounded: the objective of `\(input.path)` \(way) without end", at: nil,
        notes: [
          "it \(way) by 1 along \(combination(parts)) (checked)", "ray: " + rayText(parts),
          "objective: " + slopeText(slopes.map { ("the term of \($0.name)", $0.value) }),
        ],
        help: "add bounds on these variables")
    }
  }
}

/// The largest parts of a linear combination, `0.5 x - 2 y + 3 more`.
func combination(_ parts: [(name: String, value: Double)]) -> String {
  let shown = parts.prefix(6).map { "\(significant($0.value, 4)) \($0.name)" }
    .joined(separator: " + ").replacing("+ -", with: "- ")
  return shown + (parts.count > 6 ? " + \(parts.count - 6) more" : "")
}

/// Which variables grow in which direction, in terms of the largest: `x rises, y falls half as fast`.
func rayText(_ parts: [(name: String, value: Double)]) -> String {
  guard let largest = parts.first.map({ abs($0.value) }), largest > 0 else {
    return "nothing moves"
  }
  let shown = parts.prefix(6).map { name, value in
    "\(name) \(value > 0 ? "rises" : "falls") by \(significant(abs(value) / largest, 4))"
  }
  return shown.joined(separator: ", ")
    + (parts.count > 6 ? ", \(parts.count - 6) more move" : "")
    + (parts.count > 1 ? ", at this ratio without end" : " and on without end")
}

/// What the parts of an objective gain along a ray, those first that gain most in its direction.
func slopeText(_ slopes: [(name: String, value: Double)]) -> String {
  let largest = slopes.reduce(0) { max($0, abs($1.value)) }
  let moving = slopes.filter { abs($0.value) > 1e-6 * largest }
    .sorted { abs($0.value) > abs($1.value) }
  let shown = moving.prefix(4).map { name, value in
    "\(name) \(value > 0 ? "rises" : "falls") by \(significant(abs(value), 4))"
  }
  return shown.joined(separator: ", ")
    + (moving.count > 4 ? ", \(moving.count - 4) more move" : "")
}

extension Diagnostic {
  /// The notes of a proof as lines of a result; a note that starts with a word of its own has it for its title.
  var proofLines: [String] {
    notes.map { note in
      for title in ["conflict", "radius", "ray", "objective"] where note.hasPrefix(title + ": ") {
        return "  " + title.padded(12) + note.dropFirst(title.count + 2)
      }
      return "  proof       " + note
    }
  }
}

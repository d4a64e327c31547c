internal import Backends
internal import Canonicalize
internal import DSL
internal import Glibc

/// How large the sets of perturbations may be for a spec to be feasible.
struct RadiusLimit {
  /// By what factor of the sets as they were asked for.
  let scales: ScaleBracket
  /// The parameter that is the radius of all sets, and its value; nil where there is none, or where it stands
  /// elsewhere in the spec too.
  let parameter: (name: String, value: Double)?
  /// The names of the sets.
  let sets: [String]

  /// What is known, in a line. Feasible values are rounded down and infeasible ones up, which keeps both true.
  var text: String {
    let asked = parameter?.value ?? 1
    let names = sets.map { "`\($0)`" }.joined(separator: ", ")
    let zero = parameter.map { "at \($0.name) = 0" } ?? "without perturbations"
    guard let feasible = scales.feasible else {
      return "infeasible \(zero) too (checked): the conflict is not about the perturbation"
    }
    let (low, high) = (self.low(feasible), self.high)
    let ends =
      parameter.map { "feasible up to \($0.name) = \(low)" }
      ?? "feasible with \(names) scaled by up to \(low)"
    return ends + ", infeasible from \(high) on (both checked)"
      + (parameter == nil ? "" : "; asked for \(significant(asked, 5))")
  }

  /// What to do about it. At the limit the feasible set has no inside and a solve ends almost optimal at
  /// best, so that a size below it is advised.
  var help: String? {
    guard let feasible = scales.feasible, feasible > 0 else { return nil }
    let advised = (parameter?.value ?? 1) * feasible * (1 - Self.margin)
    let value = significant(Self.rounded(advised, .down, digits: 3), 4)
    let limit = "(the limit is between \(low(feasible)) and \(high))"
    if let parameter {
      return "take \(parameter.name) = \(value) or less \(limit), or relax a constraint"
    }
    return "make the perturbations smaller, by a factor of \(value) \(limit), or relax a constraint"
  }

  /// How far below the limit the advice stays.
  private static let margin = 0.01

  private func low(_ feasible: Double) -> String {
    significant(Self.rounded((parameter?.value ?? 1) * feasible, .down), 5)
  }

  private var high: String {
    significant(Self.rounded((parameter?.value ?? 1) * scales.infeasible, .up), 5)
  }

  /// A positive number to so many digits.
  private static func rounded(
    _ value: Double, _ rule: FloatingPointRoundingRule, digits: Int = 4
  ) -> Double {
    guard value > 0 else { return 0 }
    let unit = pow(10, floor(log10(value)) - Double(digits - 1))
    return (value / unit).rounded(rule) * unit
  }
}

extension ConicRun {
  /// Searches for the largest sets with which the spec is feasible.
  func radiusLimit(_ control: SolverControl) -> RadiusLimit? {
    let sets: [NumericSet]
    let program: (Double) -> ConicProgram?
    switch meaning {
    case .training(let bound, _, _, _):
      // Gates that are dead at the size asked for may live in smaller sets: all of them are taken.
      sets = bound.instance.activeSets
      program = { try? conicProgram(of: bound.instance.scalingSets(by: $0)) }
    case .program(let instance, _):
      sets = instance.activeConstraintSets
      program = { try? conicProgram(of: instance.scalingSets(by: $0)) }
    }
    // A set with 0 in it grows with its scale; another one moves.
    guard !sets.isEmpty, sets.allSatisfy(\.hasOrigin) else { return nil }
    guard let scales = largestFeasibleScale(control: control, program: program) else { return nil }
    return RadiusLimit(scales: scales, parameter: radiusParameter(of: sets), sets: sets.map(\.name))
  }

  /// The parameter whose value is the radius of every set and nothing else.
  private func radiusParameter(of sets: [NumericSet]) -> (name: String, value: Double)? {
    var name: String?
    var uses = 0
    for set in sets {
      let isCentred = set.conditions.allSatisfy { condition in
        if case .norm(_, _, let offset, _) = condition { return offset.allSatisfy { $0 == 0 } }
        return true
      }
      guard isCentred, let declared = model.declarations.set(named: set.name) else { return nil }
      for condition in declared.conditions {
        let radius: UncertaintySet.Radius
        switch condition {
        case .ball(_, let found), .norm(_, _, let found), .box(let found): radius = found
        case .linear: return nil
        }
        guard case .parameter(let found) = radius.value.kind, name ?? found == found else {
          return nil
        }
        name = found
        uses += 1
      }
    }
    guard let name,
      let parameter = model.declarations.parameters.first(where: { $0.name.text == name }),
      let value = parameter.value
    else { return nil }
    // Once where it is declared; any other use could change more than the radius.
    return pipeline.report.sources.count(ofName: name) == uses + 1 ? (name, value) : nil
  }
}

extension SourceMap {
  /// How often the specs name something.
  fileprivate func count(ofName name: String) -> Int {
    files.enumerated().reduce(0) { sum, item in
      sum
        + tokens(of: item.element, index: item.offset).tokens.count { token in
          token.kind == .name
            && item.element.text[token.range.start..<token.range.end].elementsEqual(name.utf8)
        }
    }
  }
}

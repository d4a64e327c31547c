/// Proves that losses are convex in the prediction, once for each label.
extension Checker {
  /// The cases in which a loss is judged: each label where the target has some, else any target.
  private func cases(of formula: SampleFormula) -> [(label: Double?, name: String?)] {
    for name in formula.dataNames {
      if case .data(let data) = scope[name], let labels = data.labels {
        return labels.map { ($0, name) }
      }
    }
    return [(nil, nil)]
  }

  /// What is proven about a loss; nil after it was reported not to be convex.
  mutating func profiles(
    of formula: SampleFormula, coefficient: Coefficient, _ range: SourceRange
  ) -> [LossProfile]? {
    var factor = sign(of: coefficient)
    var result: [LossProfile] = []
    for (label, name) in cases(of: formula) {
      var analysis = CurvatureAnalysis()
      analysis.intervals = intervals
      analysis.demandsDomains = true
      if let name, let label { analysis.intervals[name] = .point(label) }
      let found = analysis.attributes(of: formula.body)
      if let obstacle = analysis.obstacle, obstacle.kind == .domain || !found.curvature.isConvex {
        reportLoss(formula, obstacle, found, label: label, name: name, range)
        return nil
      }
      if found.curvature.isAffine && factor == .unknown { factor = .nonnegative }
      let curvature = factor.isNonnegative ? found.curvature : -found.curvature
      guard factor != .unknown, curvature.isConvex else {
        reportSense(formula, found, factor, coefficient, range)
        return nil
      }
      result.append(
        LossProfile(label: label, trend: factor.isNonnegative ? found.trend : -found.trend))
    }
    return fitsLabels(formula, result, range) ? result : nil
  }

  /// Whether the loss depends on the prediction for every label. The hinge loss of labels {0, 1} is 1
  /// for 0, whatever the network says.
  private mutating func fitsLabels(
    _ formula: SampleFormula, _ profiles: [LossProfile], _ range: SourceRange
  ) -> Bool {
    if profiles.allSatisfy({ $0.trend == .constant }) {
      report(
        Diagnostic(
          "E122", "this term is the same for every prediction: it measures nothing", at: range,
          help: "a loss depends on its first argument, as in `1/2 * (z - t)^2`"))
      return false
    }
    guard let target = formula.dataNames.first, let lossName = formula.lossName,
      case .data(let data) = scope[target], let labels = data.labels,
      let label = profiles.first(where: { $0.trend == .constant })?.label,
      profiles.contains(where: { $0.trend != .constant })
    else { return true }
    let set = labels.map(shortText).joined(separator: ", ")
    report(
      Diagnostic(
        "E114", "labels {\(set)} do not fit the loss `\(lossName)`", at: range,
        caption: "for \(shortText(label)) it is the same for every prediction",
        labels: [Diagnostic.Label(data.name.range, "labels {\(set)}")],
        help: Set(labels) == [0, 1]
          ? "a margin loss is for {-1, 1}: declare `data \(target) : {-1, 1}[n]` and say which"
            + " numbers of the file they are, `labels: [0, 1]`; or take the cross-entropy"
            + " `softplus(z) - t*z`"
          : "choose labels for which the loss depends on the prediction, such as {-1, 1}"))
    return false
  }

  /// The loss is concave, or its coefficient is negative or of unknown sign.
  private mutating func reportSense(
    _ formula: SampleFormula, _ found: Attributes, _ factor: Sign, _ coefficient: Coefficient,
    _ range: SourceRange
  ) {
    if factor == .unknown {
      let part = (coefficient.factors + coefficient.divisors).first { part in
        var single = Coefficient()
        single.factors = [part]
        return sign(of: single) == .unknown
      }
      report(
        Diagnostic(
          "E206", "the coefficient of this loss may be negative", at: part?.range ?? range,
          caption: "may be positive or negative",
          labels: part == nil ? [] : [Diagnostic.Label(range, found.curvature.rawValue)],
          notes: ["rule: \(found.curvature.rawValue) times a constant: its sign decides"],
          help: part?.signAdvice))
      return
    }
    report(
      Diagnostic(
        "E201",
        found.curvature.isConvex
          ? "this loss is convex, but its coefficient is negative: the objective is concave in it"
          : "you are minimizing a concave function of the prediction",
        at: found.curvature.isConvex ? range : formula.body.range,
        help: found.curvature.isConvex
          ? "a fit is added, with a positive coefficient"
          : "turn its sign, or choose a convex loss; `cnnc atoms` lists what each function is"))
  }

  /// The message about a loss that is not convex, with a witness where there is one.
  private mutating func reportLoss(
    _ formula: SampleFormula, _ obstacle: Obstacle, _ found: Attributes, label: Double?,
    name: String?, _ range: SourceRange
  ) {
    guard admitsError(at: obstacle.range) else { return }
    var labels = obstacle.operands
    var notes = ["rule: " + obstacle.rule]
    var fixes: [Diagnostic.FixIt] = []
    var help = obstacle.advice
    let sources = losses.map(\.value) + lets.map(\.value) + (objective.map { [$0.value] } ?? [])
    if let rewrite = Rewrite.covering(obstacle.range, in: sources) {
      fixes.append(Diagnostic.FixIt(rewrite.range, replacement: rewrite.replacement))
      help = "write `\(rewrite.text)` as `\(rewrite.replacement)`"
    }
    let samples = obstacle.kind == .domain ? 0 : sampleCount(formula)
    var code = "E204"
    var message = "this loss is not convex in the prediction"
    if obstacle.kind == .domain {
      code = "E207"
      message = "this loss is not defined for every prediction"
      help = (label == 0 ? divisorHelp(obstacle, name) : nil) ?? help
      help =
        help ?? "bound the argument, as in `sqrt(1 + square(s))`, or use pos(..)"
    } else if let witness = witness(formula, label: label, name: name, samples: samples) {
      notes.append(text(of: witness, label: label))
      help = help ?? convexLosses(for: formula)
    } else if obstacle.kind == .unknownSign {
      code = "E206"
      message = "this loss is convex only if a factor has the right sign"
    } else {
      code = "E206"
      message = "could not prove this loss convex in the prediction; it may be"
      notes.append(
        samples > 0
          ? "no counterexample in \(samples) samples: the rules are sufficient, not necessary"
          : "the rules are sufficient, not necessary; counterexamples were not searched: that takes"
            + " too long here")
      help = help ?? "write it with the functions of `cnnc atoms`, whose curvature is known"
    }
    if let label, name == nil {
      labels.append(Diagnostic.Label(range, "for a target of \(shortText(label))"))
    } else if label != nil || obstacle.range.file != range.file
      || obstacle.range.start < range.start
    {
      labels.append(
        Diagnostic.Label(
          range, label.map { "used here; for label \(shortText($0))" } ?? "used here"))
    }
    report(
      Diagnostic(
        code, message, at: obstacle.range, caption: obstacle.caption, labels: labels, notes: notes,
        help: help, fixes: fixes))
  }

  private func text(of witness: ConvexityWitness, label: Double?) -> String {
    let (p, v) = (witness.points, witness.values)
    func f(_ z: Double) -> String {
      "f(\(significant(z))" + (label.map { ", \(shortText($0))" } ?? "") + ")"
    }
    return
      "witness: \(f(p.left)) = \(significant(v.left)), \(f(p.right)) = \(significant(v.right)),"
      + " in the middle \(f(p.middle)) = \(significant(v.middle)) >"
      + " \(significant((v.left + v.right) / 2)): truly nonconvex"
  }

  /// Searches for points at which the loss is not convex, with every other name at some value it may
  /// have.
  private mutating func witness(
    _ formula: SampleFormula, label: Double?, name: String?, samples: Int
  ) -> ConvexityWitness? {
    var evaluation = Evaluation()
    let intervals = intervals
    func typical(_ interval: Interval) -> Double {
      if let value = interval.value { return value }
      if interval.lower.isFinite && interval.upper.isFinite {
        return (interval.lower + interval.upper) / 2
      }
      return interval.lower.isFinite ? interval.lower + 1 : min(interval.upper, 1)
    }
    for (key, interval) in intervals { evaluation.numbers[key] = typical(interval) }
    for (key, value) in scalarValues.values { evaluation.numbers[key] = value }
    for key in formula.dataNames {
      evaluation.arrays[key] = ArrayValue(typical(intervals[key] ?? .all))
    }
    if let name, let label { evaluation.arrays[name] = ArrayValue(label) }
    evaluation.target = label
    var count = 0
    let work = Evaluation().work(of: formula.body)
    defer { searchWork -= Double(count) * work }
    func value(_ z: Double, _ disturbance: UInt64?) -> Double? {
      count += 1
      evaluation.prediction = ArrayValue(z)
      evaluation.disturbance = disturbance
      return evaluation.value(of: formula.body)?.number
    }
    return ConvexityWitness.search(samples: samples) {
      value($0, nil)
    } disturbed: {
      value($0, $1)
    }
  }

  /// How many samples a search for a witness may take: fewer where each is much work, or where many
  /// losses were searched already.
  private func sampleCount(_ formula: SampleFormula) -> Int {
    // Three points for a pair.
    let work = 3 * Evaluation().work(of: formula.body)
    let count = Int(min(searchWork / work, Double(ConvexityWitness.sampleCount)))
    // Few points find little, and a search tries whole numbers in any case.
    return count >= 100 ? count : 0
  }

  /// Losses that nothing calls are judged with the labels {-1, 1}, {0, 1} and any target: one of them
  /// must do.
  mutating func checkUncalledLosses() {
    for loss in losses where !calledLosses.contains(loss.name.text) {
      guard
        !reportUnknownNames(
          in: loss.value, bound: [loss.prediction.text, loss.target.text]),
        let body = body(of: loss, at: loss.range)
      else { continue }
      var last: (analysis: CurvatureAnalysis, found: Attributes, label: Double)?
      let sets: [[Interval]] = [[.all], [.point(-1), .point(1)], [.point(0), .point(1)]]
      let holds = sets.contains { targets in
        targets.allSatisfy { target in
          var analysis = CurvatureAnalysis()
          analysis.intervals = intervals
          analysis.demandsDomains = true
          analysis.target = target
          let found = analysis.attributes(of: body)
          if !found.curvature.isConvex || analysis.obstacle != nil {
            last = (analysis, found, target.value ?? 1)
          }
          return found.curvature.isConvex && analysis.obstacle == nil
        }
      }
      guard !holds, let (analysis, found, label) = last else { continue }
      let formula = SampleFormula(body: body, lossName: loss.name.text, dataNames: [])
      if let obstacle = analysis.obstacle {
        reportLoss(formula, obstacle, found, label: label, name: nil, loss.name.range)
      } else {
        reportSense(formula, found, .nonnegative, Coefficient(), loss.name.range)
      }
    }
  }

  /// The names in `let`s that nothing uses, and in losses.
  mutating func checkDefinitions() {
    for binding in lets {
      reportUnknownNames(in: binding.value, bound: Set(binding.parameters.map(\.text)))
    }
    for loss in losses {
      reportUnknownNames(in: loss.value, bound: [loss.prediction.text, loss.target.text])
    }
  }
}

/// A number to four digits.
func significant(_ value: Double) -> String {
  guard value != 0, value.isFinite else { return shortText(value) }
  let digits = 3 - Int(floorLog10(abs(value)))
  guard digits >= 0, digits <= 12 else {
    return digits < 0 ? shortText(value.rounded()) : "\(value)"
  }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  return shortText((value * scale).rounded() / scale)
}

/// The power of ten at or below a positive number.
private func floorLog10(_ value: Double) -> Int {
  var (power, bound) = (0, value)
  while bound >= 10 { (power, bound) = (power + 1, bound / 10) }
  while bound < 1 { (power, bound) = (power - 1, bound * 10) }
  return power
}

internal import Canonicalize
internal import Glibc
internal import LinearAlgebra

/// A run of the interior-point method: the homogeneous embedding of Goulart and Chen (arXiv 2405.12762),
/// which keeps the quadratic objective; Nesterov-Todd and Dahl-Andersen scalings; Mehrotra's predictor and
/// corrector from one factorization an iteration.
struct InteriorPointRun<Problem: ConeProblem> {
  /// Certificates are tested where kappa/tau exceeds this.
  private static var certificateRatio: Double { 1e3 }
  /// A certificate this good ends the run at once; one that does not get better ends it at the second.
  private static var certificateTolerances: (best: Double, least: Double) { (1e-11, 1e-8) }
  /// How many steps the dual scaling has before the primal-dual one is tried again.
  private static var patience: Int { 3 }
  /// Shorter steps at exponential cones are tried again with this much centering.
  private static var shortStep: Double { 0.2 }
  private static var strongCentering: Double { 0.9 }
  /// How much larger than at the start the gap may be beside mu.
  private static var lag: Double { 100 }
  private static var illPosedLevel: Double { 1e-2 }
  /// How long a point that is solved against its own size is improved.
  private static var extraIterations: Int { 10 }

  let settings: InteriorPointSettings
  /// The scaled problem.
  private(set) var data: Problem
  let gauge: Gauge
  var scaling: ConeScaling
  var system: Problem.System
  var point: Iterate
  /// The best point, with its distance from a solution, loosely and strictly measured.
  private var best:
    (distance: Double, strict: Double, point: Iterate, progress: InteriorPointProgress)?
  private var extra = 0
  private var certificate: (defect: Double, status: InteriorPointStatus, point: Iterate)?
  /// Exponential cones by the dual scaling alone, where the other one has failed.
  private(set) var isDual = false
  private var patience = 0
  /// Whether the last step came to nothing.
  private var hasFailed = false
  private var iteration = 0
  /// The residual of the gap beside mu at the start.
  private var firstRatio = 1.0

  /// With the embedding the run finds out whether there is a solution; without it must be known that there is.
  init(
    _ scaled: Problem, _ gauge: Gauge, _ settings: InteriorPointSettings, embedded: Bool = true
  ) {
    self.settings = settings
    self.gauge = gauge
    data = scaled
    scaling = ConeScaling(scaled.layout)
    system = scaled.newtonSystem()
    point = Iterate(scaled)
    // Cones without symmetry take the embedding in any case.
    if !embedded && scaled.layout.isSymmetric { point.kappa = 0 }
  }

  var degree: Int { data.layout.degree }
  /// Shorter steps come to nothing.
  var leastStep: Double { data.layout.isSymmetric ? 1e-4 : 1e-3 }

  mutating func solve() -> InteriorPointSolution {
    data.linearize(at: point)
    guard start() else { return finished(.stalled) }
    var step = 0.0
    while true {
      data.linearize(at: point)
      let residuals = EmbeddingResiduals(data, point)
      var progress = gauge.measure(
        point, residuals, offset: data.offset, degree: degree)
      (progress.iteration, progress.step) = (iteration, step)
      settings.report(progress)
      if let status = judged(progress, residuals) { return finished(status) }
      if let status = limit { return finished(status) }
      guard let taken = advance(residuals, progress.complementarity) else {
        guard changeScaling() else { return finished(.stalled) }
        continue
      }
      step = taken
      settle(step)
    }
  }

  /// Takes the other scaling of exponential cones after a step that came to nothing; false where that has
  /// been tried.
  private mutating func changeScaling() -> Bool {
    guard !data.layout.isSymmetric, !hasFailed else { return false }
    hasFailed = true
    isDual.toggle()
    patience = Self.patience
    return true
  }

  /// After a step: the dual scaling gets off the boundary, the primal-dual one is faster elsewhere.
  private mutating func settle(_ step: Double) {
    hasFailed = false
    guard !data.layout.isSymmetric else { return }
    if !isDual && step < 0.1 {
      isDual = true
      patience = Self.patience
    } else if isDual {
      patience -= 1
      if patience <= 0 || step < 0.1 { isDual = false }
    }
  }

  private var limit: InteriorPointStatus? {
    if settings.isInterrupted() { return .interrupted }
    if let limit = settings.timeLimit, settings.elapsed() >= limit { return .timeLimit }
    return iteration >= settings.maxIterations ? .iterationLimit : nil
  }

  /// Whether the point is an answer; keeps the best one.
  private mutating func judged(
    _ progress: InteriorPointProgress, _ residuals: EmbeddingResiduals
  ) -> InteriorPointStatus? {
    let distance = gauge.strictDistance(progress, tolerance: settings.tolerance)
    let isBetter = distance < best?.strict ?? .infinity
    let wasSolved = (best?.distance ?? .infinity) <= 1
    let own = gauge.distance(progress, tolerance: settings.tolerance)
    // A point that meets the tolerance stays until a better one does.
    if isBetter && (own <= 1 || !wasSolved) {
      best = (own, distance, point, progress)
    }
    if let isProven = settings.isProven {
      // A proof does not care how the multipliers came about: the residuals need not be small beside the data.
      if own <= 1 && progress.ratio <= 1 && isProven(solution(.optimal, progress)) {
        best = (own, distance, point, progress)
        return .optimal
      }
    } else if distance <= 1 && progress.ratio <= 1 {
      return .optimal
    }
    // Solved against the size of the point: it goes on only while that makes it solved against the data.
    if wasSolved { extra += 1 }
    if wasSolved && (!isBetter || extra > Self.extraIterations) { return .optimal }
    return certified(progress.ratio, residuals)
  }

  /// Whether the point, or the best certificate so far, proves that there is no solution.
  private mutating func certified(
    _ ratio: Double, _ residuals: EmbeddingResiduals
  ) -> InteriorPointStatus? {
    guard ratio > Self.certificateRatio else { return nil }
    let infeasible = gauge.infeasibilityDefect(point, residuals)
    let unbounded = gauge.unboundednessDefect(point, residuals)
    let defect = min(infeasible, unbounded)
    let before = certificate?.defect ?? .infinity
    if defect < before {
      certificate = (defect, infeasible < unbounded ? .infeasible : .unbounded, point)
    }
    guard let certificate, certificate.defect < Self.certificateTolerances.least else { return nil }
    let isLast = defect > before / 2
    guard isLast || certificate.defect < Self.certificateTolerances.best else { return nil }
    point = certificate.point
    return certificate.status
  }

  /// One iteration; nil where no step is possible.
  private mutating func advance(_ residuals: EmbeddingResiduals, _ mu: Double) -> Double? {
    guard scaling.update(s: point.s, z: point.z, mu: mu, isDual: isDual) else { return nil }
    iteration += 1
    var residuals = residuals
    if !point.isEmbedded && data.isLinearized {
      data.linearize(at: point, transposed: residuals.transposed)
      residuals.takeObjective(data, point)
    }
    guard system.factor(data, scaling), let newton = NewtonStep(data, &system, point) else {
      return nil
    }
    var affine = Iterate(data)
    guard
      newton.direction(
        residuals, factor: 1, term: point.s, kappa: point.tau * point.kappa, &system, scaling,
        into: &affine)
    else { return nil }
    guard point.isEmbedded else { return advanceDirectly(newton, residuals, affine, mu) }
    let reach = maximumStep(affine)
    let sigma = (1 - reach) * (1 - reach) * (1 - reach)
    // Where the model of a smooth objective has lost the gap, it is waited for.
    let target = isLagging(residuals, mu) ? mu : sigma * mu
    // A badly centred start takes little of the correction.
    let m = iteration > 1 ? 1 : reach
    guard
      var (direction, alpha) = combined(
        newton, residuals, affine, sigma: sigma, target: target, m: m)
    else { return nil }
    if alpha < Self.shortStep && !data.layout.isSymmetric {
      // The corrections have led out of an exponential cone: back to the central path instead.
      let strong = max(sigma, Self.strongCentering)
      guard
        let other = combined(newton, residuals, affine, sigma: strong, target: strong * mu, m: 0)
      else {
        return nil
      }
      if other.alpha > alpha { (direction, alpha) = other }
    }
    guard alpha > leastStep else { return nil }
    point.move(alpha, direction)
    return point.isFinite ? alpha : nil
  }

  /// Whether the products of complementarity are far ahead of the gap: steps linear in a smooth objective make
  /// these fall, and the curvature fills the gap again.
  private mutating func isLagging(_ residuals: EmbeddingResiduals, _ mu: Double) -> Bool {
    guard data.isLinearized else { return false }
    let ratio = abs(residuals.tau) / mu
    if iteration <= 1 { firstRatio = max(ratio, 1) }
    return ratio > Self.lag * firstRatio
  }

  /// Whether tau and kappa, which begin at 1, are both next to 0, also beside the rest of the point.
  private var isIllPosed: Bool {
    let size = max(largestEntry(point.x), largestEntry(point.s), largestEntry(point.z))
    return max(point.tau, point.kappa) < Self.illPosedLevel * min(1, size / 10)
  }

  /// The answer: of the last point for certificates, else of the best.
  private mutating func finished(_ status: InteriorPointStatus) -> InteriorPointSolution {
    var status = status
    var progress = InteriorPointProgress()
    let isCertificate = status == .infeasible || status == .unbounded
    let isIllPosed = self.isIllPosed
    if !isCertificate, let best {
      point = best.point
      progress = best.progress
      if status == .stalled && best.distance <= 1000 { status = .almostOptimal }
      if status == .stalled || status == .almostOptimal, best.distance <= 1 { status = .optimal }
    }
    if status == .stalled && isIllPosed { status = .illPosed }
    progress.iteration = iteration
    return solution(status, progress)
  }

  /// The point in the units of the program as given.
  private func solution(
    _ status: InteriorPointStatus, _ progress: InteriorPointProgress
  ) -> InteriorPointSolution {
    var solution = InteriorPointSolution(
      status: status, x: point.x, s: point.s, z: point.z, progress: progress)
    (solution.factorEntries, solution.factorFlops) = system.factorSize
    let (equilibration, c) = (gauge.equilibration, gauge.equilibration.cost)
    for j in point.x.indices { solution.x[j] *= equilibration.columns[j] }
    for i in point.s.indices {
      solution.s[i] /= equilibration.rows[i]
      solution.z[i] *= equilibration.rows[i] / c
    }
    var factor = 1 / point.tau
    let residuals = EmbeddingResiduals(data, point)
    if status == .infeasible { factor = -c / residuals.bound }
    if status == .unbounded { factor = -c / residuals.linear }
    for j in solution.x.indices { solution.x[j] *= factor }
    for i in solution.s.indices {
      solution.s[i] *= factor
      solution.z[i] *= factor
    }
    return solution
  }
}

internal import Canonicalize
internal import LinearAlgebra

/// Solving with the factors.
extension StructuredSystem {
  private static var mostGradientSteps: Int { 25 }
  /// How far conjugate gradients can bring a residual, relative to the right-hand side.
  private static var gradientTolerance: Double { 1e-11 }
  private static var refinements: Int { 4 }
  /// What may be left of a Newton equation, in units of mu: the next step mends it.
  private static var inexactness: Double { 1e-4 }

  /// The reduced system by its factors alone.
  private func base(_ right: [Double]) -> [Double] {
    guard let core else { return right }
    let (d, p, signs) = (problem.d, problem.patternCount, problem.shape.signs.count)
    let pairs = pairs
    let parts: @Sendable (Int) -> [[Double]] = { i in
      (0..<signs).map { Array(right[($0 * p + i) * d..<($0 * p + i + 1) * d]) }
    }
    let flops = ComputeLibrary.flopsPerRead * Double(signs * d * d * p)
    let reduced = mapCallingBLAS(count: p, flops: flops) { pairs[$0].reduced(parts($0)) }
    var theta = Matrix(rows: d, columns: p, elements: reduced.flatMap { $0 })
    core.solve(&theta, problem)
    let solved = theta
    let expanded = mapCallingBLAS(count: p, flops: flops) { i in
      pairs[i].expanded(solved.column(i), parts(i))
    }
    return (0..<signs).flatMap { s in expanded.flatMap { $0[s] } }
  }

  /// The reduced system by conjugate gradients with the factors as preconditioner, until `goal` is left of the
  /// right-hand side; the best iterate.
  private mutating func weights(_ right: [Double], goal: Double) -> [Double] {
    var u = base(right)
    var rest = right
    for (j, value) in product(u).enumerated() { rest[j] -= value }
    let goal = max(goal, Self.gradientTolerance * norm2(right))
    var (best, error) = (u, norm2(rest))
    var direction: [Double] = []
    var along = 1.0
    for _ in 0..<Self.mostGradientSteps {
      guard error > goal else { break }
      let next = base(rest)
      let product = dotProduct(rest, next)
      guard product > 0 else { break }
      if direction.isEmpty {
        direction = next
      } else {
        for j in direction.indices { direction[j] = next[j] + product / along * direction[j] }
      }
      along = product
      let image = self.product(direction)
      let curvature = dotProduct(direction, image)
      guard curvature > 0 else { break }
      let step = along / curvature
      add(direction, scale: step, to: &u)
      add(image, scale: -step, to: &rest)
      gradientSteps += 1
      let norm = norm2(rest)
      guard norm.isFinite else { break }
      if norm < error { (best, error) = (u, norm) }
    }
    return best
  }

  mutating func solve(x: inout [Double], z: inout [Double]) -> Bool {
    let (a, c) = (x, z)
    let size = max(largestEntry(a), largestEntry(c))
    let goal = max(1e-12 + 1e-13 * size, Self.inexactness * scaling.mu)
    guard eliminate(&x, &z, goal: goal) else { return false }
    var error = residual(a, c, x, z)
    for _ in 0..<Self.refinements {
      guard error.size.isFinite else { return false }
      guard error.size > goal else { break }
      var (dx, dz) = (error.x, error.z)
      guard eliminate(&dx, &dz, goal: goal) else { break }
      for j in dx.indices { dx[j] += x[j] }
      for i in dz.indices { dz[i] += z[i] }
      let next = residual(a, c, dx, dz)
      guard next.size < error.size else { break }
      let gain = error.size / next.size
      (x, z, error) = (dx, dz, next)
      if gain < 3 { break }
    }
    return error.size.isFinite
  }

  private func residual(
    _ a: [Double], _ c: [Double], _ x: [Double], _ z: [Double]
  ) -> (x: [Double], z: [Double], size: Double) {
    var first = problem.quadraticTimes(x)
    let products = problem.transposeTimes(z)
    for j in first.indices { first[j] = a[j] - first[j] - products[j] }
    var second = z
    scaling.apply(z, into: &second)
    let rows = problem.rowsTimes(x)
    for i in second.indices { second[i] += c[i] - rows[i] }
    let size = max(largestEntry(first), largestEntry(second))
    return (
      first, second, first.allSatisfy(\.isFinite) && second.allSatisfy(\.isFinite) ? size : .nan
    )
  }

  /// One pass of the elimination.
  private mutating func eliminate(_ x: inout [Double], _ z: inout [Double], goal: Double) -> Bool {
    let (shape, n, d) = (problem.shape, problem.n, problem.d)
    let (ax, cz) = (x, z)
    let reduced = perturbed?.elimination.reduced(cz[shape.supportRows], ax[shape.auxiliaries])
    var fitX = Array(ax[shape.fitVariables])
    var fitZ = Array(cz[shape.fitRows])
    addSprings(reduced?.offsets, to: &fitX)
    guard fitSystem.solve(x: &fitX, z: &fitZ) else { return false }
    var link = (0..<n).map { curvatures[$0] * (fitX[$0] - cz[$0]) }
    // b + F' Lambda (r0 - c)
    var panel = Matrix(rows: n, columns: problem.groupCount)
    if shape.hasPatternRows {
      let (signs, p, first) = (
        problem.signs.elements, problem.patternCount, shape.gateRows.lowerBound
      )
      panel.update { panel in
        for g in 0..<problem.groupCount {
          for k in 0..<n {
            panel[g * n + k] = -signs[g % p * n + k] * cz[first + g * n + k]
          }
        }
      }
    }
    // p of the groups for u = 0.
    var offsets: [Double] = []
    if let perturbed, let reduced {
      offsets = perturbed.offsets(reduced, ax[shape.groupSupports], cz[shape.gateRows], rowWeights)
    }
    var right = problem.gradients(spread(panel, link, bounds: offsets.map { -$0 }))
    if let perturbed, let reduced {
      let forces = perturbed.forces(reduced, offsets, fitX[n..<2 * n], link)
      problem.addCarriers(forces, to: &right)
    }
    var tails = [Double](repeating: 0, count: shape.weights.count)
    for g in 0..<problem.groupCount {
      let first = groupRange(g).lowerBound + 1
      for c in 0..<d { tails[g * d + c] = cz[first + c] }
    }
    for j in right.indices { right[j] += ax[j] }
    subtractTails(tails, ax, from: &right)
    let u = weights(right, goal: goal / 2)
    // The multipliers of the predictions, the fit again, the pattern rows and the groups.
    let products = problem.products(u[...])
    let predicted = problem.predictions(products)
    let vectors = perturbed == nil ? nil : problem.carriers(u[...])
    // The predictions follow from the weights, the rest of the fit from them: where Lambda is small, the fit
    // with free predictions would lose what they are.
    fitX = Array(ax[shape.fitVariables])
    fitZ = Array(cz[shape.fitRows])
    var held = reduced?.offsets
    if let perturbed, let vectors {
      held = zip(reduced?.offsets ?? [], perturbed.elimination.along(vectors)).map { $0 + $1 }
    }
    addSprings(held, to: &fitX)
    guard setFit(predicted.indices.map { cz[$0] + predicted[$0] }, &fitX, &fitZ, &link) else {
      return false
    }
    x.replaceSubrange(shape.weights, with: u)
    x.replaceSubrange(shape.fitVariables, with: fitX)
    z.replaceSubrange(shape.fitRows, with: fitZ)
    z.replaceSubrange(shape.predictionRows, with: link)
    var bounds: [Double] = []
    if let perturbed, let vectors {
      bounds = zip(perturbed.bounds(vectors), offsets).map { $0 + $1 }
    }
    if shape.hasPatternRows {
      let (signs, p, first) = (
        problem.signs.elements, problem.patternCount, shape.gateRows.lowerBound
      )
      for g in 0..<problem.groupCount {
        let bound = bounds.isEmpty ? 0 : bounds[g]
        for k in 0..<n {
          let i = g * n + k
          let slack = cz[first + i] + signs[g % p * n + k] * products.elements[i] - bound
          z[first + i] = -rowWeights.elements[i] * slack
        }
      }
    }
    if let reduced, let vectors, let held {
      setSupports(vectors, bounds, held, reduced, ax, cz, &x, &z)
    }
    setGroups(u, tails, ax, cz, &x, &z)
    return u.allSatisfy(\.isFinite)
  }

  /// What c'theta and the right-hand sides of the support functions pull at the bounds q of the samples.
  private func addSprings(_ held: [Double]?, to x: inout [Double]) {
    guard let perturbed, let held else { return }
    for k in 0..<problem.n {
      x[problem.n + k] += perturbed.stiffness(ofSample: k) * held[perturbed.groupCount + k]
    }
  }

  /// The variables p and m, and the multipliers of the support functions' rows, from the vectors and from
  /// `held`, where c'a holds the bounds.
  private func setSupports(
    _ vectors: Matrix, _ bounds: [Double], _ held: [Double], _ reduced: SupportElimination.Reduced,
    _ a: [Double], _ c: [Double], _ x: inout [Double], _ z: inout [Double]
  ) {
    guard let perturbed else { return }
    let (shape, n) = (problem.shape, problem.n)
    x.replaceSubrange(shape.groupSupports, with: bounds)
    let all = bounds + x[shape.sampleSupports]
    let stiffness = perturbed.elimination.stiffness
    var multipliers = held.indices.map { stiffness[$0] * (held[$0] - all[$0]) }
    // A stiff spring loses its force in the difference; the other forces on the bound give it.
    for g in bounds.indices where perturbed.isHeld(group: g) {
      multipliers[g] =
        z[(shape.gateRows.lowerBound + g * n)..<(shape.gateRows.lowerBound + (g + 1) * n)]
        .reduce(-a[shape.groupSupports.lowerBound + g], +)
    }
    let fitX = Array(x[shape.fitVariables])
    let forces = problem.fit.transposeTimes(Array(z[shape.fitRows]))
    let curvature = problem.fit.quadraticTimes(fitX)
    for k in 0..<n where perturbed.isHeld(sample: k) {
      let j = n + k
      multipliers[bounds.count + k] =
        curvature[j] + forces[j] - a[shape.fitVariables.lowerBound + j]
    }
    let (auxiliaries, own) = perturbed.elimination.expanded(
      vectors, all, multipliers, reduced, c[shape.supportRows], a[shape.auxiliaries])
    x.replaceSubrange(shape.auxiliaries, with: auxiliaries)
    z.replaceSubrange(shape.supportRows, with: own)
  }

  /// The variables and multipliers of the fit for given predictions, and the multipliers of these.
  private mutating func setFit(
    _ r: [Double], _ x: inout [Double], _ z: inout [Double], _ link: inout [Double]
  ) -> Bool {
    let (n, right) = (problem.n, x)
    for k in 0..<n { x[k] = r[k] }
    for j in n..<x.count { x[j] = 0 }
    for (i, value) in problem.fit.rowsTimes(x).enumerated() { z[i] -= value }
    var inner = Array(right[n...])
    guard innerSystem.solve(x: &inner, z: &z) else { return false }
    x.replaceSubrange(n..., with: inner)
    let products = problem.fit.transposeTimes(z)
    for k in 0..<n {
      link[k] = right[k] - problem.fitCurvature(k) * r[k] - products[k]
    }
    return true
  }

  /// right -= M c1 + h01 a_t / h00, h01 / h00 = -2 w0 w1 / k.
  private func subtractTails(_ tails: [Double], _ a: [Double], from right: inout [Double]) {
    var out = [Double](repeating: 0, count: tails.count)
    let d = problem.d
    for g in 0..<problem.groupCount {
      addGroup(g, tails, to: &out)
      let (first, cross) = (groupRange(g).lowerBound + 1, groupFactor(g).cross)
      let at = a[problem.shape.norms.lowerBound + g]
      for c in 0..<d { out[g * d + c] -= cross * scaling.w[first + c] * at }
    }
    for j in right.indices { right[j] -= out[j] }
  }

  /// t and the multipliers of (t, u): z0 = -a_t, z1 = -(M y1 + h01 a_t / h00) with y1 = c1 + u.
  private func setGroups(
    _ u: [Double], _ tails: [Double], _ a: [Double], _ c: [Double], _ x: inout [Double],
    _ z: inout [Double]
  ) {
    let d = problem.d
    var y = tails
    for j in y.indices { y[j] += u[j] }
    var ends = [Double](repeating: 0, count: y.count)
    subtractTails(y, a, from: &ends)
    for g in 0..<problem.groupCount {
      let (first, factor) = (groupRange(g).lowerBound, groupFactor(g))
      let at = a[problem.shape.norms.lowerBound + g]
      var product = 0.0
      for c in 0..<d { product += scaling.w[first + 1 + c] * y[g * d + c] }
      // h00 = k / eta^2, h01'y1 / h00 = -(2 w0 / k) w1'y1
      let inverse = factor.along / (2 * factor.inverse * factor.inverse)
      x[problem.shape.norms.lowerBound + g] = at * inverse + factor.cross * product - c[first]
      z[first] = -at
      for j in 0..<d { z[first + 1 + j] = ends[g * d + j] }
    }
  }
}

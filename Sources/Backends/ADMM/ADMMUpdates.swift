internal import Canonicalize
internal import LinearAlgebra

/// Squared sizes of one block: primal residual, change of the primal iterate, primal iterate,
/// multiplier, each with the weight of its block.
struct BlockSizes: Sendable {
  var primal = 0.0
  var change = 0.0
  var point = 0.0
  var multiplier = 0.0

  static func + (a: BlockSizes, b: BlockSizes) -> BlockSizes {
    BlockSizes(
      primal: a.primal + b.primal, change: a.change + b.change, point: a.point + b.point,
      multiplier: a.multiplier + b.multiplier)
  }

  func weighted(_ weight: Double) -> BlockSizes {
    BlockSizes(
      primal: weight * primal, change: weight * change, point: weight * point,
      multiplier: weight * multiplier)
  }

  mutating func add(product: Double, old: Double, new: Double, multiplier nu: Double) {
    primal += (product - new) * (product - new)
    change += (new - old) * (new - old)
    point += new * new
    multiplier += nu * nu
  }
}

extension ADMMIteration {
  /// V := prox of (beta ||.||_2 + gamma ||.||_2^2) / rho on each column of the relaxed U + lambda: group
  /// soft-thresholding, and a division where gamma > 0.
  mutating func updateGroups() -> BlockSizes {
    let threshold = program.groupWeight / maps.scale / penalty
    let divisor = 1 + 2 * program.squareWeight / (maps.scale * maps.scale) / penalty
    return shrinkGroups(
      &v, &lambda, toward: u, relaxation: plan.relaxation, threshold: threshold, divisor: divisor)
  }

  /// z := relaxed E G U + nu; s and nu are its positive and negative parts. Nothing in a gated network.
  mutating func updateConstraints(measuring: Bool) -> BlockSizes {
    let (p, relaxation) = (maps.p, plan.relaxation)
    let (rows, images) = (maps.signedRows, products)
    let sizes = z.updateColumns { column, g in
      let n = column.count
      let i = g % p
      let (e, xu) = (rows.elements.span, images.elements.span)
      var sizes = BlockSizes()
      if measuring {
        for k in 0..<n {
          let (image, old) = (e[i * n + k] * xu[g * n + k], max(column[k], 0))
          let moved = relaxation * image + (1 - relaxation) * old + min(column[k], 0)
          column[k] = moved
          sizes.add(product: image, old: old, new: max(moved, 0), multiplier: min(moved, 0))
        }
      } else {
        for k in 0..<n {
          let image = e[i * n + k] * xu[g * n + k]
          column[k] =
            relaxation * image + (1 - relaxation) * max(column[k], 0) + min(column[k], 0)
        }
      }
      return sizes
    }
    return sizes.reduce(BlockSizes(), +).weighted(constraintWeight)
  }

  /// r_k := prox of phi_k / (rho k) at the relaxed F U + mu, where the loss is split off.
  mutating func updateLoss() -> BlockSizes {
    guard plan.coupling == .split else { return BlockSizes() }
    var sizes = BlockSizes()
    let step = 1 / (penalty * couplingWeight)
    for k in r.indices {
      mu[k] += plan.relaxation * forward[k] + (1 - plan.relaxation) * r[k]
    }
    let (losses, moved) = (program.losses, mu)
    let points = mapInParallel(count: r.count, work: 30 * r.count) { k in
      losses[k].proximalPoint(moved[k], step: step)
    }
    for k in r.indices {
      let new = points[k]
      mu[k] -= new
      sizes.add(product: forward[k], old: r[k], new: new, multiplier: mu[k])
      r[k] = new
    }
    return sizes.weighted(couplingWeight)
  }
}

/// V := the columns of the relaxed U + lambda, each shrunk by `threshold` in norm and divided: the proximal step of
/// norms, and of their squares with a divisor. lambda keeps what was taken away.
func shrinkGroups(
  _ v: inout Matrix, _ lambda: inout Matrix, toward u: Matrix, relaxation: Double,
  threshold: Double, divisor: Double = 1
) -> BlockSizes {
  let source = u
  let sizes = v.updateColumns(with: &lambda) { v, lambda, g in
    let d = v.count
    let u = source.elements.span
    var squares = 0.0
    for j in 0..<d {
      // lambda holds the point to be shrunk until its own new value is known.
      lambda[j] += relaxation * u[g * d + j] + (1 - relaxation) * v[j]
      squares += lambda[j] * lambda[j]
    }
    let norm = squares.squareRoot()
    let shrink = norm > threshold ? (1 - threshold / norm) / divisor : 0
    var sizes = BlockSizes()
    for j in 0..<d {
      let new = shrink * lambda[j]
      lambda[j] -= new
      sizes.add(product: u[g * d + j], old: v[j], new: new, multiplier: lambda[j])
      v[j] = new
    }
    return sizes
  }
  return sizes.reduce(BlockSizes(), +)
}

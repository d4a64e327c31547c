internal import Canonicalize
internal import LinearAlgebra

extension RobustIteration {
  /// V := group soft-thresholding of the relaxed U + lambda.
  mutating func updateGroups() -> BlockSizes {
    shrinkGroups(
      &v, &lambda, toward: u, relaxation: plan.relaxation,
      threshold: program.nominal.groupWeight / maps.scale / penalty)
  }

  /// (s, e) := projection of the relaxed (E G U, U) and multipliers onto the robust cone of each group.
  mutating func updateCones() -> BlockSizes {
    let (n, p, relaxation, weights) = (maps.n, maps.p, plan.relaxation, plan.weights)
    let (rows, images, own) = (maps.signedRows.elements, products.elements, u.elements)
    let (support, scales) = (support, rowScales)
    // Points are projected in place; the residuals need what they were.
    let before = cones.elements
    let sizes = cones.updateColumns(with: &coneMultipliers) { point, multiplier, g in
      let (d, i) = (point.count - n, g % p)
      let (rows, images, own) = (rows.span, images.span, own.span)
      func image(_ j: Int) -> Double {
        j < n ? rows[i * n + j] * images[g * n + j] : own[g * d + j - n]
      }
      let (old, size) = (before.span, point.count)
      for j in 0..<point.count {
        multiplier[j] += relaxation * image(j) + (1 - relaxation) * point[j]
        point[j] = multiplier[j]
      }
      support.project(
        &point, scales: scales.span, rowWeight: weights.rows, vectorWeight: weights.copies)
      var (ofRows, ofCopies) = (BlockSizes(), BlockSizes())
      for j in 0..<point.count {
        multiplier[j] -= point[j]
        let part = (image(j), old[g * size + j], point[j], multiplier[j])
        if j < n {
          ofRows.add(product: part.0, old: part.1, new: part.2, multiplier: part.3)
        } else {
          ofCopies.add(product: part.0, old: part.1, new: part.2, multiplier: part.3)
        }
      }
      return ofRows.weighted(weights.rows) + ofCopies.weighted(weights.copies)
    }
    return sizes.reduce(BlockSizes(), +)
  }

  /// (r_k, b_k) := proximal step of the worst case of phi_k from the relaxed (x_k'theta_k, theta_k) and
  /// multipliers.
  mutating func updateSamples() -> BlockSizes {
    let (relaxation, weights) = (plan.relaxation, plan.weights)
    let (losses, centers, support) = (program.nominal.losses, centers, support)
    let (r, b) = (penalty * weights.predictions, penalty * weights.vectors)
    let (images, before) = (images.elements, samples.elements)
    let found = samples.updateColumns(with: &sampleMultipliers) { point, multiplier, k in
      let (images, old, size) = (images.span, before.span, point.count)
      for j in 0..<size {
        multiplier[j] += relaxation * images[k * size + j] + (1 - relaxation) * point[j]
        point[j] = multiplier[j]
      }
      let step = WorstCaseStep(
        losses[k], center: centers[k], support, predictionWeight: r, vectorWeight: b)
      let end = step.point(point[0], point.span.extracting(1..<size))
      point[0] = end.prediction
      support.apply(end.length, height: end.height, to: &point, from: 1)
      var (ofPrediction, ofVector) = (BlockSizes(), BlockSizes())
      for j in 0..<size {
        multiplier[j] -= point[j]
        let part = (images[k * size + j], old[k * size + j], point[j], multiplier[j])
        if j == 0 {
          ofPrediction.add(product: part.0, old: part.1, new: part.2, multiplier: part.3)
        } else {
          ofVector.add(product: part.0, old: part.1, new: part.2, multiplier: part.3)
        }
      }
      let sizes =
        ofPrediction.weighted(weights.predictions) + ofVector.weighted(weights.vectors)
      return SampleStep(sizes: sizes, slopes: end.slopes)
    }
    slopes = found.map(\.slopes)
    return found.reduce(BlockSizes()) { $0 + $1.sizes }
  }
}

/// What the step of a sample gives.
private struct SampleStep: Sendable {
  let sizes: BlockSizes
  let slopes: EndSlopes
}

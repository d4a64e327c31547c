internal import Glibc

/// The scaling of an exponential cone at (s, z): a matrix H with H z = s that takes the place of W^2.
struct ExponentialScaling {
  /// H.
  private(set) var matrix = SymmetricTriple()
  /// grad f*(z).
  private(set) var gradient: Triple = (0, 0, 0)
  /// grad^2 f*(z).
  private(set) var hessian = SymmetricTriple()

  /// At points inside both cones. The primal-dual scaling of Tuncel in the form of Dahl and Andersen
  /// (Math. Program. 194, 2022) maps z to s and grad f(s) to grad f*(z); `isDual`, and where rounding
  /// leaves nothing of it, the cone's own mu times grad^2 f*(z).
  mutating func update(_ s: Triple, _ z: Triple, mu: Double, isDual: Bool) {
    gradient = ExponentialCone.dualGradient(z)
    hessian = ExponentialCone.dualHessian(z)
    guard !isDual else {
      matrix = hessian.scaled(by: mu)
      return
    }
    let shadowZ = ExponentialCone.gradient(s)
    let shadowS = gradient
    let own = dot(s, z) / 3
    matrix = hessian.scaled(by: own)
    let shadow = dot(shadowS, shadowZ) / 3
    let ds: Triple = (s.0 + own * shadowS.0, s.1 + own * shadowS.1, s.2 + own * shadowS.2)
    let dz: Triple = (z.0 + own * shadowZ.0, z.1 + own * shadowZ.1, z.2 + own * shadowZ.2)
    let product = dot(ds, dz)
    let image = hessian * shadowZ
    let curvature = dot(shadowZ, image) - 3 * shadow * shadow
    guard own > 0, product > 0, abs(own * shadow - 1) > 1.5e-8, abs(curvature) > 2.2e-16 else {
      return
    }
    var rest = hessian
    rest.add(-1 / 3, shadowS)
    let v: Triple = (
      shadow * shadowS.0 - image.0, shadow * shadowS.1 - image.1, shadow * shadowS.2 - image.2
    )
    rest.add(-1 / curvature, v)
    let t = own * rest.norm
    var axis: Triple = (
      z.1 * shadowZ.2 - z.2 * shadowZ.1, z.2 * shadowZ.0 - z.0 * shadowZ.2,
      z.0 * shadowZ.1 - z.1 * shadowZ.0
    )
    let size = sqrt(dot(axis, axis))
    guard size > 0, t.isFinite else { return }
    axis = (axis.0 / size, axis.1 / size, axis.2 / size)
    var scaling = SymmetricTriple()
    scaling.add(1 / (3 * own), s)
    scaling.add(1 / product, ds)
    scaling.add(t, axis)
    matrix = scaling
  }

  /// The third-order correction 1/2 D^3 f*(z)[(grad^2 f*)^{-1} ds, dz]; 0 where the inverse is lost.
  func correction(_ z: Triple, ds: Triple, dz: Triple) -> Triple {
    guard let u = hessian.solve(ds) else { return (0, 0, 0) }
    let full = ExponentialCone.dualThirdOrder(z, u, dz)
    return (full.0 / 2, full.1 / 2, full.2 / 2)
  }
}

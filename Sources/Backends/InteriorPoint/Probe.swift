public import Canonicalize
internal import Glibc
public import LinearAlgebra
public func probeSolve(_ program: ConicProgram, _ P: SparseMatrix, _ settings: InteriorPointSettings) -> InteriorPointSolution {
  var data = ConeData(program)
  data.quadratic = P
  var run = InteriorPointRun(data, settings)
  return run.solve()
}
public func probeDerivatives() {
  let z: (Double, Double, Double) = (-0.7, 0.3, 1.9)
  let u = (0.3, -0.2, 0.7), v = (-0.4, 0.5, 0.6)
  let h = 1e-5
  func at(_ t: Double) -> (Double, Double, Double) { (z.0 + t * v.0, z.1 + t * v.1, z.2 + t * v.2) }
  let a = ExponentialCone.dualHessian(at(h)) * u, b = ExponentialCone.dualHessian(at(-h)) * u
  print((a.0 - b.0) / (2 * h), (a.1 - b.1) / (2 * h), (a.2 - b.2) / (2 * h))
  print(ExponentialCone.dualThirdOrder(z, u, v))
  let g1 = ExponentialCone.dualGradient(at(h)), g2 = ExponentialCone.dualGradient(at(-h))
  print((g1.0 - g2.0) / (2 * h), (g1.1 - g2.1) / (2 * h), (g1.2 - g2.2) / (2 * h))
  print(ExponentialCone.dualHessian(z) * v)
  let g = ExponentialCone.dualGradient(z)
  print(ExponentialCone.gradient((-g.0, -g.1, -g.2)), z)
  for x in [1e-18, 1e-9, 1e-3, 0.5, 1, 2.9, 3.1, 10, 700, 1e8] { let e = ExponentialCone.wrightExcess(x); print(x, e, (e + log1p(e) - x) / x) }
}

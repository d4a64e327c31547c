/// Valid specs of training against perturbations.
extension AcceptedSpecs {
  static let robust = [
    // Inner max
    Accepted(
      """
      \(head)
      \(ball)
      minimize mean[k in 1..n] max[delta in B] hinge(yhat(X[k] + delta), y[k]) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B, l_inf ball; hiddenSquared + outputSquared"),
    // Outer max
    Accepted(
      """
      \(head)
      \(ball)
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, l_inf ball; hiddenSquared + outputSquared"),
    // Outer max indexed
    Accepted(
      """
      \(head)
      \(ball)
      minimize max[Delta in B^n] mean[k in 1..n] hinge(yhat(X[k] + Delta[k]), y[k]) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, l_inf ball; hiddenSquared + outputSquared"),
    // Max over samples robust
    Accepted(
      """
      \(head)
      \(ball)
      minimize max[Delta in B^n] max(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; max hinge (-1 up, 1 down) over B^n, l_inf ball; hiddenSquared + outputSquared"),
    // Robust margin constraint
    Accepted(
      """
      \(head)
      \(ball)
      minimize \(decay)
      subject to margin: y .* yhat(X + Delta) >= 1 forall Delta in B^n
      """,
      "relu X y; hiddenSquared + outputSquared; inequality over B^n, l_inf ball"),
    // Chain robust
    Accepted(
      """
      \(head)
      \(ball)
      minimize sum(sq(yhat(X), y)) + \(decay)
      subject to -2 <= yhat(X + Delta) <= 2 forall Delta in B^n
      """,
      "relu X y; sum sq (-1 either way, 1 either way); hiddenSquared + outputSquared; inequality over B^n, l_inf ball; inequality over B^n, l_inf ball"
    ),
    // Constraint per k robust
    Accepted(
      """
      \(head)
      \(ball)
      minimize sum(sq(yhat(X), y)) + \(decay)
      subject to m: y[k] * yhat(X[k] + delta) >= 0 for k in 1..n forall delta in B
      """,
      "relu X y; sum sq (-1 either way, 1 either way); hiddenSquared + outputSquared; inequality over B, l_inf ball"
    ),
    // Constraint robust Delta[k]
    Accepted(
      """
      \(head)
      \(ball)
      minimize sum(sq(yhat(X), y)) + \(decay)
      subject to m: y[k] * yhat(X[k] + Delta[k]) >= 0 for k in 1..n forall Delta in B^n
      """,
      "relu X y; sum sq (-1 either way, 1 either way); hiddenSquared + outputSquared; inequality over B^n, l_inf ball"
    ),
    // L1 ball
    Accepted(
      """
      \(head)
      set B = { delta : R[d] | ||delta||_1 <= eps }
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, l1 ball; hiddenSquared + outputSquared"),
    // Box
    Accepted(
      """
      \(head)
      data r : R[d] = [0.1, 0.05]
      set B = { delta : R[d] | abs(delta[c]) <= r[c] for c in 1..d }
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, box; hiddenSquared + outputSquared"),
    // Box vector
    Accepted(
      """
      \(head)
      data r : R[d] = [0.1, 0.05]
      set B = { delta : R[d] | abs(delta) <= r }
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, box; hiddenSquared + outputSquared"),
    // Ellipsoid
    Accepted(
      """
      \(head)
      data A : R[d, d] = [[1, 0], [0, 2]]
      set B = { delta : R[d] | ||A*delta||_2 <= eps }
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, ellipsoid; hiddenSquared + outputSquared"),
    // Intersection
    Accepted(
      """
      \(head)
      set B = { delta : R[d] | ||delta||_2 <= eps, ||delta||_inf <= eps/2 }
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, intersection of 2 sets; hiddenSquared + outputSquared"
    ),
    // Polytope
    Accepted(
      """
      \(head)
      data C : R[3, d] = [[1, 0], [0, 1], [-1, -1]]
      set B = { delta : R[d] | C * delta <= 0.1 }
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, polytope; hiddenSquared + outputSquared"),
    // Interval chain
    Accepted(
      """
      \(head)
      set B = { delta : R[d] | -0.1 <= delta <= 0.2 }
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, polytope; hiddenSquared + outputSquared"),
    // Interval per coordinate
    Accepted(
      """
      \(head)
      data lo : R[d] = [-0.1, 0]
      data hi : R[d] = [0.1, 0.2]
      set B = { delta : R[d] | lo[c] <= delta[c] <= hi[c] for c in 1..d }
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, polytope; hiddenSquared + outputSquared"),
    // Raw
    Accepted(
      """
      data X : R[n, d] = [[1.0, 0.2], [0.6, 0.9]] with scale(sd)
      data y : {-1, 1}[n] = [1, -1]
      gates g = sample(X + B^n, count: 8, seed: 1)
      param eps : R >= 0 = 0.1
      param beta : R >= 0 = 0.01
      set B = { delta : R[d] | ||delta||_inf <= raw(eps) }
      loss hinge(z, t) = pos(1 - t*z)
      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, l_inf ball; hiddenSquared + outputSquared"),
    // Sweep list
    Accepted(
      """
      \(head)
      \(ball)
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      sweep eps in [0, 0.1, 0.2]
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, l_inf ball; hiddenSquared + outputSquared; sweep eps: 3"
    ),
    // Sweep linspace
    Accepted(
      """
      \(head)
      \(ball)
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      sweep eps in linspace(0, 0.3, 4)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, l_inf ball; hiddenSquared + outputSquared; sweep eps: 4"
    ),
    // Raw in box
    Accepted(
      """
      data X : R[n, d] = [[1.0, 0.2], [0.6, 0.9]] with scale(minmax)
      data y : {-1, 1}[n] = [1, -1]
      data r : R[d] = [0.1, 0.2]
      gates g = sample(X + B^n, count: 8, seed: 1)
      param beta : R >= 0 = 0.01
      set B = { delta : R[d] | abs(delta[c]) <= raw(r[c]) for c in 1..d }
      loss hinge(z, t) = pos(1 - t*z)
      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, box; hiddenSquared + outputSquared"),
    // Several conditions of a set
    Accepted(
      """
      \(head)
      set B = { delta : R[d] | ||delta||_2 <= eps, sum(delta) == 0 }
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, intersection of 2 sets; hiddenSquared + outputSquared"
    ),
    // One coordinate fixed
    Accepted(
      """
      \(head)
      set B = { delta : R[d] | ||delta||_inf <= eps, delta[1] == 0 }
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, polytope; hiddenSquared + outputSquared"),
    // Linf of A delta
    Accepted(
      """
      \(head)
      data A : R[d, d] = [[1, 1], [0, 2]]
      set B = { delta : R[d] | ||A*delta||_inf <= eps }
      minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, polytope; hiddenSquared + outputSquared"),
    // Worst case with coefficient
    Accepted(
      """
      \(head)
      \(ball)
      param c : R in [0, 1] = 0.5
      minimize c * max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + (1 - c) * mean(hinge(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down) over B^n, l_inf ball; mean hinge (-1 up, 1 down); hiddenSquared + outputSquared"
    ),
  ]
}

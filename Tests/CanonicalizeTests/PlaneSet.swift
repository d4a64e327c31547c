import Canonicalize
import DSL

/// A set of the plane by its corners: what the support functions of conic programs are tested against.
struct PlaneSet {
  /// One condition: halfspaces, or an ellipse ||A delta + b||_2 <= r.
  enum Part {
    case halfspaces(rows: [[Double]], bounds: [Double])
    case ellipse(rows: [[Double]], offset: [Double], radius: Double)
  }

  /// The conditions.
  let conditions: [NumericSet.Condition]
  /// The same, each as halfspaces or as an ellipse.
  let parts: [Part]

  init(_ conditions: [NumericSet.Condition]) {
    self.conditions = conditions
    parts = conditions.map(Self.part)
  }

  private static let axes: [[Double]] = [[1, 0], [-1, 0], [0, 1], [0, -1]]
  private static let diagonals: [[Double]] = [[1, 1], [1, -1], [-1, 1], [-1, -1]]

  private static func part(_ condition: NumericSet.Condition) -> Part {
    switch condition {
    case .ball(let kind, let radius):
      return part(.norm(kind, rows: [[1, 0], [0, 1]], offset: [0, 0], radius))
    case .box(let r):
      return .halfspaces(rows: axes, bounds: [r[0], r[0], r[1], r[1]])
    case .norm(.two, let rows, let offset, let radius):
      return .ellipse(rows: rows, offset: offset, radius: radius)
    case .norm(let kind, let rows, let offset, let radius):
      // s'(A delta + b) <= r for the corners s of the dual ball.
      let corners = kind == .one ? diagonals : axes
      return .halfspaces(
        rows: corners.map { s in
          (0..<2).map { c in s[0] * rows[0][c] + s[1] * rows[1][c] }
        }, bounds: corners.map { radius - $0[0] * offset[0] - $0[1] * offset[1] })
    case .halfspaces(let rows, let bounds): return .halfspaces(rows: rows, bounds: bounds)
    case .equalities(let rows, let bounds):
      return .halfspaces(
        rows: rows + rows.map { $0.map { -$0 } }, bounds: bounds + bounds.map { -$0 })
    }
  }

  /// Every corner, and where the boundary turns towards theta or away from it: a convex function of
  /// delta'theta takes its largest value over the set at one of them.
  func points(_ theta: [Double]) -> [[Double]] {
    var lines: [(row: [Double], bound: Double)] = []
    var found: [[Double]] = []
    for case .halfspaces(let rows, let bounds) in parts {
      for (row, bound) in zip(rows, bounds) { lines.append((row, bound)) }
    }
    for (i, a) in lines.enumerated() {
      for b in lines[..<i] {
        if let x = Self.solution(a.row, b.row, [a.bound, b.bound]) { found.append(x) }
      }
    }
    for case .ellipse(let rows, let offset, let radius) in parts {
      for sign in [1.0, -1] {
        // A'u = theta: the point with A delta + b = r u / ||u||.
        guard let u = Self.solution(Self.column(rows, 0), Self.column(rows, 1), theta) else {
          continue
        }
        found.append(Self.point(rows, offset, Self.scaled(u, sign * radius / Self.length(u))))
      }
      for line in lines { found += Self.crossings(rows, offset, radius, line.row, line.bound) }
    }
    return found.filter(contains)
  }

  /// max { delta'theta : delta in B }
  func support(_ theta: [Double]) -> Double {
    points(theta).map { Self.dot($0, theta) }.max() ?? .nan
  }

  private func contains(_ x: [Double]) -> Bool {
    parts.allSatisfy { part in
      switch part {
      case .halfspaces(let rows, let bounds):
        zip(rows, bounds).allSatisfy { Self.dot($0, x) <= $1 + 1e-12 }
      case .ellipse(let rows, let offset, let radius):
        Self.length(Self.image(rows, offset, x)) <= radius + 1e-12
      }
    }
  }

  /// What the multipliers of the conditions take of theta at the worst point: for each condition its share
  /// of theta and the multiplier of each of its rows. They prove that h_B(theta) is no larger.
  func shares(_ theta: [Double]) -> [(share: [Double], rows: [Double])] {
    let top = support(theta)
    for worst in points(theta) where Self.dot(worst, theta) >= top - 1e-13 {
      let normals = normals(at: worst)
      for (i, a) in normals.enumerated() {
        for b in normals[...i] {
          // theta = s a + t b with s, t >= 0; a alone where both are one.
          let isOne = a.part == b.part && a.row == b.row
          let weights =
            isOne
            ? [Self.dot(a.normal, theta) / Self.dot(a.normal, a.normal), 0]
            : Self.solution(
              [a.normal[0], b.normal[0]], [a.normal[1], b.normal[1]], theta) ?? [-1, -1]
          let sum = (0..<2).map { weights[0] * a.normal[$0] + weights[1] * b.normal[$0] }
          guard weights.allSatisfy({ $0 >= -1e-12 }),
            zip(sum, theta).allSatisfy({ abs($0 - $1) < 1e-12 * (1 + abs($1)) })
          else { continue }
          return split([
            (a.part, a.row, a.normal, weights[0]), (b.part, b.row, b.normal, weights[1]),
          ])
        }
      }
    }
    return []
  }

  private func split(
    _ terms: [(part: Int, row: Int, normal: [Double], weight: Double)]
  ) -> [(share: [Double], rows: [Double])] {
    parts.indices.map { k in
      var rows: [Double] = []
      if case .halfspaces(let all, _) = parts[k] { rows = all.map { _ in 0 } }
      var share = [0.0, 0]
      for term in terms where term.part == k {
        if !rows.isEmpty { rows[term.row] += term.weight }
        for c in 0..<2 { share[c] += term.weight * term.normal[c] }
      }
      if case .equalities(let equalities, _) = conditions[k] {
        rows = equalities.indices.map { rows[$0] - rows[$0 + equalities.count] }
      }
      return (share, rows)
    }
  }

  /// The outward normals of the conditions that hold with equality.
  private func normals(at x: [Double]) -> [(part: Int, row: Int, normal: [Double])] {
    var result: [(part: Int, row: Int, normal: [Double])] = []
    for (k, part) in parts.enumerated() {
      switch part {
      case .halfspaces(let rows, let bounds):
        for (r, row) in rows.enumerated() where abs(Self.dot(row, x) - bounds[r]) < 1e-10 {
          result.append((k, r, row))
        }
      case .ellipse(let rows, let offset, let radius):
        let image = Self.image(rows, offset, x)
        guard abs(Self.length(image) - radius) < 1e-10 else { continue }
        result.append(
          (k, 0, (0..<2).map { image[0] * rows[0][$0] + image[1] * rows[1][$0] }))
      }
    }
    return result
  }
}

/// Geometry of the plane.
extension PlaneSet {
  static func dot(_ a: [Double], _ b: [Double]) -> Double { a[0] * b[0] + a[1] * b[1] }
  private static func length(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
  private static func scaled(_ a: [Double], _ s: Double) -> [Double] { [a[0] * s, a[1] * s] }
  private static func column(_ rows: [[Double]], _ c: Int) -> [Double] { [rows[0][c], rows[1][c]] }

  /// A x + b
  private static func image(_ rows: [[Double]], _ b: [Double], _ x: [Double]) -> [Double] {
    [dot(rows[0], x) + b[0], dot(rows[1], x) + b[1]]
  }

  /// The x with a'x = right_0 and b'x = right_1; nil where a and b are parallel.
  static func solution(_ a: [Double], _ b: [Double], _ right: [Double]) -> [Double]? {
    let determinant = a[0] * b[1] - a[1] * b[0]
    guard abs(determinant) > 1e-9 else { return nil }
    return [
      (right[0] * b[1] - right[1] * a[1]) / determinant,
      (a[0] * right[1] - b[0] * right[0]) / determinant,
    ]
  }

  /// The x with A x + b = u.
  private static func point(_ rows: [[Double]], _ b: [Double], _ u: [Double]) -> [Double] {
    solution(rows[0], rows[1], [u[0] - b[0], u[1] - b[1]]) ?? [.nan, .nan]
  }

  /// Where the line c'x = h meets the ellipse ||A x + b||_2 = r.
  private static func crossings(
    _ rows: [[Double]], _ b: [Double], _ r: Double, _ c: [Double], _ h: Double
  ) -> [[Double]] {
    let start = scaled(c, h / dot(c, c))
    let (u, v) = (image(rows, b, start), image(rows, [0, 0], [-c[1], c[0]]))
    let (q, p, s) = (dot(v, v), dot(u, v), dot(u, u) - r * r)
    let root = p * p - q * s
    guard root > 0 else { return [] }
    return [1.0, -1].map { sign in
      let t = (-p + sign * root.squareRoot()) / q
      return [start[0] - t * c[1], start[1] + t * c[0]]
    }
  }
}

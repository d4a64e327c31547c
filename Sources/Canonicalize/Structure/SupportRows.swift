internal import DSL
public import LinearAlgebra

/// A symmetric set of perturbations whose support function is a weighted norm, h(a) = ||E a||_q with
/// E = diag(radii): balls of the three norms, boxes, and balls in units of their own for each coordinate.
public struct SupportShape: Sendable {
  /// q.
  public enum Norm: Int, Sendable {
    case one
    case two
    case infinity
  }

  /// q.
  public let norm: Norm
  /// The diagonal of E, of length d; 0 for coordinates that do not move.
  public let radii: [Double]

  /// A shape; no radius is negative.
  public init(_ norm: Norm, radii: [Double]) {
    precondition(radii.allSatisfy { $0 >= 0 }, "radii are not negative")
    self.norm = norm
    self.radii = radii
  }

  /// The shape of a set; nil where its support function is no weighted norm.
  init?(_ set: NumericSet) {
    guard set.conditions.count == 1 else { return nil }
    func ball(_ radius: Double) -> [Double] { set.isFree.map { $0 ? radius : 0 } }
    switch set.conditions[0] {
    case .ball(.infinity, let radius): self.init(.one, radii: ball(radius))
    case .ball(.two, let radius): self.init(.two, radii: ball(radius))
    case .ball(.one, let radius): self.init(.infinity, radii: ball(radius))
    case .box(let radii): self.init(.one, radii: zip(radii, set.isFree).map { $1 ? $0 : 0 })
    case .norm(let kind, let rows, let offset, let radius):
      guard offset.allSatisfy({ $0 == 0 }),
        let radii = Self.diagonal(rows, set.isFree)?.map({ $0 == 0 ? 0 : radius / $0 })
      else { return nil }
      switch kind {
      case .infinity: self.init(.one, radii: radii)
      case .two: self.init(.two, radii: radii)
      case .one: self.init(.infinity, radii: radii)
      }
    case .halfspaces, .equalities: return nil
    }
  }

  /// |a_c| for rows that each see one free coordinate, and each such coordinate once; nil for others.
  private static func diagonal(_ rows: [[Double]], _ isFree: [Bool]) -> [Double]? {
    var result = [Double](repeating: 0, count: isFree.count)
    for row in rows {
      let places = row.indices.filter { row[$0] != 0 && isFree[$0] }
      guard let c = places.first else { continue }
      guard places.count == 1, result[c] == 0 else { return nil }
      result[c] = abs(row[c])
    }
    return zip(result, isFree).allSatisfy { $0 > 0 || !$1 } ? result : nil
  }
}

/// Rows that bound the support functions of many vectors, h_b >= ||E a_b||_q for carriers b = 0 ..< B: what a
/// conic program has for them, with variables m_b >= |E a_b| of their own where q = 1. The vectors and the
/// bounds are columns of a d x B matrix and B numbers; the rows of one carrier follow each other:
///
///     q = 1          -m_c + a_c,  -m_c - a_c  for each coordinate c that moves,  -h + sum_c e_c m_c
///     q = 2          (-h, -e_c a_c), a second-order cone
///     q = infinity   -h + e_c a_c,  -h - e_c a_c  for each c
public struct SupportRows: Sendable {
  /// The norm with its radii.
  public let shape: SupportShape
  /// B.
  public let carrierCount: Int
  /// The coordinates that move.
  public let moved: [Int]

  /// Rows for so many carriers.
  public init(_ shape: SupportShape, carrierCount: Int) {
    self.shape = shape
    self.carrierCount = carrierCount
    moved = shape.radii.indices.filter { shape.radii[$0] > 0 }
  }

  /// How many variables m each carrier has.
  public var auxiliaryCount: Int { shape.norm == .one ? moved.count : 0 }

  /// How many rows each carrier has.
  public var rowCount: Int {
    switch shape.norm {
    case .one: 2 * moved.count + 1
    case .two: moved.count + 1
    case .infinity: 2 * moved.count
    }
  }

  /// How many entries the rows of a carrier have for a vector of variables.
  public var entryCount: Int {
    switch shape.norm {
    case .one: 5 * moved.count + 1
    case .two: moved.count + 1
    case .infinity: 4 * moved.count
    }
  }

  /// One scale for each row: those that see vectors, and those that see the bound.
  public func rowScales(ofVectors vectors: Double, ofBounds bounds: Double) -> [Double] {
    var one = [Double](repeating: shape.norm == .one ? vectors : bounds, count: rowCount)
    if shape.norm == .one { one[2 * moved.count] = bounds }
    return (0..<carrierCount).flatMap { _ in one }
  }

  /// The cones of the rows.
  public var cones: [Cone] {
    switch shape.norm {
    case .one, .infinity: [.nonnegative(carrierCount * rowCount)]
    case .two: [Cone](repeating: .secondOrder(rowCount), count: carrierCount)
    }
  }

  /// Appends the values of all rows.
  public func append(
    _ vectors: Matrix, _ bounds: [Double], _ auxiliaries: [Double], to rows: inout [Double]
  ) {
    rows.reserveCapacity(rows.count + carrierCount * rowCount)
    for b in 0..<carrierCount {
      var sum = -bounds[b]
      if shape.norm == .two { rows.append(sum) }
      for (f, c) in moved.enumerated() {
        let (a, radius) = (vectors[c, b], shape.radii[c])
        switch shape.norm {
        case .one:
          let m = auxiliaries[b * moved.count + f]
          rows.append(a - m)
          rows.append(-a - m)
          sum += radius * m
        case .two: rows.append(-radius * a)
        case .infinity:
          rows.append(sum + radius * a)
          rows.append(sum - radius * a)
        }
      }
      if shape.norm == .one { rows.append(sum) }
    }
  }

  /// The transposed map: what multipliers of the rows give for the vectors, the bounds and the variables m.
  public func transposed(
    _ z: [Double], from first: Int
  ) -> (vectors: Matrix, bounds: [Double], auxiliaries: [Double]) {
    var vectors = Matrix(rows: shape.radii.count, columns: carrierCount)
    var bounds = [Double](repeating: 0, count: carrierCount)
    var auxiliaries = [Double](repeating: 0, count: carrierCount * auxiliaryCount)
    let (rowCount, size, d) = (rowCount, moved.count, shape.radii.count)
    vectors.update { vectors in
      for b in 0..<carrierCount {
        let row = first + b * rowCount
        if shape.norm == .one { bounds[b] = -z[row + 2 * size] }
        if shape.norm == .two { bounds[b] = -z[row] }
        for (f, c) in moved.enumerated() {
          let radius = shape.radii[c]
          switch shape.norm {
          case .one:
            let (up, down) = (z[row + 2 * f], z[row + 2 * f + 1])
            vectors[b * d + c] = up - down
            auxiliaries[b * size + f] = radius * z[row + 2 * size] - up - down
          case .two: vectors[b * d + c] = -radius * z[row + 1 + f]
          case .infinity:
            let (up, down) = (z[row + 2 * f], z[row + 2 * f + 1])
            vectors[b * d + c] = radius * (up - down)
            bounds[b] -= up + down
          }
        }
      }
    }
    return (vectors, bounds, auxiliaries)
  }
}

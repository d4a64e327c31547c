/// The vectors theta whose support functions a program needs, each with an affine form for every
/// coordinate. Forms are made when they are asked for: at full size there are as many as X has entries.
struct ThetaPanel {
  /// How many vectors there are.
  let count: Int
  /// How many coordinates each has.
  let dimension: Int
  /// How many variables stand in coordinate c of vector j.
  let entryCount: (_ j: Int, _ c: Int) -> Int
  /// Whether vector j is 0 whatever the variables are.
  let isZero: (_ j: Int) -> Bool
  private let form: (_ j: Int, _ c: Int) -> AffineForm

  /// Vectors by closures; where `isZero` is nil, a vector is 0 if no variable stands in it.
  init(
    count: Int, dimension: Int, entryCount: @escaping (_ j: Int, _ c: Int) -> Int,
    isZero: ((_ j: Int) -> Bool)? = nil,
    form: @escaping (_ j: Int, _ c: Int) -> AffineForm
  ) {
    self.count = count
    self.dimension = dimension
    self.entryCount = entryCount
    self.isZero = isZero ?? { j in (0..<dimension).allSatisfy { entryCount(j, $0) == 0 } }
    self.form = form
  }

  /// Vectors given by their forms.
  init(_ vectors: [[AffineForm]], dimension: Int) {
    self.init(
      count: vectors.count, dimension: dimension,
      entryCount: { j, c in Set(vectors[j][c].columns).count },
      isZero: { j in vectors[j].allSatisfy(\.isZero) },
      form: { j, c in vectors[j][c] })
  }

  /// Vectors of variables: coordinate f of vector j is `first + j * coordinates.count + f`, at the
  /// place `coordinates[f]`; the others are 0.
  init(variablesFrom first: Int, count: Int, dimension: Int, at coordinates: [Int]) {
    var place = [Int?](repeating: nil, count: dimension)
    for (f, c) in coordinates.enumerated() { place[c] = f }
    let (places, width) = (place, coordinates.count)
    self.init(
      count: count, dimension: dimension, entryCount: { _, c in places[c] == nil ? 0 : 1 }
    ) { j, c in
      places[c].map { .variable(first + j * width + $0) } ?? AffineForm()
    }
  }

  /// Coordinate c of vector j.
  subscript(j: Int, c: Int) -> AffineForm { form(j, c) }

  /// The vectors at these indices.
  func selecting(_ indices: [Int]) -> ThetaPanel {
    ThetaPanel(
      count: indices.count, dimension: dimension, entryCount: { entryCount(indices[$0], $1) },
      isZero: { isZero(indices[$0]) }, form: { form(indices[$0], $1) })
  }

  /// The coordinates at these indices.
  func selecting(coordinates: [Int]) -> ThetaPanel {
    ThetaPanel(
      count: count, dimension: coordinates.count,
      entryCount: { entryCount($0, coordinates[$1]) }, isZero: isZero,
      form: { form($0, coordinates[$1]) })
  }

  static prefix func - (a: ThetaPanel) -> ThetaPanel {
    ThetaPanel(
      count: a.count, dimension: a.dimension, entryCount: a.entryCount, isZero: a.isZero,
      form: { j, c in a[j, c].scaled(by: -1) })
  }

  static func - (a: ThetaPanel, b: ThetaPanel) -> ThetaPanel {
    ThetaPanel(
      count: a.count, dimension: a.dimension,
      entryCount: { a.entryCount($0, $1) + b.entryCount($0, $1) },
      form: { j, c in a[j, c] - b[j, c] })
  }
}

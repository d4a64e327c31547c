internal import DSL

/// Arithmetic of arrays; nil where the sizes do not fit, or where two unknowns would be multiplied.
extension ArrayForm {
  /// Every entry through a choice of rows: row `sources[k]` becomes entry k, 0 where it is negative.
  func gathered(_ axes: [Axis], _ sizes: [Int], _ sources: some Sequence<Int>) -> ArrayForm {
    var writer = ArrayFormWriter()
    for source in sources {
      if source >= 0 { writer.add(self, source) }
      writer.endEntry()
    }
    return writer.form(axes, sizes)
  }

  /// Every entry times a number.
  func scaled(by scale: Double) -> ArrayForm {
    var writer = ArrayFormWriter()
    for row in constants.indices {
      writer.add(self, row, times: scale)
      writer.endEntry()
    }
    return writer.form(axes, sizes, layout)
  }

  /// The same matrix with all its entries stored; `sizes` are for a multiple of I without its own.
  func dense(_ sizes: [Int]? = nil) -> ArrayForm? {
    if layout == .dense { return self }
    guard let full = self.sizes.count == 2 ? self.sizes : sizes, full.count == 2,
      full[0] == full[1]
    else { return nil }
    let n = full[0]
    return gathered(
      axes, full,
      (0..<frameCount).lazy.flatMap { f in
        (0..<n * n).lazy.map { e in
          e % (n + 1) != 0 ? -1 : layout == .identity ? f : f * n + e / n
        }
      })
  }

  /// a + scale * b
  static func sum(_ a: ArrayForm, _ b: ArrayForm, times scale: Double = 1) -> ArrayForm? {
    if a.layout == .dense || b.layout == .dense {
      guard let x = a.dense(b.sizes), let y = b.dense(a.sizes) else { return nil }
      return entrywise(x, y) {
        $0.add(x, $1)
        $0.add(y, $2, times: scale)
      }
    }
    return entrywise(a, b) {
      $0.add(a, $1)
      $0.add(b, $2, times: scale)
    }
  }

  /// The product entry by entry; a number goes with every entry.
  static func entrywiseProduct(_ a: ArrayForm, _ b: ArrayForm) -> ArrayForm? {
    var (x, y) = (a, b)
    // Where one factor is 0 off the diagonal, only the diagonal of the other matters.
    if x.layout != .dense && y.layout == .dense && !y.isNumber { y = y.diagonal }
    if y.layout != .dense && x.layout == .dense && !x.isNumber { x = x.diagonal }
    let (p, q) = (x, y)
    return entrywise(p, q) { $0.addProduct(p, $1, q, $2) }
  }

  /// The diagonal of a square matrix.
  private var diagonal: ArrayForm {
    guard sizes.count == 2, sizes[0] == sizes[1] else { return self }
    let n = sizes[0]
    let sources = (0..<frameCount).lazy.flatMap { f in
      (0..<n).lazy.map { f * n * n + $0 * (n + 1) }
    }
    return gathered(axes, [n], sources).relabeled(axes: axes, sizes: sizes, layout: .diagonal)
  }

  /// Combines the entries of two arrays of one layout, or of an array and a number.
  private static func entrywise(
    _ a: ArrayForm, _ b: ArrayForm, _ combine: (inout ArrayFormWriter, Int, Int) -> Void
  ) -> ArrayForm? {
    let isWide = { (form: ArrayForm) in form.isNumber || form.layout == .identity }
    let shape = isWide(a) && !(isWide(b) && b.isNumber) ? b : a
    guard a.sizes == b.sizes || isWide(a) || isWide(b) else { return nil }
    guard a.layout == b.layout || isWide(a) || isWide(b) else { return nil }
    let axes = union(a.axes, b.axes)
    let count = shape.memberCount
    let (stepA, stepB) = (a.memberCount, b.memberCount)
    var writer = ArrayFormWriter()
    for (f, g) in zip(a.frames(axes), b.frames(axes)) {
      for e in 0..<count {
        combine(
          &writer, f * stepA + (isWide(a) ? 0 : e), g * stepB + (isWide(b) ? 0 : e))
        writer.endEntry()
      }
    }
    return writer.isBroken ? nil : writer.form(axes, shape.sizes, shape.layout)
  }

  /// The product of matrices and vectors; a vector on the left is a row. `isNumber`: a row times a
  /// column.
  static func product(_ a: ArrayForm, _ b: ArrayForm, isNumber: Bool) -> ArrayForm? {
    if a.isNumber || b.isNumber || a.layout == .identity || b.layout == .identity {
      return multiple(a, b)
    }
    if a.layout == .diagonal && b.layout == .diagonal { return entrywiseProduct(a, b) }
    let (rows, inner) = a.sizes.count == 1 ? (1, a.sizes[0]) : (a.sizes[0], a.sizes[1])
    let columns = b.sizes.count == 1 ? 1 : b.sizes[1]
    guard inner == b.sizes[0] else { return nil }
    let axes = union(a.axes, b.axes)
    var writer = ArrayFormWriter()
    for (f, g) in zip(a.frames(axes), b.frames(axes)) {
      let (first, second) = (f * a.memberCount, g * b.memberCount)
      for r in 0..<rows {
        for c in 0..<columns {
          if a.layout == .diagonal {
            writer.addProduct(a, first + r, b, second + r * columns + c)
          } else if b.layout == .diagonal {
            writer.addProduct(a, first + r * inner + c, b, second + c)
          } else {
            for k in 0..<inner {
              writer.addProduct(a, first + r * inner + k, b, second + k * columns + c)
            }
          }
          writer.endEntry()
        }
      }
    }
    if writer.isBroken { return nil }
    let sizes: [Int]
    if isNumber {
      sizes = []
    } else if b.layout == .diagonal {
      sizes = a.sizes
    } else {
      sizes = b.sizes.count == 1 ? [rows] : [rows, columns]
    }
    return writer.form(axes, sizes)
  }

  /// The product by a number or by a multiple of I, which keeps the other's layout.
  private static func multiple(_ a: ArrayForm, _ b: ArrayForm) -> ArrayForm? {
    func number(_ form: ArrayForm) -> ArrayForm { form.relabeled(axes: form.axes, sizes: []) }
    if a.isNumber || b.isNumber { return entrywiseProduct(a, b) }
    return a.layout == .identity
      ? entrywiseProduct(number(a), b) : entrywiseProduct(a, number(b))
  }

  /// The transpose; that of a vector is a row.
  var transposed: ArrayForm {
    guard layout == .dense else { return self }
    if sizes.count == 1 { return relabeled(axes: axes, sizes: [1, sizes[0]]) }
    guard sizes.count == 2 else { return self }
    let (rows, columns) = (sizes[0], sizes[1])
    return gathered(
      axes, [columns, rows],
      (0..<frameCount).lazy.flatMap { f in
        (0..<rows * columns).lazy.map { f * rows * columns + $0 % rows * columns + $0 / rows }
      })
  }

  /// Adds up groups of entries, given by the place of each.
  func summed(
    _ axes: [Axis], _ sizes: [Int], _ groups: [[Int]], times scale: Double = 1,
    layout: Layout = .dense
  ) -> ArrayForm {
    var writer = ArrayFormWriter()
    for group in groups {
      for row in group { writer.add(self, row, times: scale) }
      writer.endEntry()
    }
    return writer.form(axes, sizes, layout)
  }

  /// The places of the stored entries of each member.
  var members: [[Int]] {
    (0..<frameCount).map { Array($0 * memberCount..<($0 + 1) * memberCount) }
  }

  /// For every value of the other indices and every entry, the places over the values of one index.
  func groups(along axis: Axis) -> (axes: [Axis], groups: [[Int]]) {
    let outer = axes.filter { $0 != axis }
    var stride = memberCount
    for other in axes.reversed() {
      if other == axis { break }
      stride *= other.count
    }
    let groups = frames(outer).flatMap { frame in
      (0..<memberCount).map { e in
        (0..<axis.count).map { frame * memberCount + e + $0 * stride }
      }
    }
    return (outer, groups)
  }
}

internal import DSL

/// An index that a value depends on, with the numbers that it takes.
struct Axis: Hashable {
  /// The index.
  let variable: IndexVariable
  /// Its first number.
  let lower: Int
  /// How many numbers it takes.
  let count: Int
  /// How many indices are bound around it.
  let depth: Int
}

/// A product of at most one variable and at most one entry of a perturbation.
struct Monomial: Hashable, Comparable {
  /// The variable in the lower half, the entry of the perturbation in the upper one, both from 1.
  let code: UInt64

  private init(code: UInt64) { self.code = code }

  /// Variable j.
  init(variable j: Int) { code = UInt64(j) + 1 }

  /// Entry j of the perturbation.
  init(perturbation j: Int) { code = (UInt64(j) + 1) << 32 }

  /// The variable in it.
  var variable: Int? {
    let low = code & 0xFFFF_FFFF
    return low == 0 ? nil : Int(low) - 1
  }

  /// The entry of the perturbation in it.
  var perturbation: Int? { code >> 32 == 0 ? nil : Int(code >> 32) - 1 }

  /// The product of a variable and an entry of a perturbation; nil for any other two.
  func times(_ other: Monomial) -> Monomial? {
    guard code & 0xFFFF_FFFF == 0 || other.code & 0xFFFF_FFFF == 0,
      code >> 32 == 0 || other.code >> 32 == 0
    else { return nil }
    return Monomial(code: code | other.code)
  }

  static func < (a: Monomial, b: Monomial) -> Bool { a.code < b.code }
}

/// An array for every value of the indices that it depends on; each entry is a constant plus few
/// multiples of monomials, sorted, each at most once and none with the coefficient 0.
struct ArrayForm {
  /// How the entries of a member are stored.
  enum Layout {
    /// All of them, row by row.
    case dense
    /// The diagonal of a square matrix, all else 0.
    case diagonal
    /// The one number on the diagonal of a square matrix of any size.
    case identity
  }

  struct Term: Hashable {
    let monomial: Monomial
    var coefficient: Double
  }

  /// The indices, outermost first; the last one moves fastest.
  let axes: [Axis]
  /// The sizes of a member.
  let sizes: [Int]
  /// How its entries are stored.
  let layout: Layout
  /// The constants of all entries of all members.
  let constants: [Double]
  /// Where the terms of each entry start, and the end; empty where no entry has any.
  private let starts: [Int]
  private let terms: [Term]

  init(
    axes: [Axis], sizes: [Int], layout: Layout = .dense, constants: [Double], starts: [Int] = [],
    terms: [Term] = []
  ) {
    self.axes = axes
    self.sizes = sizes
    self.layout = layout
    self.constants = constants
    self.starts = terms.isEmpty ? [] : starts
    self.terms = terms
    precondition(constants.count == frameCount * memberCount, "an entry for each place")
  }

  /// A number.
  init(_ value: Double) { self.init(axes: [], sizes: [], constants: [value]) }

  /// How many members there are.
  var frameCount: Int { axes.reduce(1) { $0 * $1.count } }

  /// How many entries of a member are stored.
  var memberCount: Int {
    switch layout {
    case .dense: sizes.reduce(1, *)
    case .diagonal: sizes[0]
    case .identity: 1
    }
  }

  /// Whether a member is a single number.
  var isNumber: Bool { layout == .dense && sizes.isEmpty }
  /// Whether it has no variable and no perturbation.
  var isConstant: Bool { terms.isEmpty }
  /// Whether a perturbation is in it.
  var hasPerturbation: Bool { terms.contains { $0.monomial.perturbation != nil } }
  /// How many terms all entries have together.
  var termCount: Int { terms.count }

  /// The terms of an entry.
  func terms(_ row: Int) -> ArraySlice<Term> {
    starts.isEmpty ? [] : terms[starts[row]..<starts[row + 1]]
  }

  /// The same entries with other indices and sizes.
  func relabeled(axes: [Axis], sizes: [Int], layout: Layout = .dense) -> ArrayForm {
    ArrayForm(
      axes: axes, sizes: sizes, layout: layout, constants: constants, starts: starts, terms: terms)
  }

  /// The sign of the first coefficient of an entry, of its constant where it has none.
  func sign(of row: Int) -> Double {
    (terms(row).first?.coefficient ?? constants[row]) < 0 ? -1 : 1
  }

  /// Appends what tells an entry times a sign from others.
  func appendKey(of row: Int, times sign: Double, to words: inout [UInt64]) {
    let terms = terms(row)
    // 0 is added to make -0 and 0 one.
    words.append((sign * constants[row] + 0).bitPattern)
    words.append(UInt64(terms.count))
    for term in terms {
      words.append(term.monomial.code)
      words.append((sign * term.coefficient).bitPattern)
    }
  }

  /// An entry in terms of variables alone.
  func affine(_ row: Int) -> AffineForm {
    var form = AffineForm(constant: constants[row])
    for term in terms(row) {
      guard let variable = term.monomial.variable else {
        preconditionFailure("perturbations are gone before rows are made")
      }
      form.columns.append(Int32(variable))
      form.coefficients.append(term.coefficient)
    }
    return form
  }

  /// For each value of some indices, the place of the member for it.
  func frames(_ outer: [Axis]) -> [Int] { Self.places(of: axes, over: outer) }

  /// For each value of the outer indices, the place among the values of other indices.
  static func places(of axes: [Axis], over outer: [Axis]) -> [Int] {
    var strides: [Axis: Int] = [:]
    var stride = 1
    for axis in axes.reversed() {
      strides[axis] = stride
      stride *= axis.count
    }
    var result = [0]
    for axis in outer {
      let step = strides[axis] ?? 0
      var next: [Int] = []
      next.reserveCapacity(result.count * axis.count)
      for base in result { for k in 0..<axis.count { next.append(base + k * step) } }
      result = next
    }
    return result
  }

  /// The indices of two values together, outermost first.
  static func union(_ a: [Axis], _ b: [Axis]) -> [Axis] {
    if a == b || b.isEmpty { return a }
    return (a + b.filter { !a.contains($0) }).sorted { $0.depth < $1.depth }
  }
}

/// Makes the entries of an array, one after the other.
struct ArrayFormWriter {
  private var constants: [Double] = []
  private var starts = [0]
  private var terms: [ArrayForm.Term] = []
  private var constant = 0.0
  /// Whether a product of two variables or of two perturbations was asked for.
  private(set) var isBroken = false

  /// Adds an entry of a form to the entry that is made.
  mutating func add(_ form: ArrayForm, _ row: Int, times scale: Double = 1) {
    guard scale != 0 else { return }
    constant += scale * form.constants[row]
    for term in form.terms(row) { add(term.monomial, scale * term.coefficient) }
  }

  /// Adds the product of two entries.
  mutating func addProduct(_ a: ArrayForm, _ i: Int, _ b: ArrayForm, _ j: Int) {
    let (x, y) = (a.constants[i], b.constants[j])
    constant += x * y
    if y != 0 { for term in a.terms(i) { add(term.monomial, y * term.coefficient) } }
    if x != 0 { for term in b.terms(j) { add(term.monomial, x * term.coefficient) } }
    guard !a.isConstant, !b.isConstant else { return }
    for left in a.terms(i) {
      for right in b.terms(j) {
        guard let monomial = left.monomial.times(right.monomial) else {
          isBroken = true
          return
        }
        add(monomial, left.coefficient * right.coefficient)
      }
    }
  }

  mutating func add(_ value: Double) { constant += value }

  mutating func add(_ monomial: Monomial, _ coefficient: Double) {
    terms.append(ArrayForm.Term(monomial: monomial, coefficient: coefficient))
  }

  /// Ends the entry: sorted, with equal monomials added up.
  mutating func endEntry() {
    constants.append(constant)
    constant = 0
    let first = starts[starts.count - 1]
    if terms.count > first { tidy(first) }
    starts.append(terms.count)
  }

  private mutating func tidy(_ first: Int) {
    var isTidy = true
    for place in first..<terms.count {
      if terms[place].coefficient == 0
        || (place > first && terms[place].monomial <= terms[place - 1].monomial)
      {
        isTidy = false
        break
      }
    }
    if isTidy { return }
    let sorted = terms[first...].sorted { $0.monomial < $1.monomial }
    terms.removeSubrange(first...)
    for term in sorted {
      if terms.count > first, terms[terms.count - 1].monomial == term.monomial {
        terms[terms.count - 1].coefficient += term.coefficient
      } else {
        if terms.count > first, terms[terms.count - 1].coefficient == 0 { terms.removeLast() }
        terms.append(term)
      }
    }
    if terms.count > first, terms[terms.count - 1].coefficient == 0 { terms.removeLast() }
  }

  /// The entries as an array.
  func form(_ axes: [Axis], _ sizes: [Int], _ layout: ArrayForm.Layout = .dense) -> ArrayForm {
    ArrayForm(
      axes: axes, sizes: sizes, layout: layout, constants: constants, starts: starts, terms: terms)
  }
}

/// A function that expressions can use, with everything there is to know about it.
///
/// An atom takes a list of arguments, each a list of numbers, and gives one number. An elementwise
/// atom takes one number from each argument, entry by entry; a reducing atom takes all entries of its
/// arguments. A new atom is one new file with such a value and one line in `Atom.all`.
public struct Atom: Sendable {
  /// How the atom treats arrays.
  public enum Form: String, Sendable {
    /// Entry by entry; a single number goes with every entry.
    case elementwise
    /// All entries of the arguments give one number.
    case reducing
    /// One array is reduced; several arguments are taken entry by entry (max, min).
    case either
  }

  /// Where an argument must lie.
  public enum Domain: String, Sendable {
    case real
    case nonnegative
    case positive
    /// A positive number that no unknown changes, such as the M of huber.
    case positiveConstant = "positive_constant"
  }

  /// One argument.
  public struct Parameter: Sendable {
    /// Its name in formulas and messages.
    public let name: String
    /// Where it must lie.
    public let domain: Domain

    /// An argument of this name and domain.
    public init(_ name: String, _ domain: Domain = .real) {
      self.name = name
      self.domain = domain
    }
  }

  /// How it is written: `pos` for pos(x); the norms are `norm1`, `norm2`, `norminf` here and bars in
  /// the language.
  public let name: String
  /// Its arguments; the last one may repeat where `isVariadic`.
  public let parameters: [Parameter]
  /// Whether the last argument may be given more than once.
  public let isVariadic: Bool
  /// How it treats arrays.
  public let form: Form
  /// Its curvature in its arguments together, `positiveConstant` ones held fixed.
  public let curvature: Curvature
  /// The sign of the value from the signs of the arguments.
  public let sign: @Sendable ([Sign]) -> Sign
  /// How it moves with argument `index`, where that argument has the given sign.
  public let monotonicity: @Sendable (_ index: Int, _ sign: Sign) -> Monotonicity
  /// The value; NaN outside the domain.
  public let value: @Sendable ([[Double]]) -> Double
  /// The derivative by every entry of every argument, in the shape of the arguments; a subgradient
  /// at a kink; 0 for `positiveConstant` arguments.
  public let derivative: @Sendable ([[Double]]) -> [[Double]]
  /// The formula in LaTeX, from the LaTeX of the arguments.
  public let latex: @Sendable ([String]) -> String
  /// The formula in plain text, such as `max(x, 0)`.
  public let formula: String
  /// What it is and what it is used for, in one or two sentences.
  public let summary: String
  /// A line of a spec that uses it.
  public let example: String

  /// An atom with the given properties; see the properties for their meaning.
  public init(
    name: String, parameters: [Parameter], isVariadic: Bool = false, form: Form,
    curvature: Curvature, sign: @escaping @Sendable ([Sign]) -> Sign,
    monotonicity: @escaping @Sendable (_ index: Int, _ sign: Sign) -> Monotonicity,
    value: @escaping @Sendable ([[Double]]) -> Double,
    derivative: @escaping @Sendable ([[Double]]) -> [[Double]],
    latex: @escaping @Sendable ([String]) -> String, formula: String, summary: String,
    example: String
  ) {
    self.name = name
    self.parameters = parameters
    self.isVariadic = isVariadic
    self.form = form
    self.curvature = curvature
    self.sign = sign
    self.monotonicity = monotonicity
    self.value = value
    self.derivative = derivative
    self.latex = latex
    self.formula = formula
    self.summary = summary
    self.example = example
  }

  /// The parameter that argument `index` is given for.
  public func parameter(_ index: Int) -> Parameter {
    parameters[Swift.min(index, parameters.count - 1)]
  }

  /// Whether so many arguments can be given.
  public func accepts(count: Int) -> Bool {
    count == parameters.count || (isVariadic && count >= parameters.count)
  }
}

/// scale * c_k + sum_j a_j x_j + constant for one sample k: the prediction c_k stays a symbol until a
/// row is made, since it has as many entries as all active gates have weights.
struct AffineForm {
  /// The multiple of the prediction.
  var predictionScale = 0.0
  /// The variables.
  var columns: [Int32] = []
  /// Their coefficients.
  var coefficients: [Double] = []
  /// The constant.
  var constant = 0.0

  init(constant: Double = 0) { self.constant = constant }

  /// The prediction.
  static let prediction: AffineForm = {
    var form = AffineForm()
    form.predictionScale = 1
    return form
  }()

  /// One variable, times a number.
  static func variable(_ column: Int, times coefficient: Double = 1) -> AffineForm {
    var form = AffineForm()
    form.columns = [Int32(column)]
    form.coefficients = [coefficient]
    return form
  }

  /// Whether it is one variable alone, and which.
  var lonelyVariable: Int? {
    predictionScale == 0 && constant == 0 && columns.count == 1 && coefficients[0] == 1
      ? Int(columns[0]) : nil
  }

  /// Whether no variable is in it.
  var isConstant: Bool { predictionScale == 0 && columns.isEmpty }

  /// Whether it is 0 whatever the variables are.
  var isZero: Bool { isConstant && constant == 0 }

  mutating func add(_ other: AffineForm, times scale: Double = 1) {
    guard scale != 0 else { return }
    predictionScale += scale * other.predictionScale
    constant += scale * other.constant
    columns += other.columns
    coefficients += other.coefficients.map { scale * $0 }
  }

  /// The form times a number.
  func scaled(by scale: Double) -> AffineForm {
    var result = AffineForm()
    result.add(self, times: scale)
    return result
  }

  static func + (a: AffineForm, b: AffineForm) -> AffineForm {
    var result = a
    result.add(b)
    return result
  }

  static func - (a: AffineForm, b: AffineForm) -> AffineForm {
    var result = a
    result.add(b, times: -1)
    return result
  }
}

/// The JSON document of a solve: schema `cnnc.solution/1`.
struct SolutionDocument: Encodable {
  struct Gates: Encodable {
    let asked: Int
    let distinct: Int
    let dead: Int
    let seed: UInt64?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(asked, forKey: .asked)
      try container.encode(distinct, forKey: .distinct)
      try container.encode(dead, forKey: .dead)
      // A seed that does not exist is said to be null, not left out.
      try container.encode(seed, forKey: .seed)
    }

    enum CodingKeys: String, CodingKey { case asked, distinct, dead, seed }
  }

  struct NetworkPart: Encodable {
    let neurons: Int
    let objective: Double
    let loss: Double
    /// The largest violated constraint of the user; absent where there is none.
    var violation: Double?
    let weights: String?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(neurons, forKey: .neurons)
      try container.encode(objective, forKey: .objective)
      try container.encode(loss, forKey: .loss)
      try container.encodeIfPresent(violation, forKey: .violation)
      try container.encode(weights, forKey: .weights)
    }

    enum CodingKeys: String, CodingKey { case neurons, objective, loss, violation, weights }
  }

  struct Fit: Encodable {
    let samples: Int
    let accuracy: Double?
    let rmse: Double?
  }

  /// How well the network fits samples that were held out to choose it.
  struct Validation: Encodable {
    let samples: Int
    let accuracy: Double?
    let rmse: Double?
    let bestIteration: Int

    enum CodingKeys: String, CodingKey {
      case samples, accuracy, rmse
      case bestIteration = "best_iteration"
    }
  }

  struct Canonical: Encodable {
    struct Cones: Encodable {
      let nonnegative: Int
      let secondOrder: Int
      let exponential: Int

      enum CodingKeys: String, CodingKey {
        case nonnegative
        case secondOrder = "second_order"
        case exponential
      }
    }

    let variables: Int
    let rows: Int
    let nonzeros: Int
    let cones: Cones
  }

  /// A number that may not be known: null then, not left out.
  struct Figure: Encodable {
    let value: Double?

    init(_ value: Double?) { self.value = value.flatMap { $0.isFinite ? $0 : nil } }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      if let value { try container.encode(value) } else { try container.encodeNil() }
    }
  }

  /// The values of a declared variable, row by row.
  struct Variable: Encodable {
    let name: String
    let sizes: [Int]
    let values: [Double]
  }

  struct Flops: Encodable {
    let setup: Double
    let iterations: Double
  }

  struct Times: Encodable {
    let read: Double
    let compile: Double
    let setup: Double
    let solve: Double
    let total: Double
  }

  let schema = "cnnc.solution/1"
  let version: String
  let spec: String
  let model: String?
  let status: String
  /// Null where there is no point, but a proof that there is no optimum.
  let objective: Figure
  /// The bound and the gap to it; null where no multipliers prove one.
  let dualObjective: Figure
  let gap: Figure
  let maxViolation: Double
  /// How far the multipliers of the bound miss their own conditions; absent where it is proven without.
  var dualViolation: Double?
  let guarantee: String
  let solver: String
  let plan: String
  let iterations: Int
  /// Absent for a program written out, and so are `network` and `training`.
  let gates: Gates?
  let network: NetworkPart?
  let training: Fit?
  /// Absent where no samples were held out.
  var validation: Validation?
  /// The variables of a program written out.
  var variables: [Variable]?
  var certificate: Certificate?
  /// Constraints that exclude each other; absent where they were not searched for.
  var conflict: Conflict?
  /// How large the perturbations may be; absent where that is not the question.
  var largestRadius: LargestRadius?
  let canonical: Canonical
  /// What was taken away before the solve; absent where nothing looked for it.
  var presolve: PresolveDocument?
  let time: Times
  let flops: Flops?
  let peakMemoryBytes: Int
  let threads: Int
  let blas: String
  /// Of a file: minimize or maximize; `objective` and `dual_objective` are in this sense.
  var sense: String?
  /// Why a run ended without an optimum.
  var remark: String?
  /// Where the point was written.
  var solution: String?

  enum CodingKeys: String, CodingKey {
    case schema, version, spec, model, status, objective
    case dualObjective = "dual_objective"
    case gap
    case maxViolation = "max_violation"
    case dualViolation = "dual_violation"
    case guarantee, solver, plan, iterations, gates, network, training, validation, variables
    case certificate, conflict
    case largestRadius = "largest_radius"
    case canonical, presolve, time, flops
    case peakMemoryBytes = "peak_memory_bytes"
    case threads, blas, sense, remark, solution
  }
}

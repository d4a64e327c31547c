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
    let weights: String?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(neurons, forKey: .neurons)
      try container.encode(objective, forKey: .objective)
      try container.encode(loss, forKey: .loss)
      try container.encode(weights, forKey: .weights)
    }

    enum CodingKeys: String, CodingKey { case neurons, objective, loss, weights }
  }

  struct Fit: Encodable {
    let samples: Int
    let accuracy: Double?
    let rmse: Double?
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
  let objective: Double
  let dualObjective: Double
  let gap: Double
  let maxViolation: Double
  let guarantee: String
  let solver: String
  let plan: String
  let iterations: Int
  let gates: Gates
  let network: NetworkPart
  let training: Fit
  let canonical: Canonical
  let time: Times
  let flops: Flops
  let peakMemoryBytes: Int
  let threads: Int
  let blas: String

  enum CodingKeys: String, CodingKey {
    case schema, version, spec, model, status, objective
    case dualObjective = "dual_objective"
    case gap
    case maxViolation = "max_violation"
    case guarantee, solver, plan, iterations, gates, network, training, canonical, time, flops
    case peakMemoryBytes = "peak_memory_bytes"
    case threads, blas
  }
}

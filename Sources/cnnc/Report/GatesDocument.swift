internal import Backends
internal import Canonicalize
internal import LinearAlgebra

/// The gates of a spec with their robust radii: schema `cnnc.gates/1`.
struct GatesDocument: Encodable {
  struct Gate: Encodable {
    let gate: Int
    let active: Int
    /// Bounds on the robust radius, equal where it is known; nil where no row moves.
    let radius: Bounds?
    /// Whether a neuron can keep the pattern; null where the bounds leave it open.
    let alive: Bool?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(gate, forKey: .gate)
      try container.encode(active, forKey: .active)
      try container.encode(radius, forKey: .radius)
      try container.encode(alive, forKey: .alive)
    }

    enum CodingKeys: String, CodingKey { case gate, active, radius, alive }
  }

  struct Bounds: Encodable {
    let lower: Double
    let upper: Double
  }

  let schema = "cnnc.gates/1"
  let asked: Int
  let samples: Int
  /// The radius of the spec in the unit of the radii; absent where no row moves.
  let specRadius: Double?
  /// `radius` of a ball, or `scale`: a multiple of the sets.
  let unit: String?
  let gates: [Gate]
  /// What the radii are of, for people.
  private let place: String?

  enum CodingKeys: String, CodingKey {
    case schema, asked, samples
    case specRadius = "spec_radius"
    case unit, gates
  }

  init(_ instance: TrainingInstance) {
    let patterns = instance.patterns
    let scale = instance.radiusScale
    let radii = scale.map { robustRadii(of: instance, $0) }
    asked = patterns.asked
    samples = instance.sampleCount
    specRadius = scale?.radius
    unit = scale.map { $0.isBallRadius ? "radius" : "scale" }
    place = scale.map { RadiusPlace(instance, $0).text }
    gates = (0..<patterns.count).map { i in
      let active = patterns.bits.population(ofColumn: i)
      guard let scale, let radius = radii?[i] else {
        return Gate(gate: i + 1, active: active, radius: nil, alive: true)
      }
      return Gate(
        gate: i + 1, active: active,
        radius: Bounds(lower: radius.lower, upper: radius.upper),
        alive: radius.isAlive(at: scale.radius))
    }
  }

  /// The gates as a table.
  var text: String {
    var text = "GATES   \(gates.count) distinct of \(asked), \(samples) samples\n"
    guard let place, let unit else {
      text += "  no row moves in a pattern constraint: no gate can be dead\n\n"
      text += "  gate   active\n"
      return text + gates.map { row([("\($0.gate)", 6), ("\($0.active)", 9)]) }.joined()
    }
    let measure = unit == "radius" ? "perturbation" : "multiple of the sets"
    text += "  radius: the largest \(measure) under which a neuron can keep the pattern\n\n"
    text += "  gate   active       radius   alive at \(place)\n"
    for gate in gates {
      let cells = [
        ("\(gate.gate)", 6), ("\(gate.active)", 9),
        (gate.radius.map { radiusText(RobustRadius(lower: $0.lower, upper: $0.upper)) } ?? "-", 13),
        ("   " + (gate.alive.map { $0 ? "yes" : "no" } ?? "unknown"), 0),
      ]
      text += row(cells)
    }
    let counts = [(true, "alive"), (false, "dead"), (nil, "unknown")].compactMap { alive, word in
      let count = gates.count { $0.alive == alive }
      return count > 0 ? "\(count) \(word)" : nil
    }
    return text + "  " + counts.joined(separator: ", ") + "\n"
  }

  private func row(_ cells: [(String, Int)]) -> String {
    cells.map { cell, width in
      String(repeating: " ", count: max(0, width - cell.count)) + cell
    }.joined() + "\n"
  }
}

import Canonicalize
import Testing

/// What bounds on a radius say.
@Suite struct RadiusBoundTests {
  @Test func nothingIsKnownOfTheUnknown() {
    #expect(!RobustRadius.unknown.isKnown)
    #expect(RobustRadius.unknown.isAlive(at: 1) == nil)
    #expect(RobustRadius.infinite.isKnown)
    #expect(RobustRadius.infinite.isAlive(at: 1e9) == true)
  }

  @Test func aGateIsDroppedOnAProofOnly() {
    let open = RobustRadius(lower: 0.1, upper: 0.2)
    #expect(!open.isKnown)
    #expect(open.isAlive(at: 0.1) == true)
    #expect(open.isAlive(at: 0.15) == nil)
    #expect(open.isAlive(at: 0.2) == nil)
    #expect(open.isAlive(at: 0.2001) == false)
    // At the radius itself rounding decides, and it keeps the gate.
    let known = RobustRadius(lower: 0.2 - 1e-9, upper: 0.2)
    #expect(known.isKnown)
    #expect(known.isAlive(at: 0.2) == true)
    #expect(known.isAlive(at: 0.2 + 1e-8) == true)
    #expect(known.isAlive(at: 0.201) == false)
  }
}

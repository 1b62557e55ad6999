import Base
import HashMaps
import Testing

/// A splitmix stream: small, seeded, the same everywhere.
struct Stream {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// The map beside a dictionary, operation by operation.
@Suite struct ModelTests {
  static let shapes: [(Layout, Int?)] = Layout.allCases.flatMap { [($0, nil), ($0, 16_384), ($0, 1024)] }

  @Test(arguments: shapes.indices)
  func agreesWithADictionary(_ index: Int) throws {
    let (layout, cap) = Self.shapes[index]
    var configuration = MapConfiguration.fixed(layout)
    configuration.segmentBytes = cap
    configuration.seed = 7
    let map = try AdaptiveMap<UInt64, UInt64>(configuration)
    var model: [UInt64: UInt64] = [:]
    var stream = Stream(state: UInt64(index))
    for step in 0..<100_000 {
      let universe = 1 << (4 + (step >> 12) % 12)
      let key = UInt64(stream.below(universe))
      let value = stream.next()
      switch stream.below(10) {
      case 0..<4: #expect(try map.put(key, value) == model.updateValue(value, forKey: key))
      case 4..<7: #expect(map.get(key) == model[key])
      default: #expect(map.remove(key) == model.removeValue(forKey: key))
      }
      guard map.count == model.count else {
        Issue.record("count \(map.count) instead of \(model.count) at step \(step), shape \(index)")
        return
      }
    }
    for (key, value) in model { #expect(map.get(key) == value) }
  }
}

import Testing

@testable import Workloads

@Suite struct LatencySamplerTests {
  private func picks(every: Int?, seed: UInt64, count: Int) -> [Int] {
    var sampler = LatencySampler(every: every, seed: seed)
    return (0..<count).map { _ in
      let pick = sampler.next
      if pick != .max { sampler.advance() }
      return pick
    }
  }

  @Test func onePickInEveryWindow() {
    for (every, seed) in [(1, UInt64(1)), (2, 2), (7, 3), (128, 4), (1024, 5)] {
      let picks = picks(every: every, seed: seed, count: 2000)
      #expect(picks.enumerated().allSatisfy { $1 / every == $0 }, "every \(every), seed \(seed)")
    }
  }

  /// Chi-squared over the places of a window: a stride would fill a single one of them.
  @Test func everyPlaceOfAWindowIsPickedAlike() {
    for seed in UInt64(0)..<5 {
      let places = 64
      let draws = 64_000
      var counts = [Int](repeating: 0, count: places)
      for pick in picks(every: places, seed: seed, count: draws) { counts[pick % places] += 1 }
      let expected = Double(draws / places)
      let chiSquared = counts.reduce(0.0) {
        $0 + (Double($1) - expected) * (Double($1) - expected) / expected
      }
      #expect(chiSquared < 120, "seed \(seed): \(chiSquared) at 63 degrees of freedom (p = 10^-5)")
    }
  }

  @Test func theSeedDecides() {
    #expect(picks(every: 1000, seed: 9, count: 50) == picks(every: 1000, seed: 9, count: 50))
    #expect(picks(every: 1000, seed: 9, count: 50) != picks(every: 1000, seed: 10, count: 50))
  }

  @Test(arguments: [nil, 0, -5] as [Int?])
  func nothingIsPickedWhenItIsOff(every: Int?) {
    #expect(picks(every: every, seed: 1, count: 3) == [.max, .max, .max])
  }

  @Test func windowsBeyondAllNumbersEnd() {
    let picks = picks(every: .max, seed: 3, count: 5)
    #expect(picks[0] < .max && picks.contains(.max), "\(picks)")
  }
}

import Base
import TestSupport
import Testing

@testable import Market

struct MemoryPressureTests {
  private func tiers(_ readings: [Double?]) -> [Int] {
    var pressure = MemoryPressure()
    return readings.map {
      pressure.take($0)
      return pressure.tier.rawValue
    }
  }

  @Test func tiersRiseAtOnceAndFallWithTheSecondCalmReading() {
    #expect(tiers([0.5, 0.70, 0.80, 0.90, 0.6, 0.6]) == [0, 1, 2, 3, 3, 0])
    #expect(tiers([0.95, 0.2, 0.95, 0.2, 0.2]) == [3, 3, 3, 3, 0])
    // On its way down it stops where the readings do.
    #expect(tiers([0.95, 0.82, 0.5, 0.5]) == [3, 3, 2, 0])
    // Up to 0.05 below a threshold the tier stays.
    #expect(tiers([0.91, 0.86, 0.87, 0.88, 0.84, 0.84]) == [3, 3, 3, 3, 3, 2])
    #expect(tiers([0.72, 0.66, 0.69, 0.64, 0.66, 0.64, 0.64]) == [1, 1, 1, 1, 1, 1, 0])
  }

  @Test func withoutReadingsATierLastsFiveCycles() {
    #expect(tiers([0.95, nil, .nan, -1, nil, nil, nil, 0.92]) == [3, 3, 3, 3, 3, 0, 0, 3])
    #expect(
      tiers([0.95, nil, nil, nil, nil, 0.95, nil, nil, nil, nil, nil]) == [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0])
    #expect(tiers([.infinity, 0, 0]) == [3, 3, 0])
  }

  @Test func depthIsScaledAndNeverBelowTwo() {
    #expect(MemoryTier.allCases.map { $0.depth(of: 20) } == [20, 17, 12, 8])
    #expect(MemoryTier.allCases.map { $0.depth(of: 3) } == [3, 2, 2, 2])
    #expect(MemoryTier.allCases.map { $0.depth(of: 1) } == [1, 1, 1, 1])
    #expect(MemoryTier.allCases.map { $0.depth(of: -4) } == [0, 0, 0, 0])
    #expect(MemoryTier.allCases.map { $0.depth(of: .max) } == [1_000_000, 850_000, 600_000, 400_000])
    for (lower, higher) in zip(MemoryTier.allCases, MemoryTier.allCases.dropFirst()) {
      #expect(lower.actions.isStrictSubset(of: higher.actions) && lower.depthFactor > higher.depthFactor)
    }
  }

  @Test func thresholdsThatMakeNoSenseAreRefused() throws {
    _ = try MemoryThresholds(enter: [0.5, 0.6, 0.7], hysteresis: 0.02)
    let wrong: [([Double], Double)] = [
      ([0.7, 0.8], 0.05), ([0.8, 0.7, 0.9], 0.05), ([0.7, 0.72, 0.9], 0.05), ([0.7, 0.8, 1.2], 0.05),
      ([0.7, 0.8, 0.9], -0.1), ([.nan, 0.8, 0.9], 0.05), ([0.04, 0.5, 0.9], 0.05),
    ]
    for (enter, hysteresis) in wrong {
      let error = #expect(throws: MarketError.self) {
        try MemoryThresholds(enter: enter, hysteresis: hysteresis)
      }
      #expect(error?.kind == .config)
    }
  }

  @Test func whateverIsReadTheRulesOfTiersHold() {
    for seed in 1...40 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      var pressure = MemoryPressure()
      var level = random.unit()
      var readings: [Double] = []
      for round in 0..<300 {
        level =
          random.below(20) == 0 ? random.unit() * 1.1 : min(1.1, max(0, level + (random.unit() - 0.5) * 0.08))
        let before = pressure.tier
        pressure.take(level)
        readings.append(level)
        let place = "seed \(seed), reading \(round): \(readings.suffix(4))"
        // What is demanded without any hysteresis is always given.
        let demanded = [0.7, 0.8, 0.9].filter { level >= $0 }.count
        #expect(pressure.tier.rawValue >= demanded, "\(place)")
        // It rises only for a reading at the threshold.
        if pressure.tier > before { #expect(pressure.tier.rawValue == demanded, "\(place)") }
        // Two readings that demand nothing at all undo everything; more than that is never asked.
        if readings.suffix(2).allSatisfy({ $0 < 0.65 }), readings.count > 1 {
          #expect(pressure.tier == .normal, "\(place)")
        }
      }
    }
  }

  @Test func readingsThatSwingWithinTheHysteresisChangeNothing() {
    for seed in 1...10 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      for (threshold, tier) in [(0.70, MemoryTier.elevated), (0.80, .high), (0.90, .critical)] {
        var pressure = MemoryPressure()
        pressure.take(threshold)
        for round in 0..<100 {
          pressure.take(threshold - 0.0499 + random.unit() * 0.0998)
          #expect(pressure.tier == tier, "seed \(seed), round \(round)")
        }
      }
    }
  }
}

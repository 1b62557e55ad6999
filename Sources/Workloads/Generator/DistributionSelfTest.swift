import Base

/// How far each distribution's sampler lies from theory: the result of `generate-csv --selftest`.
package struct DistributionSelfTest: Equatable, Sendable {
  /// The distribution's name with its parameters.
  package let name: String
  /// How many keys it was drawn over.
  package let keys: Int
  /// How many draws.
  package let draws: Int
  /// The Kolmogorov-Smirnov distance between the draws and theory.
  package let distance: Double
  /// The largest distance that passes: 1.63 / sqrt(draws), which a correct sampler exceeds in fewer than 1 of 100 runs.
  package let limit: Double
  /// Whether the distance is within the limit.
  package var passes: Bool { distance <= limit }

  /// What is tested: every distribution, zipf below, at and above exponent 1.
  static let distributions: [(String, KeyDistribution)] = [
    ("uniform", .uniform), ("zipf 0.5", .zipf(exponent: 0.5)), ("zipf 0.99", .zipf(exponent: 0.99)),
    ("zipf 1", .zipf(exponent: 1)), ("zipf 1.2", .zipf(exponent: 1.2)), ("zipf 2", .zipf(exponent: 2)),
    ("hotspot 0.2 0.8", .hotspot(keys: 0.2, operations: 0.8)), ("latest 0.99", .latest(exponent: 0.99)),
    ("exponential 0.857 0.95", .exponential(keys: 0.857_142_857_1, percentile: 0.95)),
    ("sequential", .sequential),
  ]

  /// Draws a million keys of 10,000 from every distribution; about a second.
  package static func run(seed: UInt64, keys: Int = 10_000, draws: Int = 1_000_000) -> [DistributionSelfTest]
  {
    distributions.map { name, distribution in
      DistributionSelfTest(
        name: name, keys: keys, draws: draws,
        distance: KolmogorovSmirnov.selfTest(distribution, keys: keys, draws: draws, seed: seed),
        limit: KolmogorovSmirnov.limit(draws: draws))
    }
  }
}

import Base
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How many doubles lie between two of the same sign.
private func steps(_ a: Double, _ b: Double) -> UInt64 {
  a == b || (a.isNaN && b.isNaN)
    ? 0
    : UInt64(
      abs(
        Int64(bitPattern: a.bitPattern).subtractingReportingOverflow(Int64(bitPattern: b.bitPattern))
          .partialValue))
}

@Suite struct ChanceTests {
  @Test func mathAgreesWithTheCLibrary() {
    var random = SeededRandom(seed: 11)
    var worst: [String: UInt64] = [:]
    func compare(_ name: String, _ x: Double, _ ours: Double, _ theirs: Double, _ limit: UInt64) {
      let distance = steps(ours, theirs)
      worst[name] = max(worst[name] ?? 0, distance)
      #expect(distance <= limit, "\(name)(\(x)): \(ours) beside \(theirs)")
    }
    for _ in 0..<40_000 {
      let any = Double(bitPattern: random.next() & 0x7FEF_FFFF_FFFF_FFFF)
      let near = 1 + (random.unit() - 0.5) / 32
      let exponent = (random.unit() - 0.5) * 1400
      let small = exp(-40 * random.unit()) * (random.next() & 1 == 0 ? 1 : -1)
      compare("log", any, DeterministicMath.log(any), log(any), 1)
      compare("log", near, DeterministicMath.log(near), log(near), 1)
      compare("exp", exponent, DeterministicMath.exp(exponent), exp(exponent), 1)
      let base = 1 + 1e6 * random.unit()
      compare("pow", base, DeterministicMath.pow(base, small * 40), pow(base, small * 40), 1)
      compare("log1p", small, DeterministicMath.log1p(small * 0.99), log1p(small * 0.99), 4)
      compare("expm1", small, DeterministicMath.expm1(small * 8), expm1(small * 8), 4)
    }
    let edges: [Double] = [
      0, -0.0, 1, -1, 2, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .leastNormalMagnitude,
      .greatestFiniteMagnitude, 710, -746,
    ]
    for x in edges {
      compare("log", x, DeterministicMath.log(x), log(x), 0)
      compare("exp", x, DeterministicMath.exp(x), exp(x), 1)
      compare("log1p", x, DeterministicMath.log1p(x), log1p(x), 1)
      compare("expm1", x, DeterministicMath.expm1(x), expm1(x), 1)
      for y in edges where x >= 0 && !(x == 0 && x.sign == .minus) {
        compare("pow(\(x), y)", y, DeterministicMath.pow(x, y), pow(x, y), 1)
      }
    }
    #expect(DeterministicMath.pow(-2, 0.5).isNaN)
  }

  @Test func streamsAreTheSameOnEveryMachine() {
    // The published vector of splitmix64, and values of an independent xoshiro256++ for a seed spread by it.
    var state: UInt64 = 1_234_567
    let published: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431,
    ]
    #expect((0..<4).map { _ in SeededRandom.splitmix(&state) } == published)
    var fresh = SeededRandom(seed: 1337)
    #expect(
      (0..<3).map { _ in fresh.next() } == [
        8_156_589_452_691_600_790, 17_253_218_252_936_793_425, 15_157_354_269_292_786_185,
      ])
    var random = SeededRandom(seed: 1337)
    var digest: UInt64 = 0
    for round in 0..<1000 {
      digest = digest &* 31 &+ random.next()
      digest = digest &* 31 &+ random.below(UInt64(round) &* 0x1234_5678_9ABC)
      digest = digest &* 31 &+ random.unit().bitPattern
      digest = digest &* 31 &+ DeterministicMath.pow(random.unit() * 9, random.unit() * 5).bitPattern
      digest = digest &* 31 &+ DeterministicMath.log1p(random.unit()).bitPattern
    }
    #expect(digest == 9_527_514_760_419_866_730)
    #expect(random.below(0) == 0 && random.below(1) == 0)
    var first = SeededRandom(seed: 5)
    var second = SeededRandom(seed: 5)
    var child = first.split()
    var sameChild = second.split()
    #expect(child.next() == sameChild.next())
    #expect(child.next() != first.next())
  }

  @Test func boundedNumbersAreEven() {
    var random = SeededRandom(seed: 3)
    // 3 * 2^62: without rejection every third number would come up twice as often.
    for (bound, third) in [(3, 1), (300, 100), (3 << 62, 1 << 62)] as [(UInt64, UInt64)] {
      var counts = [0, 0, 0]
      for _ in 0..<60_000 {
        let value = random.below(bound)
        #expect(value < bound)
        counts[Int(min(value / third, 2))] += 1
      }
      #expect(counts.allSatisfy { abs($0 - 20_000) < 600 }, "\(bound): \(counts)")
    }
  }

  @Test(arguments: [
    KeyDistribution.uniform, .zipf(exponent: 0.2), .zipf(exponent: 0.99), .zipf(exponent: 1),
    .zipf(exponent: 1.0000001),
    .zipf(exponent: 1.3), .zipf(exponent: 3), .latest(exponent: 0.99), .hotspot(keys: 0.2, operations: 0.8),
    .hotspot(keys: 1, operations: 0.5), .exponential(keys: 0.8571428571, percentile: 0.95), .sequential,
  ])
  func samplersFollowTheory(_ distribution: KeyDistribution) {
    let draws = 1_000_000
    for (keys, seed) in [(1000, 41), (1, 42), (2, 43), (50_000, 44)] as [(Int, UInt64)] {
      let distance = KolmogorovSmirnov.selfTest(
        distribution, keys: keys, draws: draws / (keys == 50_000 ? 1 : 5), seed: seed)
      let limit = KolmogorovSmirnov.limit(draws: draws / (keys == 50_000 ? 1 : 5))
      #expect(distance <= limit, "\(distribution) over \(keys) keys, seed \(seed): D \(distance) > \(limit)")
    }
    #expect(KeyDistribution.names.contains(distribution.name))
  }

  @Test func samplersStayInsideTheirKeySpace() {
    var random = SeededRandom(seed: 9)
    let shapes: [KeyDistribution] = [
      .zipf(exponent: 1e-6), .zipf(exponent: 60), .zipf(exponent: 0.999_999_999_9),
      .exponential(keys: 0.01, percentile: 0.999),
      .hotspot(keys: 0, operations: 1), .latest(exponent: 2),
    ]
    for shape in shapes {
      for keys: UInt64 in [1, 2, 3, 1000, 1 << 40] {
        var sampler = KeySampler(shape, keys: keys)
        for _ in 0..<2000 {
          let key = sampler.next(&random)
          #expect(key < keys, "\(shape) over \(keys)")
        }
      }
    }
    var latest = KeySampler(.latest(exponent: 1), keys: 1)
    for newest: UInt64 in 1...500 {
      latest.setNewest(keys: newest)
      #expect(latest.next(&random) < newest)
    }
    #expect(latest.keys == 500)
    #expect(KolmogorovSmirnov.distance(counts: [0, 0], expected: [0.5, 1]) == 1)
  }
}

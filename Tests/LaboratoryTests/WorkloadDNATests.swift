import Base
import HashMaps
import TestSupport
import Testing
import Workloads

@testable import Laboratory

@Suite struct WorkloadDNATests {
  private func dna(_ path: String, _ change: (inout WorkloadDNA.Options) -> Void = { _ in }) throws
    -> WorkloadDNA
  {
    var options = WorkloadDNA.Options()
    change(&options)
    return try WorkloadDNA(path: path, limits: CSVLimits(), options: options)
  }

  /// What the earlier program found in its own samples.
  @Test(arguments: [
    (
      "uniform_4k", [627, 3231, 142], 983, 9.773413762127475, [318, 616, 846], "K849", 12, 0.0012503125781444
    ),
    (
      "adversarial_4k", [1897, 1591, 512], 859, 6.421256195051976, [9, 175, 659], "K0", 1224,
      0.0230057514378594
    ),
  ])
  func theSamplesOfTheEarlierProgram(
    name: String, kinds: [Int], unique: Int, entropy: Double, coverage: [Int], hottest: String, count: Int,
    steps: Double
  ) throws {
    let found = try dna(Repository.path("Tests/Corpus/ancestor/workloads/\(name).csv"))
    #expect(found.rows == 4000 && found.kinds == kinds && Int(found.uniqueKeys) == unique)
    #expect(abs(found.entropyBits - entropy) < 1e-9 && found.rate == 1 && found.relativeError == 0)
    #expect(found.coverage.map { Int($0) } == coverage)
    #expect(found.hotKeys.first.map { String(decoding: $0.key, as: UTF8.self) } == hottest)
    #expect(found.hotKeys.first?.count == count && found.hotKeys.count == 10 && found.hotKeyError == 0)
    #expect(abs(found.sequentialStepFraction - steps) < 1e-12 && found.numericKeyFraction == 1)
    #expect(found.windows.changes.isEmpty, "\(found.windows.changes)")
    #expect(found.risks.allSatisfy { !$0.isFlagged })
  }

  /// Miss ratios against a cache that is simulated key by key.
  @Test func missRatiosAreThoseOfACache() throws {
    let path = Repository.path("Tests/Corpus/ancestor/workloads/skewed_zipf1.2_4k.csv")
    let keys = try keys(path)
    for point in try dna(path).missRatios {
      var cache: [String] = []
      var misses = 0
      for key in keys {
        if let place = cache.firstIndex(of: key) {
          cache.remove(at: place)
        } else {
          misses += 1
          if cache.count == point.keys { cache.removeFirst() }
        }
        cache.append(key)
      }
      #expect(abs(point.ratio - Double(misses) / Double(keys.count)) < 1e-12, "\(point)")
    }
  }

  private func keys(_ path: String) throws -> [String] {
    let source = try CSVOperationSource(path: path)
    defer { source.close() }
    let batch = OperationBatch()
    var keys: [String] = []
    while try source.next(into: batch) {
      keys += (0..<batch.count).map { String(decoding: batch.key(at: $0), as: UTF8.self) }
    }
    return keys
  }

  private func workload(_ folder: TemporaryFolder, _ change: (inout GeneratorOptions) -> Void) throws
    -> String
  {
    var options = GeneratorOptions()
    options.phases[0].operations = 20_000
    change(&options)
    try options.validate()
    let path = folder.file("w.csv")
    _ = try GeneratedWorkload.write(options, to: path)
    return path
  }

  @Test func aSampleOfTheKeysStandsForAll() throws {
    let folder = try TemporaryFolder()
    let path = try workload(folder) { $0.phases[0].distribution = .zipf(exponent: 0.9) }
    let exact = try dna(path)
    let estimate = try dna(path) { $0.trackedKeys = 600 }
    #expect(exact.rate == 1 && estimate.rate < 0.3)
    #expect(abs(estimate.uniqueKeys - exact.uniqueKeys) < estimate.uniqueKeysError, "\(estimate.uniqueKeys)")
    // What is stated as exact is exact.
    for (ours, whole) in zip(estimate.missRatios, exact.missRatios) where whole.keys <= 600 {
      #expect(ours.ratio == whole.ratio && ours.error == 0, "\(ours), \(whole)")
    }
    #expect(estimate.hotKeys.map(\.key) == exact.hotKeys.map(\.key))
    for (ours, whole) in zip(estimate.hotKeys, exact.hotKeys) {
      #expect((ours.count...ours.count + ours.missed).contains(whole.count) && ours.missed <= 20_000 / 1024)
    }
    #expect(estimate.hotKeyError <= 20_000 / 1024)
    #expect(estimate.findings.contains { $0.contains("with 95 %") })
  }

  @Test(arguments: Layout.allCases)
  func keysMadeToCollideAreFlagged(layout: Layout) throws {
    let folder = try TemporaryFolder()
    let path = try workload(folder) {
      $0.phases[0].adversarialRatio = 0.2
      $0.adversary = Adversary(layout: layout, seed: 42)
    }
    for seed: UInt64 in [42, 43] {
      let risk = try #require(try dna(path) { $0.seed = seed }.risks.first { $0.layout == layout })
      #expect(risk.isFlagged == (seed == 42), "\(risk)")
    }
  }

  @Test(arguments: [1, 42] as [UInt64])
  func bucketsAreTheFirstBitsOfWhatOrdersAMap(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let path = try workload(folder) { _ in }
    let buckets = try dna(path) { $0.seed = seed }.buckets
    var configuration = MapConfiguration.fixed(.grouped)
    configuration.seed = seed
    let map = try ByteMap(configuration)
    var expected = [Int](repeating: 0, count: KeyBuckets.count)
    let keys = Set(try keys(path))
    for key in keys {
      expected[Int(Array(key.utf8).withUnsafeBytes { map.hashSeed.order(of: $0) } >> 52)] += 1
    }
    #expect(buckets.counts == expected && expected.reduce(0, +) == keys.count)
    #expect(buckets.nonEmpty == expected.count { $0 > 0 } && buckets.deepest == expected.max())
    #expect(buckets.depths.reduce(0) { $0 + $1.ranges } == KeyBuckets.count)
    #expect(buckets.depths.reduce(0) { $0 + $1.keys * $1.ranges } == keys.count)
    #expect(try #require(buckets.quantile(1)) == Double(buckets.deepest))
  }

  @Test func aChangeOfMixIsSeenWhereItHappens() throws {
    let folder = try TemporaryFolder()
    let path = try workload(folder) {
      $0.phases = [$0.phases[0], $0.phases[0]]
      $0.phases[1].readRatio = 0.1
    }
    let found = try dna(path)
    let places = found.windows.changes.map { $0 * found.windows.length }
    #expect(!places.isEmpty && places.allSatisfy { abs($0 - 20_000) <= found.windows.length }, "\(places)")
    #expect(found.windows.windows.count <= 64)
    let steady = try dna(try workload(folder) { _ in })
    #expect(steady.windows.changes.isEmpty, "\(steady.windows.changes)")
  }

  @Test func exponentsAreFoundAgain() {
    for exponent in [0.0, 0.5, 0.99, 1.3, 2] {
      let counts = (1...2000).map { Int(1e7 * DeterministicMath.pow(Double($0), -exponent)) }.filter {
        $0 > 0
      }
      let fit = ZipfFit(Popularity.runs(counts))
      #expect(abs(fit.exponent - exponent) < 0.01 && fit.distance < 0.01, "\(exponent): \(fit)")
    }
    #expect(ZipfFit([]).exponent == 0 && ZipfFit(Popularity.runs([5])).distance == 0)
    let other = ZipfFit(Popularity.runs([100, 1, 1, 1, 1, 1, 1, 1, 1, 1]))
    #expect(other.distance > 0.05, "not a zipf law")
  }

  /// The score is the negative decimal logarithm of m · P(Poisson ≥ g), here summed term by term.
  @Test func collisionScoresFollowTheFormula() {
    for (keys, places, group) in [(1000, 4096.0, 8), (100, 1e6, 3), (5000, 1024, 30)] {
      let mean = Double(keys) / places
      var term = DeterministicMath.exp(-mean)
      var tail = 0.0
      for count in 1...400 {
        term *= mean / Double(count)
        if count >= group { tail += term }
      }
      let expected = max(0, -DeterministicMath.log(places * tail) / DeterministicMath.log(10))
      let score = CollisionRisk.score(keys: keys, places: places, group: group)
      #expect(abs(score - expected) < 0.05, "\(score), \(expected)")
    }
    #expect(CollisionRisk.score(keys: 100, places: 10, group: 10) == 0)
  }
}

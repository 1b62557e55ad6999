import Base
import TestSupport
import Testing
import Workloads

@testable import Laboratory

/// What is estimated lies within its stated error: for workloads of several shapes and many seeds, an estimate of few
/// tracked keys against the exact figures.
@Suite struct DNAErrorTests {
  /// How the keys of a workload are drawn.
  enum Shape: String, CaseIterable {
    case uniform, zipf, steep, latest, hotspot, scan, phases, bursts

    func keys(_ count: Int, seed: UInt64) -> [Int] {
      var random = SeededRandom(seed: seed)
      var now = 0
      switch self {
      case .uniform: return (0..<count).map { _ in Int(random.below(4000)) }
      case .zipf: return Self.draw(KeySampler(.zipf(exponent: 0.9), keys: 6000), count, &random)
      case .steep: return Self.draw(KeySampler(.zipf(exponent: 1.2), keys: 60_000), count, &random)
      case .latest:
        return (0..<count).map { index in
          if random.below(3) == 0 { now += 1 }
          return max(0, now - Int(random.below(8) * random.below(200)))
        }
      case .hotspot:
        return Self.draw(KeySampler(.hotspot(keys: 0.1, operations: 0.8), keys: 5000), count, &random)
      case .scan: return (0..<count).map { $0 % 3000 }
      case .phases:
        return (0..<count).map { index in
          Int(random.below(1500)) + (index * 4 / count) * 1200
        }
      case .bursts:
        var keys: [Int] = []
        while keys.count < count {
          now = Int(random.below(5000))
          keys += [Int](repeating: now, count: 1 + Int(random.below(6)))
        }
        return Array(keys.prefix(count))
      }
    }

    private static func draw(_ sampler: KeySampler, _ count: Int, _ random: inout SeededRandom) -> [Int] {
      var sampler = sampler
      return (0..<count).map { _ in Int(sampler.next(&random)) }
    }
  }

  private func dna(_ keys: [Int], seed: UInt64, tracked: Int) -> WorkloadDNA {
    var options = WorkloadDNA.Options()
    options.trackedKeys = tracked
    options.counters = 128
    var pass = WorkloadPass(options)
    for key in keys {
      var name = Array("\(seed)-\(key)".utf8)
      name.withUnsafeMutableBytes { pass.add(.get, UnsafeRawBufferPointer($0), valueBytes: 0) }
    }
    return WorkloadDNA(pass, options)
  }

  @Test func figuresLieWithinTheirErrors() {
    let seeds = TestScale.pick(quick: 3, full: 60, deep: 300)
    var cases: [String: (held: Int, all: Int, width: Double)] = [:]
    for shape in Shape.allCases {
      for seed in 1...UInt64(seeds) {
        let keys = shape.keys(9000, seed: seed)
        let (exact, found) = (
          dna(keys, seed: seed, tracked: 100_000), dna(keys, seed: seed, tracked: 512)
        )
        #expect(exact.rate == 1 && found.rate < 1, "\(shape), seed \(seed)")
        func check(_ name: String, _ truth: Double, _ figure: Double, _ error: Double) {
          let held = abs(figure - truth) <= error + 1e-9
          let before = cases[name] ?? (0, 0, 0)
          cases[name] = (before.held + (held ? 1 : 0), before.all + 1, before.width + error)
        }
        check("unique keys", exact.uniqueKeys, found.uniqueKeys, found.uniqueKeysError)
        for index in 0..<3 {
          check(
            "coverage \(index)", exact.coverage[index], found.coverage[index], found.errors.coverage[index])
        }
        check("entropy", exact.entropyBits, found.entropyBits, found.errors.entropyBits)
        check("entropy share", exact.entropyShare, found.entropyShare, found.errors.entropyShare)
        check("zipf exponent", exact.zipf.exponent, found.zipf.exponent, found.errors.zipfExponent)
        check("zipf distance", exact.zipf.distance, found.zipf.distance, found.errors.zipfDistance)
        for (ours, theirs) in zip(found.missRatios, exact.missRatios) {
          if ours.keys <= 512 {
            #expect(ours.ratio == theirs.ratio && ours.error == 0, "\(shape), seed \(seed): \(ours)")
          } else {
            check("misses", theirs.ratio, ours.ratio, ours.error)
          }
        }
        checkHotKeys(found, keys, "\(shape), seed \(seed)")
      }
    }
    #expect(cases.count == 9)
    for (name, count) in cases.sorted(by: { $0.key < $1.key }) {
      let share = Double(count.held) / Double(count.all)
      #expect(
        share >= 0.95, "\(name): \(count.held) of \(count.all), mean error \(count.width / Double(count.all))"
      )
    }
  }

  /// Counts of hot keys are bounded with certainty, and so are those of keys that are not known by name.
  private func checkHotKeys(_ found: WorkloadDNA, _ keys: [Int], _ name: String) {
    var counts: [String: Int] = [:]
    for key in keys { counts["\(key)", default: 0] += 1 }
    for hot in found.hotKeys {
      let key = String(String(decoding: hot.key, as: UTF8.self).split(separator: "-")[1])
      let count = counts.removeValue(forKey: key) ?? 0
      #expect(count >= hot.count && count <= hot.count + hot.missed, "\(name): \(key), \(hot)")
    }
    let next = max(found.hotKeys.last.map { $0.count + $0.missed } ?? 0, found.hotKeyError)
    #expect(counts.values.allSatisfy { $0 <= next }, "\(name): one with more than \(next) is missing")
    #expect(found.hotKeyError <= keys.count / 128, "\(name): \(found.hotKeyError)")
  }

  /// Keys of windows and what neighbours share, where there are more of them than a sketch holds.
  @Test func windowsLieWithinTheirErrors() {
    var (keys, overlaps) = ((held: 0, all: 0), (held: 0, all: 0))
    for shape in [Shape.uniform, .zipf, .latest, .hotspot, .phases] {
      let drawn = shape.keys(60_000, seed: 9)
      var windows = WorkloadWindows()
      for key in drawn {
        var state = UInt64(key)
        windows.add(kind: 1, hash: SeededRandom.splitmix(&state))
      }
      var before: Set<Int>?
      for (index, window) in windows.windows.enumerated() {
        let exact = Set(drawn[index * windows.length..<min(drawn.count, (index + 1) * windows.length)])
        keys.all += 1
        if abs(window.keys - Double(exact.count)) <= window.keysError { keys.held += 1 }
        if let before {
          let shared = Double(exact.intersection(before).count) / Double(exact.union(before).count)
          let last = windows.windows[index - 1]
          overlaps.all += 1
          if abs(window.overlap(last) - shared) <= window.overlapError(last) { overlaps.held += 1 }
        }
        before = exact
      }
    }
    #expect(keys.all > 200 && Double(keys.held) >= 0.95 * Double(keys.all), "\(keys)")
    #expect(Double(overlaps.held) >= 0.95 * Double(overlaps.all), "\(overlaps)")
  }

  /// Registers so few that there are many keys to each, and none for many.
  @Test func numbersOfKeysLieWithinTheirErrors() {
    for keys in [10, 300, 2000, 20_000] {
      var (held, squares) = (0, 0.0)
      let runs = 60
      for seed in 1...runs {
        var count = DistinctCount(precision: 9)
        var random = SeededRandom(seed: UInt64(seed * 1000 + keys))
        for _ in 0..<keys {
          let hash = random.next()
          count.add(hash)
          if hash % 4 == 0 { count.add(hash) }
        }
        let error = count.estimate / Double(keys) - 1
        squares += error * error
        if abs(error) <= 1.96 * count.relativeError { held += 1 }
      }
      let deviation = (squares / Double(runs)).squareRoot()
      #expect(Double(held) >= 0.95 * Double(runs) - 2, "\(keys) keys: \(held) of \(runs)")
      #expect(deviation < 1.3 * 1.04 / 512.0.squareRoot(), "\(keys) keys: \(deviation)")
    }
    #expect(DistinctCount().estimate == 0)
  }

  /// A group of colliding keys as large as is said is seen in a sample with 95 %.
  @Test func collidingKeysAreSeenInASample() throws {
    let risk = try #require(dna(Array(0..<3000), seed: 1, tracked: 100_000).risks.first)
    let least = risk.flaggedGroup(rate: 1)
    #expect(CollisionRisk.score(keys: risk.keys, places: risk.places, group: least) >= 6)
    #expect(CollisionRisk.score(keys: risk.keys, places: risk.places, group: least - 1) < 6)
    for rate in [0.5, 0.1, 0.01] {
      let mean = Double(risk.flaggedGroup(rate: rate)) * rate
      var (term, missed) = (DeterministicMath.exp(-mean), 0.0)
      for count in 0..<least {
        missed += term
        term *= mean / Double(count + 1)
      }
      #expect(missed < 0.055 && missed > 0.005, "\(rate): \(missed)")
    }
  }
}

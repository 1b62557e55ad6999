import Base
import HashMaps
import Workloads

/// What a workload is like, found in one pass with bounded memory.
///
/// Statistics of keys are exact while the workload has no more different keys than are tracked; beyond that they are
/// estimated from an even sample of keys (``KeySample``), and the hot keys' counts are too low by a stated bound at most.
package struct WorkloadDNA: Sendable {
  /// What is looked at and how closely.
  package struct Options: Sendable {
    /// Hot keys that are listed.
    package var topKeys = 10
    /// Keys of which everything is known, at most.
    package var trackedKeys = 200_000
    /// Seed of the hash of the map that will meet the keys.
    package var seed: UInt64 = 1

    /// Ten hot keys, 200,000 tracked ones.
    package init() {}
  }

  /// A key that is used often.
  package struct HotKey: Sendable {
    /// Its bytes.
    package let key: [UInt8]
    /// Rows that use it.
    package let count: Int
  }

  /// What a cache of a size would miss.
  package struct MissRatio: Sendable {
    /// Keys it holds.
    package let keys: Int
    /// The share of accesses that miss.
    package let ratio: Double
  }

  /// Operations.
  package let rows: Int
  /// Operations by kind: puts, gets, deletes.
  package let kinds: [Int]
  /// Lengths of keys in bytes, a row each.
  package let keyLengths: LengthProfile
  /// Sizes of the values of puts in bytes.
  package let valueSizes: LengthProfile
  /// Different keys; estimated where `rate` is below 1.
  package let uniqueKeys: Double
  /// The share of keys that was tracked.
  package let rate: Double
  /// The keys used most.
  package let hotKeys: [HotKey]
  /// How much the counts of hot keys may be too low.
  package let hotKeyError: Int
  /// The fewest keys that make up 50, 80 and 95 % of the rows.
  package let coverage: [Double]
  /// Entropy of the choice of keys (Shannon).
  package let entropyBits: Double
  /// The zipf law that fits the counts best.
  package let zipf: ZipfFit
  /// The share of rows whose key ends in digits.
  package let numericKeyFraction: Double
  /// The share of neighbouring numeric rows whose number is one more.
  package let sequentialStepFraction: Double
  /// The share of rows with the key of the row before.
  package let adjacentDuplicateFraction: Double
  /// Misses of caches that drop the least recently used key, by size.
  package let missRatios: [MissRatio]
  /// The course of the workload.
  package let windows: WorkloadWindows
  /// Collisions in every layout.
  package let risks: [CollisionRisk]
  /// Bytes of the input as it stands in the file.
  package let inputBytes: Int?
  /// Digest of the input.
  package let inputDigest: String?
  /// What reading a trace found; nil for a workload file.
  package let trace: TraceReport?
  /// The seed the collisions are those of.
  package let seed: UInt64

  /// Reads a workload to its end; one without operations is refused.
  package init(
    path: String, limits: CSVLimits, traces: TraceOptions = TraceOptions(), options: Options,
    interruption: () -> Int32? = { nil }
  ) throws(LaboratoryError) {
    var pass = WorkloadPass(options)
    var signal: Int32?
    var input: Input
    do throws(WorkloadError) {
      let source = try CSVOperationSource(path: path, limits: limits, traces: traces)
      defer { source.close() }
      let batch = OperationBatch()
      while signal == nil, try source.next(into: batch) {
        pass.add(batch)
        signal = interruption()
      }
      source.close()
      input = Input(bytes: source.inputBytes, digest: source.inputDigest, trace: source.trace)
    } catch {
      throw .workload(error)
    }
    if let signal { throw .replay(arm: path, .interrupted(signal: signal)) }
    guard pass.rows > 0 else { throw .emptyWorkload(path: path) }
    self.init(pass, options, input)
  }

  /// What reading the input told.
  private struct Input {
    let bytes: Int?
    let digest: String?
    let trace: TraceReport?
  }

  private init(_ pass: WorkloadPass, _ options: Options, _ input: Input) {
    let entries = pass.sample.entries
    let counts = entries.values.map(\.accesses).sorted(by: >)
    let tracked = Double(counts.reduce(0, +))
    rows = pass.rows
    kinds = pass.kinds
    keyLengths = pass.keyLengths
    valueSizes = pass.valueSizes
    rate = pass.sample.rate
    uniqueKeys = Double(entries.count) / rate
    hotKeys = pass.heavy.top(options.topKeys).map { HotKey(key: $0.key, count: $0.count) }
    hotKeyError = pass.heavy.error
    coverage = [0.5, 0.8, 0.95].map { Self.covering($0, counts, tracked) / pass.sample.rate }
    // The sample's entropy lacks what choosing among the keys it stands for adds.
    entropyBits =
      counts.reduce(0) {
        let share = Double($1) / tracked
        return $0 - share * Self.log2(share)
      } - Self.log2(rate)
    zipf = ZipfFit(counts)
    numericKeyFraction = Double(pass.numeric) / Double(rows)
    sequentialStepFraction = Double(pass.steps) / Double(max(pass.numericPairs, 1))
    adjacentDuplicateFraction = Double(pass.duplicates) / Double(rows)
    var sizes: [Int] = []
    var size = 1
    while Double(size) < 2 * uniqueKeys {
      sizes.append(size)
      size *= 2
    }
    missRatios = sizes.map { MissRatio(keys: $0, ratio: pass.reuse.missRatio(keys: $0)) }
    windows = pass.windows
    let hashes = entries.values.map(\.place)
    risks = Layout.allCases.map { CollisionRisk($0, seed: options.seed, hashes: hashes) }
    inputBytes = input.bytes
    inputDigest = input.digest
    trace = input.trace
    seed = options.seed
  }

  private static func covering(_ share: Double, _ counts: [Int], _ total: Double) -> Double {
    var seen = 0.0
    for (index, count) in counts.enumerated() {
      seen += Double(count)
      if seen >= share * total { return Double(index + 1) }
    }
    return Double(counts.count)
  }

  static func log2(_ value: Double) -> Double { DeterministicMath.log(value) / DeterministicMath.log(2) }

  /// The relative standard error of what was estimated from a sample of keys; 0 where all were tracked.
  package var relativeError: Double { rate == 1 ? 0 : 1 / (uniqueKeys * rate).squareRoot() }

  /// Entropy as a share of what as many keys could have.
  package var entropyShare: Double { uniqueKeys > 1 ? entropyBits / Self.log2(uniqueKeys) : 0 }

  /// The share of puts and deletes.
  package var mutationFraction: Double { Double(kinds[0] + kinds[2]) / Double(rows) }
}

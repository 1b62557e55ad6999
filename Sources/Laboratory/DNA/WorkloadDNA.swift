import Base
import HashMaps
import Workloads

/// What a workload is like, found in one pass with bounded memory.
///
/// Statistics of keys are exact while the workload has no more different keys than are tracked; beyond that they are
/// estimated, each with half the width of its interval of 95 % (``errors`` and beside the figures themselves).
package struct WorkloadDNA: Sendable {
  /// What is looked at and how closely.
  package struct Options: Sendable {
    /// Hot keys that are listed.
    package var topKeys = 10
    /// Keys of which everything is known, at most; fewer than 512 are taken as 512.
    package var trackedKeys = 200_000
    /// Seed of the hash of the map that will meet the keys.
    package var seed: UInt64 = 1
    /// Counters of hot keys, at least: with few of them keys that matter would be missed.
    var counters = 1024

    /// Ten hot keys, 200,000 tracked ones.
    package init() {}
  }

  /// A key that is used often.
  package struct HotKey: Sendable {
    /// Its bytes.
    package let key: [UInt8]
    /// Rows that use it, at least.
    package let count: Int
    /// How much the count may be too low, with certainty.
    package let missed: Int
  }

  /// What a cache of a size would miss.
  package struct MissRatio: Sendable {
    /// Keys it holds.
    package let keys: Int
    /// The share of accesses that miss.
    package let ratio: Double
    /// Half the width of its interval; 0 up to as many keys as are tracked.
    package let error: Double
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
  /// Half the width of its interval.
  package let uniqueKeysError: Double
  /// The share of keys that was tracked.
  package let rate: Double
  /// The keys used most.
  package let hotKeys: [HotKey]
  /// How often a key may have been used that is not known by name.
  package let hotKeyError: Int
  /// The fewest keys that make up 50, 80 and 95 % of the rows.
  package let coverage: [Double]
  /// Entropy of the choice of keys (Shannon).
  package let entropyBits: Double
  /// Entropy as a share of what as many keys could have.
  package let entropyShare: Double
  /// Half the widths of the intervals of the figures of how keys are chosen.
  package let errors: PopularityErrors
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
  /// How the keys spread over the hash.
  package let buckets: KeyBuckets
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
  struct Input {
    var bytes: Int?
    var digest: String?
    var trace: TraceReport?
  }

  init(_ pass: WorkloadPass, _ options: Options, _ input: Input = Input()) {
    rows = pass.rows
    kinds = pass.kinds
    keyLengths = pass.keyLengths
    valueSizes = pass.valueSizes
    rate = pass.sample.rate
    uniqueKeys = pass.beyond?.distinct.estimate ?? Double(pass.sample.entries.count)
    uniqueKeysError = pass.beyond.map { 1.96 * $0.distinct.relativeError * $0.distinct.estimate } ?? 0
    hotKeys = pass.heavy.top(options.topKeys).map { HotKey(key: $0.key, count: $0.count, missed: $0.missed) }
    hotKeyError = pass.heavy.error
    let popularity: Popularity
    if pass.beyond == nil {
      popularity = Popularity(Popularity.runs(pass.sample.entries.values.map(\.accesses).sorted(by: >)))
      errors = PopularityErrors()
    } else {
      let sampled = SampledPopularity(
        pass.sample, pass.heavy, rows: rows, keys: uniqueKeys, keysError: uniqueKeysError,
        hashOf: WorkloadPass.hash)
      popularity = sampled.popularity
      errors = sampled.errors
    }
    coverage = popularity.coverage
    entropyBits = popularity.entropyBits
    entropyShare = popularity.entropyShare
    zipf = popularity.zipf
    numericKeyFraction = Double(pass.numeric) / Double(rows)
    sequentialStepFraction = Double(pass.steps) / Double(max(pass.numericPairs, 1))
    adjacentDuplicateFraction = Double(pass.duplicates) / Double(rows)
    var sizes: [Int] = []
    var size = 1
    while Double(size) < 2 * uniqueKeys {
      sizes.append(size)
      size *= 2
    }
    missRatios = sizes.map { pass.missRatio(keys: $0) }
    windows = pass.windows
    let hashes = pass.sample.entries.values.map(\.place)
    risks = Layout.allCases.map { CollisionRisk($0, seed: options.seed, hashes: hashes) }
    buckets = KeyBuckets(places: hashes)
    inputBytes = input.bytes
    inputDigest = input.digest
    trace = input.trace
    seed = options.seed
  }

  /// The relative error of the number of different keys (half the width of its interval).
  package var relativeError: Double { uniqueKeysError / uniqueKeys }

  /// The share of puts and deletes.
  package var mutationFraction: Double { Double(kinds[0] + kinds[2]) / Double(rows) }
}

extension WorkloadPass {
  /// What a cache of so many keys would miss: counted as far as all keys are tracked, else from the sample.
  func missRatio(keys: Int) -> WorkloadDNA.MissRatio {
    let near = Double(reuse.misses(keys: keys))
    let far: (misses: Double, error: Double)
    if let beyond, keys > beyond.far.nearest {
      far = beyond.far.misses(keys: keys, rate: sample.rate, sampled: sample.entries.count)
    } else {
      far = (Double(beyond?.far.total ?? 0), 0)
    }
    return WorkloadDNA.MissRatio(
      keys: keys, ratio: (near + far.misses) / Double(rows), error: far.error / Double(rows))
  }
}

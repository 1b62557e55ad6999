import Base

/// A stretch of generated operations with one mix and one key distribution.
package struct GeneratorPhase: Equatable, Sendable {
  /// Its name in reports.
  package var name = "phase"
  /// How many rows it writes.
  package var operations = 100_000
  /// The share of gets.
  package var readRatio = 0.8
  /// The share of deletes among what is not a get.
  package var deleteRatio = 0.2
  /// The share of puts that are of a new key, one beyond all before it; nil for 1 under `latest` and 0 otherwise.
  package var insertRatio: Double?
  /// The share of gets that are followed by a put of the same key.
  package var modifyRatio = 0.0
  /// Gets come as runs of neighbouring keys, of every length up to this equally often; 1 for single ones.
  package var scanLength = 1
  /// Which keys are used how often.
  package var distribution = KeyDistribution.uniform
  /// How many keys there are to choose from.
  package var keySpace = 10_000
  /// The number of the first of them.
  package var firstKey = 0
  /// What values look like.
  package var valueSize = ValueSize.number
  /// The share of rows whose key is one of the adversarial ones.
  package var adversarialRatio = 0.0

  /// A phase of the defaults.
  package init() {}

  /// The largest key space, and the largest number of operations.
  package static let most = 1 << 40

  /// The share of puts that are of a new key.
  var insertShare: Double {
    if let insertRatio { return insertRatio }
    if case .latest = distribution { return 1 }
    return 0
  }

  /// A number outside its range: the flag that sets it, and what it must be.
  struct RangeFault {
    let flag: String
    let detail: String
  }

  /// The first number outside its range, or nil.
  func rangeFault() -> RangeFault? {
    let unit = 0.0...1.0
    var faults: [RangeFault] = []
    func check(_ isGood: Bool, _ flag: String, _ range: String, _ value: Any) {
      if !isGood { faults.append(RangeFault(flag: flag, detail: "must be \(range), not \(value)")) }
    }
    check((1...Self.most).contains(operations), "ops", "from 1 to \(Self.most)", operations)
    check(unit.contains(readRatio), "read-ratio", "from 0 to 1", readRatio)
    check(deleteRatio >= 0 && deleteRatio < 1, "del-ratio", "at least 0 and below 1", deleteRatio)
    check(unit.contains(insertShare), "insert-ratio", "from 0 to 1", insertShare)
    check(unit.contains(modifyRatio), "modify-ratio", "from 0 to 1", modifyRatio)
    check((1...1_000_000).contains(scanLength), "scan-length", "from 1 to 1000000", scanLength)
    check((1...Self.most).contains(keySpace), "key-space", "from 1 to \(Self.most)", keySpace)
    check((0...Self.most).contains(firstKey), "first-key", "from 0 to \(Self.most)", firstKey)
    check(unit.contains(adversarialRatio), "adversarial-ratio", "from 0 to 1", adversarialRatio)
    switch distribution {
    case .zipf(let exponent), .latest(let exponent):
      check(exponent > 0 && exponent <= 100, "key-skew", "above 0 and at most 100", exponent)
    case .hotspot(let keys, let operations):
      check(unit.contains(keys), "hot-keys", "from 0 to 1", keys)
      check(unit.contains(operations), "hot-ops", "from 0 to 1", operations)
    case .exponential(let keys, let percentile):
      check(keys > 0 && keys <= 1, "hot-keys", "above 0 and at most 1", keys)
      check(percentile > 0 && percentile < 1, "hot-ops", "above 0 and below 1", percentile)
    case .uniform, .sequential: break
    }
    return faults.first
  }
}

extension KeyDistribution {
  /// The distribution of that name, or nil; what is not given has the defaults of YCSB: exponent 0.99, 80 % of the
  /// operations on 20 % of the keys, and exponentially 95 % on six sevenths.
  package init?(named name: String, skew: Double?, hotKeys: Double?, hotOperations: Double?) {
    switch name {
    case "uniform": self = .uniform
    case "zipf": self = .zipf(exponent: skew ?? 0.99)
    case "latest": self = .latest(exponent: skew ?? 0.99)
    case "hotspot": self = .hotspot(keys: hotKeys ?? 0.2, operations: hotOperations ?? 0.8)
    case "exponential":
      self = .exponential(keys: hotKeys ?? 0.857_142_857_1, percentile: hotOperations ?? 0.95)
    case "sequential": self = .sequential
    default: return nil
    }
  }
}

extension KeyDistribution {
  /// The same with another exponent, where it has one.
  func with(skew: Double) -> KeyDistribution {
    switch self {
    case .zipf: .zipf(exponent: skew)
    case .latest: .latest(exponent: skew)
    default: self
    }
  }
}

import Base
import HashMaps
import Workloads

/// What one pass over a workload keeps; memory is bounded by the keys that are tracked.
struct WorkloadPass {
  private(set) var rows = 0
  private(set) var kinds = [0, 0, 0]
  private(set) var keyLengths = LengthProfile()
  private(set) var valueSizes = LengthProfile()
  private(set) var sample: KeySample
  private(set) var heavy: HeavyHitters
  private(set) var reuse = ReuseDistances()
  /// Nothing while all keys are tracked.
  private(set) var beyond: BeyondTracking?
  private(set) var windows = WorkloadWindows()
  private(set) var numeric = 0
  private(set) var numericPairs = 0
  private(set) var steps = 0
  private(set) var duplicates = 0
  private var previousNumber: UInt64?
  private var previousHash: UInt64?
  private let views: [CollidingKeys]

  init(_ options: WorkloadDNA.Options) {
    sample = KeySample(limit: options.trackedKeys)
    heavy = HeavyHitters(limit: max(options.trackedKeys / 4, options.topKeys, options.counters))
    views = CollisionRisk.views(seed: options.seed)
  }

  mutating func add(_ batch: OperationBatch) {
    for index in 0..<batch.count {
      let kind = batch.kind(at: index)
      add(kind, batch.key(at: index), valueBytes: kind == .put ? batch.value(at: index).count : 0)
    }
  }

  mutating func add(_ kind: OperationKind, _ key: UnsafeRawBufferPointer, valueBytes: Int) {
    rows += 1
    kinds[Int(kind.rawValue)] += 1
    keyLengths.add(key.count)
    if kind == .put { valueSizes.add(valueBytes) }
    let hash = Self.hash(key)
    windows.add(kind: Int(kind.rawValue), hash: hash)
    heavy.add(key)
    noteNeighbour(key, hash)
    if beyond == nil, sample.overflows(with: hash) { beyond = BeyondTracking(order: order) }
    let near = beyond?.use(hash)
    if let near { reuse.count(near) }
    if sample.takes(hash) { use(key, hash, isNear: near != nil) }
  }

  /// Fixed words: a report is the same wherever it is made.
  static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
    SipHash.hash(key, k0: 0x6164_6861_7368, k1: 0x646E_61)
  }

  private mutating func use(_ key: UnsafeRawBufferPointer, _ hash: UInt64, isNear: Bool) {
    if reuse.isFull { compact() }
    let rate = sample.rate
    let bound = sample.bound
    var distance: Int?
    // A key that is about to leave the sample is not forgotten one by one: compaction leaves it out.
    sample.update(hash) { entry, isNew in
      if isNew {
        entry.place = CollisionRisk.hash(key, views)
        entry.lastUse = reuse.first()
      } else {
        let again = reuse.again(entry.lastUse)
        distance = again.distance
        entry.lastUse = again.moment
      }
    }
    if beyond == nil {
      reuse.count(distance)
    } else if !isNear {
      beyond?.sample(hash, distance: distance.map { Int((Double($0) / rate).rounded()) }, weight: 1 / rate)
    }
    if sample.bound != bound { compact() }
  }

  /// The sample's keys, the one used last at the end.
  private var order: [UInt64] {
    sample.entries.sorted { $0.value.lastUse < $1.value.lastUse }.map(\.key)
  }

  /// Renumbers the moments of last uses.
  private mutating func compact() {
    let order = order
    reuse.compact(keys: order.count)
    sample.renumber(order)
  }

  private mutating func noteNeighbour(_ key: UnsafeRawBufferPointer, _ hash: UInt64) {
    if hash == previousHash { duplicates += 1 }
    previousHash = hash
    let number = Self.trailingNumber(key)
    if let number {
      numeric += 1
      if let previousNumber {
        numericPairs += 1
        if number == previousNumber &+ 1 { steps += 1 }
      }
    }
    previousNumber = number
  }

  /// The number that a key's last digits spell, at most eighteen of them; nil when it does not end in a digit.
  private static func trailingNumber(_ key: UnsafeRawBufferPointer) -> UInt64? {
    var number: UInt64 = 0
    var unit: UInt64 = 1
    var digits = 0
    for byte in key.reversed() {
      guard byte >= 48, byte <= 57, digits < 18 else { break }
      number += UInt64(byte - 48) * unit
      unit *= 10
      digits += 1
    }
    return digits > 0 ? number : nil
  }
}

extension KeySample {
  /// Gives the keys their last uses anew, from 1, in this order.
  mutating func renumber(_ order: [UInt64]) {
    for (index, hash) in order.enumerated() { setLastUse(hash, index + 1) }
  }
}

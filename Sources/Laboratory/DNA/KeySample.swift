import Base

/// The keys of a stream, all of them while they fit, else those whose hash lies below a bound: an even sample of keys of
/// which every access is seen (SHARDS with a fixed size; Waldspurger and others, 2015).
///
/// Which keys are in the sample depends on their hashes alone, so that counts divided by the rate estimate the whole
/// without bias. Memory is bounded by the limit.
struct KeySample {
  /// What is known of one key.
  struct Entry {
    var accesses = 0
    /// When it was used last, on the clock of accesses to the sample.
    var lastUse = 0
    /// The bits of its hash in a map that decide its place in any layout.
    var place: UInt64 = 0
  }

  /// Keys that are kept at most.
  let limit: Int
  private(set) var entries: [UInt64: Entry] = [:]
  /// Keys whose hash lies above are not in the sample.
  private(set) var bound = UInt64.max

  /// A sample of fewer keys would tell nothing of its own error.
  static let least = 512

  init(limit: Int) { self.limit = max(limit, Self.least) }

  /// The share of all keys that the sample holds; 1 when it holds all.
  var rate: Double { bound == .max ? 1 : (Double(bound) + 1) / 18_446_744_073_709_551_616 }

  /// Whether the sample would take a key of this hash.
  func takes(_ hash: UInt64) -> Bool { hash <= bound }

  /// Whether the sample cannot hold all keys any more once it takes this one.
  func overflows(with hash: UInt64) -> Bool { entries.count == limit && entries[hash] == nil }

  /// Changes the entry of a key that the sample takes; makes room by halving the bound when there are too many.
  mutating func update(_ hash: UInt64, _ change: (inout Entry, _ isNew: Bool) -> Void) {
    var entry = entries[hash] ?? Entry()
    let isNew = entry.accesses == 0
    entry.accesses += 1
    change(&entry, isNew)
    entries[hash] = entry
    while entries.count > limit {
      bound /= 2
      entries = entries.filter { $0.key <= bound }
    }
  }

  /// Sets when a key was used last.
  mutating func setLastUse(_ hash: UInt64, _ moment: Int) { entries[hash]?.lastUse = moment }
}

/// The keys used most often, by name, in bounded memory (Misra and Gries, 1982, decremented in bulk; every key keeps how
/// much may have been missed before it came, as the stream summary of Metwally, Agrawal and El Abbadi does, 2005).
///
/// Exact while no more keys came than there are counters, and for every key that came before and stayed. After that a
/// count is too low by at most the key's ``Key/missed``, which is never more than the number of accesses divided by the
/// number of counters; no key that is not held was used more often than ``error``. Both hold with certainty.
struct HeavyHitters {
  /// A key and how often it was used at least.
  struct Key {
    let key: [UInt8]
    /// Uses that were counted.
    let count: Int
    /// Uses that may have come before.
    let missed: Int
  }

  private struct Counter {
    /// Uses since it came, less what was taken off since then.
    var left: Int
    /// What had been taken off when it came.
    let taken: Int
  }

  private let limit: Int
  private var counters: [[UInt8]: Counter] = [:]
  /// What was taken off in all: how often a key may have been used that is not held.
  private(set) var error = 0

  init(limit: Int) { self.limit = max(limit, 16) }

  /// Counts one access.
  mutating func add(_ key: UnsafeRawBufferPointer) {
    counters[[UInt8](key), default: Counter(left: 0, taken: error)].left += 1
    if counters.count > 2 * limit { shrink() }
  }

  /// The keys that are held, in no order.
  var keys: some Sequence<Key> { counters.lazy.map { key($0.key, $0.value) } }

  /// The `count` most used keys, the most used first; equal counts in the order of their bytes.
  func top(_ count: Int) -> [Key] {
    let sorted = keys.sorted {
      $0.count != $1.count ? $0.count > $1.count : $0.key.lexicographicallyPrecedes($1.key)
    }
    return Array(sorted.prefix(count))
  }

  private func key(_ key: [UInt8], _ counter: Counter) -> Key {
    Key(key: key, count: counter.left + error - counter.taken, missed: counter.taken)
  }

  /// Takes the count of the first key beyond the limit off all, and drops those that have nothing left.
  private mutating func shrink() {
    let bound = counters.values.map(\.left).sorted(by: >)[limit]
    error += bound
    counters = counters.filter { $0.value.left > bound }
      .mapValues { Counter(left: $0.left - bound, taken: $0.taken) }
  }
}

/// The keys used most often, by name, in bounded memory (Misra and Gries, decremented in bulk).
///
/// Exact while no more keys came than there are counters; after that a count is too low by at most ``error``, which is
/// never more than the number of accesses divided by the number of counters.
struct HeavyHitters {
  private let limit: Int
  private var counts: [[UInt8]: Int] = [:]
  /// How much a count may be too low.
  private(set) var error = 0

  init(limit: Int) { self.limit = max(limit, 16) }

  /// Counts one access.
  mutating func add(_ key: UnsafeRawBufferPointer) {
    counts[[UInt8](key), default: 0] += 1
    if counts.count > 2 * limit { shrink() }
  }

  /// The `count` most used keys, the most used first; equal counts in the order of their bytes.
  func top(_ count: Int) -> [(key: [UInt8], count: Int)] {
    let sorted = counts.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
    }
    return sorted.prefix(count).map { (key: $0.key, count: $0.value) }
  }

  /// Takes the count of the first key beyond the limit off all, and drops those that have nothing left.
  private mutating func shrink() {
    let bound = counts.values.sorted(by: >)[limit]
    error += bound
    counts = counts.filter { $0.value > bound }.mapValues { $0 - bound }
  }
}

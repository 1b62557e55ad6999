/// Where the records of a chunk stand: in memory, and in the order of a seed. Its memory serves again and again.
package final class CutPlaces {
  /// One record: its place in the order (``HashSeed/order(of:)``), and where in the chunk it begins.
  @frozen
  package struct Place {
    /// Its place in the order.
    package var order: UInt64
    /// The byte of the chunk it begins at.
    package var offset: Int
  }

  @exclusivity(unchecked) private var memory: UnsafeMutableBufferPointer<Place> = .allocate(capacity: 0)
  /// Records so far.
  @exclusivity(unchecked) package private(set) var count = 0
  /// The first and the last place of them; of none, the other way round.
  @exclusivity(unchecked) package private(set) var low = UInt64.max
  @exclusivity(unchecked) package private(set) var high: UInt64 = 0

  /// None yet.
  package init() {}

  deinit { memory.deallocate() }

  /// Bytes of memory held.
  package var heldBytes: Int { memory.count * MemoryLayout<Place>.stride }

  /// All of them.
  package var all: UnsafeMutableBufferPointer<Place> {
    UnsafeMutableBufferPointer(rebasing: memory[..<count])
  }

  /// Forgets them and keeps the memory.
  package func clear() {
    count = 0
    low = .max
    high = 0
  }

  /// Notes one more. O(1) amortised.
  @inline(__always)
  package func append(_ order: UInt64, _ offset: Int) {
    if _slowPath(count == memory.count) { grow() }
    (memory.baseAddress.unsafelyUnwrapped + count).initialize(to: Place(order: order, offset: offset))
    count &+= 1
    low = min(low, order)
    high = max(high, order)
  }

  /// Has `fill` put up to `most` more behind the others and say how many. O(most) amortised.
  @inline(__always)
  func append(upTo most: Int, _ fill: (UnsafeMutablePointer<Place>) -> Int) {
    while count &+ most > memory.count { grow() }
    let start = memory.baseAddress.unsafelyUnwrapped + count
    let added = fill(start)
    var (first, last) = (low, high)
    for index in 0..<added {
      first = min(first, start[index].order)
      last = max(last, start[index].order)
    }
    (low, high) = (first, last)
    count &+= added
  }

  @inline(never)
  private func grow() {
    let larger = UnsafeMutableBufferPointer<Place>.allocate(capacity: max(1024, memory.count * 2))
    _ = larger.moveInitialize(fromContentsOf: memory)
    memory.deallocate()
    memory = larger
  }
}

/// How many different keys lie between two uses of the same one, and from that the share of misses of a cache of any
/// size that drops what was used least recently (Mattson's stack algorithm on a tree of sums).
///
/// O(log n) an access; memory in proportion to the keys that are tracked.
struct ReuseDistances {
  /// Counts by distance: all small ones exactly, above that 64 classes to a power of two.
  private var classes: [Int: Double] = [:]
  private var firstUses = 0.0
  /// Whether the key used last at that moment has not been used since, as sums over ranges.
  private var tree: [Int]
  private var now = 0

  init() { tree = [Int](repeating: 0, count: 1 << 12) }

  /// Whether time must be compacted before the next access.
  var isFull: Bool { now + 2 >= tree.count }

  /// The key's first use, which stands for `scale` of them in the whole; gives the moment.
  mutating func first(scale: Double) -> Int {
    firstUses += scale
    return mark()
  }

  /// Another use of the key last used at `moment`; gives the new moment.
  ///
  /// - Parameter scale: what a distance, and the use itself, stands for in the whole.
  mutating func again(_ moment: Int, scale: Double) -> Int {
    let distance = sum(now) - sum(moment)
    classes[Self.place(Int((Double(distance) * scale).rounded())), default: 0] += scale
    add(moment, -1)
    return mark()
  }

  /// Renumbers the moments of all keys, which come in the order of their last use, from 1; makes room for as many again.
  mutating func compact(keys: Int) {
    var size = 1 << 12
    while size < 4 * (keys + 1) { size *= 2 }
    tree = [Int](repeating: 0, count: size)
    now = 0
    for _ in 0..<keys { _ = mark() }
  }

  /// The share of accesses that miss in a cache of `keys`: first uses, and reuses from further than that.
  func missRatio(keys: Int) -> Double {
    let hits = classes.reduce(0) { $1.key < Self.place(keys) ? $0 + $1.value : $0 }
    let all = classes.values.reduce(firstUses, +)
    return all == 0 ? 0 : 1 - hits / all
  }

  /// Classes of one value each up to 127, then 64 to a power of two.
  static func place(_ distance: Int) -> Int {
    guard distance >= 128 else { return max(distance, 0) }
    let power = Int.bitWidth - 1 - distance.leadingZeroBitCount
    return 128 + (power - 7) * 64 + (distance >> (power - 6)) - 64
  }

  /// The least distance of a class.
  static func least(in place: Int) -> Int {
    guard place >= 128 else { return place }
    return (64 + (place - 128) % 64) << (1 + (place - 128) / 64)
  }

  private mutating func mark() -> Int {
    now += 1
    add(now, 1)
    return now
  }

  private mutating func add(_ moment: Int, _ change: Int) {
    var index = moment
    while index < tree.count {
      tree[index] += change
      index += index & -index
    }
  }

  private func sum(_ moment: Int) -> Int {
    var total = 0
    var index = moment
    while index > 0 {
      total += tree[index]
      index -= index & -index
    }
    return total
  }
}

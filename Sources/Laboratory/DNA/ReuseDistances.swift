/// How many different keys lie between two uses of the same one, on a clock of uses of the keys that are tracked
/// (Mattson's stack algorithm on a tree of sums), and how often each distance came.
///
/// O(log n) an access; memory in proportion to the keys that are tracked.
struct ReuseDistances {
  /// Counts by distance: all small ones exactly, above that 64 classes to a power of two.
  private var classes: [Int: Int] = [:]
  /// Uses that were the first of their key.
  private(set) var firstUses = 0
  /// Whether the key used last at that moment has not been used since, as sums over ranges.
  private var tree: [Int]
  private var now = 0

  init() { tree = [Int](repeating: 0, count: 1 << 12) }

  /// Whether time must be compacted before the next access.
  var isFull: Bool { now + 2 >= tree.count }

  /// A key's first use: gives the moment.
  mutating func first() -> Int {
    mark()
  }

  /// Another use of the key last used at `moment`; gives how many others were used since, and the new moment.
  mutating func again(_ moment: Int) -> (distance: Int, moment: Int) {
    let distance = sum(now) - sum(moment)
    add(moment, -1)
    return (distance, mark())
  }

  /// Counts a use at a distance, nil for the first of its key.
  mutating func count(_ distance: Int?) {
    if let distance {
      classes[Self.place(distance), default: 0] += 1
    } else {
      firstUses += 1
    }
  }

  /// Renumbers the moments of all keys, which come in the order of their last use, from 1; makes room for as many again.
  mutating func compact(keys: Int) {
    var size = 1 << 12
    while size < 4 * (keys + 1) { size *= 2 }
    tree = [Int](repeating: 0, count: size)
    now = 0
    for _ in 0..<keys { _ = mark() }
  }

  /// The uses counted that miss in a cache of `keys`: first ones, and reuses from further than that.
  func misses(keys: Int) -> Int {
    classes.reduce(firstUses) { $1.key < Self.place(keys) ? $0 : $0 + $1.value }
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

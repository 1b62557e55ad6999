/// Keys by their last use: how many others were used since, and which key lies so deep.
///
/// Keys are numbers from 0. O(log n) an operation, about 40 bytes a key.
struct RecencyOrder {
  private var tree: SumTree
  private var keyAt: [Int32]
  private var momentOf: [Int32]
  private var now = 0

  init(keys: Int) {
    let places = max(4096, 4 * keys)
    tree = SumTree(places: places)
    keyAt = [Int32](repeating: -1, count: places + 1)
    momentOf = [Int32](repeating: 0, count: keys)
  }

  /// Keys that were used at all.
  var live: Int { tree.total }

  /// Moments there are, from 1.
  var places: Int { tree.places }

  /// The key whose last use was at a moment.
  func key(at moment: Int) -> Int { Int(keyAt[moment]) }

  /// Whether moments must be renumbered before the next use.
  var isFull: Bool { now == tree.places }

  /// The moment of a key's last use; 0 without one.
  func moment(of key: Int) -> Int { Int(momentOf[key]) }

  /// Keys used since `moment`.
  func depth(of moment: Int) -> Int { live - tree.sum(upTo: moment) }

  /// The moment at which the key was used that lies so deep; `depth` is below `live`.
  func moment(atDepth depth: Int) -> Int { tree.place(ofRank: live - depth) }

  /// Uses a key now; gives how many others were used since the last time, nil for the first.
  mutating func use(_ key: Int) -> Int? {
    let last = moment(of: key)
    var distance: Int?
    if last > 0 {
      distance = depth(of: last)
      tree.add(-1, at: last)
      keyAt[last] = -1
    }
    now += 1
    tree.add(1, at: now)
    keyAt[now] = Int32(key)
    momentOf[key] = Int32(now)
    return distance
  }

  /// All keys that were used, the last one first.
  var keys: some Sequence<Int32> { keyAt[...now].reversed().lazy.filter { $0 >= 0 } }

  /// Renumbers moments from 1, in their order.
  mutating func compact() {
    let order = keyAt.filter { $0 >= 0 }
    tree = SumTree(places: tree.places)
    now = 0
    for index in keyAt.indices { keyAt[index] = -1 }
    for key in order {
      momentOf[Int(key)] = 0
      _ = use(Int(key))
    }
  }
}

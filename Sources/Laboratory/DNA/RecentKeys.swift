/// The keys used last, so many of them, in the order of their last use: reuse distances below that number are exact,
/// whatever the workload's size (Mattson and others, 1970, on a stack that is cut).
///
/// O(log n) a use; memory in proportion to the limit.
struct RecentKeys {
  private let limit: Int
  private var moments: [UInt64: Int32]
  private var hashAt: [UInt64]
  private var isLast: [Bool]
  private var tree: SumTree
  private var now = 0

  /// - Parameter order: hashes of the keys that were used last, the last one at the end; at most `limit`.
  init(limit: Int, order: [UInt64]) {
    self.limit = limit
    tree = SumTree(places: max(4096, 4 * limit))
    moments = Dictionary(minimumCapacity: limit + 1)
    hashAt = [UInt64](repeating: 0, count: tree.places + 1)
    isLast = [Bool](repeating: false, count: tree.places + 1)
    for hash in order { mark(hash) }
  }

  /// Uses a key; gives how many different others were used since its last use, nil when it is not among those kept.
  mutating func use(_ hash: UInt64) -> Int? {
    if now == tree.places { compact() }
    var distance: Int?
    if let moment = moments[hash] {
      distance = tree.total - tree.sum(upTo: Int(moment))
      forget(Int(moment))
    } else if moments.count == limit {
      let oldest = tree.place(ofRank: 1)
      moments[hashAt[oldest]] = nil
      forget(oldest)
    }
    mark(hash)
    return distance
  }

  private mutating func mark(_ hash: UInt64) {
    now += 1
    tree.add(1, at: now)
    hashAt[now] = hash
    isLast[now] = true
    moments[hash] = Int32(now)
  }

  private mutating func forget(_ moment: Int) {
    tree.add(-1, at: moment)
    isLast[moment] = false
  }

  /// Renumbers the moments from 1, in their order.
  private mutating func compact() {
    let order = (1...now).filter { isLast[$0] }.map { hashAt[$0] }
    tree = SumTree(places: tree.places)
    for index in isLast.indices { isLast[index] = false }
    now = 0
    for hash in order { mark(hash) }
  }
}

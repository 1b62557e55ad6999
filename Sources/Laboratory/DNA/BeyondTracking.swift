/// What is kept besides once a workload has more different keys than are tracked: how many there are, and how far apart
/// their uses lie.
struct BeyondTracking {
  private(set) var distinct = DistinctCount()
  private(set) var far: FarReuses
  private var recent: RecentKeys

  /// - Parameter order: the hashes of all keys so far, the one used last at the end.
  init(order: [UInt64]) {
    recent = RecentKeys(limit: order.count, order: order)
    far = FarReuses(nearest: order.count)
    for hash in order { distinct.add(hash) }
  }

  /// A use of a key: how many different others were used since the last one; nil when they are too many to tell exactly,
  /// or it is the first.
  mutating func use(_ hash: UInt64) -> Int? {
    distinct.add(hash)
    let distance = recent.use(hash)
    if distance == nil { far.add() }
    return distance
  }

  /// See ``FarReuses/sample(_:distance:weight:)``.
  mutating func sample(_ hash: UInt64, distance: Int?, weight: Double) {
    far.sample(hash, distance: distance, weight: weight)
  }
}

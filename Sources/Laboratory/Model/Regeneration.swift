import Base

/// The operations of a workload made from a model, in order.
///
/// Every key gets a number of uses from the model, exactly. In every stretch, first and further uses of each group of
/// keys come as often as in the model, in an order drawn by chance. A further use goes to a key of its group in
/// proportion to the uses it still has to come, times how much more often (or less) keys at its distance were used in the
/// model than their uses to come let expect; distances are used up as they come about. O(log keys) an operation.
struct Regeneration {
  /// One operation.
  struct Operation {
    /// The key's number, from 0.
    let key: Int
    /// Of the kinds put, get, delete.
    let kind: Int
    /// Whether the key was not used before.
    let isFirst: Bool
  }

  private let model: WorkloadModel
  private let bias: [Double]
  private var random: SeededRandom
  private var order: RecencyOrder
  private var groups: [Group]
  private var groupOf: [UInt8] = []
  private var left: [Int32] = []
  /// Uses of all groups at each class of distances, and how many of them have not come about.
  private let distances: [Int]
  private var distancesLeft: [Int]
  private var window = -1
  /// What is to come in this window: twice the group, and one more for a further use.
  private var events: [UInt8] = []
  private var kinds: [[UInt8]] = [[], []]

  /// The keys of one group.
  private struct Group {
    /// Uses of keys that are still to appear.
    var coming: [Int32] = []
    /// Uses to come of keys that have appeared, at the moments of their last uses.
    var mass: SumTree
    /// Distances that are left, by class.
    var distances: [Int]
    /// The mean share of the uses to come that lay there, by class.
    let exposures: [Double]
    /// First uses that came too early, since no key could be used again.
    var early = 0
  }

  /// A draw from the model: where chance begins, and by what the weight of each class of distances is multiplied.
  struct Draw {
    var seed: UInt64
    var bias: [Double]
  }

  init(_ model: WorkloadModel, _ draw: Draw) {
    let seed = draw.seed
    bias = draw.bias
    self.model = model
    random = SeededRandom(seed: seed)
    let order = RecencyOrder(keys: model.keys)
    self.order = order
    let places = 1 + (model.distances.flatMap { $0.map(\.place) }.max() ?? 0)
    var all = [Int](repeating: 0, count: places)
    for reuse in model.distances.joined() { all[reuse.place] += reuse.count }
    distances = all
    distancesLeft = all
    groups = model.distances.map { reuses in
      var distances = [Int](repeating: 0, count: places)
      var exposures = [Double](repeating: 0, count: places)
      for reuse in reuses {
        distances[reuse.place] += reuse.count
        // A class that was never looked into while a key was there has some exposure all the same.
        let least = Double(reuse.count) / Double(model.rows) / 4096
        exposures[reuse.place] = max(Double(reuse.exposure) / 1e9, least)
      }
      return Group(mass: SumTree(places: order.places), distances: distances, exposures: exposures)
    }
    for one in model.keyCounts {
      groups[WorkloadModel.group(uses: one.uses)].coming += [Int32](
        repeating: Int32(one.uses), count: one.keys)
    }
    for index in groups.indices { random.reorder(&groups[index].coming) }
  }

  /// The next operation; nil at the end.
  mutating func next() -> Operation? {
    while events.isEmpty {
      window += 1
      if window == model.windows.count { return nil }
      begin(model.windows[window])
    }
    if order.isFull { renumber() }
    let (group, isAgain, moment) = choose()
    // Kinds are those of the model's first and further uses, whatever becomes of one below.
    let kind = kinds[isAgain ? 1 : 0].popLast() ?? 0
    let key: Int
    if let moment { key = reuse(group, at: moment) } else { key = introduce(group) }
    return Operation(key: key, kind: Int(kind), isFirst: moment == nil)
  }

  /// Takes the next event, and for a further use the moment of the key it goes to.
  private mutating func choose() -> (group: Int, isAgain: Bool, moment: Int?) {
    let event = events.removeLast()
    let group = Int(event >> 1)
    let isAgain = event & 1 == 1
    let canRepeat = groups[group].mass.total > 0
    if isAgain, !canRepeat {
      groups[group].early += 1
      return (group, true, nil)
    }
    if !isAgain {
      guard groups[group].early > 0, canRepeat else { return (group, false, nil) }
      groups[group].early -= 1
    }
    return (group, isAgain, groups[group].mass.place(ofRank: draw(group, boundaries())))
  }

  private mutating func begin(_ window: WorkloadModel.Window) {
    events = []
    for group in groups.indices {
      events += [UInt8](repeating: UInt8(2 * group), count: window.first[group])
      events += [UInt8](repeating: UInt8(2 * group + 1), count: window.again[group])
    }
    random.reorder(&events)
    for (place, counts) in [window.firstKinds, window.againKinds].enumerated() {
      kinds[place] = counts.enumerated().flatMap { [UInt8](repeating: UInt8($0.offset), count: $0.element) }
      random.reorder(&kinds[place])
    }
  }

  private mutating func introduce(_ group: Int) -> Int {
    let key = left.count
    groupOf.append(UInt8(group))
    // The model's sums are checked: as many keys come as their group has.
    left.append((groups[group].coming.popLast() ?? 1) - 1)
    use(key, group)
    return key
  }

  /// Notes a use; the key's uses to come lie at the new moment.
  private mutating func use(_ key: Int, _ group: Int) {
    _ = order.use(key)
    groups[group].mass.add(Int(left[key]), at: order.moment(of: key))
  }

  private mutating func renumber() {
    order.compact()
    for index in groups.indices { groups[index].mass = SumTree(places: order.places) }
    for key in left.indices where left[key] > 0 {
      groups[Int(groupOf[key])].mass.add(Int(left[key]), at: order.moment(of: key))
    }
  }

  private mutating func reuse(_ group: Int, at moment: Int) -> Int {
    let key = order.key(at: moment)
    spend(order.depth(of: moment), group)
    groups[group].mass.add(-Int(left[key]), at: moment)
    left[key] -= 1
    use(key, group)
    return key
  }

  /// The moments at which classes of distances end, the last class first reached: beyond one lie all keys that are
  /// deeper.
  private func boundaries() -> [Int] {
    let reach = min(WorkloadModel.place(order.live - 1), distances.count - 1)
    return (0...reach).map { place in
      let depth = place == distances.count - 1 ? order.live : WorkloadModel.least(in: place + 1)
      return depth >= order.live ? 0 : order.moment(atDepth: depth)
    }
  }

  /// A unit of the group's uses to come, as a rank in its mass.
  private mutating func draw(_ group: Int, _ boundaries: [Int]) -> Int {
    let total = groups[group].mass.total
    var above = total
    var weights = [Double](repeating: 0, count: boundaries.count)
    var ranks = [(before: Int, count: Int)](repeating: (0, 0), count: boundaries.count)
    var sum = 0.0
    for (place, moment) in boundaries.enumerated() where above > 0 {
      let below = groups[group].mass.sum(upTo: moment)
      ranks[place] = (below, above - below)
      let left = groups[group].distances[place]
      if left > 0, above > below {
        weights[place] = bias[place] * Double(above - below) * Double(left) / groups[group].exposures[place]
        sum += weights[place]
      }
      above = below
    }
    if sum > 0 {
      var rest = random.unit() * sum
      for (place, weight) in weights.enumerated() where weight > 0 {
        rest -= weight
        if rest < 0 { return ranks[place].before + 1 + Int(random.below(UInt64(ranks[place].count))) }
      }
    }
    return 1 + Int(random.below(UInt64(total)))
  }

  /// Takes the distance left that is nearest to the one that came about.
  private mutating func spend(_ depth: Int, _ group: Int) {
    let place = min(WorkloadModel.place(depth), distances.count - 1)
    distancesLeft[place] -= 1
    let candidates = groups[group].distances.indices.filter { groups[group].distances[$0] > 0 }
    if let nearest = candidates.min(by: { abs($0 - place) < abs($1 - place) }) {
      groups[group].distances[nearest] -= 1
    }
  }
}

/// Finding a draw whose distances are those of the model: chance alone moves the miss ratios of some thousand operations
/// by two percent.
extension Regeneration {
  /// A draw is good when no miss ratio lies further off.
  private static let goodEnough = 0.012
  private static let mostTries = 12
  /// Operations that all tries together may take.
  private static let mostOperations = 4_000_000

  /// The best of a few draws, each with classes that came too seldom in the one before favoured; and how far its miss
  /// ratios lie from the model's at most, over caches of a power of two of keys.
  ///
  /// Nil when `proceeds`, which is asked now and then, says no.
  static func closest(
    _ model: WorkloadModel, seed: UInt64, proceeds: () -> Bool
  ) -> (draw: Draw, error: Double)? {
    var draw = Draw(seed: seed, bias: [Double](repeating: 1, count: WorkloadModel.mostPlaces))
    var best: (draw: Draw, error: Double)?
    for _ in 0..<max(2, min(mostTries, mostOperations / model.rows)) {
      var run = Regeneration(model, draw)
      var count = 0
      while run.next() != nil {
        count += 1
        if count % 65_536 == 0, !proceeds() { return nil }
      }
      let error = run.error
      if best.map({ error < $0.error }) ?? true { best = (draw, error) }
      if error < goodEnough { break }
      for place in run.distances.indices {
        let came = Double(run.distances[place] - run.distancesLeft[place])
        let factor = (Double(run.distances[place]) + 1) / (came + 1)
        draw.bias[place] = min(max(draw.bias[place] * factor, 1e-3), 1e3)
      }
      draw.seed = SeededRandom.splitmix(&draw.seed)
    }
    return best
  }

  /// How far miss ratios are off by the distances that came about.
  private var error: Double {
    var (off, worst) = (0, 0)
    for place in distances.indices {
      let least = WorkloadModel.least(in: place)
      if least & (least - 1) == 0 { worst = max(worst, abs(off)) }
      off += distancesLeft[place]
    }
    return Double(worst) / Double(model.rows)
  }
}

extension SeededRandom {
  /// Brings elements into an order drawn by chance, the same for a seed in every release (the standard library's shuffle
  /// may change).
  mutating func reorder<T>(_ elements: inout [T]) {
    guard elements.count > 1 else { return }
    for last in (1..<elements.count).reversed() {
      elements.swapAt(last, Int(below(UInt64(last + 1))))
    }
  }
}

import Base

/// The operations of a workload made from a model, in order.
///
/// Every key gets its number of uses from the model, and before each further use a class of distances out of those that
/// its group of keys still has: both as often as in the model, exactly. What is left is an order in which all of them
/// come about. A key has come far enough when so many others were used since its last use as its class begins with; it
/// must be used before the class ends. Using a key moves only those further that lie above it, so that of several keys
/// which must be used now the one on top goes first, and none of them is ever too late. Where none must be used, the
/// model's course decides between a new key and one of those that came far enough. Only when there is no such key either
/// is one used too early: that is what may keep distances from coming about (``missRatioError``). O(log keys) an
/// operation, not counting the classes of distances.
///
/// Where uses follow each other in runs, as in long scans, keys come far enough many at a time and then none for a while:
/// there keys have no distance of their own, and each use is made at one that is drawn (``Haste/atDepth``).
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

  /// What is known of a key that has appeared.
  struct Key {
    var left: Int32
    /// All its uses.
    let uses: Int32
    /// The operation of its first one.
    let born: Int
    /// By its uses to come.
    var group: Int { WorkloadModel.group(uses: Int(left)) }
    /// The class of its next distance.
    var place: UInt8 = 0
    /// The operation at which keys come again that have such a distance before them.
    var due = 0
    /// Its place among the ready ones of its group; −1 while it has not come far enough.
    var ready: Int32 = -1
  }

  /// The keys of one group.
  struct Group {
    /// Uses of keys that are still to appear.
    var coming: [Int32] = []
    /// Distances that no key has been given, by class: of the stretches up to now, of later ones where those give out.
    var distances: [Int]
    var undrawn = 0
    /// The first stretch whose distances are not among them.
    var loaded = 0
    /// Keys that came far enough.
    var ready: [Int32] = []
    /// Its keys by when they are due; an entry whose key was used since, or came far enough, counts no more.
    var due = DueKeys()
    /// Keys that have uses to come.
    var waiting = 0
    /// First and further uses that the course has had come, and which have not.
    var first = 0
    var again = 0
  }

  let model: WorkloadModel
  private let factors: [Double]
  private let haste: Haste
  var random: SeededRandom
  private(set) var order: RecencyOrder
  private var slack: SlackTree
  private(set) var groups: [Group]
  private(set) var keys: [Key] = []
  /// Moments of last uses of keys that have uses to come.
  private(set) var usable: SumTree
  /// Distances that may be drawn where keys have none of their own.
  private(set) var stock: DistanceStock
  /// Distances of the model, by class, less those that came about.
  private(set) var owed: [Int]
  /// The mean gap between two uses at a distance of each class, by group: what the stretch of the last use says.
  private var gaps: [[Int]]
  private(set) var row = 0
  private var window = -1
  private var rowsLeft = 0
  private var kinds: [[UInt8]] = [[], []]

  init(_ model: WorkloadModel, _ draw: Draw) {
    self.model = model
    factors = draw.factors
    haste = draw.haste
    random = SeededRandom(seed: draw.seed)
    order = RecencyOrder(keys: model.keys)
    slack = SlackTree(places: order.places + 1)
    usable = SumTree(places: order.places)
    let reuses = model.windows.flatMap(\.distances).joined()
    let none = [Int](repeating: 0, count: 1 + (reuses.map(\.place).max() ?? 0))
    owed = none
    stock = DistanceStock(model, factors: draw.factors, places: none.count)
    for reuse in reuses { owed[reuse.place] += reuse.count }
    groups = (0..<model.groups).map { _ in Group(distances: none) }
    gaps = (0..<model.groups).map { _ in none }
    for one in model.keyCounts {
      groups[WorkloadModel.group(uses: one.uses)].coming += [Int32](
        repeating: Int32(one.uses), count: one.keys)
    }
    for index in groups.indices { random.reorder(&groups[index].coming) }
    keys.reserveCapacity(model.keys)
  }

  /// How far miss ratios of caches of a power of two keys are off by the distances that came about.
  var missRatioError: Double {
    var (off, worst) = (0, 0)
    for place in owed.indices {
      let least = WorkloadModel.least(in: place)
      if least & (least - 1) == 0 { worst = max(worst, abs(off)) }
      off += owed[place]
    }
    return Double(worst) / Double(model.rows)
  }

  /// The next operation; nil at the end.
  mutating func next() -> Operation? {
    while rowsLeft == 0 {
      window += 1
      if window == model.windows.count { return nil }
      begin(model.windows[window])
    }
    rowsLeft -= 1
    row += 1
    if order.isFull { renumber() }
    let key = choose()
    let isFirst = key == keys.count
    // Kinds are those of the stretch's first and further uses; where the two came in other numbers, those left over.
    let kind = kinds[isFirst ? 0 : 1].popLast() ?? kinds[isFirst ? 1 : 0].popLast() ?? 0
    return Operation(key: isFirst ? introduce() : reuse(key), kind: Int(kind), isFirst: isFirst)
  }

  private mutating func begin(_ window: WorkloadModel.Window) {
    for group in groups.indices {
      groups[group].first += window.first[group]
      groups[group].again += window.again[group]
      rowsLeft += window.first[group] + window.again[group]
      if haste != .atDepth, groups[group].loaded <= self.window { load(group) }
    }
    if haste == .atDepth { stock.supply(upTo: self.window) }
    for (place, counts) in [window.firstKinds, window.againKinds].enumerated() {
      kinds[place] = counts.enumerated().flatMap { [UInt8](repeating: UInt8($0.offset), count: $0.element) }
      random.reorder(&kinds[place])
    }
  }

  /// Adds the distances of the next stretch to those that keys of a group may be given.
  private mutating func load(_ group: Int) {
    let reuses = model.windows[groups[group].loaded].distances[group]
    let weight = reuses.reduce(0) { $0 + Double($1.count) * factors[$1.place] }
    // As many as the model has: sums are rounded, not the parts.
    let all = reuses.reduce(0) { $0 + $1.count }
    var (sum, given) = (0.0, 0)
    for (index, reuse) in reuses.enumerated() {
      sum += Double(reuse.count) * factors[reuse.place]
      let upTo = index == reuses.count - 1 ? all : min(all, Int((Double(all) * sum / weight).rounded()))
      groups[group].distances[reuse.place] += upTo - given
      given = upTo
      gaps[group][reuse.place] = reuse.gap
    }
    groups[group].undrawn += all
    groups[group].loaded += 1
  }

  // MARK: Choosing

  /// The group of the key that ``introduce()`` brings.
  var newGroup = 0

  /// The key to use now; the number after the last one for a new one.
  private mutating func choose() -> Int {
    if haste == .atDepth { return chooseAtDepth() }
    if let key = urgent() { return key }
    let first = groups.reduce(0) { $0 + max($1.first, 0) }
    let again = groups.reduce(0) { $0 + max($1.again, 0) }
    if first > 0, Int(random.below(UInt64(first + again))) < first { return new() }
    let group = draw(groups.map { max($0.again, 0) })
    if haste != .ofAll, let group, groups[group].waiting == 0, first > 0 { return new() }
    if let group, let key = ready(group) ?? overdue(group, isPatient: true) { return key }
    if haste == .ofAll {
      for other in groups.indices where other != group {
        if let key = ready(other) ?? overdue(other, isPatient: true) { return key }
      }
    }
    if first > 0 { return new() }
    if let key = early(group) { return key }
    return anyNew()
  }

  /// A key before its time; nil when none has uses to come.
  private mutating func early(_ group: Int?) -> Int? {
    switch haste {
    case .ofGroup:
      let isEmpty = group.map { groups[$0].waiting == 0 } ?? true
      guard let group = isEmpty ? draw(groups.map(\.waiting)) : group else { return nil }
      return ready(group) ?? overdue(group, isPatient: false)
    case .owed:
      if let key = owing() { return key }
    case .ofAll, .atDepth: break
    }
    if let group = draw(groups.map(\.ready.count)) { return ready(group) }
    let next = groups.indices.filter { groups[$0].waiting > 0 }.min {
      (groups[$0].due.first?.due ?? .max) < (groups[$1].due.first?.due ?? .max)
    }
    return next.flatMap { overdue($0, isPatient: false) }
  }

  /// A key at a distance out of those that are owed; nil when none is met with.
  private mutating func owing() -> Int? {
    for _ in 0..<32 {
      guard let place = draw(owed.map { max($0, 0) }) else { return nil }
      let least = WorkloadModel.least(in: place)
      let end = min(WorkloadModel.least(in: place + 1), order.live)
      if least >= end { continue }
      let key = order.key(at: order.moment(atDepth: least + Int(random.below(UInt64(end - least)))))
      if keys[key].left == 0 { continue }
      if Int(keys[key].place) == place || groups[keys[key].group].distances[place] > 0 { return key }
    }
    return nil
  }

  /// The topmost of the keys that cannot wait; marks on the way those that came far enough.
  private mutating func urgent() -> Int? {
    while let moment = slack.last(upTo: 0) {
      let key = order.key(at: moment)
      if keys[key].ready >= 0 { return key }
      let group = keys[key].group
      keys[key].ready = Int32(groups[group].ready.count)
      groups[group].ready.append(Int32(key))
      slack.set(WorkloadModel.least(in: Int(keys[key].place) + 1) - 1 - depth(key), at: moment)
    }
    return nil
  }

  /// A new key, of a group in proportion to those that are to come by now.
  mutating func new() -> Int {
    newGroup = draw(groups.map { max($0.first, 0) }) ?? 0
    return keys.count
  }

  /// A group in proportion to `weights`; nil when all are 0.
  mutating func draw(_ weights: [Int]) -> Int? {
    var rest = Int(random.below(UInt64(weights.reduce(0, +))))
    return weights.indices.first { group in
      rest -= weights[group]
      return rest < 0
    }
  }

  /// A key of the group that came far enough; nil when there is none.
  private mutating func ready(_ group: Int) -> Int? {
    if groups[group].ready.isEmpty { return nil }
    // The one that is due first, of a few.
    var chosen: Int?
    for _ in 0..<4 {
      let key = Int(groups[group].ready[Int(random.below(UInt64(groups[group].ready.count)))])
      if chosen.map({ keys[key].due < keys[$0].due }) ?? true { chosen = key }
    }
    return chosen
  }

  /// The key of the group that is due first of those that have not come far enough.
  private mutating func overdue(_ group: Int, isPatient: Bool) -> Int? {
    while let first = groups[group].due.first {
      let key = keys[first.key]
      let counts = key.left > 0 && key.ready < 0 && key.due == first.due
      if counts, first.due > row, isPatient { return nil }
      _ = groups[group].due.popFirst()
      if counts { return first.key }
    }
    return nil
  }

  private func depth(_ key: Int) -> Int { order.depth(of: order.moment(of: key)) }

  // MARK: Using

  private mutating func introduce() -> Int {
    let group = newGroup
    groups[group].first -= 1
    let uses = groups[group].coming.removeLast()
    keys.append(Key(left: uses - 1, uses: uses, born: row))
    _ = order.use(keys.count - 1)
    slack.wearAll()
    prepare(keys.count - 1)
    return keys.count - 1
  }

  private mutating func reuse(_ key: Int) -> Int {
    let group = keys[key].group
    groups[group].again -= 1
    groups[group].waiting -= 1
    let ready = Int(keys[key].ready)
    if ready >= 0, let last = groups[group].ready.popLast(), Int(last) != key {
      groups[group].ready[ready] = last
      keys[Int(last)].ready = Int32(ready)
    }
    keys[key].ready = -1
    let moment = order.moment(of: key)
    if haste == .atDepth {
      usable.add(-1, at: moment)
    } else {
      slack.clear(moment)
      slack.wear(after: moment)
    }
    settle(key, order.use(key) ?? 0)
    keys[key].left -= 1
    prepare(key)
    return key
  }

  /// Has a key that was just used wait for its next use.
  private mutating func prepare(_ key: Int) {
    guard keys[key].left > 0 else { return }
    if haste == .atDepth { usable.add(1, at: order.moment(of: key)) } else { plan(key) }
  }

  /// Notes the distance that came about: where it is not the one the key was given, and the key was not due, that one
  /// goes back and the nearest of those left is taken.
  private mutating func settle(_ key: Int, _ distance: Int) {
    let group = keys[key].group
    let place = min(WorkloadModel.place(distance), owed.count - 1)
    owed[place] -= 1
    if haste == .atDepth {
      stock.take(place)
      return
    }
    let planned = Int(keys[key].place)
    if place == planned || keys[key].due <= row { return }
    groups[group].distances[planned] += 1
    let left = owed.indices.filter { groups[group].distances[$0] > 0 }
    let nearest = left.min { abs($0 - place) < abs($1 - place) } ?? planned
    groups[group].distances[nearest] -= 1
  }

  /// Gives a key that was just used its next distance.
  private mutating func plan(_ key: Int) {
    let group = keys[key].group
    // As many distances as uses: while a key has one to come there is one left.
    while groups[group].undrawn == 0 { load(group) }
    var rest = Int(random.below(UInt64(groups[group].undrawn)))
    groups[group].undrawn -= 1
    groups[group].waiting += 1
    var place = 0
    while rest >= groups[group].distances[place] {
      rest -= groups[group].distances[place]
      place += 1
    }
    groups[group].distances[place] -= 1
    keys[key].place = UInt8(place)
    keys[key].due = row + gaps[group][place]
    groups[group].due.insert(key, due: keys[key].due)
    slack.set(WorkloadModel.least(in: place), at: order.moment(of: key))
  }

  private mutating func renumber() {
    order.compact()
    slack = SlackTree(places: order.places + 1)
    usable = SumTree(places: order.places)
    for (index, key) in keys.enumerated() where key.left > 0 {
      if haste == .atDepth {
        usable.add(1, at: order.moment(of: index))
        continue
      }
      let bound =
        key.ready >= 0
        ? WorkloadModel.least(in: Int(key.place) + 1) - 1 : WorkloadModel.least(in: Int(key.place))
      slack.set(bound - depth(index), at: order.moment(of: index))
    }
  }
}

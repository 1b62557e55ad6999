/// Uses at distances that are drawn, by keys that have none of their own (the stack model of references: Spirn, 1977).
extension Regeneration {
  private static let mostDraws = 8
  private static let candidates = 24

  /// A key that lies at a distance out of those still to come about; of several, the one that
  /// lags behind most. The nearest one where none has uses to come.
  ///
  /// Keys of all groups share the distances: how often each key is used comes out exactly, how far apart the uses of rare
  /// and of frequent keys lie only as a whole. O(log keys).
  mutating func chooseAtDepth() -> Int {
    let first = groups.reduce(0) { $0 + max($1.first, 0) }
    let again = groups.reduce(0) { $0 + max($1.again, 0) }
    if first > 0, Int(random.below(UInt64(first + again))) < first { return new() }
    var nearest: Int?
    for _ in 0..<Self.mostDraws {
      guard usable.total > 0, let place = draw(stock.counts.map { max($0, 0) }) else { break }
      let least = WorkloadModel.least(in: place)
      if least >= order.live { continue }
      let most = min(WorkloadModel.least(in: place + 1), order.live) - 1
      let below = usable.sum(upTo: order.moment(atDepth: most) - 1)
      let found = usable.sum(upTo: order.moment(atDepth: least)) - below
      if found > 0 { return latest(below, found) }
      nearest = order.key(at: usable.place(ofRank: max(below, 1)))
    }
    if let nearest { return nearest }
    if first > 0 { return new() }
    if usable.total > 0 { return order.key(at: usable.place(ofRank: usable.total)) }
    return anyNew()
  }

  /// A key that has not appeared, though none is to come by now.
  mutating func anyNew() -> Int {
    let coming = groups.indices.max { groups[$0].coming.count < groups[$1].coming.count }
    if let coming, !groups[coming].coming.isEmpty {
      newGroup = coming
      return keys.count
    }
    // The model's sums are checked: as long as there are rows, a key has uses to come.
    return 0
  }

  /// Of some of the `count` usable keys above `below` the one that lags behind most with its uses: what is left, less what
  /// would be left were they spread evenly, in standard deviations of a Poisson number. Keys used often thus get their
  /// uses at all depths; else they would have too many at the end.
  private mutating func latest(_ below: Int, _ count: Int) -> Int {
    var (chosen, most) = (0, -Double.infinity)
    for _ in 0..<min(Self.candidates, count) {
      let place = usable.place(ofRank: below + 1 + Int(random.below(UInt64(count))))
      let number = order.key(at: place)
      let key = keys[number]
      let even = Double(key.uses) * Double(model.rows - row) / Double(max(model.rows - key.born, 1))
      let lag = (Double(key.left) - even) / (even + 1).squareRoot()
      if lag > most { (chosen, most) = (number, lag) }
    }
    return chosen
  }
}

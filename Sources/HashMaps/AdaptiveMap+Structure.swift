extension AdaptiveMap {
  /// What the map looks like inside: all segments looked at, or an even sample of `sample` of them. O(segments
  /// looked at).
  public func statistics(sample: Int? = nil) -> MapStatistics {
    table.statistics(sample: sample)
  }

  /// Every structural event so far.
  public var ledger: Ledger { table.upkeep.ledger }

  /// Every decision of the policy so far, each replayable through `MapConfiguration.decisions`.
  public var decisions: [PolicyDecision] { table.upkeep.policy?.log ?? [] }

  /// Operations begun so far.
  public var operations: UInt64 { table.operations }

  /// The layout of the map, or a conversion's goal.
  public var layout: Layout { table.layout }

  /// Whether a conversion, compaction or reseed is under way.
  public var isWorking: Bool { table.upkeep.work != nil }

  /// Begins to move every segment to `layout`; it proceeds as operations come, or by `performIdleWork`.
  @inlinable
  public func convert(to layout: Layout) { table.beginConversion(to: layout, .command) }

  /// Begins to merge half-empty segments and to clear the traces of deletions, segment by segment.
  @inlinable
  public func compact() { table.beginCompaction(.command) }

  /// Begins to move every key to its place under a new seed, segment by segment.
  @inlinable
  public func reseed() { table.beginReseed(table.main.seed.successor(kind: table.main.seed.kind), .command) }

  /// Moves the work in hand on by up to about `budget` entries (at least one segment); returns whether some is left.
  @inlinable
  @discardableResult
  public func performIdleWork(budget: Int) -> Bool {
    var moved = 0
    while moved < max(1, budget), let done = table.step() {
      moved += max(1, done)
      table.memory.giveBackSpares()
    }
    return isWorking
  }

  /// Completes the work in hand. O(entries).
  @inlinable
  public func finishWork() { table.finishWork() }

  /// Calls `observer` at every structural event from now on, inside the operation that causes it. It must not use
  /// the map. Costs nothing while nothing happens.
  public func observe(_ observer: @escaping (StructuralEvent) -> Void) {
    table.upkeep.observers.append(observer)
  }

  /// Checks every structural invariant and throws the first violation. O(entries).
  public func verify() throws(MapViolation) {
    try table.verify { $0.pointee == $1.pointee }
  }

  /// Removes everything and gives the memory back.
  @inlinable
  public func clear() throws(MapError) {
    try table.removeAll()
  }

  /// Makes room for `entries` in all, so that inserting up to that many needs no growth.
  @inlinable
  public func reserve(_ entries: Int) throws(MapError) { try table.reserve(entries) }
}

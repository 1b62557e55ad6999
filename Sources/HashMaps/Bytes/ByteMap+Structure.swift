extension ByteMap {
  /// What the map looks like inside: all segments looked at, or an even sample of `sample` of them. O(segments
  /// looked at).
  public func statistics(sample: Int? = nil) -> MapStatistics {
    var result = table.statistics(sample: sample)
    result.arenaBytes = arena.usedBytes
    result.totalBytes += arena.touchedBytes
    return result
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

  /// Whether a reseed is under way, so that keys lie under two seeds.
  package var isReseeding: Bool { table.next != nil }

  /// Begins to move every segment to `layout`; it proceeds as operations come, or by `performIdleWork`.
  public func convert(to layout: Layout) { table.beginConversion(to: layout, .command) }

  /// Begins to merge half-empty segments and to clear the traces of deletions, segment by segment.
  public func compact() { table.beginCompaction(.command) }

  /// Begins to move every key to its place under a new seed, segment by segment.
  public func reseed() { table.beginReseed(table.main.seed.successor(kind: table.main.seed.kind), .command) }

  /// Takes over what may change while the map serves: thresholds and memory budget of the policy, where it has one, and
  /// the entries its work may move per 1,024 operations. The rest of `configuration` is passed over.
  public func adjust(to configuration: MapConfiguration) {
    table.upkeep.policy?.limits = configuration.limits
    table.upkeep.policy?.memoryBudget = configuration.memoryBudget
    table.upkeep.incrementalBatch = Upkeep.bounded(configuration.incrementalBatch)
  }

  /// Has the map's history begin here, under the policy of `configuration`: what filled it is neither in its ledger nor
  /// in its counts. Work in hand is completed first.
  package func beginHistory(as configuration: MapConfiguration) {
    table.finishWork()
    var upkeep = Upkeep(configuration.settings)
    upkeep.outside = table.upkeep.outside
    upkeep.extraBytes = table.upkeep.extraBytes
    upkeep.observers = table.upkeep.observers
    upkeep.iterators = table.upkeep.iterators
    table.upkeep = upkeep
    table.countdown = upkeep.interval - 1
  }

  /// Moves the work in hand on by up to about `budget` entries (at least one segment); returns whether some is left.
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
  public func finishWork() { table.finishWork() }

  /// Calls `observer` at every structural event from now on, inside the operation that causes it. It must not use
  /// the map. Costs nothing while nothing happens.
  public func observe(_ observer: @escaping (StructuralEvent) -> Void) {
    table.upkeep.observers.append(observer)
  }

  /// Checks every structural invariant and throws the first violation. O(entries).
  public func verify() throws(MapViolation) {
    try table.verify { [self] in bytes($0).elementsEqual(bytes($1)) }
    var long = 0
    table.visitAll { cell in
      for held in [cell.pointee.key, cell.pointee.value] where !held.isInline { long += held.count }
    }
    try table.check(
      long == arena.liveBytes, "long keys and values have \(long) bytes, the arena counts \(arena.liveBytes)")
  }

  /// Removes everything and gives the memory back.
  public func clear() throws(MapError) {
    try table.removeAll()
    arena.clear()
  }

  /// Makes room for `entries` in all, so that inserting up to that many needs no growth.
  public func reserve(_ entries: Int) throws(MapError) { try table.reserve(entries) }
}

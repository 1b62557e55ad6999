/// Every structural event of a map: the latest ones whole, all of them in totals by kind.
public struct Ledger: Sendable {
  /// What all events of one kind add up to.
  public struct Total: Sendable, Equatable {
    /// How many there were.
    public var events = 0
    /// Entries they moved.
    public var entries = 0
    /// Time they took, in nanoseconds.
    public var nanoseconds: UInt64 = 0
    /// The longest single event, in nanoseconds.
    public var longest: UInt64 = 0
  }

  /// How many events are kept whole; older ones survive in the totals alone.
  public let limit: Int
  /// The kept events in blocks: an array of all of them would be copied whole as it grows, half a millisecond inside one
  /// operation at sixteen thousand events.
  private var blocks: [[StructuralEvent]] = []
  private static let blockEvents = 64
  private var kept = 0
  /// Where the oldest one lies; other than 0 only when `limit` are kept.
  private var start = 0
  private var totals = [Total](repeating: Total(), count: EventKind.allCases.count)

  /// An empty ledger that keeps the latest `limit` events.
  public init(limit: Int = 65_536) { self.limit = max(1, limit) }

  /// The kept events, oldest first. O(kept).
  public var events: [StructuralEvent] { (0..<kept).map(event) }

  /// Events no longer kept whole.
  public var dropped: Int { totals.reduce(0) { $0 + $1.events } - kept }

  /// Events ever recorded.
  public var recorded: Int { totals.reduce(0) { $0 + $1.events } }

  /// The totals of one kind.
  public func total(_ kind: EventKind) -> Total { totals[Int(kind.rawValue)] }

  /// The kept events from number `first` on (counted from 0 over the whole life), oldest first.
  public func events(since first: Int) -> [StructuralEvent] {
    let skipped = max(0, first - dropped)
    guard skipped < kept else { return [] }
    return (skipped..<kept).map(event)
  }

  /// The kept events from number `first` to before `last` that `isWanted` takes, oldest first. O(last - first).
  public func events(
    from first: Int, to last: Int, where isWanted: (StructuralEvent) -> Bool
  ) -> [StructuralEvent] {
    let gone = dropped
    let range = max(0, first - gone)..<max(0, first - gone, min(kept, last - gone))
    return range.lazy.map(event).filter(isWanted)
  }

  /// The kept event of this age, 0 for the oldest.
  private func event(_ age: Int) -> StructuralEvent {
    let place = (start + age) % kept
    return blocks[place / Self.blockEvents][place % Self.blockEvents]
  }

  mutating func record(_ event: StructuralEvent) {
    let index = Int(event.kind.rawValue)
    totals[index].events += 1
    totals[index].entries += event.entries
    totals[index].nanoseconds += event.nanoseconds
    totals[index].longest = max(totals[index].longest, event.nanoseconds)
    if kept < limit {
      if kept % Self.blockEvents == 0 {
        var block: [StructuralEvent] = []
        block.reserveCapacity(kept == 0 ? 8 : Self.blockEvents)
        blocks.append(block)
      }
      blocks[kept / Self.blockEvents].append(event)
      kept += 1
    } else {
      blocks[start / Self.blockEvents][start % Self.blockEvents] = event
      start = (start + 1) % limit
    }
  }
}

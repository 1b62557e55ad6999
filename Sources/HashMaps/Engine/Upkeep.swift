import Base

/// How a table is set up; see `MapConfiguration` for the meaning of each value.
@usableFromInline
struct TableSettings {
  @usableFromInline var layout = Layout.grouped
  @usableFromInline var segmentBytes: Int?
  @usableFromInline var usesTombstones = false
  @usableFromInline var initialCapacity = 0
  @usableFromInline var incrementalBatch = 2048
  @usableFromInline var policy: Policy?

  @usableFromInline
  init() {}
}

/// Structure-wide work that proceeds a segment at a time.
@usableFromInline
struct Work {
  @usableFromInline enum Kind {
    case convert, compact, reseed
  }

  @usableFromInline let kind: Kind
  @usableFromInline let reason: EventReason
  /// The layout that ruled when it began.
  @usableFromInline let from: Layout
  /// What decided that it begins.
  @usableFromInline let deciding: DecidingFigure?
  /// The next hash prefix to visit; 2^32 is the end.
  @usableFromInline var cursor: UInt64 = 0
  /// Prefixes of segments to visit first: those that shared memory with one visited, so that the memory is free at once.
  @usableFromInline var neighbours: [UInt32] = []
  @usableFromInline var entries = 0
  @usableFromInline let began: UInt64

  @usableFromInline
  init(kind: Kind, reason: EventReason, from: Layout, deciding: DecidingFigure?, began: UInt64) {
    self.kind = kind
    self.reason = reason
    self.from = from
    self.deciding = deciding
    self.began = began
  }

  @usableFromInline static var end: UInt64 {
    @inlinable get { 1 << 32 }
  }
}

/// The part of a table that look-ups never touch: work in hand, its pace, the ledger, suspicion and policy.
@usableFromInline
struct Upkeep {
  /// Operations between two calls of the hook.
  @usableFromInline var interval: Int
  /// Operations up to the last call of the hook.
  @usableFromInline var operations: UInt64 = 0
  @usableFromInline var work: Work?
  /// Conversion and compaction asked for while other work was in hand, or put aside for a reseed; at most one of each.
  @usableFromInline var waiting: [Work] = []
  /// Entries the work may move now; refilled by operations, overdrawn by at most one segment.
  @usableFromInline var credit = 0
  @usableFromInline var incrementalBatch: Int
  /// Why the hash is suspected of being attacked, until a reseed answers it.
  @usableFromInline var suspicion: EventReason?
  /// What raised it.
  @usableFromInline var suspicious: DecidingFigure?
  /// Whether a suspicion has been answered before.
  @usableFromInline var wasSuspected = false
  /// Operations before which no suspicion is heard: keys that collide under every seed must not keep a map reseeding.
  @usableFromInline var deafUntil: UInt64 = 0
  /// Iterators in use: they hold back a reseed, which would move keys past them.
  @usableFromInline var iterators = 0
  @usableFromInline var policy: Policy?
  @usableFromInline var ledger = Ledger()
  @usableFromInline var observers: [(StructuralEvent) -> Void] = []
  /// Operations by kind; look-ups are what remains of the total.
  @usableFromInline var puts: UInt64 = 0
  @usableFromInline var deletes: UInt64 = 0
  /// Look-ups that found nothing.
  @usableFromInline var misses: UInt64 = 0
  /// Time and operations of batches since the window began (`--policy live`).
  @usableFromInline var measuredNanoseconds = 0.0
  @usableFromInline var measuredOperations = 0
  /// Operations since the window began whose cache lines were asked for ahead.
  @usableFromInline var prefetchedOperations = 0
  @usableFromInline var windowStart = WindowStart()
  /// What a compaction does besides the table: at its beginning, to each cell it visits, and at its end.
  @usableFromInline var outside: OutsideMemory?
  /// Bytes held outside the table (an arena), for the memory budget.
  @usableFromInline var extraBytes: () -> Int = { 0 }

  @usableFromInline
  init(_ settings: TableSettings) {
    incrementalBatch = Self.bounded(settings.incrementalBatch)
    policy = settings.policy
    interval = 1
    interval = nextInterval
  }

  @usableFromInline
  static func bounded(_ batch: Int) -> Int { max(1, min(batch, 1 << 30)) }

  /// Operations until the hook is due: the policy's window, or practically never; while work is in hand or suspicion
  /// waits for an answer, often enough that a small segment is due at most every other call.
  @usableFromInline
  var nextInterval: Int {
    let resting = policy.map { $0.interval(after: operations) } ?? 1 << 40
    return work == nil && suspicion == nil
      ? resting : min(resting, max(1, min(1024, 65_536 / incrementalBatch)))
  }

  @usableFromInline
  func begin() -> UInt64 { MonotonicClock.nanoseconds() }

  @usableFromInline
  mutating func record(
    _ started: UInt64, _ kind: EventKind, _ reason: EventReason, segment: UInt32 = 0, from: Layout,
    to: Layout,
    entries: Int, bytes: Int = 0, operation: UInt64, deciding: DecidingFigure? = nil
  ) {
    let event = StructuralEvent(
      operation: operation, kind: kind, reason: reason, segment: segment, from: from, to: to,
      entries: entries, bytes: bytes, nanoseconds: begin() - started, deciding: deciding)
    ledger.record(event)
    for observer in observers { observer(event) }
  }
}

/// Memory that cells refer to and that a compaction tidies too.
@usableFromInline
protocol OutsideMemory {
  func beginCompaction()
  /// Moves what the cell at this address refers to, where it lies in memory to be given back.
  func visit(_ cell: UnsafeMutableRawPointer) throws(MapError)
  func endCompaction()
}

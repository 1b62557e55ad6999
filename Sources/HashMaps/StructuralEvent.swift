/// What changed in the structure of a map.
public enum EventKind: UInt8, Sendable, CaseIterable {
  /// A segment was rebuilt in its own layout: larger, smaller, or to clear the traces of deletions.
  case resize
  /// A segment was replaced by two.
  case split
  /// Two segments were replaced by one.
  case merge
  /// A segment changed its layout.
  case convert
  /// A segment's entries moved to their places under a new seed.
  case rehash
  /// A conversion of the whole map began, or ended.
  case migrationBegan, migrationEnded
  /// A compaction of the whole map began, or ended.
  case compactionBegan, compactionEnded
  /// A reseed of the whole map began, or ended.
  case reseedBegan, reseedEnded

  /// The name used in ledgers, metrics and JSON.
  public var name: String {
    switch self {
    case .resize: "resize"
    case .split: "split"
    case .merge: "merge"
    case .convert: "convert"
    case .rehash: "rehash"
    case .migrationBegan: "migration_began"
    case .migrationEnded: "migration_ended"
    case .compactionBegan: "compaction_began"
    case .compactionEnded: "compaction_ended"
    case .reseedBegan: "reseed_began"
    case .reseedEnded: "reseed_ended"
    }
  }

  /// Whether the event spans the whole map rather than one segment.
  public var isWholeMap: Bool { rawValue >= EventKind.migrationBegan.rawValue }
}

/// Why it changed.
public enum EventReason: UInt8, Sendable, CaseIterable {
  /// The segment was full.
  case growth
  /// Deletions had left too many traces (overflow bits, tombstones).
  case worn
  /// The owner asked for it.
  case command
  /// Measured cost said that another layout serves this workload better.
  case cost
  /// The memory budget would have been exceeded.
  case memory
  /// Chaining's load factor passed `max_lf_chaining`.
  case loadFactor
  /// Chaining's longest chain passed `max_group_len`.
  case groupLength
  /// Robin Hood's mean distance passed `max_avg_probe_robinhood`.
  case averageProbe
  /// Tombstones passed `max_tombstone_ratio`.
  case tombstones
  /// A recorded decision was replayed.
  case replayed
  /// A probe was longer than an honest hash allows.
  case longProbe
  /// A layout refused a key although its segment had room.
  case refusedByLayout
  /// Keys shared more hash bits than an honest hash gives.
  case crowdedSegment

  /// The name used in ledgers, metrics and JSON.
  public var name: String {
    switch self {
    case .growth: "growth"
    case .worn: "worn"
    case .command: "command"
    case .cost: "cost"
    case .memory: "memory"
    case .loadFactor: "load_factor"
    case .groupLength: "group_length"
    case .averageProbe: "average_probe"
    case .tombstones: "tombstones"
    case .replayed: "replayed"
    case .longProbe: "long_probe"
    case .refusedByLayout: "refused_by_layout"
    case .crowdedSegment: "crowded_segment"
    }
  }
}

/// One change of a map's structure, with what it cost.
public struct StructuralEvent: Sendable, Equatable {
  /// Operations the map had begun when it happened, so the operation of this number paid for it.
  public let operation: UInt64
  /// What changed.
  public let kind: EventKind
  /// Why.
  public let reason: EventReason
  /// The hash prefix of the segment, or 0 for the whole map.
  public let segment: UInt32
  /// The layout before.
  public let from: Layout
  /// The layout after.
  public let to: Layout
  /// Entries moved.
  public let entries: Int
  /// Bytes of the new block or blocks.
  public let bytes: Int
  /// Time spent, in nanoseconds; for the end of a whole-map event the time since its beginning.
  public let nanoseconds: UInt64
  /// What decided about it; nil for events of single segments, and where no figure did.
  public internal(set) var deciding: DecidingFigure?
}

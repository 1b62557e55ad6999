/// How a map is set up. Every value has a default that serves without thought.
public struct MapConfiguration: Sendable, Equatable {
  /// How an adaptive map decides.
  public enum PolicyKind: String, Sendable, CaseIterable {
    /// On sampled cost per operation; every decision is logged with its operation number.
    case live
    /// On explicit thresholds alone: the same layout and events on every machine.
    case thresholds
  }

  /// The layout the map starts in, and keeps unless it is adaptive.
  public var layout = Layout.grouped
  /// Whether the map may change its layout by itself.
  public var isAdaptive = true
  /// What an adaptive map decides on.
  public var policy = PolicyKind.live
  /// Fixes the hash seed for reproducible layouts; nil draws one from the system.
  public var seed: UInt64?
  /// The whole seed of an earlier map, as its snapshot recorded it; goes before `seed` and `hash`.
  package var recordedSeed: HashSeed?
  /// The hash function the map starts with.
  public var hash = HashKind.fast
  /// The most bytes of slots a segment has before it is split; nil for one unbounded segment (a flat table: the
  /// fastest look-ups, and pauses that grow with it).
  public var segmentBytes: Int? = 16_384
  /// Deletion in `robinhood` leaves tombstones instead of shifting back.
  public var usesTombstones = false
  /// Entries to make room for at the start (never more than one segment's).
  public var initialCapacity = 0
  /// Entries that a conversion, compaction or reseed may move per 1,024 operations; a segment is never divided.
  public var incrementalBatch = 2048
  /// `chaining` gives way when its load factor passes this (`--policy thresholds`).
  public var maxLoadFactorChaining = 0.70
  /// `chaining` gives way when a chain has more entries than this (`--policy thresholds`).
  public var maxGroupLength = 14
  /// `robinhood` gives way when the mean distance from home passes this (`--policy thresholds`).
  public var maxAverageProbeRobinhood = 1.8
  /// `robinhood` compacts when tombstones pass this share of its slots.
  public var maxTombstoneRatio = 0.15
  /// Beginning a migration of a map with more entries than this is worth a warning.
  public var largeMapWarnThreshold = 1_000_000
  /// Bytes the map may hold; nearing it, an adaptive map converts to `compact`. Nil for no budget.
  public var memoryBudget: Int?

  /// Decisions of an earlier run to take again at the same operations, in place of the policy's own.
  public var decisions: [PolicyDecision]?

  /// The defaults: adaptive, starting `grouped`.
  public init() {}

  /// A map that stays in one layout.
  public static func fixed(_ layout: Layout) -> MapConfiguration {
    var configuration = MapConfiguration()
    configuration.layout = layout
    configuration.isAdaptive = false
    return configuration
  }

  /// The hash seed this configuration asks for; random where none is fixed.
  @usableFromInline
  func hashSeed() -> HashSeed {
    if let recordedSeed { return recordedSeed }
    var random = SystemRandomNumberGenerator()
    return HashSeed(seed ?? random.next(), kind: hash)
  }

  var limits: Policy.Limits {
    Policy.Limits(
      maxLoadFactorChaining: maxLoadFactorChaining, maxGroupLength: maxGroupLength,
      maxAverageProbeRobinhood: maxAverageProbeRobinhood, maxTombstoneRatio: maxTombstoneRatio)
  }

  @usableFromInline
  var settings: TableSettings {
    var settings = TableSettings()
    settings.layout = layout
    settings.segmentBytes = segmentBytes
    settings.usesTombstones = usesTombstones
    settings.initialCapacity = initialCapacity
    settings.incrementalBatch = incrementalBatch
    if isAdaptive {
      settings.policy = Policy(policy, limits: limits, memoryBudget: memoryBudget, replayed: decisions)
    }
    return settings
  }
}

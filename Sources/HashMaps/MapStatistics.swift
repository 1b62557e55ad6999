/// What a map looks like inside, at one moment.
///
/// Counts and bytes are exact. Probe figures come from the segments looked at: all of them, or an even sample, which
/// speaks for the rest because a hash spreads keys alike over all segments.
public struct MapStatistics: Sendable, Equatable {
  /// Live entries.
  public var entries = 0
  /// The layout of the map, or a conversion's goal.
  public var layout = Layout.grouped
  /// Segments by layout, in the order of `Layout.allCases`' raw values.
  public var segmentsByLayout: [Int] = [0, 0, 0, 0]
  /// Entries by layout, of the segments looked at.
  public var entriesByLayout: [Int] = [0, 0, 0, 0]
  /// Binary logarithm of the directory's length.
  public var directoryDepth = 0
  /// Slots of all segments looked at.
  public var slotsLookedAt = 0
  /// Entries in them.
  public var entriesLookedAt = 0
  /// Share of the slots that hold an entry: all slots (`grouped`, `compact`), seven a primary bucket (`chaining`,
  /// where it can pass 1), home slots (`robinhood`).
  public var loadFactor: Double { slotsLookedAt == 0 ? 0 : Double(entriesLookedAt) / Double(slotsLookedAt) }
  /// Number of entries found at probe length 1, 2, 3 ...: groups visited (`grouped`, `compact`), buckets visited
  /// (`chaining`), slots visited (`robinhood`). The last place holds all longer ones.
  public var probeHistogram: [Int] = Array(repeating: 0, count: MapStatistics.probeLimit)
  /// The longest probe length seen.
  public var longestProbe = 0
  /// Mean probe length of a look-up that finds its key, each entry counted once.
  public var meanProbe: Double { entriesLookedAt == 0 ? 0 : Double(probeSum) / Double(entriesLookedAt) }
  /// Mean distance from home, in slots (`robinhood`): the mean probe length minus one.
  public var meanDistance: Double { max(0, meanProbe - 1) }
  @usableFromInline var probeSum = 0
  /// Deleted entries still marked, as a share of the slots (`robinhood` with tombstones).
  public var tombstones = 0
  /// Tombstones as a share of the slots looked at.
  public var tombstoneRatio: Double { slotsLookedAt == 0 ? 0 : Double(tombstones) / Double(slotsLookedAt) }
  /// Entries beyond their home group or bucket, as a share of all looked at.
  public var displaced = 0
  /// Displaced entries as a share of all looked at.
  public var overflowShare: Double { entriesLookedAt == 0 ? 0 : Double(displaced) / Double(entriesLookedAt) }
  /// Entries in the fullest bucket chain (`chaining`) or home group's walk; 0 in `robinhood`.
  public var longestGroup = 0
  /// Chains (or groups) by their number of entries 0, 1, 2 ...; the last place holds all longer ones.
  public var groupLengths: [Int] = Array(repeating: 0, count: MapStatistics.groupLimit)
  /// Bytes of live keys as they lie in cells.
  public var keyBytes = 0
  /// Bytes of live values as they lie in cells.
  public var valueBytes = 0
  /// Bytes of tags, words, links, headers and the directory.
  public var metadataBytes = 0
  /// Bytes of the arena's blocks for strings longer than a cell.
  public var arenaBytes = 0
  /// Bytes of memory the map holds in all: cells, metadata, arena and slack.
  public var totalBytes = 0
  /// Bytes held that serve nothing at the moment.
  public var slackBytes: Int { totalBytes - keyBytes - valueBytes - metadataBytes - arenaBytes }
  /// `totalBytes` an entry.
  public var bytesPerEntry: Double { entries == 0 ? 0 : Double(totalBytes) / Double(entries) }
  /// Inserts, updates, look-ups and deletes so far.
  public var operations: UInt64 = 0
  /// Inserts and updates so far.
  public var puts: UInt64 = 0
  /// Deletes so far.
  public var deletes: UInt64 = 0
  /// Look-ups so far.
  public var gets: UInt64 { operations - puts - deletes }
  /// Whether a conversion, compaction or reseed is under way.
  public var isWorking = false
  /// The hash function in use.
  public var hash = HashKind.fast

  /// Places of the probe histogram.
  public static let probeLimit = 64
  /// Places of the group lengths.
  public static let groupLimit = 33

  @usableFromInline
  init() {}
}

import Base

/// The state of a map at one moment, as plain values; whoever owns the map fills it in.
package struct MapReading: Equatable, Sendable {
  /// The layout in charge, by its name.
  package var backend = ""
  /// The layout a running migration leads to; nil at rest.
  package var migratingTo: String?
  /// Entries divided by the slots each layout counts; above 1 only where entries overflow, and then shown as 1.
  package var loadFactor = 0.0
  /// Entries in the fullest chain or group; 0 for layouts with neither.
  package var maxGroupLength = 0
  /// Mean distance of an entry from the place its hash names.
  package var averageProbe = 0.0
  /// Share of slots that hold the mark of a deletion, 0...1.
  package var tombstoneRatio = 0.0
  /// How many entries stand at each distance, ascending and without empty distances.
  package var probeHistogram: [ProbeCount] = []
  /// Share of the entries that lie beyond their home group, bucket or slot, 0...1.
  package var overflowRatio = 0.0
  /// Overflow buckets in use; 0 for layouts without them.
  package var overflowBuckets = 0
  /// Entries by segment; nil where nobody counted.
  package var heatmap: KeyHeatmap?
  /// Segments, entries and slots by region of the hashes; nil where nobody counted.
  package var regions: MapRegions?
  /// Entries in the map.
  package var entries = 0
  /// Segments in the map by the name of their layout.
  package var segments: [NamedCount] = []
  /// Bytes the map holds, by what they hold.
  package var memory = MemoryReading()
  /// Changes of structure since the start of the run, by kind.
  package var structure: [StructuralTotal] = []
  /// The newest structural events since the frame before, oldest first, and before them those that begin or end work on
  /// the whole map; at most `ledgerLimit`.
  package var ledger: [LedgerEntry] = []
  /// Structural events since the frame before that are not among them.
  package var ledgerOmitted = 0
  /// Migrations finished since the start of the run.
  package var migrations: UInt64 = 0
  /// Compactions finished since the start of the run.
  package var compactions: UInt64 = 0

  /// An empty reading.
  package init() {}

  /// Structural events a frame carries one by one.
  package static let ledgerLimit = 64

  /// Distances a frame tells apart; the last of them also counts everything farther.
  static let distanceLimit = 256

  /// Keeps the load factor within 1, and adds the entries of far distances to the last one that is kept.
  mutating func bound() {
    loadFactor = min(loadFactor, 1)
    guard probeHistogram.count > Self.distanceLimit else { return }
    for far in probeHistogram[Self.distanceLimit...] {
      probeHistogram[Self.distanceLimit - 1].count += far.count
    }
    probeHistogram.removeSubrange(Self.distanceLimit...)
  }
}

/// How many entries stand at one distance from home.
package struct ProbeCount: Equatable, Sendable {
  /// Steps from the place the hash names.
  package var distance: Int
  /// Entries there.
  package var count: Int

  /// A distance and its entries.
  package init(distance: Int, count: Int) {
    self.distance = distance
    self.count = count
  }
}

/// A number of things of one name.
package struct NamedCount: Equatable, Sendable {
  /// What is counted.
  package var name: String
  /// How many there are.
  package var count: Int

  /// A name and its count.
  package init(name: String, count: Int) {
    self.name = name
    self.count = count
  }
}

/// Bytes a map holds, by what they hold.
package struct MemoryReading: Equatable, Sendable {
  /// Bytes of keys in slots.
  package var keys = 0
  /// Bytes of values in slots.
  package var values = 0
  /// Bytes of tags, links, headers and the directory.
  package var metadata = 0
  /// Bytes that serve nothing at the moment.
  package var slack = 0
  /// Bytes of blocks for keys and values too long for a slot.
  package var arena = 0
  /// Everything the map holds.
  package var total: Int { keys + values + metadata + slack + arena }

  /// Nothing held.
  package init() {}
}

/// Everything of one kind that happened to the structure of a map since the start of the run.
package struct StructuralTotal: Equatable, Sendable {
  /// The kind, such as `split`.
  package var name: String
  /// How often it happened.
  package var events: UInt64
  /// Entries it moved.
  package var entries: UInt64
  /// Time it took.
  package var nanoseconds: UInt64
  /// The longest single time.
  package var longestNanoseconds: UInt64

  /// A kind with its totals.
  package init(name: String, events: UInt64, entries: UInt64, nanoseconds: UInt64, longestNanoseconds: UInt64)
  {
    self.name = name
    self.events = events
    self.entries = entries
    self.nanoseconds = nanoseconds
    self.longestNanoseconds = longestNanoseconds
  }

  /// Writes the member `structure`: an object with one object a kind.
  package static func render(_ totals: [StructuralTotal], into json: inout JSONWriter) {
    json.object("structure") { kinds in
      for total in totals {
        kinds.key(total.name)
        kinds.beginObject()
        kinds.field("events", total.events)
        kinds.field("entries", total.entries)
        kinds.field("ns", total.nanoseconds)
        kinds.field("longest_ns", total.longestNanoseconds)
        kinds.endObject()
      }
    }
  }
}

import HashMaps
import Telemetry

extension MapReading {
  /// Segments looked at for one tick: enough for a mean within a few percent, at a constant cost.
  static let sampledSegments = 16

  /// What a tick says of a map. `statistics` may come from a sample: probe counts are then scaled to all entries.
  /// `recorded` is how many structural events the frame before knew.
  init(_ map: ByteMap, _ statistics: MapStatistics, since recorded: Int) {
    self.init()
    let ledger = map.ledger
    let newest = max(recorded, ledger.recorded - Self.ledgerLimit)
    // Thousands of segments may have been converted since: what begins and ends the whole work is never left out.
    let spans = ledger.events(from: recorded, to: newest) { $0.kind.isOfWholeMap }.suffix(
      Self.ledgerLimit / 2)
    self.ledger = (spans + ledger.events(since: newest + spans.count)).map(LedgerEntry.init)
    ledgerOmitted = newest - recorded
    backend = statistics.layout.name
    if statistics.isWorking, statistics.segmentsByLayout.filter({ $0 > 0 }).count > 1 {
      migratingTo = statistics.layout.name
    }
    maxGroupLength = statistics.longestGroup
    averageProbe = statistics.meanDistance
    tombstoneRatio = min(1, statistics.tombstoneRatio)
    probeHistogram = statistics.distances
    overflowRatio = statistics.overflowShare
    entries = statistics.entries
    count(map, settledAs: statistics.layout)
    segments = Layout.allCases.compactMap { layout in
      let count = statistics.segmentsByLayout[Int(layout.rawValue)]
      return count > 0 ? NamedCount(name: layout.name, count: count) : nil
    }
    memory = MemoryReading(statistics)
    structure = ledger.structuralTotals
    migrations = UInt64(ledger.total(.migrationEnded).events)
    compactions = UInt64(ledger.total(.compactionEnded).events)
  }

  /// What the headers of all segments say, in one walk over them.
  private mutating func count(_ map: ByteMap, settledAs layout: Layout) {
    var cells = KeyHeatmap.Fold(regions: map.segmentCount)
    var shares = MapRegions.Fold()
    map.forEachSegment { segment in
      cells.add(segment.entries)
      shares.add(
        prefix: segment.prefix, depth: segment.depth,
        .init(
          segments: 1, settled: segment.layout == layout ? 1 : 0, entries: segment.entries,
          slots: segment.slots))
      overflowBuckets += segment.overflowBuckets
    }
    heatmap = cells.finish()
    let counted = shares.finish()
    regions = counted
    loadFactor = counted.slots == 0 ? 0 : Double(entries) / Double(counted.slots)
  }
}

extension EventKind {
  /// Whether it begins or ends work on the whole map rather than on one segment.
  fileprivate var isOfWholeMap: Bool {
    switch self {
    case .resize, .split, .merge, .convert, .rehash: false
    case .migrationBegan, .migrationEnded, .compactionBegan, .compactionEnded, .reseedBegan, .reseedEnded:
      true
    }
  }
}

extension LedgerEntry {
  /// The same event under the names of metrics.
  init(_ event: StructuralEvent) {
    self.init(
      operation: event.operation, kind: event.kind.name, reason: event.reason.name,
      segment: UInt64(event.segment), from: event.from.name, to: event.to.name,
      entries: UInt64(event.entries),
      bytes: UInt64(event.bytes), nanoseconds: event.nanoseconds)
  }
}

extension MapStatistics {
  /// Entries by their distance from home, scaled from those looked at to all of them.
  package var distances: [ProbeCount] {
    let scale = entriesLookedAt == 0 ? 0 : Double(entries) / Double(entriesLookedAt)
    return probeHistogram.enumerated().compactMap { index, count in
      count > 0
        ? ProbeCount(distance: index, count: max(1, Int((Double(count) * scale).rounded()))) : nil
    }
  }
}

extension MemoryReading {
  /// The same bytes under the names of metrics.
  package init(_ statistics: MapStatistics) {
    self.init()
    keys = statistics.keyBytes
    values = statistics.valueBytes
    metadata = statistics.metadataBytes
    arena = statistics.arenaBytes
    slack = max(0, statistics.slackBytes)
  }
}

extension Ledger {
  /// The totals of every kind that has happened.
  package var structuralTotals: [StructuralTotal] {
    EventKind.allCases.compactMap { kind in
      let total = total(kind)
      guard total.events > 0 else { return nil }
      return StructuralTotal(
        name: kind.name, events: UInt64(total.events), entries: UInt64(total.entries),
        nanoseconds: total.nanoseconds, longestNanoseconds: total.longest)
    }
  }
}

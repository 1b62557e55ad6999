import Documents
import Telemetry

/// The members of one tick as values; absent ones and those of a wrong kind are 0, empty or nil.
struct TickMembers {
  let table: DocumentTable

  func number(_ name: String) -> Double? { table[name]?.number }

  func text(_ name: String) -> String? { table[name]?.string }

  func count(_ name: String) -> UInt64 {
    if let integer = table[name]?.integer { return UInt64(max(0, integer)) }
    return UInt64(exactly: table[name]?.number?.rounded() ?? 0) ?? 0
  }

  /// What no honest count reaches; sums of many such numbers still fit.
  private static let most = 1 << 40

  func integer(_ name: String) -> Int { Self.bounded(Int(clamping: count(name))) }

  /// A count of a file that may lie: sums of it must not overflow.
  private static func bounded(_ value: Int?) -> Int { min(max(value ?? 0, 0), most) }

  func members(_ name: String) -> TickMembers? { table[name]?.table.map { TickMembers(table: $0) } }

  func list(_ name: String) -> [DocumentValue] { table[name]?.array ?? [] }

  func objects(_ name: String) -> [TickMembers] {
    list(name).compactMap { value in value.table.map { TickMembers(table: $0) } }
  }

  var counts: OperationCounts {
    let byType = members("ops_by_type")
    func total(_ name: String, _ type: String) -> UInt64 {
      table[name] == nil ? byType?.count(type) ?? 0 : count(name)
    }
    return OperationCounts(
      puts: total("puts", "put"), gets: total("gets", "get"), deletes: total("dels", "del"),
      hits: count("hits"))
  }

  func map(backend: String) -> MapReading {
    var map = MapReading()
    map.backend = backend
    map.migratingTo = text("migrating_to")
    map.loadFactor = number("load_factor") ?? 0
    map.maxGroupLength = integer("max_group_len")
    map.averageProbe = number("avg_probe_estimate") ?? 0
    map.tombstoneRatio = number("tombstone_ratio") ?? 0
    map.probeHistogram = list("probe_hist").compactMap { pair in
      guard let values = pair.array, values.count == 2, let distance = values[0].integer,
        let count = values[1].integer
      else { return nil }
      return ProbeCount(distance: Int(distance), count: Self.bounded(Int(count)))
    }
    map.overflowRatio = number("overflow_ratio") ?? 0
    map.overflowBuckets = integer("overflow_buckets")
    map.heatmap = heatmap
    map.regions = members("regions")?.regions
    map.entries = integer("entries")
    map.segments = named("segments")
    if let memory = members("memory_bytes") {
      map.memory.keys = memory.integer("keys")
      map.memory.values = memory.integer("values")
      map.memory.metadata = memory.integer("metadata")
      map.memory.slack = memory.integer("slack")
      map.memory.arena = memory.integer("arena")
    }
    map.structure = (table["structure"]?.table?.members ?? []).compactMap { member in
      guard let kind = member.value.table.map({ TickMembers(table: $0) }) else { return nil }
      return StructuralTotal(
        name: member.key, events: kind.count("events"), entries: kind.count("entries"),
        nanoseconds: kind.count("ns"), longestNanoseconds: kind.count("longest_ns"))
    }
    map.ledger = objects("ledger").map { entry in
      LedgerEntry(
        operation: entry.count("op"), kind: entry.text("kind") ?? "", reason: entry.text("reason") ?? "",
        segment: entry.count("segment"), from: entry.text("from") ?? "", to: entry.text("to") ?? "",
        entries: entry.count("entries"), bytes: entry.count("bytes"), nanoseconds: entry.count("ns"))
    }
    map.ledgerOmitted = integer("ledger_omitted")
    map.migrations = count("migrations")
    map.compactions = count("compactions")
    return map
  }

  private func named(_ name: String) -> [NamedCount] {
    (table[name]?.table?.members ?? []).map { member in
      NamedCount(name: member.key, count: Self.bounded(member.value.integer.map { Int($0) }))
    }
  }

  private var heatmap: KeyHeatmap? {
    guard let heatmap = members("key_heatmap") else { return nil }
    let columns = heatmap.integer("cols")
    let rows = heatmap.list("matrix").map {
      ($0.array ?? []).map { Self.bounded($0.integer.map { Int($0) }) }
    }
    guard (1...512).contains(columns), (1...512).contains(rows.count),
      rows.allSatisfy({ $0.count == columns })
    else { return nil }
    return KeyHeatmap(
      cells: rows.flatMap { $0 }, columns: columns, span: max(1, heatmap.integer("slot_span")),
      regions: heatmap.integer("original_slots"))
  }

  /// The columns of `regions`; nil where they are not of one length.
  private var regions: MapRegions? {
    func column(_ name: String) -> [Int] {
      list(name).map { Self.bounded($0.integer.map { Int(clamping: $0) }) }
    }
    let segments = column("segments")
    let settled = column("settled")
    let entries = column("entries")
    let slots = column("slots")
    guard (1...MapRegions.limit).contains(segments.count),
      [settled, entries, slots].allSatisfy({ $0.count == segments.count })
    else { return nil }
    return MapRegions(
      segments.indices.map { place in
        .init(
          segments: segments[place], settled: settled[place], entries: entries[place], slots: slots[place])
      })
  }

  /// The fine classes of one kind of operation; at most as many as there are.
  private func classes(_ kind: String) -> [DurationClass] {
    (members("latency_hist_ns")?.list(kind) ?? []).prefix(DurationClass.bounds.count).compactMap { pair in
      guard let values = pair.array, values.count == 2, let bound = values[0].integer,
        let count = values[1].integer
      else { return nil }
      return DurationClass(bound: UInt64(max(0, bound)), count: UInt64(Self.bounded(Int(clamping: count))))
    }
  }

  /// The digests of a packet of durations; histogram and sums belong to `latency_ms` alone.
  func latency(_ name: String, buckets: LatencyBuckets?) -> LatencyReading {
    let packet = members(name)
    let digests = LatencyReading.names.map { kind in
      let digest = packet?.members("\(kind)")
      guard let buckets else { return TickMembers.digest(digest, sum: 0) }
      let counts = members("latency_hist_ms")?.objects("\(kind)") ?? []
      let isOurs = counts.map { $0.text("le") ?? "" } == buckets.labels
      let cumulative = isOurs ? counts.map { $0.count("count") } : []
      return TickMembers.digest(
        digest, sum: members("latency_sum_ns")?.count("\(kind)") ?? 0, cumulative: cumulative,
        classes: classes("\(kind)"))
    }
    return LatencyReading(overall: digests[0], byKind: Array(digests[1...]))
  }

  var window: LatencySummary { Self.digest(members("latency_window_ms"), sum: 0) }

  private static func digest(
    _ packet: TickMembers?, sum: UInt64, cumulative: [UInt64] = [], classes: [DurationClass] = []
  ) -> LatencySummary {
    let quantiles = LatencySummary.quantileNames.map { name in
      UInt64(exactly: ((packet?.number("\(name)") ?? 0) * 1e6).rounded()) ?? 0
    }
    let count = packet?.table["count"] == nil ? cumulative.last ?? 0 : packet?.count("count") ?? 0
    return LatencySummary(
      count: count, sum: sum, quantiles: quantiles, cumulative: cumulative, classes: classes)
  }
}

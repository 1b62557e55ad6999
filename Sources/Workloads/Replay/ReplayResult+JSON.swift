import Base
import HashMaps
import Telemetry

/// The members of a run's summary. Whoever writes them has opened the object and adds what this room cannot know.
extension ReplayResult {
  /// Structural events the summary lists at most.
  package static let ledgerLimit = 4096

  /// Decisions the summary lists at most.
  package static let decisionLimit = 1024

  /// The members that earlier versions of the summary had, in their order.
  package func renderSummary(into json: inout JSONWriter) {
    json.field("elapsed_seconds", seconds)
    json.field("total_ops", counts.total)
    json.field("ops_per_second", operationsPerSecond)
    json.field("final_backend", statistics.layout.name)
    json.field("migrations_triggered", ledger.total(.migrationBegan).events)
    json.field("compactions_triggered", ledger.total(.compactionBegan).events)
    render("latency_ms", latency, into: &json)
    render("latency_loop_ms", loopLatency, into: &json)
    json.object("latency_sample") { sample in
      sample.field("every_n_ops", settings.sampleEvery)
      sample.field("seen_overall", latency.overall.count)
      // Every sample is kept, so there is no reservoir.
      sample.field("reservoir_k_overall", Int?.none)
      sample.field("reservoir_k_each", Int?.none)
    }
    json.field("latency_histogram_preset", settings.buckets.rawValue)
    json.field("implied_latency_ms", counts.total == 0 ? nil : 1000 * seconds / Double(counts.total))
    json.field(
      "loop_latency_median_ms",
      loopLatency.overall.count == 0 ? nil : Double(loopLatency.overall.median) / 1e6)
  }

  /// What a run found out beyond that.
  package func renderFindings(into json: inout JSONWriter) {
    json.field("seed", settings.seed)
    json.field("puts", counts.puts)
    json.field("gets", counts.gets)
    json.field("dels", counts.deletes)
    json.object("outcomes") { outcomes in
      outcomes.field("inserted", tally.inserted)
      outcomes.field("updated", tally.updated)
      outcomes.field("hits", tally.hits)
      outcomes.field("misses", tally.misses)
      outcomes.field("deleted", tally.deleted)
      outcomes.field("absent", tally.absent)
    }
    json.field("input_wait_seconds", Double(waitedNanoseconds) / 1e9)
    json.field("ticks", ticks)
    json.field("final_size", statistics.entries)
    json.field("bytes_per_entry", statistics.entries == 0 ? nil : statistics.bytesPerEntry)
    json.field("peak_rss_bytes", peakResidentBytes)
    if let contentDigest { json.field("content_digest", contentDigest) }
    json.object("latency_ns") { kinds in
      for (name, summary) in zip(LatencyReading.names, latency.all) {
        kinds.object(name) { Self.renderNanoseconds(summary, into: &$0) }
      }
    }
    if let openLoop {
      // A run that was broken off says nothing of a rate.
      let isWhole = if case .completed = ending { true } else { false }
      json.object("open_loop") { openLoop.render(into: &$0, isWhole: isWhole) }
    }
    json.field("timer_overhead_ns", timerOverheadNanoseconds)
    renderMap(into: &json)
    renderStructure(into: &json)
    json.array("decisions") { list in
      for decision in decisions.prefix(Self.decisionLimit) { decision.render(into: &list) }
    }
    json.field("decisions_omitted", max(0, decisions.count - Self.decisionLimit))
    json.array("receipts") { list in
      for receipt in receipts { receipt.render(into: &list) }
    }
    json.field("receipts_omitted", receiptsOmitted)
    json.array("events") { list in
      for event in events { event.render(into: &list) }
    }
    json.field("events_omitted", eventsOmitted)
    json.array("alerts") { list in
      for alert in alerts { alert.render(into: &list) }
    }
    json.field("alerts_raised", alertsRaised)
  }

  private static func renderNanoseconds(_ summary: LatencySummary, into json: inout JSONWriter) {
    for (name, value) in zip(LatencySummary.quantileNames, summary.trustedQuantiles) {
      json.field(name, value)
    }
    json.field("count", summary.count)
  }

  private func render(_ name: StaticString, _ reading: LatencyReading, into json: inout JSONWriter) {
    json.object(name) { kinds in
      for (kind, summary) in zip(LatencyReading.names, reading.all) {
        kinds.object(kind) { quantiles in
          for (quantile, value) in zip(LatencySummary.quantileNames, summary.quantiles) {
            quantiles.field(quantile, Double(value) / 1e6)
          }
          quantiles.field("count", summary.count)
        }
      }
    }
  }

  private func renderMap(into json: inout JSONWriter) {
    json.field("load_factor", min(1, statistics.loadFactor))
    json.field("mean_probe", statistics.meanProbe)
    json.field("longest_probe", statistics.longestProbe)
    json.field("tombstone_ratio", statistics.tombstoneRatio)
    json.array("probe_hist") { list in
      for probe in statistics.distances {
        list.beginArray()
        list.integer(probe.distance)
        list.integer(probe.count)
        list.endArray()
      }
    }
    json.object("segments") { segments in
      for layout in Layout.allCases {
        let count = statistics.segmentsByLayout[Int(layout.rawValue)]
        guard count > 0 else { continue }
        segments.key(layout.name)
        segments.integer(count)
      }
    }
    let memory = MemoryReading(statistics)
    json.object("memory_bytes") { kinds in
      kinds.field("total", statistics.totalBytes)
      kinds.field("keys", memory.keys)
      kinds.field("values", memory.values)
      kinds.field("metadata", memory.metadata)
      kinds.field("slack", memory.slack)
      kinds.field("arena", memory.arena)
    }
  }

  private func renderStructure(into json: inout JSONWriter) {
    StructuralTotal.render(ledger.structuralTotals, into: &json)
    let listed = listedEvents
    json.array("ledger") { list in
      for event in listed { event.render(into: &list) }
    }
    json.field("ledger_dropped", ledger.recorded - listed.count)
  }

  /// The events the summary lists, in order: the newest ones, and among older ones those of the whole map.
  private var listedEvents: [StructuralEvent] {
    let kept = ledger.events
    guard kept.count > Self.ledgerLimit else { return kept }
    let wholeMap = kept.filter(\.kind.isWholeMap).suffix(Self.ledgerLimit / 4)
    var room = Self.ledgerLimit - wholeMap.count
    var first = kept.endIndex
    while first > 0, room > 0 {
      first -= 1
      if !kept[first].kind.isWholeMap { room -= 1 }
    }
    let early = kept[..<first].filter(\.kind.isWholeMap).suffix(wholeMap.count)
    return Array(early) + kept[first...]
  }
}

extension LatencySummary {
  /// The quantiles and the maximum in nanoseconds, nil where there are too few durations to tell: p90 needs 100, p99
  /// 1,000, p99.9 10,000 and p99.99 100,000 of them.
  package var trustedQuantiles: [UInt64?] {
    zip(quantiles, Self.neededCounts).map { value, needed in count >= needed ? value : nil }
  }

  /// How many durations each of the quantiles and the maximum needs, in their order.
  package static let neededCounts: [UInt64] = [1, 100, 1000, 10_000, 100_000, 1]
}

extension StructuralEvent {
  /// Writes the event as an object.
  package func render(into json: inout JSONWriter) {
    json.beginObject()
    json.field("op", operation)
    json.field("kind", kind.name)
    json.field("reason", reason.name)
    json.field("segment", segment)
    json.field("from", from.name)
    json.field("to", to.name)
    json.field("entries", entries)
    json.field("bytes", bytes)
    json.field("ns", nanoseconds)
    json.endObject()
  }
}

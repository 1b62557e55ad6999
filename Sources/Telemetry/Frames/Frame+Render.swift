import Base

extension Frame {
  /// Appends the tick as one line of NDJSON, line feed included; its members are those `TickFields` declares.
  package func render(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("schema", Self.schema)
    renderMembers(into: &writer)
    writer.endObject()
    writer.endLine()
  }

  /// Writes every member but the schema into an object the caller has opened.
  package func renderMembers(into writer: inout JSONWriter) {
    writer.field("frame", frame)
    writer.field("run_id", runID)
    writer.field("t", seconds)
    writer.field("backend", map.backend)
    if let target = map.migratingTo { writer.field("migrating_to", target) }
    renderCounts(into: &writer)
    renderMap(into: &writer)
    renderLatency(into: &writer)
    writer.array("events") { list in for event in events { event.render(into: &list) } }
    writer.field("events_omitted", eventsOmitted)
    writer.object("event_totals") { totals in
      for total in eventTotals {
        totals.key(total.name)
        totals.integer(total.count)
      }
    }
    writer.array("ledger") { list in for entry in map.ledger { entry.render(into: &list) } }
    writer.field("ledger_omitted", map.ledgerOmitted)
    writer.array("alerts") { list in for alert in alerts { alert.render(into: &list) } }
    writer.field("alerts_raised", alertsRaised)
    writer.object("alert_flags") { flags in
      for (metric, isActive) in zip(Guardrails.metrics, alertFlags) {
        flags.key(metric)
        flags.bool(isActive)
      }
    }
    if !recommendations.isEmpty {
      writer.array("recommendations") { list in for one in recommendations { one.render(into: &list) } }
    }
    writer.field("state", isIdle ? "idle" : "running")
    writer.field("idle", isIdle)
  }

  private func renderCounts(into writer: inout JSONWriter) {
    writer.field("ops", counts.total)
    writer.field("puts", counts.puts)
    writer.field("gets", counts.gets)
    writer.field("dels", counts.deletes)
    writer.field("hits", counts.hits)
    writer.object("ops_by_type") { types in
      for (name, count) in zip(OperationLatency.names, [counts.puts, counts.gets, counts.deletes]) {
        types.field(name, count)
      }
    }
    writer.field("ops_per_second_instant", instantRate)
    writer.field("ops_per_second_ema", smoothedRate)
  }

  private func renderMap(into writer: inout JSONWriter) {
    writer.field("migrations", map.migrations)
    writer.field("compactions", map.compactions)
    StructuralTotal.render(map.structure, into: &writer)
    writer.field("load_factor", map.loadFactor)
    writer.field("max_group_len", map.maxGroupLength)
    writer.field("avg_probe_estimate", map.averageProbe)
    writer.field("tombstone_ratio", map.tombstoneRatio)
    writer.array("probe_hist") { list in
      for probe in map.probeHistogram {
        list.beginArray()
        list.integer(probe.distance)
        list.integer(probe.count)
        list.endArray()
      }
    }
    writer.field("overflow_ratio", map.overflowRatio)
    writer.field("overflow_buckets", map.overflowBuckets)
    if let heatmap = map.heatmap {
      writer.object("key_heatmap") { heatmap.renderMembers(into: &$0) }
    }
    if let regions = map.regions {
      writer.field("slots", regions.slots)
      writer.object("regions") { regions.renderMembers(into: &$0) }
    }
    writer.field("entries", map.entries)
    writer.object("segments") { layouts in
      for layout in map.segments {
        layouts.key(layout.name)
        layouts.integer(layout.count)
      }
    }
    writer.object("memory_bytes") { kinds in
      kinds.field("total", map.memory.total)
      kinds.field("keys", map.memory.keys)
      kinds.field("values", map.memory.values)
      kinds.field("metadata", map.memory.metadata)
      kinds.field("slack", map.memory.slack)
      kinds.field("arena", map.memory.arena)
    }
  }

  private func renderLatency(into writer: inout JSONWriter) {
    renderMilliseconds("latency_ms", latency, into: &writer)
    writer.object("latency_hist_ms") { kinds in
      for (name, summary) in zip(LatencyReading.names, latency.all) {
        kinds.array(name) { list in
          for (bound, count) in zip(buckets.labels, summary.cumulative) {
            list.beginObject()
            list.field("le", bound)
            list.field("count", count)
            list.endObject()
          }
        }
      }
    }
    writer.object("latency_hist_ns") { kinds in
      for (name, summary) in zip(LatencyReading.names, latency.all) {
        kinds.array(name) { list in DurationClass.render(summary.classes, into: &list) }
      }
    }
    renderMilliseconds("latency_loop_ms", loopLatency, into: &writer)
    writer.field("latency_hist_preset", buckets.rawValue)
    writer.object("latency_ns") { quantiles in
      for (name, value) in zip(LatencySummary.quantileNames, latency.overall.quantiles) {
        quantiles.field(name, value)
      }
      quantiles.field("count", latency.overall.count)
    }
    writer.object("latency_sum_ns") { kinds in
      for (name, summary) in zip(LatencyReading.names, latency.all) { kinds.field(name, summary.sum) }
    }
    writer.object("latency_window_ms") { quantiles in
      for (quantile, value) in zip(LatencySummary.quantileNames, window.quantiles) {
        quantiles.field(quantile, milliseconds(value))
      }
      quantiles.field("count", window.count)
    }
    writer.field("implied_latency_ms", counts.total == 0 ? nil : 1000 * seconds / Double(counts.total))
    writer.field(
      "loop_latency_median_ms",
      loopLatency.overall.count == 0 ? nil : milliseconds(loopLatency.overall.median))
  }

  private func renderMilliseconds(
    _ name: StaticString, _ reading: LatencyReading, into writer: inout JSONWriter
  ) {
    writer.object(name) { kinds in
      for (kind, summary) in zip(LatencyReading.names, reading.all) {
        kinds.object(kind) { quantiles in
          for (quantile, value) in zip(LatencySummary.quantileNames, summary.quantiles) {
            quantiles.field(quantile, milliseconds(value))
          }
          quantiles.field("count", summary.count)
        }
      }
    }
  }

  private func milliseconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / 1_000_000 }
}

extension KeyHeatmap {
  /// Writes the picture's members into an object the caller has opened.
  package func renderMembers(into writer: inout JSONWriter) {
    writer.field("rows", rows)
    writer.field("cols", columns)
    writer.array("matrix") { matrix in
      for row in 0..<rows {
        matrix.beginArray()
        for column in 0..<columns { matrix.integer(cells[row * columns + column]) }
        matrix.endArray()
      }
    }
    writer.field("max", cells.max() ?? 0)
    writer.field("total", cells.reduce(0, +))
    writer.field("slot_span", span)
    writer.field("original_slots", regions)
  }
}

extension MapRegions {
  /// Writes the columns of the regions into an object the caller has opened.
  package func renderMembers(into writer: inout JSONWriter) {
    func column(_ name: StaticString, _ value: KeyPath<Region, Int> & Sendable) {
      writer.array(name) { list in for region in regions { list.integer(region[keyPath: value]) } }
    }
    column("segments", \.segments)
    column("settled", \.settled)
    column("entries", \.entries)
    column("slots", \.slots)
  }
}

extension DurationClass {
  /// Writes pairs of bound and count into an array the caller has opened.
  package static func render(_ classes: [DurationClass], into writer: inout JSONWriter) {
    for one in classes {
      writer.beginArray()
      writer.integer(one.bound)
      writer.integer(one.count)
      writer.endArray()
    }
  }
}

extension TickEvent {
  /// Writes the event as an object; members without a value are left out.
  package func render(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("type", kind.rawValue)
    writer.field("t", seconds)
    writer.field("op", operation)
    if let backend { writer.field("backend", backend) }
    if let message { writer.field("message", message) }
    if let from { writer.field("from", from) }
    if let to { writer.field("to", to) }
    if let reason { writer.field("reason", reason) }
    if let source { writer.field("source", source) }
    if let entries { writer.field("entries", entries) }
    if let bytes { writer.field("bytes", bytes) }
    if let nanoseconds { writer.field("ns", nanoseconds) }
    if let movedBytes { writer.field("moved_bytes", movedBytes) }
    if let deciding {
      writer.field("statistic", deciding.statistic)
      writer.field("value", deciding.value)
      writer.field("threshold", deciding.threshold)
      if let before = deciding.nanosecondsBefore { writer.field("ns_before", before) }
      if let expected = deciding.nanosecondsExpected { writer.field("ns_expected", expected) }
    }
    writer.endObject()
  }
}

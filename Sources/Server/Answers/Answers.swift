import Base
import Telemetry

/// The bodies of the JSON interface: pure functions of a run's frames.
///
/// Live and from a file they are the same but for `generated_at`, seconds since 1970. `Routes` declares their members.
package struct Answers {
  private let feed: FrameFeed?
  private let generatedAt: Double

  /// Answers about a run, or about none so far.
  package init(_ feed: FrameFeed?, generatedAt: Double) {
    self.feed = feed
    self.generatedAt = generatedAt
  }

  /// An object with its schema, the time, and what `body` adds.
  private func answer(_ schema: String, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.field("schema", schema)
    json.field("generated_at", generatedAt)
    body(&json)
    json.endObject()
    return json.bytes
  }

  /// The newest frames, oldest first.
  private func newest(_ limit: Int) -> [PublishedFrame] {
    guard let feed else { return [] }
    return feed.frames(since: 0, limit: .max).frames.suffix(limit)
  }

  private var latest: Frame? { feed?.latest?.frame }

  /// `/healthz` and `/readyz`.
  package func health(_ status: String) -> [UInt8] {
    answer("metrics.health.v1") { $0.field("status", status) }
  }

  /// `/api/metrics`: the latest frame, totals, and the newest frames.
  package func summary(limit: Int) -> [UInt8] {
    answer("metrics.summary.v1") { json in
      if let frame = latest {
        frame.renderMembers(into: &json)
        json.field("ops_per_second", frame.smoothedRate)
        json.object("totals") { totals in
          totals.field("ops", frame.counts.total)
          totals.field("puts", frame.counts.puts)
          totals.field("gets", frame.counts.gets)
          totals.field("dels", frame.counts.deletes)
          totals.field("migrations", frame.map.migrations)
          totals.field("compactions", frame.map.compactions)
        }
        json.object("backend_state") { state in
          state.field("name", frame.map.backend)
          state.field("load_factor", frame.map.loadFactor)
          state.field("max_group_len", frame.map.maxGroupLength)
          state.field("avg_probe_estimate", frame.map.averageProbe)
          state.field("tombstone_ratio", frame.map.tombstoneRatio)
        }
      }
      Self.items("items", newest(limit), to: &json)
    }
  }

  /// `/api/metrics/history`.
  package func history(limit: Int) -> [UInt8] {
    answer("metrics.history.v1") { Self.items("items", newest(limit), to: &$0) }
  }

  private static func items(_ name: StaticString, _ frames: [PublishedFrame], to json: inout JSONWriter) {
    json.array(name) { list in for frame in frames { list.raw(Array(frame.json)) } }
  }

  /// `/api/frames`: the frames after a cursor, and what is lost before them.
  package func frames(since cursor: UInt64, limit: Int) -> [UInt8] {
    answer("metrics.frames.v1") { json in
      let slice = feed?.frames(since: cursor, limit: limit)
      if let slice { json.field("run_id", slice.runID) }
      Self.items("frames", slice?.frames ?? [], to: &json)
      json.field("next", slice?.next ?? cursor)
      guard let gap = slice?.gap else { return }
      json.object("gap") { bounds in
        bounds.field("from", gap.lowerBound)
        bounds.field("to", gap.upperBound)
      }
    }
  }

  /// `/api/metrics/histogram/latency`.
  package func latencyHistogram() -> [UInt8] {
    answer("metrics.latency_histogram.v1") { json in
      json.field("preset", (latest?.buckets ?? .standard).rawValue)
      json.object("operations") { kinds in
        guard let frame = latest else { return }
        for (name, summary) in zip(LatencyReading.names, frame.latency.all) where !summary.cumulative.isEmpty
        {
          kinds.array(name) { list in
            for (bound, count) in zip(frame.buckets.labels, summary.cumulative) {
              list.beginObject()
              list.field("le", bound)
              list.field("count", count)
              list.endObject()
            }
          }
        }
      }
      json.object("classes_ns") { kinds in
        guard let frame = latest else { return }
        for (name, summary) in zip(LatencyReading.names, frame.latency.all) {
          kinds.array(name) { list in DurationClass.render(summary.classes, into: &list) }
        }
      }
    }
  }

  /// `/api/metrics/histogram/probe`.
  package func probeHistogram() -> [UInt8] {
    answer("metrics.probe_histogram.v1") { json in
      json.array("buckets") { list in
        for probe in latest?.map.probeHistogram ?? [] {
          list.beginObject()
          list.field("distance", probe.distance)
          list.field("count", probe.count)
          list.endObject()
        }
      }
    }
  }

  /// `/api/metrics/heatmap`.
  package func heatmap() -> [UInt8] {
    answer("metrics.key_heatmap.v1") { json in
      (latest?.map.heatmap ?? KeyHeatmap(regions: [])).renderMembers(into: &json)
    }
  }

  /// `/api/events`: the newest events, oldest first.
  package func events(limit: Int) -> [UInt8] {
    answer("metrics.events.v1") { json in
      json.array("events") { list in
        for event in newest(.max).flatMap(\.frame.events).suffix(limit) { event.render(into: &list) }
      }
    }
  }

  /// `/api/layout`: the segments of the map by layout, and what memory they hold.
  package func layout() -> [UInt8] {
    answer("metrics.layout.v1") { json in
      if let feed { json.field("run_id", feed.runID) }
      json.field("frame", latest?.frame ?? 0)
      json.field("backend", latest?.map.backend ?? "")
      if let target = latest?.map.migratingTo { json.field("migrating_to", target) }
      json.field("entries", latest?.map.entries ?? 0)
      json.object("segments") { layouts in
        for segment in latest?.map.segments ?? [] {
          layouts.key(segment.name)
          layouts.integer(segment.count)
        }
      }
      if let regions = latest?.map.regions {
        json.field("slots", regions.slots)
        json.object("regions") { regions.renderMembers(into: &$0) }
      }
    }
  }

  /// `/api/ledger`: the newest structural events, oldest first, each with the frame it stands in.
  package func ledger(limit: Int) -> [UInt8] {
    answer("metrics.ledger.v1") { json in
      let frames = newest(.max)
      if let feed { json.field("run_id", feed.runID) }
      json.array("entries") { list in
        for entry in frames.flatMap(\.frame.map.ledger).suffix(limit) { entry.render(into: &list) }
      }
      json.field("omitted", frames.reduce(0) { $0 + $1.frame.map.ledgerOmitted })
    }
  }

  /// `/api/recommendations`: those the server was given, held against the run's latest frame; nil for none, and then those of
  /// that frame.
  package func recommendations(_ given: [RecommendationDocument]?) -> [UInt8] {
    answer("metrics.recommendations.v1") { json in
      if let feed { json.field("run_id", feed.runID) }
      json.field("frame", latest?.frame ?? 0)
      var items = latest?.recommendations ?? []
      if let given {
        items =
          RunAdvice(given, setting: { _ in nil }).judge(
            map: latest?.map ?? MapReading(), operations: latest?.counts.total ?? 0,
            rate: latest?.smoothedRate ?? 0, horizon: nil
          ).recommendations
        // Without a frame there is nothing to hold them against.
        if latest == nil { items = given.prefix(RunAdvice.limit).map { FramedRecommendation($0) } }
      }
      json.array("items") { list in for item in items { item.render(into: &list) } }
    }
  }

  /// `/api/runs`; `compares` tells whether `/api/compare` has something to show, `advises` whether the server was given
  /// recommendations.
  package func runs(_ feeds: [FrameFeed], compares: Bool, advises: Bool) -> [UInt8] {
    answer("metrics.runs.v1") { json in
      json.field("comparison", compares)
      json.field("recommendations", advises)
      json.array("runs") { list in
        for feed in feeds {
          let latest = feed.latest?.frame
          list.beginObject()
          list.field("run_id", feed.runID)
          list.field("frame", latest?.frame ?? 0)
          list.field("t", latest?.seconds ?? 0)
          list.field("ended", feed.hasEnded)
          list.endObject()
        }
      }
    }
  }

  /// `/api/compare` where nothing is compared; an answer of status 404.
  package func noComparison() -> [UInt8] {
    answer("adhash.compare.none") { $0.field("detail", "no comparison was given to this server (--compare)") }
  }

  /// Every error of the interface.
  package func problem(_ error: String, detail: String, hint: String) -> [UInt8] {
    answer("metrics.error.v1") { json in
      json.field("error", error)
      json.field("detail", detail)
      json.field("hint", hint)
    }
  }
}

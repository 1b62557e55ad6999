// swift-format-ignore-file
// Generated from Specification/metrics.yaml by `hashmap-cli metrics-spec`; change the specification, not this file.

extension MetricGroup {
  /// The run and its frames.
  package static let run = MetricGroup("run")
  /// What was asked of the map.
  package static let operations = MetricGroup("operations")
  /// What the map looks like.
  package static let map = MetricGroup("map")
  /// What operations cost.
  package static let latency = MetricGroup("latency")
  /// Guardrails and events.
  package static let alerts = MetricGroup("alerts")
  /// The program itself.
  package static let process = MetricGroup("process")
  /// The dataflow graph that carries a run.
  package static let graph = MetricGroup("graph")
  /// Telemetry about telemetry.
  package static let telemetry = MetricGroup("telemetry")
  /// The server.
  package static let http = MetricGroup("http")
}

/// The values of the label `op`.
package enum OpLabel: String, CaseIterable, Sendable {
  case overall
  case put
  case get
  case del
}

/// The values of the label `share`.
package enum ShareLabel: String, CaseIterable, Sendable {
  case _0_5 = "0.5"
  case _0_9 = "0.9"
  case _0_99 = "0.99"
  case _0_999 = "0.999"
  case _0_9999 = "0.9999"
  case _1 = "1"
}

/// The values of the label `window`.
package enum WindowLabel: String, CaseIterable, Sendable {
  case instant
  case smoothed
}

/// The values of the label `layout`.
package enum LayoutLabel: String, CaseIterable, Sendable {
  case chaining
  case robinhood
  case grouped
  case compact
}

/// The values of the label `part`.
package enum PartLabel: String, CaseIterable, Sendable {
  case keys
  case values
  case metadata
  case slack
  case arena
}

/// The values of the label `change`.
package enum ChangeLabel: String, CaseIterable, Sendable {
  case resize
  case split
  case merge
  case convert
  case rehash
  case migrationBegan = "migration_began"
  case migrationEnded = "migration_ended"
  case compactionBegan = "compaction_began"
  case compactionEnded = "compaction_ended"
  case reseedBegan = "reseed_began"
  case reseedEnded = "reseed_ended"
}

/// The values of the label `type`.
package enum TypeLabel: String, CaseIterable, Sendable {
  case start
  case complete
  case interrupted
  case stopped
  case error
  case switchBegan = "switch_began"
  case `switch`
  case compaction
  case reseed
  case idle
  case resume
  case command
  case forecast
}

/// The values of the label `rule`.
package enum RuleLabel: String, CaseIterable, Sendable {
  case loadFactor = "load_factor"
  case avgProbeEstimate = "avg_probe_estimate"
  case tombstoneRatio = "tombstone_ratio"
  case throughputDrop = "throughput_drop"
  case latencyP99 = "latency_p99"
  case migrationDuration = "migration_duration"
  case migrationRate = "migration_rate"
  case memoryUse = "memory_use"
  case recommendationConflict = "recommendation_conflict"
  case forecastBreach = "forecast_breach"
}

/// The values of the label `severity`.
package enum SeverityLabel: String, CaseIterable, Sendable {
  case warning
  case critical
}

/// The values of the label `fate`.
package enum FateLabel: String, CaseIterable, Sendable {
  case delivered
  case dropped
  case replaced
  case coalesced
  case rejected
}

/// The values of the label `event`.
package enum EventLabel: String, CaseIterable, Sendable {
  case started
  case draining
  case nodeEnded
  case nodeError
  case slowHandler
  case timedOut
  case controlRefused
  case changed
  case workersMissing
  case failed
  case stopped
}

/// The values of the label `route`.
package enum RouteLabel: String, CaseIterable, Sendable {
  case root = "/"
  case `static` = "/static"
  case healthz = "/healthz"
  case readyz = "/readyz"
  case metrics = "/metrics"
  case apiMetrics = "/api/metrics"
  case apiMetricsHistory = "/api/metrics/history"
  case apiMetricsHistoryCsv = "/api/metrics/history.csv"
  case apiMetricsHistogramLatency = "/api/metrics/histogram/latency"
  case apiMetricsHistogramProbe = "/api/metrics/histogram/probe"
  case apiMetricsHeatmap = "/api/metrics/heatmap"
  case apiEvents = "/api/events"
  case apiCompare = "/api/compare"
  case apiFrames = "/api/frames"
  case apiStream = "/api/stream"
  case apiLayout = "/api/layout"
  case apiLedger = "/api/ledger"
  case apiRuns = "/api/runs"
  case apiRecommendations = "/api/recommendations"
  case openapiJson = "/openapi.json"
  case none
}

/// The values of the label `refusal`.
package enum RefusalLabel: String, CaseIterable, Sendable {
  case unauthorized
  case rateLimit = "rate_limit"
  case tooLarge = "too_large"
  case tooManyConnections = "too_many_connections"
  case malformed
  case wrongHost = "wrong_host"
}

/// The values of the label `delivery`.
package enum DeliveryLabel: String, CaseIterable, Sendable {
  case delivered
  case failed
  case dropped
}

/// The values of the label `status`.
package enum StatusLabel: String, CaseIterable, Sendable {
  case _1xx = "1xx"
  case _2xx = "2xx"
  case _3xx = "3xx"
  case _4xx = "4xx"
  case _5xx = "5xx"
}

extension Metrics {
  /// All groups, in the order of the specification.
  package static let groups = MetricGroups(
    [MetricGroup("run"), MetricGroup("operations"), MetricGroup("map"), MetricGroup("latency"), MetricGroup("alerts"), MetricGroup("process"), MetricGroup("graph"), MetricGroup("telemetry"), MetricGroup("http")],
    always: [],
    asked: [])

  /// Number of the frame these values belong to, from 1 within a run.
  package static let frameNumber = MetricDescriptor(
    "hashmap_frame_number", .gauge, MetricGroup("run"), .frame,
    "Number of the frame these values belong to, from 1 within a run.")

  /// The run these values belong to.
  package static let runInfo = MetricDescriptor(
    "hashmap_run_info", .info, MetricGroup("run"), .frame,
    labels: [MetricDescriptor.Label("run_id")],
    "The run these values belong to.")

  /// Time since the start of the run.
  package static let runElapsedSeconds = MetricDescriptor(
    "hashmap_run_elapsed_seconds", .gauge, MetricGroup("run"), .frame,
    "Time since the start of the run.")

  /// 1 when no operation arrived for a while, else 0.
  package static let runIdle = MetricDescriptor(
    "hashmap_run_idle", .gauge, MetricGroup("run"), .frame,
    "1 when no operation arrived for a while, else 0.")

  /// Operations applied to the map.
  package static let operationsTotal = MetricDescriptor(
    "hashmap_operations_total", .counter, MetricGroup("operations"), .frame,
    labels: [MetricDescriptor.Label("op", OpLabel.allCases.map(\.rawValue))],
    budget: 3,
    ancestors: ["hashmap_ops_total", "hashmap_puts_total", "hashmap_gets_total", "hashmap_dels_total"],
    "Operations applied to the map.")

  /// Operations applied to the map.
  package static let ancestorOpsTotal = MetricDescriptor(
    "hashmap_ops_total", .counter, MetricGroup("operations"), .frame,
    "Operations applied to the map.")

  /// Operations applied to the map.
  package static let ancestorPutsTotal = MetricDescriptor(
    "hashmap_puts_total", .counter, MetricGroup("operations"), .frame,
    "Operations applied to the map.")

  /// Operations applied to the map.
  package static let ancestorGetsTotal = MetricDescriptor(
    "hashmap_gets_total", .counter, MetricGroup("operations"), .frame,
    "Operations applied to the map.")

  /// Operations applied to the map.
  package static let ancestorDelsTotal = MetricDescriptor(
    "hashmap_dels_total", .counter, MetricGroup("operations"), .frame,
    "Operations applied to the map.")

  /// Gets that found their key.
  package static let hitsTotal = MetricDescriptor(
    "hashmap_hits_total", .counter, MetricGroup("operations"), .frame,
    "Gets that found their key.")

  /// Operations per second, of the latest interval between two frames and smoothed.
  package static let operationsPerSecond = MetricDescriptor(
    "hashmap_operations_per_second", .gauge, MetricGroup("operations"), .frame,
    labels: [MetricDescriptor.Label("window", WindowLabel.allCases.map(\.rawValue))],
    budget: 2,
    "Operations per second, of the latest interval between two frames and smoothed.")

  /// The layout in charge.
  package static let layoutInfo = MetricDescriptor(
    "hashmap_layout_info", .info, MetricGroup("map"), .frame,
    labels: [MetricDescriptor.Label("layout", LayoutLabel.allCases.map(\.rawValue))],
    ancestors: ["hashmap_backend_info"],
    "The layout in charge.")

  /// The layout in charge.
  package static let ancestorBackendInfo = MetricDescriptor(
    "hashmap_backend_info", .gauge, MetricGroup("map"), .frame,
    labels: [MetricDescriptor.Label("name")],
    budget: .max,
    "The layout in charge.")

  /// 1 for the layout a running migration leads to, else 0.
  package static let migrationActive = MetricDescriptor(
    "hashmap_migration_active", .gauge, MetricGroup("map"), .frame,
    labels: [MetricDescriptor.Label("layout", LayoutLabel.allCases.map(\.rawValue))],
    budget: 4,
    "1 for the layout a running migration leads to, else 0.")

  /// Migrations of the whole map finished.
  package static let migrationsTotal = MetricDescriptor(
    "hashmap_migrations_total", .counter, MetricGroup("map"), .frame,
    ancestors: ["hashmap_migrations_total"],
    "Migrations of the whole map finished.")

  /// Compactions of the whole map finished.
  package static let compactionsTotal = MetricDescriptor(
    "hashmap_compactions_total", .counter, MetricGroup("map"), .frame,
    ancestors: ["hashmap_compactions_total"],
    "Compactions of the whole map finished.")

  /// Changes of the map's structure.
  package static let structureEventsTotal = MetricDescriptor(
    "hashmap_structure_events_total", .counter, MetricGroup("map"), .frame,
    labels: [MetricDescriptor.Label("change", ChangeLabel.allCases.map(\.rawValue))],
    budget: 11,
    "Changes of the map's structure.")

  /// Entries moved by changes of structure.
  package static let structureEntriesTotal = MetricDescriptor(
    "hashmap_structure_entries_total", .counter, MetricGroup("map"), .frame,
    labels: [MetricDescriptor.Label("change", ChangeLabel.allCases.map(\.rawValue))],
    budget: 11,
    "Entries moved by changes of structure.")

  /// Time spent on changes of structure.
  package static let structureSecondsTotal = MetricDescriptor(
    "hashmap_structure_seconds_total", .counter, MetricGroup("map"), .frame,
    labels: [MetricDescriptor.Label("change", ChangeLabel.allCases.map(\.rawValue))],
    budget: 11,
    "Time spent on changes of structure.")

  /// The longest single change of structure since the start of the run.
  package static let structureLongestSeconds = MetricDescriptor(
    "hashmap_structure_longest_seconds", .gauge, MetricGroup("map"), .frame,
    labels: [MetricDescriptor.Label("change", ChangeLabel.allCases.map(\.rawValue))],
    budget: 11,
    "The longest single change of structure since the start of the run.")

  /// Entries divided by the slots the layout counts.
  package static let loadFactorRatio = MetricDescriptor(
    "hashmap_load_factor_ratio", .gauge, MetricGroup("map"), .frame,
    ancestors: ["hashmap_load_factor"],
    "Entries divided by the slots the layout counts.")

  /// Entries divided by the slots the layout counts.
  package static let ancestorLoadFactor = MetricDescriptor(
    "hashmap_load_factor", .gauge, MetricGroup("map"), .frame,
    "Entries divided by the slots the layout counts.")

  /// Entries in the fullest chain or group; 0 for layouts with neither.
  package static let longestGroupEntries = MetricDescriptor(
    "hashmap_longest_group_entries", .gauge, MetricGroup("map"), .frame,
    ancestors: ["hashmap_max_group_len"],
    "Entries in the fullest chain or group; 0 for layouts with neither.")

  /// Entries in the fullest chain or group; 0 for layouts with neither.
  package static let ancestorMaxGroupLen = MetricDescriptor(
    "hashmap_max_group_len", .gauge, MetricGroup("map"), .frame,
    "Entries in the fullest chain or group; 0 for layouts with neither.")

  /// Mean distance of an entry from the place its hash names, in the steps of its layout.
  package static let meanProbeDistance = MetricDescriptor(
    "hashmap_mean_probe_distance", .gauge, MetricGroup("map"), .frame,
    ancestors: ["hashmap_avg_probe_estimate"],
    "Mean distance of an entry from the place its hash names, in the steps of its layout.")

  /// Mean distance of an entry from the place its hash names, in the steps of its layout.
  package static let ancestorAvgProbeEstimate = MetricDescriptor(
    "hashmap_avg_probe_estimate", .gauge, MetricGroup("map"), .frame,
    "Mean distance of an entry from the place its hash names, in the steps of its layout.")

  /// Share of the slots that hold the mark of a deletion.
  package static let tombstoneRatio = MetricDescriptor(
    "hashmap_tombstone_ratio", .gauge, MetricGroup("map"), .frame,
    ancestors: ["hashmap_tombstone_ratio"],
    "Share of the slots that hold the mark of a deletion.")

  /// Entries at each distance from home.
  package static let probeDistanceEntries = MetricDescriptor(
    "hashmap_probe_distance_entries", .gauge, MetricGroup("map"), .frame,
    labels: [MetricDescriptor.Label("distance")],
    budget: 256,
    ancestors: ["hashmap_probe_length_count"],
    "Entries at each distance from home.")

  /// Entries at each distance from home.
  package static let ancestorProbeLengthCount = MetricDescriptor(
    "hashmap_probe_length_count", .gauge, MetricGroup("map"), .frame,
    labels: [MetricDescriptor.Label("distance")],
    budget: .max,
    "Entries at each distance from home.")

  /// Entries in the map.
  package static let entries = MetricDescriptor(
    "hashmap_entries", .gauge, MetricGroup("map"), .frame,
    "Entries in the map.")

  /// Segments of the map by their layout.
  package static let segments = MetricDescriptor(
    "hashmap_segments", .gauge, MetricGroup("map"), .frame,
    labels: [MetricDescriptor.Label("layout", LayoutLabel.allCases.map(\.rawValue))],
    budget: 4,
    "Segments of the map by their layout.")

  /// Bytes the map holds, by what they hold.
  package static let memoryBytes = MetricDescriptor(
    "hashmap_memory_bytes", .gauge, MetricGroup("map"), .frame,
    labels: [MetricDescriptor.Label("part", PartLabel.allCases.map(\.rawValue))],
    budget: 5,
    "Bytes the map holds, by what they hold.")

  /// Durations of sampled operations alone, over the whole run.
  package static let operationDurationSeconds = MetricDescriptor(
    "hashmap_operation_duration_seconds", .histogram, MetricGroup("latency"), .frame,
    labels: [MetricDescriptor.Label("op", OpLabel.allCases.map(\.rawValue))],
    budget: 3,
    ancestors: ["hashmap_latency_ms_hist"],
    "Durations of sampled operations alone, over the whole run.")

  /// Durations of sampled operations alone, over the whole run.
  package static let ancestorLatencyMsHist = MetricDescriptor(
    "hashmap_latency_ms_hist", .histogram, MetricGroup("latency"), .frame,
    labels: [MetricDescriptor.Label("op")],
    budget: .max,
    "Durations of sampled operations alone, over the whole run.")

  /// Quantiles of the same durations with three digits, over the whole run; share 1 is the exact maximum.
  package static let operationDurationQuantileSeconds = MetricDescriptor(
    "hashmap_operation_duration_quantile_seconds", .gauge, MetricGroup("latency"), .frame,
    labels: [MetricDescriptor.Label("op", OpLabel.allCases.map(\.rawValue)), MetricDescriptor.Label("share", ShareLabel.allCases.map(\.rawValue))],
    budget: 24,
    ancestors: ["hashmap_latency_ms", "hashmap_latency_ms_summary"],
    "Quantiles of the same durations with three digits, over the whole run; share 1 is the exact maximum.")

  /// Quantiles of the same durations with three digits, over the whole run; share 1 is the exact maximum.
  package static let ancestorLatencyMs = MetricDescriptor(
    "hashmap_latency_ms", .gauge, MetricGroup("latency"), .frame,
    labels: [MetricDescriptor.Label("op"), MetricDescriptor.Label("quantile")],
    budget: .max,
    "Quantiles of the same durations with three digits, over the whole run; share 1 is the exact maximum.")

  /// Quantiles of the same durations with three digits, over the whole run; share 1 is the exact maximum.
  package static let ancestorLatencyMsSummary = MetricDescriptor(
    "hashmap_latency_ms_summary", .summary, MetricGroup("latency"), .frame,
    labels: [MetricDescriptor.Label("op")],
    budget: .max,
    "Quantiles of the same durations with three digits, over the whole run; share 1 is the exact maximum.")

  /// Quantiles of the durations of the same operations with everything the loop around them did.
  package static let loopDurationQuantileSeconds = MetricDescriptor(
    "hashmap_loop_duration_quantile_seconds", .gauge, MetricGroup("latency"), .frame,
    labels: [MetricDescriptor.Label("op", OpLabel.allCases.map(\.rawValue)), MetricDescriptor.Label("share", ShareLabel.allCases.map(\.rawValue))],
    budget: 24,
    "Quantiles of the durations of the same operations with everything the loop around them did.")

  /// Quantiles of the durations sampled since the frame before, all operations together.
  package static let windowDurationQuantileSeconds = MetricDescriptor(
    "hashmap_window_duration_quantile_seconds", .gauge, MetricGroup("latency"), .frame,
    labels: [MetricDescriptor.Label("share", ShareLabel.allCases.map(\.rawValue))],
    budget: 6,
    "Quantiles of the durations sampled since the frame before, all operations together.")

  /// 1 while a guardrail of the program is reached at that severity, else 0.
  package static let alertActive = MetricDescriptor(
    "hashmap_alert_active", .gauge, MetricGroup("alerts"), .frame,
    labels: [MetricDescriptor.Label("rule", RuleLabel.allCases.map(\.rawValue)), MetricDescriptor.Label("severity", SeverityLabel.allCases.map(\.rawValue))],
    budget: 20,
    ancestors: ["hashmap_watchdog_alert_active"],
    "1 while a guardrail of the program is reached at that severity, else 0.")

  /// 1 while a guardrail of the program is reached at that severity, else 0.
  package static let ancestorWatchdogAlertActive = MetricDescriptor(
    "hashmap_watchdog_alert_active", .gauge, MetricGroup("alerts"), .frame,
    labels: [MetricDescriptor.Label("metric")],
    budget: .max,
    "1 while a guardrail of the program is reached at that severity, else 0.")

  /// How often a guardrail has begun to be reached.
  package static let alertsRaisedTotal = MetricDescriptor(
    "hashmap_alerts_raised_total", .counter, MetricGroup("alerts"), .frame,
    "How often a guardrail has begun to be reached.")

  /// Events of the run by type.
  package static let runEventsTotal = MetricDescriptor(
    "hashmap_run_events_total", .counter, MetricGroup("alerts"), .frame,
    labels: [MetricDescriptor.Label("type", TypeLabel.allCases.map(\.rawValue))],
    budget: 13,
    "Events of the run by type.")

  /// Notices of alerts for the webhook, by what became of them; dropped ones found the queue full.
  package static let alertNoticesTotal = MetricDescriptor(
    "hashmap_alert_notices_total", .counter, MetricGroup("alerts"), .process,
    labels: [MetricDescriptor.Label("delivery", DeliveryLabel.allCases.map(\.rawValue))],
    budget: 3,
    "Notices of alerts for the webhook, by what became of them; dropped ones found the queue full.")

  /// The program that gives these values.
  package static let buildInfo = MetricDescriptor(
    "hashmap_build_info", .info, MetricGroup("process"), .process,
    labels: [MetricDescriptor.Label("version"), MetricDescriptor.Label("revision"), MetricDescriptor.Label("configuration")],
    "The program that gives these values.")

  /// Processor time used by the process.
  package static let processCpuSecondsTotal = MetricDescriptor(
    "process_cpu_seconds_total", .counter, MetricGroup("process"), .process,
    "Processor time used by the process.")

  /// Memory the process holds resident.
  package static let processResidentMemoryBytes = MetricDescriptor(
    "process_resident_memory_bytes", .gauge, MetricGroup("process"), .process,
    "Memory the process holds resident.")

  /// The most memory the process ever held resident.
  package static let processPeakResidentMemoryBytes = MetricDescriptor(
    "process_peak_resident_memory_bytes", .gauge, MetricGroup("process"), .process,
    "The most memory the process ever held resident.")

  /// When the process started, in seconds since 1970.
  package static let processStartTimeSeconds = MetricDescriptor(
    "process_start_time_seconds", .gauge, MetricGroup("process"), .process,
    "When the process started, in seconds since 1970.")

  /// Frames published to the history and its readers.
  package static let framesPublishedTotal = MetricDescriptor(
    "hashmap_frames_published_total", .counter, MetricGroup("telemetry"), .process,
    "Frames published to the history and its readers.")

  /// What publishing a frame takes, its rendering included.
  package static let framePublishDurationSeconds = MetricDescriptor(
    "hashmap_frame_publish_duration_seconds", .histogram, MetricGroup("telemetry"), .process,
    buckets: [5e-05, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.01],
    "What publishing a frame takes, its rendering included.")

  /// Frames the history holds.
  package static let historyFrames = MetricDescriptor(
    "hashmap_history_frames", .gauge, MetricGroup("telemetry"), .process,
    "Frames the history holds.")

  /// Bytes of the frames the history holds.
  package static let historyBytes = MetricDescriptor(
    "hashmap_history_bytes", .gauge, MetricGroup("telemetry"), .process,
    "Bytes of the frames the history holds.")

  /// Readers that follow the frames.
  package static let subscribers = MetricDescriptor(
    "hashmap_subscribers", .gauge, MetricGroup("telemetry"), .process,
    "Readers that follow the frames.")

  /// Frames that slow readers did not get; each of them was told of the gap.
  package static let framesSkippedTotal = MetricDescriptor(
    "hashmap_frames_skipped_total", .counter, MetricGroup("telemetry"), .process,
    "Frames that slow readers did not get; each of them was told of the gap.")

  /// Series the registry holds.
  package static let telemetrySeries = MetricDescriptor(
    "hashmap_telemetry_series", .gauge, MetricGroup("telemetry"), .process,
    "Series the registry holds.")

  /// Attempts to register a metric under a name that was taken; each was refused.
  package static let telemetryDuplicateRegistrationsTotal = MetricDescriptor(
    "hashmap_telemetry_duplicate_registrations_total", .counter, MetricGroup("telemetry"), .process,
    "Attempts to register a metric under a name that was taken; each was refused.")

  /// Observations refused because a label was missing, too many, or not among its allowed values.
  package static let telemetryRefusedLabelsTotal = MetricDescriptor(
    "hashmap_telemetry_refused_labels_total", .counter, MetricGroup("telemetry"), .process,
    labels: [MetricDescriptor.Label("metric")],
    budget: 100,
    "Observations refused because a label was missing, too many, or not among its allowed values.")

  /// Label sets folded into `other` because the budget of their metric was used up.
  package static let telemetryFoldedLabelsTotal = MetricDescriptor(
    "hashmap_telemetry_folded_labels_total", .counter, MetricGroup("telemetry"), .process,
    labels: [MetricDescriptor.Label("metric")],
    budget: 100,
    "Label sets folded into `other` because the budget of their metric was used up.")

  /// Series removed because nobody had touched them for long.
  package static let telemetryStaleSeriesRemovedTotal = MetricDescriptor(
    "hashmap_telemetry_stale_series_removed_total", .counter, MetricGroup("telemetry"), .process,
    "Series removed because nobody had touched them for long.")

  /// Messages offered to an edge, by what became of them.
  package static let graphEdgeMessagesTotal = MetricDescriptor(
    "hashmap_graph_edge_messages_total", .counter, MetricGroup("graph"), .process,
    labels: [MetricDescriptor.Label("edge"), MetricDescriptor.Label("fate", FateLabel.allCases.map(\.rawValue))],
    budget: 160,
    "Messages offered to an edge, by what became of them.")

  /// Attempts to put a message that found the edge full and had to wait.
  package static let graphEdgeBlockedTotal = MetricDescriptor(
    "hashmap_graph_edge_blocked_total", .counter, MetricGroup("graph"), .process,
    labels: [MetricDescriptor.Label("edge")],
    budget: 32,
    "Attempts to put a message that found the edge full and had to wait.")

  /// Time during which the producer of an edge waited for room.
  package static let graphEdgeBlockedSecondsTotal = MetricDescriptor(
    "hashmap_graph_edge_blocked_seconds_total", .counter, MetricGroup("graph"), .process,
    labels: [MetricDescriptor.Label("edge")],
    budget: 32,
    "Time during which the producer of an edge waited for room.")

  /// Messages waiting in an edge.
  package static let graphEdgeQueued = MetricDescriptor(
    "hashmap_graph_edge_queued", .gauge, MetricGroup("graph"), .process,
    labels: [MetricDescriptor.Label("edge")],
    budget: 32,
    "Messages waiting in an edge.")

  /// How long sampled messages stayed in an edge.
  package static let graphEdgeStaySeconds = MetricDescriptor(
    "hashmap_graph_edge_stay_seconds", .histogram, MetricGroup("graph"), .process,
    labels: [MetricDescriptor.Label("edge")],
    budget: 32,
    buckets: [1e-07, 1e-06, 1e-05, 0.0001, 0.001, 0.01, 0.1, 1.0],
    "How long sampled messages stayed in an edge.")

  /// Messages a node handled, failed ones included.
  package static let graphNodeHandledTotal = MetricDescriptor(
    "hashmap_graph_node_handled_total", .counter, MetricGroup("graph"), .process,
    labels: [MetricDescriptor.Label("node")],
    budget: 32,
    "Messages a node handled, failed ones included.")

  /// Messages a node emitted.
  package static let graphNodeEmittedTotal = MetricDescriptor(
    "hashmap_graph_node_emitted_total", .counter, MetricGroup("graph"), .process,
    labels: [MetricDescriptor.Label("node")],
    budget: 32,
    "Messages a node emitted.")

  /// Errors thrown by the handlers of a node.
  package static let graphNodeErrorsTotal = MetricDescriptor(
    "hashmap_graph_node_errors_total", .counter, MetricGroup("graph"), .process,
    labels: [MetricDescriptor.Label("node")],
    budget: 32,
    "Errors thrown by the handlers of a node.")

  /// Ticks of a node.
  package static let graphNodeTicksTotal = MetricDescriptor(
    "hashmap_graph_node_ticks_total", .counter, MetricGroup("graph"), .process,
    labels: [MetricDescriptor.Label("node")],
    budget: 32,
    "Ticks of a node.")

  /// How long sampled slices of a node took.
  package static let graphNodeSliceSeconds = MetricDescriptor(
    "hashmap_graph_node_slice_seconds", .histogram, MetricGroup("graph"), .process,
    labels: [MetricDescriptor.Label("node")],
    budget: 32,
    buckets: [1e-07, 1e-06, 1e-05, 0.0001, 0.001, 0.01, 0.1, 1.0],
    "How long sampled slices of a node took.")

  /// Events of the graph, such as starts, ends, errors, slow handlers and changes.
  package static let graphEventsTotal = MetricDescriptor(
    "hashmap_graph_events_total", .counter, MetricGroup("graph"), .process,
    labels: [MetricDescriptor.Label("event", EventLabel.allCases.map(\.rawValue))],
    budget: 11,
    "Events of the graph, such as starts, ends, errors, slow handlers and changes.")

  /// Requests answered, by the route that answered and the class of the status; `none` is no route.
  package static let httpRequestsTotal = MetricDescriptor(
    "hashmap_http_requests_total", .counter, MetricGroup("http"), .process,
    labels: [MetricDescriptor.Label("route", RouteLabel.allCases.map(\.rawValue)), MetricDescriptor.Label("status", StatusLabel.allCases.map(\.rawValue))],
    budget: 105,
    "Requests answered, by the route that answered and the class of the status; `none` is no route.")

  /// What answering a request takes, from its last byte until the answer is ready to be sent; streams are not counted.
  package static let httpRequestDurationSeconds = MetricDescriptor(
    "hashmap_http_request_duration_seconds", .histogram, MetricGroup("http"), .process,
    buckets: [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0],
    "What answering a request takes, from its last byte until the answer is ready to be sent; streams are not counted.")

  /// Connections that are open.
  package static let httpConnections = MetricDescriptor(
    "hashmap_http_connections", .gauge, MetricGroup("http"), .process,
    "Connections that are open.")

  /// Requests refused before any route saw them.
  package static let httpRefusedTotal = MetricDescriptor(
    "hashmap_http_refused_total", .counter, MetricGroup("http"), .process,
    labels: [MetricDescriptor.Label("refusal", RefusalLabel.allCases.map(\.rawValue))],
    budget: 6,
    "Requests refused before any route saw them.")

  /// All metrics, in the order of the specification.
  package static let all: [MetricDescriptor] = [
    frameNumber,
    runInfo,
    runElapsedSeconds,
    runIdle,
    operationsTotal,
    hitsTotal,
    operationsPerSecond,
    layoutInfo,
    migrationActive,
    migrationsTotal,
    compactionsTotal,
    structureEventsTotal,
    structureEntriesTotal,
    structureSecondsTotal,
    structureLongestSeconds,
    loadFactorRatio,
    longestGroupEntries,
    meanProbeDistance,
    tombstoneRatio,
    probeDistanceEntries,
    entries,
    segments,
    memoryBytes,
    operationDurationSeconds,
    operationDurationQuantileSeconds,
    loopDurationQuantileSeconds,
    windowDurationQuantileSeconds,
    alertActive,
    alertsRaisedTotal,
    runEventsTotal,
    alertNoticesTotal,
    buildInfo,
    processCpuSecondsTotal,
    processResidentMemoryBytes,
    processPeakResidentMemoryBytes,
    processStartTimeSeconds,
    framesPublishedTotal,
    framePublishDurationSeconds,
    historyFrames,
    historyBytes,
    subscribers,
    framesSkippedTotal,
    telemetrySeries,
    telemetryDuplicateRegistrationsTotal,
    telemetryRefusedLabelsTotal,
    telemetryFoldedLabelsTotal,
    telemetryStaleSeriesRemovedTotal,
    graphEdgeMessagesTotal,
    graphEdgeBlockedTotal,
    graphEdgeBlockedSecondsTotal,
    graphEdgeQueued,
    graphEdgeStaySeconds,
    graphNodeHandledTotal,
    graphNodeEmittedTotal,
    graphNodeErrorsTotal,
    graphNodeTicksTotal,
    graphNodeSliceSeconds,
    graphEventsTotal,
    httpRequestsTotal,
    httpRequestDurationSeconds,
    httpConnections,
    httpRefusedTotal,
  ]

  /// The names of the earlier program where they differ, in the order of the specification.
  package static let ancestors: [MetricDescriptor] = [
    ancestorOpsTotal,
    ancestorPutsTotal,
    ancestorGetsTotal,
    ancestorDelsTotal,
    ancestorBackendInfo,
    ancestorLoadFactor,
    ancestorMaxGroupLen,
    ancestorAvgProbeEstimate,
    ancestorProbeLengthCount,
    ancestorLatencyMsHist,
    ancestorLatencyMs,
    ancestorLatencyMsSummary,
    ancestorWatchdogAlertActive,
  ]
}

import Telemetry

extension Route {
  private static func limit(_ fallback: Int) -> Parameter {
    Parameter(
      name: "limit", meaning: "How many items the answer may have, the newest of them.",
      range: AnswerLimit.range,
      fallback: fallback)
  }

  private static let ticks = TickFieldType.list(.object(TickFields.all, isClosed: false), most: 10_000)
  private static let runID = TickField("run_id", .text, .sometimes("once there is a run"), "The run.")
  private static let table = TickFieldType.object([], isClosed: false)

  /// All routes.
  package static let all: [Route] = [
    Route(.root, "The dashboard.", .text("text/html; charset=utf-8")),
    Route(.static, "Files of the dashboard.", isOpen: true, .text("*/*")),
    Route(.healthz, "Whether the server answers.", isOpen: true, health),
    Route(.readyz, "Whether there is a frame to show.", isOpen: true, health),
    Route(.metrics, "Everything for Prometheus.", .text(Exposition.Format.text.contentType)),
    Route(
      .apiMetrics, "The latest frame, totals, and the newest frames.", parameters: [limit(1)],
      .json(
        schema: "metrics.summary.v1",
        [
          TickField(
            "ops_per_second", .numberOrNull, .sometimes("once there is a frame"), "The smoothed rate."),
          TickField(
            "totals", table, .sometimes("once there is a frame"), "Counts since the start of the run."),
          TickField("backend_state", table, .sometimes("once there is a frame"), "The map in a few figures."),
          TickField("items", ticks, .required, "The newest frames, oldest first."),
        ])),
    Route(
      .apiMetricsHistory, "The newest frames.", parameters: [limit(100)],
      .json(
        schema: "metrics.history.v1", [TickField("items", ticks, .required, "The frames, oldest first.")])),
    Route(
      .apiMetricsHistoryCsv, "The course of the run as a table.", parameters: [limit(1200)],
      .text("text/csv; charset=utf-8")),
    Route(
      .apiMetricsHistogramLatency, "Durations as cumulative counts at fixed bounds.",
      .json(
        schema: "metrics.latency_histogram.v1",
        [
          TickField("preset", .choice(LatencyBuckets.allCases.map(\.rawValue)), .required, "Which bounds."),
          TickField("operations", table, .required, "By operation, a list of `le` and `count`."),
          TickField(
            "classes_ns", members(of: "latency_hist_ns"), .required, unit: "ns",
            "By operation, the fine classes: pairs of the longest duration and a count."),
        ])),
    Route(
      .apiMetricsHistogramProbe, "Entries by their distance from home.",
      .json(
        schema: "metrics.probe_histogram.v1",
        [
          TickField(
            "buckets",
            .list(
              .object(
                [
                  TickField("distance", .count, .required, "Steps from home."),
                  TickField("count", .count, .required, "Entries there."),
                ], isClosed: true), most: 4096), .required, "Distances, ascending.")
        ])),
    Route(
      .apiMetricsHeatmap, "Entries by segment.",
      .json(schema: "metrics.key_heatmap.v1", heatmap)),
    Route(
      .apiEvents, "The newest events.", parameters: [limit(100)],
      .json(
        schema: "metrics.events.v1",
        [
          TickField(
            "events", .list(.object(TickFields.event, isClosed: false), most: 10_000), .required,
            "Events, oldest first.")
        ])),
    Route(.apiCompare, "The comparison the server was given.", .json(schema: "adhash.compare.v1", [])),
    Route(
      .apiFrames, "The frames after a cursor; a gap tells what is no longer kept.",
      parameters: [
        Parameter(
          name: "since", meaning: "The frames after this number.", range: 0...Int.max, fallback: 0),
        limit(100),
      ],
      .json(
        schema: "metrics.frames.v1",
        [
          runID, TickField("frames", ticks, .required, "The frames, oldest first."),
          TickField("next", .count, .required, "The cursor that goes on behind them."),
          TickField(
            "gap", table, .sometimes("when frames are lost"), "The numbers `from` … `to` that are lost."),
        ])),
    Route(.apiStream, "The frames as they come, as server-sent events.", .text("text/event-stream")),
    Route(
      .apiLayout, "The segments of the map by their layout.",
      .json(
        schema: "metrics.layout.v1",
        [
          runID, TickField("frame", .count, .required, "The frame this is from; 0 before the first."),
          TickField("backend", .text, .required, "Layout in charge."),
          TickField("migrating_to", .text, .sometimes("while a migration runs"), "Layout it leads to."),
          TickField("entries", .count, .required, "Entries in the map."),
          TickField("segments", .dictionary(.count), .required, "Segments by layout."),
          TickField("slots", .count, .sometimes("when regions were counted"), "Slots of the map."),
          TickField(
            "regions", members(of: "regions"), .sometimes("when regions were counted"),
            "Equal shares of the hashes: segments, those of the layout in charge, entries, slots."),
        ])),
    Route(
      .apiLedger, "The newest structural events.", parameters: [limit(100)],
      .json(
        schema: "metrics.ledger.v1",
        [
          runID,
          TickField(
            "entries", .list(.object(TickFields.ledger, isClosed: false), most: 10_000), .required,
            "Structural events, oldest first."),
          TickField("omitted", .count, .required, "Events of the kept frames that no frame carries."),
        ])),
    Route(
      .apiRuns, "The runs that can be asked for by `run`.",
      .json(
        schema: "metrics.runs.v1",
        [
          TickField("comparison", .bool, .required, "Whether the server was given a comparison to show."),
          TickField(
            "recommendations", .bool, .required, "Whether the server was given recommendations to show."),
          TickField(
            "runs",
            .list(
              .object(
                [
                  TickField("run_id", .text, .required, "The run."),
                  TickField("frame", .count, .required, "Its latest frame; 0 before the first."),
                  TickField("t", .number(from: 0, to: .infinity), .required, unit: "s", "Its time."),
                  TickField("ended", .bool, .required, "Whether it is over."),
                ], isClosed: true), most: 64), .required, "All runs, the newest last."),
        ])),
    Route(
      .apiRecommendations,
      "What studies advise: the recommendations the server was given, or those of the run, held against its latest frame.",
      .json(
        schema: "metrics.recommendations.v1",
        [
          runID, TickField("frame", .count, .required, "The frame this is from; 0 before the first."),
          TickField(
            "items", .list(.object(TickFields.recommendation, isClosed: false), most: RunAdvice.limit),
            .required,
            "The recommendations."),
        ])),
    Route(.openapiJson, "This interface as OpenAPI 3.1.", .text("application/json")),
  ]

  private static let health = Answer.json(
    schema: "metrics.health.v1", [TickField("status", .text, .required, "`ok`, or what is missing.")])

  private static var heatmap: [TickField] {
    if case .object(let members, _) = members(of: "key_heatmap") { members } else { [] }
  }

  /// What a tick holds under a name.
  private static func members(of name: String) -> TickFieldType {
    TickFields.all.first { $0.name == name }?.type ?? table
  }

  /// The members of the answer where nothing is compared.
  package static let noComparison = [TickField("detail", .text, .required, "What is missing.")]

  /// The members of every error.
  package static let problem = [
    TickField("error", .text, .required, "A word for programs."),
    TickField("detail", .text, .required, "What is wrong."),
    TickField("hint", .text, .required, "What to do about it."),
  ]
}

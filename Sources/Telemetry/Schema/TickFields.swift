/// Every member of a `metrics.v1` tick, in the order in which ticks are written.
package enum TickFields {
  /// The members of the tick itself.
  package static let all: [TickField] = identity + counts + map + latency + happenings

  private static let atLeastZero = TickFieldType.number(from: 0, to: .infinity)
  private static let share = TickFieldType.number(from: 0, to: 1)
  private static let column = TickFieldType.list(.count, most: MapRegions.limit)

  private static let identity = [
    TickField("schema", .constant(Frame.schema), .required, "Name and version of this schema."),
    TickField("frame", .count, "Number of the frame in its run, from 1, without gaps."),
    TickField(
      "run_id", .text, timed: true, "The same in every tick of a run and in no other run."),
    TickField(
      "t", atLeastZero, .required, unit: "s", timed: true, "Time since the start of the run; never falls."),
    TickField(
      "backend", .text, .required, "Layout in charge: `chaining`, `robinhood`, `grouped` or `compact`."),
    TickField(
      "migrating_to", .text, .sometimes("while a migration runs"), "Layout the migration leads to."),
  ]

  private static let counts = [
    TickField("ops", .count, .required, counter: true, "Operations applied: `puts + gets + dels`."),
    TickField("puts", .count, counter: true, "Puts, inserting or updating."),
    TickField("gets", .count, counter: true, "Gets, hitting or missing."),
    TickField("dels", .count, counter: true, "Deletes, whether or not the key was there."),
    TickField("hits", .count, counter: true, "Gets that found their key."),
    TickField(
      "ops_by_type",
      .object(
        [
          TickField("put", .count, .required, counter: true, "As `puts`."),
          TickField("get", .count, .required, counter: true, "As `gets`."),
          TickField("del", .count, .required, counter: true, "As `dels`."),
        ], isClosed: true), "The same three counts under the names workloads use."),
    TickField(
      "ops_per_second_instant", atLeastZero, unit: "1/s", timed: true,
      "Operations per second since the tick before (since an earlier one when that is less than 1 ms ago)."),
    TickField(
      "ops_per_second_ema", atLeastZero, unit: "1/s", timed: true,
      "Exponentially weighted mean of the instant rates; begins with the first of them."),
  ]

  private static let map = [
    TickField("migrations", .count, counter: true, "Migrations of the whole map finished."),
    TickField("compactions", .count, counter: true, "Compactions of the whole map finished."),
    TickField(
      "structure",
      .dictionary(
        .object(
          [
            TickField("events", .count, .required, counter: true, "How often it happened."),
            TickField("entries", .count, .required, counter: true, "Entries it moved."),
            TickField("ns", .count, .required, unit: "ns", counter: true, timed: true, "Time it took."),
            TickField(
              "longest_ns", .count, .required, unit: "ns", counter: true, timed: true, "Longest single time."),
          ], isClosed: true)),
      "Totals of structural events by kind: `resize`, `split`, `merge`, `convert`, `rehash` and the spans of whole-map work."
    ),
    TickField("load_factor", share, .required, "Entries divided by slots; see below."),
    TickField(
      "max_group_len", atLeastZero, "Entries in the fullest chain or group; 0 for `robinhood`."),
    TickField("avg_probe_estimate", atLeastZero, "Mean distance of an entry from its home; see below."),
    TickField("tombstone_ratio", share, "Share of the slots that hold the mark of a deletion."),
    TickField(
      "probe_hist", .list(.tuple([.count, .count]), most: 4096),
      "Pairs of distance and entries at that distance, ascending; at most 256, the last one counts everything farther."
    ),
    TickField(
      "overflow_ratio", share, "Share of the entries that lie beyond their home; see below."),
    TickField(
      "overflow_buckets", .count, "Overflow buckets in use, exact; only `chaining` has them."),
    TickField(
      "key_heatmap",
      .object(
        [
          TickField("rows", .count, .required, "Rows of the picture."),
          TickField("cols", .count, .required, "Columns of the picture."),
          TickField(
            "matrix", .list(.list(.count, most: 512), most: 512), .required,
            "Entries of each cell, row by row; the last row is padded with zeros."),
          TickField("max", .count, .required, "Largest cell."),
          TickField("total", .count, .required, "Sum of all cells."),
          TickField("slot_span", .count, .required, "Regions one cell adds up."),
          TickField("original_slots", .count, .required, "Regions of the map."),
        ], isClosed: false), .sometimes("when regions were counted"),
      "Entries by segment, in at most 512 cells."),
    TickField(
      "slots", .count, .sometimes("when regions were counted"), "Slots of the map, exact; see below."),
    TickField(
      "regions",
      .object(
        [
          TickField("segments", column, .required, "Segments."),
          TickField("settled", column, .required, "Segments that have the layout of `backend`."),
          TickField("entries", column, .required, "Entries."),
          TickField("slots", column, .required, "Slots."),
        ], isClosed: false), .sometimes("when regions were counted"),
      "Equal shares of the hashes in their order, exactly counted; see below."),
    TickField("entries", .count, "Entries in the map."),
    TickField("segments", .dictionary(.count), "Segments of the map by their layout."),
    TickField(
      "memory_bytes",
      .object(
        [
          TickField(
            "total", .count, .required, unit: "B", "Everything the map holds: the sum of the others."),
          TickField("keys", .count, .required, unit: "B", "Keys in slots."),
          TickField("values", .count, .required, unit: "B", "Values in slots."),
          TickField("metadata", .count, .required, unit: "B", "Tags, links, headers and the directory."),
          TickField("slack", .count, .required, unit: "B", "What serves nothing at the moment."),
          TickField("arena", .count, .required, unit: "B", "Blocks for keys and values too long for a slot."),
        ], isClosed: false), "Memory of the map by what it holds."),
  ]

  /// The members of an event.
  package static let event = [
    TickField("type", .text, .required, "What happened; see below."),
    TickField("t", atLeastZero, .required, unit: "s", timed: true, "Time since the start of the run."),
    TickField("op", .count, "Operations begun when it happened."),
    TickField("backend", .text, .sometimes("where it matters"), "Layout in charge."),
    TickField("message", .text, .sometimes("where there is one"), "A sentence for people."),
    TickField("from", .text, .sometimes("of switches"), "Layout before."),
    TickField("to", .text, .sometimes("of switches"), "Layout after."),
    TickField(
      "reason", .text, .sometimes("of structural events and commands"),
      "Why it happened; whether a command was applied."),
    TickField("source", .text, .sometimes("of compactions asked for"), "`proactive` or `command`."),
    TickField("entries", .count, .sometimes("of structural events"), "Entries moved."),
    TickField("bytes", .count, .sometimes("of structural events"), unit: "B", "New memory."),
    TickField("ns", .count, .sometimes("of structural events"), unit: "ns", timed: true, "Time it took."),
    TickField(
      "moved_bytes", .count, .sometimes("of structural events"), unit: "B", "Bytes of the entries moved."),
    TickField(
      "statistic", .text, .sometimes("where a figure decided"),
      "What decided: the name of the figure, with its unit where it has one; see below."),
    TickField(
      "value", atLeastZero, .sometimes("where a figure decided"), timed: true,
      "The figure at the moment of the decision."),
    TickField(
      "threshold", atLeastZero, .sometimes("where a figure decided"), timed: true,
      "The threshold or price that it passed."),
    TickField(
      "ns_before", atLeastZero, .sometimes("where cost decided"), unit: "ns", timed: true,
      "Time of an operation before."),
    TickField(
      "ns_expected", atLeastZero, .sometimes("where cost decided"), unit: "ns", timed: true,
      "Time of an operation expected afterwards."),
  ]

  /// The members of a structural event.
  package static let ledger = [
    TickField("op", .count, .required, "Operations begun when it happened: that one paid for it."),
    TickField("kind", .text, .required, "What changed; the kinds of `structure`."),
    TickField("reason", .text, .required, "Why."),
    TickField("segment", .count, .required, "Hash prefix of the segment; 0 for the whole map."),
    TickField("from", .text, .required, "Layout before."),
    TickField("to", .text, .required, "Layout after."),
    TickField("entries", .count, .required, "Entries moved."),
    TickField("bytes", .count, .required, unit: "B", "New memory."),
    TickField("ns", .count, .required, unit: "ns", timed: true, "Time it took."),
  ]

  /// The members of an alert.
  package static let alert = [
    TickField("metric", .text, .required, "The rule that reached its threshold; see below."),
    TickField("value", atLeastZero, .required, "Its value."),
    TickField("threshold", atLeastZero, .required, "The threshold."),
    TickField("severity", .text, .required, "`warning` or `critical`."),
    TickField("backend", .text, "Layout in charge."),
    TickField("message", .text, "A sentence for people."),
    TickField("clears_below", atLeastZero, "The value below which the alert ends."),
    TickField("since", atLeastZero, unit: "s", timed: true, "When its value first reached the threshold."),
  ]

  /// The members of a recommendation.
  package static let recommendation = [
    TickField("source", .text, .required, "The command it comes from."),
    TickField("created", .text, .sometimes("when the file says it"), "When it was made."),
    TickField("run_id", .text, .sometimes("when the file says it"), "The run it was made from."),
    TickField("summary", .text, .required, "What to do."),
    TickField("reason", .text, .required, "Why."),
    TickField(
      "confidence", .choice(RecommendationDocument.Confidence.allCases.map(\.rawValue)), .required,
      "How far it is to be trusted."),
    TickField(
      "stance", .choice(FramedRecommendation.Stance.allCases.map(\.rawValue)), .required,
      "Whether the run follows it, contradicts it, or it says nothing that can be held against a run."),
    TickField("difference", .text, .sometimes("when it is contradicted"), "What the run does otherwise."),
    TickField(
      "due_seconds", atLeastZero, .sometimes("when it forecasts a breach"), unit: "s",
      "From this tick to that breach at the present rate."),
  ]

  private static let happenings = [
    TickField(
      "events", .list(.object(event, isClosed: false), most: 4096),
      "What happened since the tick before; every event is in exactly one tick."),
    TickField(
      "events_omitted", .count, "Structural events since the tick before beyond the 256 a tick carries."),
    TickField(
      "event_totals", .dictionary(.count), "Events since the start of the run by type, omitted ones included."
    ),
    TickField(
      "ledger", .list(.object(ledger, isClosed: false), most: MapReading.ledgerLimit),
      "The newest structural events since the tick before, segment by segment, oldest first; begin and end of work on the whole map stand there even when there was too much else."
    ),
    TickField("ledger_omitted", .count, "Structural events since the tick before that `ledger` leaves out."),
    TickField(
      "alerts", .list(.object(alert, isClosed: false), most: 64), timed: true, "Guardrails that are reached."),
    TickField(
      "alerts_raised", .count, counter: true, timed: true,
      "How often a guardrail began to be reached since the start of the run."),
    TickField("alert_flags", .dictionary(.bool), timed: true, "Whether each guarded metric is reached."),
    TickField(
      "recommendations", .list(.object(recommendation, isClosed: false), most: RunAdvice.limit),
      .sometimes("when the run was given recommendations"), timed: true,
      "Recommendations the run was given (`--recommendations`), held against what it does."),
    TickField("state", .choice(["running", "idle"]), timed: true, "Whether operations arrive."),
    TickField("idle", .bool, timed: true, "True when no operation arrived for 5 s."),
  ]
}

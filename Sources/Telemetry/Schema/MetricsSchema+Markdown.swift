extension MetricsSchema {
  /// The page that documents ticks, made from the declared fields: `docs/metrics_schema.md`.
  package static func markdown() -> String {
    var page = introduction
    page += "\n## Fields\n\n| Field | Type | Unit | There | Meaning |\n|---|---|---|---|---|\n"
    appendRows(TickFields.all, prefix: "", to: &page)
    page +=
      "\n" + notes + "\n" + webhook + "\n| Field | Type | Unit | There | Meaning |\n|---|---|---|---|---|\n"
    appendRows(AlertNotice.fields, prefix: "", to: &page)
    return page
  }

  private static func appendRows(_ fields: [TickField], prefix: String, to page: inout String) {
    for field in fields {
      var meaning = field.meaning
      if field.isCounter { meaning += " Never falls." }
      if field.isTimed { meaning += " ⏱" }
      let columns = [
        "`\(prefix)\(field.name)`", words(field.type), field.unit, words(field.presence), meaning,
      ]
      page += "| " + columns.joined(separator: " | ") + " |\n"
      appendMembers(of: field.type, prefix: prefix + field.name, to: &page)
    }
  }

  private static func appendMembers(of type: TickFieldType, prefix: String, to page: inout String) {
    switch type {
    case .object(let fields, _):
      if case .object = fields[0].type {
        // Members that are alike (overall, put, get, del): their own members are listed once.
        for field in fields.dropLast(fields.count - 1) {
          appendMembers(of: field.type, prefix: "\(prefix).*", to: &page)
        }
      } else if case .list(let values, _) = fields[0].type, fields[0].name == "overall" {
        appendMembers(of: values, prefix: "\(prefix).*[]", to: &page)
      } else {
        appendRows(fields, prefix: "\(prefix).", to: &page)
      }
    case .dictionary(let values): appendMembers(of: values, prefix: "\(prefix).*", to: &page)
    case .list(let values, _): appendMembers(of: values, prefix: "\(prefix)[]", to: &page)
    default: break
    }
  }

  private static func words(_ presence: TickField.Presence) -> String {
    switch presence {
    case .required: "required"
    case .always: "always"
    case .sometimes(let condition): condition
    }
  }

  private static func words(_ type: TickFieldType) -> String {
    switch type {
    case .constant(let text): "`\(text)`"
    case .text: "text"
    case .choice(let names): names.map { "`\($0)`" }.joined(separator: ", ")
    case .bool: "true or false"
    case .count: "integer ≥ 0"
    case .number(let from, let to):
      to.isFinite ? "number \(Int(from))…\(Int(to))" : "number ≥ \(Int(from))"
    case .numberOrNull: "number ≥ 0 or null"
    case .object(let fields, _):
      fields[0].name == "overall"
        ? "object {\(fields.map(\.name).joined(separator: ", "))}" : "object"
    case .dictionary(let values): "object of \(words(values))"
    case .list(let values, _): "array of \(words(values))"
    case .tuple(let values): "[\(values.map(words).joined(separator: ", "))]"
    }
  }

  private static let introduction = """
    # Metrics: `metrics.v1`

    `run-csv --metrics-out-dir DIR` writes one JSON object a line to `DIR/metrics.ndjson`. Each line is a *tick*: one
    numbered, immutable frame of the run, taken every `--tick-ops` operations and every `--tick-interval` seconds, once
    at the start and once at the end. `validate-metrics FILE` checks a file line by line;
    [metrics.v1.schema.json](metrics.v1.schema.json) is the same contract as JSON Schema (2020-12).

    Both this page and the schema are generated from the fields the program declares. Changes are additions only.

    * *required*: in every tick of every version. *always*: in every tick this program writes; ticks without `frame`
      come from earlier programs and may lack it.
    * ⏱ marks what is taken from a clock. With `--tick-interval 0` two runs of the same input and seed agree in
      everything else.

    """

  private static let notes = """
    ## Load factor and distance

    | Layout | `load_factor` divides the entries by | distances are counted in |
    |---|---|---|
    | `grouped` | all slots | groups beyond the home group |
    | `chaining` | seven slots of every primary bucket; a map that overflows more than that shows 1 | buckets beyond the first |
    | `robinhood` | all slots that can be a home | slots beyond the home slot |
    | `compact` | all slots | groups beyond the home group |

    Distances stand in `avg_probe_estimate`, `probe_hist` and `overflow_ratio` (the share that is not 0). While a
    migration runs, segments of both layouts are added up. Large maps are looked at in part, so distances are estimates;
    `entries`, `slots`, `load_factor` and everything in `regions` are exact.

    ## Regions

    A region is what the topmost bits of a hash name: of N regions (1, 2, 4 … 64) each has one N-th of all hashes, and
    stays the same part of the map while its segments split. There are as many as let every segment lie in one region
    alone. `regions` has one number a region in each of its columns; they add up to the segments, `entries` and `slots`
    of the map. What `segments` has beyond `settled` has yet to be converted. While a map moves to a new seed, regions add
    up both sides.

    ## Events

    | Type | When |
    |---|---|
    | `start`, `complete` | the run begins, ends |
    | `interrupted` | a signal ended the run early |
    | `stopped`, `error` | a limit of the run, an error ended it early (`message`) |
    | `switch_began`, `switch` | a migration of the map to another layout begins, has ended (`from`, `to`, `reason`) |
    | `compaction` | a compaction of the map has ended (`source: "proactive"` when a timer asked for it, `"command"` when a command did) |
    | `reseed` | the map has moved to a new hash seed |
    | `idle`, `resume` | no operation arrived for 5 s; operations arrive again |
    | `command` | somebody asked the run for something (`message` names command and answer, `reason` is `applied` or `refused`) |
    | `forecast` | with `--forecast`: what is expected next (`reason` names it, `message` says where and between which bounds) |

    An event stands in exactly one tick, the first after it happened. Splits and conversions of single segments are too
    many for events: `structure` counts them.

    Where a figure decided, `statistic` names it, `value` is what it was at the decision, and `threshold` what it passed; an event
    that ends work repeats what had begun it. `explain` tells them in words.

    | `statistic` | What it is | `threshold` |
    |---|---|---|
    | `load_factor`, `longest_group`, `average_probe`, `tombstone_ratio` | the structure, as the thresholds of `[adaptive]` see it | the setting |
    | `regret_ns` | what the layout had cost above another one since the last move, in nanoseconds | the price of moving all entries |
    | `held_bytes` | memory of the map | three quarters of the memory budget |
    | `probe_length`, `shared_hash_bits` | a walk of a put, hash bits that the keys of a segment share | what honest keys stay within |
    | `segment_entries` | entries of a segment that refused a key | a segment with fewer refuses none of honest keys |

    ## Rates and durations

    `ops_per_second_ema` takes the share `ADHASH_OPS_ALPHA` (0…1, default 0.25) of each new instant rate.
    Durations are sampled (`--latency-sample-every`) into histograms with three significant digits that cover the whole
    run, so counts never fall and quantiles are those of all samples, not of a window.

    `latency_hist_ns` has a class every 10 ns up to 100 ns, then ten a decade (100, 125, 160, 200, 250, 315, 400, 500,
    630, 800, 1000 … ns), 117 in all. A class holds what is longer than the class before and at most its own bound (within 0.1 %); the pairs of
    a kind add up to its `count` in `latency_ms`, and no class ever loses a duration.

    ## Alerts

    | Rule | Reached from | Its value | Critical from |
    |---|---|---|---|
    | `load_factor` | `watchdog.load_factor_warn` | `load_factor` | |
    | `avg_probe_estimate` | `watchdog.avg_probe_warn` | `avg_probe_estimate` | 4 times that |
    | `tombstone_ratio` | `watchdog.tombstone_ratio_warn` | `tombstone_ratio` | twice that |
    | `throughput_drop` | `watchdog.throughput_drop_warn` | share by which `ops_per_second_ema` lies below its mean of the last 30 s | 0.95 |
    | `latency_p99` | `watchdog.latency_p99_ms_warn` | `latency_window_ms.p99` of at least 100 durations | 10 times that |
    | `migration_duration` | `watchdog.migration_seconds_warn` | seconds for which `migrating_to` has been there | 6 times that |
    | `migration_rate` | `watchdog.migrations_per_minute_warn` | `migrations` of the last minute | |
    | `memory_use` | `watchdog.memory_use_warn` | `memory_bytes.total` as a share of the smaller of `--max-memory` and `--memory-budget` | 0.98 |
    | `recommendation_conflict` | `watchdog.recommendation_conflicts_warn` | how many `recommendations` of at least moderate confidence have the stance `contradicts` | |
    | `forecast_breach` | 1, with `watchdog.forecast_horizon_seconds` | how many `recommendations` expect a breach within so many seconds (`due_seconds`) | |

    A rule is reached while its value is at or above its threshold; the two that jump, `throughput_drop` and
    `latency_p99`, must be there for `watchdog.hold_seconds`. It ends when the value has fallen below the threshold by the
    share `watchdog.hysteresis` (`clears_below`). `alerts` lists those reached at the tick, `alert_flags` says so for
    every rule.

    ## Retention

    A new run replaces the files of an older one in the same folder. With `--metrics-max-ticks N` the file is renamed
    to `metrics.1.ndjson` when it holds N ticks and a fresh `metrics.ndjson` begins, which costs the same for every
    tick: the two files together hold at least the last N ticks and at most 2 N. Every line goes out in one write.

    """

  private static let webhook = """
    ## Alerts to a webhook

    With `watchdog.webhook_url` (`--alert-webhook URL`) `run-csv` and `serve` post a notice for every alert that is raised,
    worsens or is cleared, as JSON of the schema `hashmap.alert.v1` (`hashmap.alert.v1.schema.json`; members are added,
    never renamed). `ADHASH_ALERT_TOKEN` goes along as bearer, over http to this machine only; neither it nor the path of
    the address is logged, and reports say only that an address is set.

    Notices leave one after the other, from a thread of their own; a run never waits for them. At most 256 wait, further
    ones are dropped. One try takes 5 s at most; what does not arrive (no connection, no answer, 408, 429, 5xx) is tried
    four times, after 0.5, 1 and 2 s or the `Retry-After` of the receiver, 60 s at most; other statuses are final. The
    first failure and the first dropped notice after a success are logged, all are counted in
    `hashmap_alert_notices_total`. At the end of the program what waits is sent for five seconds at most. `serve` sends
    what it reads, also of runs that are long over: `id` tells a receiver what it has heard before.

    """
}

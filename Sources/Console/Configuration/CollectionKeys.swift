import Documents
import Market

/// `[collection]`: what is collected, from whom and how often.
enum CollectionKeys {
  static let provider = SettingKey(
    "collection.provider", .text, default: .text("synthetic"), environment: "G6_PROVIDER",
    help:
      "synthetic, replay:DIR or exec:COMMAND. Of several, with commas between, the next one is asked when one fails."
  )
  static let indices = SettingKey(
    "collection.indices", .text, default: .text(""), environment: "G6_INDICES",
    help: "Only these indices, separated by commas, as in NIFTY,SENSEX; empty for the usual four.")
  static let expiries = SettingKey(
    "collection.expiries", .text, default: .text(""), environment: "G6_EXPIRIES",
    help:
      "Only these expiries of every index: this_week, next_week, this_month, next_month, or days such as 2026-12-29."
  )
  static let strikes = SettingKey(
    "collection.strikes", .optionalInteger(1...StrikeLadder.limit), default: .none,
    environment: "G6_STRIKES", help: "Strikes on each side of the money, for every index.")
  static let contracts = SettingKey(
    "collection.contracts", .text, default: .text(""), environment: "G6_CONTRACTS",
    help: "A contract table of your own instead of the one that is built in.")
  static let tokenFile = SettingKey(
    "collection.token_file", .text, default: .text(""), environment: ProviderToken.fileVariable,
    help:
      "A file with the token of a live provider alone, or an object of JSON with token and expires. It comes before G6_TOKEN."
  )
  static let cycles = SettingKey(
    "collection.cycles", .optionalInteger(1...Int.max), default: .none, environment: "G6_CYCLES",
    help: "Cycles to run.")
  static let interval = SettingKey(
    "collection.interval", .number(.from(0.001, to: 86_400)), default: .number(60),
    environment: "G6_INTERVAL", help: "Seconds between cycles; they begin at whole multiples of it.")
  static let seed = SettingKey(
    "collection.seed", .integer(0...Int.max), default: .integer(1), environment: "G6_SEED",
    help: "Feed everything random: the synthetic market and what it does.")
  static let clock = SettingKey(
    "collection.clock", .choice([auto] + CollectionClock.names), default: .text(auto),
    environment: "G6_CLOCK",
    help: "Whose time it is; a recording always has its own. auto: wall for processes, else manual.")
  static let start = SettingKey(
    "collection.start", .text, default: .text(usualDay), environment: "G6_START",
    help: "On the manual clock, the day whose session is lived through.")
  static let hours = SettingKey(
    "collection.hours", .choice([auto] + CollectionHours.names), default: .text(auto),
    environment: "G6_HOURS",
    help: "When cycles may begin. auto: sessions for processes on the wall clock, else always.")
  static let timeout = SettingKey(
    "collection.timeout", .number(.from(0.001, to: 3600)), default: .number(10), environment: "G6_TIMEOUT",
    help: "Seconds an index may take to be fetched; what is late is given up, and the others go on.")
  static let rate = SettingKey(
    "collection.rate", .number(.from(-0.5, to: 1)), default: .number(0.05), environment: "G6_RATE",
    help:
      "The interest rate that prices are discounted at; the forward is that of put-call parity: continuous, a year."
  )
  static let quality = SettingKey(
    "collection.quality", .text, default: .text(""), environment: "G6_QUALITY",
    help:
      "Rules of data quality with commas between: RULE=off, flag, drop or a threshold, as in stale_quote=off; see docs/options/data_quality.md."
  )

  static let questionRate = SettingKey(
    "collection.question_rate", .number(.from(0.001, to: 1_000_000)), default: .number(10),
    environment: "G6_QUESTION_RATE",
    help: "Questions a second that a provider's program is asked at most; what would come too late fails.")
  static let questionBurst = SettingKey(
    "collection.question_burst", .integer(1...1_000_000), default: .integer(20),
    environment: "G6_QUESTION_BURST", help: "Questions that may be asked at once after a pause.")
  static let questionStrikes = SettingKey(
    "collection.question_strikes", .integer(1...100_000), default: .integer(50),
    environment: "G6_QUESTION_STRIKES",
    help: "Strikes in one question to a provider's program; longer chains are asked in parts.")

  /// The day that a manual clock lives through where nobody says which.
  static let usualDay = "2026-11-16"
  /// Leaves the choice to what the provider is.
  static let auto = "auto"

  static let all = [
    provider, indices, expiries, strikes, contracts, tokenFile, cycles, interval, seed, clock, start, hours,
    timeout, rate, quality, questionRate, questionBurst, questionStrikes,
  ]
}

/// `[storage]`, `[panels]` and `[influx]`: where it goes.
enum DestinationKeys {
  static let out = SettingKey(
    "storage.out", .text, default: .text("data/g6_data"), environment: "G6_OUT",
    help: "The folder to write into; none keeps nothing.")
  static let sinks = SettingKey(
    "storage.sinks", .text, default: .text("csv"), environment: "G6_SINKS",
    help: "Forms in which rows are kept there, with commas between: csv, ndjson.")
  static let panels = SettingKey(
    "panels.dir", .text, default: .text(""), environment: "G6_PANELS_DIR",
    help:
      "Where panels are published, a generation a cycle; none publishes nothing. Empty: data/panels, or panels in another storage.out."
  )
  static let keys = SettingKey(
    "panels.key_file", .text, default: .text(""), environment: "G6_KEY_FILE",
    help:
      "The keys to sign panels with and to trust, one a line: ID hmac-sha256|ed25519|ed25519-public HEX.")
  static let influx = SettingKey(
    "influx.url", .text, default: .text(""), environment: "G6_INFLUX_URL",
    help:
      "The InfluxDB that every cycle is sent to and that retention prunes; its token comes from G6_INFLUX_TOKEN."
  )
  static let influxDatabase = SettingKey(
    "influx.database", .text, default: .text("g6_data"), environment: "G6_INFLUX_DB",
    help: "The database of an InfluxDB of version 1.")
  static let influxOrganization = SettingKey(
    "influx.organization", .text, default: .text(""), environment: "G6_INFLUX_ORG",
    help: "The organization of an InfluxDB of version 2; with it, the bucket counts and not the database.")
  static let influxBucket = SettingKey(
    "influx.bucket", .text, default: .text(""), environment: "G6_INFLUX_BUCKET",
    help: "The bucket of an InfluxDB of version 2.")

  static let all = [out, sinks, panels, keys, influx, influxDatabase, influxOrganization, influxBucket]
}

/// `[metrics]` of g6: what a collector offers.
enum ServingKeys {
  static let port = SettingKey(
    "metrics.port", .optionalInteger(0...65_535), default: .none, environment: "G6_METRICS_PORT",
    help: "Offer metrics, health and cycles over HTTP on this port of 127.0.0.1; 0 takes a free one.")
  static let groups = SettingKey(
    "metrics.groups", .text, default: .text(""), environment: "G6_ENABLE_METRIC_GROUPS",
    help:
      "Groups of metrics to keep beside those that are always there; default stands for the usual ones, all for every one.",
    refusal: SettingRefusals.groups(MarketMetrics.groups, areEnabled: true))
  static let disabledGroups = SettingKey(
    "metrics.disabled_groups", .text, default: .text(""), environment: "G6_DISABLE_METRIC_GROUPS",
    help: "Groups of metrics to leave out, with commas between them.",
    refusal: SettingRefusals.groups(MarketMetrics.groups))

  static let all = [port, groups, disabledGroups]
}

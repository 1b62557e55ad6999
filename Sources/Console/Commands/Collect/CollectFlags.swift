import Base
import Market

/// The flags of `collect` and `simulate`.
enum CollectFlags {
  static let provider = Flag<[String]>.repeated(
    "provider", "NAME",
    "synthetic, replay:DIR or exec:COMMAND. Of several, the next one is asked when one fails."
  ).defaulting("synthetic")
  static let indices = Flag<String?>.optional(
    "indices", "LIST", "Only these indices, separated by commas, as in NIFTY,SENSEX.")
  static let expiries = Flag<String?>.optional(
    "expiries", "LIST",
    "Only these expiries of every index: this_week, next_week, this_month, next_month, or days such as 2026-12-29."
  )
  static let strikes = Flag<Int?>.integer(
    "strikes", in: 1...StrikeLadder.limit, "Strikes on each side of the money, for every index."
  ).defaulting("by index, 5 to 10")
  static let contracts = ContractsCommand.table
  static let token = TokenCommand.file
  static let cycles = Flag<Int?>.integer(
    "cycles", in: 1...Int.max, "Cycles to run."
  ).defaulting("to the close of the session with --clock manual, else until it is stopped")
  static let interval = Flag<Double>.number(
    "interval", "S", in: .from(0.001, to: 86_400), default: 60,
    "Seconds between cycles; they begin at whole multiples of it.")
  static let seed = Flag<Int>.integer(
    "seed", default: 1, "Feed everything random: the synthetic market and what it does.")
  /// Where the collector has always put its files.
  static let usualFolder = "data/g6_data"
  static let out = Flag<String>.text(
    "out", "DIR", default: usualFolder, "The folder to write into; none keeps nothing."
  ).with { $0.kind = .directory }
  static let panels = Flag<String?>.optional(
    "panels-dir", "DIR", kind: .directory,
    "Where panels are published, a generation a cycle; none publishes nothing."
  ).defaulting("data/panels, or DIR/panels with --out DIR")
  static let keys = Flag<String?>.optional(
    "key-file", "FILE", kind: .file, "Keys to sign panels with; see g6 help integrity.")
  static let rules = Flag<[String]>.repeated(
    "quality", "RULE=VALUE",
    "A rule of data quality: off, flag or drop, or its threshold, as in stale_quote=off; see docs/options/data_quality.md."
  )
  static let influx = Flag<String?>.optional(
    "influx", "URL",
    "Send every cycle to the InfluxDB at this address too; its token comes from G6_INFLUX_TOKEN."
  )
  static let influxDatabase = Flag<String?>.optional(
    "influx-db", "NAME", "The database of an InfluxDB of version 1.")
  static let influxOrganization = Flag<String?>.optional(
    "influx-org", "NAME", "The organization of an InfluxDB of version 2.")
  static let influxBucket = Flag<String?>.optional(
    "influx-bucket", "NAME", "The bucket of an InfluxDB of version 2.")
  static let clock = Flag<CollectionClock?>.choice(
    "clock", "CLOCK", "Whose time it is; a recording always has its own."
  ).defaulting("wall for processes, else manual")
  static let start = Flag<String?>.optional(
    "start", "DAY", "With --clock manual, the day whose session is lived through, as 2026-11-16."
  ).defaulting("2026-11-16")
  static let hours = Flag<CollectionHours?>.choice(
    "hours", "WHEN", "When cycles may begin."
  ).defaulting("sessions for processes on the wall clock, else always")
  static let timeout = Flag<Double>.number(
    "timeout", "S", in: .from(0.001, to: 3600), default: 10,
    "Seconds an index may take to be fetched; what is late is given up, and the others go on.")
  static let rate = Flag<Double>.number(
    "rate", "R", in: .from(-0.5, to: 1), default: 0.05,
    "The interest rate where prices do not imply one: continuous, a year.")
  static let fault = Flag<[String]>.repeated(
    "fault", "CONDITION",
    "What goes wrong on purpose, as in provider:stall@3-5, memory:0.92@4-6 or storage:full@2; cycles count from 1."
  )

  static let all =
    [
      provider.spec, indices.spec, expiries.spec, strikes.spec, contracts.spec, token.spec, cycles.spec,
      interval.spec,
      seed.spec,
      out.spec, panels.spec, keys.spec, rules.spec, influx.spec, influxDatabase.spec,
      influxOrganization.spec, influxBucket.spec, clock.spec, start.spec, hours.spec, timeout.spec, rate.spec,
      fault.spec,
    ] + CollectServing.flags
}

/// Values of `--clock`.
enum CollectionClock: String, FlagChoice {
  case wall, manual

  var help: String {
    switch self {
    case .wall: "the machine's"
    case .manual: "the market's own: no waiting, the same seed gives the same bytes"
    }
  }
}

/// Values of `--hours`.
enum CollectionHours: String, FlagChoice {
  case sessions, always

  var help: String {
    switch self {
    case .sessions: "while an exchange of the indices is open; live providers"
    case .always: "always; the synthetic market never closes"
    }
  }
}

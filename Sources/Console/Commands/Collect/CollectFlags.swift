import Base
import Market

/// The flags of `collect` and `simulate`; all but `--fault` override settings.
enum CollectFlags {
  static let provider = Flag<Void>.setting(
    "provider", CollectionKeys.provider, value: "NAME", kind: .text,
    "synthetic, replay:DIR or exec:COMMAND. Of several, the next one is asked when one fails."
  ).repeatable()
  static let indices = Flag<Void>.setting(
    "indices", CollectionKeys.indices, value: "LIST", kind: .text,
    "Only these indices, separated by commas, as in NIFTY,SENSEX.")
  static let expiries = Flag<Void>.setting(
    "expiries", CollectionKeys.expiries, value: "LIST", kind: .text)
  static let strikes = Flag<Void>.setting("strikes", CollectionKeys.strikes, value: "N")
    .defaulting("by index, 5 to 10")
  static let contracts = Flag<Void>.setting(
    "contracts", CollectionKeys.contracts, value: "FILE", kind: .file)
  static let token = Flag<Void>.setting(
    "token-file", CollectionKeys.tokenFile, value: "FILE", kind: .file,
    "A file with the token alone, or an object of JSON with token and expires. It comes before G6_TOKEN.")
  static let cycles = Flag<Void>.setting("cycles", CollectionKeys.cycles, value: "N")
    .defaulting("to the close of the session with --clock manual, else until it is stopped")
  static let interval = Flag<Void>.setting("interval", CollectionKeys.interval, value: "S")
  static let seed = Flag<Void>.setting("seed", CollectionKeys.seed, value: "N")
  static let out = Flag<Void>.setting("out", DestinationKeys.out, value: "DIR", kind: .directory)
  static let sinks = Flag<Void>.setting("sinks", DestinationKeys.sinks, value: "LIST", kind: .text)
  static let panels = Flag<Void>.setting(
    "panels-dir", DestinationKeys.panels, value: "DIR", kind: .directory,
    "Where panels are published, a generation a cycle; none publishes nothing."
  ).defaulting("data/panels, or DIR/panels with --out DIR")
  static let keys = Flag<Void>.setting(
    "key-file", DestinationKeys.keys, value: "FILE", kind: .file,
    "Keys to sign panels with; see g6 help integrity.")
  static let rules = Flag<Void>.setting(
    "quality", CollectionKeys.quality, value: "RULE=VALUE", kind: .text,
    "A rule of data quality: off, flag or drop, or its threshold, as in stale_quote=off; see docs/options/data_quality.md."
  ).repeatable()
  static let influx = Flag<Void>.setting(
    "influx", DestinationKeys.influx, value: "URL", kind: .text,
    "Send every cycle to the InfluxDB at this address too; its token comes from G6_INFLUX_TOKEN.")
  static let influxDatabase = Flag<Void>.setting(
    "influx-db", DestinationKeys.influxDatabase, value: "NAME", kind: .text)
  static let influxOrganization = Flag<Void>.setting(
    "influx-org", DestinationKeys.influxOrganization, value: "NAME", kind: .text)
  static let influxBucket = Flag<Void>.setting(
    "influx-bucket", DestinationKeys.influxBucket, value: "NAME", kind: .text)
  static let clock = Flag<Void>.setting(
    "clock", CollectionKeys.clock, value: "CLOCK", kind: .choice(CollectionClock.specs),
    "Whose time it is; a recording always has its own."
  ).defaulting("wall for processes, else manual")
  static let start = Flag<Void>.setting(
    "start", CollectionKeys.start, value: "DAY", kind: .text,
    "With --clock manual, the day whose session is lived through, as 2026-11-16.")
  static let hours = Flag<Void>.setting(
    "hours", CollectionKeys.hours, value: "WHEN", kind: .choice(CollectionHours.specs),
    "When cycles may begin."
  ).defaulting("sessions for processes on the wall clock, else always")
  static let timeout = Flag<Void>.setting("timeout", CollectionKeys.timeout, value: "S")
  static let rate = Flag<Void>.setting("rate", CollectionKeys.rate, value: "R")
  static let questionRate = Flag<Void>.setting(
    "question-rate", CollectionKeys.questionRate, value: "N")
  static let questionBurst = Flag<Void>.setting(
    "question-burst", CollectionKeys.questionBurst, value: "N")
  static let questionStrikes = Flag<Void>.setting(
    "question-strikes", CollectionKeys.questionStrikes, value: "N")
  static let fault = Flag<[String]>.repeated(
    "fault", "CONDITION",
    "What goes wrong on purpose, as in provider:stall@3-5, memory:0.92@4-6 or storage:full@2; cycles count from 1."
  )

  /// Those that override settings.
  static let settings =
    [
      provider, indices, expiries, strikes, contracts, token, cycles, interval, seed, out, sinks, panels,
      keys,
      rules, influx, influxDatabase, influxOrganization, influxBucket, clock, start, hours, timeout, rate,
      questionRate, questionBurst, questionStrikes,
    ].map(\.spec) + CollectServing.flags

  static let all = settings + [fault.spec]
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

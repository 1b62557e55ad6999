import Base
import Documents
import Server
import Telemetry

/// `serve`.
enum ServeCommand {
  static let port = Flag<Void>.setting(
    "port", MetricsKeys.port, value: "PORT", "Port to serve on; 0 or auto takes a free one, none is 9090."
  ).grouped(server)
  static let host = Flag<Void>.setting(
    "host", MetricsKeys.host, value: "ADDRESS", "Address the server binds."
  ).grouped(server)
  static let source = Flag<[String]>.repeated(
    "source", "FILE", kind: .file, "Metrics file (NDJSON) whose runs are shown; - is standard input."
  ).grouped(runs)
  static let follow = Flag<Bool>.toggle(
    "follow", "Go on reading as files grow, are truncated, replaced or come into being."
  ).grouped(runs)
  static let historyLimit = Flag<Int>.integer(
    "history-limit", in: 1...100_000, default: FrameFeed.defaultFrames,
    "Frames kept of each run, the newest; 64 MiB of them at most."
  ).grouped(runs)
  static let pollInterval = Flag<Double>.number(
    "poll-interval", "SECONDS", in: .from(0.01, to: 3600), default: 0.25,
    "How often a followed file is looked at."
  ).grouped(runs)
  static let compare = Flag<String?>.optional(
    "compare", "FILE", kind: .file, "Comparison (adhash.compare.v1) to show beside the runs."
  ).grouped(runs)

  private static let server = "Server"
  private static let runs = "Runs"

  static let spec = CommandSpec(
    name: "serve",
    summary: "Show runs from their metrics files: dashboard, JSON interface, /metrics.",
    details: [
      """
      What a run says of itself is the same from its file as it was live. A file may hold several runs; the newest is \
      meant where none is named. The first line of standard output tells the address. The server stays until SIGINT or \
      SIGTERM, which end it with exit code 0.
      """,
      """
      With \(ServerFlags.token) set, everything but health, readiness and static files wants the token \
      (docs/serve_mode.md).
      """,
    ],
    flags: [source.spec, follow.spec, historyLimit.spec, pollInterval.spec, compare.spec]
      + [AdviceReader.flag.grouped(runs).spec, ServerFlags.alertWebhook.grouped(runs).spec]
      + [host.spec, port.spec] + ServerFlags.common,
    examples: [
      Example(
        purpose: "look at a run that is over",
        line: "hashmap-cli serve --source run/metrics.ndjson --port 0"),
      Example(
        purpose: "follow whatever is written there, for Prometheus and the browser",
        line: "hashmap-cli serve --source run/metrics.ndjson --follow"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "A flag, the certificate or the comparison is wrong."),
      FailureNote(label: .policy, meaning: "Others could reach the server without token and TLS."),
      FailureNote(label: .io, meaning: "The port is taken or not allowed, or a file cannot be read."),
    ]
  ) { arguments, session throws(Failure) in
    try serve(
      arguments, session, sources: arguments[source], follows: arguments[follow], port: 9090)
  }

  /// Serves until a signal comes; on `port` where neither flag nor settings name one.
  static func serve(
    _ arguments: Arguments, _ session: Session, sources named: [String], follows: Bool, port: UInt16
  ) throws(Failure) {
    let settings = try session.settings(arguments)
    session.logToCache()
    var options = MetricsServer.Options(arguments, settings, session)
    options.port = settings.metricsPort ?? port
    if let path = arguments[compare] {
      options.service.comparison = try Failure.wrapping { () throws(ServerError) in
        try Comparison.read(path: path)
      }
    }
    let advice = try AdviceReader(arguments[AdviceReader.flag], session)
    let shelf = advice.map { _ in RecommendationShelf() }
    if let documents = advice?.look() { shelf?.put(documents) }
    options.service.recommendations = shelf
    let registry = try session.registry(settings)
    let webhook = try AlertWebhook.Target(settings, session).map { target throws(Failure) in
      try AlertWebhook(target, registry: registry, log: session.log)
    }
    defer { webhook?.close() }
    let known = Runs()
    let sources = named.map { path in
      SourceFollower(
        path: path, follows: follows, historyLimit: arguments[historyLimit], runs: known,
        registry: registry, alerts: webhook.map { RunAlerts($0) }, log: session.log)
    }
    for source in sources { try Failure.wrapping { () throws(SystemError) in try source.open() } }
    let running = try Failure.wrapping { () throws(ServerError) in
      try MetricsServer(options, runs: known, registry: registry, assets: session.dashboard(settings))
    }
    try session.announce(running)
    let pause = ConditionLock()
    let interval = UInt64(arguments[pollInterval] * 1e9)
    while Interrupt.signal == nil {
      if let documents = advice?.look() { shelf?.put(documents) }
      let hasMore = sources.map { $0.look() }.contains(true)
      if hasMore { continue }
      // A signal is heard within a fifth of a second, however long the interval is.
      var rest = sources.allSatisfy(\.isOver) ? UInt64.max : interval
      while rest > 0, Interrupt.signal == nil {
        if let documents = advice?.look() { shelf?.put(documents) }
        let step = min(rest, 200_000_000)
        pause.wait(until: MonotonicClock.nanoseconds() + step) { Interrupt.signal != nil }
        rest -= step
      }
    }
    running.stop()
    try session.succeed(text: "") { json in
      json.field("url", running.address)
      json.field("runs", known.all.count)
      json.field("frames", sources.reduce(0) { $0 + $1.frames })
      json.field("refused_lines", sources.reduce(0) { $0 + $1.refused })
    }
  }
}

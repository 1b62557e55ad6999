import Base
import Documents
import Governance
import Market

/// One run of the collector as its settings ask for it.
struct CollectRun {
  private let session: Session
  private let asked: CollectSettings
  private let providers: Providers
  private let faults: FaultPlan
  private let time: CollectionTime
  private let hours: Collector.Hours
  private let provenance: Provenance
  private let influx: InfluxTarget?
  private let serving: CollectServing
  private let retention: RetentionSchedule?

  /// Whether cycles may come to nothing where `--fault` asks for it.
  private let toleratesFaults: Bool

  /// A run that has opened nothing yet; one that is simulated lives on the manual clock, whatever the settings say.
  init(_ arguments: Arguments, _ session: Session, isSimulated: Bool = false) throws(Failure) {
    self.session = session
    toleratesFaults = isSimulated
    let settings = try session.settings(arguments)
    let asked = try CollectSettings(settings)
    self.asked = asked
    let faults = try Failure.wrapping { () throws(MarketError) in
      let faults = try FaultPlan(arguments[CollectFlags.fault])
      try asked.check(faults)
      return faults
    }
    self.faults = faults
    let isLive = asked.specs.contains { if case .exec = $0 { true } else { false } }
    let clock = isSimulated ? .manual : asked.clock ?? (isLive ? .wall : .manual)
    var setup = ProviderSetup()
    setup.table = asked.table
    setup.seed = asked.seed
    setup.faults = faults
    setup.limits = asked.limits
    setup.tokenFile = asked.tokenFile
    setup.faultsWait = clock == .wall
    let always =
      isSimulated || (asked.hours.map { $0 == .always } ?? !(isLive && clock == .wall))
    hours = always ? .always : .sessions
    provenance = CollectSettings.provenance(settings, session)
    let calendars = try Failure.wrapping { () throws(MarketError) in
      var calendars: [MarketCalendar] = []
      for index in asked.plan.indices { calendars.append(try asked.table.calendar(of: index.index)) }
      return calendars
    }
    serving = try Self.serving(settings, session, asked, provenance.digest, calendars, always: always)
    retention = try RetentionSchedule(
      settings, session, folder: asked.folder, calendars: calendars, interval: asked.plan.interval,
      series: serving.series)
    let log = session.log
    let prepared = setup
    let series = serving.series
    let providers = try Failure.wrapping { () throws(MarketError) in
      try prepared.make(
        asked.specs,
        told: { log.tell($0.reason, "\($0.from) failed, \($0.to) is asked: \($0.reason)") },
        counted: { series.take($0) }, warned: { log.tell($0, "\($0.message); it is passed over") })
    }
    self.providers = providers
    time = try Failure.wrapping { () throws(MarketError) in
      if let replay = providers.replay { return .recorded(replay) }
      return try Self.time(clock, asked)
    }
    influx = try Failure.wrapping { () throws(MarketError) in
      guard let url = asked.influxURL, let place = asked.influx else { return nil }
      return try InfluxTarget(url: url, place: place, token: session.environment["G6_INFLUX_TOKEN"])
    }
    if influx != nil, asked.folder == nil {
      throw .badInput("--influx needs a folder for what is on its way", hint: "give --out DIR")
    }
  }

  private static func time(
    _ clock: CollectionClock, _ asked: CollectSettings
  ) throws(MarketError) -> CollectionTime {
    guard clock == .manual else { return .wall }
    let day = asked.day
    let exchanges = asked.table.exchanges
    guard let exchange = exchanges["NSE"] ?? exchanges.values.first,
      let session = MarketCalendar(exchange).sessions(on: day).first
    else {
      throw MarketError(
        .config, "no exchange is open on \(day)",
        hint: asked.table.known.contains(day)
          ? "choose a trading day, as 2026-11-16" : "\(asked.table.origin) knows \(asked.table.knownText)",
        severity: .fatal)
    }
    let zone = MarketCalendar.zone
    return .manual(
      start: zone.instant(day, second: session.open), end: zone.instant(day, second: session.close))
  }

  /// Runs it and tells how it came out.
  func start() throws(Failure) {
    defer { providers.first.close() }
    let report = CollectReport(session)
    let files = try asked.folder.map { folder throws(Failure) in
      try Failure.wrapping { () throws(MarketError) in try CycleFiles(folder: folder, forms: asked.forms) }
    }
    if let files, files.recoveredCycles > 0 || files.cutBytes > 0 {
      session.log.info(
        "\(files.folder): \(Figures.counted(files.recoveredCycles, "cycle")) of the journal brought to the files, \(Figures.counted(files.cutBytes, "byte")) of an unfinished one cut off"
      )
    }
    if files != nil, asked.plan.interval < Int64(RowStamp.step) * 1_000_000_000 {
      session.log.warning(
        "a contract has one row for every \(RowStamp.step) s: with this --interval the others are counted as duplicates"
      )
    }
    let today = MarketCalendar.zone.date(WallClock.nanoseconds())
    let first: CivilDate? =
      switch time {
      case .manual: asked.day
      case .wall: today
      case .recorded: nil
      }
    if let first, !asked.table.known.contains(first) {
      session.log.warning(
        "\(asked.table.origin) knows \(asked.table.knownText): on \(first) weekdays alone tell sessions and expiries"
      )
    }
    let publisher = try asked.panelFolder.map { path throws(Failure) in try self.publisher(path) }
    let sink = try self.sink()
    defer { tell(sink) }
    try serving.open(session, panels: asked.panelFolder, keys: asked.keyPath)
    publisher?.onPublish = { [serving] in serving.take($0) }
    let provider = MeteredProvider(providers.first, serving.series)
    let meter = MemoryMeter()
    var failure: Failure?
    var memory: Double?
    let outcome = try Failure.wrapping { () throws(MarketError) in
      let collector = try Collector(
        asked.plan, provider: provider, table: asked.table, files: files, panels: publisher, influx: sink,
        time: time,
        hours: hours, faults: faults,
        memory: {
          memory = meter.read()?.fraction
          return memory
        }, isStopAsked: { Interrupt.signal != nil || failure != nil })
      collector.onWait = { [session] in Self.tell(session, next: $0) }
      var last: CycleReport?
      var retention = retention
      var guardMeter = GuardMeter(providers.guards, serving.series)
      let outcome = try collector.run { cycle in
        last = cycle
        guardMeter.take()
        serving.take(cycle, memory: memory)
        retention?.take(cycle.order.instant)
        do throws(Failure) { try report.cycle(cycle) } catch { failure = error }
        if failure != nil, session.output.isClosed {
          // Rows are the purpose; whoever read the lines is not.
          failure = nil
          session.output.goOnUnread()
          session.log.warning("nobody reads the cycles any more; the collection goes on without telling them")
        }
      }
      serving.stop(outcome)
      do throws(Failure) {
        if let last { try report.chains(last) }
        try report.end(outcome, files?.folder)
      } catch { failure = failure ?? error }
      return outcome
    }
    try Failure.wrapping { () throws(MarketError) in try files?.close() }
    if let failure { throw failure }
    try judge(outcome)
  }

  private static func tell(_ session: Session, next: Int64?) {
    guard !session.options.isQuiet else { return }
    let begins = next.map { "the next session begins \(WallClock.iso8601($0, fractionDigits: 0))" }
    session.errors.line(
      "the market is closed; \(begins ?? "no later session is known"). --hours always collects at any time, "
        + "--clock manual lives through a day at once")
  }

  /// What makes the run a failure; in a simulation what `--fault` asked for, in its cycles and of its domain, does not.
  private func judge(_ outcome: Collector.Outcome) throws(Failure) {
    let excused = toleratesFaults ? outcome.requested : Collector.Outcome.Requested()
    let why = "the log says why, cycle by cycle"
    let lost = outcome.lostCycles - excused.lost
    if lost > 0 {
      throw Failure(
        ErrorRoute.of(.storage, .abort).exit, "\(lost) of \(outcome.cycles) cycles were not kept", hint: why)
    }
    let unpublished = outcome.unpublishedCycles - excused.unpublished
    if unpublished > 0 {
      throw Failure(
        ErrorRoute.of(.storage, .abort).exit,
        "the panels of \(unpublished) of \(outcome.cycles) cycles were not published", hint: why)
    }
    try Interrupt.check()
    let empty = outcome.emptyCycles - excused.empty
    if empty > 0 {
      throw Failure(
        ErrorRoute.Exit.nothingCollected, "\(empty) of \(outcome.cycles) cycles collected nothing", hint: why)
    }
  }

  private static func serving(
    _ settings: Settings, _ session: Session, _ asked: CollectSettings, _ digest: String,
    _ calendars: [MarketCalendar], always: Bool
  ) throws(Failure) -> CollectServing {
    return try CollectServing(
      settings, session, interval: Double(asked.plan.interval) / 1e9,
      usesPanels: asked.panelFolder != nil, prunes: settings.bool("retention.enabled"), digest: digest,
      isMarketOpen: {
        let now = WallClock.nanoseconds()
        return always || calendars.contains { $0.phase(at: now).isOpen }
      })
  }

  private func sink() throws(Failure) -> InfluxSink? {
    guard let influx, let folder = asked.folder else { return nil }
    return try Failure.wrapping { () throws(MarketError) in
      try InfluxSink(influx, spool: folder + "/.g6/influx")
    }
  }

  /// How long the end of a run waits for the database, in nanoseconds.
  private static let farewell: UInt64 = 5_000_000_000

  private func tell(_ sink: InfluxSink?) {
    guard let sink else { return }
    sink.close(within: Self.farewell)
    let counts = sink.counts
    session.log.info(
      "InfluxDB: \(Figures.counted(counts.sentPoints, "point")) in \(Figures.counted(counts.sentBatches, "batch", "batches"))"
    )
    if counts.waiting + counts.refusedBatches + counts.droppedBatches > 0 {
      session.log.warning(
        "InfluxDB: \(counts.waiting) batches wait for the next run, \(counts.refusedBatches) were refused, "
          + "\(counts.droppedBatches) dropped; \(counts.lastTrouble ?? "no reason known")")
    }
  }

  private func publisher(_ folder: String) throws(Failure) -> PanelPublisher {
    let keys = try asked.keyPath.map { path throws(Failure) in
      try Failure.wrapping { () throws(GovernanceError) in try KeyRing.read(path: path) }
    }
    return try Failure.wrapping { () throws(MarketError) in
      try PanelPublisher(
        folder: folder, keys: keys, interval: asked.plan.interval, version: session.program.version,
        provenance: provenance)
    }
  }
}

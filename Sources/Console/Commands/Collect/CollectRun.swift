import Base
import Documents
import Governance
import Market

/// One run of the collector as its flags ask for it.
struct CollectRun {
  private let session: Session
  private let table: ContractTable
  private let plan: CollectionPlan
  private let providers: Providers
  private let faults: FaultPlan
  private let time: CollectionTime
  private let hours: Collector.Hours
  private let folder: String?
  private let panelFolder: String?
  private let keyPath: String?
  private let provenance: Provenance
  private let influx: InfluxTarget?

  private let serving: CollectServing

  /// Whether cycles may come to nothing where `--fault` asks for it.
  private let toleratesFaults: Bool

  init(_ arguments: Arguments, _ session: Session, toleratesFaults: Bool = false) throws(Failure) {
    self.session = session
    self.toleratesFaults = toleratesFaults
    let table = try Failure.wrapping { () throws(MarketError) in
      try ContractTable.read(arguments[CollectFlags.contracts])
    }
    self.table = table
    let faults = try Failure.wrapping { () throws(MarketError) in try FaultPlan(arguments[CollectFlags.fault])
    }
    self.faults = faults
    plan = try Failure.wrapping { () throws(MarketError) in try Self.plan(arguments, table) }
    let words = arguments[CollectFlags.provider]
    let specs = try Failure.wrapping { () throws(MarketError) in
      try ProviderSpec.list(words.isEmpty ? ["synthetic"] : words)
    }
    let out = arguments[CollectFlags.out]
    folder = out == "none" ? nil : out
    let usual = out == CollectFlags.usualFolder ? "data/panels" : folder.map { $0 + "/panels" } ?? "none"
    let panels = arguments[CollectFlags.panels] ?? usual
    panelFolder = panels == "none" ? nil : panels
    let isLive = specs.contains { if case .exec = $0 { true } else { false } }
    let clock = arguments[CollectFlags.clock] ?? (isLive ? .wall : .manual)
    var setup = ProviderSetup()
    setup.table = table
    setup.seed = UInt64(bitPattern: Int64(arguments[CollectFlags.seed]))
    setup.faults = faults
    setup.tokenFile = arguments[CollectFlags.token]
    setup.faultsWait = clock == .wall
    let always = arguments[CollectFlags.hours].map { $0 == .always } ?? !(isLive && clock == .wall)
    hours = always ? .always : .sessions
    serving = try Self.serving(
      arguments, session, plan, table, usesPanels: panelFolder != nil, always: always)
    let log = session.log
    let prepared = setup
    let series = serving.series
    let providers = try Failure.wrapping { () throws(MarketError) in
      try prepared.make(specs) { change in
        series.take(change)
        log.warning("\(change.from) failed, \(change.to) is asked: \(change.reason)")
      }
    }
    self.providers = providers
    time = try Failure.wrapping { () throws(MarketError) in
      if let replay = providers.replay { return .recorded(replay) }
      return try Self.time(clock, arguments[CollectFlags.start], table)
    }
    keyPath = arguments[CollectFlags.keys]
    provenance = Self.provenance(arguments, session)
    influx = try Failure.wrapping { () throws(MarketError) in try Self.influx(arguments, session) }
    if influx != nil, folder == nil {
      throw .badInput("--influx needs a folder for what is on its way", hint: "give --out DIR")
    }
  }

  private static func plan(
    _ arguments: Arguments, _ table: ContractTable
  ) throws(MarketError) -> CollectionPlan {
    var plan = CollectionPlan()
    plan.cycles = arguments[CollectFlags.cycles]
    plan.interval = Int64(arguments[CollectFlags.interval] * 1e9)
    plan.patience = UInt64(arguments[CollectFlags.timeout] * 1e9)
    plan.rate = arguments[CollectFlags.rate]
    plan.quality = try QualitySettings(arguments[CollectFlags.rules])
    func words(_ list: String) -> [String] { list.split(separator: ",").map(String.init) }
    if let names = arguments[CollectFlags.indices] {
      plan.indices = words(names).map { name in
        IndexPlan.standard.first { $0.index == name }
          ?? IndexPlan(name, below: 10, above: 10, rules: [.thisMonth])
      }
    }
    if let list = arguments[CollectFlags.expiries] {
      var rules: [ExpiryRule] = []
      for word in words(list) {
        do throws(MarketError) { rules.append(try ExpiryRule(word)) } catch {
          throw MarketError(.config, "--expiries: \(error.message)", hint: error.hint)
        }
      }
      plan.indices = plan.indices.map { IndexPlan($0.index, below: $0.below, above: $0.above, rules: rules) }
    }
    if let strikes = arguments[CollectFlags.strikes] {
      plan.indices = plan.indices.map { IndexPlan($0.index, below: strikes, above: strikes, rules: $0.rules) }
    }
    for index in plan.indices { _ = try table.facts(index.index) }
    return plan
  }

  private static func influx(
    _ arguments: Arguments, _ session: Session
  ) throws(MarketError) -> InfluxTarget? {
    guard let url = arguments[CollectFlags.influx] else { return nil }
    let place: InfluxTarget.Place
    if let organization = arguments[CollectFlags.influxOrganization] {
      place = .bucket(organization: organization, bucket: arguments[CollectFlags.influxBucket] ?? "")
    } else {
      place = .database(arguments[CollectFlags.influxDatabase] ?? "")
    }
    return try InfluxTarget(url: url, place: place, token: session.environment["G6_INFLUX_TOKEN"])
  }

  /// What the run was asked for, flag by flag. Commands of providers may carry secrets and are told without arguments.
  private static func provenance(_ arguments: Arguments, _ session: Session) -> Provenance {
    func list(_ values: [String]) -> String { values.joined(separator: " ") }
    let providers = arguments[CollectFlags.provider].map { text in
      text.hasPrefix("exec:") ? String(text.prefix { $0 != " " }) : text
    }
    var settings: [(name: String, value: String)] = [
      ("provider", providers.isEmpty ? "synthetic" : list(providers)),
      ("interval", Numbers.plain(arguments[CollectFlags.interval])),
      ("rate", Numbers.plain(arguments[CollectFlags.rate])),
      ("seed", "\(arguments[CollectFlags.seed])"),
      ("timeout", Numbers.plain(arguments[CollectFlags.timeout])),
    ]
    let optional: [(String, String?)] = [
      ("indices", arguments[CollectFlags.indices]), ("expiries", arguments[CollectFlags.expiries]),
      ("strikes", arguments[CollectFlags.strikes].map(String.init)),
      ("contracts", arguments[CollectFlags.contracts]),
      ("start", arguments[CollectFlags.start]), ("clock", arguments[CollectFlags.clock]?.rawValue),
      ("quality", arguments[CollectFlags.rules].isEmpty ? nil : list(arguments[CollectFlags.rules])),
    ]
    settings += optional.compactMap { name, value in value.map { (name, $0) } }
    let text = settings.map { "\($0.name)=\($0.value)\n" }.joined()
    return Provenance(
      version: session.program.version, digest: hexadecimalDigits(Settings.digest(of: text)),
      settings: settings)
  }

  /// The day that a manual clock lives through where nobody says which.
  static let usualDay = "2026-11-16"

  private static func time(
    _ clock: CollectionClock, _ start: String?, _ table: ContractTable
  ) throws(MarketError) -> CollectionTime {
    guard clock == .manual else { return .wall }
    let text = start ?? usualDay
    guard let day = CivilDate(text) else {
      throw MarketError(
        .config, "--start \(text) is not a day", hint: "write it as 2026-11-16", severity: .fatal)
    }
    guard let exchange = table.exchanges["NSE"] ?? table.exchanges.values.first,
      let session = MarketCalendar(exchange).sessions(on: day).first
    else {
      throw MarketError(
        .config, "no exchange is open on \(day)", hint: "choose a trading day, as 2026-11-16",
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
    let files = try folder.map { folder throws(Failure) in
      try Failure.wrapping { () throws(MarketError) in try CycleFiles(folder: folder) }
    }
    if let files, files.recoveredCycles > 0 || files.cutBytes > 0 {
      session.log.info(
        "\(files.folder): \(files.recoveredCycles) cycles of the journal brought to the files, \(files.cutBytes) bytes of an unfinished one cut off"
      )
    }
    let publisher = try panelFolder.map { path throws(Failure) in try self.publisher(path) }
    let sink = try self.sink()
    defer { tell(sink) }
    try serving.open(session, panels: panelFolder, keys: keyPath)
    publisher?.onPublish = { [serving] in serving.take($0) }
    let provider = MeteredProvider(providers.first, serving.series)
    let meter = MemoryMeter()
    var failure: Failure?
    var memory: Double?
    let outcome = try Failure.wrapping { () throws(MarketError) in
      let collector = try Collector(
        plan, provider: provider, table: table, files: files, panels: publisher, influx: sink,
        time: time,
        hours: hours, faults: faults,
        memory: {
          memory = meter.read()?.fraction
          return memory
        }, isStopAsked: { Interrupt.signal != nil || failure != nil })
      var last: CycleReport?
      let outcome = try collector.run { cycle in
        last = cycle
        serving.take(cycle, memory: memory)
        do throws(Failure) { try report.cycle(cycle) } catch { failure = error }
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
    if outcome.lostCycles > 0, !(toleratesFaults && faults != FaultPlan()) {
      throw .io(
        "\(outcome.lostCycles) of \(outcome.cycles) cycles were not kept",
        hint: "the log says why, cycle by cycle")
    }
    try Interrupt.check()
    if outcome.emptyCycles > 0, !(toleratesFaults && faults != FaultPlan()) {
      throw .invariant(
        "\(outcome.emptyCycles) of \(outcome.cycles) cycles collected nothing",
        hint: "the log says why, cycle by cycle")
    }
  }

  private static func serving(
    _ arguments: Arguments, _ session: Session, _ plan: CollectionPlan, _ table: ContractTable,
    usesPanels: Bool, always: Bool
  ) throws(Failure) -> CollectServing {
    let calendars = try Failure.wrapping { () throws(MarketError) in
      var calendars: [MarketCalendar] = []
      for index in plan.indices { calendars.append(try table.calendar(of: index.index)) }
      return calendars
    }
    return try CollectServing(
      arguments, session, interval: Double(plan.interval) / 1e9,
      usesPanels: usesPanels,
      digest: provenance(arguments, session).digest,
      isMarketOpen: {
        let now = WallClock.nanoseconds()
        return always || calendars.contains { $0.phase(at: now).isOpen }
      })
  }

  private func sink() throws(Failure) -> InfluxSink? {
    guard let influx, let folder else { return nil }
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
    session.log.info("InfluxDB: \(counts.sentPoints) points in \(counts.sentBatches) batches")
    if counts.waiting + counts.refusedBatches + counts.droppedBatches > 0 {
      session.log.warning(
        "InfluxDB: \(counts.waiting) batches wait for the next run, \(counts.refusedBatches) were refused, "
          + "\(counts.droppedBatches) dropped; \(counts.lastTrouble ?? "no reason known")")
    }
  }

  private func publisher(_ folder: String) throws(Failure) -> PanelPublisher {
    let keys = try keyPath.map { path throws(Failure) in
      try Failure.wrapping { () throws(GovernanceError) in try KeyRing.read(path: path) }
    }
    return try Failure.wrapping { () throws(MarketError) in
      try PanelPublisher(
        folder: folder, keys: keys, interval: plan.interval, version: session.program.version,
        provenance: provenance)
    }
  }
}

import Base
import Documents
import Governance
import Market
import Telemetry

/// `g6 retention scan`, `apply` and `undo`.
enum RetentionCommands {
  static let scan = CommandSpec(
    name: "retention scan",
    summary: "Tell which files are old enough to go, and write a plan of it; nothing is touched.",
    details: [
      """
      A file's age is that of its content in exchange time: the newest of the day in its name and the days of its rows, \
      never the time of the file. Content of the exchange's present day stays, the newest days of every series stay, and \
      so does what tells no day. docs/retention.md tells which files are looked at.
      """
    ],
    flags: [
      RetentionFlags.root.spec, RetentionFlags.maxAge.spec, RetentionFlags.minKeep.spec,
      RetentionFlags.influx.spec,
      RetentionFlags.planOut.spec, RetentionFlags.metricsOut.spec, RetentionFlags.today.spec,
    ],
    examples: [
      Example(purpose: "what would go", line: "g6 retention scan --root data/g6_data --max-age-days 90"),
      Example(purpose: "and as a plan", line: "g6 retention scan --config g6.toml --plan-out plan.json"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "A setting breaks its rule."),
      FailureNote(label: .io, meaning: "The folder cannot be read, or the plan not be written."),
    ]
  ) { arguments, session throws(Failure) in
    try scan(arguments, session)
  }

  static let apply = CommandSpec(
    name: "retention apply",
    summary: "Move the files of a plan into quarantine.",
    details: [
      """
      Scans again and refuses a plan that is not what the scan says now, was edited, or is older than a day. Every file is \
      read back from quarantine before it is removed from its place. With retention.protect_today, as it stands now, a plan that \
      takes content of the exchange's present day is refused, too, whatever it was made with. Files that waited there longer than \
      retention.quarantine_days are deleted. Stopped half-way, the same plan can be applied again.
      """
    ],
    flags: [
      RetentionFlags.plan.spec, RetentionFlags.influxURL.spec, RetentionFlags.influxDatabase.spec,
      RetentionFlags.influxOrganization.spec, RetentionFlags.influxBucket.spec,
    ],
    examples: [Example(purpose: "after looking at it", line: "g6 retention apply --plan plan.json")],
    failures: changing
  ) { arguments, session throws(Failure) in
    let plan = try read(arguments)
    let settings = try session.settings(arguments)
    if settings.origin("retention.enabled") != .defaultValue, !settings.bool("retention.enabled") {
      throw .policy(
        "retention.enabled is false (\(settings.origin("retention.enabled").description)): nothing may be removed",
        hint: "set it to true, or take it out")
    }
    let pruner = try InfluxPruner(settings, session)
    let outcome = try Failure.wrapping { () throws(GovernanceError) in
      try RetentionRun(plan, now: WallClock.nanoseconds()).apply(
        pruner: pruner, protectsToday: settings.bool("retention.protect_today"))
    }
    let purged =
      outcome.purged == 0
      ? "" : "; \(Figures.grouped(outcome.purged)) that waited there long enough are deleted"
    try report(outcome, plan, "went into quarantine\(purged)", session)
  }

  static let undo = CommandSpec(
    name: "retention undo",
    summary: "Bring the files of an applied plan back from quarantine.",
    details: [
      "Every file is verified. One whose place is taken by another content stays in quarantine and is named."
    ],
    flags: [RetentionFlags.plan.spec],
    examples: [Example(purpose: "as it was", line: "g6 retention undo --plan plan.json")],
    failures: changing + [
      FailureNote(label: .invariant, meaning: "Some files could not come back; each is named.")
    ]
  ) { arguments, session throws(Failure) in
    let plan = try read(arguments)
    let outcome = try Failure.wrapping { () throws(GovernanceError) in
      try RetentionRun(plan, now: WallClock.nanoseconds()).undo()
    }
    try report(outcome, plan, "came back", session)
    if let first = outcome.left.first {
      throw .invariant(
        "\(Figures.counted(outcome.left.count, "file")) left in quarantine; the first: \(first)",
        hint: hint(for: outcome, plan))
    }
  }

  /// What to do about files that could not come back.
  private static func hint(for outcome: RetentionRun.Outcome, _ plan: RetentionPlan) -> String {
    let isBlocked = outcome.lost < outcome.left.count
    let blocked = isBlocked ? "move aside what is in their way and undo again" : nil
    let lost =
      outcome.lost == 0
      ? nil
      : "what is damaged in quarantine or gone from it comes back from a backup alone; the batch is kept"
    return [blocked, lost].compactMap(\.self).joined(separator: "; ")
  }

  /// The name of the earlier program; says so once and does what `retention scan` does.
  static let legacyScan = CommandSpec(
    name: "retention-scan",
    summary: "The earlier name of retention scan.",
    flags: [
      RetentionFlags.root.spec, legacyFolder.spec, RetentionFlags.maxAge.spec,
    ]
  ) { arguments, session throws(Failure) in
    session.log.warning("retention-scan is the earlier name of retention scan; it goes with version 2.0")
    try scan(arguments, session)
  }

  private static let legacyFolder = Flag<String?>.optional(
    "csv-dir", "DIR", kind: .directory, "The earlier name of --root.")

  private static let changing = [
    FailureNote(label: .badInput, meaning: "The file is no plan."),
    FailureNote(label: .policy, meaning: "The plan is stale or edited, or there is nothing to bring back."),
    FailureNote(
      label: .io,
      meaning: "A file cannot be read, written or moved, or InfluxDB is away or did not delete its points."),
  ]

  private static func read(_ arguments: Arguments) throws(Failure) -> RetentionPlan {
    try Failure.wrapping { () throws(GovernanceError) in
      try RetentionPlan.read(path: arguments[RetentionFlags.plan])
    }
  }

  private static func scan(_ arguments: Arguments, _ session: Session) throws(Failure) {
    let settings = try session.settings(arguments)
    let root = arguments[legacyFolder] ?? settings.text("retention.root")
    let today = try arguments[RetentionFlags.today].map { text throws(Failure) in
      guard let day = CivilDate(text) else {
        throw .badInput("--today \(text) is not a day", hint: "write it as 2026-11-20")
      }
      return day
    }
    let started = MonotonicClock.nanoseconds()
    let (plan, numbers) = try Failure.wrapping { () throws(GovernanceError) in
      try RetentionPlan.make(
        root: root, policy: RetentionPolicy(settings), now: WallClock.nanoseconds(), today: today)
    }
    let nanoseconds = MonotonicClock.nanoseconds() - started
    if let path = arguments[RetentionFlags.metricsOut] { try writeMetrics(numbers, nanoseconds, to: path) }
    let seconds = Double(nanoseconds) / 1e9
    for file in plan.files { session.log.trace("may go: \(file.path), \(file.reason)") }
    let path = arguments[RetentionFlags.planOut]
    if let path {
      let text = try Failure.wrapping { () throws(GovernanceError) in try plan.render() }
      try OutputFile.makeFolders(of: path)
      try Failure.wrapping { () throws(SystemError) in try AtomicFileWriter.replace(path: path, with: text) }
    }
    try RetentionReport(plan: plan, numbers: numbers, seconds: seconds, planPath: path).write(to: session)
  }

  /// The metrics of one scan as a file that Prometheus' node exporter picks up.
  private static func writeMetrics(
    _ numbers: RetentionNumbers, _ nanoseconds: UInt64, to path: String
  ) throws(Failure) {
    let registry = MarketMetrics.registry(groups: [MarketMetrics.retentionCandidates.group])
    MarketSeries(registry).take(numbers, nanoseconds: nanoseconds)
    let text = Exposition().render(registry.collect())
    try OutputFile.makeFolders(of: path)
    try Failure.wrapping { () throws(SystemError) in try AtomicFileWriter.replace(path: path, with: text) }
  }

  private static func report(
    _ outcome: RetentionRun.Outcome, _ plan: RetentionPlan, _ what: String, _ session: Session
  ) throws(Failure) {
    let text =
      "\(Figures.counted(outcome.files, "file")), \(Figures.bytes(outcome.bytes)), of \(plan.root) \(what)\n"
    try session.conclude(isOK: outcome.left.isEmpty, text: text) { json in
      json.field("schema", "g6.retention.v1")
      json.field("root", plan.root)
      json.field("files", outcome.files)
      json.field("bytes", outcome.bytes)
      json.field("purged", outcome.purged)
      json.field("influx_pruned", outcome.isInfluxPruned)
      json.array("left") { list in for line in outcome.left { list.string(line) } }
    }
  }
}

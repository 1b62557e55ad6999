import Base
import Documents
import Governance
import Market

/// Retention on a schedule: when the session of an exchange's day is over, its collector scans its folder, writes the plan
/// and, unless `retention.dry_run` holds it back, applies it. Only where `retention.enabled` says so.
struct RetentionSchedule {
  private let root: String
  private let plans: String
  private let policy: RetentionPolicy
  private let pruner: InfluxPruner?
  private let calendars: [MarketCalendar]
  private let interval: Int64
  private let log: Logger
  private let series: MarketSeries
  /// The last day that was looked at.
  private var done: CivilDate?
  /// The day of the cycle before.
  private var day: CivilDate?

  /// Nil where retention is not enabled, or nothing is kept. The folder is that of the collection unless another one is
  /// named by `retention.root`.
  ///
  /// - Parameter calendars: of the indices; their last session's end is the end of the day.
  init?(
    _ settings: Settings, _ session: Session, folder: String?, calendars: [MarketCalendar], interval: Int64,
    series: MarketSeries
  ) throws(Failure) {
    guard let folder, settings.bool("retention.enabled") else { return nil }
    root = settings.origin("retention.root") == .defaultValue ? folder : settings.text("retention.root")
    plans = folder + "/.g6/retention"
    policy = RetentionPolicy(settings)
    pruner = policy.prunesInflux ? try InfluxPruner(settings, session) : nil
    self.calendars = calendars
    self.interval = interval
    log = session.log
    self.series = series
  }

  /// Takes a cycle that has ended; with the last one of a session, or the first one of a day after one that was cut short,
  /// retention runs. It waits for that: nothing else is due before the next session.
  mutating func take(_ instant: Int64) {
    let date = MarketCalendar.zone.date(instant)
    if let day, day != date, day != done { run(day) }
    day = date
    func isOpen(_ moment: Int64) -> Bool { calendars.contains { $0.phase(at: moment).isOpen } }
    if date != done, isOpen(instant), !isOpen(instant + interval) { run(date) }
  }

  private mutating func run(_ date: CivilDate) {
    done = date
    let began = MonotonicClock.nanoseconds()
    let now = WallClock.nanoseconds()
    do throws(GovernanceError) {
      let (plan, numbers) = try RetentionPlan.make(root: root, policy: policy, now: now, today: date)
      series.take(numbers, nanoseconds: MonotonicClock.nanoseconds() - began)
      let path = "\(plans)/\(date).json"
      let text = try plan.render()
      do throws(SystemError) {
        try Folder.create(plans)
        try AtomicFileWriter.replace(path: path, with: text)
      } catch { throw GovernanceError.system(error) }
      guard !policy.isDryRun, !plan.files.isEmpty else {
        log.info(
          "retention of \(date): \(Figures.counted(plan.files.count, "file")) of \(root) may go, see \(path)\(policy.isDryRun ? "; retention.dry_run keeps them" : "")"
        )
        return
      }
      let outcome = try RetentionRun(plan, now: now).apply(
        pruner: pruner, protectsToday: policy.protectsToday)
      log.info(
        "retention of \(date): \(Figures.counted(outcome.files, "file")) of \(root) went into quarantine, g6 retention undo --plan \(path) brings them back"
      )
    } catch { log.warning("retention of \(date) did not end: \(error)") }
  }
}

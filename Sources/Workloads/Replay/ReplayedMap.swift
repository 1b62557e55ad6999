import Base
import HashMaps
import Telemetry

/// The map of a replay and everything that may happen to it: batches, limits, signals, timers,
/// commands.
///
/// The one home of what a replay does. Whoever drives it, a plain loop or the node of a graph, hands it batches, has it
/// proceed and does what the answer asks for. Owns its map; nothing else touches it.
final class ReplayedMap {
  /// What whoever drives the map has to do next.
  enum Turn {
    /// Hand ``ReplayedMap/observation`` to the observer, then proceed.
    case observed
    /// The batch is used up: bring another one, or say that there is none; proceed by ``ReplayedMap/nextLook``.
    case hungry
    /// Nothing is applied before that moment; proceed then, and by ``ReplayedMap/nextLook``.
    case resting(until: UInt64)
    /// The run is over.
    case ended(ReplayEnding)
  }

  let settings: ReplaySettings
  let hooks: ReplayHooks
  let map: ByteMap
  var applier: MapApplier
  var schedule: TickSchedule
  let structure: StructureLog
  let observation = Observation()
  /// The beginning of the run on the monotonic clock.
  let start: UInt64
  /// Processor time the thread had used by then.
  let processorStart: UInt64
  var nextCompaction: UInt64
  var nextSnapshot: UInt64
  /// The snapshot under way.
  var taking: SnapshotInHand?
  /// A snapshot that is to begin when the reseed in hand has ended.
  var waiting: SnapshotInWaiting?
  /// Operations of earlier runs, as the snapshot told.
  let operationsBefore: UInt64
  /// Settings that commands may change.
  var configuration: MapConfiguration
  /// Guardrails, and whether ticks are held against them.
  var thresholds: Guardrails.Thresholds
  var isWatching: Bool
  var maxMemory: Int?
  var compactNanoseconds: UInt64?
  var tickOperations: UInt64
  var tickNanoseconds: UInt64
  /// Commands to come, by operation, with their numbers.
  var plan: ArraySlice<(id: Int, command: PlannedCommand)>
  var receipts = ReceiptList()
  private var commandCount: Int
  /// When operations are due; nil for as soon as possible.
  var openLoop: OpenLoop?
  /// The end of a pause on the monotonic clock; 0 without one.
  var resumeAt: UInt64 = 0
  /// Whether a command has ended the run.
  var isStopped = false
  /// Events since the latest observation.
  var events: [TickEvent] = []
  /// Structural events the latest observation knew.
  var recorded = 0
  /// Nanoseconds the run waited for input.
  private(set) var waited: UInt64 = 0
  private var waitingSince: UInt64?
  private var batch: OperationBatch?
  private var row = 0
  /// Operations still to be passed over.
  private var skip: UInt64
  private var inputBytes = 0
  private var isLast = false
  private var fault: WorkloadError?

  /// A map that is about to begin. Throws when there is no memory for an empty one.
  init(_ settings: ReplaySettings, hooks: ReplayHooks, resuming resumed: ResumedMap?) throws(MapError) {
    self.settings = settings
    self.hooks = hooks
    if let resumed { map = resumed.map } else { map = try ByteMap(settings.map) }
    operationsBefore = resumed?.operations ?? 0
    skip = settings.skippedOperations
    // Another number than the map's seed, so that places of samples and of keys have nothing in common.
    applier = MapApplier(map: map, sampleEvery: settings.sampleEvery, seed: ~settings.seed)
    let start = MonotonicClock.nanoseconds()
    self.start = start
    processorStart = ThreadCPUClock.nanoseconds()
    tickOperations = UInt64(settings.tickOperations ?? 0)
    tickNanoseconds = settings.tickNanoseconds ?? 0
    schedule = TickSchedule(everyOperations: tickOperations, everyNanoseconds: tickNanoseconds, now: start)
    compactNanoseconds = settings.compactNanoseconds
    nextCompaction = settings.compactNanoseconds.map { start &+ $0 } ?? .max
    nextSnapshot = settings.snapshots.intervalNanoseconds.map { start &+ $0 } ?? .max
    maxMemory = settings.maxMemory
    configuration = settings.map
    let numbered = settings.plan.enumerated().map { (id: $0 + 1, command: $1) }
    plan = numbered.sorted { ($0.command.operation, $0.id) < ($1.command.operation, $1.id) }[...]
    commandCount = numbered.count
    thresholds = settings.thresholds
    isWatching = settings.isWatching
    observation.thresholds = settings.watched
    openLoop = settings.pacing.map { OpenLoop($0, seed: settings.seed) }
    let structure = StructureLog(start: start)
    self.structure = structure
    map.observe { structure.note($0) }
  }

  // MARK: Input

  /// Takes the next batch; it is the map's own until `proceed` says `hungry`.
  func take(_ batch: OperationBatch) {
    endWait()
    self.batch = batch
    taking?.admitted = 0
    row = Int(min(skip, UInt64(batch.count)))
    skip -= UInt64(row)
  }

  /// Says that no batch follows, and what broke the input off if something did.
  func end(_ fault: WorkloadError?) {
    endWait()
    isLast = true
    self.fault = fault
  }

  private func endWait() {
    guard let since = waitingSince else { return }
    waited &+= MonotonicClock.nanoseconds() &- since
    waitingSince = nil
  }

  // MARK: Proceeding

  /// Applies operations until something else is due. Costs nothing per operation beyond applying it.
  func proceed() throws(ReplayFault) -> Turn {
    applier.closeSample()
    if let turn = attend() { return turn }
    let began = openLoop == nil ? 0 : MonotonicClock.nanoseconds()
    while true {
      if let turn = obey() { return turn }
      guard let batch, row < batch.count else { break }
      let end = min(batch.count, row &+ Int(min(operationsUntilCut, UInt64(MapApplier.rangeLimit))))
      if openLoop != nil {
        let rest = try applyDue(batch, &row, to: end)
        if let turn = attend() { return turn }
        if let rest { return .resting(until: rest) }
        // A batch lasts as long as its operations take to come, half a second and more; others want their turn, too.
        let now = MonotonicClock.nanoseconds()
        if now &- began > Self.longestPacedTurn { return .resting(until: now) }
        continue
      }
      let stop = admitted(batch, row, end)
      do throws(MapError) {
        if stop > row { row = try applier.step(batch, from: row, to: stop) }
      } catch {
        throw .map(error, operation: applier.applied + 1)
      }
      if let turn = attend() { return turn }
      applier.closeSample()
    }
    if let batch {
      inputBytes = batch.inputBytes
      self.batch = nil
    }
    hooks.progress(applier.applied, inputBytes)
    if let fault { throw .workload(fault) }
    if isLast { return .ended(.completed) }
    if waitingSince == nil { waitingSince = MonotonicClock.nanoseconds() }
    return .hungry
  }

  /// Whether there may be nothing to apply: the run is paused, keeps a pace, or has waited for its input for so many
  /// nanoseconds. A source that is merely slow changes nothing of what a run does at which operation.
  func isIdle(after patience: UInt64) -> Bool {
    if resumeAt != 0 || openLoop != nil { return true }
    guard let waitingSince, batch == nil else { return false }
    return MonotonicClock.nanoseconds() &- waitingSince > patience
  }

  /// Operations until a tick or a command is due.
  private var operationsUntilCut: UInt64 {
    let untilTick = schedule.operationsUntilDue(after: applier.counts.total)
    return min(untilTick, (plan.first?.command.operation ?? .max) &- applier.counts.total)
  }

  /// Carries out what is planned for now; returns what commands have made of the run, if anything.
  private func obey() -> Turn? {
    if !plan.isEmpty { performPlanned() }
    if isStopped { return .ended(.commanded) }
    guard resumeAt != 0 else { return nil }
    if MonotonicClock.nanoseconds() < resumeAt {
      hooks.progress(applier.applied, inputBytes)
      return .resting(until: resumeAt)
    }
    resumeAt = 0
    return nil
  }

  /// The number of a command that was not planned.
  func takeID() -> Int {
    commandCount += 1
    return commandCount
  }

  /// Closes the account when the run is over.
  func settle() {
    endWait()
    finishSnapshot()
    refusePlanned()
  }
}

import Base
import HashMaps
import Telemetry

/// One run of a workload through a map: applies every operation in order, measures ticks, obeys limits and signals.
///
/// Owns its map; nothing else touches it while it runs. A run ends by itself, on a signal, at a limit or by an error,
/// and always gives a result that says so.
package final class Replay<Source: TimedOperationSource> {
  /// How the run was set up; the seed is always there.
  package let settings: ReplaySettings
  let hooks: ReplayHooks
  var source: Source
  let map: ByteMap
  var applier: MapApplier
  var builder: FrameBuilder
  var schedule: TickSchedule
  let structure: StructureLog
  /// The beginning of the run on the monotonic clock.
  let start: UInt64
  var nextCompaction: UInt64
  var inputBytes = 0
  /// Nanoseconds the run waited for input.
  var waited: UInt64 = 0
  var events = EventList()
  var alerts: [Alert] = []
  var alertsRaised = 0
  var tickCount = 0
  /// Structural events the latest frame knew.
  var recorded = 0

  /// A run that is about to begin. Throws when there is no memory for an empty map.
  package init(_ settings: ReplaySettings, source: Source, hooks: ReplayHooks) throws(MapError) {
    self.settings = settings
    self.hooks = hooks
    self.source = source
    map = try ByteMap(settings.map)
    // Another number than the map's seed, so that places of samples and of keys have nothing in common.
    applier = MapApplier(map: map, sampleEvery: settings.sampleEvery, seed: ~settings.seed)
    let start = MonotonicClock.nanoseconds()
    self.start = start
    builder = FrameBuilder(
      runID: Self.drawRunID(), buckets: settings.buckets, thresholds: settings.thresholds,
      alpha: settings.rateAlpha)
    schedule = TickSchedule(
      everyOperations: UInt64(settings.tickOperations ?? 0), everyNanoseconds: settings.tickNanoseconds ?? 0,
      now: start)
    nextCompaction = settings.compactNanoseconds.map { start &+ $0 } ?? .max
    let structure = StructureLog(start: start)
    self.structure = structure
    map.observe { structure.note($0) }
  }

  /// Runs to the end, whatever that is.
  package func run() -> ReplayResult {
    var ending: ReplayEnding
    do throws(ReplayFault) {
      note(.start, message: "workload started", at: start)
      try tick()
      ending = try applyAll()
    } catch {
      ending = .failed(error)
    }
    source.close()
    return finish(&ending)
  }

  /// Applies batch after batch until the source ends or something stops the run.
  private func applyAll() throws(ReplayFault) -> ReplayEnding {
    let batch = OperationBatch()
    while true {
      if let ending = try wait(for: batch) { return ending }
      var row = 0
      while row < batch.count {
        let untilTick = schedule.operationsUntilDue(after: applier.counts.total)
        let end = min(batch.count, row &+ Int(min(untilTick, UInt64(MapApplier.rangeLimit))))
        do throws(MapError) {
          row = try applier.step(batch, from: row, to: end)
        } catch {
          throw .map(error, operation: applier.applied + 1)
        }
        if let ending = try attend() { return ending }
        applier.closeSample()
      }
      inputBytes = batch.inputBytes
      hooks.progress(applier.applied, inputBytes)
    }
  }

  /// Waits for the next batch; returns how the run ends if none comes, because there is none or a signal came first.
  private func wait(for batch: OperationBatch) throws(ReplayFault) -> ReplayEnding? {
    let began = MonotonicClock.nanoseconds()
    defer { waited &+= MonotonicClock.nanoseconds() &- began }
    while true {
      do throws(WorkloadError) {
        switch try source.next(into: batch, within: patience()) {
        case .batch: return nil
        case .end: return .completed
        case .nothing: break
        }
      } catch {
        throw .workload(error)
      }
      if let ending = try attend() { return ending }
      hooks.progress(applier.applied, inputBytes)
    }
  }

  private static func drawRunID() -> String {
    hexadecimalDigits(UInt64(bitPattern: WallClock.nanoseconds()))
      + hexadecimalDigits(.random(in: 0...UInt64.max))
  }
}

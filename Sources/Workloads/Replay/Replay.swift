import Base
import Connectors
import HashMaps

/// One run of a workload through a map: applies every operation in order, measures ticks, obeys limits and signals.
///
/// A run ends by itself, on a signal, at a limit or by an error, and always gives a result that says so. What is done
/// and when is decided by ``ReplayedMap`` and ``ReplayObserver``; an engine only carries batches and observations.
package final class Replay<Source: TimedOperationSource> {
  /// How the run was set up; the seed is always there.
  package let settings: ReplaySettings
  var source: Source
  /// Where commands come from while it runs; engine `graph` alone listens to it.
  let control: ControlSocket?
  let map: ReplayedMap
  let observer: ReplayObserver

  /// A run that is about to begin, with an empty map or with that of a snapshot. Throws when there is no memory for an
  /// empty one.
  package init(
    _ settings: ReplaySettings, source: Source, hooks: ReplayHooks, control: ControlSocket? = nil,
    resuming resumed: ResumedMap? = nil
  ) throws(MapError) {
    self.settings = settings
    self.control = control
    self.source = source
    map = try ReplayedMap(settings, hooks: hooks, resuming: resumed)
    observer = ReplayObserver(settings, hooks: hooks)
  }

  /// Runs to the end, whatever that is.
  package func run() -> ReplayResult {
    var ending: ReplayEnding
    do throws(ReplayFault) {
      map.note(.start, message: "workload started", at: map.start)
      map.observe()
      try observer.take(map)
      ending =
        switch settings.engine {
        case .graph: try runGraph()
        case .direct: try runDirectly()
        }
    } catch {
      ending = .failed(error)
    }
    map.settle()
    source.close()
    control?.close()
    return finish(&ending)
  }

  /// The plain loop: wait, apply, tick, on one thread.
  private func runDirectly() throws(ReplayFault) -> ReplayEnding {
    let batch = OperationBatch()
    let pause = ConditionLock()
    while true {
      switch try map.proceed() {
      case .observed: try observer.take(map)
      case .ended(let ending): return ending
      case .resting(let until): pause.wait(until: min(until, map.nextLook)) { false }
      case .hungry:
        let look = map.nextLook
        let now = MonotonicClock.nanoseconds()
        do throws(WorkloadError) {
          switch try source.next(into: batch, within: look > now ? look - now : 0) {
          case .batch: map.take(batch)
          case .end: map.end(nil)
          case .nothing: break
          }
        } catch {
          map.end(error)
        }
      }
    }
  }
}

import Base
import Synchronization

/// How a run is asked to end.
extension Scheduler {
  /// Asks for a graceful end: sources end, paused nodes go on, what is queued is delivered by each edge's rule, nodes end
  /// in order. What is not done after `nanoseconds` is left, and reported. Remembered when the run has not begun; asked
  /// again, the earlier deadline counts.
  public func stop(within nanoseconds: UInt64 = .max) {
    if state == .created {
      // The time begins with the run.
      lower(drainWithin, to: nanoseconds)
    } else {
      lower(stopUntil, to: later(executor.now, nanoseconds))
    }
    stopAsked.store(true, ordering: .releasing)
    stopIsNew.store(true, ordering: .releasing)
    executor.wake()
  }

  /// Written out: `Atomic.min` compares unsigned words as if they had a sign.
  private func lower(_ value: borrowing Atomic<UInt64>, to other: UInt64) {
    var known = value.load(ordering: .relaxed)
    while other < known {
      let result = value.compareExchange(expected: known, desired: other, ordering: .relaxed)
      if result.exchanged { return }
      known = result.original
    }
  }

  /// Ends the run at once: no further message is handled; nodes are still stopped in order.
  public func cancel() {
    cancelAsked.store(true, ordering: .releasing)
    executor.wake()
  }

  /// Fails the run: the first error stands in the report.
  @usableFromInline
  func fail(_ error: DataflowError) {
    let isFirst = statisticsLock.withLock {
      defer { failure = failure ?? error }
      return failure == nil
    }
    if isFirst { note(.failed, node: "", detail: error.description) }
    cancel()
  }

  /// Sees to stops and failures; true when the run is over.
  @inline(__always)
  func attend(_ now: UInt64) -> Bool {
    if stopIsNew.load(ordering: .acquiring) { beginDraining(now) }
    guard cancelAsked.load(ordering: .acquiring) || now >= drainUntil.load(ordering: .relaxed) else {
      return false
    }
    return endEarly()
  }

  @inline(never)
  private func endEarly() -> Bool {
    if !cancelAsked.load(ordering: .acquiring) { ranOutOfTime.store(true, ordering: .relaxed) }
    stateValue.store(State.stopping.rawValue, ordering: .releasing)
    return true
  }

  /// Sources end, doors close. Runs beside the slices of other workers: a handler that hangs does not hold it up.
  @inline(never)
  private func beginDraining(_ now: UInt64) {
    // Counts as a slice, so that the graph keeps its shape meanwhile.
    let mine = withQueues {
      guard !mail.isHalted else { return false }
      running += 1
      return true
    }
    guard mine else { return }
    defer { withQueues { running -= 1 } }
    guard stopIsNew.exchange(false, ordering: .acquiringAndReleasing) else { return }
    let sinceBegin = later(began, drainWithin.load(ordering: .relaxed))
    drainUntil.store(min(sinceBegin, stopUntil.load(ordering: .relaxed)), ordering: .relaxed)
    let begins = stateValue.compareExchange(
      expected: State.running.rawValue, desired: State.draining.rawValue, ordering: .acquiringAndReleasing)
    guard begins.exchanged else { return }
    note(.draining, node: "", detail: "")
    closeIntake()
    for connection in graph.connections where connection.edge.drain == .discard {
      _ = connection.edge.discardQueued()
    }
    // Every node looks at itself: those without inputs end, the others once their inputs are exhausted.
    for node in graph.nodes { signalled(node, node.readyBand) }
  }

  /// Closes the doors: nothing comes in from outside any more.
  func closeIntake() {
    for connection in graph.connections where connection.output == nil { connection.edge.close() }
  }
}

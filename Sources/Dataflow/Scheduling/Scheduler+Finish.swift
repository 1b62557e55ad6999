import Base
import Synchronization

/// The end of a run: nodes are stopped in order, what was left is counted.
extension Scheduler {
  /// Calls `onStop`, consumers before producers, and closes the mailbox.
  func finish() {
    guard state != .stopped else { return }
    stateValue.store(State.stopping.rawValue, ordering: .releasing)
    closeIntake()
    var slice = SliceClock()
    for node in graph.order.reversed() where node.phase != .created {
      let now = executor.now
      node.now = now
      slice.begin(.passUnretained(node), now)
      node.runningSince.store(now | 1, ordering: .relaxed)
      if let hook = node.hooks.stop { node.call(hook) }
      node.runningSince.store(0, ordering: .relaxed)
      stopReports.append(node.name)
      noteSlice(&slice, executor.now)
    }
    detachOutside()
    ended = executor.now
    stateValue.store(State.stopped.rawValue, ordering: .releasing)
    mail.close(signalled)
    note(.stopped, node: "", detail: "\(outcome)")
  }

  /// Nobody takes what comes from outside any more: doors close, and those who wait at them go on.
  func detachOutside() {
    for node in graph.nodes { node.hooks.detach?() }
    for connection in graph.connections where connection.output == nil {
      connection.edge.close()
      connection.edge.releaseProducer()
    }
  }

  /// The error that ended the run, if one did.
  var firstFailure: DataflowError? { statisticsLock.withLock { failure } }

  var outcome: RunReport.Outcome {
    if let failure = firstFailure {
      if case .deadlock = failure { return .deadlocked }
      return .failed
    }
    switch state {
    case .created: return .running
    case .running, .draining: return .running
    case .stopping, .stopped:
      if ranOutOfTime.load(ordering: .relaxed) { return .timedOut }
      let complete = live.load(ordering: .relaxed) == 0
      return complete ? (stopAsked.load(ordering: .acquiring) ? .stopped : .completed) : .cancelled
    }
  }

  func makeReport() -> RunReport {
    let graph = planning.withLock { planned }
    var report = RunReport()
    report.outcome = outcome
    report.error = statisticsLock.withLock { failure }
    report.steps = steps.load(ordering: .relaxed)
    report.nanoseconds = (state == .stopped ? ended : executor.now) &- began
    report.stopOrder = state == .stopped ? stopReports : []
    for node in graph.nodes { report.nodes.append(statistics(of: node)) }
    planning.withLock {
      for connection in graph.connections {
        report.edges.append(
          RunReport.Edge(
            id: connection.edge.id, statistics: connection.edge.statistics,
            stay: connection.edge.withLock({ connection.edge.probe })?.summary ?? LatencySummary()))
        let waiting = connection.edge.waiting.load(ordering: .relaxed)
        let queued = connection.edge.depth
        if queued + waiting > 0 {
          report.leftovers.append(
            RunReport.Leftover(edge: connection.edge.id, queued: queued, waiting: waiting))
        }
      }
    }
    for node in graph.nodes {
      report.unretried += node.inputs.filter(\.holds).map(\.path)
    }
    report.runningNow = runningNow.map(\.running)
    return report
  }

  func statistics(of node: NodeCore) -> RunReport.Node {
    RunReport.Node(
      name: node.name, handled: node.handled.load(ordering: .relaxed),
      emitted: node.emitted.load(ordering: .relaxed), errors: node.errors.load(ordering: .relaxed),
      ticks: node.ticks.load(ordering: .relaxed), slices: node.slices.load(ordering: .relaxed),
      sliceTimes: statisticsLock.withLock { node.sliceTimes.summary })
  }

  /// Recent events, oldest first; may be read from any thread.
  public var recentEvents: [DataflowEvent] { events.recent }

  /// Has an observer hear of events, at a bounded rate.
  public func observe(_ observer: any DataflowObserver) { events.add(observer) }

  /// Has words that come from outside (error texts) cleaned before anybody sees them.
  public func redact(_ clean: @escaping @Sendable (String) -> String) {
    events.redact(clean)
  }
}

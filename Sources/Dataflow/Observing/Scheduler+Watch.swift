/// What a host sees of a run from outside, while handlers run or hang.
extension Scheduler {
  /// The handlers that run at this moment, with the time when each began; may be asked from any thread.
  package var runningNow: [(running: RunReport.Running, since: UInt64)] {
    guard state != .stopped else { return [] }
    let now = executor.now
    return planning.withLock { planned }.nodes.compactMap { node in
      let since = node.runningSince.load(ordering: .relaxed)
      guard since != 0 else { return nil }
      return (RunReport.Running(node: node.name, nanoseconds: now > since ? now - since : 0), since)
    }
  }

  /// The time after which a node's handlers count as slow.
  package func slowAfter(_ node: String) -> UInt64 {
    let core = planning.withLock { planned }.nodes.first { $0.name == node }
    return core?.settings.slowAfter ?? options.slowAfter
  }

  /// Tells log and observers that a handler has not come back yet.
  package func noteHanging(_ running: RunReport.Running) {
    note(
      .slowHandler, node: running.node,
      detail: "has not come back for \(running.nanoseconds / 1_000_000) ms")
  }

  /// Has every node note what it handles in the slot that `slot` gives for its place in the graph. Before the run; the
  /// memory must outlive it.
  package func recordFlights(_ slot: (_ index: Int) -> UnsafeMutablePointer<FlightSlot>) {
    for (index, node) in graph.nodes.enumerated() { node.flight = slot(index) }
  }
}

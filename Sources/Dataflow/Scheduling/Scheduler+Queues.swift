import Base
import Synchronization

/// Who is ready, and who is next.
extension Scheduler {
  @inline(__always)
  func withQueues<R>(_ body: () -> R) -> R {
    guard let queues else { return body() }
    queues.acquire()
    defer { queues.release() }
    return body()
  }

  /// A node has work. From threads that run the graph.
  func signalled(_ node: NodeCore, _ band: UInt8) {
    if node.isShared { atomicMemoryFence(ordering: .sequentiallyConsistent) }
    withQueues { enqueue(node, band) }
  }

  /// Puts a node into the queue, or into a higher one, or has it come again. The caller holds the lock.
  func enqueue(_ node: NodeCore, _ band: UInt8) {
    guard node.phase != .ended, node.phase != .created else { return }
    let band = max(band, node.ownBand.load(ordering: .relaxed))
    switch node.state.load(ordering: .relaxed) {
    case NodeCore.State.idle:
      node.state.store(NodeCore.State.queued, ordering: .relaxed)
      node.signalledBand.store(band, ordering: .relaxed)
      ready.append(node, band: band)
      if workers > 1, sleepers.load(ordering: .relaxed) > 0 { executor.wake() }
    case NodeCore.State.queued:
      if band > node.queuedBand {
        ready.remove(node)
        node.signalledBand.store(band, ordering: .relaxed)
        ready.append(node, band: band)
      }
    default:
      node.state.store(NodeCore.State.runningAgain, ordering: .relaxed)
    }
  }

  /// The next deadline of a node has changed. From its own handlers.
  func deadlineChanged(_ node: NodeCore) {
    let deadline = node.earliestDeadline
    guard deadline != node.nextDue || deadline <= node.now else { return }
    node.nextDue = deadline
    withQueues { deadlines.set(node, deadline) }
  }

  /// The clock as nodes see it: in a replay it stands still during a slice.
  func clockNow(_ sliceBegan: UInt64) -> UInt64 { replay == nil ? executor.now : sliceBegan }

  /// Takes the next node to run, after waking those whose deadlines have come.
  func pick(_ now: UInt64) -> ReadyQueue.Link? {
    queues?.acquire()
    defer { queues?.release() }
    if mail.isHalted { return nil }
    while deadlines.first <= now, let node = deadlines.popDue(now) {
      // A tick may not wait behind traffic of the normal band.
      enqueue(node, max(Band.high.rawValue, node.readyBand))
    }
    guard let picked = next() else { return nil }
    picked._withUnsafeGuaranteedRef { node in
      node.state.store(NodeCore.State.running, ordering: .relaxed)
      node.signalledBand.store(0, ordering: .relaxed)
      record.note(node.index, now)
    }
    running += 1
    return picked
  }

  private func next() -> ReadyQueue.Link? {
    if replay != nil { return nextRecorded() }
    return options.fuzzes ? ready.popAny(&random) : ready.popNext()
  }

  private func nextRecorded() -> ReadyQueue.Link? {
    // As in the run that was recorded: a standstill comes before the slice of the node that it wakes.
    if ready.isEmpty { return nil }
    guard let index = replay?.next() else { return ready.popNext() }
    guard graph.nodes.indices.contains(index), graph.nodes[index].isInQueue else {
      let found =
        graph.nodes.indices.contains(index) ? "\(graph.nodes[index].name) is not ready" : "no such node"
      fail(.replayDiverged(step: replay?.position ?? 0, expected: "node \(index)", found: found))
      return nil
    }
    ready.remove(graph.nodes[index])
    return .passUnretained(graph.nodes[index])
  }

  /// A slice is over: back into the queue, or to sleep.
  func settle(_ node: NodeCore, hasWork: Bool) {
    queues?.acquire()
    defer { queues?.release() }
    running -= 1
    let signalledMeanwhile = node.state.load(ordering: .relaxed) == NodeCore.State.runningAgain
    node.state.store(NodeCore.State.idle, ordering: .relaxed)
    guard hasWork || signalledMeanwhile, node.phase != .ended else { return }
    enqueue(node, node.readyBand)
  }

  /// Nothing is ready: when to look again, or what the standstill means.
  func idle(_ now: UInt64) -> Step {
    let (busy, deadline) = withQueues {
      (running > 0, min(deadlines.first, drainUntil.load(ordering: .relaxed)))
    }
    if busy { return .idle(until: deadline == .max ? nil : deadline) }
    if live.load(ordering: .relaxed) == 0 {
      stateValue.store(State.stopping.rawValue, ordering: .releasing)
      return .finished
    }
    if isDraining ? isDrained : deadlines.first == .max && !awaitsOutside {
      for node in graph.order where node.phase == .running {
        if node.hooks.standstill?() == true { return .idle(until: now) }
      }
      return endByQuiescence(now)
    }
    return .idle(until: deadline == .max ? nil : deadline)
  }

  /// While a run drains: whether nothing is on its way any more, or what is can no longer move. Ticks alone keep no graph
  /// alive.
  private var isDrained: Bool {
    let left = graph.nodes.filter { $0.phase != .ended }
    if left.contains(where: { $0.outsideWork > 0 }) { return false }
    let isEmpty =
      graph.connections.allSatisfy { $0.edge.depth == 0 && $0.edge.waiting.load(ordering: .relaxed) == 0 }
      && !left.contains { $0.holdsMessage }
    if isEmpty { return true }
    let mayStillMove = deadlines.first != .max
    let waitsForDemand =
      drainUntil.load(ordering: .relaxed) != .max && left.contains { $0.lacksCredit }
    return !mayStillMove && !waitsForDemand
  }

  /// Whether something outside the graph may still give it work.
  private var awaitsOutside: Bool {
    graph.connections.contains { $0.output == nil && !$0.edge.isClosed }
      || graph.nodes.contains {
        $0.phase != .ended
          && ($0.sourceIdles || $0.isPaused || $0.outsideWork > 0
            || ($0.lacksCredit && $0.hooks.standstill == nil))
      }
  }

  /// Nothing can happen any more by itself, though nodes are left: producers that wait for one another are a deadlock;
  /// otherwise the first node that is left, producers first, has seen its last message.
  private func endByQuiescence(_ now: UInt64) -> Step {
    let blocked = graph.connections.filter { $0.output?.holdsUp == true && $0.edge.isInTheWay }
    if !blocked.isEmpty, !isDraining {
      fail(.deadlock(edges: blocked.map(\.edge.id)))
    } else if let node = graph.order.first(where: { $0.phase == .running }) {
      node.wantsEnd = true
      node.isPaused = false
      signalled(node, node.readyBand)
    } else if let node = graph.order.first(where: { $0.phase == .ending }) {
      abandonEnding(node)
    } else {
      return .finished
    }
    return .idle(until: now)
  }
}

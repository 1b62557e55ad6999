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

  /// A node has work. From any other thread: posted, and read before the next slice.
  func signalledFromOutside(_ node: NodeCore, _ band: UInt8) {
    mail.post(node, band) { [self] node, band in signalled(node, band) }
    executor.wake()
  }

  /// The next deadline of a node has changed. From its own handlers.
  func deadlineChanged(_ node: NodeCore) {
    var deadline = min(node.nextTick, node.alarm, node.retryAt)
    for output in node.outputs { deadline = min(deadline, output.blockedUntil) }
    node.nextDue = deadline
    withQueues { deadlines.set(node, deadline) }
  }

  /// Takes the next node to run, after waking those whose deadlines have come.
  func pick(_ now: UInt64) -> NodeCore? {
    queues?.acquire()
    defer { queues?.release() }
    while deadlines.first <= now, let node = deadlines.popDue(now) {
      // A tick may not wait behind traffic of the normal band.
      enqueue(node, max(Band.high.rawValue, node.readyBand))
    }
    guard let node = next() else { return nil }
    node.state.store(NodeCore.State.running, ordering: .relaxed)
    node.signalledBand.store(0, ordering: .relaxed)
    running += 1
    record.note(node.index, now)
    return node
  }

  private func next() -> NodeCore? {
    if replay != nil { return nextRecorded() }
    return options.fuzzes ? ready.popAny(&random) : ready.popNext()
  }

  private func nextRecorded() -> NodeCore? {
    guard let index = replay?.next() else { return ready.popNext() }
    guard graph.nodes.indices.contains(index), graph.nodes[index].isInQueue else {
      let found =
        graph.nodes.indices.contains(index) ? "\(graph.nodes[index].name) is not ready" : "no such node"
      fail(.replayDiverged(step: replay?.position ?? 0, expected: "node \(index)", found: found))
      return nil
    }
    ready.remove(graph.nodes[index])
    return graph.nodes[index]
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
    let (busy, deadline) = withQueues { (running > 0, min(deadlines.first, drainUntil)) }
    if busy { return .idle(until: deadline == .max ? nil : deadline) }
    if live == 0 {
      stateValue.store(State.stopping.rawValue, ordering: .releasing)
      return .finished
    }
    if deadline != .max { return .idle(until: deadline) }
    if awaitsOutside { return .idle(until: nil) }
    for node in graph.order where node.phase == .running {
      if node.hooks.standstill?() == true { return .idle(until: now) }
    }
    return endByQuiescence(now)
  }

  /// Whether something outside the graph may still give it work.
  private var awaitsOutside: Bool {
    if isDraining { return graph.nodes.contains { $0.phase != .ended && $0.outsideWork > 0 } }
    return graph.connections.contains { $0.output == nil && !$0.edge.isClosed }
      || graph.nodes.contains {
        $0.phase != .ended
          && ($0.sourceIdles || $0.isPaused || $0.outsideWork > 0
            || ($0.lacksCredit && $0.hooks.standstill == nil))
      }
  }

  /// Nothing can happen any more by itself, though nodes are left: producers that wait for one another are a deadlock;
  /// otherwise the first node that is left, producers first, has seen its last message.
  private func endByQuiescence(_ now: UInt64) -> Step {
    let blocked = graph.connections.filter { $0.edge.producerWaits }.map(\.edge.id)
    if !blocked.isEmpty, !isDraining {
      fail(.deadlock(edges: blocked))
      return .idle(until: now)
    }
    guard let node = graph.order.first(where: { $0.phase != .ended }) else { return .finished }
    node.wantsEnd = true
    node.isPaused = false
    signalled(node, node.readyBand)
    return .idle(until: now)
  }

  /// The loop of one of several workers.
  func work() {
    var slice = SliceClock()
    while true {
      let ticket = executor.ticket()
      if mail.isFull.load(ordering: .acquiring) { deliverMailAlone() }
      let now = executor.now
      if slice.node != nil { noteSlice(&slice, now) }
      if attend(now) { return executor.wake() }
      if let node = pickUnlessHalted(now) {
        slice.begin(node, now)
        runSlice(node, now)
        continue
      }
      sleepers.add(1, ordering: .sequentiallyConsistent)
      defer { sleepers.subtract(1, ordering: .sequentiallyConsistent) }
      // Somebody may have become ready between the look and the announcement.
      if !withQueues({ ready.isEmpty || mail.isHalted }) { continue }
      switch idleAlone(now) {
      case .finished: return executor.wake()
      case .worked: continue
      case .idle(let deadline):
        if !executor.wait(ticket, until: deadline) { cancel() }
      }
    }
  }

  /// What a standstill means is judged by one worker while nothing runs; the others only sleep.
  private func idleAlone(_ now: UInt64) -> Step {
    let (mine, deadline) = withQueues {
      let mine = running == 0 && ready.isEmpty && !mail.isHalted && !mail.isFull.load(ordering: .relaxed)
      if mine { mail.isHalted = true }
      return (mine, min(deadlines.first, drainUntil))
    }
    guard mine else { return .idle(until: deadline == .max ? nil : deadline) }
    defer { withQueues { mail.isHalted = false } }
    return idle(now)
  }

  private func pickUnlessHalted(_ now: UInt64) -> NodeCore? {
    mail.isHalted ? nil : pick(now)
  }

  /// Commands run while no slice does: the worker that finds none running delivers, the others hold back.
  private func deliverMailAlone() {
    let mine = withQueues {
      guard running == 0, !mail.isHalted else { return false }
      mail.isHalted = true
      return true
    }
    guard mine else { return }
    mail.deliver()
    withQueues { mail.isHalted = false }
    executor.wake()
  }
}

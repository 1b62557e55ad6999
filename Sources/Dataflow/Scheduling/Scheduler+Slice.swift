import Base
import Synchronization

/// What the time of the last slice tells, once the next reading of the clock is there.
struct SliceClock {
  var node: ReadyQueue.Link?
  var began: UInt64 = 0

  mutating func begin(_ node: ReadyQueue.Link, _ now: UInt64) {
    self.node = node
    began = now
  }
}

/// One node's turn.
extension Scheduler {
  func runSlice(_ node: NodeCore, _ now: UInt64) {
    settle(node, hasWork: handle(node, now))
  }

  /// Has a node do what there is to do; whether something is left to do at once.
  func handle(_ node: NodeCore, _ now: UInt64) -> Bool {
    node.now = now
    node.add(node.slices)
    if workers == 1 {
      steps.store(steps.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    } else {
      steps.add(1, ordering: .relaxed)
    }
    node.runningSince.store(now | 1, ordering: .relaxed)
    node.flight?.pointee.isRunning = 1
    let hasWork = work(node, now)
    node.flight?.pointee.isRunning = 0
    node.runningSince.store(0, ordering: .relaxed)
    return hasWork
  }

  /// Everything that is due in one node; whether something is left to do at once.
  private func work(_ node: NodeCore, _ now: UInt64) -> Bool {
    if node.hasWaiting { flush(node) }
    if node.controlQueued.load(ordering: .relaxed) > 0 {
      for input in node.inputs { input.drainControl() }
    }
    guard node.phase == .running else {
      if node.nextDue <= now { expireWaits(node) }
      return node.phase == .ending && finishEnding(node)
    }
    if node.isPaused {
      // A pause does not outlast the call to stop.
      if !isDraining || cancelAsked.load(ordering: .relaxed) { return false }
      node.isPaused = false
    }
    if node.nextDue <= now || ((node.tickIsDue || node.retryIsDue) && node.parked == 0) {
      serveDeadlines(node)
    }
    if node.duties.contains(.slice), node.mayHandle, let hook = node.hooks.slice {
      node.current = Headers()
      node.call(hook)
    }
    let batch = node.settings.batch ?? options.batch
    if node.inputList.count == 1 {
      _ = node.inputList.with(0) { $0.drainBody(batch) }
    } else if node.inputList.count > 1 {
      drainInTurn(node, batch)
    }
    if node.duties.contains(.produce) {
      if node.sourceIdles, node.isWoken { node.sourceIdles = false }
      if !node.sourceIdles, node.mayHandle, !isDraining { _ = node.hooks.produce?(batch) }
    }
    // The node has stopped the graph.
    if node.isPaused { return false }
    if isAtEnd(node) { return end(node) }
    return hasWork(node)
  }

  private func hasWork(_ node: NodeCore) -> Bool {
    if node.controlQueued.load(ordering: .relaxed) > 0 { return true }
    guard node.mayHandle else { return node.wantsEnd }
    if node.duties.contains(.produce), !node.sourceIdles { return true }
    return node.inputList.contains(where: \.hasData)
  }

  /// Several inputs take turns; one whose edges are urgent handles more in its turn, none is left out.
  private func drainInTurn(_ node: NodeCore, _ batch: Int) {
    let count = node.inputs.count
    let share = max(1, batch / count)
    var budget = max(batch, count)
    var unserved = 0
    while budget > 0, unserved < count, node.mayHandle {
      let input = node.inputs[node.inputCursor % count]
      node.inputCursor = (node.inputCursor + 1) % count
      guard input.hasData || input.holds else {
        unserved += 1
        continue
      }
      let weight = input.readyBand == 2 ? 4 : input.readyBand == 1 ? 2 : 1
      let handled = input.drainBody(min(budget, share * weight))
      unserved = handled == 0 ? unserved + 1 : 0
      budget -= max(1, handled)
    }
  }

  private func flush(_ node: NodeCore) {
    for output in node.outputs { output.flush() }
    node.hasWaiting = node.outputs.contains { $0.pending > 0 }
  }

  /// Gives up messages that have waited too long for room.
  private func expireWaits(_ node: NodeCore) {
    for output in node.outputs where output.blockedUntil <= node.now {
      for edge in output.expire() {
        note(.timedOut, node: edge.id, detail: "no room in time")
        node.noteError(DataflowError.waitTimedOut(edge: edge.id, nanoseconds: edge.timeout ?? 0).description)
      }
      output.flush()
    }
    deadlineChanged(node)
  }

  /// Hands the failed message over once more.
  private func retry(_ node: NodeCore) {
    node.retryIsDue = false
    node.holdsMessage = false
    if let input = node.inputs.first(where: \.holds) {
      // Its place was paid for when it first came.
      if input.credit != .max { input.credit += 1 }
      _ = input.drainBody(1)
    }
    if !node.holdsMessage { node.attempts = 0 }
  }

  /// Retries, timeouts and ticks whose time has come.
  private func serveDeadlines(_ node: NodeCore) {
    expireWaits(node)
    if node.retryAt <= node.now {
      node.retryAt = .max
      node.retryIsDue = true
    }
    if node.retryIsDue, node.parked == 0 { retry(node) }
    if node.nextTick <= node.now, let interval = node.settings.tickInterval {
      node.tickIsDue = true
      node.nextTick = later(node.now, interval - (node.now - node.nextTick) % interval)
    }
    if node.alarm <= node.now {
      node.tickIsDue = true
      node.alarm = .max
    }
    // A node that is blocked ticks as soon as it is not: its tick would only add to what waits.
    if node.tickIsDue, node.mayHandle {
      node.tickIsDue = false
      node.sourceIdles = false
      node.current = Headers()
      node.add(node.ticks)
      if let hook = node.hooks.tick { node.call(hook) }
    }
    deadlineChanged(node)
  }

  // MARK: Ends

  /// Whether a node has handled its last message.
  private func isAtEnd(_ node: NodeCore) -> Bool {
    if node.wantsEnd { return true }
    if node.inputList.contains(where: { !$0.isExhausted }) { return false }
    guard node.parked == 0, !node.holdsMessage, node.outsideWork == 0 else { return false }
    return node.inputList.count > 0 || isDraining
  }

  /// Begins a node's end; true when that leaves something to do.
  private func end(_ node: NodeCore) -> Bool {
    node.phase = .ending
    node.wantsEnd = false
    node.holdsMessage = false
    node.current = Headers()
    if let hook = node.hooks.end { node.call(hook) }
    return finishEnding(node)
  }

  /// Closes a node's edges once nothing waits in its outputs.
  private func finishEnding(_ node: NodeCore) -> Bool {
    guard !node.outputs.contains(where: { $0.pending > 0 }) else { return false }
    node.phase = .ended
    node.nextDue = .max
    withQueues {
      deadlines.set(node, .max)
      live.wrappingSubtract(1, ordering: .relaxed)
    }
    for output in node.outputs {
      for edge in output.anyEdges {
        edge.close()
        edge.consumer?.signal(edge.band.rawValue)
      }
    }
    for input in node.inputs {
      for edge in input.anyEdges {
        edge.close()
        _ = edge.discardQueued(andControl: true)
        edge.producer?.signalRoom()
      }
    }
    note(.nodeEnded, node: node.name, detail: "")
    return false
  }

  /// Nobody will ever take what waits in an ending node's outputs: it is dropped, and the node ends.
  func abandonEnding(_ node: NodeCore) {
    for output in node.outputs { output.abandon() }
    signalled(node, node.readyBand)
  }

  /// A message found every edge of an output closed: a node nobody listens to any more has come to its end.
  @usableFromInline
  func outputRefused(_ node: NodeCore) {
    let connected = node.outputs.filter { !$0.anyEdges.isEmpty }
    if connected.allSatisfy(\.isAbandoned) { node.wantsEnd = true }
  }

  /// The most that an executor's rough clock may lag behind, in nanoseconds.
  public static var roughness: UInt64 { 10_000_000 }

  /// Whether the slice that has just ended was slow, or is one of those measured: else the clock need not be read again.
  func isWorthTiming(_ link: ReadyQueue.Link, _ began: UInt64) -> Bool {
    link._withUnsafeGuaranteedRef { node in
      let longest = node.settings.slowAfter ?? options.slowAfter
      return longest <= Self.roughness || executor.roughNow > later(began, longest - Self.roughness)
        || node.isMeasured(options)
    }
  }

  /// Looks at how long the last slice took.
  func noteSlice(_ slice: inout SliceClock, _ now: UInt64) {
    guard let link = slice.node else { return }
    slice.node = nil
    let took = now > slice.began ? now - slice.began : 0
    link._withUnsafeGuaranteedRef { note($0, took) }
  }

  @inline(__always)
  private func note(_ node: NodeCore, _ took: UInt64) {
    if node.isMeasured(options) {
      statisticsLock.withLock { node.sliceTimes.record(took) }
      events.tell { $0.sliced(node: node.name, nanoseconds: took) }
    }
    if took > node.settings.slowAfter ?? options.slowAfter {
      note(.slowHandler, node: node.name, detail: "a slice took \(took / 1_000_000) ms")
    }
  }

  /// Tells the log and the observers.
  func note(_ kind: DataflowEvent.Kind, node: String, detail: String) {
    events.note(kind, node, detail, at: executor.now)
  }
}

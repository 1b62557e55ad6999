import Base

/// Outputs with no edge or several, and the control lane.
extension Output {
  /// Sends to no, one or several edges.
  @inlinable
  @inline(never)
  func fanOut(_ message: Message<Payload>) throws(DataflowError) -> PutResult {
    guard !edges.isEmpty else { return try forwardConverted(message) }
    if message.isControl {
      putControl(message)
      return .accepted
    }
    if case .isolating(let backlog) = fanOut { return try putEach(message, backlog) }
    if isBlocked || lacksRoom(message) {
      try holdBack(message)
      return .blocked
    }
    return try putAll(message)
  }

  @inlinable
  func lacksRoom(_ message: Message<Payload>) -> Bool {
    for position in edges.indices where edges[position].wouldBlock(message) { return true }
    return false
  }

  @inlinable
  func putAll(_ message: Message<Payload>) throws(DataflowError) -> PutResult {
    var failure: DataflowError?
    var worst = PutResult.rejected
    for position in edges.indices {
      do throws(DataflowError) {
        let result = try edges[position].put(message)
        if result != .rejected { worst = worst == .rejected || result != .accepted ? result : worst }
      } catch {
        failure = failure ?? refused(error)
      }
    }
    if let failure { throw failure }
    if worst == .rejected { core.scheduler?.outputRefused(core) }
    return worst
  }

  /// Every edge for itself: what finds no room waits in the edge's own backlog, what finds that full is dropped there.
  @usableFromInline
  func putEach(_ message: Message<Payload>, _ backlog: Int) throws(DataflowError) -> PutResult {
    var failure: DataflowError?
    var worst = PutResult.accepted
    for (position, edge) in edges.enumerated() {
      let queue = queue(position)
      if queue.count == 0, !edge.wouldBlock(message) {
        do throws(DataflowError) { _ = try edge.put(message) } catch { failure = failure ?? refused(error) }
      } else if queue.count < backlog {
        queue.append(message)
        core.hasWaiting = true
        edge.waiting.add(1, ordering: .relaxed)
        edge.add(edge.blocked)
        if edge.blockedSince == 0 { edge.blockedSince = max(1, core.clockNow()) }
        worst = .blocked
        if !edge.waitForRoom() { core.signalRoom() }
      } else {
        edge.dropBeforeQueue(1)
        worst = .dropped
      }
    }
    if let failure { throw failure }
    guard isAbandoned else { return worst }
    core.scheduler?.outputRefused(core)
    return .rejected
  }

  @usableFromInline
  func putControl(_ message: Message<Payload>) {
    for edge in edges {
      // A control lane that is full has its consumer asleep or gone; its first 64 commands stand.
      if edge.wouldBlock(message) {
        edge.rejectWaiting()
        core.scheduler?.note(.controlRefused, node: core.name, detail: edge.id)
        continue
      }
      _ = edge.putLane(message)
    }
  }

  /// What waits here, by edge, taken away: for another output that continues in this one's place.
  func takeWaiting() -> [(edge: AnyEdge, messages: [Message<Payload>])] {
    let taken = edges.enumerated().map { position, edge in
      let queue = isIsolating ? (position < waiting.count ? waiting[position] : nil) : waiting.first
      return (edge: edge as AnyEdge, messages: queue?.all ?? [])
    }
    for queue in waiting { queue.removeAll() }
    for edge in edges { edge.waiting.store(0, ordering: .relaxed) }
    if isBlocked { unblock() }
    return taken
  }

  /// Has what waited at another output wait here.
  func restoreWaiting(_ taken: [(edge: AnyEdge, messages: [Message<Payload>])]) {
    for (known, messages) in taken where !messages.isEmpty {
      guard let position = edges.firstIndex(where: { $0 === known }) else {
        known.rejectWaiting(messages.count)
        continue
      }
      core.hasWaiting = true
      let queue = queue(isIsolating ? position : 0)
      if queue.count == 0 { for message in messages { queue.append(message) } }
      for edge in isIsolating ? [edges[position]] : edges {
        edge.waiting.store(queue.count, ordering: .relaxed)
      }
      if !isIsolating, !isBlocked {
        isBlocked = true
        core.parked += 1
      }
    }
  }
}

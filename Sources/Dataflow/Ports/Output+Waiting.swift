import Base

/// Messages that find no room: how they wait with their node, and how they go on.
extension Output {
  /// Whatever is not one open edge with room.
  @inlinable
  @inline(never)
  func forwardSlowly(_ message: Message<Payload>) throws(DataflowError) -> PutResult {
    guard only != nil, !isBlocked else { return try fanOut(message) }
    let result: PutResult
    do throws(DataflowError) {
      result = try edges[0].put(message)
    } catch {
      throw refused(error)
    }
    return try settle(result, message)
  }

  /// What a single edge's answer other than `accepted` means for the node.
  @usableFromInline
  @inline(never)
  func settle(_ result: PutResult, _ message: Message<Payload>) throws(DataflowError) -> PutResult {
    switch result {
    case .blocked:
      try holdBack(message, isCounted: true)
    case .rejected:
      core.scheduler?.outputRefused(core)
    case .accepted, .dropped, .replaced, .coalesced:
      break
    }
    return result
  }

  /// An edge threw: overflow under `fail` ends the graph, whatever the handler makes of the error.
  @usableFromInline
  @inline(never)
  func refused(_ error: DataflowError) -> DataflowError {
    if case .edgeOverflow = error { core.scheduler?.fail(error) }
    return error
  }

  /// The messages waiting for the edge at this position under `isolating`; all of them, at 0, under `atomic`.
  @usableFromInline
  func queue(_ position: Int) -> MessageQueue<Payload> {
    while waiting.count <= position { waiting.append(MessageQueue()) }
    return waiting[position]
  }

  /// Keeps a message with the node until its edges have room. `isCounted` says that the edge has counted the attempt.
  @usableFromInline
  func holdBack(_ message: Message<Payload>, isCounted: Bool = false) throws(DataflowError) {
    let queue = queue(0)
    guard queue.count < Self.emissionLimit else {
      throw .emissionLimit(node: core.name, port: name, limit: Self.emissionLimit)
    }
    queue.append(message)
    core.hasWaiting = true
    for edge in edges {
      edge.waiting.add(1, ordering: .relaxed)
      if !isCounted, edge.wouldBlock(message) { edge.add(edge.blocked) }
    }
    guard !isBlocked else { return }
    isBlocked = true
    core.parked += 1
    _ = look(for: message)
    awaitRoom()
  }

  /// Notes which edges have no room for this message and since when; whether all have.
  private func look(for message: Message<Payload>) -> Bool {
    let now = core.clockNow()
    var isFree = true
    var until: UInt64 = 0
    for edge in edges {
      edge.isInTheWay = edge.wouldBlock(message)
      if edge.isInTheWay {
        isFree = false
        if edge.blockedSince == 0 { edge.blockedSince = max(1, now) }
        // A message is given up when every edge in its way has run out of patience: one that waits for ever keeps it.
        until = max(until, edge.kind == .block ? edge.patience : .max)
      } else {
        endWait(of: edge, now)
      }
    }
    setBlockedUntil(isFree ? .max : until)
    return isFree
  }

  private func endWait(of edge: Edge<Payload>, _ now: UInt64) {
    guard edge.blockedSince != 0 else { return }
    edge.add(edge.blockedNanoseconds, now > edge.blockedSince ? now &- edge.blockedSince : 0)
    edge.blockedSince = 0
  }

  private func setBlockedUntil(_ moment: UInt64) {
    guard moment != blockedUntil else { return }
    blockedUntil = moment
    core.scheduler?.deadlineChanged(core)
  }

  /// Asks to be woken when one of the edges in the way has room; at once if one has it by now.
  private func awaitRoom() {
    var waits = false
    for edge in edges where edge.isInTheWay && edge.waitForRoom() { waits = true }
    if !waits { core.signalRoom() }
  }

  /// Delivers the messages that wait, oldest first, as far as there is room.
  func flushWaiting() {
    if isIsolating { return flushEach() }
    guard isBlocked else { return }
    let queue = waiting[0]
    while queue.count > 0 {
      guard look(for: queue.first) else { return awaitRoom() }
      let message = queue.removeFirst()
      for edge in edges {
        edge.waiting.subtract(1, ordering: .relaxed)
        deliver(message, to: edge)
      }
    }
    unblock()
  }

  /// Nothing waits any more: the node may go on.
  func unblock() {
    let now = core.clockNow()
    for edge in edges { endWait(of: edge, now) }
    setBlockedUntil(.max)
    isBlocked = false
    core.parked -= 1
  }

  private func flushEach() {
    let now = core.clockNow()
    for (position, edge) in edges.enumerated() where position < waiting.count {
      let queue = waiting[position]
      while queue.count > 0, !edge.wouldBlock(queue.first) {
        edge.waiting.subtract(1, ordering: .relaxed)
        deliver(queue.removeFirst(), to: edge)
      }
      if queue.count == 0 {
        endWait(of: edge, now)
      } else if !edge.waitForRoom() {
        core.signalRoom()
      }
    }
  }

  /// Puts a message that has waited; an error is the node's.
  private func deliver(_ message: Message<Payload>, to edge: Edge<Payload>) {
    do throws(DataflowError) {
      if try edge.put(message) == .rejected { core.scheduler?.outputRefused(core) }
    } catch {
      core.noteError(refused(error).description)
    }
  }

  /// Gives up the oldest waiting message on the edges that still have no room, when all of them have run out of
  /// patience; returns those. The wait begins anew for the next.
  func expireOldest() -> [AnyEdge] {
    guard isBlocked, waiting[0].count > 0, !look(for: waiting[0].first), blockedUntil <= core.now else {
      return []
    }
    let message = waiting[0].removeFirst()
    let now = core.clockNow()
    var expired: [AnyEdge] = []
    for edge in edges {
      edge.waiting.subtract(1, ordering: .relaxed)
      if edge.isInTheWay {
        endWait(of: edge, now)
        edge.rejectWaiting()
        expired.append(edge)
      } else {
        deliver(message, to: edge)
      }
    }
    return expired
  }

  /// Gives up everything that waits, counted as dropped: nobody will ever take it.
  func abandonWaiting() {
    for (position, edge) in edges.enumerated() {
      let count = waitingFor(edge)
      edge.waiting.subtract(count, ordering: .relaxed)
      edge.dropBeforeQueue(count)
      if isIsolating, position < waiting.count { waiting[position].removeAll() }
    }
    waiting.first?.removeAll()
    if isBlocked { unblock() }
  }
}

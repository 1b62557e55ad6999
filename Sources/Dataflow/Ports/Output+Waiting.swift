import Base

/// Outputs with several edges, and messages that wait for room.
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
      try holdBack(message, at: 0)
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

  @usableFromInline
  @inline(never)
  func sourceFailed(_ error: any Error) {
    core.noteError("\(error)")
    switch core.settings.onError {
    case .stopGraph: core.scheduler?.fail(.handlerFailed(node: core.name, reason: "\(error)"))
    // An edge refused one payload (schema, merge): the source itself is well.
    case _ where error is DataflowError: break
    // A source that fails has no message to try again or to bury: it ends rather than fail for ever.
    case .continue, .retry, .deadLetter: core.wantsEnd = true
    }
  }

  /// Sends to no, one or several edges.
  @inlinable
  @inline(never)
  func fanOut(_ message: Message<Payload>) throws(DataflowError) -> PutResult {
    guard !edges.isEmpty else { return .rejected }
    if case .isolating(let backlog) = fanOut { return try putEach(message, backlog) }
    if message.isControl {
      putControl(message)
      return .accepted
    }
    if isBlocked || lacksRoom(message) {
      try holdBack(message, at: 0)
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

  @usableFromInline
  func putEach(_ message: Message<Payload>, _ backlog: Int) throws(DataflowError) -> PutResult {
    if message.isControl {
      putControl(message)
      return .accepted
    }
    var failure: DataflowError?
    var worst = PutResult.accepted
    for (position, edge) in edges.enumerated() {
      if queue(position).count == 0, !edge.wouldBlock(message) {
        do throws(DataflowError) { _ = try edge.put(message) } catch { failure = failure ?? refused(error) }
      } else if queue(position).count < backlog {
        queue(position).append(message)
        core.hasWaiting = true
        edge.add(edge.blocked)
        worst = .blocked
        if edge.waitForRoom() == false { core.signalRoom() }
      } else {
        edge.dropBeforeQueue()
        worst = .dropped
      }
    }
    if let failure { throw failure }
    return worst
  }

  @usableFromInline
  func queue(_ position: Int) -> MessageQueue<Payload> {
    while waiting.count <= position { waiting.append(MessageQueue()) }
    return waiting[position]
  }

  /// Keeps a message with the node until its edges have room.
  @usableFromInline
  func holdBack(_ message: Message<Payload>, at position: Int) throws(DataflowError) {
    let queue = queue(position)
    guard queue.count < Self.emissionLimit else {
      throw .emissionLimit(node: core.name, port: name, limit: Self.emissionLimit)
    }
    queue.append(message)
    core.hasWaiting = true
    guard !isBlocked else { return }
    isBlocked = true
    core.parked += 1
    beginWait()
    awaitRoom(edges.filter { $0.wouldBlock(message) })
  }

  private func beginWait() {
    let now = core.clockNow()
    blockedSince = now
    let timeout = edges.compactMap { $0.kind == .block ? $0.timeout : nil }.min()
    blockedUntil = timeout.map { now &+ $0 } ?? .max
    if timeout != nil { core.scheduler?.deadlineChanged(core) }
  }

  /// Asks to be woken when one of the edges has room; at once if one has it by now.
  private func awaitRoom(_ full: [Edge<Payload>]) {
    var waits = false
    for edge in full where edge.waitForRoom() { waits = true }
    if !waits { core.signalRoom() }
  }

  /// Delivers the messages that wait, oldest first, as far as there is room.
  func flushWaiting() {
    if case .isolating = fanOut {
      for (position, edge) in edges.enumerated() where position < waiting.count {
        while waiting[position].count > 0, !edge.wouldBlock(waiting[position].first) {
          deliver(waiting[position].removeFirst(), to: edge)
        }
        if waiting[position].count > 0, edge.waitForRoom() == false { core.signalRoom() }
      }
      return
    }
    guard isBlocked else { return }
    let queue = waiting[0]
    while queue.count > 0 {
      let full = edges.filter { $0.wouldBlock(queue.first) }
      guard full.isEmpty else {
        if blockedSince == 0 { beginWait() }
        return awaitRoom(full)
      }
      endWait()
      let message = queue.removeFirst()
      for edge in edges { deliver(message, to: edge) }
    }
    endWait()
    isBlocked = false
    core.parked -= 1
  }

  private func endWait() {
    guard blockedSince != 0 else { return }
    let now = core.clockNow()
    for edge in edges where edge.kind == .block {
      edge.add(edge.blockedNanoseconds, now > blockedSince ? now &- blockedSince : 0)
    }
    blockedSince = 0
    blockedUntil = .max
  }

  /// Puts a message that has waited; an error is the node's.
  private func deliver(_ message: Message<Payload>, to edge: Edge<Payload>) {
    do throws(DataflowError) {
      if try edge.put(message) == .rejected { core.scheduler?.outputRefused(core) }
    } catch {
      core.noteError(refused(error).description)
    }
  }

  /// Gives up the oldest waiting message on the edges that still have no room, and starts the wait anew for the next.
  func expireOldest() -> [AnyEdge] {
    guard isBlocked, waiting[0].count > 0 else { return [] }
    let full = edges.filter { $0.wouldBlock(waiting[0].first) }
    guard !full.isEmpty else { return [] }
    let message = waiting[0].removeFirst()
    for edge in edges {
      if full.contains(where: { $0 === edge }) { edge.rejectWaiting() } else { deliver(message, to: edge) }
    }
    endWait()
    if waiting[0].count > 0 { beginWait() }
    return full.map { $0 }
  }
}

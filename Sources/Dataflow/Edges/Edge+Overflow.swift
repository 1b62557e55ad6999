import Base
import Synchronization

/// What happens off the straight path: control messages, full edges, closed edges, schemas.
extension Edge {
  /// Decides about a message that cannot simply be queued.
  @inlinable
  @inline(never)
  func putSlowly(_ message: Message<Payload>) throws(DataflowError) -> PutResult {
    var failure: DataflowError?
    var becameReady = false
    let result: PutResult
    lock?.acquire()
    if isClosed {
      add(offered)
      add(rejected)
      result = .rejected
    } else if message.isControl {
      result = putControl(message)
    } else {
      let wasEmpty = data.count == 0
      if data.count < limit {
        // Room has come between the two looks at the lock.
        append(message)
        result = .accepted
      } else {
        result = decide(message, &failure)
      }
      becameReady = wasEmpty && data.count > 0
      if becameReady { input?.noteReady(position) }
    }
    lock?.release()
    if let failure { throw failure }
    if message.isControl {
      if result == .accepted { announceControl() }
    } else if becameReady {
      signalConsumer()
    }
    return result
  }

  /// A control message has been queued: the consumer has to know, whatever its band.
  @usableFromInline
  @inline(never)
  func announceControl() {
    if isExternal { return ring(Band.control.rawValue, countingControl: true) }
    consumer?.controlQueued.add(1, ordering: .relaxed)
    consumer?.signal(Band.control.rawValue)
  }

  @inlinable
  func putControl(_ message: Message<Payload>) -> PutResult {
    guard control.count < Self.controlCapacity else {
      add(blocked)
      return .blocked
    }
    control.append(message)
    add(offered)
    noteDepth()
    return .accepted
  }

  @inlinable
  func decide(_ message: Message<Payload>, _ failure: inout DataflowError?) -> PutResult {
    switch kind {
    case .block:
      add(blocked)
      return .blocked
    case .dropNewest:
      add(offered)
      add(dropped)
      return .dropped
    case .dropOldest:
      // More than one where the capacity was lowered: what stays are the newest that fit.
      while data.count >= limit {
        _ = data.removeFirst()
        add(dropped)
      }
      sampleAhead = 0
      append(message)
      return .dropped
    case .dropAll:
      add(dropped, UInt64(data.count))
      data.removeAll()
      sampleAhead = 0
      append(message)
      return .dropped
    case .latest:
      return replaceAll(with: message)
    case .coalesce:
      return coalesce(message, &failure)
    case .fail:
      add(offered)
      add(rejected)
      failure = .edgeOverflow(edge: id, capacity: capacity)
      return .rejected
    }
  }

  @inlinable
  func replaceAll(with message: Message<Payload>) -> PutResult {
    add(replaced, UInt64(data.count))
    data.removeAll()
    sampleAhead = 0
    append(message)
    return .replaced
  }

  /// Merges into the newest queued message. News of failures are not merged: they wait like under `block`.
  @inlinable
  func coalesce(_ message: Message<Payload>, _ failure: inout DataflowError?) -> PutResult {
    guard let merge, case .data(let new) = message.content, case .data(let queued) = data.last.content else {
      add(blocked)
      return .blocked
    }
    add(offered)
    do {
      let merged = try merge(queued, new)
      if let spec, let found = spec.mismatch(merged) {
        add(rejected)
        failure = .schemaMismatch(edge: id, port: spec.name, expected: spec.expectation, found: found)
        return .rejected
      }
      data.last = Message(merged, headers: message.headers)
      add(coalesced)
      return .coalesced
    } catch {
      add(rejected)
      failure = .mergeFailed(edge: id, reason: "\(error)")
      return .rejected
    }
  }

  /// Throws when the payload does not match the schema of the port at the edge's end; counted as rejected.
  @usableFromInline
  @inline(never)
  func check(_ message: Message<Payload>) throws(DataflowError) {
    guard let spec, case .data(let payload) = message.content, let found = spec.mismatch(payload) else {
      return
    }
    withLock {
      add(offered)
      add(rejected)
    }
    throw .schemaMismatch(edge: id, port: spec.name, expected: spec.expectation, found: found)
  }

  /// Asks for ``NodeCore/signalRoom()`` once the edge has drained enough; false when it has room already.
  func waitForRoom() -> Bool {
    withLock {
      guard data.count >= limit, !isClosed else { return false }
      producerWaits = true
      return true
    }
  }

  /// Puts a control message whose lane has room.
  func putLane(_ message: Message<Payload>) -> PutResult {
    lock?.acquire()
    let result = isClosed ? refuse() : putControl(message)
    lock?.release()
    if result == .accepted { announceControl() }
    return result
  }

  private func refuse() -> PutResult {
    add(offered)
    add(rejected)
    return .rejected
  }

  @usableFromInline
  @inline(never)
  func wakeProducer() {
    let call = withLock {
      producerWaits = false
      defer { onRoom = nil }
      return onRoom
    }
    producer?.signalRoom()
    call?()
  }

  /// Closes the edge behind news of a failure, for which there is always room: it is the last message.
  func close(with failure: Failure) {
    withLock {
      guard !isClosed else { return }
      append(Message(.error(failure)))
      if data.count == 1 { input?.noteReady(position) }
      closedFlag.store(true, ordering: .releasing)
      refreshLimit()
    }
  }

  /// Calls `body` once the edge has drained enough; false when it has room already.
  func whenRoom(_ body: @escaping @Sendable () -> Void) -> Bool {
    withLock {
      guard data.count >= limit, !isClosed else { return false }
      producerWaits = true
      // Several may wait at one door.
      if let others = onRoom {
        onRoom = {
          others()
          body()
        }
      } else {
        onRoom = body
      }
      return true
    }
  }
}

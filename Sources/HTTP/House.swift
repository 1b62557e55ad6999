import Base
import Synchronization

/// What a listener and the threads that serve it share: who is connected, who sleeps, whether it is time to go.
final class House: @unchecked Sendable {
  let options: ListenerOptions
  let handler: @Sendable (Request) -> Response
  let accepted = Atomic<UInt64>(0)
  let expired = Atomic<UInt64>(0)
  let filled = Atomic<UInt64>(0)
  private let lock = ConditionLock()
  private var connections: [ObjectIdentifier: Connection] = [:]
  private var rests: [ObjectIdentifier: Rest] = [:]
  private var isStopping = false

  init(_ options: ListenerOptions, handler: @escaping @Sendable (Request) -> Response) {
    self.options = options
    self.handler = handler
  }

  var connectionCount: Int { lock.withLock { connections.count } }

  /// Wakes who sleeps for the last time, and waits until nothing is owed any more.
  func close(until deadline: UInt64) {
    let sleeping = lock.withLock {
      isStopping = true
      return Array(rests.values)
    }
    lock.broadcast()
    for rest in sleeping { rest.stop() }
    // Those that only keep their connection alive are not waited for.
    lock.wait(until: deadline) { connections.values.allSatisfy { !$0.isAnswering } }
  }

  func add(_ connection: Connection) {
    accepted.wrappingAdd(1, ordering: .relaxed)
    let isFull = lock.withLock {
      connections[ObjectIdentifier(connection)] = connection
      return connections.count >= options.connections
    }
    if isFull { filled.wrappingAdd(1, ordering: .relaxed) }
  }

  func remove(_ connection: Connection) {
    lock.withLock { _ = connections.removeValue(forKey: ObjectIdentifier(connection)) }
    lock.broadcast()
  }

  /// Somebody who stops wants to hear when an answer is out.
  func noteAnswered() {
    if lock.withLock({ isStopping }) { lock.broadcast() }
  }

  /// From now on a rest is woken by a stop.
  func add(_ rest: Rest) {
    let isLate = lock.withLock {
      rests[ObjectIdentifier(rest)] = rest
      return isStopping
    }
    if isLate { rest.stop() }
  }

  func remove(_ rest: Rest) {
    lock.withLock { _ = rests.removeValue(forKey: ObjectIdentifier(rest)) }
  }

  /// Closes connections whose request does not come to an end, and lets streams send their heartbeat.
  func keep() {
    let patience = UInt64(max(1, options.requestSeconds)) * 1_000_000_000
    let pause = min(patience / 4, 1_000_000_000)
    while true {
      lock.wait(until: MonotonicClock.nanoseconds() + pause) { isStopping }
      let now = MonotonicClock.nanoseconds()
      let (isOver, sleeping) = lock.withLock {
        // Under the lock no connection leaves, so the descriptors are still theirs.
        for connection in connections.values where connection.expire(after: patience, now: now) {
          expired.wrappingAdd(1, ordering: .relaxed)
        }
        return (isStopping, Array(rests.values))
      }
      if isOver { return }
      for rest in sleeping { rest.beat(after: StreamBody.heartbeatNanoseconds, now: now) }
    }
  }
}

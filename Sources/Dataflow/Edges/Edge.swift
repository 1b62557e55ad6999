import Base
import Synchronization

/// A bounded queue from one output to one input, with an overflow policy.
///
/// In a graph the runtime fills and drains it; it also works alone, on one thread. Control messages travel in a lane of
/// their own that is served first and whose bound is ``controlCapacity``. Put and take cost O(1) and allocate nothing
/// at steady state; storage doubles on the way to the capacity.
public final class Edge<Payload: Sendable>: AnyEdge {
  /// How many control messages may wait; further ones block, whatever the policy.
  public static var controlCapacity: Int { 64 }

  @usableFromInline let data = MessageQueue<Payload>()
  @usableFromInline let control = MessageQueue<Payload>()
  @exclusivity(unchecked) @usableFromInline var merge: ((Payload, Payload) throws -> Payload)?
  @exclusivity(unchecked) @usableFromInline var spec: PortSpec<Payload>?
  @exclusivity(unchecked) @usableFromInline unowned(unsafe) var input: Input<Payload>?

  /// An edge that stands alone. The capacity must lie in 1 to ``AnyEdge/largestCapacity``.
  public init(
    id: String = "edge", options: EdgeOptions<Payload> = EdgeOptions(), spec: PortSpec<Payload>? = nil
  ) {
    super.init(
      id: id, capacity: options.capacity, kind: options.policy.kind, timeout: options.timeout,
      band: options.band,
      drain: options.drain)
    if case .coalesce(let merge) = options.policy { self.merge = merge }
    self.spec = spec
  }

  /// Offers a message. Throws when it does not match the edge's schema, when a merge fails, or on overflow under
  /// `fail`; such a message counts as rejected.
  @inlinable
  @inline(__always)
  public func put(_ message: Message<Payload>) throws(DataflowError) -> PutResult {
    if spec != nil { try check(message) }
    if putStraight(message) { return .accepted }
    return try putSlowly(message)
  }

  /// The straight path: a message that is no command into an edge that has room; false for everything else.
  @inlinable
  @inline(__always)
  func putStraight(_ message: Message<Payload>) -> Bool {
    lock?.acquire()
    guard data.count < limit, !message.isControl else {
      lock?.release()
      return false
    }
    append(message)
    let becameReady = data.count == 1
    if becameReady { input?.noteReady(position) }
    lock?.release()
    if becameReady { signalConsumer() }
    return true
  }

  @inlinable
  @inline(__always)
  func append(_ message: Message<Payload>) {
    data.append(message)
    let count = offered.load(ordering: .relaxed) &+ 1
    offered.store(count, ordering: .relaxed)
    noteDepth()
    if count & (EdgeProbe.interval &- 1) == 1, let probe, sampleAhead == 0 {
      sampleAhead = data.count
      probe.begin()
    }
  }

  @inlinable
  @inline(__always)
  func noteDepth() {
    let depth = data.count &+ control.count
    queued.store(depth, ordering: .relaxed)
    if depth > maxDepth.load(ordering: .relaxed) { maxDepth.store(depth, ordering: .relaxed) }
  }

  /// Takes the next message: control before data, each in order. Nil when nothing waits.
  @inlinable
  public func take() -> Message<Payload>? {
    if control.count > 0 { return takeControl() }
    return takeData()
  }

  @inlinable
  @inline(__always)
  func takeData() -> Message<Payload>? {
    lock?.acquire()
    guard data.count > 0 else {
      lock?.release()
      return nil
    }
    let message = removeFirst()
    let wakes = producerWaits && data.count <= lowWater
    lock?.release()
    if wakes { wakeProducer() }
    return message
  }

  /// The oldest data message, counted as delivered; the caller holds the lock and knows there is one.
  @inlinable
  @inline(__always)
  func removeFirst() -> Message<Payload> {
    let message = data.removeFirst()
    add(delivered)
    queued.store(data.count &+ control.count, ordering: .relaxed)
    if sampleAhead != 0 {
      sampleAhead &-= 1
      if sampleAhead == 0 { probe?.end() }
    }
    return message
  }

  @usableFromInline
  func takeControl() -> Message<Payload>? {
    lock?.acquire()
    guard control.count > 0 else {
      lock?.release()
      return nil
    }
    let message = control.removeFirst()
    add(delivered)
    queued.store(data.count &+ control.count, ordering: .relaxed)
    let wakes = producerWaits
    lock?.release()
    consumer?.controlQueued.subtract(1, ordering: .relaxed)
    if wakes { wakeProducer() }
    return message
  }

  @inlinable
  @inline(__always)
  func signalConsumer() {
    signalConsumer(bandValue.load(ordering: .relaxed))
  }

  @inlinable
  @inline(__always)
  func signalConsumer(_ band: UInt8) {
    if isExternal { ring(band) } else { consumer?.signal(band) }
  }

  /// Whether this message would be blocked now. Asked by the producer: what is found full may have room a moment later,
  /// what has room keeps it.
  @inlinable
  func wouldBlock(_ message: Message<Payload>) -> Bool {
    if isClosed { return false }
    lock?.acquire()
    defer { lock?.release() }
    if message.isControl { return control.count >= Self.controlCapacity }
    guard data.count >= limit else { return false }
    return kind == .block || (kind == .coalesce && !(message.isData && data.last.isData))
  }

  /// Changes the policy. What is queued stays; the new policy decides from the next message on.
  package func setPolicy(_ policy: OverflowPolicy<Payload>) {
    withLock {
      kind = policy.kind
      if case .coalesce(let merge) = policy { self.merge = merge } else { merge = nil }
      refreshLimit()
    }
    roomMayHaveCome()
  }

  override func releaseProducer() {
    if withLock({ producerWaits }) { wakeProducer() }
  }

  override func roomMayHaveCome() {
    let wakes = withLock { producerWaits && (data.count < limit || kind != .block) }
    if wakes { wakeProducer() }
  }

  override func discardQueued(andControl: Bool = false) -> Int {
    let (count, wakes) = withLock {
      var count = data.count
      data.removeAll()
      if andControl {
        count += control.count
        consumer?.controlQueued.subtract(control.count, ordering: .relaxed)
        control.removeAll()
      }
      add(dropped, UInt64(count))
      queued.store(control.count, ordering: .relaxed)
      sampleAhead = 0
      input?.rebuildReady()
      return (count, producerWaits)
    }
    if wakes { wakeProducer() }
    return count
  }
}

import Base
import Synchronization

/// An input port seen without its payload's type.
public class AnyInput {
  /// The port's name, unique among the node's inputs.
  public final let name: String
  /// The type of its payloads.
  public final let payloadType: any Any.Type
  @usableFromInline final unowned(unsafe) let core: NodeCore
  /// Whether several edges may end here.
  @exclusivity(unchecked) public final var allowsFanIn = true
  /// Handles up to that many messages; returns how many. Specialised where the port was declared.
  @exclusivity(unchecked) @usableFromInline final var drainBody: (Int) -> Int = { _ in 0 }
  /// How many more messages it may take; unlimited unless somebody asks for demand.
  @exclusivity(unchecked) @usableFromInline final var credit = Int.max

  @usableFromInline
  init(_ name: String, _ core: NodeCore, _ type: any Any.Type) {
    self.name = name
    self.core = core
    payloadType = type
  }

  deinit { edgeList.free() }

  /// `node.port`.
  public final var path: String { "\(core.name).\(name)" }

  /// The name of the node it belongs to.
  public final var node: String { core.name }

  /// Its edges, without their payload's type.
  @exclusivity(unchecked) final var anyEdges: ContiguousArray<AnyEdge> = [] {
    didSet { edgeList.set(anyEdges) }
  }
  /// The edges once more, as slices read them.
  @exclusivity(unchecked) private final var edgeList = Unretained<AnyEdge>()
  /// Handles every control message that waits.
  func drainControl() {}
  /// Failed messages that wait here for their next attempt: one at most. May be read from any thread.
  final let heldCount = Atomic<Int>(0)
  /// Whether a failed message waits here for its next attempt.
  final var holds: Bool { heldCount.load(ordering: .relaxed) > 0 }
  /// The failed message goes to the input that takes this one's place.
  func handOver(to successor: AnyInput) {}
  /// Has the input that will take this one's place use the same lock: edges from outside keep theirs.
  func shareLock(with successor: AnyInput) {}
  /// Has edges from outside make their lock now: other threads may use them as soon as they exist.
  func guardExternal(_ edge: AnyEdge) {}
  func setShared(_ shared: Bool) {}
  func attach(_ edge: AnyEdge) {}
  func detach(_ edge: AnyEdge) {}

  /// Whether no message waits and none can come.
  final var isExhausted: Bool {
    if edgeList.contains(where: { !$0.isClosed || $0.depth > 0 }) { return false }
    return edgeList.count > 0
  }

  /// Whether a message waits that may be taken.
  final var hasData: Bool {
    credit != 0 && edgeList.contains { $0.depth > 0 }
  }

  /// The highest band among edges that have data.
  final var readyBand: UInt8 {
    var band: UInt8 = 0
    for position in 0..<edgeList.count {
      edgeList.with(position) { edge in
        if edge.depth > 0 { band = max(band, edge.bandValue.load(ordering: .relaxed)) }
      }
    }
    return band
  }
}

/// Where messages of one type arrive at a node. Several edges may end here; they are merged fairly, one message each in
/// turn.
public final class Input<Payload: Sendable>: AnyInput {
  @exclusivity(unchecked) @usableFromInline var edges: ContiguousArray<Edge<Payload>> = []
  /// The edge, when there is just one.
  @exclusivity(unchecked) @usableFromInline var only: Unmanaged<Edge<Payload>>?
  @usableFromInline let spec: PortSpec<Payload>?
  @exclusivity(unchecked) @usableFromInline var held: Message<Payload>?
  /// Positions of the edges that have data, as a list through `Edge.nextReady`; used when there are several.
  @exclusivity(unchecked) @usableFromInline var readyHead = -1
  @exclusivity(unchecked) @usableFromInline var readyTail = -1
  @exclusivity(unchecked) @usableFromInline var lock: Lock?
  /// What ``lock`` is while there is one; the same for the input's whole life, and its successor's.
  private var mutex = Lock()

  @usableFromInline
  init(_ name: String, _ core: NodeCore, _ spec: PortSpec<Payload>?) {
    self.spec = spec
    super.init(name, core, Payload.self)
  }

  override func drainControl() {
    for edge in edges {
      while !core.wantsEnd, let message = edge.takeControl() {
        guard case .control(let signal) = message.content else { continue }
        core.current = message.headers
        core.handle(signal)
      }
    }
  }

  override func setShared(_ shared: Bool) {
    lock = shared || edges.contains { $0.isExternal } ? mutex : nil
    for edge in edges where edge.lock !== lock { edge.lock = lock }
  }

  override func guardExternal(_ edge: AnyEdge) { edge.lock = mutex }

  override func handOver(to successor: AnyInput) {
    guard let successor = successor as? Input, let held = takeHeld() else { return }
    successor.hold(held)
  }

  override func shareLock(with successor: AnyInput) { (successor as? Input)?.mutex = mutex }

  override func attach(_ edge: AnyEdge) {
    guard let edge = edge as? Edge<Payload> else { return }
    mutex.withLock {
      edge.position = edges.count
      edge.input = self
      edge.consumer = core
      if edge.isExternal { edge.listener = core }
      core.controlQueued.add(edge.control.count, ordering: .relaxed)
      edge.spec = spec
      edges.append(edge)
      anyEdges.append(edge)
      rebuildReady()
    }
  }

  override func detach(_ edge: AnyEdge) {
    guard let edge = edge as? Edge<Payload>, edges.contains(where: { $0 === edge }) else { return }
    mutex.withLock {
      core.controlQueued.subtract(edge.control.count, ordering: .relaxed)
      edge.input = nil
      edge.consumer = nil
      edge.listener = nil
      edges.removeAll { $0 === edge }
      anyEdges.removeAll { $0 === edge }
      for (position, edge) in edges.enumerated() { edge.position = position }
      rebuildReady()
    }
  }

  /// Lists the edges with data anew, after edges came or went or were emptied. The caller holds the lock, if any.
  func rebuildReady() {
    only = edges.count == 1 ? Unmanaged.passUnretained(edges[0]) : nil
    readyHead = -1
    readyTail = -1
    for edge in edges where edge.data.count > 0 { appendReady(edge.position) }
  }

  @inlinable
  @inline(__always)
  func noteReady(_ position: Int) {
    if only == nil { appendReady(position) }
  }

  @inlinable
  func appendReady(_ position: Int) {
    edges[position].nextReady = -1
    if readyTail < 0 { readyHead = position } else { edges[readyTail].nextReady = position }
    readyTail = position
  }

  /// Handles up to `limit` messages while nothing keeps the node from it.
  @inlinable
  func drain(_ limit: Int, _ context: NodeContext, _ handler: (Payload, NodeContext) throws -> Void) -> Int {
    let core = self.core
    var count = 0
    while count < limit, core.mayHandle, credit > 0, let message = nextMessage() {
      count &+= 1
      core.current = message.headers
      if let flight = core.flight { flight.pointee.trace = message.headers.trace }
      if case .data(let payload) = message.content {
        // News of a failure costs no demand.
        if credit != Int.max { credit &-= 1 }
        do {
          if core.isTraced {
            try core.traced(message.headers.trace) { try handler(payload, context) }
          } else {
            try handler(payload, context)
          }
        } catch {
          failed(message, error)
        }
      } else {
        passOn(message)
      }
    }
    core.add(core.handled, UInt64(count))
    return count
  }

  @inlinable
  @inline(__always)
  func nextMessage() -> Message<Payload>? {
    if held != nil { return takeHeld() }
    // Unmanaged: taking a reference from the array would cost a retain and a release a message.
    if let only { return only._withUnsafeGuaranteedRef { $0.takeData() } }
    return nextInTurn()
  }

  /// The failed message, for its next attempt; it was counted, and paid for, when it first came.
  @usableFromInline
  func takeHeld() -> Message<Payload>? {
    guard let message = held else { return nil }
    held = nil
    heldCount.store(0, ordering: .relaxed)
    core.add(core.handled, .max)
    return message
  }

  /// Keeps a failed message for its next attempt.
  func hold(_ message: Message<Payload>) {
    held = message
    heldCount.store(1, ordering: .relaxed)
    core.holdsMessage = true
  }

  /// The next message of the edge whose turn it is.
  @inlinable
  func nextInTurn() -> Message<Payload>? {
    lock?.acquire()
    guard readyHead >= 0 else {
      lock?.release()
      return nil
    }
    let edge = edges[readyHead]
    let message = edge.removeFirst()
    readyHead = edge.nextReady
    if readyHead < 0 { readyTail = -1 }
    if edge.data.count > 0 { appendReady(edge.position) }
    let wakes = edge.producerWaits && edge.data.count <= edge.lowWater
    lock?.release()
    if wakes { edge.wakeProducer() }
    return message
  }
}

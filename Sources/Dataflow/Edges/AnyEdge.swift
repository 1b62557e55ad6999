import Base
import Synchronization

/// An edge seen without its payload's type: identity, limits and counters.
///
/// Counters may be read from any thread at any time. Everything else belongs to whoever runs the graph.
public class AnyEdge {
  /// The largest capacity an edge may have.
  public static let largestCapacity = 1 << 24

  /// `producer.port->consumer.port`; the same for the same graph in every run.
  public final let id: String
  /// What is done with messages that find the edge full.
  @exclusivity(unchecked) public final internal(set) var kind: OverflowKind
  /// How long a producer waits under `block`, in nanoseconds; nil for ever.
  @exclusivity(unchecked) public final internal(set) var timeout: UInt64?
  /// What shutdown does with what is queued.
  @exclusivity(unchecked) public final internal(set) var drain: DrainRule

  @usableFromInline final let capacityValue: Atomic<Int>
  /// Messages that fit before the policy decides: the capacity, 1 under `latest`, 0 once closed.
  @exclusivity(unchecked) @usableFromInline final var limit: Int
  @usableFromInline final let bandValue: Atomic<UInt8>
  @usableFromInline final let closedFlag = Atomic<Bool>(false)

  @usableFromInline final let offered = Atomic<UInt64>(0)
  @usableFromInline final let delivered = Atomic<UInt64>(0)
  @usableFromInline final let dropped = Atomic<UInt64>(0)
  @usableFromInline final let replaced = Atomic<UInt64>(0)
  @usableFromInline final let coalesced = Atomic<UInt64>(0)
  @usableFromInline final let rejected = Atomic<UInt64>(0)
  @usableFromInline final let blocked = Atomic<UInt64>(0)
  @usableFromInline final let blockedNanoseconds = Atomic<UInt64>(0)
  @usableFromInline final let queued = Atomic<Int>(0)
  /// Messages that wait at the producer for room here.
  final let waiting = Atomic<Int>(0)
  @usableFromInline final let maxDepth = Atomic<Int>(0)

  /// Set while threads beside the runner's may touch the edge; shared by all edges into one input.
  @exclusivity(unchecked) @usableFromInline final var lock: Lock?
  @exclusivity(unchecked) @usableFromInline final unowned(unsafe) var producer: NodeCore?
  @exclusivity(unchecked) @usableFromInline final unowned(unsafe) var consumer: NodeCore?
  /// Whether the producer sleeps until there is room.
  @exclusivity(unchecked) @usableFromInline final var producerWaits = false
  /// Called when a full edge has room again, for producers outside the graph.
  @exclusivity(unchecked) @usableFromInline final var onRoom: (@Sendable () -> Void)?
  /// Since when the producer's oldest waiting message finds no room here, and whether it does at this look; the
  /// producer's own.
  @exclusivity(unchecked) final var blockedSince: UInt64 = 0
  @exclusivity(unchecked) final var isInTheWay = false
  /// Whom messages from outside wake, and by which bell; guarded by the lock.
  final weak var listener: NodeCore?
  final var bell: Mailbox?
  /// Whether messages are put from outside the graph.
  @exclusivity(unchecked) @usableFromInline final var isExternal = false
  @exclusivity(unchecked) @usableFromInline final var probe: EdgeProbe?
  /// Messages ahead of the one whose stay is being measured, itself included; 0 when none is.
  @exclusivity(unchecked) @usableFromInline final var sampleAhead = 0
  /// Where the edge stands in its input, and the next edge there that has data.
  @exclusivity(unchecked) @usableFromInline final var position = 0
  @exclusivity(unchecked) @usableFromInline final var nextReady = -1

  init(
    id: String, capacity: Int, kind: OverflowKind, timeout: UInt64?, band: Band, drain: DrainRule
  ) {
    precondition(
      (1...Self.largestCapacity).contains(capacity),
      "edge \(id): capacity \(capacity) is not in 1...\(Self.largestCapacity)")
    self.id = id
    self.kind = kind
    self.timeout = timeout
    self.drain = drain
    capacityValue = Atomic(capacity)
    limit = kind == .latest ? 1 : capacity
    bandValue = Atomic(band.rawValue)
  }

  /// How many messages may wait.
  public final var capacity: Int { capacityValue.load(ordering: .relaxed) }

  /// How urgent messages here make their consumer.
  public final internal(set) var band: Band {
    get { Band(rawValue: bandValue.load(ordering: .relaxed)) ?? .normal }
    set { bandValue.store(newValue.rawValue, ordering: .relaxed) }
  }

  /// Messages waiting now, in both lanes.
  @inlinable
  public final var depth: Int { queued.load(ordering: .relaxed) }

  /// Whether nothing more can come.
  @inlinable
  public final var isClosed: Bool { closedFlag.load(ordering: .acquiring) }

  /// The counters as they stand. Exact while nobody is putting or taking.
  public final var statistics: EdgeStatistics {
    withLock {
      var result = EdgeStatistics()
      result.offered = offered.load(ordering: .relaxed)
      result.delivered = delivered.load(ordering: .relaxed)
      result.dropped = dropped.load(ordering: .relaxed)
      result.replaced = replaced.load(ordering: .relaxed)
      result.coalesced = coalesced.load(ordering: .relaxed)
      result.rejected = rejected.load(ordering: .relaxed)
      result.blocked = blocked.load(ordering: .relaxed)
      result.blockedNanoseconds = blockedNanoseconds.load(ordering: .relaxed)
      result.queued = queued.load(ordering: .relaxed)
      result.maxDepth = maxDepth.load(ordering: .relaxed)
      return result
    }
  }

  /// Changes the capacity. Nothing queued is lost: an edge with more in it than fits is full until it has drained.
  package final func setCapacity(_ capacity: Int) {
    precondition((1...Self.largestCapacity).contains(capacity), "edge \(id): capacity \(capacity)")
    withLock {
      capacityValue.store(capacity, ordering: .relaxed)
      refreshLimit()
    }
    roomMayHaveCome()
  }

  /// Wakes who waits for room, after a change that may have made some.
  func roomMayHaveCome() {}

  /// Closes the edge: what is queued stays for the consumer, everything offered from now on is rejected.
  package final func close() {
    withLock {
      closedFlag.store(true, ordering: .releasing)
      refreshLimit()
    }
  }

  final func refreshLimit() {
    limit = isClosed ? 0 : kind == .latest ? 1 : capacity
  }

  /// When the wait that began at ``blockedSince`` has lasted too long.
  final var patience: UInt64 {
    guard let timeout, blockedSince <= .max - timeout else { return .max }
    return blockedSince + timeout
  }

  /// Depth at which a sleeping producer is woken: half the capacity, so that it does not wake for one message at a time.
  @usableFromInline
  final var lowWater: Int { capacityValue.load(ordering: .relaxed) / 2 }

  @usableFromInline
  final func withLock<R>(_ body: () -> R) -> R {
    guard let lock else { return body() }
    return lock.withLock(body)
  }

  /// Counts without a locked instruction: only the thread that owns the counter's side writes it.
  @inlinable
  @inline(__always)
  final func add(_ counter: borrowing Atomic<UInt64>, _ amount: UInt64 = 1) {
    counter.store(counter.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
  }

  /// Lets whoever waits for room go on, room or not. Overridden by the typed edge.
  func releaseProducer() {}

  /// Empties the edge without delivering; returns how many messages there were. Overridden by the typed edge.
  func discardQueued(andControl: Bool = false) -> Int { 0 }

  /// Settles messages that waited in vain: they count as offered and rejected.
  final func rejectWaiting(_ count: Int = 1) {
    withLock {
      add(offered, UInt64(count))
      add(rejected, UInt64(count))
    }
  }

  /// Counts messages that never came as far as the queue.
  final func dropBeforeQueue(_ count: Int) {
    withLock {
      add(offered, UInt64(count))
      add(dropped, UInt64(count))
    }
  }

  /// Has sampled stays measured, once.
  final func measure(on executor: any Executor, telling events: EventLog) {
    withLock { probe = probe ?? EdgeProbe(id, executor: executor, events: events) }
  }

  /// Messages from outside have come: wakes the consumer by the scheduler's bell, wherever both are by now.
  @usableFromInline
  @inline(never)
  final func ring(_ band: UInt8, countingControl: Bool = false) {
    let (listener, bell) = withLock { (self.listener, self.bell) }
    guard let listener else { return }
    if countingControl { listener.controlQueued.add(1, ordering: .relaxed) }
    bell?.ring(listener, band)
  }
}

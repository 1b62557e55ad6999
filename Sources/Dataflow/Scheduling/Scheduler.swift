import Base
import Synchronization

/// Runs one graph: picks ready nodes band by band, wakes sleepers, ends what is finished, stops in order.
///
/// Owns no thread and no clock; its host calls ``step()`` or ``run(workers:)`` and brings an ``Executor``. One step costs
/// O(1) whatever the size of the graph (O(log nodes) where a deadline changes). ``stop(within:)``, ``cancel()`` and all
/// changes may be called from any thread, before the run too.
public final class Scheduler: @unchecked Sendable {
  /// How far a run has come.
  public enum State: UInt8, Sendable {
    /// Not yet started.
    case created
    /// Messages flow.
    case running
    /// Sources have ended; what is queued drains.
    case draining
    /// Nothing more is handled; nodes are being stopped.
    case stopping
    /// Over.
    case stopped
  }

  /// What one step did.
  public enum Step: Equatable, Sendable {
    /// A node had its slice.
    case worked
    /// Nothing is ready before this moment; nil when only something outside can change that.
    case idle(until: UInt64?)
    /// The run is over.
    case finished
  }

  /// How the graph is run.
  public let options: SchedulerOptions
  let executor: any Executor
  var graph: Graph
  let events: EventLog

  let stateValue = Atomic<UInt8>(State.created.rawValue)
  let stopAsked = Atomic<Bool>(false)
  let cancelAsked = Atomic<Bool>(false)
  /// Set by every call of ``stop(within:)``, until the run has seen it.
  let stopIsNew = Atomic<Bool>(false)
  let drainUntil = Atomic<UInt64>(UInt64.max)
  /// When the queues must be drained, as far as anybody has asked; and how long after the beginning, for those who asked
  /// before it.
  let stopUntil = Atomic<UInt64>(UInt64.max)
  let drainWithin = Atomic<UInt64>(UInt64.max)

  // The queues; guarded by `queues` while several workers run.
  @exclusivity(unchecked) var queues: Lock?
  @exclusivity(unchecked) var ready: ReadyQueue
  @exclusivity(unchecked) var deadlines = DeadlineHeap()
  /// Slices running now.
  @exclusivity(unchecked) var running = 0
  @exclusivity(unchecked) var workers = 1
  let sleepers = Atomic<Int>(0)
  let mail: Mailbox
  /// Guards ``planned``, and orders changes; never held while nodes run.
  let planning = Lock()
  /// The graph as it will be when every change has taken effect; what other threads look names up in.
  var planned: Graph

  @exclusivity(unchecked) var random: SeededRandom
  let steps = Atomic<UInt64>(0)
  /// Nodes that have begun and not ended; reports read it from other threads.
  let live = Atomic<Int>(0)
  private let beganValue = Atomic<UInt64>(0)
  private let endedValue = Atomic<UInt64>(0)
  var failure: DataflowError?
  let statisticsLock = Lock()
  let record: ScheduleRecorder
  @exclusivity(unchecked) var replay: ScheduleReplay?
  var stopReports: [String] = []
  var tracer: Tracer?
  let ranOutOfTime = Atomic<Bool>(false)

  /// A scheduler for this graph. The graph must not have been run before.
  public init(_ graph: Graph, on executor: any Executor, _ options: SchedulerOptions = SchedulerOptions()) {
    self.graph = graph
    planned = graph
    self.executor = executor
    self.options = options
    ready = ReadyQueue(weights: options.weights)
    mail = Mailbox(executor: executor)
    events = EventLog(limit: options.eventLimit)
    random = SeededRandom(seed: options.seed)
    record = ScheduleRecorder(isOn: options.records, seed: options.seed)
    for node in graph.nodes { adopt(node) }
  }

  deinit {
    if state != .stopped { detachOutside() }
    for node in graph.nodes { node.scheduler = nil }
  }

  /// How far the run has come; may be read from any thread.
  public var state: State { State(rawValue: stateValue.load(ordering: .acquiring)) ?? .stopped }

  /// Whether sources have been asked to end.
  public var isDraining: Bool { stateValue.load(ordering: .relaxed) >= State.draining.rawValue }

  var began: UInt64 {
    get { beganValue.load(ordering: .relaxed) }
    set { beganValue.store(newValue, ordering: .relaxed) }
  }

  var ended: UInt64 {
    get { endedValue.load(ordering: .relaxed) }
    set { endedValue.store(newValue, ordering: .relaxed) }
  }

  /// Makes a node part of the run.
  func adopt(_ node: NodeCore) {
    node.scheduler = self
    var salt =
      options.seed ^ UInt64(truncatingIfNeeded: node.name.utf8.reduce(5381) { ($0 &* 33) ^ UInt64($1) })
    node.traceSalt = SeededRandom.splitmix(&salt) | 1
    node.isShared = workers > 1
    node.tracer = tracer
    node.isTraced = tracer != nil
    for input in node.inputs {
      input.setShared(workers > 1)
      for edge in input.anyEdges {
        if edge.isExternal { edge.withLock { edge.bell = mail } }
        if options.measures { edge.measure(on: executor, telling: events) }
      }
    }
  }

  // MARK: Running

  /// Runs to the end: until every node has ended, somebody stops it, or it fails. On the caller's thread, or on
  /// `workers` threads of the executor. Throws only when it cannot start.
  @discardableResult
  public func run(workers count: Int = 1) throws(DataflowError) -> RunReport {
    guard count >= 1, count <= 256 else {
      throw .badValue(what: "workers", value: "\(count)", expected: "in 1...256")
    }
    try start(workers: count)
    if count == 1 {
      runUntilFinished()
    } else {
      do throws(DataflowError) {
        try executor.runWorkers(count) { [self] _ in work() }
      } catch {
        note(.workersMissing, node: "", detail: error.description)
      }
    }
    finish()
    return report()
  }

  private func runUntilFinished() {
    var slice = SliceClock()
    while true {
      let ticket = executor.ticket()
      switch step(&slice) {
      case .worked: continue
      case .finished: return
      case .idle(let deadline):
        if !executor.wait(ticket, until: deadline) { cancel() }
      }
    }
  }

  /// Runs until `condition` holds (asked between slices), nothing can happen any more before the executor's clock
  /// moves, or the run is over. For hosts that own the loop, and tests.
  @discardableResult
  public func run(until condition: () -> Bool) throws(DataflowError) -> Step {
    if state == .created { try start() }
    while !condition() {
      let step = step()
      switch step {
      case .worked: continue
      // Something was judged, or a deadline has passed meanwhile: there is more to do.
      case .idle(let moment?) where moment <= executor.now: continue
      case .idle, .finished: return step
      }
    }
    return .idle(until: nil)
  }

  /// One slice of one node, if there is one; starts the graph at the first call and stops it at the last.
  @discardableResult
  public func step() -> Step {
    switch state {
    case .created: do throws(DataflowError) { try start() } catch { return .finished }
    case .stopped: return .finished
    case .running, .draining, .stopping: break
    }
    var slice = SliceClock()
    let step = step(&slice)
    if let node = slice.node, isWorthTiming(node, slice.began) { noteSlice(&slice, executor.now) }
    if step == .finished { finish() }
    return step
  }

  func step(_ slice: inout SliceClock) -> Step {
    let now = replay?.time(executor.now) ?? executor.now
    // Before the mail, which may take the node away.
    if slice.node != nil { noteSlice(&slice, now) }
    if mail.isFull.load(ordering: .acquiring) { mail.deliver(signalled) }
    if attend(now) { return .finished }
    guard let node = pick(now) else { return idle(now) }
    slice.begin(node, now)
    node._withUnsafeGuaranteedRef { runSlice($0, now) }
    return .worked
  }

  /// Starts every node, producers first, and marks all of them as having work.
  public func start() throws(DataflowError) { try start(workers: 1) }

  private func start(workers count: Int) throws(DataflowError) {
    try options.check()
    let begins = mail.open {
      stateValue.compareExchange(
        expected: State.created.rawValue, desired: State.running.rawValue, ordering: .acquiringAndReleasing
      ).exchanged
    }
    guard begins else { throw .notStartable(state: "\(state)") }
    workers = count
    if count > 1 { queues = Lock() }
    began = executor.now
    note(.started, node: "", detail: "\(graph.nodes.count) nodes, \(graph.connections.count) edges")
    // Reports from other threads wait until edges have their locks.
    planning.withLock { for node in graph.order { adopt(node) } }
    for node in graph.order { begin(node) }
  }

  /// Calls a node's `onStart` and puts it to work.
  func begin(_ node: NodeCore) {
    adopt(node)
    live.wrappingAdd(1, ordering: .relaxed)
    node.phase = .running
    node.now = executor.now
    if let interval = node.settings.tickInterval { node.nextTick = later(node.now, interval) }
    if let hook = node.hooks.start {
      node.runningSince.store(node.now | 1, ordering: .relaxed)
      node.call(hook)
      node.runningSince.store(0, ordering: .relaxed)
    }
    deadlineChanged(node)
    signalled(node, node.readyBand)
  }

  /// What the run came to. Complete after the run; a snapshot before.
  public func report() -> RunReport { makeReport() }
}

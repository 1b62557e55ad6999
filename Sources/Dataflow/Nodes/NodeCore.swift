import Base
import Synchronization

/// Everything the scheduler knows about one node. Fields without another rule belong to the thread that runs the node.
@usableFromInline
final class NodeCore {
  /// Where the node stands between two slices. Changed only by compare-and-exchange.
  @usableFromInline
  enum State {
    @usableFromInline static var idle: UInt8 { 0 }
    @usableFromInline static var queued: UInt8 { 1 }
    @usableFromInline static var running: UInt8 { 2 }
    /// Running, and signalled meanwhile: it goes back into the queue.
    @usableFromInline static var runningAgain: UInt8 { 3 }
  }

  /// How far its life has come.
  enum Phase: UInt8 {
    case created, running, ending, ended
  }

  let name: String
  @exclusivity(unchecked) var index = 0
  @usableFromInline let state = Atomic<UInt8>(State.idle)
  /// The highest band it was signalled with since it last ran.
  @usableFromInline let signalledBand = Atomic<UInt8>(0)
  /// The band the node always has, whatever its edges say.
  let ownBand: Atomic<UInt8>
  /// Control messages waiting in any of its inputs.
  @usableFromInline let controlQueued = Atomic<Int>(0)
  @exclusivity(unchecked) @usableFromInline var isShared = false
  /// The scheduler that runs the node, not kept alive by it.
  @exclusivity(unchecked) private var schedulerLink: Unmanaged<Scheduler>?
  @usableFromInline
  var scheduler: Scheduler? {
    get { schedulerLink?.takeUnretainedValue() }
    set { schedulerLink = newValue.map { .passUnretained($0) } }
  }

  // Links of the ready queue; guarded by the scheduler's lock.
  @exclusivity(unchecked) var next: Unmanaged<NodeCore>?
  @exclusivity(unchecked) var previous: Unmanaged<NodeCore>?
  @exclusivity(unchecked) var queuedBand: UInt8 = 0
  @exclusivity(unchecked) var isInQueue = false
  /// Where it stands in the deadline heap; -1 when it does not.
  @exclusivity(unchecked) var heapPosition = -1
  @exclusivity(unchecked) var deadline = UInt64.max

  @exclusivity(unchecked) var deadLetters: Output<DeadLetter>?
  /// Keeps the node's own object alive.
  @exclusivity(unchecked) var owner: AnyObject?
  @exclusivity(unchecked) var inputs: [AnyInput] = [] { didSet { inputList.set(inputs) } }
  /// The inputs once more, as slices read them.
  @exclusivity(unchecked) private(set) var inputList = Unretained<AnyInput>()
  @exclusivity(unchecked) var outputs: [AnyOutput] = []
  @exclusivity(unchecked) var hooks = NodeHooks() { didSet { duties = hooks.duties } }
  /// Which of the hooks there are that every slice asks about.
  @exclusivity(unchecked) private(set) var duties: NodeHooks.Duties = []
  @exclusivity(unchecked) var settings: NodeSettings
  lazy var context = NodeContext(self)

  private let phaseValue = Atomic<UInt8>(Phase.created.rawValue)
  /// Written by the thread that runs the node, or while none does; read by whoever signals it.
  var phase: Phase {
    get { Phase(rawValue: phaseValue.load(ordering: .relaxed)) ?? .ended }
    set { phaseValue.store(newValue.rawValue, ordering: .relaxed) }
  }
  /// Outputs that hold messages back and so keep the node from handling data.
  @exclusivity(unchecked) @usableFromInline var parked = 0
  /// Whether a failed message waits for its next attempt.
  @exclusivity(unchecked) @usableFromInline var holdsMessage = false
  @exclusivity(unchecked) @usableFromInline var isPaused = false
  /// Whether the handler asked to end.
  @exclusivity(unchecked) @usableFromInline var wantsEnd = false
  /// Whether a source said that it has nothing now.
  @exclusivity(unchecked) @usableFromInline var sourceIdles = false
  /// Whether some output may hold messages back.
  @exclusivity(unchecked) @usableFromInline var hasWaiting = false
  /// Whether a tick came due while the node could not take it.
  @exclusivity(unchecked) var tickIsDue = false
  /// Jobs under way elsewhere that will come back to this node.
  var outsideWork: Int { outsideJobs.load(ordering: .relaxed) }
  let outsideJobs = Atomic<Int>(0)
  /// Whether one of them is a payload that no thread has taken yet.
  @exclusivity(unchecked) var hasRefusedJob = false
  /// Set by a wake-up from outside: a source asks its function again.
  let isWokenFlag = Atomic<Bool>(false)
  @exclusivity(unchecked) @usableFromInline var now: UInt64 = 0
  /// Headers of the message being handled: what emissions inherit.
  @exclusivity(unchecked) @usableFromInline var current = Headers()
  @exclusivity(unchecked) @usableFromInline var traceCount: UInt64 = 0
  @exclusivity(unchecked) @usableFromInline var traceSalt: UInt64 = 0
  @exclusivity(unchecked) var nextTick = UInt64.max
  /// The earliest of its deadlines; `.max` when it has none.
  @exclusivity(unchecked) var nextDue = UInt64.max
  @exclusivity(unchecked) var retryAt = UInt64.max
  /// Whether a retry came due while the node's outputs were blocked.
  @exclusivity(unchecked) var retryIsDue = false
  @exclusivity(unchecked) var attempts = 0
  @exclusivity(unchecked) var alarm = UInt64.max
  @exclusivity(unchecked) var inputCursor = 0
  @exclusivity(unchecked) @usableFromInline var flight: UnsafeMutablePointer<FlightSlot>?

  var tracer: Tracer?
  @exclusivity(unchecked) @usableFromInline var isTraced = false

  @usableFromInline let handled = Atomic<UInt64>(0)
  @usableFromInline let emitted = Atomic<UInt64>(0)
  let errors = Atomic<UInt64>(0)
  let ticks = Atomic<UInt64>(0)
  let slices = Atomic<UInt64>(0)
  let runningSince = Atomic<UInt64>(0)
  let sliceTimes = SharedHistogram()

  init(name: String, settings: NodeSettings) {
    self.name = name
    self.settings = settings
    ownBand = Atomic(settings.band.rawValue)
  }

  deinit { inputList.free() }

  /// Whether nothing keeps it from handling the next data message.
  @inlinable
  @inline(__always)
  var mayHandle: Bool { parked == 0 && !holdsMessage && !isPaused && !wantsEnd }

  @inlinable
  @inline(__always)
  func add(_ counter: borrowing Atomic<UInt64>, _ amount: UInt64 = 1) {
    counter.store(counter.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
  }

  /// Tells that there is work: puts the node into the ready queue unless it is there already in that band.
  @inlinable
  @inline(__always)
  func signal(_ band: UInt8) {
    if !isShared, state.load(ordering: .relaxed) == State.queued,
      signalledBand.load(ordering: .relaxed) >= band
    {
      return
    }
    signalSlowly(band)
  }

  @usableFromInline
  @inline(never)
  func signalSlowly(_ band: UInt8) {
    schedulerLink?._withUnsafeGuaranteedRef { $0.signalled(self, band) }
  }

  /// An output's edge has room again.
  @usableFromInline
  func signalRoom() {
    signal(ownBand.load(ordering: .relaxed))
  }

  /// A new trace, for what no message caused. Distinct within a run; the same in every run with the same seed.
  @usableFromInline
  @inline(__always)
  func freshHeaders() -> Headers {
    traceCount &+= 1
    return Headers(trace: TraceID(high: traceSalt, low: traceCount), timestamp: now)
  }

  /// Whether the time of its latest slice is kept: one in 1,024, from the first.
  @inline(__always)
  func isMeasured(_ options: SchedulerOptions) -> Bool {
    options.measures && slices.load(ordering: .relaxed) & 1023 == 1
  }

  /// Whether somebody outside asked the node to look for work since it last ran.
  var isWoken: Bool { isWokenFlag.exchange(false, ordering: .relaxed) }

  /// Whether an input has messages but no demand.
  var lacksCredit: Bool { inputs.contains { $0.credit == 0 } }

  /// The executor's clock, read now; in a replay the recorded time.
  func clockNow() -> UInt64 { scheduler?.clockNow(now) ?? now }

  /// The earliest of its deadlines; `.max` when it has none.
  var earliestDeadline: UInt64 {
    var deadline = min(nextTick, alarm, retryAt)
    for output in outputs { deadline = min(deadline, output.blockedUntil) }
    return deadline
  }

  /// The highest band among itself and its edges that have data.
  var readyBand: UInt8 {
    if controlQueued.load(ordering: .relaxed) > 0 { return Band.control.rawValue }
    var band = ownBand.load(ordering: .relaxed)
    for position in 0..<inputList.count { band = max(band, inputList.with(position, \.readyBand)) }
    return band
  }
}

/// The functions a node brings along.
struct NodeHooks {
  var start: ((NodeContext) throws -> Void)?
  var tick: ((NodeContext) throws -> Void)?
  var end: ((NodeContext) throws -> Void)?
  var stop: ((NodeContext) throws -> Void)?
  var signal: ((Signal, NodeContext) throws -> Void)?
  /// At the beginning of every slice in which the node may handle data.
  var slice: ((NodeContext) throws -> Void)?
  /// Takes news of a failure instead of the outputs.
  var failure: ((Failure, NodeContext) throws -> Void)?
  /// Nothing can happen by itself any more: whether the node has set something going.
  var standstill: (() -> Bool)?
  /// The run is over, or given up: whoever outside knows the node has to forget it.
  var detach: (() -> Void)?
  /// Produces up to that many messages; returns how many.
  var produce: ((Int) -> Int)?

  /// Hooks by their bits: looking at one costs no reference to its closure.
  struct Duties: OptionSet {
    let rawValue: UInt8
    static var slice: Duties { Duties(rawValue: 1) }
    static var produce: Duties { Duties(rawValue: 2) }
  }

  var duties: Duties {
    var duties: Duties = []
    if slice != nil { duties.insert(.slice) }
    if produce != nil { duties.insert(.produce) }
    return duties
  }
}

/// Where somebody finds, after a crash, what a node was handling: written before every call of a handler, into memory that
/// outlives the process.
public struct FlightSlot: Sendable {
  /// 1 while the node has its slice, else 0.
  public var isRunning: UInt64 = 0
  /// Trace of the message that it handles, or handled last.
  public var trace = TraceID(high: 0, low: 0)

  /// A slot of a node that rests.
  public init() {}
}

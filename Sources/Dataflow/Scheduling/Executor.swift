/// What the room has from its host: time, sleep and threads.
///
/// The room creates no thread and reads no clock. `ManualExecutor` is the host of tests: a virtual clock on the caller's
/// thread; real ones live outside, such as `ThreadExecutor` in room `Connectors`.
public protocol Executor: AnyObject, Sendable {
  /// Nanoseconds on a clock that never runs backwards. Read once a slice: cheap.
  var now: UInt64 { get }

  /// The same clock read cheaply: it may lag by up to ``Scheduler/roughness``. Tells quick slices from slow ones.
  var roughNow: UInt64 { get }

  /// A ticket for ``wait(_:until:)``: a wake-up after it was drawn is never missed.
  func ticket() -> UInt64

  /// Sleeps until somebody calls ``wake()`` after the ticket was drawn, or until the deadline on the own clock; nil
  /// means no deadline. May return early. Returns false when it knows that nothing will ever happen.
  func wait(_ ticket: UInt64, until deadline: UInt64?) -> Bool

  /// Ends every sleep.
  func wake()

  /// Calls `body` with 0 to `count - 1`, at the same time where it can, and returns when all have returned. Throws,
  /// after the run, when it had fewer threads than that; `body(0)` runs in any case.
  func runWorkers(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws(DataflowError)

  /// Runs a job soon, on a thread that may block for it. Returns false when it has no room for it.
  func dispatch(_ job: @escaping @Sendable () -> Void) -> Bool
}

extension Executor {
  /// The exact time, where no cheaper reading is to be had.
  public var roughNow: UInt64 { now }
}

/// An executor with a virtual clock: time passes when a graph sleeps, or by ``advance(by:)``; jobs run at once.
///
/// For one thread: everything about a run is the same each time.
public final class ManualExecutor: Executor, @unchecked Sendable {
  /// Nanoseconds since the executor was made, plus where it began.
  public private(set) var now: UInt64
  private var wakes: UInt64 = 0

  /// An executor whose clock stands at `now`.
  public init(now: UInt64 = 0) { self.now = now }

  /// Lets time pass.
  public func advance(by nanoseconds: UInt64) { now &+= nanoseconds }

  /// The count of wake-ups so far.
  public func ticket() -> UInt64 { wakes }

  /// Jumps to the deadline. Without one nothing will ever happen: false.
  public func wait(_ ticket: UInt64, until deadline: UInt64?) -> Bool {
    if wakes != ticket { return true }
    guard let deadline else { return false }
    now = max(now, deadline)
    return true
  }

  /// Counts the wake-up.
  public func wake() { wakes &+= 1 }

  /// Calls `body(0)` alone.
  public func runWorkers(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) { body(0) }

  /// Runs the job before it returns.
  public func dispatch(_ job: @escaping @Sendable () -> Void) -> Bool {
    job()
    return true
  }
}

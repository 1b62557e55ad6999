import Base
import Dataflow

/// The executor of ordinary programs: the machine's monotonic clock, POSIX threads, and sleep without polling.
public final class ThreadExecutor: Executor, @unchecked Sendable {
  /// The most jobs that may wait for a thread of the pool.
  public static let jobLimit = 4096

  private let sleep = ConditionLock()
  private var wakes: UInt64 = 0
  private let pool: ThreadPool

  /// An executor whose pool has up to `poolThreads` threads for jobs; they start when first needed.
  public init(poolThreads: Int = 4) {
    precondition((1...1024).contains(poolThreads), "poolThreads \(poolThreads) is not in 1...1024")
    pool = ThreadPool(limit: poolThreads, jobLimit: Self.jobLimit)
  }

  deinit { pool.close() }

  /// Nanoseconds on the machine's monotonic clock.
  public var now: UInt64 { MonotonicClock.nanoseconds() }

  /// The same clock as of the kernel's last tick.
  public var roughNow: UInt64 { MonotonicClock.coarseNanoseconds() }

  /// The count of wake-ups so far.
  public func ticket() -> UInt64 { sleep.withLock { wakes } }

  /// Sleeps until a wake-up after the ticket, or the deadline. Always true: something may always happen.
  public func wait(_ ticket: UInt64, until deadline: UInt64?) -> Bool {
    sleep.wait(until: deadline) { wakes != ticket }
    return true
  }

  /// Ends every sleep.
  public func wake() {
    sleep.withLock { wakes &+= 1 }
    sleep.broadcast()
  }

  /// Calls `body(0)` on the caller's thread and the others on threads of their own.
  public func runWorkers(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws(DataflowError) {
    var others: [SystemThread] = []
    for index in 1..<max(1, count) {
      do throws(SystemError) {
        others.append(try SystemThread(for: "worker \(index)") { body(index) })
      } catch {
        // Workers that run already do the work; one of them at least there is, the caller's own.
        break
      }
    }
    body(0)
    for thread in others { thread.join() }
    if others.count + 1 < count { throw .missingWorkers(wanted: count, started: others.count + 1) }
  }

  /// Runs a job on a thread of the pool; false when as many wait already as may.
  public func dispatch(_ job: @escaping @Sendable () -> Void) -> Bool { pool.submit(job) }
}

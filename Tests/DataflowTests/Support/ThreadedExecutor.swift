import Base
import Synchronization

@testable import Dataflow

/// The machine's clock, sleep without polling, and a thread for every job and worker.
final class ThreadedExecutor: Executor, @unchecked Sendable {
  private let sleep = ConditionLock()
  private var wakes: UInt64 = 0

  var now: UInt64 { MonotonicClock.nanoseconds() }
  func ticket() -> UInt64 { sleep.withLock { wakes } }

  func wait(_ ticket: UInt64, until deadline: UInt64?) -> Bool {
    sleep.wait(until: deadline) { wakes != ticket }
    return true
  }

  func wake() {
    sleep.withLock { wakes &+= 1 }
    sleep.broadcast()
  }

  func runWorkers(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws(DataflowError) {
    var threads: [SystemThread] = []
    for index in 1..<max(1, count) {
      do throws(SystemError) {
        threads.append(try SystemThread(for: "worker") { body(index) })
      } catch {
        break
      }
    }
    body(0)
    for thread in threads { thread.join() }
    if threads.count + 1 < count { throw .missingWorkers(wanted: count, started: threads.count + 1) }
  }

  func dispatch(_ job: @escaping @Sendable () -> Void) -> Bool {
    do throws(SystemError) {
      try SystemThread(for: "a job", job).detach()
      return true
    } catch {
      return false
    }
  }
}

/// A count that closures on other threads may raise.
final class SharedCount: Sendable {
  let count = Atomic<Int>(0)
}

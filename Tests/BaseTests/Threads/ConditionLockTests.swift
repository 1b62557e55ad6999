import Synchronization
import Testing

@testable import Base

@Suite struct ConditionLockTests {
  private final class Flags: Sendable {
    let isAsked = Atomic(false)
    let isDone = Atomic(false)
  }

  @Test(
    "a call between a waiter's question and its sleep is heard, though what changed is no matter of the lock")
  func call() throws {
    let lock = ConditionLock()
    let flags = Flags()
    let caller = try SystemThread(for: "the caller") {
      while !flags.isAsked.load(ordering: .acquiring) { SystemThread.yield() }
      flags.isDone.store(true, ordering: .releasing)
      lock.broadcast()
    }
    let deadline = MonotonicClock.nanoseconds() + 60_000_000_000
    lock.wait(until: deadline) {
      if flags.isDone.load(ordering: .acquiring) { return true }
      flags.isAsked.store(true, ordering: .releasing)
      // The answer is old by now: the caller has changed the flag, and has called or is about to.
      while !flags.isDone.load(ordering: .acquiring) { SystemThread.yield() }
      let moment = MonotonicClock.nanoseconds() + 20_000_000
      while MonotonicClock.nanoseconds() < moment { SystemThread.yield() }
      return false
    }
    caller.join()
    #expect(MonotonicClock.nanoseconds() < deadline)
  }

  @Test("a deadline ends a wait for what never comes")
  func deadline() {
    let moment = MonotonicClock.nanoseconds() + 5_000_000
    ConditionLock().wait(until: moment) { false }
    #expect(MonotonicClock.nanoseconds() >= moment)
  }
}

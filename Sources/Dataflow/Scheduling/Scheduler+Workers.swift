import Base
import Synchronization

/// Several workers on one graph: each node on one of them at a time.
extension Scheduler {
  /// The loop of one of several workers.
  func work() {
    var now = executor.now
    while true {
      let ticket = executor.ticket()
      if mail.isFull.load(ordering: .acquiring), !deliverMailAlone() {
        // Slices still run: whoever ends the last of them delivers, and wakes the others.
        _ = executor.wait(ticket, until: nextDeadline)
        now = executor.now
        if attend(now) { return executor.wake() }
        continue
      }
      if attend(now) { return executor.wake() }
      if let picked = pick(now) {
        var slice = SliceClock()
        slice.begin(picked, now)
        now = picked._withUnsafeGuaranteedRef { node in
          let hasWork = handle(node, now)
          let then = executor.now
          // Before it is settled: afterwards the node may be gone.
          noteSlice(&slice, then)
          settle(node, hasWork: hasWork)
          return then
        }
        continue
      }
      switch rest(now) {
      case .finished: return executor.wake()
      case .worked: break
      case .idle(let deadline):
        if !executor.wait(ticket, until: deadline) { cancel() }
      }
      now = executor.now
    }
  }

  private var nextDeadline: UInt64? {
    let moment = withQueues { min(deadlines.first, drainUntil.load(ordering: .relaxed)) }
    return moment == .max ? nil : moment
  }

  /// Nothing was ready a moment ago.
  private func rest(_ now: UInt64) -> Step {
    sleepers.add(1, ordering: .sequentiallyConsistent)
    defer { sleepers.subtract(1, ordering: .sequentiallyConsistent) }
    // Somebody may have become ready between the look and the announcement.
    if withQueues({ !ready.isEmpty && !mail.isHalted }) { return .worked }
    return idleAlone(now)
  }

  /// What a standstill means is judged by one worker while nothing runs; the others only sleep.
  private func idleAlone(_ now: UInt64) -> Step {
    let (mine, deadline) = withQueues {
      let mine = running == 0 && ready.isEmpty && !mail.isHalted && !mail.isFull.load(ordering: .relaxed)
      if mine { mail.isHalted = true }
      return (mine, min(deadlines.first, drainUntil.load(ordering: .relaxed)))
    }
    guard mine else { return .idle(until: deadline == .max ? nil : deadline) }
    let step = idle(now)
    withQueues { mail.isHalted = false }
    // Whoever found the graph halted meanwhile and lay down has to look again.
    if step == .idle(until: now) { executor.wake() }
    return step
  }

  /// Commands run while no slice does: the worker that finds none running delivers, the others hold back. False when
  /// slices run.
  private func deliverMailAlone() -> Bool {
    let mine = withQueues {
      guard running == 0, !mail.isHalted else { return false }
      mail.isHalted = true
      return true
    }
    guard mine else { return false }
    mail.deliver(signalled)
    withQueues { mail.isHalted = false }
    executor.wake()
    return true
  }
}

/// When ticks are due: every so many operations, every so much time, or both; fed with counts and clock values.
package struct TickSchedule: Sendable {
  private let everyOperations: UInt64
  private let everyNanoseconds: UInt64
  private var nextOperation: UInt64
  private var nextNanoseconds: UInt64

  /// A schedule that starts at `now`; 0 switches a condition off.
  package init(everyOperations: UInt64, everyNanoseconds: UInt64, now: UInt64) {
    self.everyOperations = everyOperations
    self.everyNanoseconds = everyNanoseconds
    nextOperation = everyOperations == 0 ? .max : everyOperations
    nextNanoseconds = everyNanoseconds == 0 ? .max : now &+ everyNanoseconds
  }

  /// Operations that may still be applied before a tick is due by count; end a batch there to tick at exact counts.
  package func operationsUntilDue(after operations: UInt64) -> UInt64 {
    nextOperation > operations ? nextOperation &- operations : 0
  }

  /// Nanoseconds until a tick is due by time, for a wait that must end then; nil when time does not matter.
  package func nanosecondsUntilDue(after now: UInt64) -> UInt64? {
    if everyNanoseconds == 0 { return nil }
    return nextNanoseconds > now ? nextNanoseconds &- now : 0
  }

  /// Whether a tick is due; a due one is taken, and moments missed meanwhile are not made up for.
  package mutating func takeDue(operations: UInt64, now: UInt64) -> Bool {
    let isDue = operations >= nextOperation || now >= nextNanoseconds
    if operations >= nextOperation {
      nextOperation = (operations / everyOperations &+ 1) &* everyOperations
    }
    if now >= nextNanoseconds {
      let missed = (now &- nextNanoseconds) / everyNanoseconds
      nextNanoseconds &+= (missed &+ 1) &* everyNanoseconds
    }
    return isDue
  }
}

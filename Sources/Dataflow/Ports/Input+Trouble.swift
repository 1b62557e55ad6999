import Base

/// A moment so many nanoseconds after another; `.max`, which is never, when that lies beyond the clock's end.
func later(_ moment: UInt64, _ nanoseconds: UInt64) -> UInt64 {
  moment > .max - nanoseconds ? .max : moment + nanoseconds
}

/// Failed handlers, control messages, and edges that come and go.
extension Input {
  /// News of a failure goes on to every output.
  @usableFromInline
  @inline(never)
  func passOn(_ message: Message<Payload>) {
    guard case .error(let failure) = message.content else { return }
    if let hook = core.hooks.failure {
      core.call { try hook(failure, $0) }
      return
    }
    for output in core.outputs where !output.isForDeadLetters { output.pass(failure) }
  }

  /// A handler threw: what the node's error policy asks for.
  @usableFromInline
  @inline(never)
  func failed(_ message: Message<Payload>, _ error: any Error) {
    core.noteError("\(error)")
    switch core.settings.onError {
    case .continue:
      break
    case .retry(let attempts, let backoff):
      core.attempts += 1
      if core.attempts < attempts {
        hold(message)
        let (wait, isLong) = backoff.multipliedReportingOverflow(by: 1 << UInt64(min(core.attempts - 1, 62)))
        core.retryAt = later(core.now, isLong ? .max : wait)
        core.scheduler?.deadlineChanged(core)
        return
      }
      bury(message, error)
    case .deadLetter:
      core.attempts += 1
      bury(message, error)
    case .stopGraph:
      core.stopGraph(error)
    }
    core.attempts = 0
  }

  private func bury(_ message: Message<Payload>, _ error: any Error) {
    guard let dead = core.deadLetters, let payload = message.payload else { return }
    do throws(DataflowError) {
      try dead.emit(
        DeadLetter(
          node: core.name, input: name, reason: "\(error)", attempts: core.attempts, payload: payload))
    } catch {
      core.noteError("\(error)")
    }
  }
}

import Base
import Synchronization
import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SIGINT and SIGTERM as a flag that long commands look at between batches.
///
/// The first signal only sets the flag; the command stops at its next look, writes what it has and fails as
/// `Interrupted`. A second signal ends the process at once, with the same envelope and exit code.
enum Interrupt {
  static let interrupt = SIGINT
  static let terminate = SIGTERM

  /// The signal that asked the program to stop, or nil.
  static var signal: Int32? {
    let number = pendingSignal.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Fails when a signal has asked the program to stop.
  static func check() throws(Failure) {
    if let signal { throw .interrupted(by: signal) }
  }

  /// Forgets a signal that has been dealt with.
  static func reset() {
    pendingSignal.store(0, ordering: .relaxed)
  }

  /// Installs the handlers; slow system calls then return early so that a blocked command can look at the flag.
  static func install() {
    reset()
    handle([SIGINT, SIGTERM], by: noteSignal)
  }
}

private let pendingSignal = Atomic<Int32>(0)

/// Runs on whatever thread the signal hits: one atomic store, or `write` and `_exit`, all async-signal-safe.
private func noteSignal(_ number: Int32) {
  let (isFirst, _) = pendingSignal.compareExchange(expected: 0, desired: number, ordering: .relaxed)
  if isFirst { return }
  let line: StaticString =
    number == SIGTERM
    ? "{\"error\":\"Interrupted\",\"detail\":\"stopped at once by a second SIGTERM\"}\n"
    : "{\"error\":\"Interrupted\",\"detail\":\"stopped at once by a second SIGINT\"}\n"
  TerminalRestore.now()
  _ = write(2, line.utf8Start, line.utf8CodeUnitCount)
  _exit(128 + number)
}

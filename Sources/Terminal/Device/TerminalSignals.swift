import Base
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Signals that concern the terminal, as flags, with a pipe that wakes whoever waits for keys.
enum TerminalSignals {
  /// What came since the last look.
  struct News {
    let isResized: Bool
    let wantsSuspension: Bool
    let isContinued: Bool
  }

  /// The readable end of the pipe, or −1 before `install`.
  static var descriptor: Int32 { wakeReader.load(ordering: .relaxed) }

  /// Begins to listen. The pipe is made once and kept, so that a late handler never writes into another file.
  static func install() throws(SystemError) {
    if descriptor < 0 {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { throw SystemError(operation: "open", path: "a pipe for signals") }
      for end in ends {
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
      }
      wakeReader.store(ends[0], ordering: .relaxed)
      wakeWriter.store(ends[1], ordering: .relaxed)
    }
    _ = take()
    handle([SIGWINCH, SIGTSTP, SIGCONT], by: noteTerminalSignal)
  }

  /// Leaves the signals to what they do by themselves.
  static func remove() {
    for number in [SIGWINCH, SIGTSTP, SIGCONT] { signal(number, SIG_DFL) }
  }

  /// What came since the last look; empties the pipe.
  static func take() -> News {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &bytes, bytes.count) == bytes.count {}
    return News(
      isResized: resized.exchange(false, ordering: .relaxed),
      wantsSuspension: suspended.exchange(false, ordering: .relaxed),
      isContinued: continued.exchange(false, ordering: .relaxed))
  }

  /// Stops the program until somebody continues it, all threads of it. Returns when it was continued.
  static func suspend() {
    // Sent to this thread it takes effect before the call returns; sent to the process, perhaps later.
    raise(SIGSTOP)
    _ = take()
  }
}

private let resized = Atomic(false)
private let suspended = Atomic(false)
private let continued = Atomic(false)
private let wakeReader = Atomic<Int32>(-1)
private let wakeWriter = Atomic<Int32>(-1)

/// Runs on whatever thread the signal hits: two stores and a write, and `errno` as it was.
private func noteTerminalSignal(_ number: Int32) {
  let before = errno
  switch number {
  case SIGWINCH: resized.store(true, ordering: .relaxed)
  case SIGTSTP: suspended.store(true, ordering: .relaxed)
  default: continued.store(true, ordering: .relaxed)
  }
  var byte: UInt8 = 1
  _ = write(wakeWriter.load(ordering: .relaxed), &byte, 1)
  errno = before
}

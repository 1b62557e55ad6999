import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Puts the terminal back as it was, from wherever the program ends: also from handlers of signals.
package enum TerminalRestore {
  /// Ends synchronised updates, colours and the other screen; wraps lines and shows the cursor again.
  private static let farewell: StaticString = "\u{1B}[?2026l\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  /// Remembers what to put back; after a plain use (no other screen, no colours) that is the settings alone.
  static func arm(input: Int32, output: Int32, settings: termios, isPlain: Bool = false) {
    wasPlain.store(isPlain, ordering: .relaxed)
    savedSettings.pointee = settings
    inputNumber.store(input, ordering: .relaxed)
    outputNumber.store(output, ordering: .releasing)
  }

  /// Puts the terminal back, once; without effect where no view is up. Async-signal-safe.
  package static func now() {
    let output = outputNumber.exchange(-1, ordering: .acquiringAndReleasing)
    if output < 0 { return }
    if !wasPlain.load(ordering: .relaxed) {
      _ = write(output, farewell.utf8Start, farewell.utf8CodeUnitCount)
    }
    tcsetattr(inputNumber.load(ordering: .relaxed), TCSANOW, savedSettings)
  }

  /// Signals that end a program which has no handler for them.
  private static let fatal = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGQUIT, SIGHUP]

  /// Has the terminal put back when the program crashes or is ended, as far as that can be had.
  static func guardAgainstCrashes() {
    for number in fatal { signal(number, restoreAndEnd) }
  }

  /// Ends that.
  static func endGuard() {
    for number in fatal { signal(number, SIG_DFL) }
  }
}

/// Only handlers and the thread of the view touch it, and these before the handlers can run.
nonisolated(unsafe) private let savedSettings: UnsafeMutablePointer<termios> = {
  let place = UnsafeMutablePointer<termios>.allocate(capacity: 1)
  place.initialize(to: termios())
  return place
}()
private let inputNumber = Atomic<Int32>(-1)
private let outputNumber = Atomic<Int32>(-1)
private let wasPlain = Atomic<Bool>(false)

/// Puts the terminal back, then lets the signal do what it does without a handler.
private func restoreAndEnd(_ number: Int32) {
  TerminalRestore.now()
  signal(number, SIG_DFL)
  raise(number)
}

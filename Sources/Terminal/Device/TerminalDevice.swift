import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A terminal taken over for a view and given back: raw keys, the other screen, no cursor. Used by one thread at a time.
package final class TerminalDevice: @unchecked Sendable {
  /// What a wait brought.
  enum Input: Equatable {
    case bytes([UInt8])
    /// Time passed, or a signal came.
    case nothing
    /// The terminal is gone.
    case hungUp
  }

  /// The other screen, cleared; no cursor; lines that end at the edge.
  private static let welcome = "\u{1B}[?1049h\u{1B}[0m\u{1B}[2J\u{1B}[?25l\u{1B}[?7l"

  private let input: Int32
  private let ownsInput: Bool
  private let output: Int32
  private let settings: termios

  /// The terminal behind standard output, with the keys of standard input or, where that is none, of the controlling
  /// terminal. Nil where there is no terminal, or one that cannot place its cursor.
  package init?(term: String?, output: Int32 = 1) {
    guard let term, !term.isEmpty, term != "dumb", term != "unknown", isatty(output) == 1 else { return nil }
    ownsInput = isatty(0) != 1
    input = ownsInput ? open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY) : 0
    self.output = output
    var settings = termios()
    let isUsable = input >= 0 && tcgetattr(input, &settings) == 0
    self.settings = settings
    if !isUsable { return nil }
  }

  deinit { if ownsInput, input >= 0 { close(input) } }

  /// Takes the terminal over; once more after a suspension.
  func enter() throws(SystemError) {
    TerminalRestore.arm(input: input, output: output, settings: settings)
    var raw = settings
    // Keys one by one and unseen; ^C and ^Z stay signals, also for the other programs of a pipe.
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
    raw.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR)
    guard tcsetattr(input, TCSANOW, &raw) == 0 else {
      throw SystemError(operation: "set", path: "the terminal")
    }
    try write(Array(Self.welcome.utf8))
  }

  /// Gives the terminal back.
  func leave() { TerminalRestore.now() }

  /// The size the terminal says it has; 80x24 where it does not say.
  var size: Size {
    var size = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return Size(columns: 80, rows: 24)
    }
    return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }

  /// Writes everything, waiting for the terminal where it must.
  func write(_ bytes: [UInt8]) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { systemWrite(output, UnsafeRawBufferPointer(rebasing: $0[done...])) }
      if count >= 0 {
        done += count
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        var waiting = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
        _ = poll(&waiting, 1, 1000)
      } else {
        throw SystemError(operation: "write", path: "the terminal")
      }
    }
  }

  /// Waits for keys, at most so many milliseconds or until a signal comes.
  func wait(milliseconds: Int32) -> Input {
    var places = [
      pollfd(fd: input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: TerminalSignals.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&places, 2, milliseconds) > 0, places[0].revents != 0 else { return .nothing }
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = read(input, &bytes, bytes.count)
    if count > 0 { return .bytes(Array(bytes[..<count])) }
    // 0 is the end of a terminal whose other side went away; EIO says the same.
    return count < 0 && (errno == EINTR || errno == EAGAIN) ? .nothing : .hungUp
  }
}

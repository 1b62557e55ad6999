import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Asks for lines on a terminal, with history and completion. Between two lines the terminal is as it was.
package final class LinePrompt {
  /// What was typed.
  package enum Answer: Equatable, Sendable {
    case line(String)
    /// The end of input, or the terminal is gone.
    case end
    /// A signal came.
    case interrupted
  }

  private let settings: termios
  private var editor = LineEditor()
  private var reader = LineKeyReader()
  /// Keys that came together with the end of a line.
  private var waiting: ArraySlice<LineKey> = []

  /// The terminal of standard input and output; nil where either is none, or one that cannot move its cursor.
  package init?(term: String?) {
    guard let term, !term.isEmpty, term != "dumb", term != "unknown", isatty(0) == 1, isatty(1) == 1 else {
      return nil
    }
    var settings = termios()
    guard tcgetattr(0, &settings) == 0 else { return nil }
    self.settings = settings
  }

  /// Asks for one line. `completions` gives words for the one at the cursor; `isInterrupted` is asked when a signal ends
  /// a wait. Throws what writing to the terminal throws.
  package func ask(
    _ prompt: String, completions: (_ before: String) -> [String], isInterrupted: () -> Bool
  ) throws(SystemError) -> Answer {
    var raw = settings
    // Keys one by one and unseen; ^C and ^Z stay signals.
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
    raw.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR)
    guard tcsetattr(0, TCSADRAIN, &raw) == 0 else {
      throw SystemError(operation: "set", path: "the terminal")
    }
    TerminalRestore.arm(input: 0, output: 1, settings: settings, isPlain: true)
    TerminalRestore.guardAgainstCrashes()
    defer {
      TerminalRestore.now()
      TerminalRestore.endGuard()
    }
    try draw(prompt)
    while true {
      while let key = waiting.popFirst() {
        switch editor.take(key, completions: completions) {
        case .edited: break
        case .offered(let words): try offer(words)
        case .ended:
          try write("\r\n")
          return .end
        case .submitted(let line):
          try write("\r\u{1B}[K\(prompt)\(SafeText.shown(line))\r\n")
          return .line(line)
        }
        if waiting.isEmpty { try draw(prompt) }
      }
      if isInterrupted() {
        // What comes after it, a message or the shell's prompt, begins a line.
        try write("\r\n")
        return .interrupted
      }
      var bytes = [UInt8](repeating: 0, count: 1024)
      let count = read(0, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return .end }
      waiting = reader.keys(Array(bytes[..<count]))[...]
    }
  }

  private var columns: Int {
    var size = winsize()
    return ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  private func draw(_ prompt: String) throws(SystemError) {
    let width = DisplayWidth.of(prompt)
    let (text, column) = editor.view(columns: columns - width)
    try write("\r\u{1B}[K\(prompt)\(text)\r\u{1B}[\(width + column)C")
  }

  /// Shows words below the line, as many as a few rows take.
  private func offer(_ words: [String]) throws(SystemError) {
    let shown = words.prefix(40).map { SafeText.shown($0) }.joined(separator: "  ")
    try write("\r\n" + DisplayWidth.cut(shown, to: columns * 4) + "\r\n")
  }

  private func write(_ text: String) throws(SystemError) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { systemWrite(1, UnsafeRawBufferPointer(rebasing: $0[done...])) }
      guard count >= 0 else { throw SystemError(operation: "write", path: "the terminal") }
      done += count
    }
  }
}

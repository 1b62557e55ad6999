import Base

/// Standard error: whole lines from any thread, and one transient line (a progress bar) that always stays last.
///
/// Failed writes are ignored: there is nowhere left to report them.
final class ErrorStream: @unchecked Sendable {
  private let descriptor: Descriptor
  private let lock = Lock()
  private var transient = ""

  let isTerminal: Bool

  init(_ descriptor: Descriptor = .standardError) {
    self.descriptor = descriptor
    isTerminal = descriptor.isTerminal
  }

  /// The columns of the terminal, 80 where it does not say.
  var columns: Int { descriptor.columns ?? 80 }

  /// Writes one line above the transient one.
  func line(_ text: String) {
    lock.withLock {
      let shown = transient
      send(shown.isEmpty ? text + "\n" : "\r\u{1B}[K\(text)\n\(shown)")
    }
  }

  /// Shows or replaces the transient line.
  func show(transient text: String) {
    lock.withLock {
      transient = text
      send("\r\u{1B}[K" + text)
    }
  }

  /// Removes the transient line.
  func clearTransient() {
    lock.withLock {
      if !transient.isEmpty { send("\r\u{1B}[K") }
      transient = ""
    }
  }

  private func send(_ text: String) {
    _ = descriptor.write(Array(text.utf8))
  }
}

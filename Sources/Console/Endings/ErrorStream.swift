import Base

/// Standard error: whole lines from any thread, and one transient line (a progress bar) that always stays last.
///
/// Failed writes are ignored: there is nowhere left to report them.
final class ErrorStream: @unchecked Sendable {
  private let descriptor: Descriptor
  private let lock = Lock()
  private var transient = ""
  /// Lines kept back while somebody else has the terminal; nil when nobody has.
  private var held: [String]?
  private var dropped = 0
  private static let heldLimit = 1000

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
      if held != nil {
        if held!.count == Self.heldLimit { dropped += 1 } else { held!.append(text) }
        return
      }
      let shown = transient
      send(shown.isEmpty ? text + "\n" : "\r\u{1B}[K\(text)\n\(shown)")
    }
  }

  /// Shows or replaces the transient line.
  func show(transient text: String) {
    lock.withLock {
      transient = text
      if held == nil { send("\r\u{1B}[K" + text) }
    }
  }

  /// Removes the transient line.
  func clearTransient() {
    lock.withLock {
      if !transient.isEmpty, held == nil { send("\r\u{1B}[K") }
      transient = ""
    }
  }

  /// Keeps lines back from now on, at most a thousand, because a view has the terminal; a stream that is none goes on.
  func hold() {
    guard isTerminal else { return }
    lock.withLock { held = held ?? [] }
  }

  /// Writes what was kept back, and everything at once again.
  func release() {
    lock.withLock {
      guard let lines = held else { return }
      held = nil
      for line in lines { send(line + "\n") }
      if dropped > 0 { send("… \(dropped) more lines were dropped\n") }
      dropped = 0
      if !transient.isEmpty { send(transient) }
    }
  }

  private func send(_ text: String) {
    _ = descriptor.write(Array(text.utf8))
  }
}

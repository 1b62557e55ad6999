import Base

/// A live screen on a terminal: looks, takes keys, draws what changed, until somebody leaves.
package struct TerminalLoop<Live: LiveScreen> {
  private static var nanosecondsPerDraw: UInt64 { 33_000_000 }
  private static var longestWait: UInt64 { 100_000_000 }
  /// How long the rest of a sequence may take after an escape.
  private static var escapeMilliseconds: Int32 { 40 }

  private let device: TerminalDevice
  private let period: UInt64
  private let mustEnd: () -> Bool
  private var screen: Live
  private var renderer: Renderer
  private var reader = KeyReader()
  private var isDirty = true
  private var nextLook: UInt64 = 0
  private var nextDraw: UInt64 = 0

  /// A view about to begin.
  ///
  /// - Parameters:
  ///   - period: nanoseconds between two looks.
  ///   - mustEnd: asked many times a second; true ends the view.
  package init(
    _ screen: Live, on device: TerminalDevice, depth: ColorDepth, period: UInt64,
    mustEnd: @escaping () -> Bool
  ) {
    self.screen = screen
    self.device = device
    self.period = period
    self.mustEnd = mustEnd
    renderer = Renderer(depth: depth)
  }

  /// Shows the view until it ends; the terminal is given back then, and before every stop in between.
  package mutating func run() throws(SystemError) -> TerminalEnding {
    try TerminalSignals.install()
    TerminalRestore.guardAgainstCrashes()
    defer {
      device.leave()
      TerminalRestore.endGuard()
      TerminalSignals.remove()
    }
    try device.enter()
    while !mustEnd() {
      try obeySignals()
      let now = MonotonicClock.nanoseconds()
      if now >= nextLook { look(now) }
      if isDirty, now >= nextDraw { try draw(now) }
      switch device.wait(milliseconds: patience) {
      case .hungUp: return .left
      case .nothing: if reader.isWaiting, try press(reader.flush()) { return .left }
      case .bytes(let bytes): if try press(reader.keys(bytes)) { return .left }
      }
    }
    return .told
  }

  /// Milliseconds until there is something to do.
  private var patience: Int32 {
    if reader.isWaiting { return Self.escapeMilliseconds }
    let now = MonotonicClock.nanoseconds()
    let next = min(isDirty ? min(nextDraw, nextLook) : nextLook, now + Self.longestWait)
    return next > now ? Int32((next - now + 999_999) / 1_000_000) : 0
  }

  private mutating func obeySignals() throws(SystemError) {
    let news = TerminalSignals.take()
    if news.wantsSuspension {
      device.leave()
      TerminalSignals.suspend()
    }
    if news.wantsSuspension || news.isContinued {
      // Whoever had the terminal meanwhile has set it to their own liking.
      try device.enter()
      renderer.invalidate()
      isDirty = true
    }
    if news.isResized { isDirty = true }
  }

  private mutating func look(_ now: UInt64) {
    nextLook = screen.look() ? now : now + period
    isDirty = true
  }

  private mutating func draw(_ now: UInt64) throws(SystemError) {
    let bytes = renderer.bytes(for: screen.view(device.size))
    if !bytes.isEmpty { try device.write(bytes) }
    isDirty = false
    nextDraw = now + Self.nanosecondsPerDraw
  }

  /// Takes keys in; true when one of them ends the view.
  private mutating func press(_ keys: [Key]) throws(SystemError) -> Bool {
    for key in keys {
      isDirty = true
      switch screen.press(key) {
      case .stays: break
      case .leaves: return true
      case .refreshes:
        renderer.invalidate()
        nextLook = 0
      }
    }
    return false
  }
}

/// How a view ended.
package enum TerminalEnding: Equatable, Sendable {
  /// The key `q`, or the terminal went away.
  case left
  /// `mustEnd` said so.
  case told
}

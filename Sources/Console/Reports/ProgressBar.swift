import Base

/// When a progress bar is drawn.
enum ProgressPolicy: String, FlagChoice {
  case auto, always, never

  var help: String {
    switch self {
    case .auto: "on a terminal, unless --quiet"
    case .always: "even into a file or pipe"
    case .never: "no progress bar"
    }
  }
}

/// A progress bar on standard error, redrawn at most ten times a second and removed at the end.
///
/// `update` is cheap enough to be called for every batch: it looks at a clock and most often returns.
final class ProgressBar {
  private static let period: UInt64 = 100_000_000
  private let stream: ErrorStream
  private let unit: String
  private let isShown: Bool
  private let clock: () -> UInt64
  private let start: UInt64
  private var lastDraw: UInt64
  private var lastDone = 0
  private var rate: Double?

  init(
    _ unit: String, on stream: ErrorStream, policy: ProgressPolicy, isQuiet: Bool,
    clock: @escaping () -> UInt64 = MonotonicClock.nanoseconds
  ) {
    self.unit = unit
    self.stream = stream
    self.clock = clock
    switch policy {
    case .never: isShown = false
    case .always: isShown = !isQuiet
    case .auto: isShown = !isQuiet && stream.isTerminal
    }
    start = clock()
    lastDraw = start
  }

  /// Tells how far the work is.
  ///
  /// - Parameters:
  ///   - done: items done since the start.
  ///   - fraction: the share of the whole, nil where the whole is unknown.
  func update(done: Int, fraction: Double?) {
    guard isShown else { return }
    let now = clock()
    let since = now &- lastDraw
    guard since >= Self.period else { return }
    let current = Double(done - lastDone) / (Double(since) / 1e9)
    // Smoothed over about half a second, starting at the first measured rate.
    let weight = min(1, Double(since) / 5e8)
    rate = rate.map { $0 + weight * (current - $0) } ?? current
    lastDraw = now
    lastDone = done
    let line = ProgressLine(
      done: done, unit: unit, fraction: fraction, rate: rate ?? 0, elapsed: Double(now &- start) / 1e9)
    stream.show(transient: line.text(width: stream.columns - 1))
  }

  /// Removes the bar.
  func finish() {
    if isShown { stream.clearTransient() }
  }
}

import Base

/// The summary of a collector as a terminal shows it.
package struct SummaryModel: LiveScreen {
  private let source: String
  private let isCompact: Bool
  private let take: () -> SummaryLook
  private let now: () -> UInt64
  /// What was read last, and when.
  private var known: (state: SummaryState, at: UInt64)?
  /// What is shown of it.
  private var state: SummaryState?
  private var trouble: String?

  /// A summary of `source`, which `take` looks at. The compact form leaves out phases and all but three alerts. `now` is
  /// the clock by which a source that does not answer grows old, in nanoseconds.
  package init(
    source: String, isCompact: Bool, now: @escaping () -> UInt64 = { MonotonicClock.nanoseconds() },
    take: @escaping () -> SummaryLook
  ) {
    self.now = now
    self.source = source
    self.isCompact = isCompact
    self.take = take
  }

  /// Looks at the source; there is never more at once.
  package mutating func look() -> Bool {
    switch take() {
    case .state(let new):
      known = (new, now())
      state = new
      trouble = nil
    case .trouble(let text, let last):
      let now = now()
      if let last { known = (last, now) }
      state = known.map { $0.state.unanswered(for: Double(now - $0.at) / 1e9) }
      trouble = text
    }
    return false
  }

  /// `q` and escape leave, `r` looks again.
  package mutating func press(_ key: Key) -> KeyOutcome {
    switch key {
    case .character("q"), .escape: .leaves
    case .character("r"): .refreshes
    default: .stays
    }
  }

  /// The screen for a terminal of this size. O(indices + alerts).
  package func view(_ size: Size) -> Screen {
    var screen = Screen(size)
    var rest = screen.area
    let bar = rest.takeTop(1)
    screen.fill(bar, ink: .bar)
    screen.write(" g6 summary  \(source)", in: bar, ink: .bar)
    let footer = rest.takeBottom(1)
    screen.fill(footer, ink: .bar)
    screen.write(" q quit  r look again", in: footer, ink: .bar)
    if let trouble {
      let line = rest.takeTop(1)
      screen.fill(line, ink: .critical)
      screen.write(" \(trouble)", in: line, ink: .critical)
    }
    guard let state else {
      if trouble == nil { screen.write(" nothing was read yet", in: rest.takeTop(1), ink: .faint) }
      return screen
    }
    for line in SummaryText(state, isCompact: isCompact).lines(columns: max(0, rest.columns - 1)) {
      let place = rest.takeTop(1)
      if place.rows == 0 { break }
      var column = 1
      for (text, ink) in line { column += screen.write(text, in: place, at: column, ink: ink) }
    }
    return screen
  }
}

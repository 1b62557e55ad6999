/// Parts of the collector that may fail, each with a budget of its own. Raw values are label values of metrics.
package enum BudgetDomain: String, Sendable, CaseIterable {
  /// Questions to whoever has the quotes.
  case provider
  /// Writes to files, journal and database.
  case storage
  /// Quality checks, volatilities and what is computed from them.
  case analytics
  /// Publications of files for readers.
  case panels

  /// The share of attempts that may fail in the long run.
  package var allowedShare: Double {
    switch self {
    case .provider, .panels: 0.05
    case .storage: 0.01
    case .analytics: 0.10
    }
  }
}

/// What a spent budget brings about, mildest first. Raw values are label values of metrics.
package enum BudgetAction: String, Sendable, CaseIterable {
  /// One detail mode less.
  case detail
  /// Twice the interval between cycles.
  case widen
  /// The domain is left alone but for one attempt a cycle, which tells whether it is back.
  case breaker
}

/// A stretch of the past: so many cycles, and none that ended longer ago than so many seconds.
package struct BudgetWindow: Sendable, Equatable {
  /// The most cycles it holds.
  package let cycles: Int
  /// The oldest end of a cycle it holds.
  package let seconds: Double

  /// The last `cycles` cycles that ended within the last `seconds` seconds.
  package init(cycles: Int, seconds: Double) {
    self.cycles = cycles
    self.seconds = seconds
  }
}

/// When a budget acts. The burn rate of a window is the mean over its cycles of the share of failed attempts, divided by the allowed share: at 1
/// the budget lasts exactly as long as it must. An action begins when the long window *and* the latest cycle burn at
/// `burn` or more and the long window holds enough bad cycles; it ends after one cycle with attempts that burns less
/// than half of that, or when the long window is empty. (Two windows, as in the Site Reliability Workbook, chapter 5:
/// the long one says that it matters, the short one that it is still so.)
package struct BudgetRule: Sendable, Equatable {
  /// What it brings about.
  package let action: BudgetAction
  /// The window that must have burnt.
  package let long: BudgetWindow
  /// The burn rate from which on it acts.
  package let burn: Double
  /// The fewest cycles above the allowed share within the long window.
  package let badCycles: Int

  /// A rule with its numbers.
  package init(_ action: BudgetAction, long: BudgetWindow, burn: Double, badCycles: Int) {
    self.action = action
    self.long = long
    self.burn = burn
    self.badCycles = badCycles
  }

  /// The rules of every domain.
  package static let standard = [
    BudgetRule(.detail, long: BudgetWindow(cycles: 20, seconds: 3600), burn: 2, badCycles: 1),
    BudgetRule(.widen, long: BudgetWindow(cycles: 10, seconds: 1800), burn: 4, badCycles: 2),
    BudgetRule(.breaker, long: BudgetWindow(cycles: 5, seconds: 900), burn: 10, badCycles: 3),
  ]
}

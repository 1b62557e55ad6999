/// What a collector came to, as the summary shows it. Whatever is nil is not known.
package struct SummaryState: Equatable, Sendable {
  /// One index.
  package struct Index: Equatable, Sendable {
    /// Its name.
    package var name = ""
    /// How it went: `OK`, `DEGRADED`, `PARTIAL` or `EMPTY`.
    package var status = ""
    /// Its level.
    package var price: Double?
    /// The strike nearest to that.
    package var atTheMoney: Double?
    /// Options with a quote.
    package var options = 0
    /// Options with a volatility.
    package var solved = 0
    /// Options with a quote of those asked for, 0...1.
    package var coverage: Double?
    /// What data quality leaves, 0...1.
    package var quality: Double?

    /// An index of which nothing is known.
    package init() {}
  }

  /// Something to look at.
  package struct Alert: Equatable, Sendable {
    /// `warning` or `critical`.
    package var severity: String
    /// What it is, with the index it concerns.
    package var text: String

    /// An alert.
    package init(severity: String, text: String) {
      self.severity = severity
      self.text = text
    }
  }

  /// The cycle, from 1.
  package var cycle: Int64 = 0
  /// Its moment in the market's time.
  package var instant = ""
  /// Whether it brought something home which was kept.
  package var isOK = false
  /// Options with a quote.
  package var options = 0
  /// Options with a volatility.
  package var solved = 0
  /// Rows kept.
  package var rows = 0
  /// The tier of memory pressure, 0...3.
  package var tier = 0
  /// How much is collected about single options.
  package var detail = ""
  /// What is left of each budget, 0...1.
  package var budgets: [(name: String, left: Double)] = []
  /// Milliseconds by phase.
  package var phases: [(name: String, milliseconds: Double)] = []
  /// The indices in their order.
  package var indices: [Index] = []
  /// What to look at, at most a few dozen.
  package var alerts: [Alert] = []
  /// How well the collector is by its own account, such as `HEALTHY`.
  package var health: String?
  /// Why it is not.
  package var reasons = ""
  /// Whether panels were checked and are intact, where they are the source.
  package var trust: String?
  /// Seconds since the source was written; nil where it does not say.
  package var age: Double?

  /// Nothing is known.
  package init() {}

  /// The level of a collector that does not say how well it is.
  package static let unknownHealth = "UNKNOWN"

  /// The state so many seconds later, when its source has not answered since: older, and of unknown health.
  func unanswered(for seconds: Double) -> SummaryState {
    var state = self
    state.age = (age ?? 0) + seconds
    if health != nil { (state.health, state.reasons) = (Self.unknownHealth, "") }
    return state
  }

  /// Whether two states show the same.
  package static func == (one: SummaryState, other: SummaryState) -> Bool {
    one.cycle == other.cycle && one.instant == other.instant && one.isOK == other.isOK
      && one.options == other.options && one.solved == other.solved && one.rows == other.rows
      && one.tier == other.tier && one.detail == other.detail && one.indices == other.indices
      && one.alerts == other.alerts && one.health == other.health && one.reasons == other.reasons
      && one.trust == other.trust && one.age == other.age
      && one.budgets.elementsEqual(other.budgets, by: ==) && one.phases.elementsEqual(other.phases, by: ==)
  }
}

/// What a look at a source brought.
package enum SummaryLook: Equatable, Sendable {
  /// The present state.
  case state(SummaryState)
  /// The source does not answer, or what it says cannot be trusted: what happened, and the last state where whoever looked
  /// knows a newer one than was shown.
  case trouble(String, last: SummaryState? = nil)
}

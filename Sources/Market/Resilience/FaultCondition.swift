/// What can be made to go wrong on purpose, domain by domain. Raw values are the words of `--fault`.
package enum FaultDomain: String, Sendable, CaseIterable {
  /// Where quotes come from.
  case provider
  /// Files, journal and database.
  case storage
  /// Volatilities, Greeks and what is computed from them.
  case analytics
  /// Files for readers of the collector.
  case panels
  /// The reading of the process's memory; its effect is a fraction of the limit instead of a word.
  case memory

  /// The effects a condition of this domain may name; none for `memory`, which takes a number.
  package var effects: [FaultEffect] {
    switch self {
    case .provider:
      [.error, .stall, .limit, .die, .garbage, .flood, .empty, .noExpiry, .zero, .crossed, .stale]
    case .storage: [.error, .full, .slow]
    case .analytics: [.error, .slow]
    case .panels: [.error, .full]
    case .memory: []
    }
  }
}

/// How something goes wrong. Raw values are the words of `--fault`.
package enum FaultEffect: String, Sendable, CaseIterable {
  /// It answers with an error.
  case error
  /// It answers nothing until the deadline.
  case stall
  /// It asks for fewer questions.
  case limit
  /// It ends, and is gone until it is started again.
  case die
  /// It answers what cannot be read.
  case garbage
  /// It answers far more than was asked for.
  case flood
  /// It answers a list without entries.
  case empty
  /// It knows no expiry.
  case noExpiry = "noexpiry"
  /// Prices are zero.
  case zero
  /// Bids are above asks.
  case crossed
  /// Quotes have an old time.
  case stale
  /// There is no space left.
  case full
  /// It takes many times as long.
  case slow

  /// What happens, in a few words, for documentation.
  package var meaning: String {
    switch self {
    case .error: "answers with an error"
    case .stall: "answers nothing until the deadline"
    case .limit: "asks for fewer questions"
    case .die: "ends, and is gone until it is started again"
    case .garbage: "answers what cannot be read"
    case .flood: "answers far more than was asked for"
    case .empty: "answers a list without entries"
    case .noExpiry: "knows no expiry"
    case .zero: "prices are zero"
    case .crossed: "bids are above asks"
    case .stale: "quotes have an old time"
    case .full: "no space is left"
    case .slow: "takes many times as long"
    }
  }
}

/// One thing that goes wrong during a stretch of cycles.
package struct FaultCondition: Sendable, Equatable, CustomStringConvertible {
  /// What it does to its domain.
  package enum Action: Sendable, Equatable {
    /// One of the domain's effects.
    case effect(FaultEffect)
    /// Memory in use as a fraction of the limit, in place of the real reading.
    case memory(Double)
  }

  /// Where it goes wrong.
  package let domain: FaultDomain
  /// How.
  package let action: Action
  /// In which cycles, counted from 1; the last one is `Int.max` when it never ends.
  package let cycles: ClosedRange<Int>

  /// The condition as it is written, such as `provider:stall@3-5`.
  package var description: String {
    let what =
      switch action {
      case .effect(let effect): effect.rawValue
      case .memory(let fraction): "\(fraction)"
      }
    let name = "\(domain.rawValue):\(what)"
    if cycles == 1...Int.max { return name }
    if cycles.upperBound == Int.max { return "\(name)@\(cycles.lowerBound)-" }
    return cycles.count == 1
      ? "\(name)@\(cycles.lowerBound)" : "\(name)@\(cycles.lowerBound)-\(cycles.upperBound)"
  }
}

/// Which options of an index are collected.
package struct IndexPlan: Sendable, Equatable {
  /// The index's name in the contract table.
  package let index: String
  /// Strikes below the money, and above it.
  package let below: Int
  /// Strikes above the money.
  package let above: Int
  /// Which expiries, in the order of their importance.
  package let rules: [ExpiryRule]

  /// A plan; strikes are limited by `StrikeLadder.limit` a side.
  package init(_ index: String, below: Int, above: Int, rules: [ExpiryRule]) {
    self.index = index
    self.below = below
    self.above = above
    self.rules = rules
  }

  /// What is collected where nothing else is said: four indices, twelve expiries, 400 options.
  package static let standard = [
    IndexPlan("NIFTY", below: 6, above: 6, rules: ExpiryRule.named),
    IndexPlan("BANKNIFTY", below: 10, above: 10, rules: [.thisMonth, .nextMonth]),
    IndexPlan("FINNIFTY", below: 5, above: 5, rules: [.thisMonth, .nextMonth]),
    IndexPlan("SENSEX", below: 10, above: 10, rules: ExpiryRule.named),
  ]
}

/// What is collected, how often and within what time.
package struct CollectionPlan: Sendable {
  /// The indices, at most `indexLimit`.
  package var indices: [IndexPlan]
  /// Nanoseconds between the beginnings of cycles; cycles begin at multiples of it.
  package var interval: Int64 = 60_000_000_000
  /// The most cycles; nil for no end but the clock's.
  package var cycles: Int?
  /// Nanoseconds an index may take to be fetched; what is late is given up.
  package var patience: UInt64 = 10_000_000_000
  /// The interest rate where prices do not imply one: continuous, a year.
  package var rate = 0.05
  /// The rules of data quality.
  package var quality = QualitySettings()

  /// A plan for these indices with everything else as usual.
  package init(indices: [IndexPlan] = IndexPlan.standard) { self.indices = indices }

  /// The most indices collected side by side.
  package static let indexLimit = 64
}

/// How much is collected about single options. Raw values are what metrics show.
package enum DetailMode: Int, Sendable, CaseIterable, Comparable {
  /// Every strike asked for.
  case full
  /// Strikes near the money.
  case band
  /// Sums alone: strikes near the money are fetched for them, and single options get no rows of their own while it lasts.
  case aggregate

  /// The mode's name in JSON and logs.
  package var name: String {
    switch self {
    case .full: "full"
    case .band: "band"
    case .aggregate: "aggregate"
    }
  }

  /// More detail first.
  package static func < (left: DetailMode, right: DetailMode) -> Bool { left.rawValue < right.rawValue }

  /// The mode that memory and budgets leave together: the tier's (`high` leaves the band, `critical` sums), lowered by
  /// one when any budget asks for less detail. There is no state in it: when the causes are gone, so is the downgrade.
  package static func decide(_ tier: MemoryTier, budgetsAskForLess: Bool) -> DetailMode {
    let byMemory: DetailMode =
      switch tier {
      case .normal, .elevated: .full
      case .high: .band
      case .critical: .aggregate
      }
    return DetailMode(rawValue: byMemory.rawValue + (budgetsAskForLess ? 1 : 0)) ?? .aggregate
  }
}

/// Strikes around the money, counted in strikes and not in price: the same number on both sides whatever the step.
package enum StrikeBand {
  /// Which of `strikes` (ascending) lie at most `each` strikes from the one nearest to `price`; of two equally near the
  /// higher one is the money. Empty without strikes or with a price that is not a number. O(log strikes).
  package static func around(_ price: Double, each: Int, of strikes: some RandomAccessCollection<Double>)
    -> Range<Int>
  {
    guard let money = money(price, of: strikes) else { return 0..<0 }
    let each = max(0, each)
    return max(0, money - min(each, money))..<min(strikes.count, money + min(each, strikes.count) + 1)
  }

  /// The place of the strike nearest to `price`, the higher of two equally near; nil without strikes or price.
  package static func money(_ price: Double, of strikes: some RandomAccessCollection<Double>) -> Int? {
    guard !strikes.isEmpty, price.isFinite else { return nil }
    func strike(_ place: Int) -> Double { strikes[strikes.index(strikes.startIndex, offsetBy: place)] }
    var low = 0
    var high = strikes.count
    while low < high {
      let middle = (low + high) / 2
      if strike(middle) < price { low = middle + 1 } else { high = middle }
    }
    if low == strikes.count { return low - 1 }
    if low == 0 { return 0 }
    return price - strike(low - 1) < strike(low) - price ? low - 1 : low
  }
}

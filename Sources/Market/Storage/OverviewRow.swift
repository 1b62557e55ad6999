import Base

/// The rules that lead to expiries, as bits of the overview's masks.
package struct ExpiryMask: OptionSet, Sendable {
  /// The bits.
  package let rawValue: Int

  /// A mask of bits.
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// The nearest expiry.
  package static let thisWeek = ExpiryMask(rawValue: 1)
  /// The expiry after the nearest.
  package static let nextWeek = ExpiryMask(rawValue: 2)
  /// The last expiry of a month.
  package static let thisMonth = ExpiryMask(rawValue: 4)
  /// The last expiry of the month after.
  package static let nextMonth = ExpiryMask(rawValue: 8)

  /// The bit of a rule by its name; empty for others, such as dates.
  package init(rule: String) {
    switch rule {
    case "this_week": self = .thisWeek
    case "next_week": self = .nextWeek
    case "this_month": self = .thisMonth
    case "next_month": self = .nextMonth
    default: self = []
    }
  }
}

/// One row of an index's overview. Unknown numbers are NaN and stay empty in the file.
package struct OverviewRow: Sendable {
  /// When.
  package let stamp: RowStamp
  /// The index's name.
  package let index: String
  /// Open interest of puts to that of calls, by rule: this week, next week, this month, next month.
  package var ratios = SIMD4<Double>(repeating: .nan)
  /// The day's highest level less its lowest.
  package var dayWidth = Double.nan
  /// The level of the index.
  package var indexPrice: Double
  /// The volatility index, where the provider knows one.
  package var volatilityIndex = Double.nan
  /// Rules that were to be collected.
  package var expected: ExpiryMask
  /// Rules that were collected.
  package var collected: ExpiryMask

  /// A row without ratios.
  package init(
    stamp: RowStamp, index: String, indexPrice: Double, expected: ExpiryMask, collected: ExpiryMask
  ) {
    self.stamp = stamp
    self.index = index
    self.indexPrice = indexPrice
    self.expected = expected
    self.collected = collected
  }

  /// Appends the row with its line feed; changes are against the day's first row and the last one of the day before.
  func append(first: Double, previous: Double, to bytes: inout [UInt8]) {
    stamp.append(to: &bytes)
    var row = RowText(bytes: [])
    swap(&row.bytes, &bytes)
    row.text(index)
    for place in 0..<4 { row.number(ratios[place]) }
    row.number(dayWidth)
    row.number(indexPrice)
    row.number(indexPrice - previous)
    row.number(indexPrice - (first.isNaN ? indexPrice : first))
    row.number(volatilityIndex)
    row.integer(Int64(expected.rawValue.nonzeroBitCount))
    row.integer(Int64(collected.rawValue.nonzeroBitCount))
    row.integer(Int64(expected.rawValue))
    row.integer(Int64(collected.rawValue))
    row.integer(Int64(expected.subtracting(collected).rawValue))
    row.bytes.append(UInt8(ascii: "\n"))
    swap(&row.bytes, &bytes)
  }
}

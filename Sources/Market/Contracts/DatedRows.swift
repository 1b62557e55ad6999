import Base

/// Values that change on known days: each holds from its day until the next one begins.
package struct DatedRows<Value: Sendable & Equatable>: Sendable, Equatable {
  /// One value with the day it holds from and where that is known from.
  package struct Row: Sendable, Equatable {
    /// The first day it holds for.
    package let from: CivilDate
    /// The value.
    package let value: Value
    /// Where it is known from.
    package let source: String
  }

  /// Ascending by day, never two on one day.
  package let rows: [Row]

  /// The value of a day; nil before the first row. O(rows).
  package func value(on date: CivilDate) -> Value? { rows.last { $0.from <= date }?.value }
}

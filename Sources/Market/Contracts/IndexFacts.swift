import Base

/// What the contract table knows about one index and its options.
package struct IndexFacts: Sendable, Equatable {
  /// Its name in symbols and folders, such as `NIFTY`.
  package let name: String
  /// The exchange that lists its options, such as `NSE`.
  package let exchange: String
  /// The exchange's segment of derivatives, such as `NFO`.
  package let segment: String
  /// The name brokers quote the index by, such as `NIFTY 50`.
  package let quoteName: String
  /// A level of the right order: where a synthetic market stands, and what tells a strike from a day in a symbol.
  package let level: Double
  /// Hundredths of the currency between strikes, by day of trading.
  package let strikeSteps: DatedRows<Int32>
  /// Units of the index in one contract, by day of expiry.
  package let lotSizes: DatedRows<Int>
  /// The weekday of weekly expiries by day of expiry; nil where there are none.
  package let weekly: DatedRows<Weekday?>
  /// The weekday whose last one in a month is the monthly expiry, by day of expiry.
  package let monthly: DatedRows<Weekday>
}

/// A stretch of a day in seconds since its local midnight; the end is not part of it.
package struct SessionHours: Sendable, Equatable {
  /// What it is called; `regular` for the ordinary session.
  package let name: String
  /// When orders are collected before it, else the same as `open`.
  package let preOpen: Int
  /// Its first second.
  package let open: Int
  /// The first second after it.
  package let close: Int
}

/// What the contract table knows about an exchange.
package struct ExchangeFacts: Sendable, Equatable {
  /// Its name, such as `NSE`.
  package let name: String
  /// The ordinary session, by day of trading.
  package let hours: DatedRows<SessionHours>
  /// Weekdays without an ordinary session, with their names.
  package let holidays: [CivilDate: String]
  /// Sessions outside ordinary hours, in order within each day.
  package let specialSessions: [CivilDate: [SessionHours]]
}

import Base
import Documents

/// The dated facts of every index: exchange, strike steps, lots, weekdays of expiry, hours and holidays.
///
/// The one place they are known from. Every question is a pure look-up by day.
package struct ContractTable: Sendable, Equatable {
  /// The file it was read from, for messages.
  package let origin: String
  /// Days for which holidays are known; others are judged by weekday and what is listed.
  package let known: ClosedRange<CivilDate>
  /// The same in words.
  package var knownText: String { "the holidays from \(known.lowerBound) to \(known.upperBound)" }
  /// In the order of the file.
  package let indices: [IndexFacts]
  /// By name.
  package let exchanges: [String: ExchangeFacts]

  /// Names of all indices in the order of the file.
  package var names: [String] { indices.map(\.name) }

  /// The facts of an index. O(indices).
  ///
  /// - Throws: kind `config` for a name the table does not have.
  package func facts(_ index: String) throws(MarketError) -> IndexFacts {
    if let found = indices.first(where: { $0.name == index }) { return found }
    let nearest = Spelling.nearest(index, in: names).map { "did you mean \($0)? " } ?? ""
    throw MarketError(
      .config, "no index \"\(index)\" in \(origin)",
      hint: nearest + "the table has \(names.joined(separator: ", "))", index: index)
  }

  /// Units in one contract of that expiry.
  ///
  /// - Throws: kind `config` for an unknown index or a day before its first row, like the questions below.
  package func lotSize(of index: String, expiry: CivilDate) throws(MarketError) -> Int {
    try value(facts(index).lotSizes, index, on: expiry, "lot size")
  }

  /// Hundredths of the currency between strikes on a day of trading.
  package func strikeStep(of index: String, on date: CivilDate) throws(MarketError) -> Int32 {
    try value(facts(index).strikeSteps, index, on: date, "strike step")
  }

  /// The days and hours of the exchange that lists an index.
  package func calendar(of index: String) throws(MarketError) -> MarketCalendar {
    let facts = try facts(index)
    guard let exchange = exchanges[facts.exchange] else {
      throw MarketError(.config, "\(origin) has no hours of \(facts.exchange)", index: index)
    }
    return MarketCalendar(exchange)
  }

  /// When options of an index expire in theory.
  package func schedule(of index: String) throws(MarketError) -> ExpirySchedule {
    ExpirySchedule(try facts(index), try calendar(of: index))
  }

  private func value<Value>(
    _ rows: DatedRows<Value>, _ index: String, on date: CivilDate, _ what: String
  ) throws(MarketError) -> Value {
    guard let value = rows.value(on: date) else {
      throw MarketError(
        .config, "\(origin) knows no \(what) of \(index) on \(date)",
        hint: "its first row is of \(rows.rows.first.map { "\($0.from)" } ?? "no day")", index: index)
    }
    return value
  }
}

/// What can be wrong with the quotes of one expiry. Each rule is data: an id, a severity, a threshold, an effect.
package enum QualityRule: Int, Sendable, CaseIterable {
  case badResolvedExpiry, badIndexQuote, nonNumericStrike, nonPositiveStrike, strikeOutOfBand,
    unparseableExpiry
  case imputedExpiry, foreignExpiry, dummyFarFutureExpiry, badInstrumentType, emptyQuote, duplicateQuote,
    zeroPrice
  case negativeQuantity, crossedBook, wideSpread, staleQuote, futureQuote, insufficientStrikeCoverage
  case priceBounds, parity, monotonicity, convexity, outlier

  /// What a rule concerns.
  package enum Scope: String, Sendable {
    /// Everything that was fetched.
    case batch
    /// One row by itself.
    case row
    /// A row among the others.
    case chain
  }

  /// How much it says about the data.
  package enum Severity: String, Sendable, CaseIterable {
    case info, warning, error

    /// What a row with it costs the score.
    package var weight: Double {
      switch self {
      case .info: 0
      case .warning: 0.5
      case .error: 1
      }
    }
  }

  /// What becomes of a row that breaks a rule.
  package enum Effect: String, Sendable, CaseIterable {
    /// The rule is not looked at.
    case off
    /// It is counted and stays.
    case flag
    /// It is counted and left out of everything that follows.
    case drop
  }

  /// A rule's line in the table.
  package struct Facts: Sendable {
    /// The rule's name in configuration, metrics and JSON.
    package let id: String
    /// What it concerns.
    package let scope: Scope
    /// How much it says about the data.
    package let severity: Severity
    /// What becomes of a row, unless configured otherwise; `flag` for batches.
    package let effect: Effect
    /// The limit, unless configured otherwise; NaN for rules that have none.
    package let threshold: Double
    /// When it is broken; `T` stands for the threshold.
    package let meaning: String
  }

  /// The rule's line in the table.
  package var facts: Facts { Self.table[rawValue] }
  /// The rule's name in configuration, metrics and JSON.
  package var id: String { facts.id }
  /// The rule's bit among those of a row.
  var bit: UInt32 { 1 << UInt32(rawValue) }

  /// The rule of that name.
  package init?(id: some StringProtocol) {
    guard let found = Self.allCases.first(where: { $0.id == id }) else { return nil }
    self = found
  }

  private static let table: [Facts] = [
    Facts(
      "bad_resolved_expiry", .batch, .error, .flag, .nan,
      "the expiry that was asked for is no day: nothing is believed"),
    Facts(
      "bad_index_quote", .batch, .error, .flag, .nan,
      "the level of the index is not positive, or its high is below its low: nothing is measured against it"),
    Facts("non_numeric_strike", .row, .error, .drop, .nan, "the strike is missing or no number"),
    Facts("non_positive_strike", .row, .error, .drop, .nan, "the strike is not above 0"),
    Facts(
      "strike_out_of_band", .row, .error, .drop, 0.40,
      "the strike is further than T of the index from it (from the median strike without a level of the index)"
    ),
    Facts("unparseable_expiry", .row, .error, .drop, .nan, "the row's expiry cannot be read"),
    Facts("imputed_expiry", .row, .info, .flag, .nan, "the row has no expiry: the one asked for is assumed"),
    Facts(
      "foreign_expiry", .row, .error, .drop, .nan, "the row expires on another day than the one asked for"),
    Facts("dummy_far_future_expiry", .row, .error, .drop, 2050, "the row expires in the year T or later"),
    Facts("bad_instrument_type", .row, .error, .drop, .nan, "neither a call nor a put"),
    Facts("empty_quote", .row, .warning, .drop, .nan, "neither a last price nor a book nor open interest"),
    Facts("duplicate_quote", .row, .warning, .drop, .nan, "an earlier row has the same strike and kind"),
    Facts(
      "zero_price", .row, .error, .drop, .nan,
      "a price is negative or infinite, or the last one is zero and there is no book"),
    Facts(
      "negative_quantity", .row, .error, .flag, .nan,
      "volume or open interest is below 0 or above 1e15: it counts as unknown"),
    Facts(
      "crossed_book", .row, .error, .flag, .nan, "the bid is above the ask; the last price counts instead"),
    Facts("wide_spread", .row, .info, .off, 0.05, "bid and ask are further apart than T of their middle"),
    Facts("stale_quote", .row, .warning, .flag, 45, "the quote is older than T seconds"),
    Facts("future_quote", .row, .warning, .flag, 5, "the quote is more than T seconds ahead of the clock"),
    Facts(
      "insufficient_strike_coverage", .batch, .warning, .flag, 10,
      "fewer than T strikes are left, or than were asked for where that is less; fewer than 3 fail the batch"),
    Facts(
      "price_bounds", .chain, .error, .flag, 1e-4,
      "it can be bought below what exercise is worth, or sold above the forward (calls) or strike (puts), all discounted, by T of the forward"
    ),
    Facts(
      "parity", .chain, .warning, .flag, 1e-3,
      "call less put misses discount · (forward − strike) by T of the forward"),
    Facts(
      "monotonicity", .chain, .error, .flag, 1e-4,
      "against the next strike a call gains, a put loses, or either changes by more than the discounted distance, by T of the forward"
    ),
    Facts(
      "convexity", .chain, .warning, .flag, 1e-4,
      "it sells above the line between its neighbours' prices by T of the forward"),
    Facts(
      "outlier", .chain, .warning, .flag, 3.5,
      "the volatility of an option out of the money is T robust deviations (median of absolute deviations) off its neighbours' line, and more than 0.02 and a tenth of it"
    ),
  ]
}

extension QualityRule.Facts {
  fileprivate init(
    _ id: String, _ scope: QualityRule.Scope, _ severity: QualityRule.Severity, _ effect: QualityRule.Effect,
    _ threshold: Double, _ meaning: String
  ) {
    self.init(
      id: id, scope: scope, severity: severity, effect: effect, threshold: threshold, meaning: meaning)
  }
}

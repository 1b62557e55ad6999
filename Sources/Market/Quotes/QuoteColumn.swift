/// What a row of option data can say, by the name of its column or member.
package enum QuoteColumn: String, Sendable, CaseIterable {
  /// `C` or `P`; `CE`, `PE`, `call` and `put` in any case mean the same.
  case type
  /// The underlying for delivery at expiry.
  case forward
  /// The underlying today.
  case spot
  case strike
  /// Until expiry, as a fraction of a year.
  case years
  /// Interest: continuous, a year; 0 where it is not said.
  case rate
  /// Yield of the underlying: continuous, a year; 0 where it is not said.
  case dividend
  /// Annual volatility as a fraction.
  case sigma
  /// What the option costs today.
  case price
}

extension OptionKind {
  /// The kind that people write as `C`, `CE` or `call`, `P`, `PE` or `put`, in any case; nil for other words.
  package init?(spelled word: some StringProtocol) {
    switch word.lowercased() {
    case "c", "ce", "call": self = .call
    case "p", "pe", "put": self = .put
    default: return nil
    }
  }
}

import Base

/// One listed option: which index, until when, at which price, which right.
package struct OptionContract: Hashable, Sendable {
  /// The index's name in the contract table, such as `NIFTY`.
  package let index: String
  /// The day of expiry in exchange time.
  package let expiry: CivilDate
  /// In hundredths of the currency, so that contracts compare exactly.
  package let strikeHundredths: Int32
  /// The right to buy or to sell.
  package let kind: OptionKind

  /// A contract; nothing is looked up.
  package init(index: String, expiry: CivilDate, strikeHundredths: Int32, kind: OptionKind) {
    self.index = index
    self.expiry = expiry
    self.strikeHundredths = strikeHundredths
    self.kind = kind
  }

  /// The strike in the currency.
  package var strike: Double { Double(strikeHundredths) / 100 }
}

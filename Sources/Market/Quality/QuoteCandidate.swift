import Base

/// What a feed says about one option before anybody believes it: every part may be missing or unreadable. Holds no
/// reference, so that arrays of it are copied and reused for nothing.
package struct QuoteCandidate: Sendable, Equatable {
  /// What stands where the day of expiry should.
  package enum Expiry: Sendable, Equatable {
    case missing
    case unreadable
    case day(CivilDate)
  }

  /// In the currency; NaN when it is missing or no number.
  package var strike: Double
  /// When it expires.
  package var expiry: Expiry
  /// The right to buy or to sell; nil for anything else.
  package var kind: OptionKind?
  /// The last traded price; NaN when there is none, as all that follow.
  package var last = Double.nan
  /// The best price of a buyer.
  package var bid = Double.nan
  /// The best price of a seller.
  package var ask = Double.nan
  /// Units traded today.
  package var volume = Double.nan
  /// Units open.
  package var openInterest = Double.nan
  /// When the exchange said so: nanoseconds since 1970-01-01T00:00:00Z; nil when it is not told.
  package var time: Int64?

  /// A candidate with its terms and no numbers.
  package init(strike: Double, expiry: Expiry, kind: OptionKind?) {
    self.strike = strike
    self.expiry = expiry
    self.kind = kind
  }

  /// A quote whose terms are known already.
  package init(_ quote: borrowing OptionQuote) {
    strike = quote.contract.strike
    expiry = .day(quote.contract.expiry)
    kind = quote.contract.kind
    last = quote.last
    bid = quote.bid
    ask = quote.ask
    volume = quote.volume
    openInterest = quote.openInterest
    time = quote.time
  }

  /// Whether both sides of the book have a positive price and do not cross.
  package var hasBook: Bool { bid > 0 && ask >= bid && ask.isFinite }

  /// The price to reckon with: the middle of the book where there is one, else the last one; NaN when that is not positive.
  package var price: Double {
    if hasBook { return (bid + ask) / 2 }
    return last > 0 && last.isFinite ? last : .nan
  }
}

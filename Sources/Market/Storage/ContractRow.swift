import Base

/// One side of a strike as it is written: what the market says and what follows from it. Unknown numbers are NaN.
package struct RowSide: Sendable, Equatable {
  /// The last price.
  package var price = Double.nan
  /// The day's average price.
  package var average = Double.nan
  /// Units traded today.
  package var volume = Double.nan
  /// Units open.
  package var openInterest = Double.nan
  /// Annual volatility as a fraction.
  package var volatility = Double.nan
  /// For one unit of the forward.
  package var delta = Double.nan
  /// Change of delta for one unit of the forward.
  package var gamma = Double.nan
  /// For one point (0.01) of volatility.
  package var vega = Double.nan
  /// For one calendar day.
  package var theta = Double.nan
  /// For one point (0.01) of the interest rate.
  package var rho = Double.nan

  /// A side nothing is known of.
  package init() {}
}

/// One row of a contract's file: a strike of an expiry at one moment. Units of Greeks are those of desks; see `RowSide`.
package struct ContractRow: Sendable {
  /// When.
  package let stamp: RowStamp
  /// The index's name.
  package let index: String
  /// The rule that led to the expiry, such as `this_week`, or the date itself.
  package let tag: String
  /// The day of expiry.
  package let expiry: CivilDate
  /// In hundredths.
  package let strikeHundredths: Int32
  /// The strike nearest to the index, in hundredths.
  package let atmHundredths: Int32
  /// The level of the index.
  package let indexPrice: Double
  /// The right to buy.
  package var call = RowSide()
  /// The right to sell.
  package var put = RowSide()

  /// A row without quotes.
  package init(
    stamp: RowStamp, index: String, tag: String, expiry: CivilDate, strikeHundredths: Int32,
    atmHundredths: Int32,
    indexPrice: Double
  ) {
    self.stamp = stamp
    self.index = index
    self.tag = tag
    self.expiry = expiry
    self.strikeHundredths = strikeHundredths
    self.atmHundredths = atmHundredths
    self.indexPrice = indexPrice
  }

  /// What both sides cost together; one side alone where the other has no price.
  var together: Double { Self.sum(call.price, put.price) }

  private static func sum(_ left: Double, _ right: Double) -> Double {
    left.isNaN ? right : right.isNaN ? left : left + right
  }

  /// Appends the row with its line feed. `first` is what both sides cost in the day's first row, `previous` in the last
  /// row of the day before; NaN without one.
  func append(first: Double, previous: Double, to bytes: inout [UInt8]) {
    stamp.append(to: &bytes)
    var row = RowText(bytes: [])
    swap(&row.bytes, &bytes)
    row.text(index)
    row.text(tag)
    row.text(expiry.description)
    row.hundredths(strikeHundredths - atmHundredths)
    row.number(indexPrice)
    row.hundredths(atmHundredths)
    row.hundredths(strikeHundredths)
    row.number(call.price)
    row.number(put.price)
    row.number(together)
    row.number(call.average)
    row.number(put.average)
    row.number(Self.sum(call.average, put.average))
    for amount in [call.volume, put.volume, call.openInterest, put.openInterest] { row.amount(amount) }
    row.pair(call.volatility, put.volatility)
    row.pair(call.delta, put.delta)
    row.pair(call.theta, put.theta)
    row.pair(call.vega, put.vega)
    row.pair(call.gamma, put.gamma)
    row.pair(call.rho, put.rho)
    row.number(together - previous)
    row.number(together - (first.isNaN ? together : first))
    row.bytes.append(UInt8(ascii: "\n"))
    swap(&row.bytes, &bytes)
  }
}

/// Fields of a CSV row, each behind a comma.
struct RowText {
  var bytes: [UInt8]

  mutating func text(_ value: String) {
    bytes.append(UInt8(ascii: ","))
    bytes.append(contentsOf: value.utf8)
  }

  /// The shortest text that reads back; empty for a number that is not known.
  mutating func number(_ value: Double) {
    bytes.append(UInt8(ascii: ","))
    if value.isFinite { Numerals.append(value, to: &bytes) }
  }

  mutating func pair(_ left: Double, _ right: Double) {
    number(left)
    number(right)
  }

  /// A count, without a decimal point where it is whole.
  mutating func amount(_ value: Double) {
    guard let whole = Int64(exactly: value) else { return number(value) }
    integer(whole)
  }

  mutating func integer(_ value: Int64) {
    bytes.append(UInt8(ascii: ","))
    Numerals.append(Int(value), to: &bytes)
  }

  mutating func hundredths(_ value: Int32) {
    bytes.append(UInt8(ascii: ","))
    Self.append(hundredths: value, to: &bytes)
  }

  /// Appends a price in hundredths with as many decimals as it needs: `24800`, `0.5`, `-12.25`.
  static func append(hundredths value: Int32, to bytes: inout [UInt8]) {
    let whole = Int64(value.magnitude) / 100
    let rest = Int64(value.magnitude) % 100
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    Numerals.append(whole, minimumDigits: 1, to: &bytes)
    guard rest > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    if rest % 10 == 0 {
      Numerals.append(rest / 10, minimumDigits: 1, to: &bytes)
    } else {
      Numerals.append(rest, minimumDigits: 2, to: &bytes)
    }
  }
}

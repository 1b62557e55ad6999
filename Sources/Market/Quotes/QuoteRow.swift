/// One row of option data, as far as it could be read.
package struct QuoteRow: Sendable, Equatable {
  /// The right to buy or to sell; nil where nothing readable stands.
  package var kind: OptionKind?
  /// By the raw value's place in `QuoteColumn`; NaN where nothing readable stands.
  private var numbers = SIMD16<Double>(repeating: .nan)

  /// A row that says nothing yet.
  package init() {}

  /// The number of a column; NaN where there is none.
  package subscript(column: QuoteColumn) -> Double {
    get { numbers[Self.place(column)] }
    set { numbers[Self.place(column)] = newValue }
  }

  /// Takes what stands in a column; what cannot be read leaves the row without it.
  package mutating func take(_ column: QuoteColumn, _ text: some StringProtocol) {
    if column == .type {
      kind = OptionKind(spelled: text)
    } else {
      // 0x10 is a number of Swift's and of nobody who has prices.
      self[column] = text.contains { $0 == "x" || $0 == "X" } ? .nan : Double(text) ?? .nan
    }
  }

  /// Rate and dividend are 0 where a row does not know the column; where it does, its field must be a number.
  package mutating func assumeZero(_ column: QuoteColumn) { self[column] = 0 }

  /// The terms the row states, or nil: a kind is missing, or both or neither of forward and spot are there.
  package var terms: OptionTerms? {
    guard let kind, self[.forward].isNaN != self[.spot].isNaN else { return nil }
    let basis: PriceBasis =
      self[.spot].isNaN ? .forward(self[.forward]) : .spot(self[.spot], dividend: self[.dividend])
    return OptionTerms(kind, basis, strike: self[.strike], years: self[.years], rate: self[.rate])
  }

  private static func place(_ column: QuoteColumn) -> Int {
    switch column {
    case .type: 0
    case .forward: 1
    case .spot: 2
    case .strike: 3
    case .years: 4
    case .rate: 5
    case .dividend: 6
    case .sigma: 7
    case .price: 8
    }
  }
}

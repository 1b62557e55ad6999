import Base

/// What becomes of quotes before they are priced: the rules of data quality decide which are used, and prices of calls and
/// puts together tell the forward. Buffers are reused from chain to chain.
struct ChainReview {
  private var check: QualityCheck
  private var solver = ImpliedForwardSolver()
  /// The interest rate: continuous, a year.
  private let rate: Double

  init(_ settings: QualitySettings, rate: Double) {
    check = QualityCheck(settings)
    self.rate = rate
  }

  /// Looks at everything a harvest brought. What cannot be used is left out, and said so.
  mutating func review(_ harvest: IndexHarvest) {
    for place in harvest.slices.indices { review(&harvest.slices[place], harvest) }
  }

  private mutating func review(_ slice: inout ExpirySlice, _ harvest: IndexHarvest) {
    let index = harvest.task.plan.index
    let discount = DeterministicMath.exp(-rate * slice.years)
    let report = check.check(
      slice.quotes,
      QualityContext(
        expiry: slice.expiry, now: harvest.task.cycle.instant, index: harvest.quote, discount: discount,
        years: slice.years, strikes: slice.strikes.count))
    slice.quality = report
    guard report.isUsable else {
      harvest.fail(
        MarketError(
          .dataQuality,
          "\(slice.expiry): \(report.kept) of \(report.rows) quotes can be believed; none is used",
          hint: Self.reasons(report), index: index))
      return
    }
    for (row, quote) in slice.quotes.enumerated() where !check.isLeftOut(row) {
      let contract = quote.contract
      guard contract.index == index, let place = slice.strikes.firstIndex(of: contract.strikeHundredths)
      else {
        continue
      }
      var believed = quote
      believed.volume = quote.volume.asQuantity
      believed.openInterest = quote.openInterest.asQuantity
      slice.legs[2 * place + (contract.kind == .call ? 0 : 1)].quote = believed
    }
    slice.quotes = []
    guard slice.quoted > 0 else {
      harvest.fail(
        MarketError(
          .dataQuality, "\(slice.expiry): \(report.rows) quotes, none of an option that was asked for",
          index: index))
      return
    }
    if !report.isBelievable {
      harvest.fail(
        MarketError(
          .dataQuality, "\(slice.expiry): quality \(Int(report.score.rounded())) of 100",
          hint: Self.reasons(report), index: index))
    }
    // A narrow chain says little about interest: parity gives the forward alone.
    let choices: [ForwardChoice] = [
      .parityDiscounted(discount: discount),
      .carried(spot: harvest.quote?.price ?? .nan, rate: rate, dividend: 0, years: slice.years),
    ]
    slice.figures = ChainFigures(check.chain, spot: harvest.quote?.price ?? .nan)
    if let found = solver.first(of: choices, check.chain) {
      slice.forward = found.forward
      slice.discount = found.discount
    }
  }

  /// The rules that were broken, the most frequent first.
  private static func reasons(_ report: QualityReport) -> String {
    let broken = QualityRule.allCases.filter { report[$0] > 0 }.sorted { report[$0] > report[$1] }
    return broken.prefix(4).map { "\($0.id) \(report[$0])" }.joined(separator: ", ")
  }
}

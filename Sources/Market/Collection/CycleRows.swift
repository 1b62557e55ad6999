import Base

/// The rows that a cycle leaves in files.
enum CycleRows {
  static func rows(of cycle: CycleHarvest) -> ([ContractRow], [OverviewRow]) {
    let stamp = RowStamp(cycle.order.instant, in: MarketCalendar.zone)
    var rows: [ContractRow] = []
    var overviews: [OverviewRow] = []
    for harvest in cycle.indices {
      guard let quote = harvest.quote, let middle = harvest.atTheMoney else { continue }
      if cycle.order.plan.detail != .aggregate {
        for slice in harvest.slices {
          append(slice, harvest.task.plan.index, quote.price, middle, stamp, &rows)
        }
      }
      overviews.append(overview(harvest, quote, stamp))
    }
    return (rows, overviews)
  }

  private static func append(
    _ slice: ExpirySlice, _ index: String, _ price: Double, _ middle: Int32, _ stamp: RowStamp,
    _ rows: inout [ContractRow]
  ) {
    let tag = slice.rules.first?.description ?? "\(slice.expiry)"
    for (place, strike) in slice.strikes.enumerated() {
      let call = slice.legs[2 * place]
      let put = slice.legs[2 * place + 1]
      guard call.quote != nil || put.quote != nil else { continue }
      var row = ContractRow(
        stamp: stamp, index: index, tag: tag, expiry: slice.expiry, strikeHundredths: strike,
        atmHundredths: middle,
        indexPrice: price)
      row.call = RowSide(call)
      row.put = RowSide(put)
      rows.append(row)
    }
  }

  private static func overview(_ harvest: IndexHarvest, _ quote: IndexQuote, _ stamp: RowStamp) -> OverviewRow
  {
    var expected = ExpiryMask()
    for rule in harvest.task.plan.rules { expected.insert(ExpiryMask(rawValue: rule.bit)) }
    var collected = ExpiryMask()
    var row = OverviewRow(
      stamp: stamp, index: harvest.task.plan.index, indexPrice: quote.price, expected: expected, collected: []
    )
    for slice in harvest.slices where slice.quoted > 0 {
      for rule in slice.rules where rule.bit != 0 {
        collected.insert(ExpiryMask(rawValue: rule.bit))
        row.ratios[rule.bit.trailingZeroBitCount] = slice.figures?.putCallRatio ?? .nan
      }
    }
    row.collected = collected
    row.dayWidth = quote.high - quote.low
    return row
  }
}

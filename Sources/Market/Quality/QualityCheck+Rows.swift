import Base

extension QualityCheck {
  /// Rules that look at one row at a time, and at the index.
  mutating func checkRows(_ expiry: CivilDate, _ context: QualityContext) {
    var level = Double.nan
    if let index = context.index {
      let isWrong =
        !(index.price > 0 && index.price.isFinite) || index.high < index.low
        || [index.open, index.high, index.low].contains { $0 <= 0 }
      if isWrong {
        find(.badIndexQuote, row: nil, measured: index.price)
      } else {
        level = index.price
      }
    }
    if level.isNaN { level = medianStrike() }
    let band = settings.threshold(of: .strikeOutOfBand)
    let farYear = settings.threshold(of: .dummyFarFutureExpiry)
    for (place, row) in rows.enumerated() {
      if !row.strike.isFinite {
        find(.nonNumericStrike, row: place)
      } else if row.strike <= 0 {
        find(.nonPositiveStrike, row: place, measured: row.strike)
      } else if abs(row.strike - level) / level > band {
        find(.strikeOutOfBand, row: place, measured: abs(row.strike - level) / level)
      }
      switch row.expiry {
      case .unreadable: find(.unparseableExpiry, row: place)
      case .missing: find(.imputedExpiry, row: place)
      case .day(let day):
        if day != expiry {
          let year = Double(day.parts.year)
          if year >= farYear {
            find(.dummyFarFutureExpiry, row: place, measured: year)
          } else {
            find(.foreignExpiry, row: place)
          }
        }
      }
      if row.kind == nil { find(.badInstrumentType, row: place) }
      checkNumbers(row, place, context.now)
    }
    findDuplicates()
  }

  private mutating func checkNumbers(_ row: QuoteCandidate, _ place: Int, _ now: Int64) {
    // An empty quote is one that says nothing; a price of zero is one that says something wrong.
    if row.last.isNaN, row.openInterest.isNaN, !row.hasBook {
      find(.emptyQuote, row: place)
    } else if row.last < 0 || row.bid < 0 || row.ask < 0 || row.last == .infinity
      || (row.last == 0 && !row.hasBook)
    {
      find(.zeroPrice, row: place, measured: row.last)
    }
    let (volume, interest) = (row.volume.asQuantity, row.openInterest.asQuantity)
    if volume.isNaN != row.volume.isNaN || interest.isNaN != row.openInterest.isNaN {
      find(
        .negativeQuantity, row: place,
        measured: volume.isNaN == row.volume.isNaN ? row.openInterest : row.volume)
      rows[place].volume = volume
      rows[place].openInterest = interest
    }
    if row.bid > row.ask, row.ask > 0 { find(.crossedBook, row: place, measured: row.bid - row.ask) }
    if row.hasBook {
      let spread = (row.ask - row.bid) / row.price
      if spread > settings.threshold(of: .wideSpread) { find(.wideSpread, row: place, measured: spread) }
    }
    guard let time = row.time else { return }
    let age = (Double(now) - Double(time)) / 1e9
    if age > settings.threshold(of: .staleQuote) { find(.staleQuote, row: place, measured: age) }
    if -age > settings.threshold(of: .futureQuote) { find(.futureQuote, row: place, measured: -age) }
  }

  /// Later rows of the same strike and kind, among those that are kept so far.
  private mutating func findDuplicates() {
    seen.removeAll(keepingCapacity: true)
    for (place, row) in rows.enumerated() where row.strike > 0 && row.strike.isFinite {
      // A batch of more rows than 20 bits can name is no chain; what lies beyond is not compared.
      guard let kind = row.kind, !isLeftOut(place), place < 1 << 20 else { continue }
      // Strikes are told apart to a 1024th; the row decides among equals, so that the first one comes first.
      let strike = UInt64(min(row.strike, 1e9) * 1024)
      seen.append(strike << 21 | (kind == .put ? 1 << 20 : 0) | UInt64(place))
    }
    seen.sort()
    for (first, second) in zip(seen, seen.dropFirst()) where first >> 20 == second >> 20 {
      find(.duplicateQuote, row: Int(second & (1 << 20 - 1)))
    }
  }

  private mutating func medianStrike() -> Double {
    scratch.removeAll(keepingCapacity: true)
    for row in rows where row.strike > 0 && row.strike.isFinite { scratch.append(row.strike) }
    return Robust.median(sorting: &scratch)
  }
}

extension Double {
  /// A number of units, or NaN where no market can have so many or so few.
  var asQuantity: Double { self >= 0 && self <= 1e15 ? self : .nan }
}

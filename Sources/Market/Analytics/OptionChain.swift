/// The options of one expiry as columns by strike, calls and puts side by side: what quality rules and analytics work on.
/// Buffers are reused from load to load; a chain of 400 options is loaded without a dictionary.
package struct OptionChain: Sendable {
  /// The numbers of calls, or of puts, in the order of the strikes. NaN where there is none.
  package struct Side: Sendable {
    /// The price to reckon with; see `QuoteCandidate.price`.
    package fileprivate(set) var price: [Double] = []
    /// What one can sell for at once: the bid, or the price without a book.
    package fileprivate(set) var low: [Double] = []
    /// What one can buy for at once: the ask, or the price without a book.
    package fileprivate(set) var high: [Double] = []
    /// Units traded today.
    package fileprivate(set) var volume: [Double] = []
    /// Units open.
    package fileprivate(set) var openInterest: [Double] = []
    /// The place in what was loaded; -1 where there is no option.
    package fileprivate(set) var row: [Int32] = []

    fileprivate mutating func empty() {
      price.removeAll(keepingCapacity: true)
      low.removeAll(keepingCapacity: true)
      high.removeAll(keepingCapacity: true)
      volume.removeAll(keepingCapacity: true)
      openInterest.removeAll(keepingCapacity: true)
      row.removeAll(keepingCapacity: true)
    }

    fileprivate mutating func addStrike() {
      price.append(.nan)
      low.append(.nan)
      high.append(.nan)
      volume.append(.nan)
      openInterest.append(.nan)
      row.append(-1)
    }

    fileprivate mutating func set(_ place: Int, _ quote: QuoteCandidate, row number: Int32) {
      price[place] = quote.price
      low[place] = quote.hasBook ? quote.bid : quote.price
      high[place] = quote.hasBook ? quote.ask : quote.price
      volume[place] = quote.volume
      openInterest[place] = quote.openInterest
      row[place] = number
    }
  }

  /// Ascending, each once, positive.
  package private(set) var strikes: [Double] = []
  /// The rights to buy.
  package private(set) var calls = Side()
  /// The rights to sell.
  package private(set) var puts = Side()
  private var order: [(strike: Double, row: Int32)] = []

  /// A chain without options.
  package init() {}

  /// The numbers of one kind.
  package subscript(kind: OptionKind) -> Side { kind == .call ? calls : puts }

  /// Takes the place of what was there. Rows without a positive strike or a kind, and those for which `isLeftOut` says so,
  /// are passed over; of several rows for the same option the first one stays. O(n log n), O(n) when strikes ascend.
  package mutating func load(_ rows: [QuoteCandidate], leavingOut isLeftOut: (Int) -> Bool = { _ in false }) {
    order.removeAll(keepingCapacity: true)
    var isSorted = true
    for (place, row) in rows.enumerated() where row.strike > 0 && row.strike.isFinite && row.kind != nil {
      if isLeftOut(place) { continue }
      if let last = order.last, last.strike > row.strike { isSorted = false }
      order.append((row.strike, Int32(place)))
    }
    if !isSorted { order.sort { ($0.strike, $0.row) < ($1.strike, $1.row) } }
    strikes.removeAll(keepingCapacity: true)
    calls.empty()
    puts.empty()
    for (strike, place) in order {
      if strikes.last != strike {
        strikes.append(strike)
        calls.addStrike()
        puts.addStrike()
      }
      let row = rows[Int(place)]
      let last = strikes.count - 1
      if row.kind == .call {
        if calls.row[last] < 0 { calls.set(last, row, row: place) }
      } else if puts.row[last] < 0 {
        puts.set(last, row, row: place)
      }
    }
  }

  /// Takes quotes as they are; see the other `load`.
  package mutating func load(_ quotes: [OptionQuote]) { load(quotes.map { QuoteCandidate($0) }) }
}

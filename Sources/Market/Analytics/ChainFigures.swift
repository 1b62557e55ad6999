/// A strike with what is open there.
package struct StrikeInterest: Sendable, Equatable {
  /// In the currency.
  package let strike: Double
  /// Units open: of puts for a support, of calls for a resistance.
  package let openInterest: Double
}

/// What the open interest and the volume of a chain say. A figure that is not defined is NaN, never 0: no open call, no
/// ratio. Numbers that a provider does not know, and negative ones, count as unknown. O(strikes), no allocation but the lists.
package struct ChainFigures: Sendable, Equatable {
  /// Strikes in each of the two lists.
  package static let levels = 3

  /// Open calls and puts; NaN when none is known.
  package let callOpenInterest: Double
  /// Open puts; NaN when none is known.
  package let putOpenInterest: Double
  /// Traded calls; NaN when none is known.
  package let callVolume: Double
  /// Traded puts; NaN when none is known.
  package let putVolume: Double
  /// Open puts for each open call; NaN without either.
  package var putCallRatio: Double { Self.ratio(putOpenInterest, callOpenInterest) }
  /// Traded puts for each traded call; NaN without either.
  package var putCallVolumeRatio: Double { Self.ratio(putVolume, callVolume) }
  /// The strike at which, if the underlying ended there, the holders of all open options would get least; the lowest of
  /// equals, NaN without open interest.
  package let maxPain: Double
  /// The strikes below the underlying with the most open puts, most first, the nearer of equals first; at most three.
  package let support: [StrikeInterest]
  /// The strikes above the underlying with the most open calls, likewise.
  package let resistance: [StrikeInterest]

  /// The figures of a chain whose underlying stands at `spot`; without a level (NaN) there is neither support nor resistance.
  package init(_ chain: OptionChain, spot: Double) {
    callOpenInterest = Self.sum(chain.calls.openInterest)
    putOpenInterest = Self.sum(chain.puts.openInterest)
    callVolume = Self.sum(chain.calls.volume)
    putVolume = Self.sum(chain.puts.volume)
    maxPain = Self.maxPain(chain)
    var below: [StrikeInterest] = []
    var above: [StrikeInterest] = []
    for place in chain.strikes.indices.reversed() where chain.strikes[place] < spot {
      Self.insert(
        StrikeInterest(strike: chain.strikes[place], openInterest: chain.puts.openInterest[place]), &below)
    }
    for place in chain.strikes.indices where chain.strikes[place] > spot {
      Self.insert(
        StrikeInterest(strike: chain.strikes[place], openInterest: chain.calls.openInterest[place]), &above)
    }
    support = below
    resistance = above
  }

  private static func ratio(_ puts: Double, _ calls: Double) -> Double { calls > 0 ? puts / calls : .nan }

  private static func sum(_ numbers: [Double]) -> Double {
    var sum = 0.0
    var known = false
    for number in numbers where number >= 0 && number.isFinite {
      sum += number
      known = true
    }
    return known ? sum : .nan
  }

  /// Keeps the greatest; what comes first stays before its equals.
  private static func insert(_ level: StrikeInterest, _ levels: inout [StrikeInterest]) {
    guard level.openInterest > 0, level.openInterest.isFinite else { return }
    let place = levels.firstIndex { $0.openInterest < level.openInterest } ?? levels.count
    guard place < Self.levels else { return }
    levels.insert(level, at: place)
    if levels.count > Self.levels { levels.removeLast() }
  }

  /// What holders get is, along the strikes, a line that bends at each of them: from one strike to the next it rises by
  /// the calls below and falls by the puts above, times the distance.
  private static func maxPain(_ chain: OptionChain) -> Double {
    func open(_ number: Double) -> Double { number > 0 && number.isFinite ? number : 0 }
    let (calls, puts, strikes) = (chain.calls.openInterest, chain.puts.openInterest, chain.strikes)
    var putsAbove = 0.0
    var paid = 0.0
    for place in strikes.indices.dropFirst() {
      putsAbove += open(puts[place])
      paid += open(puts[place]) * (strikes[place] - strikes[0])
    }
    var callsBelow = 0.0
    var least = Double.infinity
    var best = Double.nan
    var total = 0.0
    for place in strikes.indices {
      total += open(calls[place]) + open(puts[place])
      // Sums that differ only by rounding are equal.
      if paid < least - 1e-12 * abs(least == .infinity ? 0 : least) {
        least = paid
        best = strikes[place]
      }
      guard place + 1 < strikes.count else { break }
      callsBelow += open(calls[place])
      paid += (callsBelow - putsAbove) * (strikes[place + 1] - strikes[place])
      putsAbove -= open(puts[place + 1])
    }
    return total > 0 ? best : .nan
  }
}

/// How many of several prices rose and fell.
package struct MarketBreadth: Sendable, Equatable {
  /// Prices that rose.
  package private(set) var advances = 0
  /// Prices that fell.
  package private(set) var declines = 0
  /// Prices that stayed.
  package private(set) var unchanged = 0

  /// Nothing seen yet.
  package init() {}

  /// Counts one price against an earlier one; a pair of which one is not a positive number is not counted.
  package mutating func add(_ price: Double, before: Double) {
    guard price > 0, before > 0, price.isFinite, before.isFinite else { return }
    if price > before {
      advances += 1
    } else if price < before {
      declines += 1
    } else {
      unchanged += 1
    }
  }

  /// Prices that were counted.
  package var total: Int { advances + declines + unchanged }
  /// Advances less declines, of all, within -1...1; NaN when nothing was counted.
  package var net: Double { total == 0 ? .nan : Double(advances - declines) / Double(total) }
  /// Advances for each decline; NaN without declines.
  package var ratio: Double { declines == 0 ? .nan : Double(advances) / Double(declines) }
}

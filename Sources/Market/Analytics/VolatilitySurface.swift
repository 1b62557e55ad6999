import Base

/// One solved volatility of a surface.
package struct SurfacePoint: Sendable, Equatable {
  /// Until expiry; equal numbers are one expiry.
  package let years: Double
  /// The underlying for delivery at expiry.
  package let forward: Double
  /// In the currency.
  package let strike: Double
  /// A call or a put.
  package let kind: OptionKind
  /// Annual, as a fraction; NaN when it could not be solved.
  package let sigma: Double

  /// A point with its numbers.
  package init(years: Double, forward: Double, strike: Double, kind: OptionKind, sigma: Double) {
    self.years = years
    self.forward = forward
    self.strike = strike
    self.kind = kind
    self.sigma = sigma
  }

  /// Whether it is all time value; at the forward that is the call.
  var isOutOfTheMoney: Bool { kind == .call ? strike >= forward : strike < forward }

  /// Whether every number is positive and finite, the total variance too.
  var isUsable: Bool {
    [years, forward, strike, sigma, sigma * sigma * years].allSatisfy { $0 > 0 && $0.isFinite }
  }
}

/// Volatilities by expiry and moneyness, with what lies between interpolated and judged.
///
/// Raw cells are means of what was solved and are never altered. An empty cell between two solved strikes of its expiry is
/// interpolated: linear in total variance (sigma² · years) along the logarithm of strike through forward, between the two
/// nearest strikes, at the middle of the bucket. Then it is moved, if it must be, to at least the greatest total variance of its
/// bucket at earlier expiries and at most the least raw one at later expiries. Guaranteed: nothing is extrapolated; an
/// interpolated cell lies between its two neighbours unless the calendar moved it; where the raw cells of a bucket do not fall
/// with time, no cell of it does. Not guaranteed: absence of butterfly arbitrage, in the data or between anchors; it is counted.
package struct VolatilitySurface: Sendable {
  /// The most expiries of one surface.
  package static let expiryLimit = 512

  /// Where a cell's volatility comes from. Raw values are names in JSON.
  package enum Source: String, Sendable {
    case raw
    case interpolated = "interp"
    case empty
  }

  /// One bucket of one expiry.
  package struct Cell: Sendable, Equatable {
    /// Solved volatilities in it.
    package internal(set) var count = 0
    /// Their mean, or what was interpolated; NaN when it is empty.
    package internal(set) var sigma = Double.nan
    /// Where it comes from.
    package internal(set) var source = Source.empty
  }

  /// One expiry.
  package struct Slice: Sendable {
    /// Until expiry.
    package let years: Double
    /// Strikes with a volatility, each once: the option out of the money where both sides have one.
    package let points: Int
    /// The volatility at the forward, between its neighbours; NaN when it lies outside of the strikes.
    package let atTheMoney: Double
    /// By bucket.
    package internal(set) var cells: [Cell]
    /// The smile: logarithms of strike through forward, ascending, and total variances.
    let smile: Smile
  }

  /// What the surface is made of and how far it can be trusted.
  package struct Quality: Sendable, Equatable {
    /// Options that were offered.
    package internal(set) var offered = 0
    /// Options with a usable volatility.
    package internal(set) var solved = 0
    /// Cells by source, between the lowest and the highest bucket that holds anything.
    package internal(set) var raw = 0
    /// Interpolated ones.
    package internal(set) var interpolated = 0
    /// Empty ones.
    package internal(set) var empty = 0
    /// Neighbouring raw cells of a bucket that were compared in time, and those whose total variance falls.
    package internal(set) var calendarChecks = 0
    /// Those whose total variance falls.
    package internal(set) var calendarViolations = 0
    /// Triples of neighbouring strikes that were looked at.
    package internal(set) var butterflyChecks = 0
    /// Those whose middle costs more than the line between the outer ones, by more than 1e-5 of the forward.
    package internal(set) var butterflyViolations = 0

    /// Of the cells that say something, the share that is interpolated; NaN without any.
    package var interpolatedShare: Double {
      raw + interpolated == 0 ? .nan : Double(interpolated) / Double(raw + interpolated)
    }

    /// Within 0...1: coverage · consistency · solved, where coverage is (raw + interpolated / 2) of the cells between the
    /// lowest and the highest bucket that holds anything, consistency 1 less the share of violated checks, and solved the
    /// share of options with a volatility. NaN when no option was offered.
    package var score: Double {
      guard offered > 0 else { return .nan }
      let cells = raw + interpolated + empty
      let coverage = cells == 0 ? 0 : (Double(raw) + Double(interpolated) / 2) / Double(cells)
      let checks = calendarChecks + butterflyChecks
      let violated = checks == 0 ? 0 : Double(calendarViolations + butterflyViolations) / Double(checks)
      return coverage * (1 - violated) * Double(solved) / Double(offered)
    }
  }

  /// The columns.
  package let buckets: MoneynessBuckets
  /// The rows, by time to expiry.
  package private(set) var slices: [Slice] = []
  /// How far it can be trusted.
  package private(set) var quality = Quality()

  /// Builds the surface of some points; those without a usable volatility count as offered and not as solved.
  /// O(n log n).
  ///
  /// - Throws: `MarketError` of kind `dataQuality` for more than `expiryLimit` expiries.
  package init(_ points: [SurfacePoint], buckets: MoneynessBuckets = .standard) throws(MarketError) {
    self.buckets = buckets
    quality.offered = points.count
    let usable = points.filter(\.isUsable).sorted { ($0.years, $0.strike) < ($1.years, $1.strike) }
    quality.solved = usable.count
    var start = 0
    while start < usable.count {
      let years = usable[start].years
      let end = usable[start...].firstIndex { $0.years != years } ?? usable.count
      guard slices.count < Self.expiryLimit else {
        throw MarketError(
          .dataQuality, "more than \(Self.expiryLimit) expiries in one surface",
          hint: "rows of one expiry must say the same years")
      }
      slices.append(slice(usable[start..<end]))
      start = end
    }
    fill()
    judge()
  }

  private func slice(_ points: ArraySlice<SurfacePoint>) -> Slice {
    var cells = [Cell](repeating: Cell(), count: buckets.count)
    var smile = Smile(years: points[points.startIndex].years)
    var start = points.startIndex
    while start < points.endIndex {
      // The option out of the money speaks for its strike; the other one where it is alone.
      let end = points[start...].firstIndex { $0.strike != points[start].strike } ?? points.endIndex
      let group = points[start..<end]
      let hasOutside = group.contains(where: \.isOutOfTheMoney)
      for point in group where point.isOutOfTheMoney || !hasOutside {
        guard let bucket = buckets.bucket(strike: point.strike, forward: point.forward) else { continue }
        let mean = cells[bucket].count == 0 ? 0 : cells[bucket].sigma
        cells[bucket].count += 1
        cells[bucket].sigma = mean + (point.sigma - mean) / Double(cells[bucket].count)
        cells[bucket].source = .raw
        smile.add(
          DeterministicMath.log(point.strike / point.forward), point.sigma * point.sigma * point.years)
      }
      start = end
    }
    smile.finish()
    let middle = smile.variance(at: 0)
    return Slice(
      years: smile.years, points: smile.count, atTheMoney: (middle / smile.years).squareRoot(), cells: cells,
      smile: smile)
  }

  /// Interpolates empty cells between anchors, then keeps them in order with time.
  private mutating func fill() {
    for bucket in 0..<buckets.count {
      guard let middle = buckets.middle(bucket) else { continue }
      let place = DeterministicMath.log(middle)
      // The least raw variance from each slice on, for the upper bound.
      var later = [Double](repeating: .infinity, count: slices.count + 1)
      for index in slices.indices.reversed() {
        let cell = slices[index].cells[bucket]
        let own = cell.source == .raw ? variance(cell, slices[index].years) : .infinity
        later[index] = min(later[index + 1], own)
      }
      var earlier = 0.0
      for index in slices.indices {
        let years = slices[index].years
        var cell = slices[index].cells[bucket]
        if cell.source == .empty {
          let found = slices[index].smile.variance(at: place)
          guard !found.isNaN else { continue }
          // Raw cells that contradict one another leave no room: then nothing is moved.
          let bounded = earlier <= later[index + 1] ? min(max(found, earlier), later[index + 1]) : found
          cell.sigma = (bounded / years).squareRoot()
          cell.source = .interpolated
          slices[index].cells[bucket] = cell
        }
        earlier = max(earlier, variance(cell, years))
      }
    }
  }

  private mutating func judge() {
    let filled = (0..<buckets.count).filter { bucket in slices.contains { $0.cells[bucket].count > 0 } }
    guard let lowest = filled.first, let highest = filled.last else { return }
    for bucket in lowest...highest {
      var last: Double?
      for slice in slices {
        let cell = slice.cells[bucket]
        switch cell.source {
        case .raw: quality.raw += 1
        case .interpolated: quality.interpolated += 1
        case .empty: quality.empty += 1
        }
        guard cell.source == .raw else { continue }
        let now = variance(cell, slice.years)
        if let last {
          quality.calendarChecks += 1
          if now < last * (1 - 1e-12) { quality.calendarViolations += 1 }
        }
        last = now
      }
    }
    for slice in slices {
      let (checks, violations) = slice.smile.butterflies()
      quality.butterflyChecks += checks
      quality.butterflyViolations += violations
    }
  }

  private func variance(_ cell: Cell, _ years: Double) -> Double { cell.sigma * cell.sigma * years }

  /// The volatility at a strike through forward and a time: linear in total variance along the logarithm of moneyness
  /// between strikes and then along time between expiries, so it lies between what surrounds it. NaN outside of what is
  /// known: nothing is extrapolated. O(expiries).
  package func sigma(moneyness: Double, years: Double) -> Double {
    guard moneyness > 0, moneyness.isFinite, years > 0 else { return .nan }
    let place = DeterministicMath.log(moneyness)
    guard let after = slices.firstIndex(where: { $0.years >= years }) else { return .nan }
    let upper = slices[after].smile.variance(at: place)
    if slices[after].years == years { return (upper / years).squareRoot() }
    guard after > 0 else { return .nan }
    let lower = slices[after - 1].smile.variance(at: place)
    let share = (years - slices[after - 1].years) / (slices[after].years - slices[after - 1].years)
    return ((lower + share * (upper - lower)) / years).squareRoot()
  }
}

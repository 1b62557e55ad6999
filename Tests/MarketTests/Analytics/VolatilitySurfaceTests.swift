import Base
import Testing

@testable import Market

struct VolatilitySurfaceTests {
  private func point(_ years: Double, _ strike: Double, _ sigma: Double, forward: Double = 100)
    -> SurfacePoint
  {
    SurfacePoint(
      years: years, forward: forward, strike: strike, kind: strike >= forward ? .call : .put, sigma: sigma)
  }

  @Test func bucketsHoldTheirLowerEdge() throws {
    let buckets = MoneynessBuckets.standard
    let labels = (0..<buckets.count).map(buckets.label)
    #expect(labels == ["<-20", "[-20,-10)", "[-10,-5)", "[-5,0)", "[0,5)", "[5,10)", "[10,20)", ">=20"])
    let places = [79.9, 80, 89.9, 90, 95, 99.99, 100, 104.99, 105, 110, 119.9, 120, 500]
    #expect(
      places.map { buckets.bucket(strike: $0, forward: 100) } == [0, 1, 1, 2, 3, 3, 4, 4, 5, 6, 6, 7, 7])
    // An edge is met exactly whatever the forward.
    for forward in stride(from: 24_000.0, to: 26_000, by: 40) {
      #expect(buckets.bucket(strike: forward * 0.95, forward: forward) == 3, "\(forward)")
      #expect(buckets.bucket(strike: forward * 1.05, forward: forward) == 5, "\(forward)")
    }
    #expect(buckets.bucket(strike: .nan, forward: 100) == nil && buckets.bucket(strike: 1, forward: 0) == nil)
    #expect(buckets.middle(0) == nil && buckets.middle(7) == nil && buckets.middle(3) == 0.975)
    #expect(try MoneynessBuckets([-2.5, 2.5]).label(1) == "[-2.5,2.5)")
    for wrong in [[], [0, 0], [5, 0], [.nan], [-100, 0], [.infinity], (0..<65).map(Double.init)] {
      #expect(throws: MarketError.self) { try MoneynessBuckets(wrong) }
    }
  }

  @Test func aSurfaceMadeByHand() throws {
    let surface = try VolatilitySurface([
      point(0.25, 92, 0.30), point(0.25, 93, 0.32), point(0.25, 112, 0.20),
      point(1, 92, 0.28), point(1, 97, 0.26), point(1, 101, 0.25), point(1, 107, 0.24), point(1, 112, 0.23),
      point(1, 50, .nan), point(0, 100, 0.2), point(1, -1, 0.2),
    ])
    #expect(
      surface.slices.map(\.years) == [0.25, 1] && surface.quality.offered == 11 && surface.quality.solved == 8
    )
    let near = surface.slices[0]
    #expect(
      near.cells.map(\.source) == [
        .empty, .empty, .raw, .interpolated, .interpolated, .interpolated, .raw, .empty,
      ])
    #expect(near.cells[2].count == 2 && abs(near.cells[2].sigma - 0.31) < 1e-15)
    // Between 93 and 112 on a straight line of total variance, at the middle of [-5,0).
    func log(_ x: Double) -> Double { DeterministicMath.log(x) }
    let share = (log(0.975) - log(0.93)) / (log(1.12) - log(0.93))
    let variance = 0.25 * (0.32 * 0.32 + share * (0.2 * 0.2 - 0.32 * 0.32))
    #expect(abs(near.cells[3].sigma - (variance / 0.25).squareRoot()) < 1e-14)
    // Six columns from [-10,-5) to [10,20): 2 + 5 raw, 3 interpolated; no cell is empty.
    #expect(surface.quality.raw == 7 && surface.quality.interpolated == 3 && surface.quality.empty == 0)
    #expect(surface.quality.calendarChecks == 2 && surface.quality.calendarViolations == 0)
    #expect(surface.quality.interpolatedShare == 0.3)
    let checks = surface.quality.butterflyChecks
    #expect(checks == 4)
    #expect(
      abs(surface.quality.score - 0.85 * (1 - Double(surface.quality.butterflyViolations) / 6) * 8 / 11)
        < 1e-15)
  }

  @Test func theCalendarMovesWhatIsInterpolated() throws {
    // The later smile dips where it is not quoted: its interpolated cell may not fall below the earlier one.
    let surface = try VolatilitySurface([
      point(0.5, 96, 0.40), point(0.5, 98, 0.40), point(0.5, 102, 0.40),
      point(0.6, 93, 0.2), point(0.6, 102, 0.2),
    ])
    #expect(surface.slices[1].cells[3].source == .interpolated)
    #expect(abs(surface.slices[1].cells[3].sigma - (0.5 * 0.16 / 0.6).squareRoot()) < 1e-15)
    // And an earlier one not above what is quoted later.
    let other = try VolatilitySurface([
      point(0.5, 93, 0.5), point(0.5, 103, 0.5), point(0.6, 97, 0.2), point(0.6, 103, 0.6),
    ])
    #expect(abs(other.slices[0].cells[3].sigma - (0.6 * 0.04 / 0.5).squareRoot()) < 1e-15)
    #expect(other.quality.calendarViolations == 0)
  }

  @Test func theOptionOutOfTheMoneySpeaksForItsStrike() throws {
    let both = [OptionKind.call, .put].map {
      SurfacePoint(years: 1, forward: 100, strike: 110, kind: $0, sigma: $0 == .call ? 0.2 : 0.9)
    }
    #expect(try VolatilitySurface(both).slices[0].cells[6].sigma == 0.2)
    #expect(
      try VolatilitySurface([both[1]]).slices[0].cells[6].sigma == 0.9, "the other one where it is alone")
    let atForward = [OptionKind.put, .call].map {
      SurfacePoint(years: 1, forward: 100, strike: 100, kind: $0, sigma: $0 == .call ? 0.2 : 0.9)
    }
    #expect(try VolatilitySurface(atForward).slices[0].atTheMoney == 0.2)
  }

  @Test func nothingIsNoSurface() throws {
    let empty = try VolatilitySurface([])
    #expect(empty.slices.isEmpty && empty.quality.score.isNaN && empty.quality.interpolatedShare.isNaN)
    let unsolved = try VolatilitySurface([point(1, 100, .nan)])
    #expect(unsolved.slices.isEmpty && unsolved.quality.score == 0)
    #expect(empty.sigma(moneyness: 1, years: 1).isNaN)
    // Numbers at the ends of what a number can be are no volatilities.
    for (years, sigma) in [(1.0, 1e200), (1e300, 1e10), (1e-300, 1e-100)] {
      #expect(try VolatilitySurface([point(years, 100, sigma)]).quality.solved == 0)
    }
    let extreme = try VolatilitySurface([point(1e-300, 1e-300, 1e150, forward: 1e300), point(1, 100, 1e-150)])
    #expect(extreme.quality.solved == 2 && extreme.quality.score <= 1)
    let many = (0...VolatilitySurface.expiryLimit).map { point(Double($0 + 1), 100, 0.2) }
    #expect(throws: MarketError.self) { try VolatilitySurface(many) }
    #expect(try VolatilitySurface(Array(many.dropLast())).slices.count == VolatilitySurface.expiryLimit)
  }

  @Test func whatIsGuaranteedHoldsOnRandomSurfaces() throws {
    var interpolated = 0
    for seed in 1...150 as ClosedRange<UInt64> {
      var random = SeededRandom(seed: seed)
      // Total variance rises with time at every strike; which strikes are quoted is chance.
      let slope = random.unit() - 0.5
      let times = (1...6).map { Double($0) * 0.05 * (1 + random.unit() * 0.1) }.sorted()
      var points: [SurfacePoint] = []
      for years in times {
        for strike in stride(from: 75.0, through: 130, by: 2.5) where random.below(3) == 0 {
          let place = DeterministicMath.log(strike / 100)
          let variance = (0.04 + 0.1 * slope * place + 0.3 * place * place) * years
          points.append(point(years, strike, (variance / years).squareRoot()))
        }
      }
      let surface = try VolatilitySurface(points)
      for slice in surface.slices {
        let inside = points.filter { $0.years == slice.years }.map(\.strike)
        let (least, most) = (inside.min() ?? 0, inside.max() ?? 0)
        for (bucket, cell) in slice.cells.enumerated() where cell.source == .interpolated {
          interpolated += 1
          let middle = 100 * (surface.buckets.middle(bucket) ?? 0)
          #expect(middle > least && middle < most, "seed \(seed): nothing is extrapolated")
        }
      }
      for bucket in 0..<surface.buckets.count {
        let column = surface.slices.map {
          ($0.cells[bucket].source, $0.cells[bucket].sigma * $0.cells[bucket].sigma * $0.years)
        }
        let raw = column.filter { $0.0 == .raw }.map(\.1)
        guard zip(raw, raw.dropFirst()).allSatisfy({ $0 <= $1 }) else { continue }
        let all = column.filter { $0.0 != .empty }.map(\.1)
        for (earlier, later) in zip(all, all.dropFirst()) {
          #expect(earlier <= later * (1 + 1e-12), "seed \(seed), bucket \(bucket): \(all)")
        }
      }
      #expect((0...1).contains(surface.quality.score), "seed \(seed)")
      // Raw cells are means of what went in, untouched.
      #expect(
        surface.slices.reduce(0) { $0 + $1.cells.reduce(0) { $0 + $1.count } } == points.count, "seed \(seed)"
      )
    }
    #expect(interpolated > 100)
  }

  @Test func lookingUpLiesBetweenWhatSurroundsIt() throws {
    var points: [SurfacePoint] = []
    for years in [0.1, 0.2, 0.5] {
      for strike in stride(from: 80.0, through: 120, by: 5) {
        points.append(point(years, strike, 0.2 + 0.5 * abs(strike / 100 - 1) - 0.1 * years))
      }
    }
    let surface = try VolatilitySurface(points)
    #expect(abs(surface.sigma(moneyness: 0.9, years: 0.2) - 0.23) < 1e-14)
    var random = SeededRandom(seed: 9)
    for round in 0..<500 {
      let moneyness = 0.8 + 0.4 * random.unit()
      let years = 0.1 + 0.4 * random.unit()
      let sigma = surface.sigma(moneyness: moneyness, years: years)
      let (lower, upper) = years < 0.2 ? (0.1, 0.2) : (0.2, 0.5)
      let sides = [lower, upper].map { time in
        let sigma = surface.sigma(moneyness: moneyness, years: time)
        return sigma * sigma * time
      }
      let variance = sigma * sigma * years
      #expect(
        variance >= sides.min()! * (1 - 1e-12) && variance <= sides.max()! * (1 + 1e-12),
        "seed 9, round \(round)")
    }
    #expect(
      surface.sigma(moneyness: 0.79, years: 0.2).isNaN && surface.sigma(moneyness: 1, years: 0.51).isNaN)
    #expect(
      surface.sigma(moneyness: 1, years: 0.05).isNaN && surface.sigma(moneyness: .nan, years: 0.2).isNaN)
  }

  @Test func arbitrageInTheDataIsCounted() throws {
    let smooth = stride(from: 90.0, through: 110, by: 2).map { point(0.25, $0, 0.2) }
    #expect(try VolatilitySurface(smooth).quality.butterflyViolations == 0)
    var spoiled = smooth
    spoiled[5] = point(0.25, 100, 0.26)
    let surface = try VolatilitySurface(spoiled)
    #expect(surface.quality.butterflyViolations == 1 && surface.quality.butterflyChecks == 9)
    #expect(surface.quality.score < 1)
    let falling = try VolatilitySurface([point(0.5, 102, 0.4), point(1, 102, 0.2)])
    #expect(
      falling.quality.calendarViolations == 1 && falling.quality.calendarChecks == 1
        && falling.quality.score == 0)
  }
}

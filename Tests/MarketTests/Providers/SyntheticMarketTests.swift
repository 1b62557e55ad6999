import Base
import TestSupport
import Testing

@testable import Market

struct SyntheticMarketTests {
  private let table = ContractTable.builtIn

  private func instant(_ date: String, _ second: Int) throws -> Int64 {
    FixedZone.india.instant(try #require(CivilDate(date)), second: second)
  }

  private func call(_ now: Int64) -> ProviderCall { ProviderCall(now: now, deadline: .max) }

  private func strikes(_ provider: SyntheticProvider, _ index: String, _ now: Int64, depth: Int) throws
    -> [Int32]
  {
    let step = try table.strikeStep(of: index, on: FixedZone.india.date(now))
    let level = try provider.quote(of: index, call(now)).price
    let middle = try #require(StrikeLadder.atTheMoney(level, step: step))
    return StrikeLadder.strikes(around: middle, step: step, below: depth, above: depth)
  }

  @Test func noPriceAllowsAnArbitrageBeyondTicks() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    let first = try instant("2025-02-01", 0)
    for _ in 0..<25 {
      let provider = try SyntheticProvider(table, seed: random.next())
      let now = first + Int64(random.below(690 * 86_400)) * 1_000_000_000 + Int64(random.below(1_000_000_000))
      let facts = table.indices[Int(random.below(UInt64(table.indices.count)))]
      let calendar = try table.calendar(of: facts.name)
      let ladder = try strikes(provider, facts.name, now, depth: 20)
      for expiry in try provider.expiries(of: facts.name, call(now)) {
        let chain = try provider.chain(of: facts.name, expiry: expiry, strikes: ladder, call(now))
        #expect(chain.count == 2 * ladder.count)
        let calls = chain.filter { $0.contract.kind == .call }
        let puts = chain.filter { $0.contract.kind == .put }
        let years = calendar.years(from: now, toExpiry: expiry)
        let discount = DeterministicMath.exp(-SyntheticMarket.rate * years)
        let market = SyntheticMarket(facts, try table.schedule(of: facts.name), seed: 0)
        #expect(market.schedule.isAlive(expiry, at: now))
        // The forward is what all strikes say by parity.
        let forwards = zip(calls, puts).map { ($0.last - $1.last) / discount + $0.contract.strike }
        let spread = (forwards.max() ?? 0) - (forwards.min() ?? 0)
        #expect(
          spread < 2 * 0.05 / discount,
          "seed \(seed): forwards \(forwards.min() ?? 0)...\(forwards.max() ?? 0)")
        for (call, put) in zip(calls, puts) {
          let note: Comment = "seed \(seed): \(call.contract)"
          for quote in [call, put] {
            #expect(quote.bid < quote.ask && quote.bid <= quote.last && quote.last <= quote.ask, note)
            #expect(quote.bid > 0 && (quote.last * 20).rounded() / 20 == quote.last, note)
            #expect(quote.volume >= 0 && quote.openInterest > 0 && quote.average > 0, note)
          }
          let forward = forwards[forwards.count / 2]
          #expect(call.last >= discount * (forward - call.contract.strike) - 0.1, note)
          #expect(put.last >= discount * (put.contract.strike - forward) - 0.1, note)
        }
        for place in 1..<calls.count {
          #expect(calls[place].last <= calls[place - 1].last, "seed \(seed)")
          #expect(puts[place].last >= puts[place - 1].last, "seed \(seed)")
          guard place + 1 < calls.count else { continue }
          for side in [calls, puts] {
            let butterfly = side[place - 1].last - 2 * side[place].last + side[place + 1].last
            #expect(butterfly > -0.1 - 1e-9, "seed \(seed): \(side[place].contract)")
          }
        }
      }
    }
  }

  @Test func totalVarianceGrowsWithTime() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    for _ in 0..<200 {
      let sigma = 0.05 + random.unit()
      let smile = VolatilitySmile(
        correlation: -0.55 + 0.4 * random.unit(), curvature: 1.2, variance: sigma * sigma,
        longVariance: 0.0196)
      #expect(smile.curvature * smile.curvature * (1 + abs(smile.correlation)) <= 4)
      let k = 0.4 * (random.unit() - 0.5)
      var before = 0.0
      for years in [1e-5, 1e-3, 0.01, 0.02, 0.1, 0.3, 1, 3] {
        let volatility = smile.volatility(logMoneyness: k, years: years)
        let variance = volatility * volatility * years
        #expect(variance > before, "seed \(seed): k \(k), \(years) years")
        before = variance
      }
    }
  }

  @Test func anInstantHasOnePriceInAnyOrderOnAnyThread() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    let start = try instant("2026-11-20", 34_000)
    let provider = try SyntheticProvider(table, seed: seed)
    let ladder = try strikes(provider, "NIFTY", start, depth: 3)
    let expiry = try #require(CivilDate("2026-11-23"))
    @Sendable func answers(_ provider: SyntheticProvider, _ places: [Int]) throws -> [Int: [OptionQuote]] {
      var all: [Int: [OptionQuote]] = [:]
      for place in places {
        let call = ProviderCall(now: start + Int64(place) * 1_234_567_891, deadline: .max)
        all[place] = try provider.chain(of: "NIFTY", expiry: expiry, strikes: ladder, call)
      }
      return all
    }
    let forwards = try answers(provider, Array(0..<40))
    let parallel = try await withThrowingTaskGroup(of: [Int: [OptionQuote]].self) { group in
      for _ in 0..<4 { group.addTask { try answers(provider, Array(0..<40).reversed()) } }
      return try await group.reduce(into: [[Int: [OptionQuote]]]()) { $0.append($1) }
    }
    for other in parallel { #expect(other == forwards, "seed \(seed)") }
    #expect(
      try answers(SyntheticProvider(table, seed: seed), [7]) == forwards.filter { $0.key == 7 },
      "seed \(seed)")
    #expect(try answers(SyntheticProvider(table, seed: seed &+ 1), [7]) != forwards.filter { $0.key == 7 })
  }

  @Test func seedAndInstantDecideEveryDigit() throws {
    let provider = try SyntheticProvider(table, seed: 42)
    let now = try instant("2026-11-20", 36_000)
    var lines: [String] = []
    for index in ["NIFTY", "SENSEX"] {
      let quote = try provider.quote(of: index, call(now))
      lines.append("\(index) \(quote.price) \(quote.open) \(quote.high) \(quote.low) \(quote.previousClose)")
      for expiry in try provider.expiries(of: index, call(now)).prefix(2) {
        for option in try provider.chain(
          of: index, expiry: expiry, strikes: strikes(provider, index, now, depth: 1), call(now))
        {
          lines.append(
            "\(option.contract.expiry) \(option.contract.strike) \(option.contract.kind) \(option.last) \(option.bid) "
              + "\(option.ask) \(option.average) \(option.volume) \(option.openInterest)")
        }
      }
    }
    let text = lines.joined(separator: "\n") + "\n"
    #expect(try Repository.difference(text, from: "Tests/Goldens/market/synthetic-42.txt") == nil)
  }

  @Test func aDayLooksLikeADay() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    let provider = try SyntheticProvider(table, seed: seed)
    let expiry = try #require(CivilDate("2026-11-23"))
    var before: [OptionQuote] = []
    var levels: [Double] = []
    for second in stride(from: 33_300, to: 55_800, by: 900) {
      let now = try instant("2026-11-20", second)
      let index = try provider.quote(of: "NIFTY", call(now))
      levels.append(index.price)
      #expect(
        index.low <= index.price && index.price <= index.high && index.low <= index.open, "seed \(seed)")
      #expect((12_000...50_000).contains(index.price), "seed \(seed)")
      let chain = try provider.chain(
        of: "NIFTY", expiry: expiry, strikes: [2_400_000, 2_480_000, 2_560_000], call(now))
      for (old, new) in zip(before, chain) { #expect(new.volume >= old.volume, "seed \(seed)") }
      before = chain
    }
    #expect(Set(levels).count > levels.count / 2, "seed \(seed): the market moves")
    let steps = zip(levels, levels.dropFirst()).map { abs($1 / $0 - 1) }
    #expect((steps.max() ?? 1) < 0.03, "seed \(seed): no jumps within a quarter of an hour")
  }

  @Test func whatIsNotListedIsNotInvented() throws {
    let provider = try SyntheticProvider(table, seed: 1)
    let now = try instant("2026-11-20", 40_000)
    let listed = try provider.chain(
      of: "NIFTY", expiry: #require(CivilDate("2026-11-23")),
      strikes: [2_480_000, 2_480_100, 100, 99_000_000, -5000],
      call(now))
    #expect(Set(listed.map(\.contract.strikeHundredths)) == [2_480_000])
    for (index, expiry, kind) in [
      ("NIFTY", "2026-11-24", MarketError.Kind.expiry), ("NIFTY", "2026-11-17", .expiry),
      ("GOLD", "2026-11-23", .config),
    ] {
      let error = #expect(throws: MarketError.self) {
        try provider.chain(of: index, expiry: #require(CivilDate(expiry)), strikes: [2_480_000], call(now))
      }
      #expect(error?.kind == kind)
    }
  }
}

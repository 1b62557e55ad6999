import Base
import Testing

@testable import Market

/// The synthetic market is without blame, and what a provider does wrong on request is found.
struct SyntheticQualityTests {
  private let table = ContractTable.builtIn
  private let noon = FixedZone.india.instant(CivilDate("2026-11-20")!, second: 40_000)

  private func batch(
    _ provider: any MarketProvider, _ index: String, at now: Int64, cycle: Int = 1, expiryPlace: Int = 0
  ) throws -> (quotes: [OptionQuote], context: QualityContext) {
    let call = ProviderCall(now: now, deadline: .max, cycle: cycle)
    let expiry = try #require(try provider.expiries(of: index, call).dropFirst(expiryPlace).first)
    let level = try provider.quote(of: index, call)
    let step = try table.strikeStep(of: index, on: FixedZone.india.date(now))
    // The ladder is built on a level without a fault.
    let sound = try provider.quote(of: index, ProviderCall(now: now, deadline: .max)).price
    let middle = try #require(StrikeLadder.atTheMoney(sound, step: step))
    let strikes = StrikeLadder.strikes(around: middle, step: step, below: 20, above: 20)
    let years = try table.calendar(of: index).years(from: now, toExpiry: expiry)
    return (
      try provider.chain(of: index, expiry: expiry, strikes: strikes, call),
      QualityContext(
        expiry: expiry, now: now, index: level,
        discount: DeterministicMath.exp(-SyntheticMarket.rate * years),
        years: years)
    )
  }

  @Test func itsChainsBreakNoRuleAndTellTheirForward() throws {
    var check = QualityCheck()
    for seed in 1...5 as ClosedRange<UInt64> {
      let provider = try SyntheticProvider(table, seed: seed)
      for (place, facts) in table.indices.enumerated() {
        let now = noon + Int64(seed) * 600_000_000_000
        let (quotes, context) = try batch(provider, facts.name, at: now, expiryPlace: place % 3)
        let report = check.check(quotes, context)
        let wrong = report.issues.filter { $0.rule.facts.severity == .error }
        #expect(wrong.isEmpty, "seed \(seed), \(facts.name): \(wrong)")
        #expect(
          report.score >= 99 && report.isUsable && report.kept == 82, "seed \(seed), \(facts.name): \(report)"
        )
        let forward = try #require(report.forward)
        #expect(forward.status == .ok && abs(forward.forward / context.index!.price - 1) < 0.02)
        // Half a tick on either side.
        #expect(forward.scatter < 0.1, "seed \(seed), \(facts.name): \(forward)")
      }
    }
  }

  @Test func faultsOnRequestAreFound() throws {
    let plan = try FaultPlan(["provider:crossed@2", "provider:stale@3", "provider:zero@4"])
    let provider = FaultyProvider(try SyntheticProvider(table, seed: 5), plan)
    var check = QualityCheck()
    func report(_ cycle: Int) throws -> QualityReport {
      let (quotes, context) = try batch(provider, "NIFTY", at: noon, cycle: cycle)
      return check.check(quotes, context)
    }
    #expect(try report(1).score >= 99)
    let crossed = try report(2)
    #expect(crossed[.crossedBook] > 0 && crossed.score < 60)
    let stale = try report(3)
    #expect(stale[.staleQuote] == stale.rows && stale.score <= 50)
    let zero = try report(4)
    #expect(zero[.zeroPrice] > 0 && zero.kept < zero.rows)
  }
}

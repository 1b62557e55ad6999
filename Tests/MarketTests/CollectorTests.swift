import Base
import Foundation
import TestSupport
import Testing

@testable import Market

@Suite struct CollectorTests {
  private static let monday = CivilDate("2026-11-16")!
  private static let session = CollectionTime.manual(
    start: FixedZone.india.instant(monday, second: 33_300),
    end: FixedZone.india.instant(monday, second: 55_800))

  private func run(
    _ market: FlatMarket, cycles: Int?, files: CycleFiles? = nil, panels: PanelPublisher? = nil,
    faults: [String] = [], interval: Int64 = 60, patience: UInt64 = 5_000_000_000,
    of provider: (any MarketProvider)? = nil, memory: @escaping () -> Double? = { nil },
    told: @escaping (CycleReport) -> Void = { _ in }
  ) throws -> (reports: [CycleReport], outcome: Collector.Outcome) {
    var plan = CollectionPlan()
    plan.cycles = cycles
    plan.interval = interval * 1_000_000_000
    plan.patience = patience
    plan.rate = 0
    let conditions = try FaultPlan(faults)
    let collector = try Collector(
      plan, provider: FaultyProvider(provider ?? market, conditions), table: market.table, files: files,
      panels: panels,
      time: Self.session,
      faults: conditions, memory: memory)
    var reports: [CycleReport] = []
    let outcome = try collector.run {
      reports.append($0)
      told($0)
    }
    return (reports, outcome)
  }

  private static func panels(in folder: TemporaryFolder) throws -> PanelPublisher {
    try PanelPublisher(
      folder: folder.file("panels"), keys: nil, interval: 60_000_000_000, version: "0",
      provenance: Provenance(version: "0", digest: "0", settings: []))
  }

  @Test func everyOptionOfThePlanIsPricedAndKept() throws {
    let folder = try TemporaryFolder()
    let files = try CycleFiles(folder: folder.path)
    let (reports, outcome) = try run(FlatMarket(), cycles: 3, files: files)
    try files.close()
    #expect(reports.map(\.order.number) == [1, 2, 3] && outcome.cycles == 3 && outcome.emptyCycles == 0)
    for report in reports {
      #expect(report.options == report.solved && report.isOK && report.failures.isEmpty)
      #expect(report.indices.allSatisfy { $0.status == "OK" && $0.coverage == 1 })
      for slice in report.indices.flatMap(\.slices) {
        for leg in slice.legs { #expect(abs(leg.volatility - FlatMarket.volatility) < 1e-9) }
      }
    }
    let stored = try storedFiles(folder.path)
    let contracts = stored.filter { !$0.key.hasPrefix("overview") }
    #expect(contracts.count == outcome.rows / 3 - 4 && outcome.duplicates == 0)
    #expect(stored.values.allSatisfy { $0.split(separator: "\n").count == 4 })
    let masks = try #require(stored["overview/NIFTY/2026-11-16.csv"]).split(separator: "\n")[1]
    #expect(masks.hasSuffix(",4,4,15,15,0") && masks.contains(",198.0,"))
  }

  /// Numbers of generations never restart under a publisher that runs, nor where it found some at its start.
  @Test func generationsGoOnWhenTheirFolderIsDeleted() throws {
    let folder = try TemporaryFolder()
    let files = try CycleFiles(folder: folder.path)
    var numbers: [Int] = []
    var first: PanelPublisher? = try Self.panels(in: folder)
    first?.onPublish = { numbers.append($0.generation) }
    _ = try run(FlatMarket(), cycles: 2, files: files, panels: first)
    first = nil
    let second = try Self.panels(in: folder)
    second.onPublish = { numbers.append($0.generation) }
    try Folder.removeTree(folder.file("panels"))
    _ = try run(FlatMarket(), cycles: 1, files: files, panels: second)
    try Folder.removeTree(folder.file("panels"))
    _ = try run(FlatMarket(), cycles: 2, files: files, panels: second)
    try files.close()
    #expect(numbers == [1, 2, 3, 4, 5])
  }

  @Test func aDayEndsWithItsSessionAndIsTheSameEveryTime() throws {
    var days: [[String: String]] = []
    for _ in 0..<2 {
      let folder = try TemporaryFolder()
      let files = try CycleFiles(folder: folder.path)
      let (_, outcome) = try run(FlatMarket(), cycles: nil, files: files, interval: 1800)
      #expect(outcome.cycles == 13)
      try files.close()
      days.append(try storedFiles(folder.path))
    }
    #expect(days[0] == days[1] && !days[0].isEmpty)
  }

  @Test func whatAnIndexSuffersIsItsOwn() throws {
    let table: [(FlatMarket.Fault, MarketError.Kind, Int)] = [
      (.zeroLevel, .quotes, 1), (.throwing, .api, 1), (.noExpiry, .expiry, 2), (.noQuotes, .instruments, 2),
      (.foreign, .dataQuality, 2),
    ]
    for (fault, kind, count) in table {
      let (reports, outcome) = try run(FlatMarket(["FINNIFTY": fault]), cycles: 1)
      let report = reports[0]
      #expect(report.failures == [kind: count], "\(fault): \(report.errors)")
      #expect(report.indices.map(\.status) == ["OK", "OK", "EMPTY", "OK"] && outcome.emptyCycles == 0)
      #expect(report.errors.allSatisfy { $0.index == "FINNIFTY" })
    }
  }

  @Test func quotesThatCannotBeTrueAreNotBelievedSilently() throws {
    let column = try #require(RowColumns.contract.firstIndex(of: "ce_oi"))
    for fault in [FlatMarket.Fault.negativeInterest, .endlessInterest, .old] {
      let folder = try TemporaryFolder()
      let files = try CycleFiles(folder: folder.path)
      let panels = try Self.panels(in: folder)
      let (reports, outcome) = try run(
        FlatMarket(["FINNIFTY": fault]), cycles: 1, files: files, panels: panels)
      try files.close()
      let report = reports[0]
      #expect(report.indices.map(\.status) == ["OK", "OK", "DEGRADED", "OK"], "\(fault)")
      #expect(report.failures == [.dataQuality: 2] && outcome.emptyCycles == 0, "\(fault): \(report.errors)")
      #expect(try #require(report.budgets[.analytics]) < 1, "\(fault)")
      let alerts = try String(
        contentsOfFile: folder.file("panels/generation-00000001/alerts.json"), encoding: .utf8)
      #expect(alerts.contains("low_quality"), "\(fault): \(alerts)")
      let rows = try storedFiles(folder.path).filter { $0.key.hasPrefix("FINNIFTY") }
      #expect(!rows.isEmpty)
      for text in rows.values {
        let fields = text.split(separator: "\n")[1].split(separator: ",", omittingEmptySubsequences: false)
        #expect(fields[column] == (fault == .old ? "50000" : ""), "\(fault)")
      }
    }
  }

  @Test func statusFailuresAndAlertsAgreeInEveryModeOfDetail() throws {
    for (faults, bad) in [
      (["provider:crossed@3-5"], 3...5), (["provider:stale@3-4"], 3...4),
      (["memory:0.95@1-4", "provider:crossed@2-3"], 2...3),
      (["memory:0.75@1-4", "provider:stale@2-3"], 2...3),
    ] {
      let folder = try TemporaryFolder()
      let panels = try Self.panels(in: folder)
      var alerts: [String] = []
      let (reports, _) = try run(
        FlatMarket(), cycles: 6, panels: panels, faults: faults, of: SyntheticProvider(.builtIn, seed: 7),
        told: { report in
          let path = folder.file("panels/generation-0000000\(report.order.number)/alerts.json")
          alerts.append(String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self))
        })
      #expect(reports[bad.upperBound - 1].order.plan.detail != .full || faults[0].contains("0.75"))
      for (report, text) in zip(reports, alerts) {
        let (cycle, isBad) = (report.order.number, bad.contains(report.order.number))
        #expect(report.indices.allSatisfy { $0.status == (isBad ? "DEGRADED" : "OK") }, "\(faults) \(cycle)")
        #expect((report.failures[.dataQuality] != nil) == isBad, "\(faults) \(cycle)")
        #expect(isBad || report.indices.allSatisfy { $0.quality == 100 }, "\(faults) \(cycle)")
        #expect(
          text.split(separator: "low_quality").count == (isBad ? 5 : 1), "\(faults) \(cycle): \(text)")
      }
    }
  }

  @Test func aProviderThatDoesNotComeBackHoldsUpNobodyElse() throws {
    let market = FlatMarket(["SENSEX": .late(3_000_000_000)])
    let began = MonotonicClock.nanoseconds()
    let (reports, _) = try run(market, cycles: 1, patience: 50_000_000)
    #expect(reports[0].failures == [.api: 1] && reports[0].indices.map(\.status).last == "EMPTY")
    #expect(reports[0].options > 0)
    // Its thread is left behind; the run does not wait for it.
    #expect(MonotonicClock.nanoseconds() - began < 3_000_000_000)
  }

  @Test func aCycleThatBringsNothingHomeIsCounted() throws {
    let names = IndexPlan.standard.map(\.index)
    let market = FlatMarket(Dictionary(uniqueKeysWithValues: names.map { ($0, .throwing) }))
    let (reports, outcome) = try run(market, cycles: 2)
    #expect(outcome.emptyCycles == 2 && reports.allSatisfy { !$0.isOK && $0.options == 0 })
  }

  @Test func aFullDiskLosesItsCycleAndNoOther() throws {
    let folder = try TemporaryFolder()
    let files = try CycleFiles(folder: folder.path)
    let (reports, outcome) = try run(FlatMarket(), cycles: 3, files: files, faults: ["storage:full@2"])
    #expect(outcome.lostCycles == 1 && reports.map(\.isOK) == [true, false, true])
    let stored = try storedFiles(folder.path)
    #expect(stored.values.allSatisfy { !$0.contains("16-11-2026 09:16:00") })
    let overview = stored.filter { $0.key.hasPrefix("overview") }
    #expect(overview.count == 4 && overview.values.allSatisfy { $0.split(separator: "\n").count == 3 })
  }

  @Test func oneIndexThatFailsForGoodDoesNotKeepTheOthersFromBeingAsked() throws {
    // All of them fail until the breaker is open; one stays as it is, whichever it is.
    let names = IndexPlan.standard.map(\.index)
    for broken in names {
      let market = FlatMarket(
        Dictionary(uniqueKeysWithValues: names.map { ($0, $0 == broken ? .throwing : .throwingUntil(6)) }))
      let (reports, _) = try run(market, cycles: 12)
      #expect(reports[5].order.plan.probing == [.provider] && reports[5].options == 0)
      let whole = reports.first { report in
        report.indices.allSatisfy { $0.name == broken || $0.status == "OK" }
      }
      let cycle = try #require(whole?.order.number, "\(broken) stands for all")
      // Cycle 7 is the first that could bring anything.
      #expect(cycle - 7 < 2 && reports[11].order.plan.probing.isEmpty, "\(broken): \(cycle)")
    }
  }

  @Test func theSecondCycleAfterAnOutageIsWholeWithBreakerAndBudgetTogether() throws {
    let names = IndexPlan.standard.map(\.index)
    let whole = try run(FlatMarket(), cycles: 1).reports[0].options
    for lost in 1...8 {
      let market = FlatMarket(
        Dictionary(uniqueKeysWithValues: names.map { ($0, FlatMarket.Fault.throwingUntil(lost)) }))
      var limits = ProviderLimits(interval: 60_000_000_000)
      (limits.rate, limits.burst) = (1e6, 1e6)
      let guarded = GuardedProvider(market, limits, seed: UInt64(lost))
      let (reports, _) = try run(market, cycles: lost + 2, patience: 60_000_000_000, of: guarded)
      #expect(reports.map(\.options).prefix(lost).allSatisfy { $0 == 0 })
      let (first, second) = (reports[lost], reports[lost + 1])
      // Whatever the budget lets it ask is answered at once; nobody is turned away by the breaker.
      let isProbing = first.order.plan.probing == [.provider]
      #expect(
        first.options > 0 && first.failures == (isProbing ? [.rateLimit: 2] : [:]),
        "after \(lost): \(first.errors)")
      #expect(second.order.plan.isUndisturbed && second.options == whole, "after \(lost): \(second.errors)")
      #expect((guarded.counts.openings > 0) == (lost >= 5), "after \(lost)")
    }
  }

  @Test func everyFaultOnRequestHasItsEffectAndItsBudgetPays() throws {
    for (fault, domain) in [
      ("storage:error@2-3", BudgetDomain.storage), ("storage:slow@2-3", .storage),
      ("storage:full@2-3", .storage), ("analytics:error@2-3", .analytics), ("analytics:slow@2-3", .analytics),
      ("panels:error@2-3", .panels), ("panels:full@2-3", .panels), ("provider:error@2-3", .provider),
      ("provider:noexpiry@2-3", .provider), ("provider:empty@2-3", .provider),
    ] {
      let folder = try TemporaryFolder()
      let files = try CycleFiles(folder: folder.path)
      let panels = try Self.panels(in: folder)
      let (reports, outcome) = try run(
        FlatMarket(), cycles: 8, files: files, panels: panels, faults: [fault])
      try files.close()
      for other in BudgetDomain.allCases {
        let left = try #require(reports[3].budgets[other])
        #expect((left < 1) == (other == domain), "\(fault): \(other) has \(left)")
      }
      #expect(reports[0].isOK && reports[0].failures.isEmpty, "\(fault)")
      let fails = !fault.contains("slow")
      #expect(reports[1].failures.isEmpty != fails, "\(fault): \(reports[1].failures)")
      #expect(reports[1].isOK == (domain == .analytics || !fails), "\(fault)")
      #expect(outcome.lostCycles == (domain == .storage && fails ? 2 : 0), "\(fault)")
      #expect(outcome.unpublishedCycles == (domain == .panels ? 2 : 0), "\(fault)")
      #expect(
        outcome.requested.lost == outcome.lostCycles && outcome.requested.empty == outcome.emptyCycles
          && outcome.requested.unpublished == outcome.unpublishedCycles, "\(fault)")
      // Panels that nobody can read are no reason to collect less.
      if domain == .panels {
        #expect(reports.allSatisfy { $0.options == reports[0].options && $0.order.plan.detail == .full })
      } else {
        #expect(reports[2].order.plan.detail == .band, "\(fault)")
      }
      let later = try #require(reports.first { $0.order.number > 3 && $0.order.plan.isUndisturbed })
      #expect(
        later.order.number - 4 < 2 && reports[7].isOK && reports[7].solved == reports[0].solved, "\(fault)")
    }
  }

  @Test func aProviderThatListsNothingIsChargedAndFailedOver() throws {
    let names = IndexPlan.standard.map(\.index)
    for (fault, kind) in [(FlatMarket.Fault.noExpiry, MarketError.Kind.expiry), (.noQuotes, .instruments)] {
      let market = FlatMarket(Dictionary(uniqueKeysWithValues: names.map { ($0, fault) }))
      let (reports, outcome) = try run(market, cycles: 6)
      #expect(outcome.emptyCycles == 6 && reports.allSatisfy { $0.failures[kind] != nil }, "\(fault)")
      #expect(reports[5].budgets[.provider] == 0 && reports[5].order.plan.probing == [.provider], "\(fault)")
      // Another one that lists something is asked in its place; nobody's budget pays for that.
      let both = FailoverProvider([market, try SyntheticProvider(.builtIn, seed: 7)])
      let (replaced, _) = try run(market, cycles: 2, of: both)
      #expect(replaced.allSatisfy { $0.failures.isEmpty && $0.indices.allSatisfy { $0.status == "OK" } })
      #expect(both.changes > 0 && replaced[1].budgets[.provider] == 1, "\(fault)")
      // Where none of them lists anything, the error names all.
      let none = FailoverProvider([market, market])
      let (empty, _) = try run(market, cycles: 1, of: none)
      #expect(empty[0].errors.allSatisfy { $0.message.contains("no provider answers: flat lists no") })
      #expect(empty[0].failures.keys.contains(kind) && empty[0].options == 0, "\(fault)")
    }
  }

  @Test func whatWasNotAskedForIsNoRequest() throws {
    let names = IndexPlan.standard.map(\.index)
    let market = FlatMarket(Dictionary(uniqueKeysWithValues: names.map { ($0, .throwing) }))
    let (_, outcome) = try run(
      market, cycles: 4, faults: ["memory:0.5@1", "provider:stale@2", "storage:full@3"])
    #expect(outcome.emptyCycles == 4 && outcome.requested.empty == 1 && outcome.requested.lost == 0)
  }

  @Test func memoryPressureShortensLaddersAndEndsWithin2Cycles() throws {
    let (reports, _) = try run(
      FlatMarket(), cycles: 8, faults: ["memory:0.92@3-4"], memory: { 0.2 })
    let options = reports.map(\.options)
    #expect(
      reports[2].order.plan.tier == .critical && reports[2].order.plan.skipsGreeks && options[2] < options[0])
    #expect(reports[6].order.plan.isUndisturbed && options[6] == options[0])
    let recovered = reports.firstIndex { $0.order.number > 4 && $0.options == options[0] }!
    #expect(recovered - 4 < 2)
  }

  @Test func theWallClockIsKeptByMultiplesOfTheInterval() throws {
    let second: Int64 = 1_000_000_000
    var pacer = try CyclePacer(.wall, interval: 60 * second)
    #expect(pacer.step(now: 1_000 * second) == .begin(1_000 * second))
    pacer.finished(1_000 * second, now: 1_003 * second, intervals: 1)
    #expect(pacer.step(now: 1_003 * second) == .wait(17 * second))
    #expect(pacer.step(now: 1_020 * second) == .begin(1_020 * second))
    // Too slow: the next whole multiple, and what was missed is counted.
    pacer.finished(1_020 * second, now: 1_141 * second, intervals: 1)
    #expect(pacer.missed == 2 && pacer.step(now: 1_141 * second) == .wait(59 * second))
    pacer.finished(1_200 * second, now: 1_201 * second, intervals: 2)
    #expect(pacer.step(now: 1_201 * second) == .wait(119 * second))
    // The clock is set back by an hour: the collector goes on at once.
    #expect(pacer.step(now: -2_400 * second) == .begin(-2_400 * second))
    pacer = try CyclePacer(.manual(start: 0, end: 2 * second), interval: second)
    #expect(pacer.step(now: 77) == .begin(0))
    pacer.finished(0, now: 77, intervals: 1)
    pacer.finished(second, now: 77, intervals: 1)
    #expect(pacer.step(now: 77) == .end)
  }

  @Test func aClosedMarketIsWaitedFor() throws {
    let market = FlatMarket()
    let collector = try Collector(
      CollectionPlan(), provider: market, table: market.table, files: nil, time: .wall, hours: .sessions)
    func gate(_ second: Int) -> UInt64? {
      collector.gate(FixedZone.india.instant(Self.monday, second: second))
    }
    var told: [Int64?] = []
    collector.onWait = { told.append($0) }
    #expect(gate(33_299) == 1_000_000_000 && gate(33_300) == nil && gate(55_799) == nil)
    #expect(gate(55_800) == UInt64(86_400 - 55_800 + 33_300) * 1_000_000_000)
    // Who waits is told until when, once.
    #expect(gate(55_900) != nil && gate(56_000) != nil)
    let next = [Self.monday, Self.monday.adding(days: 1)].map { FixedZone.india.instant($0, second: 33_300) }
    #expect(told == next)
  }

  @Test func contractsKeepTheirLastQuoteUntilTheyExpire() throws {
    let key = ContractKey(3, CivilDate("2026-11-24")!, 8_123_450, .put)
    #expect(key.expiry == CivilDate("2026-11-24") && key != ContractKey(3, key.expiry, 8_123_450, .call))
    let market = FlatMarket()
    let latest = try LatestQuotes()
    let fetcher = Fetcher(provider: market, table: market.table, patience: 5_000_000_000)
    for day in 0..<30 {
      let instant = FixedZone.india.instant(Self.monday.adding(days: day), second: 40_000)
      let task = IndexTask(
        cycle: CycleOrder(number: day + 1, instant: instant, plan: Resilience().plan),
        plan: IndexPlan.standard[0], place: 0)
      try latest.take(fetcher.harvest(task))
      // Four expiries of thirteen strikes at most, and nothing of those that are over.
      #expect(latest.count <= 4 * 26)
    }
  }
}

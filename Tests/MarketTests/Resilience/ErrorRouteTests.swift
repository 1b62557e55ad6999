import Base
import Telemetry
import TestSupport
import Testing

@testable import Governance
@testable import Market

/// Refuses every question with an error of one kind at its usual severity.
private final class RefusingMarket: MarketProvider {
  let name = "refusing"
  let kind: MarketError.Kind

  init(_ kind: MarketError.Kind) { self.kind = kind }

  func expiries(of index: String, _ call: ProviderCall) throws(MarketError) -> [CivilDate] {
    throw MarketError(kind, "refused", index: index)
  }

  func quote(of index: String, _ call: ProviderCall) throws(MarketError) -> IndexQuote {
    throw MarketError(kind, "refused", index: index)
  }

  func chain(
    of index: String, expiry: CivilDate, strikes: [Int32], _ call: ProviderCall
  ) throws(MarketError) -> [OptionQuote] { throw MarketError(kind, "refused", index: index) }

  func close() {}
}

/// What becomes of errors in the collector is what their routes say.
@Suite struct ErrorRouteTests {
  private struct Run {
    let reports: [CycleReport]
    let outcome: Collector.Outcome
    let errors: [String: UInt64]
  }

  private func run(
    _ provider: any MarketProvider, cycles: Int = 1, faults: [String] = [], files: CycleFiles? = nil,
    panels: PanelPublisher? = nil
  ) throws -> Run {
    var plan = CollectionPlan()
    plan.cycles = cycles
    let day = try #require(CivilDate("2026-11-16"))
    let zone = FixedZone.india
    let faultPlan = try FaultPlan(faults)
    let collector = try Collector(
      plan, provider: FaultyProvider(provider, faultPlan), table: ContractTable.builtIn, files: files,
      panels: panels,
      time: .manual(start: zone.instant(day, second: 33_300), end: zone.instant(day, second: 55_800)),
      faults: faultPlan)
    let registry = MarketMetrics.registry()
    let metrics = CollectionMetrics(registry, interval: 60)
    var reports: [CycleReport] = []
    let outcome = try collector.run { report in
      reports.append(report)
      metrics.take(report, nanoseconds: 1_000_000)
    }
    var errors: [String: UInt64] = [:]
    for sample in registry.collect().first(where: { $0.metric.name == "g6_errors_total" })?.samples ?? [] {
      if case .integer(let count) = sample.value, count > 0 { errors[sample.labels[0]] = count }
    }
    return Run(reports: reports, outcome: outcome, errors: errors)
  }

  @Test(arguments: MarketError.Kind.allCases)
  func aRefusalGoesToTheMetricAndTheBudgetOfItsRoute(_ kind: MarketError.Kind) throws {
    let run = try run(RefusingMarket(kind))
    let report = run.reports[0]
    let count = report.indices.count
    #expect(report.errors.count == count && report.failures == [kind: count])
    for error in report.errors {
      // Nothing ends the program from within a cycle, and what a provider does not say loses nothing that was kept.
      #expect(error.kind == kind && error.severity != .fatal)
      let route = ErrorRoute.of(error)
      #expect(run.errors == [route.label: UInt64(count)])
      #expect(route.exit == .nothingCollected && run.outcome.emptyCycles == 1 && run.outcome.lostCycles == 0)
      for domain in BudgetDomain.allCases {
        let left = try #require(report.budgets[domain])
        #expect((left < 1) == (domain == route.budget), "\(kind): \(domain) has \(left)")
      }
    }
  }

  @Test(arguments: ["storage:full@1", "storage:error@1", "panels:full@1", "panels:error@1"])
  func aLostCycleIsAnErrorTheEndTellsOf(_ fault: String) throws {
    let folder = try TemporaryFolder()
    let files = try CycleFiles(folder: folder.file("rows"))
    let panels = try PanelPublisher(
      folder: folder.file("panels"), keys: nil, interval: 60_000_000_000, version: "0",
      provenance: Provenance(version: "0", digest: "0", settings: []))
    let run = try run(FlatMarket(), cycles: 2, faults: [fault], files: files, panels: panels)
    try files.close()
    let error = try #require(run.reports[0].errors.first)
    let route = ErrorRoute.of(error)
    #expect(route.level == .error && route.exit == .later(5) && error.severity == .abort)
    #expect(run.errors == [route.label: 1] && run.reports[1].isOK, "the next cycle goes on")
    #expect(run.outcome.lostCycles + run.outcome.unpublishedCycles == 1)
  }

  @Test func whatBudgetsDoIsToldOf() throws {
    let folder = try TemporaryFolder()
    let panels = try PanelPublisher(
      folder: folder.file("panels"), keys: nil, interval: 60_000_000_000, version: "0",
      provenance: Provenance(version: "0", digest: "0", settings: []))
    var published: [String] = []
    panels.onPublish = { generation in
      let digits = "\(generation.generation)"
      let name = "generation-" + String(repeating: "0", count: 8 - digits.count) + digits
      published.append((try? folder.read("panels/\(name)/loop.json")) ?? "no panel")
    }
    let run = try run(FlatMarket(), cycles: 8, faults: ["provider:stall@3-5"], panels: panels)
    let began = run.reports.flatMap { report in
      report.changes.filter(\.began).map { "\(report.order.number) \($0)" }
    }
    let told = ["3 budget of provider: detail begins", "4 budget of provider: widen begins"]
    for (line, start) in zip(began, told + ["5 budget of provider: breaker begins"]) {
      #expect(line.hasPrefix(start))
    }
    let changes = run.reports.flatMap(\.changes)
    #expect(began.count == 3 && changes.count == 6, "\(changes)")
    for (report, next) in zip(run.reports, run.reports.dropFirst()) {
      #expect(Double(next.order.instant - report.order.instant) / 1e9 == report.interval)
    }
    #expect(run.reports.map(\.isSlowed) == [false, false, false, true, true, false, false, false])
    #expect(!published.contains("no panel"))
    #expect(published.map { $0.contains("\"interval_seconds\":120") } == run.reports.map(\.isSlowed))
    // Cycle 6 asks about two of four indices; the others say why not, and no budget pays for questions nobody asked.
    let probing = run.reports[5]
    let unasked = probing.indices.filter { $0.status == "EMPTY" }
    #expect(unasked.count == 2 && unasked.allSatisfy { $0.failures == 1 })
    #expect(probing.failures == [.rateLimit: 2])
    #expect(probing.errors.count == 2 && probing.errors.allSatisfy { $0.message.contains("breaker") })
    #expect(run.reports[6].order.plan.isUndisturbed && run.reports[6].isOK)
  }
}

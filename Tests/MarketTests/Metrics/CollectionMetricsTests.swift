import Base
import Telemetry
import TestSupport
import Testing

@testable import Governance
@testable import Market

/// What a collection says of itself agrees with what it did.
@Suite struct CollectionMetricsTests {
  private struct Run {
    let registry: Registry
    let metrics: CollectionMetrics
    let reports: [CycleReport]
    let outcome: Collector.Outcome

    func value(_ name: String, _ labels: [String] = []) -> Double? {
      let family = registry.collect().first { $0.metric.name == name }
      switch family?.samples.first(where: { $0.labels == labels })?.value {
      case .number(let number): return number
      case .integer(let count): return Double(count)
      case .histogram(_, _, let count, _): return Double(count)
      default: return nil
      }
    }

    /// The sum over all label sets of a counter.
    func total(_ name: String) -> Double {
      let family = registry.collect().first { $0.metric.name == name }
      return (family?.samples ?? []).reduce(0) { sum, sample in
        switch sample.value {
        case .integer(let count): sum + Double(count)
        case .number(let number): sum + number
        default: sum
        }
      }
    }
  }

  private func run(
    _ cycles: Int, faults: [String] = [], groups: Set<MetricGroup> = MarketMetrics.groups.usual,
    folder: String? = nil
  ) throws -> Run {
    let registry = MarketMetrics.registry(groups: groups)
    let series = MarketSeries(registry)
    var plan = CollectionPlan()
    plan.cycles = cycles
    let faultPlan = try FaultPlan(faults)
    var setup = ProviderSetup()
    setup.seed = 7
    setup.faults = faultPlan
    let provider = MeteredProvider(
      try setup.make([.synthetic, .synthetic], counted: { series.take($0) }).first, series)
    let day = try #require(CivilDate("2026-11-16"))
    let zone = FixedZone.india
    let files = try folder.map { try CycleFiles(folder: $0) }
    let metrics = CollectionMetrics(registry, interval: 60)
    let collector = try Collector(
      plan, provider: provider, table: ContractTable.builtIn, files: files,
      time: .manual(start: zone.instant(day, second: 33_300), end: zone.instant(day, second: 55_800)),
      faults: faultPlan, memory: { 0.1 })
    var reports: [CycleReport] = []
    let outcome = try collector.run { report in
      reports.append(report)
      metrics.take(report, nanoseconds: 1_000_000, memory: 0.5)
    }
    metrics.take(missedCycles: outcome.missedCycles)
    try files?.close()
    return Run(registry: registry, metrics: metrics, reports: reports, outcome: outcome)
  }

  /// The law: what the counters say is the sum of what the reports say, whatever went wrong on the way.
  @Test(arguments: [[], ["provider:error@2"], ["provider:zero@2-3", "memory:0.92@3-4"], ["storage:full@2"]])
  func countersAreSumsOverReports(_ faults: [String]) throws {
    let folder = try TemporaryFolder()
    let run = try run(5, faults: faults, folder: folder.path)
    let reports = run.reports
    func sum(_ part: (CycleReport) -> Int) -> Double { Double(reports.reduce(0) { $0 + part($1) }) }
    #expect(run.total("g6_collection_cycles_total") == 5 && run.value("g6_collection_duration_seconds") == 5)
    #expect(run.total("g6_collection_empty_cycles_total") == sum { $0.options == 0 ? 1 : 0 })
    #expect(run.total("g6_collection_lost_cycles_total") == sum { $0.isLost ? 1 : 0 })
    #expect(run.total("g6_options_processed_total") == sum { $0.options })
    #expect(run.total("g6_iv_estimation_success_total") == sum { $0.solved })
    #expect(run.total("g6_iv_estimation_failure_total") == sum { $0.options - $0.solved })
    #expect(run.total("g6_iv_estimation_outcomes_total") == sum { $0.options })
    #expect(run.value("g6_iv_estimation_outcomes_total", ["ok"]) == sum { $0.solved })
    #expect(run.total("g6_csv_records_written_total") == sum { $0.writing?.rows ?? 0 })
    #expect(run.total("g6_csv_written_bytes_total") == sum { $0.writing?.bytes ?? 0 })
    #expect(run.total("g6_errors_total") == sum { $0.failures.values.reduce(0, +) })
    #expect(run.total("g6_index_failures_total") == sum { $0.indices.reduce(0) { $0 + $1.failures } })
    #expect(run.total("g6_data_quality_dropped_total") == sum { $0.indices.reduce(0) { $0 + $1.dropped } })
    #expect(run.total("g6_index_attempts_total") == sum { $0.indices.count })
    let phases = reports.reduce(0.0) { all, report in
      CyclePhase.allCases.reduce(all) { $0 + Double(report.times[$1]) / 1e9 }
    }
    #expect(abs(run.total("g6_collection_phase_seconds_total") - phases) < 1e-6 * max(1, phases))
    let last = try #require(reports.last)
    #expect(run.value("g6_contracts_known") == Double(last.contracts))
    for index in last.indices where index.price.isFinite {
      #expect(run.value("g6_index_price", [index.name]) == index.price)
      #expect(run.value("g6_index_options", [index.name]) == Double(index.options))
    }
    let share = Double(reports.count(where: \.isOK)) / 5
    #expect(run.value("g6_collection_success_ratio") == share)
    #expect(
      run.total("g6_metric_refused_labels_total") == 0 && run.total("g6_metric_folded_labels_total") == 0)
    #expect(run.total("g6_api_calls_total") > 0)
  }

  /// What is done about memory is counted once when it begins, with the tier that asked for it.
  @Test func memoryActionsAreCountedWhenTheyBegin() throws {
    let run = try run(7, faults: ["memory:0.92@2-3"])
    #expect(run.value("g6_memory_pressure_actions_total", ["drop_detail", "3"]) == 1)
    #expect(run.value("g6_memory_pressure_actions_total", ["skip_greeks", "3"]) == 1)
    #expect(run.total("g6_memory_pressure_actions_total") == 5 && run.value("g6_memory_pressure_level") == 0)
    #expect(run.value("g6_memory_depth_ratio") == 1 && run.value("g6_memory_used_ratio") == 0.5)
  }

  @Test func healthIsToldCheckByCheck() throws {
    let good = try run(2)
    #expect(good.metrics.isReady && good.metrics.health().level < .critical)
    #expect(good.value("g6_health_level", ["last_success"]) == 0)
    let bad = try run(2, faults: ["provider:error@1-"])
    #expect(bad.outcome.emptyCycles == 0 || !bad.metrics.isReady)
    let silent = CollectionMetrics(MarketMetrics.registry(), interval: 60)
    #expect(!silent.isReady && silent.health().level == .unknown)
  }

  /// Without being asked for there is not one series of a single option, and all of them together keep to the limit.
  @Test func singleOptionsAreTheirOwnGroup() throws {
    let usual = try run(2)
    let families = usual.registry.collect()
    #expect(!families.contains { $0.metric.name.hasPrefix("g6_option_p") })
    #expect(families.reduce(0) { $0 + $1.samples.count } <= MetricsRegister.seriesLimit)
    let asked = try run(2, groups: Set(MarketMetrics.groups.all))
    let options = try #require(asked.reports.last).options
    let prices = try #require(asked.registry.collect().first { $0.metric.name == "g6_option_price" })
    #expect(prices.samples.count >= options && prices.samples.count <= MarketMetrics.optionPrice.budget)
    let strikes = Set(prices.samples.map { $0.labels[2] })
    #expect(!strikes.contains { $0.hasSuffix(".0") }, "one form of a strike and no other")
    #expect(MarketSeries.text(ofHundredths: 2_481_250) == "24812.5")
    #expect(MarketSeries.text(ofHundredths: 2_481_205) == "24812.05")
  }

  @Test func panelsAndRetentionAreTaken() throws {
    let registry = MarketMetrics.registry()
    let series = MarketSeries(registry)
    let folder = try TemporaryFolder()
    let store = try PanelStore(folder: folder.path, keys: nil, lifetime: 600, isDurable: false)
    let now = WallClock.nanoseconds()
    let content = PanelContent("one", source: "test", data: .object(["one": .whole(1)]))
    series.take(try store.publish(panels: [content], at: Int64(now)))
    series.take(try IntegrityMonitor(folder: folder.path, keys: nil).check(at: Int64(now)))
    func value(_ name: String, _ labels: [String] = []) -> SampleValue? {
      registry.collect().first { $0.metric.name == name }?.samples.first { $0.labels == labels }?.value
    }
    #expect(value("g6_panels_published_total") == .integer(1) && value("g6_panels_generation") == .number(1))
    #expect(value("g6_panels_integrity_ok") == .number(1))
    try folder.write("stranger.json", "{}")
    series.take(try IntegrityMonitor(folder: folder.path, keys: nil).check(at: Int64(now)))
    #expect(value("g6_panels_integrity_ok") == .number(0))
    #expect(value("g6_panels_integrity_issues", ["medium"]) == .number(1))
    #expect(value("g6_panels_integrity_mismatches_total", ["extra"]) == .integer(1))
    #expect(value("g6_panels_integrity_checks_total") == .integer(2))
    series.take(RetentionNumbers(), nanoseconds: 5)
    #expect(value("g6_retention_candidates") == .number(0))
    typealias Labels = MarketMetrics
    #expect(Labels.SeverityLabel.allCases.map(\.rawValue) == IntegrityIssue.Severity.allCases.map(\.rawValue))
    #expect(Labels.IssueLabel.allCases.map(\.rawValue) == IntegrityIssue.Kind.allCases.map(\.rawValue))
    #expect(Labels.ReasonLabel.allCases.map(\.rawValue) == RetentionNumbers.Kept.allCases.map(\.rawValue))
    #expect(Labels.RuleLabel.allCases.map(\.rawValue) == QualityRule.allCases.map(\.id))
    #expect(Labels.PhaseLabel.allCases.map(\.rawValue) == CyclePhase.allCases.map(\.rawValue))
  }

  @Test func whatGuardsRefuseIsCountedOnceACycle() throws {
    let inner = ScriptedProvider("broken")
    inner.fail(MarketError(.api, "down"))
    var limits = ProviderLimits()
    (limits.failures, limits.rate, limits.burst) = (1, 0.001, 3)
    let broken = GuardedProvider(inner, limits, seed: 1)
    let slow = GuardedProvider(ScriptedProvider("slow"), limits, seed: 1)
    let registry = MarketMetrics.registry(groups: MarketMetrics.groups.usual)
    let series = MarketSeries(registry)
    var meter = GuardMeter(
      [broken, slow, GuardedProvider(ScriptedProvider("inside"), .none, seed: 1)], series)
    let call = ProviderCall(now: 0, deadline: MonotonicClock.nanoseconds() + 1_000_000_000)
    for _ in 0..<3 { #expect(throws: MarketError.self) { try broken.quote(of: "X", call) } }
    meter.take()
    for _ in 0..<3 { _ = try slow.quote(of: "X", call) }
    for _ in 0..<2 { #expect(throws: MarketError.self) { try slow.quote(of: "X", call) } }
    meter.take()
    meter.take()
    let told = registry.collect().filter { $0.metric.name.hasPrefix("g6_provider_") }.flatMap { family in
      family.samples.map { "\(family.metric.name) \($0.labels.joined(separator: " ")) \($0.value)" }
    }
    #expect(
      told.sorted() == [
        "g6_provider_breaker_openings_total broken integer(1)",
        "g6_provider_breaker_openings_total slow integer(0)",
        "g6_provider_refused_total broken breaker integer(2)",
        "g6_provider_refused_total broken rate_limit integer(0)",
        "g6_provider_refused_total slow breaker integer(0)",
        "g6_provider_refused_total slow rate_limit integer(2)",
      ])
  }

  /// Prometheus itself reads what a run exposes, everything switched on.
  @Test func promtoolAcceptsTheExposition() throws {
    let run = try run(2, groups: Set(MarketMetrics.groups.all))
    let folder = try TemporaryFolder()
    try folder.write("metrics", String(decoding: Exposition().render(run.registry.collect()), as: UTF8.self))
    let judged = try Product.bash("promtool check metrics < metrics", in: folder.path)
    #expect(judged.exitCode == 0, "\(judged.output)\(judged.errors)")
  }
}

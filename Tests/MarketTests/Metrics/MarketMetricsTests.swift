import Governance
import Telemetry
import TestSupport
import Testing

@testable import Market

@Suite struct MarketMetricsTests {
  static func register() throws -> MetricsRegister {
    let path = MetricsProgram.g6.specification
    return try MetricsRegister.read(Array(try Repository.text(path).utf8), file: path)
  }

  /// The registry and the specification know the same metrics, in both directions, kind by kind and label by label.
  @Test func theRegistryIsTheSpecification() throws {
    let register = try Self.register()
    let groups = MarketMetrics.groups
    let registry = MarketMetrics.registry(groups: Set(groups.all))
    let families = registry.collect().map(\.metric)
    #expect(families.map(\.name) == register.metrics.map(\.name))
    for (metric, specified) in zip(families, register.metrics) {
      #expect(
        metric.kind == specified.kind && metric.labels.map(\.name) == specified.labels, "\(metric.name)")
      #expect(metric.budget == specified.budget && metric.group.rawValue == specified.group, "\(metric.name)")
      #expect(metric.buckets == specified.buckets && metric.help == specified.help, "\(metric.name)")
    }
    #expect(groups.all.map(\.rawValue) == register.groups.map(\.name))
    #expect(groups.all.map(\.rawValue) == MarketMetrics.GroupLabel.allCases.map(\.rawValue))
    #expect(groups.asked == [MetricGroup("option_detail")])
  }

  /// The excerpt of the seed, word for word.
  @Test func theExcerptHolds() throws {
    let metrics = try Self.register().metrics
    let solved = try #require(metrics.first { $0.name == "g6_iv_estimation_success_total" })
    #expect(
      solved.kind == .counter && solved.labels == ["index", "expiry"] && solved.group == "iv_estimation")
    #expect(solved.stability == .stable && solved.help == "Successful IV solves.")
    let intact = try #require(metrics.first { $0.name == "g6_panels_integrity_ok" })
    #expect(intact.kind == .gauge && intact.labels == [] && intact.group == "panels_integrity")
    #expect(intact.stability == .stable && intact.help == "1 when all panel hashes match manifest.")
  }

  /// The values of labels are those of the types they stand for.
  @Test func labelsNameWhatThereIs() {
    typealias Labels = MarketMetrics
    #expect(Labels.KindLabel.allCases.map(\.rawValue) == MarketError.Kind.allCases.map(\.rawValue))
    #expect(Labels.DomainLabel.allCases.map(\.rawValue) == BudgetDomain.allCases.map(\.rawValue))
    #expect(Labels.ActionLabel.allCases.map(\.rawValue) == MemoryAction.allCases.map(\.rawValue))
    #expect(Labels.TierLabel.allCases.map(\.rawValue) == MemoryTier.allCases.map { "\($0.rawValue)" })
    #expect(Labels.OutcomeLabel.allCases.map(\.rawValue) == VolatilityStatus.allCases.map(\.rawValue))
    var facts = HealthFacts(interval: 60, uptime: 0)
    facts.usesPanels = true
    #expect(Labels.CheckLabel.allCases.map(\.rawValue) == Health.evaluate(facts).checks.map(\.name))
  }

  private func value(_ registry: Registry, _ name: String, _ labels: [String] = []) -> SampleValue? {
    registry.collect().first { $0.metric.name == name }?.samples.first { $0.labels == labels }?.value
  }

  /// What the specification does not know is refused and reported, and so is a name that is taken.
  @Test func strangersAndDuplicatesAreReported() {
    let registry = MarketMetrics.registry()
    let stranger = MetricDescriptor("g6_stranger", .gauge, MetricGroup("index"), .process, "Nobody knows it.")
    registry.gauge(stranger).set(1)
    #expect(value(registry, "g6_stranger") == nil)
    #expect(value(registry, "g6_metric_refused_labels_total", ["g6_stranger"]) == .integer(1))
    #expect(!registry.register(MarketMetrics.indexPrice))
    #expect(value(registry, "g6_metric_duplicates_total") == .integer(1))
    let series = MarketSeries(registry)
    for number in 0..<40 { series.indexPrice(index: "I\(number)").set(1) }
    #expect(value(registry, "g6_metric_folded_labels_total", ["g6_index_price"]) == .integer(28))
  }

  @Test(
    arguments: [
      ("", "", ["index", "collection"], ["option_detail"]),
      ("option_detail", "", ["option_detail", "collection", "iv_estimation", "http"], ["index", "storage"]),
      ("default, option_detail", "index", ["option_detail", "storage"], ["index"]),
      ("all", "", ["option_detail", "index"], []),
      ("", "collection,index", ["storage"], ["collection", "index"]),
      (" , ", ",", ["index"], ["option_detail"]),
    ] as [(String, String, [String], [String])])
  func groupsAreSwitched(enabled: String, disabled: String, on: [String], off: [String]) throws {
    let groups = try MarketMetrics.groups.on(enabled: enabled, disabled: disabled).get()
    #expect(groups.isSuperset(of: on.map { MetricGroup($0) }))
    #expect(groups.isDisjoint(with: off.map { MetricGroup($0) }))
    let registry = MarketMetrics.registry(groups: groups)
    for family in registry.collect() {
      #expect(groups.contains(family.metric.group), "\(family.metric.name)")
    }
    for name in off where groups.contains(MetricGroup("telemetry")) {
      #expect(value(registry, "g6_metric_group_state", [name]) == .number(0))
    }
  }

  @Test func aNameThatIsNoGroupsIsAnError() {
    for (enabled, disabled) in [("indx", ""), ("", "indx"), ("all,indx", "index")] {
      guard case .failure(let unknown) = MarketMetrics.groups.on(enabled: enabled, disabled: disabled) else {
        Issue.record("accepted")
        continue
      }
      #expect(unknown.name == "indx")
    }
  }
}

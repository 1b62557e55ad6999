import Base
import CAllocationCount
import Dispatch
import Testing

@testable import Telemetry

@Suite(.serialized) struct RegistryTests {
  private static let open = MetricDescriptor(
    "hashmap_open_total", .counter, .telemetry, .process,
    labels: [MetricDescriptor.Label("kind", ["a", "b"]), MetricDescriptor.Label("path")], budget: 3, "Open.")
  private static let closed = MetricDescriptor(
    "hashmap_closed", .gauge, .telemetry, .process, labels: [MetricDescriptor.Label("kind", ["a", "b"])],
    budget: 2, "Closed.")
  private static let narrow = MetricDescriptor(
    "hashmap_narrow", .gauge, .telemetry, .process, labels: [MetricDescriptor.Label("kind", ["a", "b"])],
    budget: 1, "Narrow.")
  private static let duration = MetricDescriptor(
    "hashmap_d_seconds", .histogram, .latency, .process, buckets: [0.001, 1], "Durations.")
  private static let catalogue =
    Metrics.all.filter { $0.source == .process } + [open, closed, narrow, duration]

  private func values(_ registry: Registry, _ metric: MetricDescriptor) -> [String: SampleValue] {
    let family = registry.collect().first { $0.metric == metric }
    let pairs = (family?.samples ?? []).map { ($0.labels.joined(separator: " "), $0.value) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  @Test func seriesKeepTheirValues() {
    let registry = Registry(Self.catalogue)
    #expect(values(registry, Self.closed) == ["a": .number(0), "b": .number(0)], "there from the start")
    registry.gauge(Self.closed, ["a"]).set(2.5)
    registry.gauge(Self.closed, ["a"]).add(-1)
    #expect(values(registry, Self.closed) == ["a": .number(1.5), "b": .number(0)])
    let counter = registry.counter(Self.open, ["a", "/x"])
    counter.add()
    counter.add(6)
    counter.advance(to: 5)
    #expect(values(registry, Self.open) == ["a /x": .integer(7)])
    #expect(registry.counter(Self.open, ["a", "/x"]) === counter)
    let histogram = registry.histogram(Self.duration)
    for milliseconds in [0, 1, 2, 5000] { histogram.record(nanoseconds: UInt64(milliseconds) * 1_000_000) }
    #expect(
      values(registry, Self.duration)[""]
        == .histogram(bounds: [0.001, 1], cumulative: [2, 3], count: 4, sumNanoseconds: 5_003_000_000))
    #expect(histogram.copy().quantile(0.75) / 10_000 == 200)
    registry.processCpuSecondsTotal().advance(to: 1_500_000_000)
    #expect(values(registry, Metrics.processCpuSecondsTotal)[""] == .number(1.5))
  }

  /// Wrong labels, kinds and names are refused, too many folded, and every one of them is counted.
  @Test func whatIsWrongIsCountedAndNeverTraps() {
    let registry = Registry(Self.catalogue)
    for labels in [[], ["a"], ["c", "/x"], ["a", "/x", "y"]] { registry.counter(Self.open, labels).add(100) }
    registry.gauge(Self.open, ["a", "/x"]).set(1)
    registry.histogram(Self.closed, ["a"]).record(nanoseconds: 1)
    let stranger = MetricDescriptor("hashmap_stranger", .gauge, .run, .process, "Nobody knows it.")
    registry.gauge(stranger).set(1)
    for path in 0..<50 { registry.counter(Self.open, ["b", "/\(path)"]).add() }
    registry.counter(Self.open, ["a", "<script>\u{0}"]).add()
    #expect(
      values(registry, Self.open) == [
        "a /x": .integer(0), "b /0": .integer(1), "b /1": .integer(1), "b other": .integer(48),
        "a other": .integer(1),
      ])
    registry.gauge(Self.narrow, ["a"]).set(1)
    registry.gauge(Self.narrow, ["b"]).set(1)
    #expect(values(registry, Self.narrow).count == 1, "closed labels have no `other`")
    #expect(
      values(registry, Metrics.telemetryRefusedLabelsTotal) == [
        "hashmap_open_total": .integer(5), "hashmap_closed": .integer(1), "hashmap_stranger": .integer(1),
        "hashmap_narrow": .integer(1),
      ])
    #expect(values(registry, Metrics.telemetryFoldedLabelsTotal) == ["hashmap_open_total": .integer(49)])
    #expect(!registry.register(Self.open) && !registry.register(Metrics.subscribers))
    #expect(values(registry, Metrics.telemetryDuplicateRegistrationsTotal)[""] == .integer(2))
    #expect(registry.register(stranger))
    registry.gauge(stranger).set(4)
    #expect(values(registry, stranger) == ["": .number(4)])
  }

  @Test func groupsAreSwitchedAtTheStart() {
    let registry = Registry(Self.catalogue, groups: [.telemetry])
    registry.histogram(Self.duration).record(nanoseconds: 5)
    registry.processResidentMemoryBytes().set(5)
    let names = registry.collect().map(\.metric.name)
    #expect(!names.contains("hashmap_d_seconds") && !names.contains("process_resident_memory_bytes"))
    #expect(names.contains("hashmap_closed"))
    #expect(values(registry, Metrics.telemetryRefusedLabelsTotal).isEmpty, "off is not wrong")
    let silent = Registry(Self.catalogue, groups: [])
    silent.counter(Self.open, ["wrong"]).add()
    #expect(silent.collect().isEmpty && !silent.register(Self.open) == false)
  }

  @Test func staleSeriesGoUnlessSomebodyHoldsThem() {
    let registry = Registry(Self.catalogue, patience: 3)
    let held = registry.counter(Self.open, ["a", "held"])
    registry.counter(Self.open, ["a", "busy"]).add()
    registry.counter(Self.open, ["a", "left"]).add()
    var seen: [Int] = []
    for _ in 0..<5 {
      registry.counter(Self.open, ["a", "busy"]).add()
      seen.append(values(registry, Self.open).count)
    }
    #expect(seen == [3, 3, 3, 2, 2] || seen == [3, 3, 2, 2, 2], "\(seen)")
    #expect(values(registry, Metrics.telemetryStaleSeriesRemovedTotal)[""] == .integer(1))
    held.add(9)
    #expect(values(registry, Self.open)["a held"] == .integer(9))
    registry.counter(Self.open, ["a", "left"]).add()
    #expect(values(registry, Self.open)["a left"] == .integer(1), "it begins again")
  }

  @Test func threadsLoseNothing() {
    let registry = Registry(Self.catalogue)
    let counter = registry.counter(Self.open, ["a", "t"])
    let gauge = registry.gauge(Self.closed, ["a"])
    let histogram = registry.histogram(Self.duration)
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      for round in 0..<5000 {
        counter.add()
        gauge.add(thread % 2 == 0 ? 1 : -1)
        histogram.record(nanoseconds: UInt64(round))
        if round % 500 == 0 {
          registry.counter(Self.open, ["b", "\(round)"]).add()
          _ = registry.collect()
        }
      }
    }
    #expect(counter.total == 20_000 && gauge.value == 0)
    let copy = histogram.copy()
    #expect(copy.count == 20_000 && copy.sum == 4 * 12_497_500)
    let paths = values(registry, Self.open).filter { $0.key.hasPrefix("b ") }
    #expect(
      paths.values.reduce(0) { sum, value in
        if case .integer(let count) = value { sum + count } else { sum }
      } == 40)
  }

  @Test func observationsAllocateNothing() {
    guard allocation_count() != .max else { return }
    let registry = Registry(Self.catalogue)
    let counter = registry.counter(Self.open, ["a", "t"])
    let gauge = registry.gauge(Self.closed, ["a"])
    let histogram = registry.histogram(Self.duration)
    func observe() {
      for round in 0..<1000 {
        counter.add()
        gauge.set(Double(round))
        gauge.add(1)
        histogram.record(nanoseconds: UInt64(round) * 1000)
      }
    }
    observe()
    let before = allocation_count()
    observe()
    let spent = allocation_count() - before
    #expect(spent == 0, "\(spent) allocations in 4,000 observations")
  }

  @Test func theProcessTellsOfItself() throws {
    let registry = Registry()
    registry.observeProcess(BuildInfo(version: "1.2.3", revision: "abc", configuration: "f00"))
    #expect(values(registry, Metrics.buildInfo) == ["1.2.3 abc f00": .number(1)])
    let metrics = [
      Metrics.processCpuSecondsTotal, Metrics.processResidentMemoryBytes,
      Metrics.processPeakResidentMemoryBytes, Metrics.processStartTimeSeconds,
    ]
    for metric in metrics {
      guard case .number(let value) = values(registry, metric)[""] else {
        Issue.record("\(metric.name) has no value")
        continue
      }
      #expect(value > 0, "\(metric.name)")
    }
  }
}

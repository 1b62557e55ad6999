import Base
import Dataflow
import HashMaps
import Server
import Telemetry
import TestSupport
import Testing

@testable import Workloads

/// What a real run exposes, held against the specification.
@Suite struct ExpositionConformanceTests {
  private static let registry: Registry = {
    let registry = Registry()
    registry.observeProcess(BuildInfo(version: "1", revision: "r", configuration: "c"))
    // Nothing is refused or folded in a healthy run; one of each, so that their series are there.
    _ = registry.telemetryRefusedLabelsTotal(metric: "none")
    _ = registry.telemetryFoldedLabelsTotal(metric: "none")
    for delivery in DeliveryLabel.allCases { _ = registry.alertNoticesTotal(delivery: delivery) }
    return registry
  }()

  private func run() throws -> ReplayRun {
    var map = MapConfiguration()
    map.layout = .chaining
    map.policy = .thresholds
    map.maxLoadFactorChaining = 0.3
    return try ReplayRun(
      Repository.path("Tests/Corpus/redis-history.csv"), map, change: { $0.tickOperations = 5000 })
  }

  /// A graph whose metrics the registry shows: with waits and errors, long enough for samples.
  private func runGraph() throws {
    let builder = GraphBuilder()
    let numbers = builder.source("numbers", 1...5000)
    builder.sink("sink", numbers, NodeSettings(), EdgeOptions(capacity: 2)) { number in
      if number == 7 { throw DataflowError.badValue(what: "number", value: "7", expected: "another") }
    }
    let scheduler = Scheduler(try builder.build(), on: ManualExecutor())
    let metrics = GraphMetrics(scheduler, in: Self.registry)
    try scheduler.run()
    _ = Self.registry.collect()
    let edge = "numbers.out->sink.in"
    #expect(Self.registry.graphEdgeMessagesTotal(edge: edge, fate: .delivered).total == 5000)
    #expect(Self.registry.graphEdgeBlockedTotal(edge: edge).total > 0)
    #expect(Self.registry.graphEdgeStaySeconds(edge: edge).copy().count >= 4)
    #expect(Self.registry.graphNodeErrorsTotal(node: "sink").total == 1)
    #expect(Self.registry.graphEventsTotal(event: .nodeEnded).total == 2)
    #expect(EventLabel.allCases.map(\.rawValue) == DataflowEvent.Kind.allCases.map(\.rawValue))
    withExtendedLifetime(metrics) {}
  }

  /// Samples of an exposition by their names with labels.
  private func samples(_ text: String) -> [(name: Substring, value: Double)] {
    text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
      guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...])
      else { return nil }
      return (line[..<space], value)
    }
  }

  @Test func everySpecifiedMetricIsEmittedAndEveryEmittedOneIsSpecified() throws {
    let frame = try #require(try run().ticks.last)
    try runGraph()
    let text = String(decoding: Self.registry.exposition(of: frame), as: UTF8.self)
    let emitted = Set(
      samples(text).map { sample in
        let name = String(sample.name.prefix { $0 != "{" })
        if Metrics.named(name) != nil { return name }
        let suffix = ["_bucket", "_sum", "_count"].first { name.hasSuffix($0) } ?? ""
        return String(name.dropLast(suffix.count))
      })
    let specified = Set(Metrics.all.map(\.name))
    #expect(specified.subtracting(emitted).isEmpty, "specified, not emitted")
    #expect(emitted.subtracting(specified).isEmpty, "emitted, not specified")
    for metric in Metrics.all {
      let kind = metric.kind == .info ? "gauge" : metric.kind.rawValue
      #expect(text.contains("# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(kind)\n"))
    }
    #expect(ChangeLabel.allCases.map(\.rawValue) == EventKind.allCases.map(\.name))
    #expect(LayoutLabel.allCases.map(\.rawValue).sorted() == Layout.allCases.map(\.name).sorted())
  }

  /// Over a whole run counters and histograms never fall, nothing is refused, and Prometheus reads every exposition.
  @Test func everyFrameOfARunIsReadAndNothingFalls() throws {
    let ticks = try run().ticks
    #expect(ticks.count >= 10 && ticks.last?.map.migrations ?? 0 > 0, "the run migrates")
    let folder = try TemporaryFolder()
    var before: [Substring: Double] = [:]
    for frame in ticks {
      for family in frame.families(refused: { Issue.record("frame \(frame.frame): \($0.name) refused") }) {
        #expect(family.samples.count <= family.metric.budget)
      }
      let text = String(decoding: Self.registry.exposition(of: frame), as: UTF8.self)
      try folder.write("\(frame.frame).txt", text)
      for (name, value) in samples(text) {
        let family = name.prefix { $0 != "{" }
        let grows =
          family.hasSuffix("_total") || family.hasSuffix("_bucket") || family.hasSuffix("_sum")
          || family.hasSuffix("_count")
        if grows, let old = before[name] { #expect(value >= old, "frame \(frame.frame): \(name)") }
        before[name] = value
      }
      #expect(before["hashmap_frame_number"] == Double(frame.frame))
      #expect(before["hashmap_operations_total{op=\"put\"}"] == Double(frame.counts.puts))
    }
    let run = try Product.bash(
      "for file in *.txt; do promtool check metrics < $file || exit; done", in: folder.path)
    #expect(run.exitCode == 0, "\(run.output)\(run.errors)")
  }
}

/// A run seen live and the same run read back from its file.
@Suite struct FileAgreementTests {
  @Test func aFileSaysWhatTheRunSaid() throws {
    var map = MapConfiguration()
    map.memoryBudget = 20_000
    let ticks = try ReplayRun(
      Repository.path("Tests/Corpus/redis-history.csv"), map, change: { $0.buckets = .micro }
    ).ticks
    var reader = FrameReader(file: "metrics.ndjson")
    let registry = Registry(groups: Metrics.groups.usual.subtracting([.process, .telemetry]))
    for (index, live) in ticks.enumerated() {
      let line = PublishedFrame(live).line
      let read = try reader.read(line.dropLast(), number: index + 1)
      #expect(PublishedFrame(read).line == line, "frame \(live.frame)")
      for names in Exposition.Names.allCases {
        #expect(registry.exposition(of: read, names: names) == registry.exposition(of: live, names: names))
      }
    }
    #expect(ticks.count > 40)
  }
}

import Base
import TestSupport
import Testing

@testable import Telemetry

@Suite struct ExpositionTests {
  private func text(_ names: Exposition.Names, _ format: Exposition.Format) -> String {
    let registry = Registry(groups: Metrics.groups.usual.subtracting([.process]))
    registry.framesPublishedTotal().add(7)
    registry.framePublishDurationSeconds().record(nanoseconds: 100_000)
    return String(
      decoding: registry.exposition(of: SampleFrame.full(), names: names, format: format), as: UTF8.self)
  }

  @Test(arguments: Exposition.Names.allCases, Exposition.Format.allCases)
  func aFrameIsTheTextItHasAlwaysBeen(names: Exposition.Names, format: Exposition.Format) throws {
    let file = "Tests/Goldens/telemetry/exposition-\(names.rawValue)-\(format.rawValue).txt"
    #expect(try Repository.difference(text(names, format), from: file) == nil)
  }

  /// Prometheus reads it, and its own lint has nothing to say.
  @Test func promtoolAcceptsEveryExposition() throws {
    let folder = try TemporaryFolder()
    try folder.write("standard", text(.standard, .text))
    try folder.write("ancestor", text(.ancestor, .text))
    let standard = try Product.bash("promtool check metrics < standard", in: folder.path)
    #expect(standard.exitCode == 0 && standard.errors.isEmpty, "\(standard.output)\(standard.errors)")
    // Names of the earlier program break the rules of naming (exit 3), but not the format (exit 1).
    let ancestor = try Product.bash("promtool check metrics < ancestor", in: folder.path)
    #expect([0, 3].contains(ancestor.exitCode), "\(ancestor.output)\(ancestor.errors)")
    // Debian's python3-prometheus-client, where it is installed, is the judge of OpenMetrics.
    try folder.write("open", text(.standard, .openMetrics))
    let samples = text(.standard, .openMetrics).split(separator: "\n").count { !$0.hasPrefix("#") }
    let open = try Product.bash(
      """
      /usr/bin/python3 -c 'import prometheus_client' 2>/dev/null || { echo absent; exit 0; }
      /usr/bin/python3 -c 'from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
      print(sum(len(family.samples) for family in parse(open("open").read())))'
      """, in: folder.path)
    #expect(open.exitCode == 0 && ["\(samples)\n", "absent\n"].contains(open.output), "\(open.errors)")
  }

  @Test func everyFrameMetricIsEmittedOnceInTheOrderOfTheSpecification() {
    let families = SampleFrame.full().families { Issue.record("\($0.name) was refused") }
    #expect(families.map(\.metric.name) == Metrics.all.filter { $0.source == .frame }.map(\.name))
    for family in families { #expect(!family.samples.isEmpty, "\(family.metric.name)") }
    let ancestors = text(.ancestor, .text)
    for name in Metrics.ancestors.map(\.name) + Metrics.all.flatMap(\.ancestors) {
      #expect(ancestors.contains("# TYPE \(name) "), "\(name)")
    }
    #expect(
      !ancestors.contains("hashmap_load_factor_ratio") && ancestors.contains("hashmap_frame_number 2\n"))
  }

  @Test func hostileTextIsEscapedAndStrangeNumbersAreWritten() {
    let metric = MetricDescriptor(
      "hashmap_x", .gauge, .run, .process, labels: [MetricDescriptor.Label("text")], budget: 9,
      "A \\ and a \" and\na line.")
    var family = FamilySamples(metric)
    let values: [(String, Double, String)] = [
      ("a\\b\"c\nd", 0.1, "0.1"), ("<script>\u{7}é", .infinity, "+Inf"), ("", -.infinity, "-Inf"),
      ("n", .nan, "NaN"), ("s", 1e-7, "1e-07"), ("l", 1e300, "1e+300"),
    ]
    for (label, value, _) in values { family.add([label], .number(value)) }
    let text = String(decoding: Exposition().render([family, FamilySamples(metric)]), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "# HELP hashmap_x A \\\\ and a \" and\\na line.")
    #expect(lines[2] == "hashmap_x{text=\"a\\\\b\\\"c\\nd\"} 0.1")
    #expect(lines[3] == "hashmap_x{text=\"<script>\u{7}é\"} +Inf")
    #expect(zip(lines[2...], values).allSatisfy { $0.hasSuffix("} \($1.2)") } && lines.count == 8)
    let open = String(decoding: Exposition(.openMetrics).render([family]), as: UTF8.self)
    #expect(open.contains("and a \\\" and\\n") && open.hasSuffix("\n# EOF\n"))
    #expect(!family.add([], .integer(1)) && !family.add(["a", "b"], .integer(1)))
    #expect(Exposition.Format.allCases.map(\.contentType).allSatisfy { $0.contains("charset=utf-8") })
  }

  @Test func aForeignLayoutIsRefusedAndCounted() {
    let registry = Registry()
    var builder = FrameBuilder(runID: "r")
    var map = MapReading()
    map.backend = "<b>"
    map.structure = [
      StructuralTotal(name: "magic", events: 1, entries: 1, nanoseconds: 1, longestNanoseconds: 1)
    ]
    let frame = builder.tick(
      at: 0, counts: .init(), map: map, latency: SampleFrame.silence, loopLatency: SampleFrame.silence)
    let text = String(decoding: registry.exposition(of: frame), as: UTF8.self)
    #expect(!text.contains("<b>") && !text.contains("magic"))
    #expect(text.contains("hashmap_telemetry_refused_labels_total{metric=\"hashmap_layout_info\"} 1\n"))
    #expect(registry.exposition(of: nil).count < text.utf8.count)
  }
}

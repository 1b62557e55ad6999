import Base
import Foundation
import Governance
import Telemetry
import TestSupport
import Testing

@testable import Market

/// A seeded day with faults in it, whose files and panels are the same on every machine.
@Suite struct GoldenDayTests {
  private static let monday = CivilDate("2026-11-16")!
  /// Panels with measured times or the program's version, and the manifests that hold their digests.
  private static let excluded = CollectionPanels.volatile.union(["links", "provenance", "manifest"])

  /// What metrics say of the day but for what was measured: times, and what is judged by them.
  @discardableResult
  private func day(_ folder: String) throws -> String {
    let registry = MarketMetrics.registry(groups: MarketMetrics.groups.usual)
    let series = MarketSeries(registry)
    let metrics = CollectionMetrics(registry, interval: 1800)
    var plan = CollectionPlan(indices: [IndexPlan.standard[0], IndexPlan.standard[2]])
    plan.interval = 1_800_000_000_000
    var setup = ProviderSetup()
    setup.seed = 42
    setup.faults = try FaultPlan(["provider:zero@3", "provider:crossed@5", "memory:0.92@8"])
    let files = try CycleFiles(folder: folder)
    let panels = try PanelPublisher(
      folder: folder + "/panels",
      keys: KeyRing([.hmac(id: "golden", secret: Array("a secret of a test".utf8))]),
      interval: plan.interval, version: "0", provenance: Provenance(version: "0", digest: "0", settings: []))
    let zone = MarketCalendar.zone
    let collector = try Collector(
      plan, provider: MeteredProvider(try setup.make([.synthetic]).first, series), table: .builtIn,
      files: files, panels: panels,
      time: .manual(
        start: zone.instant(Self.monday, second: 33_300), end: zone.instant(Self.monday, second: 55_800)),
      faults: setup.faults)
    let outcome = try collector.run { metrics.take($0, nanoseconds: 1_000_000, memory: 0.5) }
    #expect(outcome.cycles > 8 && outcome.emptyCycles == 1)
    try files.close()
    return Self.exposition(registry)
  }

  private static func exposition(_ registry: Registry) -> String {
    var lines: [String] = []
    for family in registry.collect() {
      let name = family.metric.name
      guard !["seconds", "health", "build_info"].contains(where: name.contains) else { continue }
      for sample in family.samples {
        let value: String
        switch sample.value {
        case .number(let number): value = "\(number)"
        case .integer(let count): value = "\(count)"
        default: continue
        }
        let labels = zip(family.metric.labels.map(\.name), sample.labels).map { "\($0)=\"\($1)\"" }
        lines.append(name + (labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}") + " \(value)\n")
      }
    }
    return lines.sorted().joined()
  }

  /// FNV-1a of 64 bits.
  private static func digest(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }

  /// A line `path digest` for every file that must not differ.
  private func digests(_ folder: String) throws -> String {
    var lines: [String] = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let name = path.split(separator: "/").last!.split(separator: ".").first.map(String.init) ?? ""
      guard path.hasSuffix(".csv") || path.hasSuffix(".json"), !Self.excluded.contains(name) else { continue }
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)")))
      lines.append("\(path) \(bytes.count) \(String(Self.digest(bytes), radix: 16))\n")
    }
    return lines.sorted().joined()
  }

  @Test func theDayIsTheSameByteForByte() throws {
    let folders = [try TemporaryFolder(), try TemporaryFolder()]
    let metrics = try folders.map { try day($0.path) }
    let days = try folders.map { try digests($0.path) }
    #expect(days[0] == days[1] && days[0].contains("panels/generation-"))
    #expect(metrics[0] == metrics[1] && metrics[0].contains("g6_collection_cycles_total"))
    #expect(try Repository.difference(metrics[0], from: "Tests/Goldens/market/day-42-metrics.txt") == nil)
    #expect(try Repository.difference(days[0], from: "Tests/Goldens/market/day-42.txt") == nil)
  }
}

import Base
import Documents
import HashMaps
import Telemetry
import TestSupport
import Testing

@testable import Workloads

/// The graph and the plain loop: one result.
@Suite struct EngineTests {
  /// Maps whose course no clock decides.
  private static let timeless = EveryMap.configurations.filter { $0.name != "live" && $0.name != "a budget" }

  /// Both engines on one workload: ticks and results without what a clock says.
  private func expectAlike(
    _ path: String, _ name: String, _ configuration: MapConfiguration, seed: UInt64 = 7, ticks: Int
  ) throws {
    let runs = try ReplayEngine.allCases.map { engine in
      try ReplayRun(
        path, configuration, seed: seed,
        change: { settings in
          settings.engine = engine
          settings.tickOperations = ticks
        })
    }
    #expect(runs[0].result.contentDigest == runs[1].result.contentDigest, "\(path), \(name), seed \(seed)")
    #expect(runs[0].result.counts == runs[1].result.counts, "\(path), \(name), seed \(seed)")
    guard name != "live" else { return }
    let shown = try runs.map { try $0.ticks.map(MaskedTick.text) }
    #expect(shown[0] == shown[1], "\(path), \(name), seed \(seed)")
    #expect(Self.text(runs[0].result) == Self.text(runs[1].result), "\(path), \(name), seed \(seed)")
  }

  private static func text(_ result: ReplayResult) -> String {
    let ledger = result.ledger.events.map {
      "\($0.operation) \($0.kind) \($0.reason) \($0.segment) \($0.from) \($0.to) \($0.entries) \($0.bytes)"
    }
    let events = result.events.map { "\($0.kind) \($0.operation) \($0.message ?? "") \($0.reason ?? "")" }
    return "\(result.ending) \(result.counts) \(result.tally) \(result.statistics) \(ledger) \(events) "
      + "\(result.decisions) \(result.ticks) \(result.latency.overall.count) \(result.loopLatency.overall.count)"
  }

  @Test(arguments: EveryMap.workloads.map(\.path))
  func onTheSampleData(path: String) throws {
    for (name, configuration) in EveryMap.configurations where name != "a budget" {
      try expectAlike(Repository.path(path), name, configuration, ticks: 777)
    }
  }

  @Test func onGeneratedWorkloads() throws {
    let folder = try TemporaryFolder()
    for seed in 1...UInt64(TestScale.pick(quick: 3, full: 6, deep: 40)) {
      var random = SeededRandom(seed: seed)
      let path = try folder.write("\(seed).csv", Self.rows(&random))
      for (name, configuration) in Self.timeless {
        try expectAlike(path, name, configuration, seed: seed, ticks: 500 + Int(random.below(5000)))
      }
    }
  }

  /// Tens of thousands of operations on few or many keys, with values short and long.
  private static func rows(_ random: inout SeededRandom) -> String {
    let keys = 1 + random.below(20_000)
    var text = "op,key,value\n"
    for _ in 0..<20_000 + random.below(30_000) {
      let key = "k\(random.below(keys))"
      switch random.below(10) {
      case 0..<5:
        let length = random.below(8) == 0 ? 40 : 4
        text += "put,\(key),\(String(repeating: "v", count: Int(random.below(UInt64(length)) + 1)))\n"
      case 5..<8: text += "get,\(key),\n"
      default: text += "del,\(key),\n"
      }
    }
    return text
  }
}

import Base
import HashMaps
import Telemetry
import TestSupport

@testable import Workloads

/// A replay of one file inside the test, with every tick it gave.
struct ReplayRun {
  let result: ReplayResult
  let ticks: [Frame]
  let alerts: [AlertChange]

  /// `change` adjusts settings that by default tick every 1,000 operations and never by time.
  init(
    _ path: String, _ configuration: MapConfiguration, seed: UInt64 = 7,
    change: (inout ReplaySettings) -> Void = { _ in }, hooks: (inout ReplayHooks) -> Void = { _ in }
  ) throws {
    let source = try CSVOperationSource(path: path)
    try self.init(source, configuration, seed: seed, change: change, hooks: hooks)
  }

  init(
    _ source: some TimedOperationSource, _ configuration: MapConfiguration, seed: UInt64 = 7,
    change: (inout ReplaySettings) -> Void = { _ in }, hooks: (inout ReplayHooks) -> Void = { _ in }
  ) throws {
    var configuration = configuration
    configuration.seed = seed
    var settings = ReplaySettings(map: configuration)
    settings.tickOperations = 1000
    settings.tickNanoseconds = nil
    settings.sampleEvery = 16
    settings.wantsDigest = true
    change(&settings)
    let seen = Seen()
    var all = ReplayHooks()
    all.tick = { tick throws(ReplayFault) in seen.ticks.append(tick) }
    all.alert = { seen.alerts.append($0) }
    hooks(&all)
    result = try Replay(settings, source: source, hooks: all).run()
    ticks = seen.ticks
    alerts = seen.alerts
  }

  private final class Seen {
    var ticks: [Frame] = []
    var alerts: [AlertChange] = []
  }
}

/// The maps every workload must come out alike of.
enum EveryMap {
  static let configurations: [(name: String, map: MapConfiguration)] = {
    var all: [(String, MapConfiguration)] = []
    for layout in Layout.allCases {
      all.append((layout.name, .fixed(layout)))
      var flat = MapConfiguration.fixed(layout)
      flat.segmentBytes = nil
      all.append(("\(layout.name), unlimited", flat))
    }
    var tombstones = MapConfiguration.fixed(.robinhood)
    tombstones.usesTombstones = true
    tombstones.hash = .sip
    all.append(("robinhood, tombstones, sip", tombstones))
    all.append(("live", MapConfiguration()))
    var thresholds = MapConfiguration()
    thresholds.policy = .thresholds
    thresholds.layout = .chaining
    thresholds.maxLoadFactorChaining = 0.3
    all.append(("thresholds from chaining", thresholds))
    var budget = MapConfiguration()
    budget.memoryBudget = 20_000
    all.append(("a budget", budget))
    return all
  }()

  /// Real and recorded workloads with the entries that remain and their content digest, computed by another program.
  static let workloads: [(path: String, operations: Int, size: Int, digest: String)] = [
    ("Tests/Corpus/redis-history.csv", 47_343, 1623, "4390e0b056c75bee05851f017d8a1931"),
    ("Tests/Corpus/ancestor/workloads/adversarial_4k.csv", 4000, 492, "001ef926789bef14ee0e48bc47d0dd52"),
    ("Tests/Corpus/ancestor/workloads/skewed_zipf1.2_4k.csv", 4000, 307, "7f3002c3c01c9bd5361b7d7398aaff46"),
    ("Tests/Corpus/ancestor/workloads/uniform_4k.csv", 4000, 439, "b74ecd3ed9f743317e71c816426a3219"),
    ("data/workloads/demo.csv", 2000, 358, "b235092fcd4195b10a8455576d88c874"),
  ]
}

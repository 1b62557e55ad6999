import Base
import HashMaps
import Snapshots
import TestSupport
import Testing

@testable import Workloads

/// Snapshots taken while a replay goes on are those of a replay that stopped there.
@Suite struct ReplaySnapshotTests {
  private let history = Repository.path("Tests/Corpus/redis-history.csv")

  private func run(
    _ configuration: MapConfiguration, _ engine: ReplayEngine, _ plan: [String],
    change: (inout ReplaySettings) -> Void = { _ in }
  ) throws -> ReplayRun {
    let planned = try plan.map { try PlannedCommand($0, settings: []) }
    return try ReplayRun(
      history, configuration,
      change: { settings in
        settings.engine = engine
        settings.plan = planned
        settings.tickOperations = 10_000
        change(&settings)
      })
  }

  @Test(arguments: ReplayEngine.allCases)
  func theyTellOfTheirOperation(engine: ReplayEngine) throws {
    let folder = try TemporaryFolder()
    let settled = ["1000=convert:chaining", "2000=compact", "2990=convert:robinhood", "9990=reseed"]
    // Both engines do the same between batches: one goes through all maps.
    for (name, configuration) in EveryMap.configurations.prefix(engine == .direct ? .max : 3) {
      var plan = settled
      for at in [0, 1, 3000, 3001, 10_000, 30_000, 47_343] {
        plan.append("\(at)=snapshot:\(folder.file("\(at)"))")
      }
      // What changes the map while its first keys are still being copied.
      plan += ["3001=convert:compact", "3002=compact", "10000=compact", "30000=convert:grouped"]
      let going = try run(configuration, engine, plan)
      #expect(going.result.contentDigest == EveryMap.workloads[0].digest, "\(name)")
      let written = going.result.receipts.filter { $0.detail.contains(" of operation ") }
      #expect(written.count == 7 && written.allSatisfy { $0.status == .applied }, "\(name): \(written)")
      for at in [0, 3000, 10_000] {
        let stopped = folder.file("stopped")
        let before = plan.filter { !$0.contains("snapshot") && (Int($0.prefix { $0 != "=" }) ?? 0) <= at }
        // The order of commands at one operation is that of the run that goes on: snapshots came first.
        let during = before.filter { !$0.hasPrefix("\(at)=") }
        _ = try run(configuration, engine, during + ["\(at)=stop"]) { $0.snapshots.path = stopped }
        let (left, right) = (
          try SnapshotReader(path: folder.file("\(at)")), try SnapshotReader(path: stopped)
        )
        #expect(left.entries == right.entries && left.head.operations == UInt64(at), "\(name) at \(at)")
        #expect(try digest(folder.file("\(at)")) == digest(stopped), "\(name) at \(at)")
        guard !configuration.isAdaptive else { continue }
        #expect(left.digest == right.digest, "\(name) at \(at)")
      }
    }
  }

  private func digest(_ path: String) throws -> String {
    var digest = ContentDigest()
    try SnapshotReader(path: path).readAll { key, value throws(SnapshotError) in
      digest.add(key: key, value: value)
    }
    return digest.hexadecimal
  }

  /// A run that is paced, paused and stopped completes what it has begun.
  @Test func whatIsBegunIsCompleted() throws {
    let folder = try TemporaryFolder()
    let plan = [
      "500=snapshot:\(folder.file("a"))", "500=pause:20ms", "600=snapshot:\(folder.file("b"))", "600=stop",
    ]
    for engine in ReplayEngine.allCases {
      let run = try run(.fixed(.grouped), engine, plan) { $0.pacing = .constant(rate: 100_000) }
      #expect(run.result.counts.total == 600)
      for (name, operations) in [("a", 500), ("b", 600)] {
        #expect(try SnapshotReader(path: folder.file(name)).head.operations == UInt64(operations))
      }
      let ends = run.result.receipts.filter { $0.detail.contains("written in") }.map(\.operation)
      #expect(ends.count == 2 && ends[0] >= 500 && ends[1] == 600, "\(run.result.receipts)")
    }
    // A target that cannot be written: refused at once where it cannot be begun, later where it cannot be ended.
    let full = try run(.fixed(.grouped), .direct, ["9=snapshot:/dev/full", "8=snapshot:/none/file"])
    #expect(
      full.result.receipts.map(\.detail).sorted() == [
        "9 entries to be written", "open /none/file: No such file or directory",
        "write /dev/full: No space left on device",
      ])
    #expect(full.result.contentDigest == EveryMap.workloads[0].digest)
  }
}

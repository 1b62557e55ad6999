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
    var late = 0
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
      // The reseed of operation 9990 ends first: the snapshot tells of the operation that ended it.
      let end = try #require(try SnapshotReader(path: folder.file("10000")).head.operations)
      #expect(end >= 10_000 && end < 12_000, "\(name): \(end)")
      late += end > 10_000 ? 1 : 0
      for (at, file) in [(0, "0"), (3000, "3000"), (end, "10000")] {
        let stopped = folder.file("stopped")
        let before = plan.filter { !$0.contains("snapshot") && (UInt64($0.prefix { $0 != "=" }) ?? 0) <= at }
        // The order of commands at one operation is that of the run that goes on: snapshots came first.
        let during = before.filter { !$0.hasPrefix("\(at)=") }
        _ = try run(configuration, engine, during + ["\(at)=stop"]) { $0.snapshots.path = stopped }
        let (left, right) = (try SnapshotReader(path: folder.file(file)), try SnapshotReader(path: stopped))
        #expect(left.entries == right.entries && left.head.operations == at, "\(name) at \(at)")
        #expect(try digest(folder.file(file)) == digest(stopped), "\(name) at \(at)")
        guard !configuration.isAdaptive else { continue }
        #expect(left.digest == right.digest, "\(name) at \(at)")
      }
    }
    #expect(late > 0, "no snapshot had to wait")
  }

  /// A snapshot asked for in the midst of a reseed waits for it; nothing but the pace the map has anyway moves keys.
  @Test(arguments: ReplayEngine.allCases)
  func aReseedIsNotHurried(engine: ReplayEngine) throws {
    let folder = try TemporaryFolder()
    let plain = try run(.fixed(.grouped), engine, ["30000=reseed"])
    let asked = try run(
      .fixed(.grouped), engine,
      ["30000=reseed", "30010=snapshot:\(folder.file("a"))", "30020=snapshot:\(folder.file("b"))"])
    // The second one has the first completed at once; it goes on from where that left the map.
    let (first, second) = (
      try SnapshotReader(path: folder.file("a")).head.operations,
      try SnapshotReader(path: folder.file("b")).head.operations
    )
    #expect(first == 30_020 && second == 30_020, "\(asked.result.receipts)")
    let alone = try run(
      .fixed(.grouped), engine, ["30000=reseed", "30010=snapshot:\(folder.file("a"))"])
    #expect(alone.result.receipts.map(\.detail).contains("to be written when the reseed in hand has ended"))
    // What cannot be written is refused at once.
    let barred = try run(
      .fixed(.grouped), engine, ["30000=reseed", "30010=snapshot:\(folder.file("a"))/below"])
    #expect(barred.result.receipts.map(\.status) == [.applied, .refused], "\(barred.result.receipts)")
    func moves(_ run: ReplayRun) -> [[UInt64]] {
      run.result.ledger.events.filter { $0.kind == .rehash }.map { [$0.operation, UInt64($0.entries)] }
    }
    #expect(moves(alone) == moves(plain) && moves(plain).count > 1)
    let ended = plain.result.ledger.events.first { $0.kind == .reseedEnded }?.operation
    let told = try SnapshotReader(path: folder.file("a")).head.operations
    #expect(try #require(told) >= #require(ended) && #require(told) < #require(ended) + 1100)
    // Where operations end first it is completed at the end, and where none come meanwhile the reseed goes on by itself.
    let late = try run(.fixed(.grouped), engine, ["47340=reseed", "47341=snapshot:\(folder.file("c"))"])
    #expect(try SnapshotReader(path: folder.file("c")).head.operations == 47_343, "\(late.result.receipts)")
    let plan = try ["30000=reseed", "30001=snapshot:\(folder.file("d"))", "30001=pause:30s"].map {
      try PlannedCommand($0, settings: [])
    }
    let paused = try ReplayRun(
      history, .fixed(.grouped),
      change: { settings in
        settings.engine = engine
        settings.plan = plan
      },
      hooks: { $0.interruption = { Folder.facts(folder.file("d")) == nil ? nil : 2 } })
    #expect(try SnapshotReader(path: folder.file("d")).head.operations == 30_001)
    #expect(paused.result.ledger.events.contains { $0.kind == .reseedEnded && $0.operation == 30_001 })
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

import Base
import Documents
import HashMaps
import Snapshots
import Telemetry
import TestSupport
import Testing

@testable import Workloads

@Suite struct ReplayTests {
  /// What a dictionary makes of the same operations.
  private struct Model {
    var entries: [[UInt8]: [UInt8]] = [:]
    var counts = OperationCounts()
    var tally = OperationTally()

    init(_ path: String) throws {
      let source = try CSVOperationSource(path: path)
      let batch = OperationBatch()
      while try source.next(into: batch) {
        for row in 0..<batch.count { apply(batch.kind(at: row), [UInt8](batch.key(at: row)), batch, row) }
      }
    }

    private mutating func apply(_ kind: OperationKind, _ key: [UInt8], _ batch: OperationBatch, _ row: Int) {
      switch kind {
      case .put:
        counts.puts += 1
        if entries.updateValue([UInt8](batch.value(at: row)), forKey: key) == nil {
          tally.inserted += 1
        } else {
          tally.updated += 1
        }
      case .get:
        counts.gets += 1
        if let value = entries[key] {
          tally.hits += 1
          counts.hits += 1
          tally.bytesRead += value.count
        } else {
          tally.misses += 1
        }
      case .delete:
        counts.deletes += 1
        if entries.removeValue(forKey: key) == nil { tally.absent += 1 } else { tally.deleted += 1 }
      }
    }

    var digest: String {
      var digest = ContentDigest()
      for (key, value) in entries {
        key.withUnsafeBytes { key in value.withUnsafeBytes { digest.add(key: key, value: $0) } }
      }
      return digest.hexadecimal
    }
  }

  @Test(arguments: EveryMap.workloads.indices)
  func everyMapEndsAlike(workload: Int) throws {
    let (path, operations, size, digest) = EveryMap.workloads[workload]
    let model = try Model(Repository.path(path))
    #expect(model.entries.count == size && model.digest == digest, "\(path)")
    for (name, configuration) in EveryMap.configurations {
      let run = try ReplayRun(Repository.path(path), configuration)
      let result = run.result
      #expect(result.ending.status == "completed", "\(name): \(result.ending)")
      #expect(result.contentDigest == digest && result.statistics.entries == size, "\(name)")
      #expect(result.counts == model.counts && result.counts.total == operations, "\(name)")
      #expect(result.tally == model.tally, "\(name)")
      #expect(result.latency.overall.count >= operations / 16, "\(name)")
      let sampled = result.latency.byKind.reduce(0) { $0 + $1.count }
      #expect(sampled == result.latency.overall.count, "\(name)")
      #expect(result.loopLatency.overall.count <= sampled && result.loopLatency.overall.count + 1 >= sampled)
      #expect(run.ticks.count == operations / 1000 + 2, "\(name): start, one in 1,000, the end")
      #expect(
        run.ticks.map(\.counts.total).contains(1000) && run.ticks.last?.counts == model.counts, "\(name)")
      #expect(
        run.ticks.first?.events.map(\.kind) == [.start] && run.ticks.last?.events.last?.kind == .complete)
      #expect(run.ticks.last?.map.memory.total == result.statistics.totalBytes, "\(name)")
    }
  }

  @Test func gettingAllThatWasPut() throws {
    let run = try ReplayRun(Repository.path("Tests/Corpus/redis-history.csv"), MapConfiguration())
    #expect(run.result.tally.misses == 0 && run.result.tally.hits == 22_108)
  }

  @Test func aPolicyMigratesAndItsDecisionsCanBeRepeated() throws {
    let path = Repository.path("Tests/Corpus/redis-history.csv")
    let (_, configuration) = try #require(EveryMap.configurations.first { $0.name.hasPrefix("thresholds") })
    let first = try ReplayRun(path, configuration)
    #expect(first.result.decisions.first?.reason == .loadFactor)
    let kinds = first.ticks.flatMap(\.events).map(\.kind)
    #expect(kinds.filter { $0 == .switched }.count == first.result.ledger.total(.migrationEnded).events)
    #expect(kinds.filter { $0 == .switchBegan }.count == first.result.decisions.count)
    var again = configuration
    again.policy = .live
    again.decisions = first.result.decisions
    let second = try ReplayRun(path, again)
    let events = [first, second].map { run in
      run.result.ledger.events.map { "\($0.operation) \($0.kind) \($0.segment) \($0.to) \($0.entries)" }
    }
    #expect(events[0] == events[1], "the same structural events at the same operations")
    #expect(second.result.decisions.map(\.reason).allSatisfy { $0 == .replayed })
  }

  @Test func aMigrationIsTold() throws {
    var told: [String] = []
    let (_, configuration) = try #require(EveryMap.configurations.first { $0.name.hasPrefix("thresholds") })
    _ = try ReplayRun(
      Repository.path("Tests/Corpus/redis-history.csv"), configuration,
      hooks: { hooks in
        hooks.migration = { event, entries, _ in told.append("\(event.from) \(event.to) \(entries > 0)") }
      })
    #expect(told.first == "chaining robinhood true", "\(told)")
  }

  @Test func twoRunsDifferInTimesAlone() throws {
    let path = Repository.path("Tests/Corpus/ancestor/workloads/skewed_zipf1.2_4k.csv")
    for (name, configuration) in EveryMap.configurations where name != "live" && name != "a budget" {
      let runs = try (0..<2).map { _ in
        try ReplayRun(path, configuration, change: { $0.tickOperations = 256 }).ticks.map(MaskedTick.text)
      }
      #expect(runs[0] == runs[1], "\(name)")
      #expect(runs[0].count == 17, "\(name)")
    }
  }

  @Test func compactionsByTheClockAreCountedOnce() throws {
    for layout in Layout.allCases {
      let run = try ReplayRun(
        Repository.path("Tests/Corpus/redis-history.csv"), .fixed(layout),
        change: { $0.compactNanoseconds = 100_000 })
      let ended = run.result.ledger.total(.compactionEnded).events
      let events = run.ticks.flatMap(\.events).filter { $0.kind == .compaction }
      #expect(ended >= 1 && events.count == ended, "\(layout)")
      #expect(events.allSatisfy { $0.source == "proactive" }, "\(layout)")
      #expect(run.ticks.last?.map.compactions == UInt64(ended), "\(layout)")
      #expect(run.result.contentDigest == EveryMap.workloads[0].digest, "\(layout)")
    }
  }

  @Test func guardrailsRiseOnce() throws {
    let run = try ReplayRun(
      Repository.path("Tests/Corpus/redis-history.csv"), .fixed(.grouped),
      change: { $0.thresholds = Guardrails.Thresholds(loadFactor: 0.3, averageProbe: 5) })
    #expect(run.result.alertsRaised >= 1 && run.alerts.count < run.ticks.count)
    #expect(run.result.alerts.map(\.metric) == ["load_factor"])
    guard case .rose(let alert)? = run.alerts.first else {
      Issue.record("no alert rose")
      return
    }
    #expect(alert.metric == "load_factor" && alert.backend == "grouped")
  }

  @Test func aLongLedgerIsCutButCounted() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<150_000).map { "put,k\($0),v\n" }.joined()
    let path = try folder.write("w.csv", "op,key,value\n" + rows)
    var configuration = MapConfiguration.fixed(.grouped)
    configuration.segmentBytes = 256
    let run = try withExtendedLifetime(folder) {
      try ReplayRun(path, configuration, change: { $0.compactNanoseconds = 2_000_000 })
    }
    var json = JSONWriter()
    json.beginObject()
    run.result.renderFindings(into: &json)
    json.endObject()
    let result = try #require(try JSON.parse(json.bytes, file: "findings").table)
    let ledger = (result["ledger"]?.array ?? []).compactMap(\.table)
    #expect(ledger.count == ReplayResult.ledgerLimit && run.result.ledger.recorded > 2 * ledger.count)
    #expect(result["ledger_dropped"]?.number == Double(run.result.ledger.recorded - ledger.count))
    let operations = ledger.compactMap { $0["op"]?.number }
    #expect(zip(operations, operations.dropFirst()).allSatisfy { $0 <= $1 }, "in order")
    let wholeMap = ledger.filter { $0["kind"]?.string?.hasPrefix("compaction") == true }
    let all =
      run.result.ledger.total(.compactionBegan).events + run.result.ledger.total(.compactionEnded).events
    #expect(wholeMap.count == min(all, run.result.ledger.events.count(where: \.kind.isWholeMap)) && all >= 2)
    #expect(ledger.last?["op"]?.number == run.result.ledger.events.last.map { Double($0.operation) })
  }
}

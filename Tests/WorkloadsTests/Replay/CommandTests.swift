import Base
import Documents
import HashMaps
import Telemetry
import TestSupport
import Testing

@testable import Workloads

/// Commands planned for an operation, in both engines.
@Suite struct CommandTests {
  private static let keys = [
    SettingKey("adaptive.max_group_len", .integer(1...Int.max), default: .integer(14), help: "Entries."),
    SettingKey("watchdog.load_factor_warn", .optionalNumber(.from(0, to: 1)), default: .none, help: "Warn."),
    SettingKey("run.tick_ops", .integer(0...Int.max), default: .integer(1000), help: "Operations."),
    SettingKey("run.max_memory", .optionalInteger(1...Int.max), default: .none, help: "Bytes."),
    SettingKey("metrics.host", .text, default: .text(""), help: "Not for a run that goes on."),
  ]
  private let history = Repository.path("Tests/Corpus/redis-history.csv")

  private func run(_ engine: ReplayEngine, _ plan: [String]) throws -> ReplayRun {
    let planned = try plan.map { try PlannedCommand($0, settings: Self.keys) }
    return try ReplayRun(
      history, .fixed(.grouped),
      change: { settings in
        settings.engine = engine
        settings.plan = planned
        settings.liveKeys = Self.keys
      })
  }

  private func text(_ receipt: Receipt) -> String {
    "\(receipt.id) \(receipt.command) \(receipt.status) \(receipt.operation)"
  }

  @Test(arguments: ReplayEngine.allCases)
  func everyCommandAtItsOperation(engine: ReplayEngine) throws {
    let plan = [
      "7=compact", "0=convert:chaining", "1000=reseed", "1001=convert:robinhood", "4097=pause:30ms",
      "5000=snapshot:/none/file", "5000=set:run.tick_ops=20000", "5000=resume", "47343=compact", "47344=stop",
      "20000=set:watchdog.load_factor_warn=0.01", "20001=set:adaptive.max_group_len=3",
    ]
    let run = try run(engine, plan)
    let result = run.result
    #expect(result.ending.status == "completed" && result.contentDigest == EveryMap.workloads[0].digest)
    #expect(result.counts.total == 47_343 && result.elapsedNanoseconds > 30_000_000)
    #expect(
      result.receipts.map(text) == [
        "2 convert:chaining applied 0", "1 compact applied 7", "3 reseed applied 1000",
        "4 convert:robinhood applied 1001", "5 pause:30ms applied 4097",
        "6 snapshot:/none/file refused 5000", "7 set:run.tick_ops=20000 applied 5000",
        "8 resume refused 5000", "11 set:watchdog.load_factor_warn=0.01 applied 20000",
        "12 set:adaptive.max_group_len=3 refused 20001", "9 compact applied 47343", "10 stop refused 47344",
      ])
    #expect(result.receipts[5].detail == "open /none/file: No such file or directory")
    #expect(result.receipts[11].detail == "the run ended after 47,343 operations")
    #expect(result.statistics.layout == .robinhood)
    let began = result.ledger.events.filter { $0.kind == .migrationBegan }
    #expect(began.map(\.operation) == [0, 1001] && began.allSatisfy { $0.reason == .command })
    #expect(result.ledger.total(.reseedEnded).events == 1)
    // Ticks at every 1,000 operations up to 5,000, at 20,000 and 40,000, at both ends.
    #expect(
      run.ticks.map(\.counts.total) == [0, 1000, 2000, 3000, 4000, 5000, 20_000, 40_000, 47_343])
    let events = run.ticks.flatMap(\.events).filter { $0.kind == .command }
    #expect(
      events.map(\.operation) == [0, 7, 1000, 1001, 4097, 5000, 5000, 5000, 20_000, 20_001, 47_343, 47_343])
    #expect(events.map(\.reason) == result.receipts.map(\.status.rawValue))
    #expect(run.ticks.last?.events.last?.kind == .complete)
    #expect(result.alerts.map(\.metric) == ["load_factor"])
  }

  @Test func bothEnginesObeyAlike() throws {
    let folder = try TemporaryFolder()
    for seed in 1...UInt64(TestScale.pick(quick: 4, full: 10, deep: 100)) {
      var random = SeededRandom(seed: seed)
      let layouts = Layout.allCases.map(\.name)
      let plan = (0..<20).map { _ in
        let command =
          switch random.below(4) {
          case 0: "compact"
          case 1: "reseed"
          case 2: "set:run.tick_ops=\(random.below(9000))"
          default: "convert:\(layouts[Int(random.below(4))])"
          }
        return "\(random.below(47_343))=\(command)"
      }
      let runs = try ReplayEngine.allCases.map { try run($0, plan) }
      #expect(runs[0].result.receipts == runs[1].result.receipts, "seed \(seed)")
      #expect(
        runs[0].result.receipts.allSatisfy { receipt in
          plan[receipt.id - 1].hasPrefix("\(receipt.operation)=")
        })
      #expect(try runs[0].ticks.map(MaskedTick.text) == runs[1].ticks.map(MaskedTick.text), "seed \(seed)")
      #expect(runs.allSatisfy { $0.result.contentDigest == EveryMap.workloads[0].digest }, "seed \(seed)")
    }
    withExtendedLifetime(folder) {}
  }

  @Test(arguments: ReplayEngine.allCases)
  func stopEndsTheRunThere(engine: ReplayEngine) throws {
    let run = try run(engine, ["12345=stop", "12345=compact", "20000=reseed"])
    #expect(run.result.counts.total == 12_345 && run.ticks.last?.counts.total == 12_345)
    guard case .commanded = run.result.ending else {
      Issue.record("\(run.result.ending)")
      return
    }
    #expect(run.result.ending.status == "stopped" && run.ticks.last?.events.last?.kind == .stopped)
    #expect(run.result.receipts.map(\.status) == [.applied, .applied, .refused])
    let limited = try self.run(engine, ["3000=set:run.max_memory=1000"])
    guard case .stopped(_, limit: 1000) = limited.result.ending else {
      Issue.record("\(limited.result.ending)")
      return
    }
    #expect((3000..<4100).contains(limited.result.counts.total))
  }

  @Test(arguments: [
    ("compact", "is not OPS=COMMAND"), ("-1=compact", "not a number of operations"),
    ("1.5=compact", "not a number of operations"), ("=compact", "not a number of operations"),
    ("99999999999999999999=compact", "not a number of operations"), ("5=", "unknown command \"\""),
    ("5=compcat", "unknown command \"compcat\" (did you mean compact?"), ("5=compact:x", "takes no argument"),
    ("5=convert", "needs an argument (write convert:LAYOUT)"), ("5=convert:", "needs an argument"),
    ("5=convert:chainning", "not a layout (did you mean convert:chaining?)"), ("5=pause:2", "not a duration"),
    ("5=pause:-2s", "not a duration"), ("5=pause:1e9s", "not a duration"), ("5=pause:25h", "not a duration"),
    ("5=set:run.tick_ops", "names no value"), ("5=set:run.tick_op=3", "unknown setting run.tick_op"),
    ("5=set:run.tick_ops=x", "must be a whole number"), ("5=set:metrics.host=a", "cannot change while"),
    ("5=status", "cannot be planned"), ("5=Stop", "unknown command \"Stop\" (did you mean stop?"),
  ])
  func mistakes(text: String, words: String) throws {
    do throws(WorkloadError) {
      _ = try PlannedCommand(text, settings: Self.keys)
      Issue.record("\(text) was accepted")
    } catch {
      #expect(error.kind == .badInput && "\(error.detail) (\(error.hint ?? ""))".contains(words), "\(error)")
    }
  }
}

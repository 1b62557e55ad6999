import Base
import Foundation
import HashMaps
import Telemetry
import TestSupport
import Testing

@testable import Workloads

/// Runs that do not simply come to their end.
@Suite struct ReplayEndingTests {
  private let history = Repository.path("Tests/Corpus/redis-history.csv")

  /// Checks what holds however a run ends: the last tick agrees with the result and says why it is the last.
  private func expectWhole(_ run: ReplayRun, _ kind: TickEvent.Kind) throws {
    let last = try #require(run.ticks.last)
    #expect(last.counts == run.result.counts && last.events.last?.kind == kind, "\(last.events)")
    #expect(run.ticks.map(\.frame) == Array(1...UInt64(run.ticks.count)))
    let done = run.result.tally
    #expect(run.result.statistics.entries == done.inserted - done.deleted)
    #expect(run.ticks.flatMap(\.events).filter { $0.kind == kind }.count == 1)
  }

  @Test(arguments: ReplayEngine.allCases)
  func aSignalStopsBetweenRanges(engine: ReplayEngine) throws {
    var applied = 0
    let run = try ReplayRun(
      history, MapConfiguration(), change: { $0.engine = engine },
      hooks: { hooks in
        hooks.tick = { tick throws(ReplayFault) in applied = Int(tick.counts.total) }
        hooks.interruption = { applied >= 5000 ? 15 : nil }
      })
    guard case .interrupted(signal: 15) = run.result.ending else {
      Issue.record("\(run.result.ending)")
      return
    }
    #expect((5000..<5000 + 1025).contains(Int(run.result.counts.total)), "\(run.result.counts)")
    let kept = try ReplayRun(
      history, MapConfiguration(), change: { $0.engine = engine }, hooks: { $0.interruption = { 2 } })
    #expect(kept.result.ending.status == "interrupted")
    try expectWhole(kept, .interrupted)
  }

  @Test(arguments: ReplayEngine.allCases)
  func aMapThatGrowsTooLargeIsStopped(engine: ReplayEngine) throws {
    for layout in Layout.allCases {
      let run = try ReplayRun(
        history, .fixed(layout),
        change: { settings in
          settings.engine = engine
          settings.maxMemory = 60_000
        })
      guard case .stopped(let held, limit: 60_000) = run.result.ending else {
        Issue.record("\(layout): \(run.result.ending)")
        continue
      }
      #expect(held > 60_000 && held < 200_000 && run.result.counts.total < 47_343, "\(layout): \(held)")
      #expect(held == run.result.statistics.totalBytes, "\(layout)")
      try expectWhole(run, .stopped)
    }
  }

  @Test(arguments: ReplayEngine.allCases)
  func aBadRowEndsTheRunAfterTheRowsBeforeIt(engine: ReplayEngine) throws {
    let folder = try TemporaryFolder()
    let rows = (0..<20_000).map { "put,k\($0),v\n" }.joined()
    let path = try folder.write("bad.csv", "op,key,value\n\(rows)frob,a,\n")
    let run = try withExtendedLifetime(folder) {
      try ReplayRun(path, MapConfiguration(), change: { $0.engine = engine })
    }
    guard case .failed(.workload(let error)) = run.result.ending else {
      Issue.record("\(run.result.ending)")
      return
    }
    #expect(error.line == 20_002 && error.column == 1 && error.kind == .badInput)
    #expect(run.result.counts.total == 20_000 && run.result.statistics.entries == 20_000)
    try expectWhole(run, .error)
    #expect(run.ticks.last?.events.last?.message?.contains("20002") == true)
  }

  @Test(arguments: ReplayEngine.allCases)
  func aTickThatCannotBeWrittenEndsTheRun(engine: ReplayEngine) throws {
    for failing in [UInt64(1), 4, 49] {
      var seen: [UInt64] = []
      let run = try ReplayRun(
        history, MapConfiguration(), change: { $0.engine = engine },
        hooks: { hooks in
          hooks.tick = { tick throws(ReplayFault) in
            seen.append(tick.frame)
            if tick.frame >= failing {
              throw .output(SystemError(operation: "write", path: "m", code: 28))
            }
          }
        })
      guard case .failed(.output(let error)) = run.result.ending else {
        Issue.record("\(run.result.ending)")
        continue
      }
      #expect(error.code == 28 && seen.last! <= failing + 1)
      #expect(run.result.ending.status == "failed")
    }
  }

  @Test func faultsSayWhatHappened() {
    let faults: [(ReplayFault, String)] = [
      (
        .workload(.badInput("bad op at line 3, column 1", file: "w.csv")), "w.csv: bad op at line 3, column 1"
      ),
      (
        .map(.outOfMemory(bytes: 64), operation: 12),
        "operation 12: out of memory: a block of 64 bytes was refused by the system"
      ),
      (.output(SystemError(operation: "write", path: "m", code: 28)), "write m: No space left on device"),
    ]
    for (fault, text) in faults { #expect(fault.description == text) }
  }

  // MARK: Sources that stall

  /// Gives nothing a number of times before every batch.
  private final class Stalling: TimedOperationSource {
    let source: CSVOperationSource
    var stalls: Int
    let each: Int
    var isClosed = false
    var size: Int? { source.size }

    init(_ path: String, stalls: Int) throws {
      source = try CSVOperationSource(
        path: path, buffering: .init(blockBytes: 4096))
      self.stalls = stalls
      each = stalls
    }

    func next(into batch: OperationBatch) throws(WorkloadError) -> Bool { try source.next(into: batch) }

    func next(into batch: OperationBatch, within nanoseconds: UInt64) throws(WorkloadError)
      -> OperationArrival
    {
      if stalls > 0 {
        stalls -= 1
        usleep(useconds_t(min(nanoseconds, 2_000_000) / 1000))
        return .nothing
      }
      stalls = each
      return try source.next(into: batch, within: 10_000_000_000)
    }

    func close() {
      isClosed = true
      source.close()
    }
  }

  @Test(arguments: ReplayEngine.allCases)
  func timeGoesOnWhileNothingArrives(engine: ReplayEngine) throws {
    let source = try Stalling(Repository.path("data/workloads/demo.csv"), stalls: 20)
    let run = try ReplayRun(
      source, .fixed(.grouped),
      change: { settings in
        settings.engine = engine
        settings.tickOperations = nil
        settings.tickNanoseconds = 5_000_000
      })
    #expect(run.result.ending.status == "completed" && source.isClosed)
    #expect(run.ticks.count > 10, "\(run.ticks.count) ticks in \(run.result.seconds) s")
    #expect(run.result.waitedNanoseconds > run.result.elapsedNanoseconds / 2)
    let seconds = run.ticks.map(\.seconds)
    #expect(zip(seconds, seconds.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test(arguments: ReplayEngine.allCases)
  func aSignalEndsAWait(engine: ReplayEngine) throws {
    let source = try Stalling(history, stalls: .max)
    let run = try ReplayRun(
      source, .fixed(.grouped), change: { $0.engine = engine }, hooks: { $0.interruption = { 2 } })
    #expect(run.result.ending.status == "interrupted" && run.result.counts.total == 0)
    #expect(run.result.contentDigest == String(repeating: "0", count: 32) && source.isClosed)
    try expectWhole(run, .interrupted)
  }
}

import Base
import Connectors
import Foundation
import TestSupport
import Testing

@testable import Dataflow

/// Hours in small: a graph that runs and runs keeps its memory, its file handles and its pace.
///
/// Runs for `ADHASH_SOAK_SECONDS` seconds, 2 by default.
@Suite("soak/test_long_running_stability") struct LongRunningTests {
  @Test("test_no_memory_growth_over_time")
  func stability() throws {
    let seconds = ProcessInfo.processInfo.environment["ADHASH_SOAK_SECONDS"].flatMap(Double.init) ?? 2
    let builder = GraphBuilder()
    var number = 0
    let source = builder.source("source", NodeSettings(tickInterval: 1_000_000)) { _ -> SourceStep<[Int]> in
      number += 1
      return .next([number, number + 1])
    }
    let many = builder.flatMap("many", source, NodeSettings(), EdgeOptions(capacity: 64)) { $0 }
    let texts = builder.map("texts", many, NodeSettings(), EdgeOptions(capacity: 1024)) { "\($0)" }
    builder.sink(
      "sink", texts, NodeSettings(), EdgeOptions(capacity: 256, policy: .dropOldest)
    ) { _ in }
    builder.sink("latest", texts, NodeSettings(), EdgeOptions(policy: .latest)) { _ in }
    var options = RunningGraph.Options()
    options.workers = 2
    let graph = try RunningGraph(try builder.build(), options: options)
    let clock = MonotonicClock.nanoseconds()
    var samples: [(memory: Int, handles: Int, steps: UInt64)] = []
    let parts = 8
    for part in 1...parts {
      let until = clock + UInt64(Double(part) / Double(parts) * seconds * 1_000_000_000)
      while MonotonicClock.nanoseconds() < until {
        try graph.scheduler.setCapacity(64 + part, ofEdge: "source.out->many.in")
        usleep(20_000)
      }
      samples.append((Self.residentBytes, Self.handles, graph.scheduler.report().steps))
    }
    let shutdown = graph.stop(within: 60_000_000_000)
    #expect(shutdown.isOver && shutdown.report.leftovers.isEmpty)
    for edge in shutdown.report.edges { #expect(edge.statistics.isConserved) }
    // The first quarter warms up; from then on nothing may grow by more than noise.
    let early = samples[parts / 4 - 1]
    let late = samples[parts - 1]
    #expect(late.memory < early.memory + (64 << 20), "\(samples)")
    #expect(late.handles <= early.handles + 8, "\(samples)")
    let paces = zip(samples.dropFirst(), samples).map { $0.steps - $1.steps }
    #expect(paces.allSatisfy { $0 > 0 }, "\(samples)")
  }

  private static var residentBytes: Int {
    #if os(Linux)
      let text = FileManager.default.contents(atPath: "/proc/self/statm").map {
        String(decoding: $0, as: UTF8.self)
      }
      return (text?.split(separator: " ").dropFirst().first).flatMap { Int($0) }.map { $0 * 4096 } ?? 0
    #else
      return 0
    #endif
  }

  private static var handles: Int {
    do { return try FileManager.default.contentsOfDirectory(atPath: "/dev/fd").count } catch { return 0 }
  }
}

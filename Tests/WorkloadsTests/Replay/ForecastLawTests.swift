import Base
import HashMaps
import Telemetry
import TestSupport
import Testing

@testable import Workloads

/// "The forecast's 80 % interval holds 70–90 % of events on three named traces": replayed with fixed seeds, under rules that
/// no clock decides, so that the counts are the same on every machine.
struct ForecastLawTests {
  /// A trace and what is watched in it.
  struct Trace: CustomTestStringConvertible, Sendable {
    let name: String
    let options: GeneratorOptions
    let tickOperations: Int
    let thresholds: [ForecastThreshold]
    let target: ForecastTarget
    var testDescription: String { name }

    init(
      _ name: String, seed: UInt64, every tickOperations: Int, target: ForecastTarget,
      thresholds: [ForecastThreshold] = [], phases: [GeneratorPhase]
    ) {
      self.name = name
      var options = GeneratorOptions()
      options.seed = seed
      options.phases = phases
      self.options = options
      self.tickOperations = tickOperations
      self.thresholds = thresholds
      self.target = target
    }
  }

  private static func phase(
    _ operations: Int, reads: Double, deletes: Double, inserts: Double? = nil, keys: Int,
    _ distribution: KeyDistribution = .uniform
  ) -> GeneratorPhase {
    var phase = GeneratorPhase()
    phase.operations = operations
    phase.readRatio = reads
    phase.deleteRatio = deletes
    phase.insertRatio = inserts
    phase.keySpace = keys
    phase.distribution = distribution
    return phase
  }

  /// Days on which entries come and nights on which they go, no two of the same length.
  private static let days: [GeneratorPhase] = {
    var random = SeededRandom(seed: 11)
    return (0..<55).flatMap { _ in
      [0.05, 0.9].map { deletes in
        phase(1200 + Int(random.next() % 1200), reads: 0.1, deletes: deletes, keys: 1500)
      }
    }
  }()

  static let traces = [
    Trace(
      "growing-uniform", seed: 5, every: 200, target: .split,
      phases: [phase(100_000, reads: 0.3, deletes: 0, inserts: 0.9, keys: 1000)]),
    Trace(
      "zipf-churn", seed: 6, every: 200, target: .split,
      phases: [
        phase(100_000, reads: 0.2, deletes: 0.35, inserts: 0.7, keys: 2000, .zipf(exponent: 0.9))
      ]),
    Trace(
      "diurnal", seed: 9, every: 100, target: .breach("load_factor"),
      thresholds: [ForecastThreshold(.loadFactor, 0.4)], phases: days),
  ]

  @Test(arguments: traces)
  func eightyPercentIntervalsHoldSeventyToNinetyPercentOfEvents(_ trace: Trace) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("trace.csv")
    _ = try GeneratedWorkload.write(trace.options, to: path)
    let run = try ReplayRun(path, .fixed(.grouped), seed: 1) {
      $0.tickOperations = trace.tickOperations
      $0.wantsDigest = false
    }
    var forecaster = Forecaster(level: 0.8, thresholds: trace.thresholds)
    for tick in run.ticks { forecaster.take(tick) }
    let forecast = try #require(forecaster.forecasts.first { $0.target == trace.target })
    let test = forecast.backTest
    #expect(test.events >= 40, "\(trace.name): too few events to say anything")
    #expect((0.7...0.9).contains(test.coverage), "\(trace.name): \(test)")
    #expect(test.medianError.isFinite && test.medianFactor >= 1)
  }

  @Test func aRunAnnouncesWhatItExpectsWhereItIsAskedTo() throws {
    let folder = try TemporaryFolder()
    var options = GeneratorOptions()
    options.seed = 9
    options.phases = Array(Self.days.prefix(60))
    let path = folder.file("trace.csv")
    _ = try GeneratedWorkload.write(options, to: path)
    func run(_ announces: Bool) throws -> ReplayRun {
      try ReplayRun(path, .fixed(.grouped), seed: 1) {
        $0.tickOperations = 100
        $0.thresholds.loadFactor = 0.4
        $0.announcesForecasts = announces
      }
    }
    let silent = try run(false)
    #expect(silent.ticks.allSatisfy { tick in tick.events.allSatisfy { $0.kind != .forecast } })
    let telling = try run(true)
    var count = 0
    for (tick, next) in zip(telling.ticks, telling.ticks.dropFirst()) {
      for event in next.events where event.kind == .forecast {
        count += 1
        #expect(event.operation == tick.counts.total, "it is made of the frame before")
        #expect(["split", "breach:load_factor"].contains(event.reason ?? ""))
        #expect(event.message?.contains(" (80 %: ") == true, "\(event.message ?? "")")
      }
    }
    #expect(count >= 5)
    #expect(telling.ticks.last?.eventTotals.last == NamedCount(name: "forecast", count: count))
    #expect(telling.result.events.count { $0.kind == .forecast } == count)
    #expect(telling.result.contentDigest == silent.result.contentDigest)
  }
}

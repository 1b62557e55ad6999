import Base
import Documents
import Foundation
import Telemetry
import TestSupport
import Testing
import Workloads

@testable import Laboratory

/// Comparisons of runs that never took place: every figure is chosen.
@Suite struct ComparisonReportTests {
  /// Runs with these costs in nanoseconds an operation; other times follow from them.
  private func trials(_ costs: [Double], timed: Int = 1000, operations: UInt64 = 20_000) -> [Trial] {
    costs.enumerated().map { index, cost in
      let samples = TimedOperations()
      var latency = OperationLatency()
      for place in 0..<timed {
        latency.record(
          kind: place % 3 == 0 ? 0 : 1, nanoseconds: UInt64(cost * (1 + Double(place % 50) / 50)))
      }
      samples.add(latency)
      return Trial(
        round: index + 1, place: 1, seed: 1, operations: operations, seconds: cost * Double(operations) / 1e9,
        processorNanoseconds: UInt64(cost * Double(operations)), latency: samples.reading,
        durations: samples.overall, entries: 10, bytesPerEntry: 40, migrations: 0, compactions: 0,
        layout: "grouped")
    }
  }

  /// The same for all of them: nothing here depends on it.
  private static let recorded = Result {
    let workload = try Experiment.load(
      Repository.path("data/workloads/demo.csv"), limits: CSVLimits(), operations: 50)
    let arm = Arm(label: "a", map: .fixed(.grouped), sampleEvery: nil)
    return try Experiment(workload, arms: [arm], seed: 1).record(arm: 0, ticks: 2, folder: nil)
  }

  private func compare(
    _ before: [Trial], _ after: [Trial], calibration: [Trial] = [], metric: String = "cpu_ns_per_op",
    gate: Double? = nil, timing: LatencyPlan = LatencyPlan(fitting: 20_000)
  ) throws -> ComparisonReport {
    let recording = try Self.recorded.get()
    func arm(_ label: String, _ trials: [Trial]) -> ComparedArm {
      ComparedArm(
        setup: .init(label: label, mode: "grouped", configPath: nil), trials: trials, recording: recording)
    }
    let request = ComparisonReport.Request(
      csv: "w.csv", inputDigest: nil, repeats: before.count, warmUps: 1, timing: timing, seed: 5,
      metric: metric, gate: gate)
    return ComparisonReport(
      request, baseline: arm("base", before), candidate: arm("cand", after), calibration: calibration,
      minimumEffect: gate ?? 2)
  }

  private func json(_ report: ComparisonReport) throws -> DocumentTable {
    try #require(try JSON.parse(report.file(), file: "comparison").table)
  }

  /// Whatever was measured: verdict, interval and gate of one comparison never contradict one another.
  @Test func verdictIntervalAndGateAgree() throws {
    let seed: UInt64 = 707
    var random = SeededRandom(seed: seed)
    var seen: [String: Int] = [:]
    for round in 0..<48 {
      let count = 3 + Int(random.below(10))
      let spread = 0.002 + 0.1 * random.unit()
      let ratio = 0.85 + 0.4 * random.unit()
      let gate = [2.0, 5, 20][Int(random.below(3))]
      func costs(_ center: Double) -> [Double] {
        (0..<count).map { _ in center * (1 + spread * random.unit()) }
      }
      let report = try compare(
        trials(costs(100), timed: 100), trials(costs(100 * ratio), timed: 100),
        calibration: trials(costs(100), timed: 100), gate: gate)
      let words = "seed \(seed), round \(round): \(report.sentence)"
      for item in report.assessment.items {
        let interval = item.metric.interval
        let isShown = interval.map { !$0.contains(0) } ?? false
        #expect([.faster, .slower].contains(item.verdict) == (isShown && !item.metric.isDrowned), "\(words)")
        if let needed = item.neededRuns {
          #expect(count + needed <= ComparisonReport.mostRepeats, "\(words)")
        }
      }
      let deciding = try #require(report.deciding)
      switch try #require(report.gateResult) {
      case .regression(let items):
        seen["regression", default: 0] += 1
        for item in items {
          let interval = try #require(item.metric.interval, "\(words)")
          #expect(!interval.contains(0) && abs(item.metric.shift) > gate, "\(words)")
        }
      case .undecided:
        seen["undecided", default: 0] += 1
        #expect(deciding.verdict == .tooNoisy, "\(words)")
        #expect((report.neededRuns == nil) == !report.advice.contains("most likely"), "\(words)")
      case .passed:
        seen["passed", default: 0] += 1
        if deciding.verdict == .slower {
          #expect(abs(deciding.metric.shift) <= gate, "\(words)")
        } else if deciding.verdict != .faster {
          #expect(try #require(deciding.metric.worstBound) <= gate, "\(words)")
        }
      }
    }
    #expect(seen.count == 3, "\(seen)")
  }

  @Test func hintsKeepToTheLimit() throws {
    var random = SeededRandom(seed: 8)
    let costs = (0..<30).map { _ in 100 * (1 + 0.5 * random.unit()) }
    let few = try compare(trials(Array(costs.prefix(4))), trials(Array(costs.suffix(4))))
    #expect(few.verdict == .tooNoisy && few.neededRuns ?? 0 > 0, "\(few.sentence)")
    #expect(few.sentence.hasSuffix("--repeats \(4 + (few.neededRuns ?? 0)) will most likely settle it"))
    #expect(try json(few)["needed_runs"]?.integer == few.neededRuns.map(Int64.init))
    let many = try compare(trials(costs), trials(costs.reversed()), gate: 0.01)
    #expect(many.verdict == .tooNoisy && many.neededRuns == nil, "\(many.sentence)")
    #expect(many.sentence.contains("no --repeats up to 1,000 will settle it"), "\(many.sentence)")
    #expect(many.badge.text == "too noisy to tell, and no 1,000 runs would settle it")
    #expect(try json(many)["needed_runs"]?.shown == "null")
    // A baseline that differs from itself as much as from the candidate: runs do not help.
    let drowned = try compare(
      trials(costs.map { 100 + $0 / 1000 }), trials(costs.map { 110 + $0 / 1000 }),
      calibration: trials(costs.map { 120 + $0 / 1000 }))
    #expect(drowned.verdict == .tooNoisy && drowned.neededRuns == nil)
    #expect(drowned.sentence.contains("more --repeats do not"), "\(drowned.sentence)")
  }

  /// What is not known says why, and durations stand in the unit that fits.
  @Test func latenciesAreToldOrSayWhyNot() throws {
    let costs = (0..<8).map { 100 + Double($0) / 10 }
    let known = try compare(trials(costs), trials(costs.map { $0 * 1.3 }), metric: "latency_ms.overall.p99")
    #expect(known.verdict == .slower && known.deciding?.metric.interval != nil, "\(known.sentence)")
    #expect(known.markdown.contains("| Latency p99 | 19"), "\(known.markdown)")
    #expect(known.markdown.contains(" ns |") && !known.markdown.contains("(ms)"), "\(known.markdown)")
    let packets = try #require(try json(known)["diff"]?.table?["latency_ms"]?.table)
    #expect(packets["overall"]?.table?["p99"]?.table?["baseline"]?.number ?? 1 < 0.001, "in milliseconds")
    for (kind, quantile, reason) in [
      ("overall", "p99_9", "p99_9 needs 10,000 timed operations a replay, and one had 1,000"),
      ("del", "p50", "p50 needs 1 timed del a replay, and one had none"),
    ] {
      let packet = try #require(packets[kind]?.table?[quantile]?.table)
      #expect(packet["delta"]?.shown == "null" && packet["reason"]?.string == reason, "\(packet)")
    }
    let metadata = try #require(try json(known)["metadata"]?.table)
    #expect(metadata["latency_sample_every"]?.integer == 10 && metadata["latency_sample_k"]?.integer == 1000)
    #expect(metadata["latency_replays"]?.integer == 1 && metadata["order_seed"]?.integer == 5)
    let plan = try #require(metadata["plan"]?.array).compactMap(\.string)
    #expect(plan.count == 9 && plan[0].hasPrefix("0: ") && plan[8].hasPrefix("8: "))
    #expect(Set(plan.map { String($0.dropFirst(3)) }) == ["baseline candidate", "candidate baseline"])
    let sparse = try compare(
      trials(costs, timed: 156), trials(costs, timed: 156), metric: "latency_ms.overall.p99",
      timing: LatencyPlan(every: 128))
    #expect(
      sparse.sentence.hasSuffix(
        "could not be measured: p99 needs 1,000 timed operations a replay, and one had 156; "
          + "without --latency-sample-every enough of them are timed"), "\(sparse.sentence)")
    #expect(sparse.neededRuns == nil && sparse.verdict == .tooNoisy)
  }

  /// Machines that warm up or drift are told, and so are histograms that differ.
  @Test func coursesAreTold() throws {
    let steady = [101.0, 100, 102, 100.5, 101.5, 99, 100.2, 101.2, 99.5, 100.7]
    let warming = steady.enumerated().map { $1 * (1.4 - 0.04 * Double($0)) }
    let report = try compare(trials(warming), trials(steady))
    #expect(report.trends.map(\.verdict) == ["improves", "steady", "worsens"])
    #expect(report.remarks[0].hasPrefix("base improved from round to round, cpu_ns_per_op changed by -"))
    #expect(report.remarks[1].hasPrefix("the difference between the sides is not steady: it changed by +"))
    #expect(report.remarks[2].hasPrefix("the histograms of latencies differ"), "\(report.remarks)")
    let trend = try #require(try json(report)["trend"]?.table)
    #expect(trend.members.map(\.key) == ["baseline", "candidate", "difference"])
    let slope = try #require(trend["baseline"]?.table?["slope"]?.number)
    #expect(slope < -2 && slope > -6, "percent a round: \(slope)")
    #expect(try json(report)["histogram"]?.table?["differs"]?.bool == true)
    for remark in report.remarks { #expect(report.markdown.contains(Markdown.escaped(remark))) }

    let quiet = try compare(trials(steady), trials(steady.reversed()), calibration: trials(steady))
    #expect(quiet.trends.allSatisfy { $0.verdict == "steady" } && !quiet.histogramsDiffer)
    #expect(quiet.remarks.count == 1 && quiet.remarks[0].hasPrefix("no evidence"), "\(quiet.remarks)")
    let short = try compare(trials(Array(steady.prefix(5))), trials(Array(warming.prefix(5))))
    #expect(short.remarks.last?.hasPrefix("too few rounds") == true, "\(short.remarks)")
    let untimed = try compare(
      trials(steady, timed: 0), trials(steady, timed: 0), timing: LatencyPlan(every: nil))
    #expect(untimed.histogram == nil && untimed.remarks.isEmpty)
    #expect(
      try json(untimed)["histogram"]?.table?["reason"]?.string == "no operation was timed in some replay")
  }
}

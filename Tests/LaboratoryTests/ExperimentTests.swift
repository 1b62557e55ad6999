import Foundation
import HashMaps
import TestSupport
import Testing
import Workloads

@testable import Laboratory

@Suite struct ExperimentTests {
  private let demo = Repository.path("data/workloads/demo.csv")

  private func arms(_ layouts: [Layout]) -> [Arm] {
    layouts.map { Arm(label: $0.name, map: .fixed($0), sampleEvery: 8) }
  }

  @Test func everyRoundRunsEveryArmInAnOrderOfItsOwn() throws {
    let workload = try Experiment.load(demo, limits: CSVLimits())
    #expect(workload.operations == 2000 && workload.inputDigest?.count == 32 && !workload.isCut)
    var progress: [Int] = []
    var hooks = Experiment.Hooks()
    hooks.progress = { done, all in
      #expect(all == 28)
      progress.append(done)
    }
    let experiment = Experiment(
      workload, arms: arms([.chaining, .robinhood, .grouped, .compact]), seed: 9, hooks: hooks)
    let trials = try experiment.run(rounds: 6, warmUps: 1)
    #expect(progress == Array(0..<28))
    #expect(trials.count == 4 && trials.allSatisfy { $0.map(\.round) == Array(1...6) })
    for round in 0..<6 {
      #expect(Set(trials.map { $0[round].seed }).count == 1, "one seed for all arms of round \(round)")
      #expect(Set(trials.map { $0[round].place }) == [1, 2, 3, 4])
      #expect(Set(trials.map { $0[round].entries }).count == 1, "the same content in every layout")
    }
    #expect(Set(trials[0].map(\.seed)).count == 6)
    #expect(Set((0..<6).map { round in trials.map { $0[round].place } }).count > 1, "orders differ")
    for (layout, trials) in zip(["chaining", "robinhood", "grouped", "compact"], trials) {
      for trial in trials {
        #expect(trial.layout == layout && trial.operations == 2000 && trial.processorNanoseconds > 0)
        #expect(trial.milliseconds(kind: 0, quantile: 0) != nil)
        #expect(trial.milliseconds(kind: 0, quantile: 3) == nil, "too few samples for p99.9")
      }
    }
  }

  @Test func aWorkloadIsLentAndComesBackWhole() throws {
    let whole = try LoadedWorkload(path: demo, limits: CSVLimits())
    for engine in ReplayEngine.allCases {
      for _ in 0..<2 {
        var settings = ReplaySettings(map: .fixed(.grouped))
        settings.engine = engine
        settings.wantsDigest = true
        let result = try Replay(settings, source: whole.source(), hooks: ReplayHooks()).run()
        let file = try Replay(
          settings, source: try CSVOperationSource(path: demo), hooks: ReplayHooks()
        ).run()
        #expect(result.contentDigest == file.contentDigest && result.counts.total == 2000, "\(engine)")
      }
      // A run that ends early gives back what it was lent, too.
      var hooks = ReplayHooks()
      hooks.interruption = { 2 }
      let broken = try Replay(
        ReplaySettings(map: .fixed(.grouped)), source: whole.source(), hooks: hooks
      ).run()
      #expect(broken.ending.status == "interrupted")
    }
    let cut = try LoadedWorkload(path: demo, limits: CSVLimits(), operations: 77)
    #expect(cut.operations == 77 && cut.isCut && cut.inputDigest == nil)
    let result = try Replay(
      ReplaySettings(map: .fixed(.compact)), source: cut.source(), hooks: ReplayHooks()
    ).run()
    #expect(result.counts.total == 77)
  }

  @Test func whatCannotBeRunSaysWhy() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.write("empty.csv", "op,key,value\n")
    let bad = try folder.write("bad.csv", "op,key,value\nput,a,1\nfrob,a,1\n")
    func failure(_ path: String) -> String {
      do throws(LaboratoryError) {
        _ = try Experiment.load(path, limits: CSVLimits())
        return "none"
      } catch {
        return error.description
      }
    }
    #expect(failure(empty) == "\(empty): the workload has no operations")
    #expect(failure(bad).contains("line 3"), "\(failure(bad))")
    #expect(failure(folder.file("none")).contains("No such file"))
    let workload = try Experiment.load(demo, limits: CSVLimits())
    var hooks = Experiment.Hooks()
    hooks.interruption = { 15 }
    let experiment = Experiment(workload, arms: arms([.grouped]), seed: 1, hooks: hooks)
    #expect {
      try experiment.run(rounds: 1, warmUps: 0)
    } throws: { error in
      "\(error)" == "grouped: the replay was interrupted"
    }
    let target = try folder.write("file", "")
    let free = Experiment(workload, arms: arms([.grouped]), seed: 1)
    #expect {
      try free.record(arm: 0, ticks: 4, folder: target)
    } throws: { error in
      "\(error)".contains("create folder")
    }
  }

  @Test func recordingsOfTwoArmsMeetAtTheSameOperations() throws {
    let folder = try TemporaryFolder()
    let workload = try Experiment.load(demo, limits: CSVLimits())
    let experiment = Experiment(workload, arms: arms([.chaining, .robinhood]), seed: 4)
    let recordings = try (0..<2).map {
      try experiment.record(arm: $0, ticks: 10, folder: folder.file("side\($0)"))
    }
    for recording in recordings {
      #expect(recording.timeline.points.map(\.operation) == (0...10).map { UInt64($0 * 200) })
      #expect(recording.result.ticks == 12 && recording.result.events.count >= 2)
    }
    let lines = try folder.read("side1/metrics.ndjson").split(separator: "\n")
    #expect(lines.count == 12 && lines.allSatisfy { $0.contains("\"backend\":\"robinhood\"") })
  }

  /// A full disk leaves no part of a recording, and what was there before.
  @Test func aFullDiskLeavesNoPartOfARecording() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      for name in ["new", "old"] {
        try FileManager.default.createDirectory(
          atPath: folder.file(name), withIntermediateDirectories: false)
      }
      try folder.write("old/metrics.ndjson", "of an earlier run\n")
      let workload = try Experiment.load(Repository.path("data/workloads/demo.csv"), limits: CSVLimits())
      let arm = Arm(label: "a", map: .fixed(.grouped), sampleEvery: nil)
      let experiment = Experiment(workload, arms: [arm], seed: 4)
      for name in ["new", "old"] {
        let failure = withFileSizeLimit(70_000) { () -> String in
          do {
            _ = try experiment.record(arm: 0, ticks: 500, folder: folder.file(name))
            return "none"
          } catch {
            return "\(error)"
          }
        }
        if !failure.contains("write") { exit(1) }
      }
      let left = try ["new", "old"].map {
        try FileManager.default.contentsOfDirectory(atPath: folder.file($0))
      }
      if left != [[], ["metrics.ndjson"]] { exit(2) }
      if try folder.read("old/metrics.ndjson") != "of an earlier run\n" { exit(4) }
    }
  }
}

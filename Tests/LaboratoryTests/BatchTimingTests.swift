import Foundation
import TestSupport
import Testing

@testable import Laboratory

/// Latencies of jobs whose workload is short: runs of their own time them, and what cannot be told is said.
@Suite struct BatchTimingTests {
  /// A folder with a program that prints the figures of a replay of so many operations, one in 1,024 or in what the
  /// command line says timed, and notes how it was called.
  private func suite(
    _ folder: TemporaryFolder, operations: Int, extra: String = "", job: String = "", exitOfTimings: Int = 0
  ) throws -> BatchSpec {
    let program = try folder.write(
      "program",
      """
      #!/bin/sh
      echo "$*" >>\(folder.file("calls"))
      every=1024 p99=null
      case "$*" in *--latency-sample-every*) every=${*##*--latency-sample-every }; every=${every%% *}
        [ \(exitOfTimings) = 0 ] || exit \(exitOfTimings);; esac
      timed=$((\(operations) / every))
      if [ $timed -ge 1000 ]; then p99=$((timed + 500)); fi
      echo "{\\"ops_per_second\\":$((1000000 / every)),\\"bytes_per_entry\\":40,\\"mean_probe\\":1.5,\\"puts\\":\(operations),\
      \\"gets\\":0,\\"dels\\":0,\\"latency_ns\\":{\\"overall\\":{\\"p50\\":500,\\"p99\\":$p99,\\"count\\":$timed}}}"
      """)
    try folder.write("w.csv", "op,key,value\n")
    return try BatchSpec.read(
      folder.write(
        "suite.toml",
        """
        [budgets.write-heavy]
        max_p99_ms = 0.01
        max_p50_ms = 0.01
        [batch]
        hashmap_cli = "/bin/sh \(program)"
        repeats = 3
        [[batch.jobs]]
        name = "job"
        command = "run-csv"
        csv = "w.csv"
        extra_args = [\(extra)]
        \(job)
        """))
  }

  private func run(_ spec: BatchSpec, _ folder: TemporaryFolder, resumes: Bool = false) throws -> BatchOutcome
  {
    let plan = Batch.Plan(
      program: spec.program ?? [], parallel: 2, stateFile: folder.file("state"), resumes: resumes)
    return try #require(try Batch(spec, plan, scratch: folder.path).run().first)
  }

  private func reasons(_ outcome: BatchOutcome, _ spec: BatchSpec) -> [String] {
    BudgetVerdict.judge([outcome], spec.budgets, comparison: nil).map {
      "\($0.kind.rawValue) \($0.result.rawValue)\($0.reason.isEmpty ? "" : ": \($0.reason)")"
    }
  }

  @Test func shortWorkloadsAreTimedInRunsOfTheirOwn() throws {
    let folder = try TemporaryFolder()
    let spec = try suite(
      folder, operations: 20_000, extra: "\"--metrics-out-dir=ticks\", \"--digest\"",
      job: "json_summary = \"s.json\"")
    let outcome = try run(spec, folder)
    #expect(outcome.status == .ok && outcome.runs.count == 3 && outcome.timings.count == 3)
    // One in ten is 2,000 of them; results are left to the runs that measure.
    let calls = try folder.read("calls").split(separator: "\n")
    #expect(calls.count == 6 && calls.prefix(3).allSatisfy { $0.contains("--json-summary-out s.json") })
    #expect(
      calls.suffix(3).allSatisfy {
        $0 == "--json --quiet run-csv --csv w.csv --digest --latency-sample-every 10"
      },
      "\(calls)")
    #expect(outcome.values("p99_ms") == [0.0025, 0.0025, 0.0025] && outcome.values("p50_ms").count == 3)
    #expect(outcome.operationsPerSecond == 976, "of the runs that time little")
    #expect(outcome.entry.samples["p99_ms"]?.count == 3)
    #expect(reasons(outcome, spec) == ["max_p50_ms kept", "max_p99_ms kept"])
    // What was measured is taken over with its latencies.
    let again = try run(spec, folder, resumes: true)
    #expect(again.status == .resumed && again.values("p99_ms") == outcome.values("p99_ms"))
    #expect(
      again.timings.map(\.timedOperations) == [2000, 2000, 2000] && again.entry == resumed(outcome.entry))
    let report = BatchReport(run: SampleBatch.run([outcome]), outcomes: [outcome], jobs: 1)
    #expect(report.document.markdown.contains("p50 and p99 of job are of further runs"))
  }

  private func resumed(_ entry: CatalogueJob) -> CatalogueJob {
    var entry = entry
    entry.status = "resumed"
    return entry
  }

  @Test func tooFewSamplesAreSaid() throws {
    let cases: [(operations: Int, extra: String, timings: Int, reasons: [String])] = [
      // Long enough by itself.
      (2_000_000, "", 0, ["max_p50_ms kept", "max_p99_ms kept"]),
      // Too short for a 99th percentile whatever is timed.
      (
        300, "", 3,
        [
          "max_p50_ms kept",
          "max_p99_ms undecided: too few samples: p99 needs 1,000 timed operations, and the workload has 300",
        ]
      ),
      (
        12, "", 0,
        [
          "max_p50_ms undecided: too few samples: p50 needs 20 timed operations, and the workload has 12",
          "max_p99_ms undecided: too few samples: p99 needs 1,000 timed operations, and the workload has 12",
        ]
      ),
      // Whoever says how operations are timed is obeyed, and so is a job that would not be the same again.
      (
        20_000, "\"--latency-sample-every\", \"100\"", 0,
        [
          "max_p50_ms kept",
          "max_p99_ms undecided: too few samples: p99 needs 1,000 timed operations, and 200 were timed; "
            + "a smaller latency_sample_every times more",
        ]
      ),
      (
        20_000, "\"--snapshot-out\", \"s.adh\"", 0,
        [
          "max_p50_ms undecided: too few samples: p50 needs 20 timed operations, and 19 were timed; "
            + "a smaller latency_sample_every times more",
          "max_p99_ms undecided: too few samples: p99 needs 1,000 timed operations, and 19 were timed; "
            + "a smaller latency_sample_every times more",
        ]
      ),
    ]
    for item in cases {
      let folder = try TemporaryFolder()
      let spec = try suite(folder, operations: item.operations, extra: item.extra)
      let outcome = try run(spec, folder)
      #expect(outcome.isOK && outcome.timings.count == item.timings, "\(item)")
      #expect(reasons(outcome, spec) == item.reasons, "\(item.operations)")
    }
  }

  /// A job has done what it was asked before its operations are timed; that this failed is said where it matters.
  @Test func timingsThatFailLeaveLatenciesUnknown() throws {
    let folder = try TemporaryFolder()
    let spec = try suite(folder, operations: 20_000, exitOfTimings: 7)
    let outcome = try run(spec, folder)
    #expect(outcome.status == .ok && outcome.exit == 0 && outcome.timings.contains { $0.exit == 7 })
    #expect(outcome.median("p99_ms") == nil && outcome.median("p50_ms") == nil)
    #expect(
      reasons(outcome, spec).last
        == "max_p99_ms undecided: a run that times operations ended with exit code 7")
  }

  /// Programs that tell no latencies, and commands that replay nothing, have no such runs.
  @Test func whatTellsNoLatenciesIsLeftAlone() throws {
    let job = BatchJob(
      name: "j", command: "profile", arguments: ["profile", "--csv", "w.csv"], workloadClass: nil,
      environment: [:],
      repeats: 1, timeLimit: 1)
    var run = BatchRun(
      exit: 0, isLate: false, seconds: 1, figures: [:], facts: BatchRun.Facts(), backend: nil, log: "")
    run.operations = 5000
    run.timedOperations = 4
    #expect(job.timingArguments(after: [run]) == nil)
    var replay = job
    replay.command = "run-csv"
    #expect(replay.timingArguments(after: [run])?.suffix(2) == ["--latency-sample-every", "2"])
    replay.arguments = ["run-csv", "--csv", "-"]
    #expect(replay.timingArguments(after: [run]) == nil, "what was read is gone")
    run.timedOperations = nil
    replay.arguments = ["run-csv", "--csv", "w.csv"]
    #expect(replay.timingArguments(after: [run]) == nil)
    #expect(
      BatchOutcome(job: replay, runs: [run], isResumed: false).obstacle(to: BatchMetric.named("p99_ms")!)
        == "its result does not tell p99_ms")
  }
}

import Foundation
import TestSupport
import Testing

@testable import Laboratory

@Suite struct BatchResumeTests {
  /// A folder with a suite of two jobs and a program that notes which workloads it was given.
  private func suite(_ folder: TemporaryFolder) throws -> BatchSpec {
    // A shell reads it: whoever executes a file that another test's fork holds open for a moment finds it busy.
    let program = try folder.write(
      "program", "#!/bin/sh\necho \"$*\" >>\(folder.file("calls"))\n")
    for name in ["a.csv", "b.csv", "b.toml"] { try folder.write(name, "first") }
    let spec = try folder.write(
      "suite.toml",
      """
      [batch]
      hashmap_cli = "/bin/sh \(program)"
      [[batch.jobs]]
      name = "a"
      command = "run-csv"
      csv = "a.csv"
      [[batch.jobs]]
      name = "b"
      command = "ab-compare"
      csv = "b.csv"
      extra_args = ["--candidate-config=b.toml"]
      """)
    return try BatchSpec.read(spec)
  }

  private func run(
    _ spec: BatchSpec, _ folder: TemporaryFolder
  ) throws -> (states: [String], changed: [String]) {
    var changed: [String] = []
    var hooks = Batch.Hooks()
    hooks.changed = { job, paths in changed.append("\(job.name): \(paths.joined(separator: " "))") }
    let plan = Batch.Plan(
      program: spec.program ?? [], parallel: 1, stateFile: folder.file("state"), resumes: true)
    let outcomes = try Batch(spec, plan, scratch: folder.path, hooks: hooks).run()
    return (outcomes.map(\.status.rawValue), changed)
  }

  @Test func jobsWhoseFilesChangedRunAgain() throws {
    let folder = try TemporaryFolder()
    let spec = try suite(folder)
    #expect(try run(spec, folder).states == ["ok", "ok"])
    #expect(try run(spec, folder).states == ["resumed", "resumed"])
    // The same size, and a time that is not looked at.
    try folder.write("a.csv", "secnd")
    var found = try run(spec, folder)
    #expect(found.states == ["ok", "resumed"] && found.changed == ["a: a.csv"])
    try folder.write("b.toml", "other")
    found = try run(spec, folder)
    #expect(found.states == ["resumed", "ok"] && found.changed == ["b: b.toml"])
    // Gone and back: while it is missing the job is tried, as its result may have changed.
    try FileManager.default.removeItem(atPath: folder.file("b.csv"))
    found = try run(spec, folder)
    #expect(found.states == ["resumed", "ok"] && found.changed == ["b: b.csv"])
    #expect(try folder.read("calls").split(separator: "\n").count == 5)
    // A state of an earlier version tells no digests, so that nothing is known of the files.
    let state = try folder.read("state").replacingOccurrences(of: "\"inputs\"", with: "\"before\"")
    try folder.write("state", state)
    #expect(try run(spec, folder).states == ["ok", "ok"])
  }

  /// What an earlier batch found stays in the state until it is the job's turn.
  @Test func aBatchThatIsBrokenOffTwiceForgetsNothing() throws {
    let folder = try TemporaryFolder()
    let spec = try suite(folder)
    #expect(try run(spec, folder).states == ["ok", "ok"])
    try folder.write("a.csv", "secnd")
    var hooks = Batch.Hooks()
    var ended = 0
    hooks.ended = { _ in ended += 1 }
    hooks.interruption = { ended > 0 ? 15 : nil }
    let plan = Batch.Plan(
      program: spec.program ?? [], parallel: 1, stateFile: folder.file("state"), resumes: true)
    let outcomes = try Batch(spec, plan, scratch: folder.path, hooks: hooks).run()
    #expect(outcomes.map(\.job.name) == ["a"])
    #expect(try run(spec, folder).states == ["resumed", "resumed"])
  }

  /// A state that cannot be read says which file it is and what to do; nothing is run, and the file stays.
  @Test func aDamagedStateIsRefused() throws {
    let folder = try TemporaryFolder()
    let spec = try suite(folder)
    #expect(try run(spec, folder).states == ["ok", "ok"])
    let state = try folder.read("state")
    let lines = state.split(separator: "\n").map(String.init)
    let cases: [(text: String, line: Int, detail: String)] = [
      (String(state.dropLast()), 2, "its last line is cut"),
      (String(state.dropLast(40)), 2, "its last line is cut"),
      ("op,key,value\n", 1, ""), ("{}\n", 1, "this is no outcome of a job"),
      ("[1]\n", 1, "this is no outcome of a job"), (lines[0] + "\n" + lines[1].dropLast(9) + "\n", 2, ""),
      (lines[0] + "\n\u{0}\u{0}\u{0}\n" + lines[1] + "\n", 2, ""), ("\u{FFFD}PNG\n", 1, ""),
      (state.replacingOccurrences(of: "\"runs\":[", with: "\"runs\":1,\"x\":["), 1, "no outcome"),
    ]
    for (text, line, detail) in cases {
      try folder.write("state", text)
      do {
        let found = try run(spec, folder)
        Issue.record("\(text) was taken up: \(found)")
      } catch LaboratoryError.specification(let error) {
        #expect(error.file == folder.file("state") && error.line == line, "\(text): \(error)")
        #expect(error.detail.contains("--resume goes on from is damaged"), "\(error)")
        #expect(detail.isEmpty || error.detail.contains(detail), "\(error)")
        #expect(error.hint?.hasPrefix("delete \(folder.file("state")) to run all jobs anew") == true)
      }
      #expect(try folder.read("state") == text)
    }
    #expect(try folder.read("calls").split(separator: "\n").count == 2, "nothing was run")
    // Jobs that the specification no longer has are passed over, and in an empty state nothing was done.
    try folder.write("state", "")
    #expect(try run(spec, folder).states == ["ok", "ok"])
    try folder.write("state", state.replacingOccurrences(of: "\"name\":\"a\"", with: "\"name\":\"former\""))
    #expect(try run(spec, folder).states == ["ok", "resumed"])
  }

  /// A pipe is no input that could be read twice, and nobody waits for its writer.
  @Test func inputsAreRegularFiles() throws {
    let folder = try TemporaryFolder()
    try folder.write("file", "abc")
    mkfifo(folder.file("pipe"), 0o600)
    let inputs = ["file", "pipe", "none", folder.file("file")].map { BatchInput(path: $0, in: folder.path) }
    #expect(inputs[0].digest?.count == 32 && inputs[0].digest == inputs[3].digest)
    #expect(inputs[1].digest == nil && inputs[2].digest == nil)
  }

  @Test func onlyWhatEndedWellIsRanked() throws {
    let ok = SampleBatch.outcome("ok", rates: [1000])
    let failed = SampleBatch.outcome("failed", rates: [9000], exit: 5)
    // Runs that print what they have when they are told to end, as run-csv does.
    let late = BatchRun(
      exit: 143, isLate: true, seconds: 1, figures: ["ops_per_second": 5000], facts: BatchRun.Facts(),
      backend: nil, log: "")
    let outcome = BatchOutcome(
      job: SampleBatch.outcome("late", rates: [1, 1]).job, runs: ok.runs + [late], isResumed: false)
    #expect(outcome.status == .timeout && outcome.operationsPerSecond == 3000)
    let outcomes = [ok, failed, outcome]
    let report = BatchReport(run: SampleBatch.run(outcomes), outcomes: outcomes, jobs: 3)
    #expect(report.ranking.map(\.outcome.job.name) == ["ok"])
  }
}

import Foundation
import TestSupport
import Testing

@testable import Laboratory

@Suite struct BatchReportTests {
  // MARK: Comparison

  private func comparison(
    _ before: [BatchOutcome], _ after: [BatchOutcome], gate: Double? = 5,
    machine: CatalogueRun.Machine = SampleBatch.machine
  ) -> BatchComparison {
    BatchComparison(
      name: "main", baseline: SampleBatch.run(before, machine: machine, number: 1),
      candidate: SampleBatch.run(after), gate: gate)
  }

  @Test func slowerJobsFailTheGate() {
    let before = [
      SampleBatch.outcome("same", rates: SampleBatch.rates(1e6)),
      SampleBatch.outcome("worse", rates: SampleBatch.rates(1e6)), SampleBatch.outcome("gone", rates: [1]),
    ]
    let after = [
      SampleBatch.outcome("same", rates: SampleBatch.rates(1e6, seed: 1)),
      SampleBatch.outcome("worse", rates: SampleBatch.rates(8e5, seed: 1)),
      SampleBatch.outcome("new", rates: [1]),
    ]
    let result = comparison(before, after)
    #expect(result.gateResult == .regression)
    #expect(result.regressions.map { "\($0.job) \($0.item.metric.name)" } == ["worse ops_per_second"])
    #expect(result.unmatched == ["new (new)", "gone (gone)"])
    #expect(result.jobs.map(\.items.count) == [5, 5])
    let shift = result.jobs[1].items[0].metric.shift
    #expect(abs(shift + 20) < 1, "\(shift)")
    let lax = comparison(Array(before.prefix(2)), after, gate: 30)
    #expect(lax.gateResult == .passed, "20 % is less than 30 %, and a new job does not matter: \(lax.doubts)")
    #expect(comparison(before, after, gate: nil).gateResult == nil)
    #expect(comparison(Array(before.prefix(1)), Array(after.prefix(1))).gateResult == .passed)
  }

  /// What cannot be compared never passes a gate.
  @Test func doubtsLeaveAGateUndecided() {
    let before = SampleBatch.outcome("a", rates: SampleBatch.rates(1e6))
    let other = CatalogueRun.Machine(cpu: "another", cores: 4, os: "Linux")
    let cases: [(BatchComparison, String)] = [
      (comparison([before], [before]), "same measurement"),
      (
        comparison(
          [before], [SampleBatch.outcome("a", rates: SampleBatch.rates(1e6, seed: 1), digest: "d2")]),
        "workload has changed"
      ),
      (
        comparison(
          [before], [SampleBatch.outcome("a", rates: SampleBatch.rates(1e6, count: 9))], machine: other),
        "another machine"
      ),
      (
        comparison([SampleBatch.outcome("a", rates: [2, 3])], [SampleBatch.outcome("a", rates: [3, 2, 3])]),
        "run "
      ),
      (comparison([SampleBatch.outcome("a", rates: [1], exit: 1)], [before]), "failed in the baseline"),
    ]
    for (result, words) in cases {
      #expect(
        result.gateResult == .undecided && result.doubts.first?.contains(words) == true, "\(result.doubts)")
    }
  }

  /// A gate that has nothing to compare, or whose baseline had a job more, has not shown that all is well.
  @Test func aGateThatComparesNothingIsUndecided() {
    let a = SampleBatch.outcome("a", rates: SampleBatch.rates(1e6))
    let again = SampleBatch.outcome("a", rates: SampleBatch.rates(1e6, seed: 1))
    let b = SampleBatch.outcome("b", rates: SampleBatch.rates(1e6, seed: 2))
    let renamed = comparison([a], [b])
    #expect(renamed.gateResult == .undecided && renamed.jobs.isEmpty)
    #expect(renamed.doubts == ["a: a job of the baseline that is gone", "no job was compared"])
    #expect(renamed.unmatchedSentence == "Only in one of them: b (new), a (gone).")
    let lost = comparison([a, b], [again])
    #expect(lost.gateResult == .undecided)
    #expect(lost.doubts == ["b: a job of the baseline that is gone"])
    #expect(comparison([a], [again, b]).gateResult == .passed, "a new job alone does not matter")
    #expect(comparison([a], [b], gate: nil).gateResult == nil)
    #expect(comparison([a], [again]).unmatchedSentence == nil)
  }

  // MARK: Budgets

  @Test func budgets() {
    let outcomes = [
      SampleBatch.outcome("reads", rates: SampleBatch.rates(1e6, seed: 1), workloadClass: "read-heavy"),
      SampleBatch.outcome("derived", rates: [1e6], tail: nil),
      SampleBatch.outcome("broken", rates: [], exit: 1, workloadClass: "read-heavy"),
      SampleBatch.outcome("none", rates: [1], workloadClass: "churn"),
    ]
    let limits: [WorkloadBudget.Kind: Double] = [
      .throughput: 9e5, .slowdown: 5, .tail: 0.003, .bytes: 40, .probes: 1.3,
    ]
    let budgets = [
      WorkloadBudget(workloadClass: "read-heavy", limits: limits),
      WorkloadBudget(workloadClass: "mixed", limits: [.tail: 1, .slowdown: 5]),
    ]
    func words(_ comparison: BatchComparison?) -> [String] {
      BudgetVerdict.judge(outcomes, budgets, comparison: comparison).map {
        "\($0.job) \($0.kind.rawValue) \($0.result.rawValue)"
      }
    }
    #expect(
      words(nil) == [
        "reads min_ops_per_second kept", "reads max_slowdown_percent unjudged", "reads max_p99_ms broken",
        "reads max_bytes_per_entry kept", "reads max_mean_probe kept",
        "derived max_slowdown_percent unjudged", "derived max_p99_ms undecided",
      ])
    for (rate, result) in [(1e6, "kept"), (1.2e6, "broken"), (1.04e6, "kept")] {
      let before = [SampleBatch.outcome("reads", rates: SampleBatch.rates(rate))]
      let found = words(comparison(before, outcomes, gate: nil))
      #expect(found[1] == "reads max_slowdown_percent \(result)", "\(rate)")
      #expect(found[5] == "derived max_slowdown_percent unjudged")
    }
    let few = comparison([SampleBatch.outcome("reads", rates: [1e6])], outcomes, gate: nil)
    #expect(words(few)[1] == "reads max_slowdown_percent undecided")
  }

  @Test func workloadClasses() {
    let cases: [(Int, Int, Int, WorkloadClass?)] = [
      (0, 0, 0, nil), (1, 9, 0, .readHeavy), (6, 4, 0, .writeHeavy), (4, 4, 2, .churn), (5, 5, 0, .mixed),
      (0, 8, 2, .churn), (.max, 1, 1, .writeHeavy),
    ]
    for (puts, gets, deletes, expected) in cases {
      #expect(
        WorkloadClass(puts: puts, gets: gets, deletes: deletes) == expected, "\(puts) \(gets) \(deletes)")
    }
  }

  /// Names of jobs of a matrix differ at their ends: what is too wide for a page keeps them.
  @Test func longNamesKeepTheirEndsInPDF() throws {
    let name =
      "a workload with a name that is far longer than any column of a page can be, as 文件的名字常常很长 are"
    let outcomes = ["adaptive", "fast-lookup"].map {
      SampleBatch.outcome("\(name) / \($0)", rates: [1000, 1010])
    }
    var report = BatchReport(run: SampleBatch.run(outcomes, number: 2), outcomes: outcomes, jobs: 2)
    report.history = [
      SampleBatch.run(outcomes.map { SampleBatch.outcome($0.job.name, rates: [900]) }, number: 1), report.run,
    ]
    let folder = try TemporaryFolder()
    let path = folder.file("r.pdf")
    try Data(report.document.pdf()).write(to: URL(fileURLWithPath: path))
    // Beside the margins nothing stands, and no title in its neighbour, whatever the fonts lack.
    let text = try poppler("pdftotext", ["-layout", path, "-"])
    let right = try poppler("pdftotext", ["-bbox", path, "-"]).matches(of: /xMax="([0-9.]+)"/).compactMap {
      Double($0.1)
    }
    #expect(right.count > 50 && right.allSatisfy { $0 <= 595.3 - 38 }, "\(right.max() ?? 0)")
    #expect(!text.contains("Job Logs"), "no job failed, and the logs of others are left out")
    #expect(text.contains("/ adaptive") && text.contains("/ fast-lookup"), "\(text)")
    for title in ["adaptive: Ops/s", "adaptive: p99", "fast-lookup: Bytes/entry"] {
      #expect(text.contains(title), "\(title) is what a chart is about: \(text)")
    }
  }

  /// What runs measured until they failed or their time was over has no place in the course of a job.
  @Test func onlyWhatEndedWellIsDrawn() throws {
    func run(_ number: Int64, _ rate: Double, _ status: String = "ok") -> CatalogueRun {
      var run = SampleBatch.run(
        [SampleBatch.outcome("job", rates: [rate, rate + Double(number)])], number: number)
      run.jobs[0].status = status
      return run
    }
    let runs = [
      run(1, 1000), run(2, 9000, "timeout"), run(3, 1010, "resumed"), run(4, 5, "failed"), run(5, 1020),
    ]
    let course = JobHistory("job", runs, marked: nil)
    #expect(course.charts[0].points.map(\.label) == ["run 1", "run 3", "run 5"])
    #expect(course.table.rows.map { $0[0].text } == ["1", "3", "5"])
    #expect(
      course.omission == "job: left out, since it did not end well there: runs 2 (timeout), 4 (failed).",
      "\(course)")
    #expect(JobHistory("job", [runs[0], runs[2]], marked: nil).omission == nil)
    let failing = (1...12).map { run($0, 1, "failed") }
    let lost = JobHistory("job", failing, marked: nil)
    #expect(lost.charts.isEmpty && lost.omission?.hasSuffix("12 (failed) and 4 before.") == true)
    var report = BatchReport(run: failing[11], outcomes: [], jobs: 1)
    report.history = failing
    #expect(report.document.markdown.contains("did not end well there"), "said without a chart, too")
  }

  // MARK: Forms

  /// A report with everything in it.
  private func report() -> BatchReport {
    let outcomes = [
      SampleBatch.outcome("reads", rates: SampleBatch.rates(1e6, seed: 1), workloadClass: "read-heavy"),
      SampleBatch.outcome("pipe|<b>λ", rates: SampleBatch.rates(8e5, seed: 2), log: "```\n</script>"),
      SampleBatch.outcome("fails", rates: [], exit: 5, log: "{\"error\":\"IO\",\"detail\":\"nope.csv\"}"),
    ]
    let history = (1...6).map { index in
      SampleBatch.run(
        [
          SampleBatch.outcome("reads", rates: SampleBatch.rates(1e6 + 2e4 * Double(index % 3), seed: index)),
          SampleBatch.outcome("pipe|<b>λ", rates: SampleBatch.rates(1e6, seed: index)),
        ], startedAt: 1_699_000_000_000_000_000 + Int64(index) * 86_400_000_000_000, number: Int64(index))
    }
    let run = SampleBatch.run(outcomes, number: 7)
    var report = BatchReport(
      run: run, outcomes: outcomes, jobs: 3, generatedAt: "2026-01-02T03:04:05Z")
    report.catalogue = "/data/catalogue.db"
    report.comparison = BatchComparison(name: "main", baseline: history[0], candidate: run, gate: 5)
    report.budgets = BudgetVerdict.judge(
      outcomes,
      [
        WorkloadBudget(workloadClass: "read-heavy", limits: [.throughput: 9e5, .slowdown: 3, .tail: 0.003]),
        WorkloadBudget(workloadClass: "mixed", limits: [.slowdown: 10]),
      ], comparison: report.comparison)
    report.history = history + [run]
    return report
  }

  @Test func goldens() throws {
    let document = report().document
    #expect(try Repository.difference(document.markdown, from: "Tests/Goldens/batch/report.md") == nil)
    #expect(try Repository.difference(document.html, from: "Tests/Goldens/batch/report.html") == nil)
    #expect(!document.html.contains("src=") && !document.html.contains("href="), "needs nothing else")
    #expect(!document.html.contains("<b>") && document.html.components(separatedBy: "</script>").count == 2)
  }

  /// The PDF as another program reads it (poppler).
  @Test func thePDFSaysTheSame() throws {
    let folder = try TemporaryFolder()
    let bytes = try report().document.pdf()
    #expect(try report().document.pdf() == bytes, "the same report gives the same bytes")
    try Data(bytes).write(to: URL(fileURLWithPath: folder.file("report.pdf")))
    let text = try poppler("pdftotext", ["-raw", "-enc", "UTF-8", folder.file("report.pdf"), "-"])
    #expect(try Repository.difference(text, from: "Tests/Goldens/batch/report.pdf.txt") == nil)
    #expect(text.contains("pipe|<b><U+03BB>"), "what the fonts lack is written by its number")
    let facts = try poppler("pdfinfo", [folder.file("report.pdf")])
    #expect(facts.contains("Adaptive Hash Map Batch Report") && facts.contains("hashmap-cli 0.1.0"))
    #expect(!facts.contains("CreationDate"))
  }

  /// Long names, long lines, many jobs: nothing is drawn beyond the page, and nothing is missing.
  @Test func aLargePDF() throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "a very long name of a job ", count: 12)
    let outcomes = (0..<300).map { index in
      SampleBatch.outcome(
        "job \(index) \(index % 50 == 0 ? name : "")", rates: [Double(1000 + index)],
        exit: index == 299 ? 1 : 0,
        log: String(repeating: "x", count: 3000) + "\nlast line")
    }
    let report = BatchReport(run: SampleBatch.run(outcomes), outcomes: outcomes, jobs: 300)
    try Data(try report.document.pdf()).write(to: URL(fileURLWithPath: folder.file("report.pdf")))
    let text = try poppler("pdftotext", ["-layout", folder.file("report.pdf"), "-"])
    for index in 0..<300 {
      // In the table, in the ranking, which the job that failed has no place in, and above its log.
      let places = text.components(separatedBy: "job \(index) ").count
      #expect(places > (index == 299 ? 1 : 2), "job \(index)")
    }
    #expect(text.contains("last line"))
    let boxes = try poppler("pdftotext", ["-bbox", folder.file("report.pdf"), "-"])
    let edges = boxes.components(separatedBy: "xMax=\"").dropFirst().compactMap { part in
      Double(part.prefix { $0 != "\"" })
    }
    #expect(edges.count > 1000 && edges.allSatisfy { $0 <= 595 }, "\(edges.max() ?? 0)")
  }

  private func poppler(_ tool: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(tool) comes with poppler-utils: scripts/setup")
    return String(decoding: bytes, as: UTF8.self)
  }
}

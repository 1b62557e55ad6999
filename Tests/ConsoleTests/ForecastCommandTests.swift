import Documents
import Foundation
import TestSupport
import Testing

@Suite struct ForecastCommandTests {
  private func run() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let made = try Product.bash(
      """
      set -e
      hashmap-cli generate-csv --outfile w.csv --ops 60000 --read-ratio 0.3 --del-ratio 0 --insert-ratio 0.9 \
        --key-space 1000 --seed 5 --quiet
      hashmap-cli --mode grouped run-csv --csv w.csv --seed 1 --tick-ops 200 --tick-interval 0 \
        --metrics-out-dir run --metrics-max-ticks 10000 --quiet
      """, in: folder.path)
    #expect(made.exitCode == 0, "\(made.errors)")
    return folder
  }

  private func document(_ result: Product.Finished) throws -> DocumentTable {
    let all = try JSON.parse(Array(result.output.utf8), file: "out")
    return try #require(all.table?["forecast"]?.table, "\(result.output)\(result.errors)")
  }

  @Test func splitsAndThresholdsAreForecastWithTheirBackTest() throws {
    let folder = try run()
    let result = try Product.run(
      [
        "forecast", "run/metrics.ndjson", "--threshold", "entries=60000", "--threshold", "load_factor=0.01",
        "--recommendation-out", "next.json", "--json",
      ], in: folder.path)
    let forecast = try document(result)
    #expect(forecast["schema"]?.string == "adhash.forecast.v1" && forecast["operation"]?.integer == 60_000)
    let all = try #require(forecast["forecasts"]?.array).compactMap(\.table)
    #expect(
      all.map { $0["target"]?.string } == [
        "split", "conversion", "breach:entries", "breach:load_factor", "breach:avg_probe_estimate",
        "breach:tombstone_ratio",
      ])
    let split = all[0]
    #expect(split["outcome"]?.string == "expected")
    func operation(_ name: String) -> Int64 { split[name]?.table?["operation"]?.integer ?? 0 }
    #expect(
      60_000 < operation("low") && operation("low") <= operation("at") && operation("at") <= operation("high")
    )
    let test = try #require(split["backtest"]?.table)
    #expect((test["events"]?.integer ?? 0) >= 30)
    #expect((0.6...1).contains(test["coverage"]?.number ?? 0))
    #expect((test["median_error_ops"]?.number ?? -1) >= 0 && (test["median_error_factor"]?.number ?? 0) >= 1)
    #expect(all[1]["outcome"]?.string == "not_foreseen" && all[1]["at"]?.table == nil)
    #expect(all[2]["outcome"]?.string == "too_few_events" && all[2]["needed"]?.integer == 9)
    #expect(all[2]["method"]?.string == "trend" && all[2]["low"]?.table == nil)
    #expect(all[3]["outcome"]?.string == "reached")
    let advice = try JSON.parse(
      Array(Data(contentsOf: URL(fileURLWithPath: folder.file("next.json")))), file: "n")
    #expect(advice.table?["schema"]?.string == "adhash.recommendation/1")
    #expect(advice.table?["source"]?.string == "forecast" && advice.table?["created"]?.string != nil)
    #expect(advice.table?["summary"]?.string == "act on breach:load_factor now")
    let line = try folder.read("run/metrics.ndjson").prefix { $0 != "\n" }
    let run = try JSON.parse(Array(line.utf8), file: "tick").table?["run_id"]?.string
    #expect(run != nil && advice.table?["run_id"]?.string == run && forecast["run_id"]?.string == run)
    let text = try Product.run(["forecast", "run/metrics.ndjson"], in: folder.path)
    #expect(
      text.output.contains("split: about operation") && text.output.contains("back-test: intervals held"))
  }

  @Test func tooFewFramesNameTheFlagThatGivesMore() throws {
    let folder = try TemporaryFolder()
    let made = try Product.bash(
      """
      set -e
      hashmap-cli generate-csv --outfile w.csv --ops 20000 --seed 5 --quiet
      hashmap-cli run-csv --csv w.csv --compact-interval 5000 --metrics-out-dir run --tick-interval 0 --quiet
      hashmap-cli forecast run/metrics.ndjson
      """, in: folder.path)
    #expect(made.exitCode == 0, "\(made.errors)")
    #expect(made.output.contains("too few frames to tell") && made.output.contains("run-csv --tick-ops N"))
  }

  @Test func whatLiesFurtherAheadThanTheRunHasComeIsNoGroundForAdvice() throws {
    let folder = try run()
    for (entries, expected) in [
      (60_000, "make room before the next breach of entries"), (60_000_000, "expect the next split"),
    ] {
      _ = try Product.run(
        [
          "forecast", "run/metrics.ndjson", "--threshold", "entries=\(entries)", "--threshold",
          "load_factor=50",
          "--recommendation-out", "n.json",
        ], in: folder.path)
      let advice = try JSON.parse(
        Array(Data(contentsOf: URL(fileURLWithPath: folder.file("n.json")))), file: "n")
      let summary = try #require(advice.table?["summary"]?.string)
      #expect(summary.hasPrefix(expected), "\(entries): \(summary)")
    }
  }

  @Test func whatCannotBeToldIsSaid() throws {
    let folder = try run()
    let lines = try String(contentsOfFile: folder.file("run/metrics.ndjson"), encoding: .utf8)
      .split(separator: "\n").map(String.init)
    try folder.write("short.ndjson", lines.prefix(2).joined(separator: "\n"))
    let short = try document(Product.run(["forecast", "short.ndjson", "--json"], in: folder.path))
    #expect(short["forecasts"]?.array?[0].table?["outcome"]?.string == "too_few_frames")
    // A torn line is warned of, and what is whole is used.
    try folder.write("torn.ndjson", lines.prefix(40).joined(separator: "\n") + "\n" + lines[40].prefix(300))
    let torn = try Product.run(["forecast", "torn.ndjson", "--json"], in: folder.path)
    #expect(torn.exitCode == 0 && torn.errors.contains("torn.ndjson:41"), "\(torn.errors)")
    try folder.write("empty.ndjson", "")
    try folder.write("foreign.ndjson", "op,key,value\nput,a,1\n")
    try folder.write("version.ndjson", lines[3].replacingOccurrences(of: "metrics.v1", with: "metrics.v9"))
    for (arguments, code, words) in [
      (["nowhere.ndjson"], 5, "nowhere.ndjson"), (["empty.ndjson"], 2, "holds no frame"),
      (["foreign.ndjson"], 2, "holds no frame"), (["version.ndjson"], 2, "metrics.v9"), ([], 2, "FILE"),
      (["run/metrics.ndjson", "--level", "100"], 2, "--level"),
      (["run/metrics.ndjson", "--threshold", "entries"], 2, "METRIC=VALUE"),
      (["run/metrics.ndjson", "--threshold", "entries=-1"], 2, "METRIC=VALUE"),
      (["run/metrics.ndjson", "--threshold", "size=3"], 2, "there is no metric 'size'"),
      (["run/metrics.ndjson", "--threshold", "entries=3", "--threshold", "entries=4"], 2, "twice"),
      (["run/metrics.ndjson", "--recommendation-out", "empty.ndjson/x.json"], 5, "Not a directory"),
    ] {
      let result = try Product.run(["forecast"] + arguments, in: folder.path)
      #expect(
        result.exitCode == Int32(code) && result.errors.contains(words), "\(arguments): \(result.errors)")
    }
  }
}

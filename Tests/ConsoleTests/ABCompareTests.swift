import Documents
import Foundation
import TestSupport
import Testing

@testable import Console

@Suite struct ABCompareTests {
  private let demo = Repository.path("data/workloads/demo.csv")

  private func run(_ words: [String]) throws -> InProcess { try InProcess(["ab-compare"] + words) }

  private func table(_ text: String) throws -> DocumentTable {
    try #require(try JSON.parse(Array(text.utf8), file: "result").table)
  }

  @Test func aComparisonWritesItsFiles() throws {
    let folder = try TemporaryFolder()
    let out = folder.file("ab/uniform demo")
    let ended = try run([
      "--csv", demo, "--out-dir", out, "--baseline-mode", "chaining", "--candidate-mode", "compact",
      "--baseline-label", "ch<1>", "--repeats", "6", "--latency-sample-every", "8", "--metrics-max-ticks",
      "10",
      "--json", "--markdown-out", folder.file("more.md"), "--json-out", folder.file("more.json"),
    ])
    #expect(ended.exitCode == 0, "\(ended.errors)")
    let stem = "ab/uniform demo/demo_ch_1__vs_candidate"
    let files = [
      "\(stem).json", "ab/uniform demo/uniform_demo_ch_1__vs_candidate.json",
      "ab/uniform demo/comparison.json", "more.json",
    ]
    let contents = try files.map(folder.read)
    #expect(Set(contents).count == 1)
    let printed = try table(ended.output)
    let written = try table(contents[0])
    #expect(
      printed.members.map(\.key) == ["ok", "command"] + written.members.map(\.key),
      "the file has what is printed")
    #expect(
      written.members.map(\.key) == [
        "schema", "verdict", "needed_runs", "summary", "badge", "remarks", "metadata", "baseline",
        "candidate", "diff", "metrics", "histogram", "trend", "timeline", "runs",
      ])
    #expect(written["schema"]?.string == "adhash.compare.v1")
    let metrics = try #require(written["metrics"]?.table)
    #expect(
      metrics.members.map(\.key).prefix(5) == [
        "cpu_ns_per_op", "ops_per_second", "elapsed_seconds", "latency_ms.overall.p50",
        "latency_ms.overall.p90",
      ])
    for key in ["shift", "ci_low", "ci_high", "p", "p_adjusted", "effect", "cliffs_delta", "noise_floor"] {
      for metric in metrics.members {
        #expect(metric.value.table?[key]?.number?.isFinite == true, "\(metric.key) \(key)")
      }
    }
    let words = ["faster", "slower", "no_evidence", "too_noisy"]
    #expect(words.contains(written["verdict"]?.string ?? ""))
    let timeline = try #require(written["timeline"]?.array)
    #expect(timeline.compactMap { $0.table?["operation"]?.integer } == (0...10).map { Int64($0 * 200) })
    for side in ["baseline", "candidate", "calibration"] {
      #expect(written["runs"]?.table?[side]?.array?.count == 6, "\(side)")
    }
    let markdown = try folder.read("\(stem).md")
    #expect(markdown.contains("# A/B Comparison — ch&lt;1&gt; vs candidate"), "\(markdown)")
    #expect(try folder.read("more.md") == markdown)
    for side in ["baseline", "candidate"] {
      let lines = try folder.read("ab/uniform demo/artifacts/\(side)/metrics/metrics.ndjson")
      #expect(lines.split(separator: "\n").count == 12)
      #expect(try folder.read("ab/uniform demo/artifacts/\(side)_summary.json").contains("\"final_backend\""))
    }
  }

  @Test func theTextNamesTheVerdictAndTheFiles() throws {
    let folder = try TemporaryFolder()
    let ended = try run([
      "--csv", demo, "--out-dir", folder.file("out"), "--repeats", "2", "--warmup", "0", "--name", "x/y",
      "--no-artifacts", "--no-calibrate", "--latency-sample-k", "7", "--candidate-config",
      try folder.write("c.toml", "[map]\nmode = \"compact\"\n"),
    ])
    #expect(ended.exitCode == 0 && ended.errors.contains("[WARNING]"), "\(ended.errors)")
    #expect(ended.output.hasPrefix("candidate against baseline: too noisy"), "\(ended.output)")
    #expect(ended.output.contains("wrote \(folder.file("out"))/x_y_baseline_vs_candidate.json\n"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).sorted() == [
        "comparison.json", "x_y_baseline_vs_candidate.json",
      ])
    let written = try table(try folder.read("out/comparison.json"))
    #expect(written["candidate"]?.table?["mode"]?.string == "compact")
    #expect(written["baseline"]?.table?["mode"]?.string == "adaptive")
    // Two thousand operations: a replay of its own times all of them, and p99 is told.
    let metadata = try #require(written["metadata"]?.table)
    #expect(metadata["latency_sample_k"]?.integer == 2000 && metadata["latency_replays"]?.integer == 1)
    #expect(metadata["plan"]?.array?.count == 2)
    #expect(written["metrics"]?.table?["latency_ms.overall.p99"]?.table?["shift"]?.number != nil)
    #expect(ended.output.contains("Latency p99") && !ended.output.contains("(ms)"), "\(ended.output)")
    #expect(written["metrics"]?.table?["cpu_ns_per_op"]?.table?["ci_low"]?.shown == "null")
  }

  /// Three replays cannot show anything at a level of 5 %, whatever the machine does meanwhile.
  @Test func aGateThatCannotTellSaysSo() throws {
    let folder = try TemporaryFolder()
    let ended = try run([
      "--csv", demo, "--out-dir", folder.path, "--repeats", "3", "--gate", "5", "--no-artifacts",
    ])
    #expect(ended.exitCode == 3, "\(ended.errors)")
    #expect(ended.errors.contains("\"error\":\"Invariant\"") && ended.errors.contains("too noisy"))
    #expect(ended.errors.contains("--repeats "))
    #expect(try folder.read("comparison.json").contains("\"result\": \"undecided\""))
  }

  @Test func wrongLines() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.write("empty.csv", "op,key,value\n")
    let bad = try folder.write("bad.csv", "op,key,value\nput,a,1\nfrob,a,\n")
    let file = try folder.write("file", "")
    let lines: [([String], Int32, String)] = [
      ([], 2, "needs --csv FILE"),
      (["--csv", demo, "--repeats", "0"], 2, "out of range"),
      (["--csv", demo, "--metric", "speed"], 2, "not one of"),
      (["--csv", demo, "--candidate-mode", "fast"], 2, "not one of"),
      (["--csv", demo, "--gate", "-1"], 2, "out of range"),
      (["--csv", demo, "--candidate-label", "baseline"], 2, "both sides are called baseline"),
      (["--csv", demo, "--metric", "p99", "--latency-sample-every", "0"], 2, "needs sampled latencies"),
      (["--csv", demo, "--no-artifacts", "--metrics-dir", "m"], 2, "contradict"),
      (["--csv", demo, "--json-out", demo], 2, "--json-out names \(demo), which is read"),
      (["--csv", demo, "--baseline-config", folder.file("none.toml")], 5, "No such file"),
      (["--csv", demo, "--baseline-config", bad], 2, "bad.csv"),
      (["--csv", empty], 2, "no operations"), (["--csv", bad], 2, "line 3"),
      (["--csv", folder.file("none.csv")], 5, "No such file"),
      (["--csv", demo, "--out-dir", file], 5, "create folder"),
      (["--csv", demo, "--json-out", file + "/such/folder.json"], 5, "Not a directory"),
      (["--csv", demo, "--csv-max-rows", "10"], 2, "10"),
    ]
    for (words, code, detail) in lines {
      let target = words.contains("--out-dir") ? [] : ["--out-dir", folder.file("out")]
      let ended = try run(words + target)
      #expect(ended.exitCode == code && ended.output.isEmpty, "\(words): \(ended.errors)")
      #expect(ended.errors.contains(detail), "\(words): \(ended.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("out/comparison.json")))
    for csv in [empty, bad, folder.file("none.csv")] {
      let ended = try run(["--csv", csv, "--out-dir", folder.file("new/deep/x")])
      #expect(ended.exitCode != 0 && !FileManager.default.fileExists(atPath: folder.file("new")), "\(csv)")
    }
  }

  @Test func namesOfFiles() {
    let stems = [
      "a/b.csv": "b", "b.csv.gz": "b", "b.csv.zst": "b", ".csv": ".csv", "-": "stdin", "ä b|c.csv": "__b_c",
      "x": "x",
    ]
    for (path, stem) in stems { #expect(FileName.stem(of: path) == stem, "\(path)") }
    #expect(FileName.part("..") == "_" && FileName.part("a.b-c_1") == "a.b-c_1")
    #expect(
      FileName.last(of: "a/..") == nil && FileName.last(of: "/") == nil && FileName.last(of: "a/b/") == "b")
  }
}

import Base
import Documents
import Foundation
import HashMaps
import TestSupport
import Testing

@testable import Console

/// `run-csv` as its users run it: what it prints and writes, in every mode, and on every kind of bad luck.
@Suite struct RunCSVReplayTests {
  private let history = Repository.path("Tests/Corpus/redis-history.csv")
  private let demo = Repository.path("data/workloads/demo.csv")

  private func table(_ text: String) throws -> DocumentTable {
    try #require(try JSON.parse(Array(text.utf8), file: "result").table)
  }

  /// The one line of a `--json` run that succeeds.
  private func result(
    _ arguments: String..., environment: [String: String] = [:]
  ) throws -> DocumentTable {
    let ended = try InProcess(["--json", "--quiet", "run-csv"] + arguments, environment: environment)
    #expect(ended.exitCode == 0 && ended.errors.isEmpty, "\(ended.errors)")
    return try table(ended.output)
  }

  @Test func everyModeReadsTheRealTrace() throws {
    for mode in MapMode.allCases {
      let result = try result("--csv", history, "--mode", mode.name, "--digest")
      #expect(result["status"]?.string == "completed" && result["mode"]?.string == mode.name)
      #expect(result["content_digest"]?.string == "4390e0b056c75bee05851f017d8a1931", "\(mode)")
      #expect(result["input_digest"]?.string == "649ccb61fcef6b0e311d4a16c45a612c", "\(mode)")
      #expect(result["final_size"]?.number == 1623 && result["total_ops"]?.number == 47_343, "\(mode)")
      #expect(result["outcomes"]?.table?["misses"]?.number == 0, "\(mode)")
      if let layout = mode.layout { #expect(result["final_backend"]?.string == layout.name, "\(mode)") }
    }
  }

  @Test func theResultFieldByField() throws {
    let folder = try TemporaryFolder()
    let ended = try InProcess(
      [
        "--json", "--quiet", "run-csv", "--csv", "demo.csv", "--seed", "7", "--mode", "grouped",
        "--tick-interval", "0",
        "--tick-ops", "500", "--latency-sample-every", "4", "--metrics-out-dir", "m", "--json-summary-out",
        "s.json",
        "--digest",
      ].map { ["demo.csv": demo, "m": folder.file("m"), "s.json": folder.file("m/s.json")][$0] ?? $0 })
    #expect(ended.exitCode == 0 && ended.errors.isEmpty, "\(ended.errors)")
    let shown = MaskedResult.text(try table(ended.output), hiding: [Repository.root, folder.path])
    #expect(try Repository.difference(shown, from: "Tests/Goldens/console/run-csv-result.txt") == nil)
    let summary = try folder.read("m/s.json")
    #expect(summary.hasPrefix("{\n  \"status\": \"completed\",\n  \"csv\": ") && summary.hasSuffix("\n}\n"))
    let file = try table(summary)
    let line = try table(ended.output)
    for member in file.members {
      #expect(line[member.key] != nil, "the line has everything that the file has: \(member.key)")
    }
    let page = try Repository.text("docs/run_csv.md")
    for member in line.members where member.key != "ok" && member.key != "command" {
      #expect(page.contains("`\(member.key)`"), "docs/run_csv.md does not explain \(member.key)")
    }
    let metrics = try InProcess("validate-metrics", folder.file("m/metrics.ndjson"))
    #expect(metrics.output.hasSuffix("6 ticks, valid\n"), "\(metrics.output)")
    #expect(try folder.names() == ["m"])
  }

  @Test func theReport() throws {
    let ended = try InProcess(
      "--quiet", "run-csv", "--csv", history, "--seed", "7", "--mode", "fast-lookup", "--digest",
      "--latency-sample-every", "2", "--tick-interval", "0")
    #expect(ended.exitCode == 0, "\(ended.errors)")
    #expect(!ended.output.contains("\u{1B}"))
    for line in ended.output.split(separator: "\n").dropFirst() {
      #expect(DisplayWidth.of(String(line)) <= 80, "\(line)")
    }
    let shown = MaskedResult.report(ended.output, hiding: [Repository.root])
    #expect(try Repository.difference(shown, from: "Tests/Goldens/console/run-csv-report.txt") == nil)
  }

  @Test func aMapWithNothingInIt() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("w.csv", "op,key,value\n")
    let result = try result("--csv", path, "--digest")
    #expect(result["content_digest"]?.string == String(repeating: "0", count: 32))
    #expect(result["total_ops"]?.number == 0 && result["ops_per_second"]?.number == 0)
    #expect(result["bytes_per_entry"] == .null(result["bytes_per_entry"]!.position))
    let text = try InProcess("--quiet", "run-csv", "--csv", path).output
    #expect(text.hasPrefix("\(path): 0 operations in ") && text.contains("0 entries in 1 segment"), "\(text)")
  }

  @Test func theSeedIsToldAndCanBeGivenBack() throws {
    let first = try result("--csv", demo, "--mode", "chaining")
    let seed = try #require(first["seed"]?.number)
    #expect(seed >= 0 && first["configuration"]?.table?["map"]?.table?["seed"] != nil)
    guard case .integer(let exact, _)? = first["seed"] else {
      Issue.record("the seed is no integer")
      return
    }
    let again = try result("--csv", demo, "--mode", "chaining", "--seed", String(exact))
    #expect(
      again["probe_hist"].map { MaskedResult.text($0) } == first["probe_hist"].map { MaskedResult.text($0) })
    #expect(again["seed"]?.number == seed)
  }

  @Test func bucketsByFlagBeforeEnvironment() throws {
    let environment = ["ADHASH_LATENCY_BUCKETS": "micro"]
    #expect(
      try result("--csv", demo, environment: environment)["latency_histogram_preset"]?.string == "micro")
    let flag = try result("--csv", demo, "--latency-buckets", "default", environment: environment)
    #expect(flag["latency_histogram_preset"]?.string == "default")
  }

  @Test func alertsAndMigrationsAreLogged() throws {
    let environment = [
      "WATCHDOG_LOAD_FACTOR_WARN": "0.2", "ADAPTIVE_START_BACKEND": "chaining",
      "ADAPTIVE_MAX_LF_CHAINING": "0.3",
      "ADAPTIVE_LARGE_WARN_THRESHOLD": "10",
    ]
    let ended = try InProcess(
      ["run-csv", "--csv", history, "--policy", "thresholds", "--tick-ops", "1000"], environment: environment)
    #expect(ended.exitCode == 0)
    #expect(
      ended.errors.contains("[WARNING] hashmap_cli: Load factor guardrail exceeded: 0."), "\(ended.errors)")
    #expect(ended.errors.contains("migration from chaining to robinhood begins"), "\(ended.errors)")
    #expect(ended.errors.contains("[WARNING] hashmap_cli: large map: operation "), "\(ended.errors)")
    #expect(ended.errors.contains("[INFO] hashmap_cli: run-csv completed in "), "\(ended.errors)")
    #expect(ended.output.contains("alert: Load factor guardrail exceeded"), "\(ended.output)")
    #expect(ended.output.contains("adaptive: chaining to robinhood (load_factor)"), "\(ended.output)")
    let off = try InProcess(
      ["run-csv", "--csv", history], environment: environment.merging(["WATCHDOG_ENABLED": "off"]) { $1 })
    #expect(!off.errors.contains("guardrail"), "\(off.errors)")
  }

  @Test func decisionsGoIntoAFileAndComeBack() throws {
    let folder = try TemporaryFolder()
    let environment = ["ADAPTIVE_START_BACKEND": "chaining", "ADAPTIVE_MAX_LF_CHAINING": "0.3"]
    let first = try result(
      "--csv", history, "--policy", "thresholds", "--seed", "3", "--decisions-out", folder.file("d"),
      environment: environment)
    #expect(try folder.read("d").hasPrefix("{\"op\":8192,\"action\":\"convert\",\"to\":\"robinhood\""))
    let second = try result(
      "--csv", history, "--seed", "3", "--decisions", folder.file("d"), environment: environment)
    let ledgers = [first, second].map { result in
      (result["ledger"]?.array ?? []).compactMap(\.table).map { event in
        ["op", "kind", "segment", "to", "entries"].map { event[$0].map { MaskedResult.text($0) } ?? "" }
      }
    }
    #expect(ledgers[0] == ledgers[1] && ledgers[0].count > 4)
    try folder.write("bad", "{\"op\":1}\n")
    let bad = try InProcess("run-csv", "--csv", history, "--decisions", folder.file("bad"))
    #expect(bad.exitCode == 2 && bad.errors.contains("at line 1, column 1"), "\(bad.errors)")
  }

  @Test(arguments: [("--json-summary-out", "w.csv"), ("--decisions-out", "w.csv")])
  func outputsThatWouldDestroyTheInput(flag: String, file: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(file, "op,key,value\nput,a,1\n")
    let ended = try InProcess("run-csv", "--csv", path, flag, path)
    #expect(ended.exitCode == 2 && ended.errors.contains("names the workload itself"), "\(ended.errors)")
    #expect(try folder.read(file).hasPrefix("op,key,value"))
  }

  @Test func theProgressBarCountsRows() throws {
    let folder = try TemporaryFolder()
    let rows = String(repeating: "put,a,1\nput,b,2\nget,a,\ndel,b,\n", count: 100_000)
    let path = try folder.write("w.csv", "op,key,value\n" + rows)
    let ended = try InProcess("run-csv", "--csv", path, "--progress", "always")
    let draws = ended.errors.components(separatedBy: "\r\u{1B}[K")
    #expect(ended.exitCode == 0 && draws.count >= 2, "\(ended.errors)")
    #expect(
      draws.dropFirst().dropLast().allSatisfy { $0.contains(" rows ") && $0.contains("ETA") }, "\(draws)")
    #expect(ended.output.contains("400,000 operations") && !ended.output.contains("ETA"))
  }

  @Test func ratesAreKeptInBoundedMemory() {
    let trace = RateTrace()
    for rate in 1...100_000 { trace.add(Double(rate)) }
    #expect(trace.rates.count >= 512 && trace.rates.count <= 1024)
    #expect(zip(trace.rates, trace.rates.dropFirst()).allSatisfy { $0 < $1 }, "averages keep the course")
    #expect(abs(trace.rates[0] - 64.5) < 64, "\(trace.rates[0])")
  }
}

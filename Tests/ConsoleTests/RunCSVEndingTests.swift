import Documents
import Foundation
import TestSupport
import Testing

@testable import Console

/// `run-csv` of the built program when it is stopped, refused or out of room.
@Suite struct RunCSVEndingTests {
  private let history = Repository.path("Tests/Corpus/redis-history.csv")

  private func status(_ folder: TemporaryFolder, _ name: String = "s.json") throws -> String {
    try JSON.parse(Array(try folder.read(name).utf8), file: name).table?["status"]?.string ?? "none"
  }

  /// The last line of standard error, which is the envelope.
  private func envelope(_ run: Product.Finished) -> String {
    run.errors.split(separator: "\n").last.map(String.init) ?? ""
  }

  @Test(arguments: [("INT", Int32(130)), ("TERM", 143)])
  func signals(name: String, exitCode: Int32) throws {
    let folder = try TemporaryFolder()
    // A pipe that stalls after a thousand rows: the program waits for more when the signal comes.
    let run = try Product.bash(
      """
      mkfifo in
      exec 3<>in
      hashmap-cli --json --quiet run-csv --csv - --metrics-out-dir m --json-summary-out s.json <in 3<&- &
      { echo op,key,value; for i in {1..1000}; do echo put,k$i,v; done; } >&3
      for i in {1..200}; do grep -q '"ops":1000' m/metrics.ndjson 2>/dev/null && break; sleep 0.05; done
      kill -\(name) $!
      wait $!
      """, in: folder.path)
    #expect(run.exitCode == exitCode, "\(run)")
    #expect(
      envelope(run) == "{\"error\":\"Interrupted\",\"detail\":\"stopped by SIG\(name)\"}", "\(run.errors)")
    #expect(
      run.output.hasPrefix("{\"ok\":false,\"command\":\"run-csv\",\"status\":\"interrupted\""), "\(run)")
    #expect(try status(folder) == "interrupted")
    let ticks = try folder.read("m/metrics.ndjson").split(separator: "\n")
    #expect(ticks.last?.contains("\"type\":\"interrupted\"") == true)
    #expect(ticks.last?.contains("\"ops\":1000") == true)
    let check = try Product.run(["validate-metrics", "m/metrics.ndjson"], in: folder.path)
    #expect(check.exitCode == 0, "\(check)")
  }

  @Test func aMapBeyondMaxMemory() throws {
    let folder = try TemporaryFolder()
    let run = try Product.run(
      ["run-csv", "--quiet", "--csv", history, "--max-memory", "60K", "--json-summary-out", "s.json"],
      in: folder.path)
    #expect(run.exitCode == 4 && run.output.contains("stopped at --max-memory"), "\(run)")
    #expect(envelope(run).hasPrefix("{\"error\":\"Policy\",\"detail\":\"the map holds "), "\(run.errors)")
    #expect(try status(folder) == "stopped")
    #expect(try Product.run(["run-csv", "--quiet", "--csv", history, "--max-memory", "1G"]).exitCode == 0)
  }

  @Test func aBadRowAfterManyGoodOnes() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<30_000).map { "put,k\($0),v\n" }.joined()
    try folder.write("w.csv", "op,key,value\n\(rows)put,,v\n")
    let run = try Product.run(
      ["run-csv", "--quiet", "--csv", "w.csv", "--metrics-out-dir", "m", "--json-summary-out", "s.json"],
      in: folder.path)
    #expect(
      run.exitCode == 2 && envelope(run).hasPrefix("{\"error\":\"BadInput\",\"detail\":\"w.csv: "), "\(run)")
    #expect(envelope(run).contains("line 30002, column 5"), "\(envelope(run))")
    #expect(
      run.output.contains("30,000 operations") && run.output.contains("broken off by an error"), "\(run)")
    let summary = try #require(try JSON.parse(Array(try folder.read("s.json").utf8), file: "s").table)
    #expect(summary["status"]?.string == "failed" && summary["total_ops"]?.number == 30_000)
    #expect(summary["failure"]?.table?["error"]?.string == "BadInput")
    guard case .null? = summary["input_digest"] else {
      Issue.record("a file that was not read to its end has no digest")
      return
    }
    let metrics = try folder.read("m/metrics.ndjson")
    #expect(metrics.split(separator: "\n").last?.contains("\"type\":\"error\"") == true)
    #expect(try Product.run(["validate-metrics", "m/metrics.ndjson"], in: folder.path).exitCode == 0)
  }

  @Test(arguments: [
    ("--csv none.csv", 5, "open none.csv: No such file"), ("--csv .", 5, "Is a directory"),
    ("--csv empty.csv", 2, "CSV file is empty"), ("--csv header.csv", 2, "Missing header columns"),
    ("--csv w.csv --csv-max-rows 2", 2, "row limit"), ("--csv w.csv --csv-max-bytes 9", 2, "size limit"),
    ("--csv cut.csv.gz", 2, "cut.csv.gz"), ("--csv w.csv --json-summary-out w.csv/s.json", 5, "folder w.csv"),
    ("--csv w.csv --json-summary-out .", 5, "Is a directory"),
    ("--csv w.csv --json-summary-out /dev/full", 5, "No space left on device"),
    ("--csv w.csv --decisions-out w.csv/d", 5, "folder w.csv"),
    ("--csv w.csv --metrics-out-dir w.csv", 5, "w.csv: Not a directory"),
    ("--csv w.csv --metrics-out-dir /proc/m", 5, "/proc/m"), ("--csv w.csv --decisions none", 5, "none"),
    ("--csv w.csv >/dev/full", 5, "No space left on device"),
    ("--csv w.csv | true; exit ${PIPESTATUS[0]}", 0, ""),
  ])
  func refusals(line: String, exitCode: Int32, detail: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("w.csv", "op,key,value\nput,a,1\nget,a,\ndel,a,\n")
    try folder.write("empty.csv", "")
    try folder.write("header.csv", "op,key\nput,a\n")
    let setup = "gzip -c w.csv | head -c 30 >cut.csv.gz; "
    let run = try Product.bash("\(setup)hashmap-cli --quiet run-csv \(line)", in: folder.path)
    #expect(run.exitCode == exitCode, "\(line): \(run)")
    if exitCode == 0 { return }
    let label = exitCode == 2 ? "BadInput" : "IO"
    #expect(envelope(run).hasPrefix("{\"error\":\"\(label)\""), "\(line): \(run)")
    #expect(envelope(run).contains(detail), "\(line): \(run)")
    let left = try folder.names()
    #expect(
      left.allSatisfy { ["cut.csv.gz", "empty.csv", "header.csv", "w.csv"].contains($0) }, "\(line): \(left)")
  }

  @Test func aFullDiskLeavesWholeLinesAndNoSummary() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let out = try Sink(folder, "out")
      let errors = try Sink(folder, "err")
      let code = withFileSizeLimit(20_000) {
        Program.hashmapCLI.run(
          [
            "--quiet", "run-csv", "--csv", Repository.path("Tests/Corpus/redis-history.csv"), "--tick-ops",
            "100",
            "--metrics-out-dir", folder.file("m"), "--json-summary-out", folder.file("s.json"), "--mode",
            "grouped",
          ], environment: [:], output: Output(out.descriptor), errors: ErrorStream(errors.descriptor))
      }
      let said = try errors.text()
      try #require(code == 5 && said.contains("\"error\":\"IO\",\"detail\":\"write "), "\(code): \(said)")
      let metrics = try folder.read("m/metrics.ndjson")
      try #require(metrics.hasSuffix("}\n") && metrics.utf8.count <= 20_000, "no part of a line is left")
      let names = try folder.names()
      try #require(!names.contains { $0.hasSuffix(".tmp") }, "\(names)")
    }
  }

  @Test func memoryThatTheSystemRefuses() throws {
    #if os(Linux)
      let folder = try TemporaryFolder()
      let run = try Product.bash(
        """
        { echo op,key,value; seq -f 'put,%.0f,v' 1000000; } >w.csv
        ulimit -v 70000
        hashmap-cli --quiet run-csv --csv w.csv --mode grouped --json-summary-out s.json
        """, in: folder.path)
      // Instrumented builds may need more than the limit merely to start; then there is nothing to see.
      guard run.output.contains("operations") else { return }
      #expect(run.exitCode == 5 && envelope(run).contains("out of memory: a block of"), "\(run)")
      #expect(try status(folder) == "failed")
    #endif
  }
}

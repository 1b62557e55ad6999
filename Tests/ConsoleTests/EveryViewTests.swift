import Base
import Documents
import Foundation
import TestSupport
import Testing

/// One run, one frame: every view says the same of it.
@Suite struct EveryViewTests {
  /// A run with migrations, hits and misses, deletions and alerts, served after its end.
  private func run(_ folder: TemporaryFolder) throws -> RunningProduct {
    var rows = "op,key,value\n"
    for index in 0..<40_000 {
      let key = "key-\(index &* 7919 % 3000)"
      switch index % 5 {
      case 0, 1: rows += "put,\(key),value-\(index)\n"
      case 4 where index % 3 == 0: rows += "del,\(key),\n"
      default: rows += "get,\(key),\n"
      }
    }
    return try RunningProduct(
      [
        "run-csv", "--csv", try folder.write("w.csv", rows), "--seed", "7", "--metrics-port", "0", "--linger",
        "--metrics-out-dir", folder.file("m"), "--json-summary-out", folder.file("s.json"), "--tick-ops",
        "2500",
        "--tick-interval", "0", "--latency-sample-every", "16", "--at", "20000=convert:chaining",
        "--rate-limit", "0",
      ], environment: ["WATCHDOG_LOAD_FACTOR_WARN": "0.01", "WATCHDOG_HOLD_SECONDS": "0"])
  }

  /// Samples of an exposition, by their line up to the value.
  private func samples(_ text: String) -> [String: Double] {
    var samples: [String: Double] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let space = line.lastIndex(of: " ") else { continue }
      samples[String(line[..<space])] = Double(line[line.index(after: space)...])
    }
    return samples
  }

  /// A number within a document, by the names on the way to it.
  private func number(_ table: DocumentTable, _ path: String) -> Double? {
    let names = path.split(separator: "/").map(String.init)
    var table = table
    for name in names.dropLast() {
      guard let inner = table[name]?.table else { return nil }
      table = inner
    }
    return names.last.flatMap { table[$0]?.number }
  }

  /// What an exposition says, where a frame says it, and how much larger the frame's unit is.
  private static let pairs: [(sample: String, member: String, scale: Double)] = [
    ("hashmap_frame_number", "frame", 1), ("hashmap_run_elapsed_seconds", "t", 1),
    ("hashmap_operations_total{op=\"put\"}", "puts", 1), ("hashmap_operations_total{op=\"get\"}", "gets", 1),
    ("hashmap_operations_total{op=\"del\"}", "dels", 1), ("hashmap_hits_total", "hits", 1),
    ("hashmap_operations_per_second{window=\"instant\"}", "ops_per_second_instant", 1),
    ("hashmap_operations_per_second{window=\"smoothed\"}", "ops_per_second_ema", 1),
    ("hashmap_migrations_total", "migrations", 1), ("hashmap_compactions_total", "compactions", 1),
    ("hashmap_load_factor_ratio", "load_factor", 1), ("hashmap_longest_group_entries", "max_group_len", 1),
    ("hashmap_mean_probe_distance", "avg_probe_estimate", 1),
    ("hashmap_tombstone_ratio", "tombstone_ratio", 1),
    ("hashmap_entries", "entries", 1), ("hashmap_segments{layout=\"chaining\"}", "segments/chaining", 1),
    ("hashmap_memory_bytes{part=\"keys\"}", "memory_bytes/keys", 1),
    ("hashmap_memory_bytes{part=\"slack\"}", "memory_bytes/slack", 1),
    (
      "hashmap_operation_duration_quantile_seconds{op=\"overall\",share=\"0.99\"}", "latency_ms/overall/p99",
      1000
    ),
    ("hashmap_operation_duration_quantile_seconds{op=\"get\",share=\"0.5\"}", "latency_ms/get/p50", 1000),
    ("hashmap_operation_duration_seconds_count{op=\"put\"}", "latency_ms/put/count", 1),
    ("hashmap_structure_events_total{change=\"split\"}", "structure/split/events", 1),
    ("hashmap_alerts_raised_total", "alerts_raised", 1),
    ("hashmap_run_events_total{type=\"complete\"}", "event_totals/complete", 1),
  ]

  /// What the summary of a run says, and where its last frame says it.
  private static let totals: [(summary: String, member: String)] = [
    ("total_ops", "ops"), ("puts", "puts"), ("gets", "gets"), ("dels", "dels"),
    ("migrations_triggered", "migrations"), ("compactions_triggered", "compactions"),
    ("final_size", "entries"),
    ("latency_ms/overall/p50", "latency_ms/overall/p50"), ("latency_ms/get/p99", "latency_ms/get/p99"),
    ("latency_ms/put/count", "latency_ms/put/count"), ("load_factor", "load_factor"),
    ("ticks", "frame"), ("alerts_raised", "alerts_raised"), ("elapsed_seconds", "t"),
  ]

  @Test func oneFrameIsTheSameInEveryView() throws {
    let folder = try TemporaryFolder()
    let run = try run(folder)
    let client = try Conversation(port: try #require(run.port(), "\(run.errors)"))
    try client.ask("/api/runs") { $0.text.contains("\"ended\":true") }
    let lines = try folder.read("m/metrics.ndjson").split(separator: "\n").map(String.init)
    let line = try #require(lines.last)
    let frame = try #require(try JSON.parse(Array(line.utf8), file: "line").table)
    let number = Int(try #require(frame["frame"]?.integer))
    #expect(number == lines.count && number > 10)

    // The JSON interface and the stream carry the very bytes of the line.
    for since in [0, number - 1] {
      let answer = try client.ask("/api/frames?since=\(since)&limit=1").text
      #expect(answer.contains("\"frames\":[\(lines[since])],\"next\":\(since + 1)}"), "\(answer.prefix(200))")
    }
    let summary = try client.ask("/api/metrics").text
    #expect(
      summary.contains(String(line.dropFirst(23).dropLast())), "all members of the frame, in their order")
    #expect(summary.contains("\"items\":[\(line)]"))
    let stream = try Conversation(port: try #require(run.port()))
    let id = frame["run_id"]?.string ?? ""
    stream.send("GET /api/stream HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: \(id):\(number - 1)\r\n\r\n")
    #expect(try stream.head().status == 200)
    var text = ""
    while !text.contains("event: end\n") {
      text += String(decoding: try #require(try stream.chunk()), as: UTF8.self)
    }
    #expect(text.contains("event: frame\nid: \(id):\(number)\ndata: \(line)\n\n"))

    // Prometheus text, by both of its formats, live and from the file.
    let plain = samples(try client.ask("/metrics").text)
    let open = samples(
      try client.ask("/metrics", headers: ["Accept: application/openmetrics-text; version=1.0.0"]).text)
    let filed = samples(try Product.run(["frame", folder.file("m/metrics.ndjson")]).output)
    for (sample, member, scale) in Self.pairs {
      let expected = try #require(self.number(frame, member), "\(member)")
      for (view, samples) in [("text", plain), ("OpenMetrics", open), ("file", filed)] {
        let found = try #require(samples[sample], "\(view): \(sample)")
        #expect(abs(found * scale - expected) <= 1e-12 * abs(expected), "\(view): \(sample)")
      }
    }
    #expect(plain["hashmap_alert_active{rule=\"load_factor\",severity=\"warning\"}"] == 1)
    #expect(frame["alert_flags"]?.table?["load_factor"]?.bool == true && number > 0)

    // The summary of the run.
    let report = try #require(try JSON.parse(Array(try folder.read("s.json").utf8), file: "summary").table)
    for (name, member) in Self.totals {
      #expect(self.number(report, name) == self.number(frame, member), "\(name)")
    }
    try terminalShows(frame, path: folder.file("m/metrics.ndjson"), port: try #require(run.port()), folder)
    #expect(run.end() == 0)
  }

  /// The screen of the frame, and its line as a pipe gets it from the server.
  private func terminalShows(
    _ frame: DocumentTable, path: String, port: UInt16, _ folder: TemporaryFolder
  ) throws {
    let number = Int(try #require(frame["frame"]?.integer))
    let screen = try Product.run([
      "tui", "--once", "--size", "240x60", "--source", path, "--frame", "\(number)",
    ]).output
    let shown = screen.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    func count(_ path: String) throws -> String {
      Figures.grouped(Int(try #require(self.number(frame, path), "\(path)")))
    }
    func duration(_ path: String) throws -> String {
      Figures.duration(nanoseconds: try #require(self.number(frame, path), "\(path)") * 1e6)
    }
    let load = try #require(self.number(frame, "load_factor"))
    let pairs = [
      "frame \(number) ", "run \(frame["run_id"]?.string ?? "")", "ops \(try count("ops")) ",
      "entries \(try count("entries")) ", "load \(Figures.fixed(load, 4)) ",
      "migrations \(try count("migrations")) ", "puts \(try count("puts")) ", "gets \(try count("gets")) ",
      "dels \(try count("dels")) ", "p50 \(try duration("latency_ms/overall/p50")) ",
      "p99 \(try duration("latency_ms/overall/p99")) ", "chaining \(try count("segments/chaining"))",
      "memory \(Figures.bytes(Int(try #require(self.number(frame, "memory_bytes/total"))))) ",
      "! warning: ", "complete",
    ]
    for pair in pairs { #expect(shown.contains(pair), "\(pair) is not in\n\(screen)") }
    let piped = try Product.bash(
      """
      hashmap-cli tui --url http://127.0.0.1:\(port)/api/metrics > lines & pid=$!
      for i in {1..600}; do grep -q '^frame \(number) ' lines && break; sleep 0.05; done
      kill -TERM $pid; wait $pid; grep '^frame \(number) ' lines
      """, in: folder.path)
    let line = "frame \(number)  \(Figures.fixed(try #require(self.number(frame, "t")), 3)) s  complete  "
    #expect(piped.output.hasPrefix(line + "\(try count("ops")) ops  "), "\(piped)")
  }

  /// Over a whole run no counter falls, and no bucket of a histogram either.
  @Test func countersOnlyGrow() throws {
    let folder = try TemporaryFolder()
    let run = try run(folder)
    let client = try Conversation(port: try #require(run.port(), "\(run.errors)"))
    try client.ask("/api/runs") { $0.text.contains("\"ended\":true") }
    run.end()
    let frames = try folder.read("m/metrics.ndjson").split(separator: "\n").count
    var before: [String: Double] = [:]
    for number in 1...frames {
      let text = try Product.run(["frame", folder.file("m/metrics.ndjson"), "--number", "\(number)"]).output
      let counters = Set(
        text.split(separator: "\n").filter { $0.hasSuffix(" counter") || $0.hasSuffix(" histogram") }
          .map { String($0.split(separator: " ")[2]) })
      for (sample, value) in samples(text) {
        let family = sample.prefix { $0 != "{" }
        let names =
          [family]
          + ["_bucket", "_sum", "_count"].map { family.hasSuffix($0) ? family.dropLast($0.count) : "" }
        // What the program says of itself begins anew with every call.
        guard names.contains(where: { counters.contains(String($0)) }), sample.hasPrefix("hashmap_"),
          !sample.hasPrefix("hashmap_telemetry"), !sample.hasPrefix("hashmap_process")
        else { continue }
        #expect(value >= before[sample] ?? 0, "frame \(number): \(sample)")
        before[sample] = value
      }
    }
    #expect(before.count > 50)
  }

  /// A real Prometheus scrapes the server, and its answers are the frame's values.
  @Test func prometheusReadsTheSame() throws {
    let folder = try TemporaryFolder()
    let run = try run(folder)
    let port = try #require(run.port(), "\(run.errors)")
    let client = try Conversation(port: port)
    try client.ask("/api/runs") { $0.text.contains("\"ended\":true") }
    let frame = try #require(try JSON.parse(try client.ask("/api/metrics").body, file: "frame").table)
    try folder.write(
      "prometheus.yml",
      """
      global: {scrape_interval: 5s, scrape_timeout: 5s}
      scrape_configs:
        - {job_name: adhash, static_configs: [{targets: ["127.0.0.1:\(port)"]}]}
      """)
    let judge = Process()
    judge.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    judge.arguments = [
      "prometheus", "--config.file=\(folder.file("prometheus.yml"))",
      "--storage.tsdb.path=\(folder.file("data"))",
      "--web.listen-address=127.0.0.1:0",
    ]
    try folder.write("log", "")
    judge.standardError = FileHandle(forWritingAtPath: folder.file("log"))
    try judge.run()
    defer {
      judge.terminate()
      judge.waitUntilExit()
    }
    var place: UInt16?
    try waitUntil {
      let log = try folder.read("log")
      place = log.firstMatch(of: /Listening on" address=127\.0\.0\.1:([0-9]+)/).flatMap { UInt16($0.1) }
      return place != nil
    }
    let prometheus = try Conversation(port: try #require(place, "prometheus did not start"))
    /// The value of a query; a busy machine may miss a scrape, after which there is none until the next.
    func ask(_ query: String) throws -> Double? {
      for _ in 0..<600 {
        if let value = try look(query) { return value }
        usleep(100_000)
      }
      return nil
    }
    func look(_ query: String) throws -> Double? {
      let allowed = query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      let answer = try prometheus.ask("/api/v1/query?query=\(allowed)").text
      return answer.firstMatch(of: /"value":\[[0-9.]+,"([^"]+)"\]/).flatMap { Double($0.1) }
    }
    if try ask("hashmap_frame_number") == nil { Issue.record("no scrape: \(try folder.read("log"))") }
    for (sample, member, scale) in Self.pairs {
      let expected = try #require(number(frame, member), "\(member)")
      let found = try #require(try ask(sample), "\(sample)")
      #expect(abs(found * scale - expected) <= 1e-12 * abs(expected), "\(sample)")
    }
    #expect(try ask("up") == 1)
    // What is known of a metric comes from the targets, under the name OpenMetrics gives a family.
    let types = try prometheus.ask("/api/v1/targets/metadata?metric=hashmap_operations") {
      $0.text.contains("\"type\":\"counter\"")
    }.text
    #expect(types.contains("\"type\":\"counter\""), "\(types)")
    run.end()
  }
}

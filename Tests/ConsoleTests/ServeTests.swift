import Base
import Documents
import Foundation
import TestSupport
import Testing

@testable import Console

/// The built program as a server: live, from files, and refusing.
@Suite struct ServeTests {
  private static let workload: String = {
    let rows = (0..<20_000).map { "put,k\($0 % 500),v\($0)\n" }
    return "op,key,value\n" + rows.joined()
  }()

  /// An answer without the time it was made at.
  private func comparable(_ answer: Conversation.Answer) -> String {
    answer.text.replacing(/"generated_at":[0-9.e+]+,/, with: "")
  }

  private static let questions = [
    "/api/metrics?limit=5", "/api/metrics/history", "/api/metrics/history.csv",
    "/api/metrics/histogram/latency",
    "/api/metrics/histogram/probe", "/api/metrics/heatmap", "/api/events", "/api/frames?since=3&limit=4",
    "/api/layout", "/api/ledger", "/api/runs", "/api/recommendations",
  ]

  @Test func aRunIsServedLiveAndTheSameFromItsFile() throws {
    let folder = try TemporaryFolder()
    let csv = try folder.write("w.csv", Self.workload)
    let live = try RunningProduct([
      "run-csv", "--csv", csv, "--metrics-port", "auto", "--linger", "--metrics-out-dir", folder.file("m"),
      "--tick-ops", "2000", "--mode", "adaptive", "--at", "9000=convert:chaining", "--rate-limit", "0",
    ])
    let port = try #require(live.port(), "\(live.errors)")
    let client = try Conversation(port: port)
    try client.ask("/api/runs") { $0.text.contains("\"ended\":true") }
    #expect(try client.ask("/readyz").status == 200)
    let file = try RunningProduct([
      "serve", "--source", folder.file("m/metrics.ndjson"), "--port", "0", "--rate-limit", "0",
    ])
    let other = try Conversation(port: try #require(file.port(), "\(file.errors)"))
    try other.ask("/api/runs") { $0.text.contains("\"ended\":true") }
    for question in Self.questions {
      let (one, two) = (try client.ask(question), try other.ask(question))
      #expect(one.status == 200 && two.status == 200, "\(question)")
      let same = comparable(one) == comparable(two)
      #expect(same, "\(question): \(one.text.prefix(300)) … \(two.text.prefix(300))")
    }
    let metrics = try client.ask("/metrics").text
    #expect(metrics.contains("hashmap_graph_node_handled_total{node=\"map\"}"))
    #expect(live.end() == 0 && file.end(SIGINT) == 0)
    #expect(live.output.contains("20,000 operations"))
  }

  @Test func aFollowedFileMaySplitShrinkMoveAndHoldSeveralRuns() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("m.ndjson")
    let serve = try RunningProduct([
      "serve", "--source", path, "--follow", "--poll-interval", "0.02", "--port", "0", "--rate-limit", "0",
    ])
    let client = try Conversation(port: try #require(serve.port(), "\(serve.errors)"))
    #expect(try client.ask("/readyz").status == 503)
    func line(_ run: String, _ frame: Int) -> String {
      #"{"schema":"metrics.v1","frame":\#(frame),"run_id":"\#(run)","t":\#(frame),"backend":"grouped","ops":\#(frame),"load_factor":0.5,"latency_ms":{}}"#
        + "\n"
    }
    func append(_ text: String) throws {
      if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
      let file = try #require(FileHandle(forWritingAtPath: path))
      try file.seekToEnd()
      try file.write(contentsOf: Data(text.utf8))
      try file.close()
    }
    /// Waits until the latest frame is that one.
    func expect(_ run: String, _ frame: Int, _ step: String) throws {
      var text = ""
      for _ in 0..<3000 {
        text = try client.ask("/api/layout").text
        if text.contains("\"run_id\":\"\(run)\",\"frame\":\(frame),") { return }
        usleep(10_000)
      }
      Issue.record("\(step): \(text)\n\(serve.errors)")
    }
    try append(line("a", 1) + "not a tick\n" + String(line("a", 2).prefix(30)))
    try expect("a", 1, "the source comes into being, with half a line")
    try append(String(line("a", 2).dropFirst(30)))
    try expect("a", 2, "the other half")
    try append(line("b", 1))
    try expect("b", 1, "an appended run")
    try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
    try append(line("b", 1) + line("b", 2))
    try expect("b", 2, "rotation by rename, with a frame that is known")
    try Data().write(to: URL(fileURLWithPath: path), options: [])
    usleep(200_000)
    try append(line("c", 1))
    try expect("c", 1, "truncation")
    try FileManager.default.removeItem(atPath: path)
    waitUntil { serve.errors.contains("is gone") }
    #expect(try client.ask("/api/layout?run=a").text.contains("\"frame\":2,"))
    try append(line("<script>alert(1)</script>", 1))
    try expect("<script>alert(1)</script>", 1, "the source comes back, with a hostile run")
    let runs = try client.ask("/api/runs")
    #expect(runs.headers["content-type"] == "application/json; charset=utf-8")
    #expect(runs.headers["x-content-type-options"] == "nosniff")
    #expect(serve.errors.contains("m.ndjson:2:1"), "the refused line is named: \(serve.errors)")
    #expect(serve.end() == 0)
  }

  @Test func whatCannotBeServedSaysWhy() throws {
    let folder = try TemporaryFolder()
    let csv = try folder.write("w.csv", "op,key,value\nput,a,1\n")
    let first = try RunningProduct(["serve", "--port", "0"])
    let port = try #require(first.port())
    let bad = try folder.write("bad.json", "{\"schema\":\"x\"}")
    let cases: [(arguments: [String], environment: [String: String], code: Int32, says: String)] = [
      (["serve", "--port", "\(port)"], [:], 5, "somebody listens on 127.0.0.1 port \(port) already"),
      (["run-csv", "--csv", csv, "--metrics-port", "\(port)"], [:], 5, "already"),
      (["serve", "--port", "0", "--host", "0.0.0.0"], [:], 4, "no token and no TLS"),
      (
        ["run-csv", "--csv", csv, "--metrics-port", "0", "--metrics-host", "::"], [:], 4,
        "no token and no TLS"
      ),
      (["serve", "--port", "0", "--host", "0.0.0.0"], ["ADHASH_TOKEN": "t"], 4, "there is no TLS"),
      (["serve", "--port", "0", "--tls-cert", bad], [:], 2, "one of them is missing"),
      (["serve", "--port", "0", "--tls-cert", bad, "--tls-key", bad], [:], 2, "cannot be used"),
      (["serve", "--port", "0", "--tls-cert", "/no/such", "--tls-key", bad], [:], 5, "No such file"),
      (["serve", "--port", "0", "--source", "/no/such"], [:], 5, "No such file"),
      (["serve", "--port", "0", "--source", "/tmp", "--follow"], [:], 5, "Is a directory"),
      (["serve", "--port", "0", "--recommendations", bad], [:], 2, "adhash.recommendation/1"),
      (["serve", "--port", "0", "--compare", bad], [:], 2, "adhash.compare.v1"),
      (["serve", "--port", "70000"], [:], 2, "65535"),
      (
        ["serve", "--port", "0", "--host", "203.0.113.9", "--allow-insecure-bind"], [:], 2, "no such address"
      ),
      (["run-csv", "--csv", csv, "--tls-cert", bad], [:], 2, "without a server"),
    ]
    for (arguments, environment, code, says) in cases {
      let finished = try Product.run(arguments, environment: environment)
      #expect(finished.exitCode == code, "\(arguments): \(finished.errors)")
      #expect(finished.errors.contains(says), "\(arguments): \(finished.errors)")
      #expect(!finished.output.contains("Dashboard"))
    }
  }

  @Test func oneValueIsAskedFor() throws {
    let folder = try TemporaryFolder()
    let line =
      #"{"schema":"metrics.v1","frame":3,"run_id":"a","t":1.5,"backend":"grouped","ops":10,"load_factor":0.25,"latency_ms":{}}"#
    let serve = try RunningProduct(
      ["serve", "--port", "0", "--source", try folder.write("m.ndjson", line + "\n")],
      environment: ["ADHASH_TOKEN": "t"])
    let base = "http://127.0.0.1:\(try #require(serve.port()))"
    let client = try Conversation(port: try #require(serve.port()))
    try client.ask("/readyz") { $0.status == 200 }
    let cases: [(path: [String], token: String, code: Int32, says: String)] = [
      (["/api/metrics", "load_factor"], "t", 0, "0.25\n"),
      (["/api/metrics", "backend"], "t", 0, "grouped\n"),
      (["/api/metrics?limit=1", "items[0].frame"], "t", 0, "3\n"),
      (["/api/metrics", "items[-1].t"], "t", 0, "1.5\n"), (["/api/metrics", "items.0.frame"], "t", 0, "3\n"),
      (["/api/runs", "runs[0].run_id"], "t", 0, "a\n"), (["/api/layout", "segments"], "t", 0, "{}\n"),
      (["/api/metrics", "items[1]"], "t", 2, "there is no [1] in items"),
      (["/api/metrics", "nothing.at.all"], "t", 2, "there is no nothing in the document"),
      (["/api/metrics", "items["], "t", 2, "is no path to a value"),
      (["/api/metrics", "a..b"], "t", 2, "is no path to a value"),
      (["/api/metrics", "load_factor"], "wrong", 4, "the token is missing or wrong"),
      (["/api/nothing"], "t", 4, "there is nothing at /api/nothing"),
      (["/metrics"], "t", 5, "is not JSON"),
    ]
    for (path, token, code, says) in cases {
      let finished = try Product.run(
        ["query-metric", base + path[0]] + path.dropFirst(), environment: ["ADHASH_TOKEN": token])
      #expect(finished.exitCode == code, "\(path): \(finished.errors)")
      #expect((code == 0 ? finished.output : finished.errors).contains(says), "\(path): \(finished)")
    }
    #expect(try Product.run(["query-metric", "http://127.0.0.1:1/"]).exitCode == 5)
    #expect(try Product.run(["query-metric", "ftp://a/"]).exitCode == 2)
  }

  @Test func withTokenAndCertificateOthersMayBeServed() throws {
    let folder = try TemporaryFolder()
    let made = try Product.bash(
      """
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
      -addext subjectAltName=DNS:localhost -days 2 -keyout key.pem -out cert.pem 2>&1
      """, in: folder.path)
    #expect(made.exitCode == 0, "\(made.output)")
    let line =
      #"{"schema":"metrics.v1","frame":3,"run_id":"a","t":1.5,"backend":"grouped","ops":10,"load_factor":0.25,"latency_ms":{}}"#
    let metrics = try folder.write("m.ndjson", line + "\n")
    let serve = try RunningProduct(
      [
        "--json", "serve", "--port", "0", "--host", "0.0.0.0", "--tls-cert", folder.file("cert.pem"),
        "--tls-key",
        folder.file("key.pem"), "--source", metrics,
      ], environment: ["ADHASH_TOKEN": "s3cret"])
    waitUntil { serve.errors.contains("Dashboard: https://0.0.0.0:") }
    let port = serve.errors.split(separator: "\n").first?.split(separator: ":").last?.dropLast() ?? ""
    let base = "https://localhost:\(port)"
    let asked = try Product.bash(
      """
      ask="curl -sS --cacert cert.pem -o /dev/null -w %{http_code}"
      echo $($ask \(base)/healthz) $($ask \(base)/api/metrics) \
        $($ask -H 'Authorization: Bearer s3cret' \(base)/api/metrics) $($ask -H 'Authorization: Bearer no' \(base)/metrics)
      """, in: folder.path)
    #expect(asked.output == "200 401 200 401\n", "\(asked.output)\(asked.errors)")
    let certificate = folder.file("cert.pem")
    let cases: [(arguments: [String], token: String, code: Int32, says: String)] = [
      (["--cacert", certificate], "s3cret", 0, "0.25\n"), (["--insecure"], "s3cret", 0, "0.25\n"),
      (["--cacert", certificate], "no", 4, "the token is missing or wrong"),
      ([], "s3cret", 5, "the certificate of https://localhost:\(port)/ does not count"),
    ]
    for (arguments, token, code, says) in cases {
      let finished = try Product.run(
        ["query-metric", "\(base)/api/metrics", "load_factor"] + arguments,
        environment: ["ADHASH_TOKEN": token])
      #expect(finished.exitCode == code, "\(arguments): \(finished.errors)")
      #expect((code == 0 ? finished.output : finished.errors).contains(says), "\(arguments): \(finished)")
    }
    // A certificate that counts, but of another name.
    let other = try Product.run(
      ["query-metric", "https://127.0.0.1:\(port)/api/metrics", "--cacert", certificate],
      environment: ["ADHASH_TOKEN": "s3cret"])
    #expect(other.exitCode == 5 && other.errors.contains("does not count"), "\(other.errors)")
    let screen = try Product.run(
      ["tui", "--once", "--url", base, "--cacert", certificate], environment: ["ADHASH_TOKEN": "s3cret"])
    #expect(screen.exitCode == 0 && screen.output.contains("frame 3"), "\(screen)")
    let plain = try Product.run(["query-metric", "http://localhost:\(port)/api/metrics"])
    #expect(plain.exitCode == 5, "\(plain.errors)")
    #expect(serve.end() == 0)
    #expect(serve.output.contains("\"ok\":true,\"command\":\"serve\",\"url\":\"https://0.0.0.0:"))
    #expect(!serve.output.contains("s3cret") && !serve.errors.contains("s3cret"))
  }
}

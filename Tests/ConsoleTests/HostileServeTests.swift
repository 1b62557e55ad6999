import Base
import Documents
import Foundation
import TestSupport
import Testing

/// What strangers may write into a metrics file or ask of a server: a clear outcome each, and the server stays up.
@Suite struct HostileServeTests {
  private static let script = #"<script>alert(1)</script>\u0000\u001b[31m\"'&"#
  private static let long = String(repeating: "A", count: 1_000_000)

  private func line(_ frame: Int, run: String = "a", backend: String = "grouped", more: String = "") -> String
  {
    #"{"schema":"metrics.v1","frame":\#(frame),"run_id":"\#(run)","t":\#(frame),"backend":"\#(backend)","ops":\#(frame),"#
      + #""load_factor":0.5,"latency_ms":{}\#(more)}"#
  }

  @Test func filesOfStrangersAreShownAsTextOrRefused() throws {
    let folder = try TemporaryFolder()
    let event = #","events":[{"type":"start","t":1,"op":1,"message":"\#(Self.script)"}]"#
    let lines = [
      line(1), String(line(2).prefix(60)), #"{"schema":"metrics.v2","frame":2}"#, "no JSON",
      line(2, backend: Self.script, more: event), line(3, backend: Self.long), line(4, run: Self.script),
    ]
    let path = try folder.write("m.ndjson", lines.map { $0 + "\n" }.joined() + String(line(5).prefix(40)))
    let serve = try RunningProduct(["serve", "--source", path, "--port", "0", "--rate-limit", "0"])
    let client = try Conversation(port: try #require(serve.port(), "\(serve.errors)"))
    let runs = try client.ask("/api/runs") { $0.text.components(separatedBy: "\"ended\":true").count == 3 }
      .text
    #expect(runs.contains(#""run_id":"a","frame":3,"#) && runs.contains(#"\u0000\u001b[31m"#), "\(runs)")
    for place in ["m.ndjson:2:", "m.ndjson:3:", "metrics.v2", "m.ndjson:4:"] {
      #expect(serve.errors.contains(place), "\(place): \(serve.errors.prefix(2000))")
    }
    for path in [
      "/api/metrics?run=a", "/api/frames?run=a", "/api/events?run=a", "/api/metrics/history.csv?run=a",
    ] {
      let answer = try client.ask(path)
      #expect(answer.status == 200 && answer.headers["x-content-type-options"] == "nosniff")
      #expect(answer.headers["content-type"]?.contains("html") == false, "\(path)")
    }
    #expect(try !client.ask("/").text.contains("<script>alert"))
    try folder.write("metrics", try client.ask("/metrics").text)
    let judged = try Product.bash("promtool check metrics < metrics", in: folder.path)
    #expect(judged.exitCode == 0, "\(judged)")
    #expect(serve.end() == 0)
  }

  @Test func pathsOfStrangersLeadNowhere() throws {
    let serve = try RunningProduct(["serve", "--port", "0", "--rate-limit", "0"])
    let client = try Conversation(port: try #require(serve.port(), "\(serve.errors)"))
    let cases: [(String, Int)] = [
      ("/static/../../etc/passwd", 404), ("/static/%2e%2e/%2e%2e/etc/passwd", 404),
      ("/static/..%2f..%2fetc/passwd", 404), ("/static//etc/passwd", 404), ("/%00", 404),
      ("/healthz%00.html", 404), ("/api/metrics?limit=1%00", 400), ("/api/metrics?limit=%2d1", 400),
      ("/%", 404), ("/%zz", 404), ("/healthz", 200), ("/%68ealthz", 200), ("/healthz?%00", 200),
    ]
    for (path, status) in cases {
      let answer = try client.ask(path)
      #expect(answer.status == status, "\(path)")
      if status >= 400 { #expect(answer.text.contains("metrics.error.v1"), "\(path)") }
    }
    #expect(serve.end() == 0)
  }
}

import Base
import Documents
import Telemetry
import TestSupport
import Testing

@testable import Server

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Servers on real sockets of this machine.
@Suite struct MetricsServerTests {
  private func server(
    _ runs: Runs, registry: Registry = Registry(), _ change: (inout MetricsServer.Options) -> Void = { _ in }
  ) throws -> MetricsServer {
    var options = MetricsServer.Options()
    change(&options)
    return try MetricsServer(options, runs: runs, registry: registry, assets: Assets())
  }

  @Test func aStreamFollowsARunResumesAndGoesOnWithTheNext() throws {
    let runs = Runs()
    let registry = Registry()
    let server = try server(runs, registry: registry)
    // A reader may come before the first run.
    let early = try EventReader(server.port)
    let feed = FrameFeed(runID: "one", registry: registry)
    let builder = SampleFeed.Builder("one")
    runs.add(feed)
    for number in 1...30 {
      let published = try feed.publish(builder.next())
      let event = try early.next("frame")
      #expect(event.id == "one:\(number)")
      #expect(event.data == String(decoding: published.json, as: UTF8.self))
    }
    let resumed = try EventReader(server.port, headers: "Last-Event-ID: one:27\r\n")
    for number in 28...30 { #expect(try resumed.next("frame").id == "one:\(number)") }
    feed.close()
    #expect(try early.next("end").id == "one:30")
    runs.add(try SampleFeed.make(2, run: "two", registry: registry))
    #expect(try early.next("frame").id == "two:1" && resumed.next("frame").id == "two:1")
    #expect(registry.subscribers().value == 2)
    server.stop()
    #expect(try early.next("closed").name == "closed")
    #expect(registry.subscribers().value == 0)
  }

  @Test func aSlowReaderLosesWhatIsMarkedAndCountedAndDelaysNobody() throws {
    let runs = Runs()
    let registry = Registry()
    let server = try server(runs, registry: registry)
    let feed = FrameFeed(runID: "run", frameLimit: 20, registry: registry)
    let builder = SampleFeed.Builder("run")
    runs.add(feed)
    let slow = try EventReader(server.port)
    let quick = try EventReader(server.port)
    let padding = String(repeating: "x", count: 20_000)
    var lost = 0
    var expected = 1
    /// Takes the slow reader's next event; false at the end.
    func takeSlowly() throws -> Bool {
      let event = try slow.next()
      switch event.name {
      case "frame":
        #expect(event.id == "run:\(expected)")
        expected += 1
      case "gap":
        let gap = try #require(try JSON.parse(Array(event.data.utf8), file: "gap").table)
        #expect(gap["from"]?.integer == Int64(expected))
        let upTo = Int(try #require(gap["to"]?.integer))
        lost += upTo - expected + 1
        expected = upTo + 1
      case "end", "closed": return false
      default: break
      }
      return true
    }
    for number in 1...1000 {
      try feed.publish(builder.next(message: padding))
      // The quick reader takes every frame before the next; the slow one takes so little that it falls behind, and so
      // much that the server does not think it gone, however long all this takes.
      #expect(try quick.next("frame").id == "run:\(number)")
      if number.isMultiple(of: 5) { #expect(try takeSlowly()) }
    }
    feed.close()
    while try takeSlowly() {}
    #expect(expected == 1001 && lost > 0)
    #expect(registry.framesSkippedTotal().total == UInt64(lost))
  }

  @Test func stalledAndHostileClientsDelayNobody() throws {
    let runs = Runs()
    runs.add(try SampleFeed.make(50))
    let registry = Registry()
    let server = try server(runs, registry: registry) { $0.service.rateLimit = 0 }
    let stalled = try (0..<60).map { index in
      let client = try Conversation(port: server.port)
      client.send(
        index % 2 == 0
          ? "GET /api/metrics HT" : "GET /api/metrics/history?limit=50 HTTP/1.1\r\nHost: localhost\r\n\r\n")
      return client
    }
    let clients = try (0..<100).map { _ in try Conversation(port: server.port) }
    for _ in 0..<5 {
      for client in clients { #expect(try client.ask("/api/metrics").status == 200) }
    }
    for bad in [
      "GET /api/metrics?limit=-1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "GET /static/../../x HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ] {
      let client = try Conversation(port: server.port)
      client.send(bad)
      #expect([400, 404].contains(try client.answer().status))
    }
    let large = try Conversation(port: server.port)
    large.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "y", count: 20_000))\r\n\r\n")
    let answer = try large.answer()
    #expect(answer.status == 431 && answer.text.contains("metrics.error.v1"))
    let body = try Conversation(port: server.port)
    body.send("POST /api/metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n")
    #expect(try body.answer().status == 413)
    _ = registry.collect()
    #expect(registry.httpConnections().value >= 100)
    #expect(stalled.count == 60)
  }

  @Test func namesThatAreNotOursAreRefused() throws {
    let registry = Registry()
    let runs = Runs()
    runs.add(try SampleFeed.make(3))
    let server = try server(runs, registry: registry) {
      $0.allowedHosts = ["Adhash.Test"]
      $0.service.token = "secret"
    }
    func ask(_ path: String, _ hosts: [String]) throws -> Conversation.Answer {
      let client = try Conversation(port: server.port)
      client.send("GET \(path) HTTP/1.0\r\n" + hosts.map { "Host: \($0)\r\n" }.joined() + "\r\n")
      return try client.answer()
    }
    for host in [
      "localhost", "LOCALHOST:9090", "a.localhost", "127.0.0.1:1", "[::1]:80", "10.0.0.3", "adhash.test",
      "adhash.TEST.:443",
    ] { #expect(try ask("/healthz", [host]).status == 200, "\(host)") }
    #expect(try ask("/healthz", []).status == 200, "no browser leaves the header out")
    let strangers = [
      "attacker.example", "127.0.0.1.attacker.example", "localhost.attacker.example", "notlocalhost", "1.2.3",
      "localhost:port", "[::1].attacker.example", "[::g]", "", "adhash.test.attacker.example",
      "1234.1.1.1", "localhost@attacker.example",
    ]
    for host in strangers {
      for path in ["/", "/healthz", "/static/page.js", "/nowhere"] {
        let answer = try ask(path, [host])
        #expect(answer.status == 421, "\(host) \(path)")
        #expect(answer.text.contains("metrics.error.v1") && answer.text.contains("wrong_host"))
        #expect(answer.text.contains("--allowed-host"))
      }
    }
    #expect(try ask("/healthz", ["localhost", "attacker.example"]).status == 421, "one of two is a stranger")
    #expect(registry.httpRefusedTotal(refusal: .wrongHost).total == UInt64(strangers.count * 4 + 1))
    let open = try self.server(Runs()) {
      $0.host = "0.0.0.0"
      $0.allowsInsecureBind = true
    }
    let client = try Conversation(port: open.port)
    client.send("GET /healthz HTTP/1.1\r\nHost: metrics.example\r\n\r\n")
    #expect(try client.answer().status == 200, "others reach it under names it cannot know")
  }

  @Test func onlyThisMachineReachesItUnlessToldOtherwise() throws {
    for host in ["0.0.0.0", "192.0.2.1", "::", "example.org", "127.0.0.1.example.org", "127.1", ""] {
      do {
        _ = try server(Runs()) { $0.host = host }
        Issue.record("\(host) is served")
      } catch let error as ServerError {
        #expect(error == .insecureBind(host: host, missing: "no token and no TLS"))
        #expect(error.hint?.contains("--allow-insecure-bind") == true)
      }
    }
    #expect(throws: ServerError.insecureBind(host: "0.0.0.0", missing: "no TLS")) {
      try server(Runs()) {
        $0.host = "0.0.0.0"
        $0.service.token = "t"
      }
    }
    #expect(throws: ServerError.halfCertificate) { try server(Runs()) { $0.keyPath = "k" } }
    let open = try server(Runs()) {
      $0.host = "0.0.0.0"
      $0.allowsInsecureBind = true
    }
    #expect(try Conversation(port: open.port).ask("/healthz").status == 200)
    for host in ["localhost", "127.0.0.1", "127.200.3.4", "::1"] { #expect(MetricsServer.isLoopback(host)) }
  }
}

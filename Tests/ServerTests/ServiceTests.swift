import Base
import Documents
import HTTP
import Telemetry
import TestSupport
import Testing

@testable import Server

/// The interface as a function from request to response, without a socket.
@Suite struct ServiceTests {
  private func service(
    _ runs: Runs = Runs(), assets: Assets = Assets(), registry: Registry = Registry(),
    _ change: (inout Service.Options) -> Void = { _ in }
  ) -> Service {
    var options = Service.Options()
    options.version = "1.2.3"
    change(&options)
    return Service(runs: runs, registry: registry, assets: assets, options: options)
  }

  private func runs(_ feeds: FrameFeed...) -> Runs {
    let runs = Runs()
    for feed in feeds { runs.add(feed) }
    return runs
  }

  private func text(_ response: Response) -> String { String(decoding: response.bytes ?? [], as: UTF8.self) }

  private func error(_ response: Response) throws -> String? {
    let problem = try #require(try JSON.parse(response.bytes ?? [], file: "e").table)
    #expect(problem["schema"]?.string == "metrics.error.v1")
    for member in ["detail", "hint"] { #expect(problem[member]?.string?.isEmpty == false) }
    return problem["error"]?.string
  }

  @Test func everyRouteAnswersAsItDeclares() throws {
    let service = service(runs(try SampleFeed.make(5)))
    for route in Route.all where route.label != .static && route.label != .root {
      let response = service.respond(Request(path: route.path))
      let type = try #require(response.header("Content-Type"))
      switch route.answer {
      case .json(let schema, _):
        #expect(type == "application/json; charset=utf-8")
        let answer = try #require(try JSON.parse(response.bytes ?? [], file: route.path).table)
        let isCompare = route.label == .apiCompare
        #expect(answer["schema"]?.string == (isCompare ? "adhash.compare.none" : schema))
        #expect(response.status == (isCompare ? 404 : 200))
      case .text(let declared):
        #expect(type.hasPrefix(declared), "\(route.path)")
        #expect(response.status == 200)
      }
      #expect(response.header("X-Content-Type-Options") == "nosniff")
    }
    #expect(service.respond(Request(path: "/readyz")).status == 200)
    #expect(self.service().respond(Request(path: "/readyz")).status == 503)
    #expect(self.service().respond(Request(path: "/healthz")).status == 200)
  }

  @Test func methodsAndPathsThatAreNotThereAreToldSo() throws {
    let service = service(runs(try SampleFeed.make(2)))
    #expect(try error(service.respond(Request(path: "/api/nothing"))) == "not_found")
    for path in ["/static/../etc/passwd", "/static/%2e%2e/x", "/static/", "//api/metrics", "/API/metrics"] {
      #expect(service.respond(Request(path: path)).status == 404, "\(path)")
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "BREW"] {
      let response = service.respond(Request(method: method, path: "/api/metrics"))
      #expect(response.status == 405 && response.header("Allow") == "GET, HEAD, OPTIONS")
      #expect(try error(response) == "method_not_allowed")
    }
    let options = service.respond(Request(method: "OPTIONS", path: "/api/metrics"))
    #expect(options.status == 204 && options.header("Allow") == "GET, HEAD, OPTIONS")
    #expect(service.respond(Request(method: "OPTIONS", path: "/nowhere")).status == 404)
    for (path, query, expected) in [
      ("/api/metrics", ("limit", "-1"), "bad_limit"), ("/api/metrics/history", ("limit", "x"), "bad_limit"),
      ("/api/events", ("limit", "0"), "bad_limit"), ("/api/frames", ("since", "-1"), "bad_since"),
      ("/api/ledger", ("limit", "10001"), "bad_limit"),
    ] {
      let response = service.respond(Request(path: path, query: [(query.0, query.1)]))
      #expect(response.status == 400)
      #expect(try error(response) == expected)
    }
    let unknown = service.respond(Request(path: "/api/metrics", query: [("run", "no<such>")]))
    #expect(unknown.status == 404)
    #expect(try error(unknown) == "unknown_run")
  }

  @Test func anAnswerIsMadeOncePerFrameAndConfirmedByItsTag() throws {
    let feed = FrameFeed(runID: "run", registry: Registry())
    let builder = SampleFeed.Builder("run")
    try feed.publish(builder.next())
    let service = service(runs(feed))
    let first = service.respond(Request(path: "/api/metrics"))
    #expect(service.respond(Request(path: "/api/metrics")) === first)
    let tag = try #require(first.header("ETag"))
    let asked = Request(path: "/api/metrics", headers: [("If-None-Match", "\"x\", \(tag)")])
    let confirmed = service.respond(asked)
    #expect(confirmed.status == 304 && confirmed.bytes == [] && confirmed.header("ETag") == tag)
    try feed.publish(builder.next())
    let second = service.respond(asked)
    #expect(second.status == 200 && second.header("ETag") != tag)
    let zipped = service.respond(Request(path: "/api/metrics", headers: [("accept-encoding", "gzip")]))
    #expect(zipped.header("Content-Encoding") == "gzip" && zipped.header("ETag") != second.header("ETag"))
    let refused = Request(path: "/api/metrics", headers: [("Accept-Encoding", "gzip;q=0, br")])
    #expect(service.respond(refused).header("Content-Encoding") == nil)
    feed.close()
    #expect(service.respond(Request(path: "/api/metrics")) !== second, "the end is news, too")
  }

  @Test func runsAreFoundByTheirID() throws {
    let (one, two) = (try SampleFeed.make(2, run: "one"), try SampleFeed.make(4, run: "two"))
    let service = service(runs(one, two))
    func latest(_ query: [Request.Pair]) throws -> Int64? {
      try JSON.parse(
        service.respond(Request(path: "/api/metrics", query: query)).bytes ?? [], file: "m"
      ).table?["frame"]?.integer
    }
    #expect(try latest([]) == 4 && latest([("run", "one")]) == 2 && latest([("run", "two")]) == 4)
    let listed = text(service.respond(Request(path: "/api/runs")))
    #expect(
      listed.contains(
        #""runs":[{"run_id":"one","frame":2,"t":1.0,"ended":false},{"run_id":"two","frame":4,"t":3.0,"#))
    let few = Runs(limit: 2)
    for name in ["a", "b", "c", "b"] { few.add(try SampleFeed.make(1, run: name)) }
    #expect(few.all.map(\.runID) == ["c", "b"] && few.feed("a") == nil)
  }

  @Test func theTokenIsAskedForAndExchanged() throws {
    let assets = Assets([
      ("/", .init(type: "text/html; charset=utf-8", bytes: Array("<p>page</p>".utf8))),
      ("/static/a.js", .init(type: "text/javascript", bytes: Array("1".utf8))),
    ])
    let service = service(runs(try SampleFeed.make(1)), assets: assets) { $0.token = "s3cret" }
    for path in ["/healthz", "/readyz", "/static/a.js"] {
      #expect(service.respond(Request(path: path)).status == 200, "\(path)")
    }
    for path in ["/", "/metrics", "/api/metrics", "/openapi.json", "/api/stream"] {
      let response = service.respond(Request(path: path))
      #expect(response.status == 401 && response.header("WWW-Authenticate") != nil, "\(path)")
      #expect(try error(response) == "unauthorized")
      for wrong in ["Bearer s3cre", "Bearer s3cret ", "Basic s3cret", "s3cret", "Bearer "] {
        #expect(service.respond(Request(path: path, headers: [("Authorization", wrong)])).status == 401)
      }
      #expect(service.respond(Request(path: path, query: [("token", "x")])).status == 401)
    }
    #expect(
      service.respond(Request(path: "/metrics", headers: [("authorization", "bearer s3cret")])).status == 200)
    #expect(service.respond(Request(path: "/api/metrics", query: [("token", "s3cret")])).status == 200)
    let exchanged = service.respond(Request(path: "/", query: [("token", "s3cret"), ("a", "b & //c\r\n")]))
    #expect(exchanged.status == 303 && exchanged.header("Location") == "/?a=b%20%26%20%2F%2Fc%0D%0A")
    let cookie = try #require(exchanged.header("Set-Cookie"))
    #expect(cookie.contains("HttpOnly; SameSite=Strict") && !cookie.contains("s3cret"))
    let pair = String(cookie.prefix { $0 != ";" })
    let page = service.respond(Request(path: "/", headers: [("Cookie", "other=1; \(pair)")]))
    #expect(page.status == 200 && text(page) == "<p>page</p>")
    #expect(page.header("Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
    #expect(service.respond(Request(path: "/", headers: [("Cookie", pair + "x")])).status == 401)
    let door = service.respond(Request(path: "/", headers: [("Accept", "text/html")]))
    #expect(door.status == 401 && text(door).contains("<form") && !text(door).contains("s3cret"))
  }

  @Test func tokensAreEqualWhenTheyAreEqual() {
    var random = SeededRandom(seed: 41)
    for _ in 0..<2000 {
      let one = (0..<Int(random.next() % 8)).map { _ in UInt8(random.next() % 3) }
      let other = (0..<Int(random.next() % 8)).map { _ in UInt8(random.next() % 3) }
      #expect(areEqual(one, other) == (one == other), "\(one) \(other)")
      #expect(areEqual(one, one))
    }
  }

  @Test func eachClientHasItsOwnRate() throws {
    let limit = RateLimit(perSecond: 3)
    var now: UInt64 = 1_000_000_000
    let client = ClientAddress()
    #expect((0..<5).map { _ in limit.take(client, now: now) } == [nil, nil, nil, 1, 1])
    now += 400_000_000
    #expect(limit.take(client, now: now) == nil && limit.take(client, now: now) == 1)
    #expect(RateLimit(perSecond: 0).take(client, now: now) == nil)
    let registry = Registry()
    let service = service(runs(try SampleFeed.make(1)), registry: registry) { $0.rateLimit = 2 }
    let answers = (0..<10).map { _ in service.respond(Request(path: "/api/metrics")) }
    let refused = try #require(answers.last)
    #expect(answers[0].status == 200 && refused.status == 429 && refused.header("Retry-After") == "1")
    #expect(try error(refused) == "too_many_requests")
    #expect(service.respond(Request(path: "/healthz")).status == 200, "only /api is limited")
    #expect(registry.httpRefusedTotal(refusal: .rateLimit).total >= 7)
    #expect(registry.httpRequestsTotal(route: .apiMetrics, status: ._4xx).total >= 7)
  }

  @Test func expositionsFollowTheAcceptHeader() throws {
    let service = service(runs(try SampleFeed.make(2)))
    let plain = service.respond(Request(path: "/metrics"))
    #expect(plain.header("Content-Type")?.contains("version=0.0.4") == true)
    #expect(text(plain).contains("hashmap_frame_number 2\n"))
    let open = service.respond(
      Request(path: "/metrics", headers: [("Accept", "application/openmetrics-text;version=1.0.0,*/*")]))
    #expect(open.header("Content-Type")?.contains("openmetrics") == true && text(open).hasSuffix("# EOF\n"))
    let ancestor = self.service(runs(try SampleFeed.make(2))) { $0.names = .ancestor }
    #expect(text(ancestor.respond(Request(path: "/metrics"))).contains("hashmap_latency_ms"))
  }

  @Test func hostileTextsStayTexts() throws {
    let feed = FrameFeed(runID: "run\n\nevent: end", registry: Registry())
    let builder = SampleFeed.Builder("run\n\nevent: end")
    let texts = [
      "<script>alert(1)</script>", "\u{0}\u{1B}[2J\r\n\r\ndata: x\n\n",
      String(repeating: "x", count: 1 << 20),
      "\u{2028}\u{202E}\u{FEFF}",
    ]
    for text in texts { try feed.publish(builder.next(message: text)) }
    let service = service(runs(feed))
    let events = try #require(
      try JSON.parse(service.respond(Request(path: "/api/events")).bytes ?? [], file: "e").table)
    let messages = (events["events"]?.array ?? []).compactMap { $0.table?["message"]?.string }
    #expect(messages == texts)
    for route in Route.all where route.path.hasPrefix("/api/") && route.label != .apiStream {
      let type = service.respond(Request(path: route.path)).header("Content-Type") ?? ""
      #expect(!type.contains("html"), "\(route.path)")
    }
    var stream = EventStream()
    let sent = String(decoding: stream.text(feed.frames(since: 0, limit: 10)), as: UTF8.self)
    let lines = sent.split(separator: "\n")
    #expect(lines.allSatisfy { line in ["event: ", "id: ", "data: "].contains { line.hasPrefix($0) } })
    #expect(
      lines.filter { $0.hasPrefix("event: frame") }.count == texts.count && !sent.contains("event: end\n"))
  }

  @Test func librariesAreServedFromDiskOrTellWhatToInstall() throws {
    let folder = try TemporaryFolder()
    try AtomicFileWriter.replace(path: folder.file("lib.js"), with: Array("library".utf8))
    let assets = Assets(libraries: [
      .init(
        path: "/static/lib.js", type: "text/javascript", places: ["/no/such", folder.file("lib.js")],
        package: "libjs-lib"),
      .init(path: "/static/gone.js", type: "text/javascript", places: ["/no/such"], package: "libjs-gone"),
    ])
    let service = service(assets: assets)
    let found = service.respond(Request(path: "/static/lib.js"))
    #expect(text(found) == "library")
    let tag = try #require(found.header("ETag"))
    #expect(
      service.respond(Request(path: "/static/lib.js", headers: [("If-None-Match", tag)])).status == 304)
    let gone = service.respond(Request(path: "/static/gone.js"))
    #expect(gone.status == 404 && text(gone).contains("libjs-gone"))
    #expect(service.respond(Request(path: "/")).status == 404)
  }
}

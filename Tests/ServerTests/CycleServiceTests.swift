import Base
import Documents
import HTTP
import Telemetry
import TestSupport
import Testing

@testable import Server

/// The HTTP interface of a collector, without and with sockets.
@Suite struct CycleServiceTests {
  /// A meter of these routes under the names of hashmap-cli: which names, is decided by whoever makes it.
  private func meter(_ registry: Registry) -> RequestMeter {
    RequestMeter(
      routes: CycleService.routes.map(\.path),
      requests: { route, status in
        registry.httpRequestsTotal(route: route == "/metrics" ? .metrics : .none, status: status)
      },
      duration: registry.httpRequestDurationSeconds(), refusals: { registry.httpRefusedTotal(refusal: $0) },
      connections: registry.httpConnections())
  }

  private func service(
    _ feed: CycleFeed, registry: Registry = Registry(), _ change: (inout Service.Options) -> Void = { _ in }
  ) -> CycleService {
    var options = Service.Options()
    change(&options)
    return CycleService(feed, registry: registry, gate: Gate(options, meter: meter(registry))) {
      CycleService.State(isReady: feed.latest != nil, json: Array("{\"level\":\"HEALTHY\"}".utf8))
    }
  }

  private func text(_ response: Response) -> String { String(decoding: response.bytes ?? [], as: UTF8.self) }

  private func json(_ number: UInt64) -> [UInt8] { Array("{\"cycle\":\(number)}".utf8) }

  @Test func itAnswersWhatItLists() throws {
    let feed = CycleFeed()
    let service = service(feed)
    func ask(_ path: String, _ query: [Request.Pair] = []) -> Response {
      service.respond(Request(path: path, query: query))
    }
    #expect(ask("/api/cycle").status == 404 && ask("/readyz").status == 503 && ask("/healthz").status == 200)
    #expect(text(ask("/api/cycles")).contains("\"cycles\":[]"))
    for number in 1...3 { feed.publish(UInt64(number), json(UInt64(number))) }
    #expect(text(ask("/api/cycle")) == "{\"cycle\":3}" && ask("/readyz").status == 200)
    #expect(text(ask("/healthz")) == "{\"level\":\"HEALTHY\"}")
    #expect(text(ask("/api/cycles", [("limit", "2")])).contains("[{\"cycle\":2},{\"cycle\":3}]"))
    #expect(ask("/api/cycles", [("limit", "many")]).status == 400 && ask("/nowhere").status == 404)
    let list = try #require(try JSON.parse(ask("/").bytes ?? [], file: "list").table?["routes"]?.array)
    #expect(list.compactMap { $0.table?["path"]?.string } == CycleService.routes.map(\.path))
    for path in list.compactMap({ $0.table?["path"]?.string }) {
      #expect(service.respond(Request(method: "HEAD", path: path)).status == 200, "\(path)")
      #expect(service.respond(Request(method: "POST", path: path)).status == 405, "\(path)")
    }
  }

  /// What stands before every answer of the dashboard's server stands before these, too.
  @Test func whoMayNotAskIsRefused() {
    let registry = Registry()
    let guarded = service(CycleFeed(), registry: registry) { $0.token = "secret" }
    for path in ["/metrics", "/api/cycle", "/api/cycles", "/api/stream"] {
      #expect(guarded.respond(Request(path: path)).status == 401, "\(path)")
    }
    for path in ["/", "/healthz"] { #expect(guarded.respond(Request(path: path)).status == 200, "\(path)") }
    let bearer: [Request.Pair] = [("Authorization", "Bearer secret")]
    #expect(guarded.respond(Request(path: "/metrics", headers: bearer)).status == 200)
    #expect(registry.httpRefusedTotal(refusal: .unauthorized).total == 4)
    #expect(registry.httpRequestsTotal(route: .metrics, status: ._2xx).total == 1)
    let hurried = service(CycleFeed()) { $0.rateLimit = 1 }
    let answers = (0..<3).map { _ in hurried.respond(Request(path: "/api/cycles")).status }
    #expect(answers.first == 200 && answers.contains(429))
    let named = service(CycleFeed()) { $0.ownNames = OwnNames([]) }
    #expect(named.respond(Request(path: "/healthz", headers: [("Host", "evil.example")])).status == 421)
    #expect(named.refuse(413, "too much").status == 413)
  }

  /// A history is bounded; who comes late is told what is gone.
  @Test func theFeedKeepsTheNewest() {
    let feed = CycleFeed()
    for number in 1...UInt64(CycleFeed.limit + 10) { feed.publish(number, json(number)) }
    #expect(feed.newest(.max).count == CycleFeed.limit && feed.newest(1).map(\.number) == [266])
    #expect(feed.after(0, 3).cycles.map(\.number) == [11, 12, 13])
    #expect(feed.after(265, 3).cycles.map(\.number) == [266] && !feed.after(265, 3).isLast)
    feed.end()
    #expect(feed.after(265, 3).isLast && !feed.after(0, 3).isLast)
  }

  @Test func aStreamBringsEveryCycleOnce() throws {
    let feed = CycleFeed()
    let registry = Registry()
    let server = try MetricsServer(MetricsServer.Options(), registry: registry) {
      CycleService(feed, registry: registry, gate: Gate($0, meter: meter(registry))) {
        CycleService.State(isReady: true, json: [])
      }
    }
    defer { server.stop() }
    for number in 1...UInt64(CycleFeed.limit + 2) { feed.publish(number, json(number)) }
    let late = try EventReader(server.port, path: "/api/stream?last_event_id=1")
    #expect(try late.next() == EventReader.Event(name: "gap", id: "2", data: "{\"from\":2,\"to\":2}"))
    for number in 3...UInt64(CycleFeed.limit + 2) { #expect(try late.next("cycle").id == "\(number)") }
    let newest = try EventReader(server.port)
    #expect(try newest.next().id == "258")
    feed.publish(259, json(259))
    for reader in [late, newest] {
      #expect(try reader.next() == EventReader.Event(name: "cycle", id: "259", data: "{\"cycle\":259}"))
    }
    feed.end()
    for reader in [late, newest] { #expect(try reader.next().name == "end") }
    for reader in [late, newest] { #expect(try reader.next().name == "closed") }
  }
}

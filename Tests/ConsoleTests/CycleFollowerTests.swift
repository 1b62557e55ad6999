import Base
import Foundation
import HTTP
import Telemetry
import TestSupport
import Testing

@testable import Console
@testable import Server

/// `g6 summary --url` follows a collector by its stream of events.
@Suite struct CycleFollowerTests {
  /// Waits for something, as long as a loaded machine may need.
  private func wait(_ isDone: () throws -> Bool) rethrows -> Bool {
    let deadline = Date(timeIntervalSinceNow: 120)
    while Date() < deadline {
      if try isDone() { return true }
      usleep(20_000)
    }
    return false
  }

  @Test func cyclesComeWithoutBeingAskedForAndAskingGoesOnWhereNoStreamIs() throws {
    let folder = try TemporaryFolder()
    try folder.write("err", "")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Product.path).deletingLastPathComponent()
      .appendingPathComponent("g6")
    process.arguments = [
      "collect", "--clock", "wall", "--interval", "0.2", "--json", "--indices", "NIFTY", "--out", "none",
      "--panels-dir",
      "none", "--metrics-port", "0", "-q",
    ]
    try folder.write("out", "")
    process.standardOutput = FileHandle(forWritingAtPath: folder.file("out"))
    process.standardError = FileHandle(forWritingAtPath: folder.file("err"))
    try process.run()
    defer {
      if process.isRunning { process.terminate() }
      process.waitUntilExit()
    }
    var address = ""
    let isThere = try wait {
      let line = try folder.read("err").split(separator: "\n").first {
        $0.hasPrefix("metrics and health at ")
      }
      address = line.map { String($0.dropFirst(22)) } ?? ""
      return address.hasSuffix("/")
    }
    #expect(isThere)
    let fetch = try Fetch(ServerAddress(address), token: nil, timeout: 30_000_000_000, agent: "test")
    let follower = try CycleFollower(fetch, period: 1_000_000_000)
    var cycles: Set<Int64> = []
    let isFollowed = wait {
      if case .state(let state)? = follower.look {
        cycles.insert(state.cycle)
        #expect(state.indices.count == 1 && state.health != nil)
      }
      return cycles.count >= 3
    }
    #expect(isFollowed, "\(cycles)")
    let asking = try Fetch(ServerAddress(address), token: nil, timeout: 30_000_000_000, agent: "test")
    let metrics = String(decoding: try asking.get("/metrics").body, as: UTF8.self)
    #expect(metrics.contains("{route=\"/api/cycle\",status=\"2xx\"} 0"), "\(metrics)")
    #expect(metrics.contains("{route=\"/api/stream\",status=\"2xx\"} 1"), "\(metrics)")
    // The stream ends with the collector; who looks must ask for himself then.
    process.terminate()
    process.waitUntilExit()
    #expect(wait { follower.look == nil })
    // The last cycle came before the end, and grows older.
    let told = try folder.read("out").split(separator: "\n").count
    let last = try #require(follower.last)
    #expect(last.cycle == Int64(told) && told >= 3, "\(last.cycle) of \(told)")
    #expect(wait { (follower.last?.age ?? 0) > (last.age ?? .infinity) })
    follower.close()
  }

  /// What a server that is made here says of its health.
  private final class Health: @unchecked Sendable {
    private let lock = Lock()
    private var text: String? = "HEALTHY"
    private var count = 0
    /// Nil answers with an error.
    func set(_ text: String?) { lock.withLock { self.text = text } }
    var asked: Int { lock.withLock { count } }
    func answer() -> Response {
      let text = lock.withLock {
        count += 1
        return self.text
      }
      guard let text else { return Response(status: 500, text: "{\"detail\":\"out of order\"}") }
      return Response(text: "{\"level\":\"\(text)\",\"reasons\":\"because\"}")
    }
  }

  @Test func healthIsAskedForWhereNoCycleComes() throws {
    let (feed, health) = (CycleFeed(), Health())
    let registry = Registry()
    let service = CycleService(
      feed, registry: registry, gate: Gate(Service.Options(), meter: RequestMeter(registry))
    ) { CycleService.State(isReady: true, json: []) }
    let listener = try Listener(ListenerOptions()) { request in
      request.path == "/healthz" ? health.answer() : service.respond(request)
    }
    defer { listener.stop() }
    let fetch = try Fetch(
      ServerAddress("http://127.0.0.1:\(listener.port)/"), token: nil, timeout: 60_000_000_000, agent: "test")
    let follower = try CycleFollower(fetch, period: 200_000_000)
    defer { follower.close() }
    // Not asked before there is a cycle whose health it could be.
    feed.publish(1, Array("{\"cycle\":1,\"ok\":true}".utf8))
    #expect(wait { follower.look != nil })
    func level() -> String? {
      if case .state(let state)? = follower.look {
        "\(state.cycle) \(state.health ?? "") \(state.reasons)"
      } else {
        nil
      }
    }
    #expect(wait { level() == "1 HEALTHY because" })
    // The cycles stop: what the collector says of that is shown all the same.
    health.set("CRITICAL")
    #expect(wait { level() == "1 CRITICAL because" })
    // It says nothing that can be understood: the last cycle stands, its health does not.
    health.set(nil)
    #expect(
      wait {
        guard case .trouble(let text, let last?)? = follower.look else { return false }
        return text.contains("out of order") && last.cycle == 1 && last.health == "UNKNOWN"
      })
    // And is back with the next answer, or with the next cycle.
    health.set("DEGRADED")
    #expect(wait { level() == "1 DEGRADED because" })
    feed.publish(2, Array("{\"cycle\":2,\"ok\":true}".utf8))
    #expect(wait { level() == "2 DEGRADED because" })
    // A question each period at most, besides one for each cycle.
    let began = Date()
    let before = health.asked
    #expect(wait { health.asked >= before + 2 })
    #expect(Date().timeIntervalSince(began) > 0.15)
    feed.end()
    #expect(wait { follower.look == nil })
    #expect(follower.last?.cycle == 2)
  }

  @Test func aServerWithoutAStreamIsNoStream() throws {
    let serve = try RunningProduct(["serve", "--port", "0"])
    let port = try #require(serve.port())
    let fetch = try Fetch(
      ServerAddress("http://127.0.0.1:\(port)/"), token: nil, timeout: 30_000_000_000, agent: "test")
    #expect(try fetch.follow("/nowhere") { _ in true } == 404)
  }
}

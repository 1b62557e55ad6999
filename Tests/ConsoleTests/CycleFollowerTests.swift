import Foundation
import HTTP
import TestSupport
import Testing

@testable import Console

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
    let follower = try CycleFollower(fetch)
    var cycles: Set<Int64> = []
    let isFollowed = wait {
      if let state = follower.latest {
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
    #expect(wait { follower.latest == nil })
    // The last cycle came before the end, and grows older.
    let told = try folder.read("out").split(separator: "\n").count
    let last = try #require(follower.last)
    #expect(last.cycle == Int64(told) && told >= 3, "\(last.cycle) of \(told)")
    #expect(wait { (follower.last?.age ?? 0) > (last.age ?? .infinity) })
    follower.close()
  }

  @Test func aServerWithoutAStreamIsNoStream() throws {
    let serve = try RunningProduct(["serve", "--port", "0"])
    let port = try #require(serve.port())
    let fetch = try Fetch(
      ServerAddress("http://127.0.0.1:\(port)/"), token: nil, timeout: 30_000_000_000, agent: "test")
    #expect(try fetch.follow("/nowhere") { _ in true } == 404)
  }
}

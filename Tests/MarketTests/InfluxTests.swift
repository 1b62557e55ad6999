import Base
import Connectors
import Foundation
import HTTP
import TestSupport
import Testing

@testable import Market

@Suite struct InfluxTests {
  private func cycle(_ number: Int) throws -> CycleHarvest {
    let market = FlatMarket()
    let instant = FixedZone.india.instant(CivilDate("2026-11-16")!, second: 33_300 + 60 * number)
    let order = CycleOrder(number: number, instant: instant, plan: Resilience().plan)
    let plan = IndexPlan("BANKNIFTY", below: 2, above: 2, rules: [.thisMonth])
    let harvest = Fetcher(provider: market, table: market.table, patience: 5_000_000_000)
      .harvest(IndexTask(cycle: order, plan: plan, place: 0))
    var review = ChainReview(QualitySettings(), rate: 0)
    review.review(harvest)
    for place in harvest.slices.indices { harvest.slices[place].solve(withGreeks: true) }
    return CycleHarvest(order, [harvest])
  }

  @Test func pointsAreWhatTheLineProtocolAsksFor() throws {
    let lines = InfluxLines(try cycle(1))
    let text = String(decoding: lines.bytes, as: UTF8.self)
    let all = text.split(separator: "\n")
    #expect(all.count == lines.count && lines.count == 10 + 1 + 1 && text.hasSuffix("\n"))
    let pattern = /^[a-z0-9_]+(,[a-z]+=[^, ]+)* [a-z_]+=[-0-9.e]+(,[a-z_]+=[-0-9.e]+)* [0-9]{19}$/
    for line in all { #expect(line.wholeMatch(of: pattern) != nil, "\(line)") }
    #expect(all[0].hasPrefix("option_data,index=BANKNIFTY,expiry=2026-11-23,type=CE,strike="))
    #expect(all[0].contains(",iv=0.1") && !text.contains("nan") && !text.contains("inf"))
    #expect(
      all[10].hasPrefix("options_overview,index=BANKNIFTY index_price=")
        && all[10].contains(",pcr_this_month=0.94,"))
    #expect(all[11].hasPrefix("g6_cycle cycle=1.0,options_last_cycle=10.0 "))
    var escaped: [UInt8] = []
    InfluxLines.escape("a b,c=d\ne", to: &escaped)
    #expect(String(decoding: escaped, as: UTF8.self) == #"a\ b\,c\=d\ e"#)
  }

  @Test func targetsAreChecked() throws {
    let target = try InfluxTarget(url: "http://h:1/", place: .database("my data"), token: nil)
    #expect(target.writeURL == "http://h:1/write?db=my%20data&precision=ns")
    let newer = try InfluxTarget(
      url: "http://h:1", place: .bucket(organization: "g6", bucket: "b/c"), token: "t")
    #expect(newer.writeURL == "http://h:1/api/v2/write?org=g6&bucket=b%2Fc&precision=ns")
    #expect(target.pruneURL == "http://h:1/query?db=my%20data" && target.authorization == nil)
    #expect(newer.pruneURL == "http://h:1/api/v2/delete?org=g6&bucket=b%2Fc")
    #expect(newer.authorization == "Token t")
    // Version 1 knows users: those before 1.8 no tokens.
    func header(_ token: String, _ place: InfluxTarget.Place) throws(MarketError) -> String? {
      try InfluxTarget(url: "http://h:1", place: place, token: token).authorization
    }
    #expect(try header("Aladdin:open sesame", .database("a")) == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    #expect(try header("t", .database("a")) == "Token t")
    #expect(try header("", .database("a")) == nil)
    for token in ["a b", "a\nHost: x", "é", "a\r"] {
      let error = #expect(throws: MarketError.self) {
        try header(token, .bucket(organization: "o", bucket: "b"))
      }
      #expect(error?.kind == .config && error?.message.contains(token) == false)
    }
    for (url, name) in [("ftp://x", "a"), ("http://h:1", ""), ("http://a b", "x")] {
      #expect(throws: MarketError.self) { try InfluxTarget(url: url, place: .database(name), token: nil) }
    }
  }

  @Test func theSpoolKeepsOrderAcrossRunsAndItsLimit() throws {
    let folder = try TemporaryFolder()
    var spool = try InfluxSpool(folder: folder.file("spool"), limit: 100)
    for byte in UInt8(1)...3 { #expect(try spool.add([UInt8](repeating: byte, count: 30)) == 0) }
    spool = try InfluxSpool(folder: folder.file("spool"), limit: 100)
    let oldest = try spool.oldest()
    #expect(spool.count == 3 && oldest?.bytes.first == 1)
    #expect(try spool.add([UInt8](repeating: 4, count: 50)) == 2)
    #expect(try spool.oldest()?.bytes.first == 3)
    try spool.remove(3)
    try spool.remove(3)
    let last = try spool.oldest()
    #expect(last?.bytes.first == 4 && spool.count == 1)
  }

  /// A database that answers with a status; what it took is remembered.
  private final class Database: @unchecked Sendable {
    let lock = Lock()
    var status = 204
    var bodies: [String] = []
    var listener: Listener?

    func start(port: UInt16 = 0) throws -> UInt16 {
      var options = ListenerOptions()
      options.port = port
      let listener = try Listener(options) { [self] request in
        let status = lock.withLock {
          if self.status == 204 { bodies.append(String(decoding: request.body, as: UTF8.self)) }
          return self.status
        }
        return Response(status: status, text: "")
      }
      self.listener = listener
      return listener.port
    }
  }

  @Test func aDatabaseThatIsAwayGetsEverythingLaterInOrder() throws {
    let folder = try TemporaryFolder()
    let database = Database()
    let port = try database.start()
    database.lock.withLock { database.status = 503 }
    let target = try InfluxTarget(url: "http://127.0.0.1:\(port)", place: .database("g6"), token: "secret")
    let sink = try InfluxSink(target, spool: folder.file("spool"))
    for number in 1...3 { try sink.take(try cycle(number)) }
    #expect(waitUntil { sink.counts.failures > 0 })
    #expect(sink.counts.sentBatches == 0 && sink.counts.waiting == 3)
    #expect(sink.counts.lastTrouble?.contains("secret") == false)
    sink.close(within: 5_000_000_000)
    // The next run finds what was left, and the database is back.
    database.lock.withLock { database.status = 204 }
    let again = try InfluxSink(target, spool: folder.file("spool"))
    try again.take(try cycle(4))
    #expect(waitUntil { again.counts.sentBatches == 4 })
    #expect(again.counts.waiting == 0 && again.counts.sentPoints == 4 * 12)
    let cycles = database.lock.withLock { database.bodies }.map { body in
      body.split(separator: "\n").last!.split(separator: ",")[0]
    }
    #expect(cycles == (1...4).map { "g6_cycle cycle=\($0).0" })
    // Points the database will never take are not sent for ever.
    database.lock.withLock { database.status = 400 }
    try again.take(try cycle(5))
    #expect(waitUntil { again.counts.refusedBatches == 1 })
    #expect(again.counts.waiting == 0)
    again.close(within: 5_000_000_000)
    database.listener?.stop()
  }
}

import Base
import Documents
import Telemetry
import TestSupport
import Testing

@testable import Server

@Suite struct AnswerTests {
  /// A feed of a run with events, alerts and a migration.
  private func feed(_ frames: Int, limit: Int = 1200) throws -> FrameFeed {
    let feed = FrameFeed(runID: "run", frameLimit: limit, registry: Registry())
    var builder = FrameBuilder(runID: "run", thresholds: .init(loadFactor: 0.8))
    var latency = OperationLatency()
    for index in 0..<frames {
      var map = MapReading()
      map.backend = "grouped"
      map.loadFactor = index % 3 == 2 ? 0.9 : 0.5
      map.entries = index * 10
      map.probeHistogram = [ProbeCount(distance: 0, count: index), ProbeCount(distance: 2, count: 1)]
      map.heatmap = KeyHeatmap(regions: [index, 2, 3])
      map.segments = [NamedCount(name: "grouped", count: 4)]
      map.ledger = [
        LedgerEntry(
          operation: UInt64(index), kind: "split", reason: "growth", segment: 1, from: "grouped",
          to: "grouped",
          entries: 14, bytes: 512, nanoseconds: 900)
      ]
      map.ledgerOmitted = 1
      latency.record(kind: index % 3, nanoseconds: UInt64(index * 1000))
      builder.note(TickEvent(index == 0 ? .start : .compaction, seconds: Double(index), operation: 7))
      try feed.publish(
        builder.tick(
          at: Double(index), counts: .init(puts: UInt64(index * 100), gets: 5), map: map, latency: latency,
          loopLatency: latency))
    }
    return feed
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Every JSON answer of a server with frames and of one without, by its route.
  private func answers(_ answers: Answers) -> [RouteLabel: [UInt8]] {
    [
      .healthz: answers.health("ok"), .readyz: answers.health("ok"), .apiMetrics: answers.summary(limit: 2),
      .apiMetricsHistory: answers.history(limit: 3), .apiMetricsHistogramLatency: answers.latencyHistogram(),
      .apiMetricsHistogramProbe: answers.probeHistogram(), .apiMetricsHeatmap: answers.heatmap(),
      .apiEvents: answers.events(limit: 4), .apiFrames: answers.frames(since: 1, limit: 2),
      .apiLayout: answers.layout(), .apiLedger: answers.ledger(limit: 2),
    ]
  }

  @Test func answersAreWhatTheyHaveAlwaysBeen() throws {
    let full = answers(Answers(try feed(4), generatedAt: 1_795_000_000.5))
    let empty = answers(Answers(nil, generatedAt: 1))
    var all = ""
    for (title, group) in [("a run of four frames", full), ("no run", empty)] {
      for route in Route.all {
        if let answer = group[route.label] { all += "## \(route.path), \(title)\n\(text(answer))\n" }
      }
    }
    let answers = Answers(nil, generatedAt: 1)
    all += "## errors\n\(text(answers.noComparison()))\n"
    all += "\(text(answers.problem("not_found", detail: "no <route>", hint: "see /openapi.json")))\n"
    #expect(try Repository.difference(all, from: "Tests/Goldens/server/answers.txt") == nil)
  }

  /// The members of an answer are those its route declares.
  @Test func answersHaveTheMembersTheirRoutesDeclare() throws {
    for (isFull, group) in [
      (true, answers(Answers(try feed(4), generatedAt: 1))), (false, answers(Answers(nil, generatedAt: 1))),
    ] {
      for (label, bytes) in group {
        let route = try #require(Route.all.first { $0.label == label })
        guard case .json(let schema, let fields) = route.answer else {
          Issue.record("\(route.path) declares no members")
          continue
        }
        let answer = try #require(try JSON.parse(bytes, file: route.path).table)
        #expect(answer["schema"]?.string == schema && answer["generated_at"]?.number == 1)
        for field in fields where field.presence != .sometimes("") {
          let isThere = answer[field.name] != nil
          if field.presence == .required { #expect(isThere, "\(route.path): \(field.name)") }
        }
        var known = ["schema", "generated_at"] + fields.map(\.name)
        if label == .apiMetrics, isFull { known += TickFields.all.map(\.name) }
        for member in answer.members { #expect(known.contains(member.key), "\(route.path): \(member.key)") }
      }
    }
  }

  @Test func limitsAndCursorsAreHeld() throws {
    let answers = Answers(try feed(10, limit: 6), generatedAt: 1)
    let history = try #require(try JSON.parse(answers.history(limit: 3), file: "h").table?["items"]?.array)
    #expect(history.compactMap { $0.table?["frame"]?.integer } == [8, 9, 10])
    let frames = try #require(try JSON.parse(answers.frames(since: 2, limit: 2), file: "f").table)
    #expect(frames["next"]?.integer == 6 && frames["gap"]?.table?["from"]?.integer == 3)
    #expect(frames["gap"]?.table?["to"]?.integer == 4 && frames["run_id"]?.string == "run")
    let table: [(String?, Int?)] = [
      (nil, 7), ("1", 1), ("10000", 10_000), ("0", nil), ("-1", nil), ("10001", nil), ("", nil), ("1e3", nil),
      ("+5", nil), ("9999999999999999999999", nil), ("٣", nil), ("1 ", nil),
    ]
    for (asked, limit) in table {
      if let limit {
        #expect(try AnswerLimit.parse(asked, default: 7) == limit)
      } else {
        #expect(throws: ServerError.self, "\(asked ?? "")") { try AnswerLimit.parse(asked, default: 7) }
      }
    }
    #expect(
      try AnswerLimit.parseCursor(nil) == 0
        && AnswerLimit.parseCursor("9223372036854775807") == UInt64(Int.max))
    #expect(throws: ServerError.self) { try AnswerLimit.parseCursor("18446744073709551615") }
    #expect(throws: ServerError.self) { try AnswerLimit.parseCursor("-1") }
    do { _ = try AnswerLimit.parse("x", default: 1) } catch {
      #expect("\(error)" == "limit: \"x\" is not a whole number from 1 to 10000; ask for limit=100")
    }
  }

  @Test func theTableQuotesForeignText() throws {
    let feed = FrameFeed(runID: "r", registry: Registry())
    var builder = FrameBuilder(runID: "r")
    let silence = OperationLatency()
    for backend in ["grouped", "=cmd|' /C calc'!A0", "a \"b\",\nc"] {
      var map = MapReading()
      map.backend = backend
      builder.note(TickEvent(.start, seconds: 0, operation: 0))
      builder.note(TickEvent(.switched, seconds: 0, operation: 0))
      try feed.publish(
        builder.tick(at: 0, counts: .init(), map: map, latency: silence, loopLatency: silence))
    }
    let csv = text(HistoryTable.csv(feed, limit: 10))
    #expect(
      csv == """
        \(HistoryTable.columns.joined(separator: ","))
        0.0,0,0.0,0.0,0.0,0.0,0.0,grouped,running,start@0.0;switch@0.0
        0.0,0,0.0,0.0,0.0,0.0,0.0,'=cmd|' /C calc'!A0,running,start@0.0;switch@0.0
        0.0,0,0.0,0.0,0.0,0.0,0.0,"a ""b"",
        c",running,start@0.0;switch@0.0

        """)
    #expect(text(HistoryTable.csv(nil, limit: 1)).split(separator: "\n").count == 1)
  }

  @Test func streamsCarryFramesEventsAlertsGapsAndTheEnd() throws {
    let feed = try feed(6, limit: 4)
    let reader = feed.follow(bound: 10)
    var stream = EventStream()
    let first = text(stream.text(reader.take()))
    let names = first.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { $0.dropFirst(7) }
    #expect(
      names == [
        "gap", "frame", "event", "alert", "frame", "event", "frame", "event", "frame", "event", "alert",
      ])
    #expect(
      first.hasPrefix("event: gap\nid: run:2\ndata: {\"from\":1,\"to\":2}\n\nevent: frame\nid: run:3\n"))
    #expect(stream.text(reader.take()).isEmpty)
    feed.close()
    #expect(text(stream.text(reader.take())) == "event: end\nid: run:6\ndata: {}\n\n")
    let cursors: [(String?, UInt64)] = [
      ("run:4", 4), (nil, 0), ("other:4", 0), ("run:", 0), ("run:x", 0), ("4", 0), ("run:-1", 0),
    ]
    for (id, cursor) in cursors { #expect(EventStream.cursor(id, run: "run") == cursor, "\(id ?? "")") }
  }

  @Test func theInterfaceDescribesItself() throws {
    let bytes = OpenAPI.json(version: "1.2.3")
    #expect(try Repository.difference(text(bytes), from: "Tests/Goldens/server/openapi.json") == nil)
    let paths = try #require(try JSON.parse(bytes, file: "openapi").table?["paths"]?.table)
    #expect(paths.members.count == RouteLabel.allCases.count - 1, "every route but none")
    #expect(Route.of("/index.html")?.label == .root && Route.of("/static/a/../b")?.label == .static)
    #expect(Route.of("/nowhere") == nil && Route.of("/api/metrics")?.parameters.first?.fallback == 1)
  }

  @Test func requestsAreCountedByRouteAndClass() {
    let registry = Registry()
    let meter = RequestMeter(registry)
    meter.answered(path: "/metrics", status: 200, nanoseconds: 1000)
    meter.answered(path: "/metrics", status: 503, nanoseconds: 1000)
    meter.answered(path: nil, status: 404, nanoseconds: 1000)
    meter.answered(path: "/api/stream", status: 999, nanoseconds: nil)
    meter.refused(.rateLimit)
    meter.connections.add(2)
    #expect(registry.httpRequestsTotal(route: .metrics, status: ._5xx).total == 1)
    #expect(registry.httpRequestsTotal(route: .none, status: ._4xx).total == 1)
    #expect(registry.httpRequestsTotal(route: .apiStream, status: ._5xx).total == 1)
    #expect(registry.httpRequestDurationSeconds().copy().count == 3)
    #expect(
      registry.httpRefusedTotal(refusal: .rateLimit).total == 1 && registry.httpConnections().value == 2)
  }
}

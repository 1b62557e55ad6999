import Base
import Telemetry
import TestSupport
import Testing

@testable import Server

/// Recommendations from files, and what the interface makes of them.
@Suite struct RecommendationTests {
  private static let second: UInt64 = 1_000_000_000

  private func document(_ source: String, layout: String = "chaining") -> RecommendationDocument {
    RecommendationDocument(
      source: source, created: "2026-11-21T03:00:00Z", runID: "5eed", summary: "use it", reason: "because",
      confidence: .high,
      details: [
        .init("layout", .text(layout)), .init("rounds", .count(3)), .init("p99", .number(1.5)),
        .init("cut", .flag(true)),
      ])
  }

  @Test func aFileComesBackAsItWasWritten() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.json", String(decoding: document("profile").file(), as: UTF8.self))
    #expect(try RecommendationFile.read(path: path) == document("profile"))
    let wrong: [(String, String)] = [
      ("{", "a.json:1:2"), ("[]", "the schema is not"), ("{\"schema\":\"x\"}", "the schema is not"),
      ("{\"schema\":\"adhash.recommendation/1\",\"confidence\":\"high\"}", "source is missing"),
      ("{\"schema\":\"adhash.recommendation/1\",\"confidence\":\"sure\"}", "high, moderate or low"),
      ("{\"schema\":\"adhash.recommendation/1\",\"confidence\":7}", "confidence: expected a text"),
      (String(repeating: " ", count: RecommendationFile.largest + 1), "File too large"),
    ]
    for (text, detail) in wrong {
      let path = try folder.write("a.json", text)
      do {
        _ = try RecommendationFile.read(path: path)
        Issue.record("accepted \(text.prefix(60))")
      } catch { #expect("\(error)".contains(detail), "\(error)") }
    }
  }

  /// Files come, change, break and go; every look tells what is new, and a problem once.
  @Test func filesAreWatched() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("one.json")
    let many = folder.file("many")
    try Folder.create(many)
    let watch = RecommendationWatch(paths: [file, many])
    var now: UInt64 = 0
    func look() -> (sources: [String]?, problems: Int) {
      now += RecommendationWatch.pace
      let found = watch.look(now: now)
      return (found.documents?.map(\.source), found.problems.count)
    }
    func write(_ path: String, _ document: RecommendationDocument) throws {
      try AtomicFileWriter.replace(path: path, with: document.file())
    }
    var found = look()
    #expect(found.sources == [] && found.problems == 1, "the file is not there yet")
    #expect(watch.look(now: now + 1).documents == nil, "it was looked at just now")
    found = look()
    #expect(found.sources == nil && found.problems == 0)
    try write(file, document("profile"))
    try write("\(many)/b.json", document("b"))
    try write("\(many)/a.json", document("a"))
    _ = try folder.write("many/other.json", "{\"schema\":\"something\"}")
    _ = try folder.write("many/notes.txt", "not looked at")
    found = look()
    #expect(found.sources == ["profile", "a", "b"] && found.problems == 0)
    try write(file, document("profile", layout: "compact"))
    #expect(look().sources == ["profile", "a", "b"])
    _ = try folder.write("one.json", "{\"schema\":\"adhash.reco")
    found = look()
    #expect(found.sources == nil && found.problems == 1, "what it said last stays")
    for number in 0..<9 { try write("\(many)/c\(number).json", document("c\(number)")) }
    found = look()
    #expect(found.sources?.count == RunAdvice.limit && found.problems == 1)
  }

  /// The interface answers with the recommendations of the server, or those of the run.
  @Test func theInterfaceAnswers() throws {
    func answer(_ answers: Answers, _ given: [RecommendationDocument]?) -> String {
      String(decoding: answers.recommendations(given), as: UTF8.self)
    }
    let none = Answers(nil, generatedAt: 0)
    #expect(answer(none, nil).contains("\"frame\":0,\"items\":[]"))
    #expect(answer(none, [document("profile")]).contains("\"stance\":\"open\""))
    var builder = FrameBuilder(runID: "r")
    builder.setAdvice(RunAdvice([document("own", layout: "grouped")], setting: { _ in nil }))
    var map = MapReading()
    map.backend = "grouped"
    let latency = OperationLatency()
    let frame = builder.tick(
      at: 1, counts: OperationCounts(puts: 5), map: map, latency: latency, loopLatency: latency)
    let feed = FrameFeed(runID: "r", registry: Registry())
    try feed.publish(frame)
    let some = Answers(feed, generatedAt: 0)
    #expect(answer(some, nil).contains("\"source\":\"own\""))
    let given = answer(some, [document("profile")])
    #expect(given.contains("\"run_id\":\"r\",\"frame\":1"))
    #expect(
      given.contains("\"stance\":\"contradicts\",\"difference\":\"the layout is grouped, not chaining\""))
    var reader = FrameReader(file: "m")
    let line = String(decoding: PublishedFrame(frame).json, as: UTF8.self)
    #expect(try reader.read(line.utf8, number: 1) == frame, "a frame comes back from its line")
  }
}

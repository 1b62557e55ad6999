import Base
import Documents
import TestSupport
import Testing

@testable import Console

/// Recommendations by commands: written by studies, shown by runs and servers.
@Suite struct RecommendationRunTests {
  private let demo = Repository.path("data/workloads/demo.csv")

  private func advice(layout: String, confidence: String = "high") -> String {
    """
    {"schema":"adhash.recommendation/1","source":"profile","summary":"use --mode \(layout)","reason":"it is best",
    "confidence":"\(confidence)","details":{"layout":"\(layout)","adaptive.policy":"live"}}
    """
  }

  private func run(_ words: [String], in folder: TemporaryFolder) throws -> DocumentTable {
    let ended = try InProcess(
      [
        "-q", "--json", "run-csv", "--csv", demo, "--seed", "7", "--tick-ops", "500", "--tick-interval", "0",
        "--mode", "grouped", "--metrics-out-dir", folder.file("m"),
      ] + words)
    #expect(ended.exitCode == 0, "\(ended)")
    let last = try #require(try folder.read("m/metrics.ndjson").split(separator: "\n").last)
    let check = try InProcess("validate-metrics", folder.file("m/metrics.ndjson"))
    #expect(check.exitCode == 0, "\(check)")
    return try #require(try JSON.parse(Array(last.utf8), file: "tick").table)
  }

  private func metrics(_ tick: DocumentTable) -> [String] {
    (tick["alerts"]?.array ?? []).compactMap { $0.table?["metric"]?.string }
  }

  @Test func aRunShowsThemAndWarns() throws {
    let folder = try TemporaryFolder()
    try Folder.create(folder.file("advice"))
    _ = try folder.write("advice/a.json", advice(layout: "chaining"))
    let tick = try run(["--recommendations", folder.file("advice")], in: folder)
    let item = try #require(tick["recommendations"]?.array?.first?.table)
    #expect(item["stance"]?.string == "contradicts")
    #expect(item["difference"]?.string == "the layout is grouped, not chaining")
    #expect(metrics(tick) == ["recommendation_conflict"])
    _ = try folder.write("advice/a.json", advice(layout: "chaining", confidence: "low"))
    #expect(metrics(try run(["--recommendations", folder.file("advice")], in: folder)).isEmpty)
    let file = try folder.write("b.json", advice(layout: "grouped"))
    let follows = try run(["--recommendations", file], in: folder)
    #expect(follows["recommendations"]?.array?.first?.table?["stance"]?.string == "follows")
    #expect(metrics(follows).isEmpty)
    #expect(try run([], in: folder)["recommendations"] == nil)
    // One that is not there yet is waited for; one that is something else is refused before anything runs.
    #expect(try run(["--recommendations", folder.file("later.json")], in: folder)["recommendations"] == nil)
    let foreign = try folder.write("c.json", "{\"schema\":\"adhash.compare.v1\"}")
    let refused = try InProcess("run-csv", "--csv", demo, "--recommendations", foreign)
    #expect(refused.exitCode == 2 && refused.errors.contains("the schema is not"), "\(refused)")
  }

  /// A server shows advice that comes after a run from a file, which it leaves as it is.
  @Test func aServerShowsItsOwn() throws {
    let folder = try TemporaryFolder()
    _ = try run([], in: folder)
    let path = folder.file("later.json")
    let serve = try RunningProduct(
      ["serve", "--port", "0", "--source", folder.file("m/metrics.ndjson"), "--recommendations", path])
    let client = try Conversation(port: try #require(serve.port(), "\(serve.errors)"))
    try client.ask("/api/runs") {
      $0.text.contains("\"recommendations\":true") && $0.text.contains("\"ended\":true")
    }
    #expect(try client.ask("/api/recommendations").text.contains("\"items\":[]"))
    _ = try folder.write("later.json", advice(layout: "compact"))
    let shown = try client.ask("/api/recommendations") {
      $0.text.contains("the layout is grouped, not compact")
    }
    #expect(shown.text.contains("\"stance\":\"contradicts\""))
    #expect(try !client.ask("/api/metrics").text.contains("\"recommendations\""))
    #expect(serve.end() == 0)
  }

  @Test func aProfileWritesOne() throws {
    let folder = try TemporaryFolder()
    let out = folder.file("p.json")
    let profile = try InProcess(
      "profile", "--csv", demo, "--max-rounds", "6", "--time-limit", "0.2", "--recommendation-out", out,
      "--progress", "never")
    #expect(profile.exitCode == 0, "\(profile)")
    let mode = try #require(profile.output.split(separator: "\n").first.map(String.init))
    let table = try #require(try JSON.parse(Array(try folder.read("p.json").utf8), file: out).table)
    #expect(table["source"]?.string == "profile" && table["summary"]?.string == "use --mode \(mode)")
    let details = try #require(table["details"]?.table)
    #expect(details["map.mode"]?.string == mode)
    #expect(details["layout"]?.string == MapMode(rawValue: mode)?.layout?.name)
    let tick = try run(["--recommendations", out], in: folder)
    let item = try #require(tick["recommendations"]?.array?.first?.table)
    let isGrouped = mode == "grouped"
    #expect(item["stance"]?.string == (isGrouped ? "follows" : "contradicts"), "\(mode)")
    let unwritable = try InProcess("profile", "--csv", demo, "--recommendation-out", demo + "/p.json")
    #expect(unwritable.exitCode == 5 && unwritable.output.isEmpty, "\(unwritable)")
  }
}

import TestSupport
import Testing

@testable import Console

@Suite struct ValidateMetricsTests {
  @Test func aGoodFile() throws {
    let path = Repository.path("Tests/Goldens/telemetry/tick-first.ndjson")
    let run = try InProcess("validate-metrics-ndjson", path)
    #expect(run.output == "\(path): 1 tick, valid\n" && run.exitCode == 0 && run.errors.isEmpty, "\(run)")
    let json = try InProcess("--json", "validate-metrics", path)
    #expect(
      json.output
        == """
        {"ok":true,"command":"validate-metrics","file":"\(path)","lines":1,"runs":1,"bad_lines":0,"problem_count":0,\
        "problems":[]}

        """)
  }

  @Test func everyBadLineIsListed() throws {
    let folder = try TemporaryFolder()
    let good = try Repository.text("Tests/Goldens/telemetry/tick-first.ndjson")
    let path = try folder.write("m.ndjson", "nonsense\n\(good){\"schema\":\"metrics.v1\"}\n")
    let run = try InProcess("validate-metrics", path)
    #expect(run.exitCode == 2)
    let lines = run.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("\(path): line 1: ") == true && lines.count > 4, "\(run.output)")
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("\(path): line 3: ") }, "\(run.output)")
    #expect(run.errors.contains("\(lines.count) problems; the first: line 1: "), "\(run.errors)")
    let json = try InProcess("validate-metrics", path, "--json")
    #expect(json.output.contains("\"ok\":false") && json.output.contains("\"bad_lines\":2"), "\(json.output)")
    #expect(json.errors == run.errors && json.exitCode == 2)
    let empty = try InProcess("validate-metrics", try folder.write("empty", ""))
    #expect(empty.exitCode == 2 && empty.errors.contains("1 problem; the first: the file holds no tick"))
    let closed = try Product.bash(
      "hashmap-cli validate-metrics '\(Repository.path("Tests/Goldens/telemetry/tick-first.ndjson"))' >/dev/full"
    )
    #expect(closed.exitCode == 5 && closed.errors.contains("No space left"), "\(closed)")
  }
}

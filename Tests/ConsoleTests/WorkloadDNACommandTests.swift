import Documents
import Foundation
import TestSupport
import Testing

@testable import Console

@Suite struct WorkloadDNACommandTests {
  private let demo = Repository.path("data/workloads/demo.csv")

  private func run(_ words: [String]) throws -> InProcess { try InProcess(["workload-dna"] + words) }

  @Test func theReport() throws {
    let ended = try run(["--csv", demo, "--top-keys", "3"])
    #expect(ended.exitCode == 0, "\(ended.errors)")
    let text = ended.output.replacingOccurrences(of: demo, with: "demo.csv")
    #expect(try Repository.difference(text, from: "Tests/Goldens/console/workload-dna.txt") == nil)
  }

  @Test func theJSON() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("dna.json")
    let ended = try run(["--csv", demo, "--json", "--json-out", file, "--pretty"])
    #expect(ended.exitCode == 0, "\(ended.errors)")
    let printed = try #require(try JSON.parse(Array(ended.output.utf8), file: "out").table?["dna"]?.table)
    let text = try folder.read("dna.json")
    let written = try #require(try JSON.parse(Array(text.utf8), file: file).table)
    #expect(text.hasPrefix("{\n  \"schema\": \"workload_dna.v1\""))
    #expect(printed.members.map(\.key) == written.members.map(\.key))
    for key in ["op_counts", "hot_keys", "coverage_targets", "miss_ratio_curve", "windows", "collision_risk"]
    {
      #expect(written[key] != nil, "\(key)")
    }
    #expect(written["total_rows"]?.integer == 2000 && written["accuracy"]?.table?["exact"]?.bool == true)
    #expect(written["input_digest"]?.string?.count == 32 && written["file_size_bytes"]?.integer ?? 0 > 0)
  }

  @Test func wrongLines() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.write("empty.csv", "op,key,value\n")
    let bad = try folder.write("bad.csv", "op,key,value\nput,a,1\nfrob,a,\n")
    let lines: [([String], Int32, String)] = [
      ([], 2, "needs --csv FILE"), (["--csv", empty], 2, "no operations"), (["--csv", bad], 2, "line 3"),
      (["--csv", folder.file("none")], 5, "No such file"), (["--csv", folder.path], 5, "directory"),
      (["--csv", demo, "--max-tracked-keys", "1"], 2, "out of range"),
      (["--csv", demo, "--csv-max-rows", "10"], 2, "10"),
      (["--csv", demo, "--json-out", demo], 2, "names the workload itself"),
      (["--csv", demo, "--json-out", folder.file("no/dna.json")], 5, "No such file"),
    ]
    for (words, code, detail) in lines {
      let ended = try run(words)
      #expect(ended.exitCode == code && ended.output.isEmpty, "\(words): \(ended.errors)")
      #expect(ended.errors.contains(detail), "\(words): \(ended.errors)")
    }
  }
}

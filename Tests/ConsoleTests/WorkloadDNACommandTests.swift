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
    #expect(written["bucket_counts"]?.array?.count == 4096)
    #expect(written["bucket_percentiles"]?.table?["p99"]?.number ?? 0 >= 1)
    let spots = try #require(written["hash_collision_hotspots"]?.table)
    #expect(spots.members.allSatisfy { $0.key.count == 5 && $0.key.hasPrefix("0x") })
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
      (["--csv", demo, "--json-out", bad + "/dna.json"], 5, "Not a directory"),
    ]
    for (words, code, detail) in lines {
      let ended = try run(words)
      #expect(ended.exitCode == code && ended.output.isEmpty, "\(words): \(ended.errors)")
      #expect(ended.errors.contains(detail), "\(words): \(ended.errors)")
    }
  }

  @Test func aModelIsWrittenAndReadAgain() throws {
    let folder = try TemporaryFolder()
    let model = folder.file("model.json")
    let fitted = try run(["--csv", demo, "--fit", model, "--json"])
    #expect(fitted.exitCode == 0 && fitted.output.contains("\"fit\":"), "\(fitted)")
    var digests: [String?] = []
    for seed in ["1", "1", "2"] {
      let made = try InProcess([
        "--json", "generate-csv", "--from-dna", model, "--outfile", folder.file("w.csv"), "--seed", seed,
      ])
      let result = try JSON.parse(Array(made.output.utf8), file: "out").table
      #expect(made.exitCode == 0 && result?["unique_keys"]?.integer == 400, "\(made)")
      digests.append(result?["input_digest"]?.string)
    }
    #expect(digests[0] != nil && digests[0] == digests[1] && digests[0] != digests[2])
    let other = try folder.write("other.json", "{\"schema\":\"metrics.v1\"}")
    let broken = try folder.write("broken.json", "{\"schema\":")
    for (words, exit, detail) in [
      (["--from-dna", model, "--ops", "5"], 2, "--ops and --from-dna exclude each other"),
      (["--from-dna", other], 2, "is metrics.v1, not adhash.dna_model.v2"),
      (["--from-dna", broken], 2, "broken.json:1"), (["--from-dna", folder.file("none")], 5, "No such file"),
    ] as [([String], Int32, String)] {
      let run = try InProcess(["generate-csv", "--outfile", folder.file("x.csv")] + words)
      #expect(run.exitCode == exit && run.errors.contains(detail), "\(words): \(run)")
    }
    for (words, exit, detail) in [
      (["--csv", demo, "--fit", demo], 2, "--fit names the workload itself"),
      (["--csv", demo, "--fit", model, "--max-tracked-keys", "50"], 2, "too many for a model"),
      (["--csv", demo, "--fit", model + "/m.json"], 5, "Not a directory"),
    ] as [([String], Int32, String)] {
      let run = try run(words)
      #expect(run.exitCode == exit && run.errors.contains(detail), "\(words): \(run)")
    }
  }
}

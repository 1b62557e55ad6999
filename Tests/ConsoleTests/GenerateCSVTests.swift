import Foundation
import TestSupport
import Testing

@testable import Console
@testable import Workloads

@Suite struct GenerateCSVTests {
  @Test func theSameLineGivesTheSameFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("w.csv")
    let words = ["generate-csv", "--outfile", path, "--ops", "5000", "--preset", "ycsb-a", "--seed", "7"]
    let run = try InProcess(words)
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run)")
    #expect(
      run.output.hasPrefix("\(path): 15,000 rows (") && run.output.contains("\ninput digest "),
      "\(run.output)")
    let content = try folder.read("w.csv")
    let json = try InProcess(words + ["--json"]).output
    #expect(try folder.read("w.csv") == content)
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    #expect(object?["rows"] as? Int == 15_000 && object?["size_bytes"] as? Int == content.utf8.count)
    #expect(
      object?["seed"] as? Int == 7 && object?["ops"] as? Int == 5000
        && object?["read_ratio"] as? Double == 0.5)
    let digest = try #require(object?["input_digest"] as? String)
    #expect(run.output.contains(digest))
    // What it wrote, run-csv accepts, and counts the same bytes.
    let checked = try InProcess(
      ["run-csv", "--dry-run", "--json", "--csv", path], program: RunCSVTests.program)
    #expect(checked.output.contains("\"rows\":15000,") && checked.output.contains(digest), "\(checked)")
  }

  @Test func everyFlagArrives() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("w.csv")
    let line = """
      --ops 1_000 --warmup 10 --read-ratio 0.5 --del-ratio .5 --insert-ratio 1 --modify-ratio 0.25 --scan-length 3 \
      --key-space 50 --distribution hotspot --hot-keys 0.1 --hot-ops 0.9 --key-format user:{:08} --value-size 4-8 \
      --progress always
      """
    let run = try InProcess(
      ["generate-csv", "--json", "--outfile=\(path)"] + line.split(separator: " ").map(String.init))
    #expect(run.exitCode == 0, "\(run.errors)")
    for field in [
      "\"rows\":1010,", "\"warmup\":10,", "\"read_ratio\":0.5,", "\"del_ratio\":0.5,", "\"key_space\":50,",
      "\"distribution\":\"hotspot\"", "\"key_format\":\"user:{:08}\"", "\"value_size\":\"4-8\"",
    ] { #expect(run.output.contains(field), "\(field): \(run.output)") }
    #expect(
      try folder.read("w.csv").contains("put,user:00000049,") || folder.read("w.csv").contains("user:0000"))
    for (flags, distribution) in [
      ("--key-skew 1.2", "\"distribution\":\"zipf\",\"key_skew\":1.2,"),
      ("--distribution latest", "\"distribution\":\"latest\",\"key_skew\":0.99,"),
      ("--distribution exponential", "\"distribution\":\"exponential\",\"key_skew\":0.0,"),
      ("--distribution sequential", "\"distribution\":\"sequential\","),
      ("", "\"distribution\":\"uniform\","),
    ] {
      let words =
        ["generate-csv", "--json", "--ops", "9", "--outfile", path]
        + flags.split(separator: " ").map(String.init)
      #expect(try InProcess(words).output.contains(distribution), "\(flags)")
    }
    let hostile = try InProcess(
      "generate-csv", "--outfile", path, "--ops", "100", "--adversarial-ratio", "0.5", "--adversarial-layout",
      "chaining", "--adversarial-seed", "7", "--adversarial-lowbits", "4", "--json")
    #expect(
      hostile.output.contains("\"expected_group\":16,\"adversarial_layout\":\"chaining\","), "\(hostile)")
    #expect(hostile.output.contains("\"adversarial_seed\":7,\"adversarial_lowbits\":4,"), "\(hostile)")
    let told = try InProcess(
      "generate-csv", "--outfile", path, "--ops", "100", "--adversarial-ratio", "0.5", "--adversarial-seed",
      "7")
    #expect(told.output.hasSuffix("workload-dna tells of them with --hash-seed 7\n"), "\(told)")
    let phases = try folder.write(
      "p.toml", "[[phases]]\nname = \"a\"\nops = 5\n[[phases]]\nname = \"b\"\nops = 7\n")
    let phased = try InProcess("generate-csv", "--outfile", path, "--phases", phases, "--json")
    #expect(
      phased.output.contains("\"rows\":12,") && phased.output.contains("{\"name\":\"b\",\"ops\":7,"),
      "\(phased)")
  }

  @Test(arguments: [
    ("", 2, "needs --outfile FILE"), ("--outfile w --ops 0", 2, "--ops: 0 is out of range"),
    ("--outfile w --read-ratio 1.5", 2, "out of range"), ("--outfile w --del-ratio 1", 2, "out of range"),
    ("--outfile w --preset ycsb-g", 2, "did you mean ycsb-"),
    ("--outfile w --distribution zipff", 2, "did you mean zipf?"),
    ("--outfile w --value-size 5-2", 2, "Value size must be"),
    ("--outfile w --key-format K", 2, "Key format must"),
    ("--outfile w --preset ycsb-a --phases p.toml", 2, "exclude each other"),
    ("--outfile w --phases /nowhere.toml", 5, "No such file"),
    ("--outfile /proc/no/w --ops 1", 5, "No such file"),
    ("--outfile / --ops 1", 5, "Is a directory"), ("--outfile /dev/full --ops 10", 5, "No space left"),
    ("--outfile w --adversarial-seed 5", 2, "need --adversarial-ratio"),
    ("--outfile w --adversarial-layout flat", 2, "not one of grouped"),
    ("--selftest --outfile w", 2, "writes no file"), ("--outfile w --seed -1", 2, "out of range"),
  ])
  func wrongLines(line: String, exitCode: Int32, detail: String) throws {
    let run = try InProcess(["generate-csv"] + line.split(separator: " ").map(String.init))
    #expect(run.exitCode == exitCode && run.output.isEmpty && run.errors.contains(detail), "\(line): \(run)")
  }

  @Test func aSignalLeavesNothingBehind() throws {
    let folder = try TemporaryFolder()
    try folder.write("w.csv", "old")
    let run = try Product.bash(
      """
      hashmap-cli generate-csv --ops 50000000 --outfile w.csv & sleep 0.3; kill -TERM $!; wait $!
      """, in: folder.path)
    #expect(run.exitCode == 143, "\(run)")
    #expect(run.errors == "{\"error\":\"Interrupted\",\"detail\":\"stopped by SIGTERM\"}\n")
    #expect(try folder.names() == ["w.csv"] && folder.read("w.csv") == "old")
  }

  @Test func selftestReports() throws {
    let good = DistributionSelfTest(name: "zipf 1", keys: 10, draws: 1000, distance: 0.0012, limit: 0.0515)
    let bad = DistributionSelfTest(name: "uniform", keys: 10, draws: 1000, distance: 0.06, limit: 0.0515)
    for (results, exitCode) in [([good], Int32(0)), ([good, bad], 3)] {
      let command = CommandSpec(name: "test", summary: "Test.") { _, session throws(Failure) in
        try GeneratorSelfTest.report(results, seed: 9, session)
      }
      let program = Program(
        name: "demo", summary: "", version: "1", globals: GlobalFlags.all, commands: [command])
      let text = try InProcess("test", program: program)
      #expect(
        text.exitCode == exitCode
          && text.output.contains("1,000  0.001200  0.051500  ok\n"))
      #expect(
        text.output.contains("TOO FAR") == (exitCode == 3) && text.errors.isEmpty == (exitCode == 0),
        "\(text)")
      let json = try InProcess("test", "--json", program: program).output
      #expect(
        json.hasPrefix("{\"ok\":\(exitCode == 0),\"command\":\"test\",\"seed\":9,\"distributions\":[{"),
        "\(json)")
    }
  }
}

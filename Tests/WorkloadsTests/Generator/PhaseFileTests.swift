import TestSupport
import Testing

@testable import Workloads

@Suite struct PhaseFileTests {
  private func options(_ text: String, _ change: (inout GeneratorRequest) -> Void = { _ in }) throws
    -> GeneratorOptions
  {
    let folder = try TemporaryFolder()
    var request = GeneratorRequest()
    request.phasesFile = try folder.write("p.toml", text)
    change(&request)
    return try request.options()
  }

  @Test func phasesTakeWhatTheyDoNotStateFromTheFlags() throws {
    let text = """
      seed = 7
      warmup = 10
      key_format = "user{:04}"

      [[phases]]
      name = "reads"
      ops = 500
      distribution = "zipf"
      key_skew = 1.2

      [[phases]]
      read_ratio = 0
      del_ratio = 0.5
      first_key = 100
      value_size = 12

      [[phases]]
      distribution = "hotspot"
      hot_keys = 0.1
      hot_ops = 0.95
      value_size = "8-16"
      insert_ratio = 0.25
      modify_ratio = 0.1
      scan_length = 3
      key_space = 77
      """
    let read = try options(text) { $0.operations = 200 }
    #expect(
      read.seed == 7 && read.warmup == 10 && read.keyFormat.text == "user{:04}"
        && read.rows == 10 + 500 + 200 + 200)
    #expect(read.phases.map(\.name) == ["reads", "phase 2", "phase 3"])
    #expect(read.phases[0].distribution == .zipf(exponent: 1.2) && read.phases[0].readRatio == 0.8)
    #expect(
      read.phases[1].firstKey == 100 && read.phases[1].valueSize == .bytes(12...12)
        && read.phases[1].deleteRatio == 0.5)
    #expect(
      read.phases[2].distribution == .hotspot(keys: 0.1, operations: 0.95) && read.phases[2].keySpace == 77)
    let flagged = try options(text) {
      $0.seed = 9
      $0.warmup = 0
      $0.keyFormat = "x{}"
    }
    #expect(flagged.seed == 9 && flagged.warmup == 0 && flagged.keyFormat.text == "x{}")

    let folder = try TemporaryFolder()
    let workload = try #require(try GeneratedWorkload.write(read, to: folder.file("w.csv")))
    #expect(workload.rows == 910)
    let lines = try folder.read("w.csv").split(separator: "\n")
    #expect(lines[1].hasPrefix("put,user0000,") && lines[10].hasPrefix("put,user0009,") && lines.count == 911)
    // The second phase writes nothing but puts and deletes of its own hundred keys.
    #expect(
      lines[511..<711].allSatisfy { !$0.hasPrefix("get,") && Int($0.dropFirst(8).prefix(4)) ?? 0 >= 100 })
  }

  @Test func faultsNameTheirPlace() throws {
    let table: [(String, String, String)] = [
      ("[[phases]]\nopz = 3\n", "Unknown key 'opz' at line 2, column 1", "Did you mean 'ops'?"),
      ("sed = 3\n[[phases]]\n", "Unknown key 'sed' at line 1, column 1", "Did you mean 'seed'?"),
      (
        "[[phases]]\nops = 0\n", "ops must be from 1 to 1099511627776, not 0 at line 2, column 7",
        PhaseFile.hint
      ),
      ("[[phases]]\nops = 1.5\n", "ops must be a whole number, not 1.5 at line 2, column 7", PhaseFile.hint),
      (
        "[[phases]]\nread_ratio = \"x\"\n",
        "read_ratio must be a number, not the text \"x\" at line 2, column 14", PhaseFile.hint
      ),
      ("[[phases]]\nname = 5\n", "name must be text, not 5 at line 2, column 8", PhaseFile.hint),
      (
        "[[phases]]\ndistribution = \"zip\"\n", "Unknown distribution 'zip' at line 2, column 16",
        "Did you mean 'zipf'?"
      ),
      (
        "[[phases]]\nkey_skew = -1\ndistribution = \"zipf\"\n",
        "key_skew must be above 0 and at most 100, not -1.0 at line 2, column 12", PhaseFile.hint
      ),
      (
        "[[phases]]\nhot_keys = 0.5\n", "hot_keys and hot_ops need a distribution at line 2, column 12",
        PhaseFile.hint
      ),
      (
        "[[phases]]\nvalue_size = 0\n",
        "Value size must be 'number', a size or a range of sizes from 1 to 1048576, not '0' at line 2, column 14",
        "For example 64 or 16-256"
      ),
      (
        "key_format = \"x\"\n[[phases]]\n",
        "Key format must contain one of {}, {:08}, {hash} and {uuid}, not 'x' at line 1, column 14",
        "For example K{}, user:{:08}, {hash} or {uuid}"
      ),
      ("phases = [3]\n", "A phase must be a table, not 3 at line 1, column 11", PhaseFile.hint),
      ("phases = []\n", "No [[phases]] in the file at line 1, column 10", PhaseFile.hint),
      ("seed = 3\n", "No [[phases]] in the file at line 1, column 1", PhaseFile.hint),
    ]
    for (text, detail, hint) in table {
      do {
        _ = try options(text)
        Issue.record("accepted: \(text)")
      } catch let error as WorkloadError {
        #expect(
          error.detail == detail && error.hint == hint && error.kind == .badInput && error.line != nil,
          "\(error)")
      }
    }
    do {
      _ = try options("[[phases]]\nops = = 3\n")
      Issue.record("bad TOML was accepted")
    } catch let error as WorkloadError {
      #expect(error.line == 2 && error.kind == .badInput, "\(error)")
    }
    #expect(throws: WorkloadError.self) { try options("[[phases]]\n") { $0.preset = "ycsb-a" } }
    var request = GeneratorRequest()
    request.phasesFile = "/no/such/file"
    do {
      _ = try request.options()
      Issue.record("a missing file was accepted")
    } catch {
      #expect(error.kind == .io && error.description.contains("No such file"), "\(error)")
    }
  }
}

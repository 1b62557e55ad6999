import Documents
import Foundation
import TestSupport
import Testing

@testable import Console

@Suite struct PolicyLabTests {
  private let example = Repository.path("docs/examples/policy_lab.toml")

  /// The example with its results in another folder, and what is changed in it.
  private func suite(_ folder: TemporaryFolder, _ changes: [(String, String)] = []) throws -> String {
    var text = try Repository.text("docs/examples/policy_lab.toml")
    text = text.replacingOccurrences(of: "../../results/policy_lab/", with: "results/")
    text = text.replacingOccurrences(of: "../../data", with: Repository.path("data"))
    text = text.replacingOccurrences(
      of: "\"workloads/", with: "\"\(Repository.path("docs/examples"))/workloads/")
    for (old, new) in changes {
      #expect(text.contains(old), "\(old)")
      text = text.replacingOccurrences(of: old, with: new)
    }
    return try folder.write("suite.toml", text)
  }

  @Test func theExampleIsCarriedOut() throws {
    let folder = try TemporaryFolder()
    let run = try InProcess(
      "--json", "policy-lab", "--suite", try suite(folder), "--progress", "never", "--recommendation-out",
      folder.file("advice.json"))
    #expect(run.exitCode == 0, "\(run)")
    let result = try #require(try JSON.parse(Array(run.output.utf8), file: "out").table)
    let finalists = try #require(result["finalists"]?.array).compactMap(\.table)
    let names = finalists.compactMap { $0["name"]?.string }
    #expect(Set(names).isSuperset(of: ["live", "thresholds", "compact from the start"]), "\(names)")
    let scores = finalists.compactMap { $0["score"]?.number }
    #expect(scores == scores.sorted() && scores.count == names.count)
    // The front, worked out once more.
    let points = finalists.map { ($0["p99_ns"]?.number ?? 0, $0["bytes_per_entry"]?.number ?? 0) }
    for (index, own) in points.enumerated() {
      let isBeaten = points.contains { $0.0 <= own.0 && $0.1 <= own.1 && ($0.0 < own.0 || $0.1 < own.1) }
      #expect(finalists[index]["on_front"]?.bool == !isBeaten, "\(names[index])")
    }
    // A winner that is no baseline was verified; a baseline is recommended where it did not hold.
    let winner = try #require(finalists.first)
    let held = result["held_out"]?.table
    #expect((winner["baseline"]?.bool == true) == (held == nil))
    let recommended = result["recommended"]?.string
    let expected = held?["holds"]?.bool == false ? result["best_baseline"]?.string : winner["name"]?.string
    #expect(recommended == expected && recommended != nil)
    #expect(result["decision"]?.string == (held?["holds"]?.bool == true ? "adopt" : "keep"))
    #expect(result["replays_saved"]?.integer ?? 0 > 0, "three searches of eight settings meet")
    if let held {
      #expect(held["rounds"]?.integer ?? 0 >= 16 && held["score_low_percent"]?.number != nil)
      if held["holds"]?.bool == true { #expect(held["score_high_percent"]?.number ?? 0 < 0) }
    }
    #expect(try folder.read("results/report.md").contains("| live (baseline) |"))
    #expect(try folder.read("results/report.html").contains("<svg"))
    // The patch is a configuration that a replay takes.
    let replay = try InProcess(
      "--config", folder.file("results/recommended.toml"), "run-csv", "--csv",
      Repository.path("data/workloads/demo.csv"), "--progress", "never")
    #expect(replay.exitCode == 0, "\(replay)")
    // What it says to do does so, and keeps the comments of the file.
    _ = try folder.write("adhash.toml", "# ours\n[watchdog]\nenabled = true # yes\n")
    if let settings = result["settings"]?.table, !settings.members.isEmpty {
      let line = try #require(result["apply"]?.string)
      #expect(line.hasPrefix("hashmap-cli config apply --file adhash.toml "))
      let applied = try Product.bash(line, in: folder.path)
      #expect(applied.exitCode == 0, "\(applied)")
      let file = try folder.read("adhash.toml")
      #expect(file.hasPrefix("# ours\n[watchdog]\nenabled = true # yes\n"), "\(file)")
      for member in settings.members {
        let name = try #require(member.key.split(separator: ".").last)
        #expect(file.contains("\(name) = \"\(member.value.string ?? "")\""), "\(file)")
      }
    } else {
      #expect(result["apply"]?.string == nil, "a baseline of defaults asks for nothing")
    }
    let advice = try #require(
      try JSON.parse(Array(try folder.read("advice.json").utf8), file: "advice").table)
    #expect(advice["source"]?.string == "policy-lab" && advice["reason"]?.string == result["reason"]?.string)
    for member in result["settings"]?.table?.members ?? [] {
      #expect(advice["details"]?.table?[member.key]?.string == member.value.string)
    }
  }

  /// Memory alone is no matter of chance: a layout that needs less of it is found, verified and adopted.
  @Test func whatIsBetterByMoreThanNoiseIsAdopted() throws {
    let folder = try TemporaryFolder()
    let run = try InProcess(
      "--json", "policy-lab", "--suite", try suite(folder, [("latency_weight = 0.5", "latency_weight = 0")]),
      "--progress", "never", "--recommendation-out", folder.file("advice.json"))
    #expect(run.exitCode == 0, "\(run)")
    let result = try #require(try JSON.parse(Array(run.output.utf8), file: "out").table)
    #expect(
      result["decision"]?.string == "adopt" && result["recommended"]?.string == "compact from the start")
    let winner = try #require(result["finalists"]?.array?.first?.table)
    #expect(
      winner["found_by"]?.array?.count == 3, "all searches come to the same map, which stands there once")
    #expect(result["finalists"]?.array?.count == 3)
    #expect(try folder.read("results/recommended.toml").contains("adaptive.start_backend = \"compact\""))
    #expect(try folder.read("advice.json").contains("\"summary\": \"set adaptive.start_backend=compact\""))
    // The baseline wins where nothing but the time of such a layout counts, or noise: it is kept, and the patch sets nothing.
    let kept = try InProcess(
      "--json", "policy-lab", "--suite",
      try suite(
        folder,
        [
          ("\"adaptive.start_backend\" = \"compact\"", "\"adaptive.start_backend\" = \"grouped\""),
          ("latency_weight = 0.5", "latency_weight = 0"),
          ("[\"grouped\", \"chaining\", \"robinhood\", \"compact\"]", "[\"grouped\"]"),
          ("[\"live\", \"thresholds\"]", "[\"live\"]"),
        ]), "--progress", "never")
    let keeping = try #require(try JSON.parse(Array(kept.output.utf8), file: "out").table)
    #expect(keeping["decision"]?.string == "keep" && keeping["recommended"]?.string == "live", "\(kept)")
    #expect(keeping["held_out"]?.shown == "null", "a thing is not compared with itself")
    #expect(!(try folder.read("results/recommended.toml").contains("adaptive.")))
  }

  @Test func wrongSuitesAreRefusedWithTheirPlace() throws {
    let folder = try TemporaryFolder()
    for (old, new, exit, detail) in [
      ("rounds = 6", "rounds = 2", 2, "suite.toml:5:10: rounds must be from 6 to 1000"),
      ("rounds = 6", "round = 6", 2, "has no member"),
      ("baseline = true", "baseline = false", 2, "no policy is a baseline"),
      ("\"bandit\"", "\"luck\"", 2, "there is no method"),
      (
        "\"adaptive.policy\" = \"thresholds\"", "\"adaptive.police\" = \"x\"", 2,
        "suite.toml:19:29: unknown setting"
      ),
      (
        "\"adaptive.policy\" = \"thresholds\"", "\"adaptive.policy\" = \"x\"", 2,
        "suite.toml:19:29: adaptive.policy"
      ),
      ("[\"live\", \"thresholds\"]", "[\"live\", \"y\"]", 2, "suite.toml:30:30: adaptive.policy"),
      ("held_out.csv", "churn.csv", 2, "held-out workload is among the others"),
      ("held_out.csv", "nothing.csv", 5, "No such file"), ("[suite]", "[sweet]", 2, "has no member"),
      ("name = \"thresholds\"", "name = \"live\"", 2, "two policies are called"),
      ("latency_weight = 0.5", "latency_weight = 3", 2, "from 0 to 1"),
    ] as [(String, String, Int32, String)] {
      let path = try suite(folder, [(old, new)])
      let run = try InProcess("policy-lab", "--suite", path, "--progress", "never")
      #expect(run.exitCode == exit && run.errors.contains(detail), "\(new): \(run)")
    }
    #expect(try InProcess("policy-lab", "--suite", folder.file("none")).exitCode == 5)
  }
}

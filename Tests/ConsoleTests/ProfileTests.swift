import Documents
import Foundation
import TestSupport
import Testing

@testable import Console

@Suite struct ProfileTests {
  private let demo = Repository.path("data/workloads/demo.csv")

  @Test func everyModeIsTriedAndOneRecommended() throws {
    let ended = try InProcess([
      "profile", "--csv", demo, "--max-rounds", "6", "--time-limit", "0.2", "--sample", "1500",
      "--latency-sample-every", "1",
      "--json",
    ])
    #expect(ended.exitCode == 0, "\(ended.errors)")
    let result = try #require(try JSON.parse(Array(ended.output.utf8), file: "result").table)
    let modes = try #require(result["modes"]?.array).compactMap(\.table)
    let names = modes.compactMap { $0["mode"]?.string }
    #expect(names.sorted() == ["adaptive", "fast-insert", "fast-lookup", "grouped", "memory-tight"])
    #expect(names.contains(result["recommended_mode"]?.string ?? ""))
    #expect(result["result"] != nil && result["operations"]?.integer == 1500)
    #expect(result["is_sample"]?.bool == true && result["rounds"]?.integer == 6)
    let costs = modes.compactMap { $0["cpu_ns_per_op"]?.number }
    #expect(costs == costs.sorted() && costs.count == 5)
    for mode in modes {
      #expect(mode["samples"]?.array?.count == 6 && mode["bytes_per_entry"]?.number ?? 0 > 0)
      #expect(mode["p99_ms"]?.number ?? 0 > 0)
    }
    // Six rounds are too few for any word; it says how many it takes, and with which flags.
    #expect(result["standing"]?.string == "undecided" && result["needed_rounds"]?.integer ?? 0 > 6)
    #expect(result["reason"]?.string?.contains("would tell: --time-limit ") == true)
    #expect(result["replays_per_round"]?.integer ?? 0 >= 1 && result["margin_percent"]?.number == 3)
    #expect(modes[0]["verdict"]?.shown == "null" && modes[1]["verdict"]?.string != nil)
  }

  /// A workload of milliseconds is settled or a tie; where the machine is too noisy for that, it says what would tell.
  @Test func aShortWorkloadIsJudged() throws {
    let ended = try InProcess([
      "profile", "--csv", demo, "--time-limit", "1.5", "--min-effect", "8", "--json",
    ])
    #expect(ended.exitCode == 0, "\(ended.errors)")
    let result = try #require(try JSON.parse(Array(ended.output.utf8), file: "result").table)
    let standing = try #require(result["standing"]?.string)
    let reason = try #require(result["reason"]?.string)
    #expect(result["replays_per_round"]?.integer ?? 0 > 1 && reason.contains("ns an operation"))
    switch standing {
    case "tie": #expect(reason.contains("shown to be within ±8 %"), "\(reason)")
    case "settled": #expect(reason.contains("needs the least processor time"), "\(reason)")
    default: #expect(standing == "undecided" && result["needed_seconds"]?.number ?? 0 > 0, "\(reason)")
    }
    #expect((result["needed_rounds"]?.integer != nil) == (standing == "undecided"))
  }

  @Test func theRestOfTheLineRunsWithThatMode() throws {
    let folder = try TemporaryFolder()
    let summary = folder.file("s.json")
    let ended = try InProcess([
      "profile", "--csv", demo, "--max-rounds", "6", "--time-limit", "0.2", "--then", "run-csv", "--csv",
      demo, "--quiet",
      "--json-summary-out", summary,
    ])
    #expect(ended.exitCode == 0, "\(ended.errors)")
    let mode = String(ended.output.prefix { $0 != "\n" })
    #expect(ended.output.contains("2,000 operations in"))
    #expect(try folder.read("s.json").contains("\"mode\": \"\(mode)\""), "\(ended.output)")
  }

  @Test func wrongLines() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.write("empty.csv", "op,key,value\n")
    let lines: [([String], Int32, String)] = [
      ([], 2, "needs --csv FILE"), (["--csv", demo, "--max-rounds", "3"], 2, "out of range"),
      (["--csv", empty], 2, "no operations"), (["--csv", folder.file("none")], 5, "No such file"),
      (["--csv", demo, "--time-limit", "0"], 2, "out of range"), (["--csv", demo, "--then"], 2, "--then"),
      // Refused before anything is read or measured.
      (["--csv", folder.file("none"), "--then", "frob"], 2, "unknown command"),
      (["--csv", folder.file("none"), "--then", "run-csv"], 2, "needs --csv FILE"),
      (["--csv", folder.file("none"), "--then", "run-csv", "--csv", demo, "--frob"], 2, "--frob"),
    ]
    for (words, code, detail) in lines {
      let ended = try InProcess(["profile"] + words)
      #expect(ended.exitCode == code, "\(words): \(ended.errors)")
      #expect(ended.errors.contains(detail), "\(words): \(ended.errors)")
    }
  }
}

import Foundation
import TestSupport
import Testing

@testable import Console
@testable import Workloads

@Suite struct SweepTests {
  /// An objective that any machine holds is held up to the highest rate allowed; one that none holds, by no rate.
  @Test func theSearchEndsAtItsBounds() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("w.csv", "op,key,value\n" + (0..<300).map { "put,k\($0),v\n" }.joined())
    let easy = try InProcess(
      "--json", "sweep", "--csv", path, "--objective", "p50=1000s", "--from", "2k", "--to", "4k", "--seconds",
      "0.1")
    let object = try JSONSerialization.jsonObject(with: Data(easy.output.utf8)) as? [String: Any]
    let steps = try #require(object?["steps"] as? [[String: Any]], "\(easy)")
    #expect(steps.compactMap { $0["rate"] as? Double }.starts(with: [2000]))
    // Whether a rate is sustained is the machine's business; what holds and the answer agree.
    let held = steps.filter { $0["holds"] as? Bool == true }.compactMap { $0["rate"] as? Double }.max()
    #expect(object?["highest_rate"] as? Double == held && easy.exitCode == (held == nil ? 4 : 0), "\(easy)")
    let hard = try InProcess(
      "sweep", "--csv", path, "--objective", "p90=1ns", "--from", "4k", "--seconds", "0.1")
    #expect(hard.exitCode == 4 && hard.output.contains("no rate tried holds p90 within 1"), "\(hard)")
    // A percentile that so few operations cannot tell is no objective, and stands in no table.
    let row = try #require(hard.output.split(separator: "\n").first { $0.contains("4.00 k/s") })
    #expect(row.split(separator: " ", omittingEmptySubsequences: true).count { $0 == "-" } == 2, "\(hard)")
    for objective in ["p99=1s", "p99.99=1s"] {
      let refused = try InProcess("sweep", "--csv", path, "--objective", objective)
      #expect(
        refused.exitCode == 2 && refused.errors.contains("\(path): The workload has 300 operations"),
        "\(refused)")
      #expect(refused.output.isEmpty)
    }
  }

  @Test func badGoalsAreRefused() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("w.csv", "op,key,value\n")
    for (words, detail) in [
      (["--objective", "p98=1ms"], "is not PERCENTILE=TIME"),
      (["--objective", "p99=fast"], "is not PERCENTILE=TIME"),
      (["--from", "zero"], "--from 'zero' is not a number"), (["--from", "900_000M"], "cannot be paced"),
      (["--from", "5k", "--to", "1k"], "--to is below --from"), ([], "has no operations"),
    ] {
      let run = try InProcess(["sweep", "--csv", path] + words)
      #expect(run.exitCode == 2 && run.errors.contains(detail), "\(words): \(run)")
    }
  }
}

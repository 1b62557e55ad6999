import Foundation
import TestSupport
import Testing

/// The commands that `docs/options/coverage.md` names as proof are run, not looked up.
struct CoverageCommandTests {
  /// What a command is given to have something to do, in the order in which one needs what another leaves.
  private static let lines = [
    ("g6 collect", "g6 collect --cycles 2 --indices NIFTY --out data --panels-dir panels --json"),
    (
      "g6 simulate",
      "g6 simulate --interval 3600 --indices NIFTY --out day --panels-dir none --fault provider:stall@2"
    ),
    ("g6 integrity", "g6 integrity --panels-dir panels --json"),
    ("g6 summary", "g6 summary --panels-dir panels --plain"),
    ("g6 bench", "g6 bench --seconds 0.05 --cycles 2 --starts 1 --json"),
    ("g6 bundle", "g6 bundle --out first"),
    ("g6 token --json", "g6 token --json"),
    ("g6 retention scan", "g6 retention scan --root data --plan-out plan.json"),
    // A family of commands, of which the one that changes nothing stands for all.
    ("g6 retention", "g6 retention scan --root data --plan-out plan-2.json"),
  ]

  @Test func everyCommandOfThePageIsRun() throws {
    let page = try String(contentsOfFile: Repository.path("docs/options/coverage.md"), encoding: .utf8)
    let named = Set(
      page.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter {
        !$0.offset.isMultiple(of: 2) && $0.element.hasPrefix("g6 ")
      }.map { String($0.element) })
    #expect(named == Set(Self.lines.map(\.0)))
    let folder = try TemporaryFolder()
    for (_, line) in Self.lines {
      let ended = try Product.bash(line, environment: ["WORK": folder.path], in: folder.path)
      #expect(ended.exitCode == 0, "\(line): \(ended.errors)")
      #expect(!ended.output.isEmpty, "\(line)")
    }
  }
}

import Governance
import TestSupport
import Testing

@testable import Console

@Suite struct MetricsSpecTests {
  /// What `make docs` does, in a copy: everything is written once, then found up to date, then found damaged.
  @Test func artifactsAreWrittenCheckedAndFoundDamaged() throws {
    let folder = try TemporaryFolder()
    let specification = Repository.path(MetricsRegister.path)
    func run(_ flags: String...) throws -> InProcess {
      try InProcess(["metrics-spec", "--specification", specification, "--root", folder.path] + flags)
    }
    let made = try Product.bash(
      "mkdir -p Sources/Telemetry/Catalogue docs deploy/prometheus", in: folder.path)
    #expect(made.exitCode == 0)
    let first = try run()
    #expect(
      first.exitCode == 0 && first.output.split(separator: "\n").count == 5, "\(first.output)\(first.errors)")
    let second = try run("--check")
    #expect(second.exitCode == 0 && second.output.hasSuffix("metrics, everything is up to date\n"))
    let committed = try Repository.text("docs/metrics.md")
    #expect(try folder.read("docs/metrics.md") == committed)
    try folder.write("docs/metrics.md", "damaged")
    let damaged = try run("--check")
    #expect(
      damaged.exitCode == 4 && damaged.errors.contains("docs/metrics.md is not what"), "\(damaged.errors)")
    #expect(try run("--json").output.contains("\"written\":[\"docs/metrics.md\"]"))
  }

  /// Without a name of one, the specifications of all programs are read below the root.
  @Test func bothProgramsAreUpToDate() throws {
    let run = try InProcess("metrics-spec", "--check", "--root", Repository.path("."))
    #expect(run.exitCode == 0 && run.output.hasSuffix("metrics, everything is up to date\n"), "\(run.errors)")
  }

  @Test func aSpecificationThatBreaksARuleIsRefused() throws {
    let folder = try TemporaryFolder()
    let good = try Repository.text(MetricsRegister.path)
    let bad = good.replacing("hashmap_hits_total", with: "hashmap_hits_ms")
    let lint = try InProcess("metrics-spec", "--specification", try folder.write("m.yaml", bad))
    #expect(lint.exitCode == 2 && lint.output.contains("hashmap_hits_ms: ms is not a base unit"), "\(lint)")
    #expect(lint.output.contains("hashmap_hits_ms: a counter ends in _total"))
    let torn = try InProcess("metrics-spec", "--specification", try folder.write("t.yaml", "version: [1"))
    #expect(torn.exitCode == 2 && torn.errors.contains("t.yaml:2:1: did not find expected"), "\(torn.errors)")
    let absent = try InProcess("metrics-spec", "--specification", folder.file("nowhere"))
    #expect(absent.exitCode == 5)
    let unwritable = try InProcess(
      "metrics-spec", "--specification", Repository.path(MetricsRegister.path), "--root", "/dev/null")
    #expect(unwritable.exitCode == 5)
  }
}

import TestSupport
import Testing

/// `scripts/suite` and its quarantine, on a small tree of its own and with a `swift` that fails as it is told.
@Suite struct SuiteScriptTests {
  /// Runs the script where a test `flaky` stands that fails the first `failures` times.
  private func suite(_ quarantine: String, failures: Int) throws -> (
    code: Int32, text: String, runs: [String]
  ) {
    let folder = try TemporaryFolder()
    let script = """
      mkdir -p scripts bin Tests/DataflowTests/Unit Tests/ConnectorsTests
      cp '\(TestSupport.Repository.root)/scripts/suite' scripts/suite
      echo 'struct FlakyTests { func flaky() {} }' > Tests/DataflowTests/Unit/FlakyTests.swift
      cat > Tests/quarantine.txt <<'END'
      # Comments are passed over.
      \(quarantine)
      END
      cat > bin/swift <<'END'
      #!/bin/sh
      echo "$*" >> runs
      case "$*" in *--skip-build*) ;; *) exit 0 ;; esac
      left=$(cat left)
      [ "$left" -gt 0 ] || exit 0
      echo $((left - 1)) > left
      exit 1
      END
      chmod +x bin/swift
      echo \(failures) > left
      PATH="$PWD/bin:$PATH" scripts/suite unit 2>&1
      """
    let run = try Product.bash(script, in: folder.path)
    let runs = try folder.names().contains("runs") ? folder.read("runs") : ""
    return (run.exitCode, run.output, runs.split(separator: "\n").map(String.init))
  }

  @Test("a quarantined test that fails is run once more, and named; one that fails twice fails the suite")
  func retries() throws {
    let today = try Product.bash("date +%F").output.split(separator: "\n").first.map(String.init) ?? ""
    let line = "\(today) flaky waits for somebody else's clock"
    let steady = try suite(line, failures: 0)
    #expect(steady.code == 0 && steady.runs.count == 2)
    #expect(steady.text.contains("suite: quarantined: flaky; tried twice: none"))
    // The first run leaves it out, the others are of it alone.
    #expect(steady.runs[0].contains("--skip /flaky\\(") && steady.runs[1].contains("/flaky\\("))
    let once = try suite(line, failures: 1)
    #expect(once.code == 0 && once.runs.count == 3)
    #expect(once.text.contains("flaky is quarantined and failed; once more"))
    #expect(once.text.contains("tried twice: flaky"))
    let twice = try suite(line, failures: 2)
    #expect(twice.code == 1 && twice.runs.count == 3)
    #expect(twice.text.contains("flaky failed twice"))
    let empty = try suite("", failures: 9)
    #expect(empty.code == 0 && empty.runs.count == 1 && !empty.text.contains("quarantined"))
  }

  @Test(
    "a line whose test is gone, or that has stood for more than a month, fails the suite before anything runs"
  )
  func stale() throws {
    let old = try suite("2001-02-03 flaky too long", failures: 0)
    #expect(old.code == 1 && old.runs.isEmpty)
    #expect(old.text.contains("flaky stands here since 2001-02-03: mend or remove it (too long)"))
    let gone = try suite("2001-02-03 vanished nobody knows", failures: 0)
    #expect(gone.code == 1 && gone.runs.isEmpty)
    #expect(gone.text.contains("vanished is gone; remove its line"))
  }
}

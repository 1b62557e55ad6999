import TestSupport
import Testing

/// `scripts/slow-tests` on logs that were written for it.
@Suite struct SlowTestsScriptTests {
  private func report(_ log: String, listed: String, on day: String) throws -> (code: Int32, text: String) {
    let folder = try TemporaryFolder()
    try folder.write("log", log)
    let script = """
      mkdir -p scripts Tests Sources/Governance/Registers
      cp '\(TestSupport.Repository.root)/scripts/slow-tests' scripts/slow-tests
      cat > Tests/slow.txt <<'END'
      # name seconds
      \(listed)
      END
      cat > Sources/Governance/Registers/stages.toml <<'END'
      [[stage]]
      check = "other"
      enforced = "2001-01-01"

      [[stage]]
      check = "slow-tests"
      enforced = "2026-12-01"
      END
      SLOW_TESTS_TODAY=\(day) scripts/slow-tests log 2>&1
      """
    let run = try Product.bash(script, in: folder.path)
    return (run.exitCode, run.output)
  }

  private static let log = """
    ✔ Test quick() passed after 0.100 seconds.
    ✔ Test slow() passed after 2.500 seconds.
    ✘ Test table(seed:) with 3 test cases failed after 9.000 seconds with 1 issue.
    ✔ Test "in words" passed after 0.2 seconds.
    ✔ Suite All passed after 12.000 seconds.
    ✔ Test run with 4 tests in 1 suite passed after 12.000 seconds.
    """

  @Test func aNewSlowTestWarnsAndThenFails() throws {
    let before = try report(Self.log, listed: "table(seed:) 9.1", on: "2026-11-30")
    #expect(before.code == 0)
    #expect(before.text.contains("slow-tests: new: slow() takes 2.5 s"))
    #expect(before.text.contains("slow-tests: 4 tests, 2 longer than 2 s, 1 of them new"))
    #expect(before.text.contains("a warning until 2026-12-01"))
    #expect(try report(Self.log, listed: "table(seed:) 9.1", on: "2026-12-01").code == 1)
    let marked = try report(Self.log, listed: "table(seed:) 9.1\nslow() 2.4", on: "2026-12-01")
    #expect(marked.code == 0 && !marked.text.contains("new:"))
  }

  @Test func whatIsListedAndNoLongerSoIsNamed() throws {
    let stale = try report(Self.log, listed: "table(seed:) 30\nslow() 2.4\nvanished() 5", on: "2027-01-01")
    #expect(stale.code == 0)
    #expect(
      stale.text.contains("gone: vanished()")
        && stale.text.contains("faster: table(seed:) takes 9.0 s, not 30"))
    #expect(try report("nothing", listed: "", on: "2027-01-01").code == 1)
  }
}

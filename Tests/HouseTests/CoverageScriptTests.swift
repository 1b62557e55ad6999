import TestSupport
import Testing

/// `scripts/coverage` on a profile that was written for it.
@Suite struct CoverageScriptTests {
  private func report(_ covered: Int, of lines: Int, goal: Int) throws -> (code: Int32, text: String) {
    let folder = try TemporaryFolder()
    let script = """
      mkdir -p scripts Tests
      cp '\(TestSupport.Repository.root)/scripts/coverage' scripts/coverage
      printf '# path percent\\nSources/Governance/Panels \(goal)\\n' > Tests/critical.txt
      { echo "SF:$PWD/Sources/Governance/Panels/A.swift"
        for ((i = 1; i <= \(lines); i++)); do echo "DA:$i,$((i <= \(covered)))"; done
        echo end_of_record
        echo "SF:$PWD/Sources/Governance/B.swift"
        for ((i = 1; i <= 1000; i++)); do echo "DA:$i,1"; done
        echo end_of_record; } > lcov
      scripts/coverage lcov 2>&1
      """
    let run = try Product.bash(script, in: folder.path)
    return (run.exitCode, run.output)
  }

  @Test func theGuardOfCriticalModulesFails() throws {
    let enough = try report(9, of: 10, goal: 90)
    #expect(enough.code == 0 && enough.text.contains("Sources/Governance/Panels"), "\(enough.text)")
    let low = try report(8, of: 10, goal: 90)
    // The room as a whole is covered well; the module is not.
    #expect(low.code == 1 && low.text.contains("80.0%    90%  below"), "\(low.text)")
    #expect(try report(10, of: 10, goal: 60).code == 1)
    #expect(try report(0, of: 0, goal: 90).text.contains("nothing of it was built"))
  }
}

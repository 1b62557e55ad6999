import Foundation
import TestSupport
import Testing

@Suite struct BundleCommandTests {
  @Test func aBundleIsWholeSignedAndNeverOverwritten() throws {
    let folder = try TemporaryFolder()
    func g6(_ line: String) throws -> Product.Finished { try Product.bash("g6 " + line, in: folder.path) }
    let first = try g6("bundle --out first --cycles 2 --json")
    #expect(first.exitCode == 0 && first.output.contains("\"cycles\":2"), "\(first.errors)")
    for name in [
      "README.md", "g6.toml", "contracts.toml", "panels.key", "dashboards/g6.json", "providers/echo.py",
    ] {
      #expect(FileManager.default.fileExists(atPath: folder.file("first/\(name)")), "\(name)")
    }
    let check = "--panels-dir first/panels --key-file first/panels.key --at 2026-11-16T03:50:00Z"
    #expect(try g6("integrity " + check).exitCode == 0)
    let again = try g6("bundle --out first")
    #expect(again.exitCode == 4 && again.errors.contains("in it already"))
    let scan = try g6("retention scan --config first/g6.toml --root first/sample")
    #expect(scan.exitCode == 0, "\(scan.errors)")
  }
}

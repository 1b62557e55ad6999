import Foundation
import TestSupport
import Testing

@testable import Console

/// Pages of `docs`: what their `bash` blocks say works as it stands, one block after the other, in the folder of a clone.
@Suite struct PageExampleTests {
  @Test(arguments: [
    "ab_compare", "profile", "recommendations", "probe_visualize", "workload_dna", "open_loop", "scrub_csv",
    "forecast", "cost_model", "batch", "snapshots", "durable_store", "traces", "config_files",
    "policy_lab", "explain",
  ])
  func commandsOfThePage(name: String) throws {
    let folder = try TemporaryFolder()
    // Copies of what may be written beside, as reports of the examples are.
    try FileManager.default.createDirectory(
      atPath: folder.file("docs"), withIntermediateDirectories: false)
    for name in ["docs/examples", "data"] {
      try FileManager.default.copyItem(atPath: Repository.path(name), toPath: folder.file(name))
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("Tests"), withDestinationPath: Repository.path("Tests"))
    let blocks = try Repository.text("docs/\(name).md").components(separatedBy: "```bash\n").dropFirst()
    #expect(!blocks.isEmpty)
    for block in blocks {
      let script = block.components(separatedBy: "\n```")[0]
      let ended = try Product.bash("set -euo pipefail\n\(script)", in: folder.path)
      #expect(ended.exitCode == 0, "docs/\(name).md:\n\(script)\n\(ended.output)\(ended.errors)")
    }
  }

  /// Settings that a page shows are valid ones.
  @Test(arguments: ["config", "g6_config"])
  func settingsOfThePage(name: String) throws {
    let folder = try TemporaryFolder()
    let blocks = try Repository.text("docs/\(name).md").components(separatedBy: "```toml\n").dropFirst()
    #expect(!blocks.isEmpty)
    for block in blocks {
      let path = try folder.write("page.toml", block.components(separatedBy: "\n```")[0] + "\n")
      let words = ["config", "validate", path]
      let ended = try name == "config" ? InProcess(words) : InProcess(words, program: .g6)
      #expect(ended.exitCode == 0, "docs/\(name).md: \(ended)")
    }
  }
}

import Foundation
import TestSupport
import Testing

/// The pages of the laboratory: what their `bash` blocks say works as it stands, one block after the other.
@Suite struct LaboratoryPageTests {
  @Test(arguments: [
    "ab_compare", "profile", "recommendations", "probe_visualize", "workload_dna", "open_loop", "scrub_csv",
    "forecast", "cost_model", "batch",
  ])
  func commandsOfThePage(name: String) throws {
    let folder = try TemporaryFolder()
    let blocks = try Repository.text("docs/\(name).md").components(separatedBy: "```bash\n").dropFirst()
    #expect(!blocks.isEmpty)
    for block in blocks {
      let script = block.components(separatedBy: "\n```")[0]
      let ended = try Product.bash("set -euo pipefail\n\(script)", in: folder.path)
      #expect(ended.exitCode == 0, "docs/\(name).md:\n\(script)\n\(ended.output)\(ended.errors)")
    }
  }
}

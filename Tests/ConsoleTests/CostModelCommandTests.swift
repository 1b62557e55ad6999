import Documents
import Foundation
import TestSupport
import Testing

@Suite struct CostModelCommandTests {
  @Test func countsAreTheSameEveryTimeAndTimesHaveIntervals() throws {
    let folder = try TemporaryFolder()
    func measure() throws -> DocumentTable {
      let result = try Product.run(
        ["cost-model", "--entries", "1000", "--rounds", "3", "--json"], in: folder.path)
      #expect(result.exitCode == 0, "\(result.errors)")
      return try #require(
        try JSON.parse(Array(result.output.utf8), file: "out").table?["cost_model"]?.table)
    }
    let first = try measure()
    let second = try measure()
    #expect(first["schema"]?.string == "adhash.cost-model.v1" && first["entries"]?.integer == 1000)
    func counts(_ model: DocumentTable) -> [String] {
      (model["layouts"]?.array ?? []).flatMap { layout in
        ["hit", "miss", "update", "insert", "delete"].flatMap { operation in
          ["counted", "probes", "comparisons", "cache_lines", "most_cache_lines", "bytes"].map { name in
            let value = layout.table?["operations"]?.table?[operation]?.table?[name]?.number ?? -1
            #expect(value >= 0, "\(operation) \(name)")
            return "\(operation) \(name) \(value)"
          }
        }
      }
    }
    #expect(counts(first).count == 4 * 5 * 6 && counts(first) == counts(second))
    for layout in try #require(first["layouts"]?.array).compactMap(\.table) {
      for member in layout["operations"]?.table?.members ?? [] {
        let time = try #require(member.value.table?["ns"]?.table)
        let low = time["low"]?.number ?? 0
        let high = time["high"]?.number ?? 0
        #expect(low > 0 && low <= (time["median"]?.number ?? 0) && (time["median"]?.number ?? 0) <= high)
      }
      let parts = try #require(layout["bytes_per_entry"]?.table)
      let sum = ["keys", "values", "metadata", "slack", "arena"].reduce(0) { $0 + (parts[$1]?.number ?? 0) }
      #expect(abs(sum - (parts["total"]?.number ?? 0)) < 1e-6)
    }
    let moves = try #require(first["migrations"]?.array).compactMap(\.table)
    #expect(Set(moves.map { "\($0["from"]?.string ?? "") \($0["to"]?.string ?? "")" }).count == 12)
    #expect(moves.allSatisfy { ($0["peak_extra_bytes_per_entry"]?.number ?? -1) >= 0 })
  }

  @Test func badInputIsRefused() throws {
    let folder = try TemporaryFolder()
    try folder.write("few.csv", "op,key,value\nput,a,1\nput,b,2\n")
    try folder.write("bad.csv", "op,key,value\nsquash,a,1\n")
    for (arguments, code, words) in [
      (["--csv", "nowhere.csv"], 5, "nowhere.csv"), (["--csv", "few.csv"], 2, "2 different keys"),
      (["--csv", "bad.csv"], 2, "squash"), (["--entries", "5"], 2, "--entries"),
      (["--rounds", "1"], 2, "--rounds"),
    ] {
      let result = try Product.run(["cost-model"] + arguments, in: folder.path)
      #expect(
        result.exitCode == Int32(code) && result.errors.contains(words), "\(arguments): \(result.errors)")
    }
  }
}

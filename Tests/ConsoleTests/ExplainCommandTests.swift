import Documents
import Foundation
import TestSupport
import Testing

@Suite struct ExplainCommandTests {
  private func run() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let made = try Product.bash(
      """
      set -e
      hashmap-cli generate-csv --outfile w.csv --ops 60000 --read-ratio 0.2 --seed 3 --quiet
      hashmap-cli --mode adaptive run-csv --csv w.csv --metrics-out-dir run --tick-ops 2000 \
        --at 20000=convert:chaining --at 40000=compact --quiet
      """, in: folder.path)
    #expect(made.exitCode == 0, "\(made.errors)")
    return folder
  }

  @Test func eventsAreNumberedExplainedAndHeldAgainstTheFramesAround() throws {
    let folder = try run()
    let all = try Product.run(["explain", "run/metrics.ndjson", "--json"], in: folder.path)
    let events = try #require(try JSON.parse(Array(all.output.utf8), file: "out").table?["events"]?.array)
    func text(_ place: Int, _ name: String) -> String? { events[place].table?[name]?.string }
    #expect((0..<events.count).map { text($0, "type") } == ["switch_began", "switch", "compaction"])
    #expect(text(1, "from") == "grouped" && text(1, "to") == "chaining" && text(1, "reason") == "command")
    #expect(text(1, "why") == "somebody asked for it")
    for event in events {
      let before = try #require(event.table?["before"]?.table)
      let after = try #require(event.table?["after"]?.table)
      #expect(before["frames"]?.integer == 5 && after["frames"]?.integer == 5)
      #expect((before["entries"]?.number ?? 0) > 1000 && (after["bytes_per_entry"]?.number ?? 0) > 16)
    }
    let one = try Product.run(["explain", "run/metrics.ndjson", "--event", "2"], in: folder.path)
    #expect(one.exitCode == 0 && one.output.hasPrefix("event 2: switch at operation 2"), "\(one.output)")
    for part in [
      "grouped to chaining", "why: somebody asked for it", " entries (", ") moved", "load factor", "mean, ns",
    ] {
      #expect(one.output.contains(part), "\(part)")
    }
  }

  /// A decision by thresholds tells the figure, the setting it passed, what was moved and what came of it.
  @Test func aDecisionTellsItsFigure() throws {
    let folder = try TemporaryFolder()
    let made = try Product.bash(
      """
      set -e
      printf '[adaptive]\\npolicy = "thresholds"\\nstart_backend = "chaining"\\n' > t.toml
      hashmap-cli generate-csv --outfile w.csv --ops 60000 --read-ratio 0.4 --key-space 9000 --seed 3 --quiet
      hashmap-cli --config t.toml run-csv --seed 5 --csv w.csv --metrics-out-dir run --tick-ops 2000 \
        --tick-interval 0 --latency-sample-every 16 --quiet
      hashmap-cli validate-metrics run/metrics.ndjson
      """, in: folder.path)
    #expect(made.exitCode == 0, "\(made.errors)")
    let all = try Product.run(["explain", "run/metrics.ndjson", "--json"], in: folder.path)
    let events = try #require(try JSON.parse(Array(all.output.utf8), file: "out").table?["events"]?.array)
    let ended = try #require(events.map(\.table).first { $0?["type"]?.string == "switch" } ?? nil)
    let decided = try #require(ended["decided"]?.table)
    #expect(decided["statistic"]?.string == "longest_group" && decided["threshold"]?.number == 14)
    #expect(decided["value"]?.number ?? 0 > 14)
    #expect(ended["moved_bytes"]?.integer == 32 * (ended["entries"]?.integer ?? -1))
    let one = try Product.run(["explain", "run/metrics.ndjson", "--event", "2"], in: folder.path)
    for part in [
      "decided: longest_group 15, threshold 14", "KiB) moved", "brought: mean ns an operation ",
      "average probe 0.0",
    ] { #expect(one.output.contains(part), "\(part): \(one.output)") }
  }

  @Test func whatIsNotThereIsSaid() throws {
    let folder = try run()
    let late = try Product.run(["explain", "run/metrics.ndjson", "--event", "9"], in: folder.path)
    #expect(
      late.exitCode == 2 && late.errors.contains("there is no event 9")
        && late.errors.contains("the last one is 3"))
    try folder.write("empty.ndjson", "")
    #expect(try Product.run(["explain", "empty.ndjson"], in: folder.path).exitCode == 2)
    #expect(try Product.run(["explain", "nowhere.ndjson"], in: folder.path).exitCode == 5)
  }
}

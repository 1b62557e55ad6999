import TestSupport
import Testing

@testable import Console

@Suite struct FrameCommandTests {
  /// A run of the product, its file, and what the program shows of it.
  @Test func aRunsFrameIsShownInEveryFormat() throws {
    let folder = try TemporaryFolder()
    let run = try Product.bash(
      """
      set -e
      hashmap-cli -q run-csv --csv '\(Repository.path("data/workloads/demo.csv"))' --seed 7 --metrics-out-dir . \
        --tick-ops 500 --tick-interval 0 > /dev/null
      tail -n 1 metrics.ndjson > last
      hashmap-cli frame metrics.ndjson --format json | cmp - last
      sed -n 2p metrics.ndjson | cmp - <(hashmap-cli frame metrics.ndjson --number 2 --format json)
      hashmap-cli frame metrics.ndjson | promtool check metrics
      hashmap-cli frame - < metrics.ndjson | grep -c '^hashmap_operations_total'
      hashmap-cli frame metrics.ndjson --metrics-names ancestor | grep '^hashmap_ops_total'
      hashmap-cli frame metrics.ndjson --format openmetrics | tail -n 1
      """, in: folder.path)
    #expect(run.exitCode == 0 && run.output == "3\nhashmap_ops_total 2000\n# EOF\n", "\(run)")
    let json = try InProcess("--json", "frame", folder.file("metrics.ndjson"), "--number", "1")
    #expect(
      json.output.hasPrefix("{\"ok\":true,\"command\":\"frame\",\"run_id\":\""), "\(json.output.prefix(80))")
    #expect(json.output.contains("\"frame\":1,\"exposition\":\"# HELP hashmap_frame_number"))
  }

  @Test func groupsAndBuildAreTold() throws {
    let file = Repository.path("Tests/Goldens/telemetry/tick-full.ndjson")
    let all = try InProcess(["frame", file], environment: ["ADHASH_REVISION": "abc123"])
    #expect(
      all.output.contains("hashmap_build_info{version=\"\(ProductVersion.current)\",revision=\"abc123\","))
    let some = try InProcess(
      ["frame", file], environment: ["ADHASH_METRICS_DISABLED_GROUPS": "map, process"])
    #expect(!some.output.contains("hashmap_load_factor") && !some.output.contains("process_cpu"))
    #expect(some.output.contains("hashmap_operations_total{op=\"put\"} 50\n"))
    let wrong = try InProcess(["frame", file], environment: ["ADHASH_METRICS_DISABLED_GROUPS": "maps"])
    #expect(wrong.exitCode == 2 && wrong.errors.contains("there is no group \\\"maps\\\""), "\(wrong.errors)")
  }

  @Test func whatIsNotThereIsBadInput() throws {
    let folder = try TemporaryFolder()
    let good = try Repository.text("Tests/Goldens/telemetry/tick-full.ndjson")
    let path = try folder.write("m.ndjson", "x\n\(good)[]\n{}\n\"torn")
    let run = try InProcess("frame", path, "--format", "json")
    #expect(run.exitCode == 0 && run.output == good, "\(run)")
    #expect(run.errors.contains(":1:1: expected a value") && run.errors.contains("4 lines are no ticks"))
    let table: [([String], Int32, String)] = [
      (["frame", path, "--number", "9"], 2, "there is no frame 9"),
      (["frame", try folder.write("empty", "")], 2, "the file holds no frame"),
      (["frame", folder.file("nowhere")], 5, "No such file"), (["frame"], 2, "FILE"),
    ]
    for (words, code, message) in table {
      let run = try InProcess(words)
      #expect(run.exitCode == code && run.errors.contains(message), "\(words): \(run)")
    }
  }
}

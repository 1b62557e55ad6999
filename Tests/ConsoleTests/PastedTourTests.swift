import Base
import Foundation
import TestSupport
import Testing

@testable import Console

/// What a newcomer types: the tour of the README, and that of the earlier program with its names replaced.
@Suite struct PastedTourTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func bash(_ script: String) throws -> Product.Finished { try Product.bash(script, in: folder.path) }

  /// A command that asks takes the line that was meant for the shell.
  @Test func applyingAPresetAsksNothing() throws {
    try folder.write("c.toml", "[adaptive]\nmax_group_len = 9\n")
    let run = try bash(
      "printf '12\\n' | { hashmap-cli config-edit --infile c.toml --outfile d/e.toml --apply-preset default; cat; }"
    )
    #expect(run.exitCode == 0 && run.output.hasSuffix("12\n"), "\(run)")
    #expect(try InProcess("config", "diff", "default", folder.file("d/e.toml")).output == "no difference\n")
    let set = try bash("echo x | { hashmap-cli config-edit --infile c.toml --set map.seed=3; cat; }")
    #expect(set.exitCode == 0 && set.output.hasSuffix("x\n"), "\(set)")
    let asked = try bash("hashmap-cli config-edit --infile c.toml --apply-preset default --ask </dev/null")
    #expect(asked.exitCode == 0 && asked.output.contains("]: "), "\(asked)")
    #expect(try InProcess("config-edit", "--ask", "--defaults").exitCode == 2)
  }

  /// A file that somebody wrote is not replaced; one of a wizard is, whatever was answered.
  @Test func theWizardKeepsWhatPeopleWrote() throws {
    let path = try folder.write("c.toml", "map.seed = 3\n")
    let kept = try InProcess("config-wizard", "--defaults", "--outfile", path)
    #expect(kept.exitCode == 4 && kept.errors.contains("--force replaces it"), "\(kept)")
    #expect(try folder.read("c.toml") == "map.seed = 3\n")
    #expect(try InProcess("config-wizard", "--defaults", "--force", "--outfile", path).exitCode == 0)
    let answered = try bash("printf 'chaining\\n' | hashmap-cli config-wizard --outfile c.toml")
    #expect(answered.exitCode == 0 && answered.output.contains("1 of them answered"), "\(answered)")
    #expect(try InProcess("config-wizard", "--defaults", "--outfile", path).exitCode == 0)
  }

  /// The lines of the earlier program's tour that stand on their own, with `hashmap-cli` for its name.
  @Test func theEarlierTourIsUnderstood() throws {
    let run = try bash(
      """
      set -e
      hashmap-cli config-wizard --outfile runs/demo_config.toml </dev/null
      hashmap-cli generate-csv --outfile runs/workloads/w_uniform.csv --ops 2000 --read-ratio 0.8 --seed 7
      hashmap-cli generate-csv --outfile runs/workloads/w_skew_adv.csv --ops 2000 --read-ratio 0.6 --key-skew 1.2 \
        --adversarial-ratio 0.15
      hashmap-cli --config runs/demo_config.toml run-csv --csv runs/workloads/w_uniform.csv \
        --metrics-out-dir runs/metrics_uniform --json-summary-out results/json/uniform_summary.json \
        --snapshot-out snapshots/uniform.pkl.gz --compress >/dev/null
      key=$(hashmap-cli --json inspect-snapshot --in snapshots/uniform.pkl.gz --limit 1 | grep -o '"key":"K[0-9]*' | cut -c8-)
      hashmap-cli --json inspect-snapshot --in snapshots/uniform.pkl.gz --limit 15 --key "'$key'"
      hashmap-cli --json inspect-snapshot --in snapshots/uniform.pkl.gz --limit 1 --key "'no'"
      hashmap-cli verify-snapshot --in snapshots/uniform.pkl.gz --repair --out deep/er/r.snap
      hashmap-cli export-snapshot --in snapshots/uniform.pkl.gz --out exports/u.csv
      hashmap-cli convert-trace --in runs/workloads/w_uniform.csv --out converted/w.csv
      hashmap-cli scrub-csv --csv runs/workloads/w_uniform.csv --out shared/w.csv --key drop
      """)
    #expect(run.exitCode == 0, "\(run)")
    for part in [
      "in a replay with --mode grouped --seed 1337", "\"found\":true", "\"parsed\":\"K",
      "\"input\":\"'no'\",\"parsed\":\"no\",\"found\":false",
    ] {
      #expect(run.output.contains(part), "\(part) in \(run.output)")
    }
    for name in ["exports/u.csv", "converted/w.csv", "shared/w.csv", "results/json/uniform_summary.json"] {
      #expect(!(try folder.read(name)).isEmpty, "\(name)")
    }
  }

  /// The runs below `runs` are served on a free port.
  @Test func missionControlShowsTheRunsOfTheFolder() throws {
    let csv = try folder.write("w.csv", "op,key,value\nput,a,1\nget,a,\n")
    let metrics = folder.file("runs/demo")
    #expect(try Product.run(["run-csv", "--csv", csv, "--metrics-out-dir", metrics]).exitCode == 0)
    let run = try bash(
      """
      hashmap-cli --json mission-control 2>address >answer & server=$!
      for i in $(seq 600); do grep -q Dashboard address && break; sleep 0.1; done
      kill $server; wait $server; code=$?; cat answer; exit $code
      """)
    #expect(run.exitCode == 0 && run.output.contains("\"ok\":true,\"command\":\"mission-control\""), "\(run)")
    #expect(run.output.contains("\"url\":\"http://"), "\(run)")
  }

  @Test func standardOutputIsAFileLikeAnyOther() throws {
    let run = try bash(
      """
      set -e
      hashmap-cli generate-csv --outfile - --ops 50 --seed 3 >w.csv 2>told
      hashmap-cli generate-csv --outfile v.csv --ops 50 --seed 3 >/dev/null
      cmp w.csv v.csv; grep -q 'input digest' told
      hashmap-cli --json convert-trace --in - --out - <w.csv 2>told | cmp - w.csv; grep -q '"command":"convert-trace"' told
      hashmap-cli scrub-csv --csv w.csv --out - --key drop -q 2>quiet | head -1; test ! -s quiet
      hashmap-cli run-csv --csv w.csv --snapshot-out w.snap -q >/dev/null
      hashmap-cli export-snapshot --in w.snap --out - -q | head -1
      hashmap-cli generate-csv --outfile - --ops 2000000 | head -1
      echo "${PIPESTATUS[0]}"; test ! -e ./-
      """)
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output == "op,key,value\nkey,value\nop,key,value\n0\n", "\(run)")
  }

  @Test func aRecommendationGoesOnInTheSameForm() throws {
    let csv = try folder.write(
      "w.csv", "op,key,value\n" + (0..<200).map { "put,k\($0),\($0)\nget,k\($0),\n" }.joined())
    let words = ["profile", "--csv", csv, "--time-limit", "0.1", "--max-rounds", "6", "--then"]
    let run = try Product.run(
      ["--json"] + words + ["generate-csv", "--outfile", folder.file("v.csv"), "--ops", "5"])
    #expect(run.exitCode == 0, "\(run)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("{\"ok\":true,") }, "\(run.output)")
    let gate = try InProcess("ab-compare", "--csv", csv, "--gate", "5%%")
    #expect(gate.exitCode == 2 && gate.errors.contains("is not a number"), "\(gate)")
    let files = folder.file("ab")
    let percent = try InProcess(
      "ab-compare", "--csv", csv, "--gate", "1000%", "--min-effect", "5%", "--repeats", "6", "--no-calibrate",
      "--no-artifacts", "--out-dir", files, "--quiet")
    #expect(percent.exitCode != 2, "\(percent)")
  }

  /// What was wrong in small things.
  @Test func smallThings() throws {
    let bad = try folder.write("bad.toml", "adaptive.policy = \"x\"\nfoo = 1\n[map]\nseed = \"a\"\n")
    let torn = try folder.write("torn.toml", "[map\n")
    let good = try folder.write("good.toml", "map.seed = 1\n")
    let checked = try InProcess("config", "validate", bad, good, torn)
    #expect(checked.exitCode == 2, "\(checked)")
    for part in [
      "good.toml: valid\n", "bad.toml:1:", "bad.toml:2:1: unknown setting foo", "bad.toml:4:", "torn.toml:1:",
    ] {
      #expect(checked.output.contains(part), "\(part) in \(checked.output)")
    }
    #expect(checked.errors.contains("the first of 4 faults"), "\(checked.errors)")
    let json = try InProcess("--json", "config", "validate", bad, good)
    #expect(json.output.hasPrefix("{\"ok\":false,") && json.output.contains("\"faults\":[{"), "\(json)")
    let set = try InProcess("config", "set", "--file", good, "adaptive.policy=x")
    #expect(set.errors.contains("'adaptive.policy=x': adaptive.policy must be"), "\(set)")
    let store = try InProcess("--config", bad, "put", "a", "1", "--store", folder.file("s"))
    #expect(store.exitCode == 2 && store.errors.contains("bad.toml:1:"), "\(store)")

    let csv = try folder.write("w.csv", "op,key,value\nput,a,1\nput,b,2\n")
    let skipped = try Product.run(["run-csv", "--csv", csv, "--skip-ops", "9"])
    #expect(skipped.exitCode == 0 && skipped.errors.contains("left nothing to replay"), "\(skipped)")
    let failed = try folder.write(
      "f.csv", "op,key,value\n" + String(repeating: "put,a,1\n", count: 50) + "x,y,z\n")
    let paced = try Product.run(["--json", "run-csv", "--csv", failed, "--rate", "10000"])
    #expect(paced.exitCode == 2 && paced.output.contains("\"sustained\":false"), "\(paced)")

    let model = folder.file("m.json")
    #expect(try InProcess("workload-dna", "--csv", csv, "--fit", model).exitCode == 0)
    let text = try folder.read("m.json")
    for keys in ["-4", "3", "\"x\""] {
      try folder.write("n.json", text.replacing(/"keys": ?2/, with: "\"keys\":\(keys)"))
      let made = try InProcess(
        "generate-csv", "--from-dna", folder.file("n.json"), "--outfile", folder.file("z"))
      #expect(made.exitCode == 2 && made.errors.contains("n.json:1:"), "\(keys): \(made)")
    }
    let one = try InProcess(
      "convert-trace", "--in", try folder.write("o.csv", "op,key,value\nput,a,1\n"), "--out", folder.file("z")
    )
    #expect(one.output.contains("z: 1 operation, "), "\(one)")
    try Data((0..<4800).map { UInt8(truncatingIfNeeded: $0 &* 37) }).write(
      to: URL(fileURLWithPath: folder.file("b")))
    let binary = try InProcess("convert-trace", "--in", folder.file("b"), "--out", folder.file("z"))
    #expect(binary.exitCode == 2 && binary.errors.contains("--format tells what it is"), "\(binary)")
  }
}

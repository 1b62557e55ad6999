import Foundation
import TestSupport
import Testing

@testable import Console

/// Wrong command lines, run through the built program: each must end with one envelope and its exit code.
@Suite struct BadCommandLineTests {
  static let lines = [
    "", "hlep", "run", "--nope", "--versoin", "-x", "-qx", "--json=yes version", "-q=1 version",
    "version --mode", "version --mode=", "version --mode fastlookup", "version --mode --json",
    "--mode adaptive version --mode adaptive", "version extra", "version -- --help",
    "completion", "completion basch", "completion bash zsh", "--out docs docs", "docs --ouy x", "docs --out",
    "--log-max-bytes 5Q version", "--log-max-bytes -1 version",
    "--log-max-bytes 99999999999999999999 version",
    "--log-backup-count 1.5 version", "--log-backup-count 2000 version", "--log-level loud version",
    "--log-file /nowhere/at/all.log version", "--log-file / version", "help nothing", "help confg show",
    "config", "config shw", "config show now", "config edit", "config wizrd", "help config edit",
    "config show --policy often", "config show --seed -5", "config show --segment-bytes 1",
    "config show --segment-bytes unlimted", "config show --tombstones --no-tombstones",
    "config show --tombstones=yes", "validate-metrics", "validate-metrics a b",
    "validate-metrics /nowhere.ndjson", "validate-metrics-ndjson /",
    "--config /nowhere.toml config show", "--config / config show",
    "--log-file= version",
  ]

  @Test func transcript() throws {
    var transcript = ""
    for line in Self.lines {
      let words = line.split(separator: " ").map(String.init)
      let run = try Product.run(words)
      transcript += "$ hashmap-cli \(line)\n\(run.output)\(run.errors)exit \(run.exitCode)\n\n"
      let envelopes = run.errors.split(separator: "\n")
      #expect(envelopes.count == 1 && run.output.isEmpty, "\(line): \(run)")
      #expect(run.exitCode == 2 || run.exitCode == 5, "\(line): \(run)")
      let inProcess = try InProcess(words)
      #expect(inProcess.errors == run.errors && inProcess.exitCode == run.exitCode, "\(line)")
      let object = try JSONSerialization.jsonObject(with: Data(run.errors.utf8)) as? [String: String]
      #expect(Label(rawValue: object?["error"] ?? "")?.exitCodes.contains(run.exitCode) == true, "\(line)")
    }
    #expect(try Repository.difference(transcript, from: "Tests/Goldens/console/bad-command-lines.txt") == nil)
  }

  @Test(arguments: [
    ("hashmap-cli help > /dev/full", 5, "No space left on device"),
    ("hashmap-cli help >&-", 5, "Bad file descriptor"),
    ("hashmap-cli help 2>&- > /dev/full", 5, ""),
    ("hashmap-cli completion bash | true; exit ${PIPESTATUS[0]}", 0, ""),
    ("{ hashmap-cli completion zsh; echo $? >&2; } | head -c 1 > /dev/null", 0, "0\n"),
  ])
  func streams(script: String, exitCode: Int, errors: String) throws {
    let run = try Product.bash(script)
    #expect(run.exitCode == Int32(exitCode), "\(script): \(run)")
    #expect(errors.isEmpty ? run.errors.isEmpty : run.errors.contains(errors), "\(script): \(run)")
  }
}

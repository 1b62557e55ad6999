import Foundation
import TestSupport
import Testing

@testable import Console

/// `graph validate` and `graph run` through the command line.
@Suite struct GraphCommandTests {
  private static let head = """
    [[node]]
    name = "numbers"
    type = "sequence"
    count = 10

    [[node]]
    name = "sink"
    type = "collect"
    open_after = "complete"

    [[edge]]
    from = "numbers.out"
    to = "sink.in"

    """

  private static let files: [(name: String, text: String)] = [
    ("good.toml", head + "capacity = 3\npolicy = \"dropOldest\"\n"),
    ("fails.toml", head + "capacity = 3\npolicy = \"fail\"\n"),
    ("key.toml", head + "capcity = 3\n"), ("type.toml", head + "capacity = \"three\"\n"),
    ("policy.toml", head + "policy = \"drop\"\n"), ("zero.toml", head + "capacity = 0\n"),
    ("huge.toml", head + "capacity = 1000000000000\n"),
    ("timeout.toml", head + "policy = \"latest\"\ntimeout_ms = 1\n"),
    ("cycle.yaml", "node: [{name: m, type: map, function: identity}]\nedge: [{from: m.out, to: m.in}]\n"),
    (
      "port.yaml",
      "node: [{name: m, type: sequence, count: 1}, {name: c, type: collect}]\nedge: [{from: m.ot, to: c.in}]\n"
    ),
    (
      "several.toml",
      head + "capcity = 3\nband = \"low\"\n[[node]]\nname = \"x\"\ntype = \"map\"\nfunction = \"uper\"\n"
    ),
    ("syntax.toml", "[[node]\n"), ("syntax.yaml", "node: [\n"), ("not-a-graph.yaml", "- 1\n"),
    ("empty.toml", ""),
    ("empty.yaml", ""), ("binary.toml", "\u{0}\u{1}\u{2}"),
  ]

  @Test func transcript() throws {
    let folder = try TemporaryFolder()
    for file in Self.files { try folder.write(file.name, file.text) }
    var transcript = ""
    let names = Self.files.map(\.name) + ["/", "nowhere.toml"]
    for (command, names) in [("graph validate", names), ("graph run", names)] {
      for name in names {
        let path = name.hasPrefix("/") ? name : folder.file(name)
        let artefact = command == "graph run" ? ["--artefact", folder.file("artefact.json")] : []
        let run = try InProcess(command.split(separator: " ").map(String.init) + [path] + artefact)
        transcript += "$ hashmap-cli \(command) \(name)\n\(run.output)\(run.errors)exit \(run.exitCode)\n\n"
      }
    }
    for line in [
      "graph", "graph run", "graph rnu x", "graph run --seed x y", "graph run --steps 0 y", "graph run a b",
    ] {
      let run = try InProcess(line.split(separator: " ").map(String.init))
      transcript += "$ hashmap-cli \(line)\n\(run.output)\(run.errors)exit \(run.exitCode)\n\n"
    }
    transcript = transcript.replacingOccurrences(of: folder.path + "/", with: "")
    #expect(try Repository.difference(transcript, from: "Tests/Goldens/console/graph-files.txt") == nil)
  }

  @Test func resultsAreTheSameBytes() throws {
    let folder = try TemporaryFolder()
    for file in Self.files { try folder.write(file.name, file.text) }
    var transcript = ""
    for words in [["good.toml"], ["good.toml", "--seed", "7", "--steps", "3"], ["fails.toml"]] {
      let arguments =
        ["--json", "graph", "run", folder.file(words[0])] + words.dropFirst() + ["--artefact", "none"]
      let runs = try [InProcess(arguments), InProcess(arguments)]
      #expect(runs[0].output == runs[1].output && runs[0].errors == runs[1].errors)
      transcript +=
        "$ hashmap-cli --json graph run \(words.joined(separator: " "))\n\(runs[0].output)\(runs[0].errors)"
    }
    for name in ["good.toml", "several.toml"] {
      let run = try InProcess("--json", "graph", "validate", folder.file(name))
      transcript += "$ hashmap-cli --json graph validate \(name)\n\(run.output)\(run.errors)"
    }
    for flags in [[], ["--format", "dot"], ["--format", "mermaid"], ["--format", "json"]] {
      let run = try InProcess(["graph", "show", folder.file("good.toml")] + flags)
      transcript +=
        "$ hashmap-cli graph show good.toml \(flags.joined(separator: " "))\n\(run.output)\(run.errors)"
    }
    transcript = transcript.replacingOccurrences(of: folder.path + "/", with: "")
    #expect(try Repository.difference(transcript, from: "Tests/Goldens/console/graph-results.txt") == nil)
  }

  @Test(arguments: ["log_pipeline.toml", "kill_switch.toml", "tick_join.yaml"])
  func examplesRun(name: String) throws {
    let path = Repository.path("examples/\(name)")
    let run = try InProcess("graph", "run", path, "--artefact", "none")
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run)")
    let stem = name.prefix { $0 != "." }
    #expect(try Repository.difference(run.output, from: "Tests/Goldens/console/graph-\(stem).txt") == nil)
    #expect(try InProcess("graph", "validate", path).exitCode == 0)
    let result = try InProcess("--json", "graph", "run", path)
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect(object?["shutdown"] as? String == "completed")
  }

  @Test func aRunInRealTimeDeliversTheSame() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("good.toml", Self.files[0].text)
    let run = try InProcess("--json", "graph", "run", path, "--realtime")
    #expect(run.exitCode == 0 && run.output.contains("\"received\":[8,9,10]"), "\(run)")
  }

  @Test func aFailureIsReplayedFromItsArtefact() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("fails.toml", Self.files[1].text)
    for flags in [[], ["--shuffle", "--seed", "9"], ["--realtime"]] {
      let failed = try Product.run(["graph", "run", path] + flags, in: folder.path)
      #expect(failed.exitCode == 4 && failed.errors.contains("graph replay fails.artefact.json"), "\(failed)")
      let replayed = try Product.run(["--json", "graph", "replay", "fails.artefact.json"], in: folder.path)
      #expect(
        replayed.exitCode == 3 && replayed.output.contains("\"reproduced\":true"), "\(flags): \(replayed)")
      #expect(replayed.errors.contains("reproduced: edge numbers.out->sink.in: full at capacity 3"))
    }
    // Another failure than the one that is expected is none.
    let text = try folder.read("fails.artefact.json")
    try folder.write(
      "other.json",
      text.replacingOccurrences(of: "\"error\":\"edge numbers", with: "\"error\":\"edge nmbrs"))
    let other = try InProcess("graph", "replay", folder.file("other.json"))
    #expect(other.exitCode == 0 && other.output.contains("not reproduced: edge nmbrs"))
    for (from, to) in [
      ("graph-artefact", "other"), ("count = 10", "count = 11"), ("\"seed\":", "\"sed\":"),
      ("\"complete\":true", "\"complete\":1"), ("{", "["),
    ] {
      try folder.write("broken.json", text.replacingOccurrences(of: from, with: to))
      let broken = try InProcess("graph", "replay", folder.file("broken.json"))
      #expect(broken.exitCode == 2 && broken.errors.contains("broken.json:1:"), "\(from): \(broken)")
    }
    #expect(try InProcess("graph", "replay", "/nowhere.json").exitCode == 5)
  }
}

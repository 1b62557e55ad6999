import Foundation
import TestSupport
import Testing

@testable import Console

@Suite struct ConfigToolkitTests {
  private static let commented = """
    # my file
    [adaptive]   # decisions
    policy = "live"  # keep me
      max_group_len=9

    # the end
    [watchdog]
    enabled = true
    """ + "\n"

  @Test func commentsAndOrderSurvive() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("c.toml", Self.commented)
    let run = try InProcess(
      "--json", "config", "set", "--file", path, "adaptive.policy=thresholds", "adaptive.max_group_len=10",
      "watchdog.avg_probe_warn=none", "map.seed=7")
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(
      run.output.contains("{\"name\":\"adaptive.policy\",\"before\":\"live\",\"after\":\"thresholds\"}"))
    #expect(
      try folder.read("c.toml") == """
        # my file
        [adaptive]   # decisions
        policy = "thresholds"  # keep me
          max_group_len=10

        # the end
        [watchdog]
        enabled = true
        avg_probe_warn = "none"

        [map]
        seed = 7

        """)
    let diff = try InProcess("--json", "config", "diff", "default", path)
    #expect(diff.output.components(separatedBy: "\"name\":").count == 5, "\(diff.output)")
    #expect(try InProcess("config", "diff", path, path).output == "no difference\n")
    #expect(try InProcess("config", "validate", path).output == "\(path): valid\n")
  }

  /// Every answer with `--json` names its form, in both programs.
  @Test(arguments: [("adhash", "map.seed=7"), ("g6", "retention.max_age_days=80")])
  func answersNameTheirSchema(family: String, change: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("c.toml", "")
    let patch = try folder.write("p.toml", change + "\n")
    let made = folder.file("made.toml")
    let table: [(String, [String])] = [
      ("config_show", ["config", "show"]), ("config_diff", ["config", "diff", "default", path]),
      ("config_validate", ["config", "validate", path]),
      ("config_set", ["config", "set", "--file", path, change]),
      ("config_apply", ["config", "apply", "--file", path, patch]),
      ("config_wizard", ["config-wizard", "--outfile", made]),
      (
        "config_edit",
        ["config-edit", "--infile", path, "--outfile", folder.file("edited.toml"), "--set", change]
      ),
      ("config_presets", ["config-edit", "--list-presets", "--presets-dir", folder.path]), ("man", ["man"]),
    ]
    for (name, words) in table {
      let program = family == "g6" ? "g6" : "hashmap-cli"
      let line = ([program, "--json"] + words).map { "'\($0)'" }.joined(separator: " ")
      let run = try Product.bash(line + " </dev/null")
      #expect(
        run.exitCode == 0 && run.output.contains("\"schema\":\"\(family).\(name).v1\""), "\(line): \(run)")
    }
  }

  @Test func aPatchIsAppliedAndCommentsSurvive() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("c.toml", Self.commented)
    let patch = try folder.write(
      "p.toml",
      "# found by bandit\nadaptive.policy = \"thresholds\"\nadaptive.max_group_len = 9\nmap.seed = 7\n")
    let run = try InProcess("--json", "config", "apply", "--file", path, patch)
    #expect(run.exitCode == 0 && run.output.contains("\"unchanged\":1"), "\(run)")
    let expected = Self.commented.replacingOccurrences(of: "\"live\"", with: "\"thresholds\"")
    #expect(try folder.read("c.toml") == expected + "\n[map]\nseed = 7\n")
    #expect(
      try InProcess("config", "apply", "--file", path, patch).output.hasSuffix(
        "says all of \(patch) already\n"))
    // Any format, a file that is made, a patch without settings; what is wrong anywhere changes nothing.
    let yaml = try folder.write("p.yaml", "adaptive:\n  policy: live\n")
    #expect(try InProcess("config", "apply", "--file", folder.file("new.toml"), yaml).exitCode == 0)
    #expect(try folder.read("new.toml") == "[adaptive]\npolicy = \"live\"\n")
    let empty = try folder.write("e.toml", "# live: no candidate is better\n")
    #expect(try InProcess("config", "apply", "--file", path, empty).output == "\(empty) sets nothing\n")
    let before = try folder.read("c.toml")
    for (patch, exit, detail) in [
      (try folder.write("x.toml", "map.seed = 8\nadaptive.polcy = \"live\"\n"), 2, "x.toml:2"),
      (try folder.write("y.toml", "map.seed = 8\nadaptive.policy = \"often\"\n"), 2, "must be one of"),
      (try folder.write("z.toml", "map.seed = \n"), 2, "z.toml:1"),
      (folder.file("none.toml"), 5, "No such file"),
    ] as [(String, Int32, String)] {
      let run = try InProcess("config", "apply", "--file", path, patch)
      #expect(run.exitCode == exit && run.errors.contains(detail), "\(run)")
      #expect(try folder.read("c.toml") == before)
    }
  }

  @Test func whatIsWrongChangesNothing() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("c.toml", Self.commented)
    let inline = try folder.write("i.toml", "adaptive = { policy = \"live\" }\n")
    let broken = try folder.write("b.toml", "[adaptive\n")
    let foreign = try folder.write("f.toml", "[adaptive]\npolcy = \"live\"\n")
    let meaning = try folder.write(
      "m.toml",
      "[map]\n  mode = \"fastt\"\n[metrics]\ndisabled_groups = \"maps\"\n[watchdog]\nwebhook_url = \"ftp://s3cret\"\n"
    )
    let validated = try InProcess("config", "validate", meaning)
    for fault in [
      "m.toml:2:10: map.mode must be one of",
      "m.toml:4:19: metrics.disabled_groups names no group of metrics",
      "m.toml:6:15: watchdog.webhook_url is not an address",
    ] { #expect(validated.output.contains(fault), "\(validated.output)") }
    #expect(!validated.output.contains("s3cret") && validated.exitCode == 2)
    #expect(
      try InProcess("--config", meaning, "config", "show").errors.contains("m.toml:2:10: map.mode"))
    for (words, exit, detail) in [
      (["config", "set", "--file", path, "adaptive.policy=x"], 2, "must be one of live, thresholds"),
      (
        ["config", "set", "--file", path, "map.seed=1", "adaptive.polcy=live"], 2,
        "did you mean adaptive.policy?"
      ),
      (["config", "set", "--file", path, "policy"], 2, "is not KEY=VALUE"),
      (
        ["config", "set", "--file", inline, "adaptive.max_group_len=9"], 2, "in a form that cannot be edited"
      ),
      (["config", "set", "--file", broken, "map.seed=1"], 2, "b.toml"),
      (["config", "set", "--file", path + "/c.toml", "map.seed=1"], 5, "Not a directory"),
      (["config", "validate", path, foreign], 2, "f.toml:2"),
      (["config", "validate", folder.path], 5, "Is a directory"),
      (["config", "diff", path, folder.file("none")], 5, "No such file"),
      (
        [
          "config-edit", "--infile", path, "--defaults", "--apply-preset", "x", "--presets-dir",
          folder.file("p"),
        ], 2, "no preset is called x"
      ),
      (
        [
          "config-edit", "--infile", path, "--defaults", "--save-preset", "default", "--presets-dir",
          folder.file("p"),
        ], 2, "is built in"
      ),
    ] {
      let run = try InProcess(words)
      #expect(run.exitCode == exit && run.errors.contains(detail), "\(words): \(run)")
    }
    #expect(try folder.read("c.toml") == Self.commented)
    let edited = try InProcess("config", "set", "--file", inline, "adaptive.policy=thresholds")
    #expect(edited.exitCode == 0, "\(edited)")
    #expect(try folder.read("i.toml") == "adaptive = { policy = \"thresholds\" }\n")
  }

  /// A secret is told by no command that tells what has changed.
  @Test func secretsAreNotShown() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("c.toml", Self.commented)
    let address = "watchdog.webhook_url=https://alerts.example/s3cret"
    for words in [
      ["config", "set", "--file", path, address], ["config", "diff", "default", path],
      ["config", "set", "--file", path, address.replacingOccurrences(of: "alerts", with: "others")],
      ["config-edit", "--infile", path, "--set", address], ["config", "diff", path, "default"],
    ] {
      for form in [[], ["--json"]] {
        let run = try InProcess(form + words)
        #expect(run.exitCode == 0 && !run.output.contains("s3cret"), "\(words): \(run)")
        if !words.contains("--set") || form.isEmpty {
          #expect(run.output.contains("set, not shown"), "\(words): \(run)")
        }
      }
    }
    let asked = try Product.bash("hashmap-cli config-edit --infile \(path) </dev/null")
    #expect(asked.exitCode == 0 && !asked.output.contains("s3cret"), "\(asked)")
    let answered = try Product.bash("yes '' | head -n 60 | hashmap-cli config-edit --infile \(path)")
    #expect(
      answered.output.contains("[set, not shown]") && !answered.output.contains("s3cret"), "\(answered)")
    #expect(try folder.read("c.toml").contains("https://alerts.example/s3cret"))
  }

  /// The result counts, not what the file was: a value at fault is set right, by whatever command sets it.
  @Test func faultsAreSetRight() throws {
    let folder = try TemporaryFolder()
    let faulty = "[adaptive]\npolicy = \"lve\"  # why\nmax_group_len = 9\n"
    let right = "[adaptive]\npolicy = \"live\"  # why\nmax_group_len = 9\n"
    let path = try folder.write("c.toml", faulty)
    let set = try InProcess("--json", "config", "set", "--file", path, "adaptive.policy=live")
    #expect(set.exitCode == 0, "\(set)")
    #expect(
      set.output.contains("{\"name\":\"adaptive.policy\",\"before\":\"not valid\",\"after\":\"live\"}"),
      "\(set)")
    #expect(try folder.read("c.toml") == right)
    // Another setting leaves the fault, which is told; nothing is changed.
    let twice = "[adaptive]\npolicy = \"lve\"\nmax_group_len = -1\nfrob = 2\n"
    try folder.write("t.toml", twice)
    for (words, detail) in [
      (["map.seed=1"], "t.toml:2:10: adaptive.policy must be one of"),
      (["adaptive.policy=live"], "t.toml:3:17: adaptive.max_group_len must be"),
      (
        ["adaptive.policy=live", "adaptive.max_group_len=9"],
        "t.toml:4:1: unknown setting adaptive.frob: nothing is changed"
      ),
    ] {
      let run = try InProcess(["config", "set", "--file", folder.file("t.toml")] + words)
      #expect(
        run.exitCode == 2 && run.errors.contains(detail) && run.errors.contains("nothing is changed"),
        "\(run)")
      #expect(try folder.read("t.toml") == twice)
    }
    #expect(
      try InProcess("config", "set", "--file", folder.file("t.toml"), "map.seed=1").errors.contains(
        "(and 2 other faults): nothing is changed"))
    try folder.write("t.toml", String(twice.dropLast("frob = 2\n".count)))
    let both = try InProcess(
      "config", "set", "--file", folder.file("t.toml"), "adaptive.policy=live", "adaptive.max_group_len=9")
    #expect(both.exitCode == 0, "\(both)")
    #expect(try folder.read("t.toml") == "[adaptive]\npolicy = \"live\"\nmax_group_len = 9\n")
    // A patch, a preset and the questions set it right, too.
    let patch = try folder.write("p.toml", "adaptive.policy = \"live\"\n")
    for words in [
      ["config", "apply", "--file", path, patch],
      ["config-edit", "--infile", path, "--apply-preset", patch, "--presets-dir", folder.path],
      ["config-edit", "--infile", path, "--set", "adaptive.policy=live"],
    ] {
      try folder.write("c.toml", faulty)
      let run = try InProcess(words)
      #expect(run.exitCode == 0 && run.output.contains("not valid"), "\(words): \(run)")
      #expect(try folder.read("c.toml").hasPrefix("[adaptive]\npolicy = \"live\"  # why\n"), "\(words)")
    }
    try folder.write("c.toml", faulty)
    let asked = try Product.bash("hashmap-cli config-edit --infile \(path) </dev/null")
    #expect(asked.exitCode == 0, "\(asked)")
    #expect(try folder.read("c.toml") == right, "the default that was shown")
  }

  @Test func presetsAreSavedAppliedAndProtected() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("c.toml", Self.commented)
    let presets = ["--defaults", "--presets-dir", folder.file("p")]
    let list = ["config-edit", "--list-presets", "--presets-dir", folder.file("p")]
    #expect(try InProcess(list).output == "default\n")
    let save = ["config-edit", "--infile", path, "--save-preset", "My Night!"] + presets
    #expect(try InProcess(save).exitCode == 0)
    let again = try InProcess(save)
    #expect(again.exitCode == 4 && again.errors.contains("--force replaces it"), "\(again)")
    #expect(try InProcess(save + ["--force", "--set", "map.seed=3"]).exitCode == 0)
    #expect(try InProcess(list).output == "default\nmy-night\n")
    let other = folder.file("o.toml")
    let applied = try InProcess(
      ["config-edit", "--infile", other, "--apply-preset", "My Night!", "--set", "map.tombstones=true"]
        + presets)
    #expect(applied.exitCode == 0, "\(applied)")
    #expect(
      try folder.read("o.toml") == "[map]\nseed = 3\ntombstones = true\n\n[adaptive]\nmax_group_len = 9\n"
        || folder.read("o.toml").contains("max_group_len = 9"))
    let reset = try InProcess(["config-edit", "--infile", other, "--apply-preset", "default"] + presets)
    #expect(reset.exitCode == 0)
    #expect(try InProcess("config", "diff", "default", other).output == "no difference\n")
  }

  /// The end of input takes the defaults; every setting the wizard writes reads back.
  @Test func theWizardTakesDefaultsAtTheEndOfInput() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("w.toml")
    #expect(try InProcess("config-wizard", "--defaults", "--outfile", path).exitCode == 0)
    #expect(try InProcess("config", "diff", "default", path).output == "no difference\n")
    let typed = try Product.bash(
      "{ printf 'chaining\\n100\\n128\\n\\n\\n\\n\\n\\n\\n\\n\\nN\\n'; yes '' | head -30; } | hashmap-cli config-wizard --outfile \(path)"
    )
    #expect(typed.exitCode == 0, "\(typed)")
    #expect(
      typed.output.contains("a power of two") && typed.output.contains("3 of them answered"), "\(typed)")
    #expect(typed.output.hasPrefix("adhash configuration\n"))
    let diff = try InProcess("config", "diff", "default", path).output
    #expect(diff.contains("chaining") && diff.contains("128") && diff.contains("enabled"), "\(diff)")
    // The fourteen questions of the earlier program come first, in its order.
    let asked = typed.output.split(separator: "\n").filter {
      $0.hasPrefix("adaptive.") || $0.hasPrefix("watchdog.")
    }
    .map { String($0.prefix { $0 != " " }) }
    #expect(
      asked.first == "adaptive.start_backend" && asked.contains("adaptive.policy")
        && asked.firstIndex(of: "watchdog.tombstone_ratio_warn").map { $0 + 1 }
          == asked.firstIndex(of: "adaptive.policy"),
      "\(asked)")
    let schema = try InProcess("config", "schema").output
    let object = try JSONSerialization.jsonObject(with: Data(schema.utf8)) as? [String: Any]
    let tables = try #require(object?["properties"] as? [String: Any])
    #expect(tables.count == Set(SettingKeys.all.map { $0.name.prefix { $0 != "." } }).count)
  }
}

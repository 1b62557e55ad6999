import TestSupport
import Testing

@testable import Documents

@Suite struct SettingsTests {
  private static let keys = [
    SettingKey(
      "adaptive.start_backend", .choice(["grouped", "chaining"]), default: .text("grouped"),
      environment: "START", help: "Layout at the start."),
    SettingKey(
      "adaptive.initial_buckets", .powerOfTwo(1...65536), default: .integer(64), environment: "BUCKETS",
      help: "Buckets."),
    SettingKey(
      "adaptive.max_group_len", .integer(1...Int.max), default: .integer(8), environment: "GROUP",
      help: "Length."),
    SettingKey(
      "adaptive.max_lf", .number(.above(0, to: 1)), default: .number(0.82), environment: "LF", help: "Load."),
    SettingKey("watchdog.enabled", .bool, default: .bool(true), environment: "DOG", help: "On."),
    SettingKey(
      "watchdog.load_warn", .optionalNumber(.from(0, to: 1)), default: .number(0.9), environment: "LOAD",
      help: "Warn."),
    SettingKey("watchdog.probe_warn", .optionalNumber(.above(0)), default: .number(8), help: "Warn."),
    SettingKey("watchdog.least", .number(.from(-1.5, to: .infinity)), default: .number(0), help: "Least."),
    SettingKey("run.limit", .optionalInteger(0...100), default: .none, environment: "LIMIT", help: "Limit."),
    SettingKey(
      "run.bytes", .integerOr("unlimited", 256...4096), default: .integer(1024), environment: "BYTES",
      help: "Bytes."),
    SettingKey(
      "run.share", .number(.from(0, below: 1)), default: .number(0), environment: "SHARE", help: "Share."),
    SettingKey("title", .text, default: .text(""), environment: "TITLE", help: "Title."),
  ]

  private func settings(_ toml: String = "", environment: [String: String] = [:]) throws -> Settings {
    var settings = Settings(keys: Self.keys)
    try settings.merge(environment: environment)
    try settings.merge(try TOML.parse(Array(toml.utf8), file: "c.toml"), file: "c.toml")
    return settings
  }

  private func message(_ toml: String, environment: [String: String] = [:]) -> (text: String, hint: String?) {
    do {
      _ = try settings(toml, environment: environment)
      return ("accepted", nil)
    } catch {
      return ("\(error)", (error as? DocumentError)?.hint)
    }
  }

  @Test func valuesOfEverySourceWithTheirOrigin() throws {
    var settings = try settings(
      """
      title = "t"
      [adaptive]
      start_backend = "chaining"
      initial_buckets = 128
      max_lf = 1
      [watchdog]
      enabled = "Off"
      load_warn = "None"
      probe_warn = 2
      [run]
      bytes = "Unlimited"
      """, environment: ["BUCKETS": "256", "TITLE": "", "LIMIT": "disabled", "UNRELATED": "x"])
    try settings.merge(flag: "--start", name: "adaptive.start_backend", text: "grouped")
    let shown = settings.entries.map { "\($0.key.name) = \($0.value) (\($0.origin))" }
    #expect(
      shown == [
        "adaptive.start_backend = grouped (flag --start)",
        "adaptive.initial_buckets = 256 (environment BUCKETS)",
        "adaptive.max_group_len = 8 (default)", "adaptive.max_lf = 1.0 (c.toml:5)",
        "watchdog.enabled = false (c.toml:7)",
        "watchdog.load_warn = none (c.toml:8)", "watchdog.probe_warn = 2.0 (c.toml:9)",
        "watchdog.least = 0.0 (default)",
        "run.limit = none (environment LIMIT)", "run.bytes = unlimited (c.toml:11)",
        "run.share = 0.0 (default)", "title = t (c.toml:1)",
      ])
    #expect(
      settings.text("adaptive.start_backend") == "grouped"
        && settings.integer("adaptive.initial_buckets") == 256)
    #expect(settings.number("adaptive.max_lf") == 1 && settings.bool("watchdog.enabled") == false)
    #expect(
      settings.optionalNumber("watchdog.load_warn") == nil && settings.optionalInteger("run.limit") == nil
        && settings.optionalInteger("run.bytes") == nil)
    #expect(settings.origin("title") == .file("c.toml", line: 1) && settings.setting("no") == nil)
  }

  @Test func textsFromTheEnvironmentFollowTheSameRules() throws {
    let table: [(String, String, SettingValue?)] = [
      ("DOG", "yes", .bool(true)), ("DOG", "0", .bool(false)), ("DOG", "maybe", nil),
      ("LOAD", "0.5", .number(0.5)),
      ("LOAD", "OFF", SettingValue.none), ("LOAD", "1.5", nil), ("LOAD", "nan", nil), ("LOAD", "0x1", nil),
      ("LF", "0", nil), ("LF", "1e-3", .number(0.001)),
      ("BUCKETS", "3", nil), ("BUCKETS", "4", .integer(4)), ("BUCKETS", "131072", nil),
      ("BUCKETS", "4.0", nil),
      ("LIMIT", "100", .integer(100)), ("LIMIT", "101", nil), ("LIMIT", "null", SettingValue.none),
      ("START", "chaining", .text("chaining")),
      ("START", "Chaining", nil), ("TITLE", "any", .text("any")), ("GROUP", "-1", nil), ("GROUP", " 1", nil),
      ("BYTES", "unlimited", .text("unlimited")), ("BYTES", "256", .integer(256)), ("BYTES", "255", nil),
      ("BYTES", "none", nil), ("SHARE", "0.99", .number(0.99)), ("SHARE", "1", nil),
    ]
    for (name, text, wanted) in table {
      let key = try #require(Self.keys.first { $0.environment == name })
      if let wanted {
        #expect(try settings(environment: [name: text]).value(key.name) == wanted, "\(name)=\(text)")
      } else {
        let found = message("", environment: [name: text])
        #expect(found.text.hasPrefix("environment variable \(name): \(key.name) must be "), "\(found)")
        #expect(found.text.hasSuffix("not \"\(text)\"") && found.hint == key.help, "\(found)")
      }
    }
  }

  @Test func errorsOfFilesNameTheLineTheRuleAndTheNearestName() {
    let table: [(String, String, String?)] = [
      (
        "[adaptive]\nmax_group_length = 3", "c.toml:2:1: unknown setting adaptive.max_group_length",
        "did you mean adaptive.max_group_len?"
      ),
      ("[adaptiv]\nx = 3", "c.toml:1:2: unknown table [adaptiv]", "did you mean adaptive?"),
      ("[zzzzzzz]", "c.toml:1:2: unknown table [zzzzzzz]", "known are adaptive, watchdog, run"),
      ("adaptive = 3", "c.toml:1:12: adaptive must be a table, not 3", "write [adaptive] above its settings"),
      (
        "[adaptive]\ninitial_buckets = 100",
        "c.toml:2:19: adaptive.initial_buckets must be a power of two from 1 to 65536, not 100", "Buckets."
      ),
      (
        "[adaptive]\nmax_group_len = 1.0",
        "c.toml:2:17: adaptive.max_group_len must be a whole number of at least 1, not 1.0", "Length."
      ),
      (
        "[adaptive]\nmax_lf = \"0.5\"",
        "c.toml:2:10: adaptive.max_lf must be a number above 0, at most 1, not the text \"0.5\"", "Load."
      ),
      (
        "[adaptive]\nmax_lf = 0", "c.toml:2:10: adaptive.max_lf must be a number above 0, at most 1, not 0",
        "Load."
      ),
      (
        "[adaptive]\nmax_lf = \"none\"",
        "c.toml:2:10: adaptive.max_lf must be a number above 0, at most 1, not the text \"none\"", "Load."
      ),
      (
        "[adaptive]\nstart_backend = \"x\"",
        "c.toml:2:17: adaptive.start_backend must be one of grouped, chaining, not the text \"x\"", nil
      ),
      (
        "[watchdog]\nload_warn = inf",
        "c.toml:2:13: watchdog.load_warn must be a number from 0 to 1, or none, not inf", nil
      ),
      (
        "[watchdog]\nprobe_warn = -1",
        "c.toml:2:14: watchdog.probe_warn must be a number above 0, or none, not -1", nil
      ),
      ("[watchdog]\nleast = -2", "c.toml:2:9: watchdog.least must be a number of at least -1.5, not -2", nil),
      ("[watchdog]\nenabled = 2", "c.toml:2:11: watchdog.enabled must be true or false, not 2", nil),
      (
        "[watchdog]\nenabled = \"si\"",
        "c.toml:2:11: watchdog.enabled must be true or false, not the text \"si\"", nil
      ),
      ("[watchdog.enabled]", "c.toml:1:1: watchdog.enabled must be true or false, not a table", nil),
      (
        "[run]\nlimit = \"many\"",
        "c.toml:2:9: run.limit must be a whole number from 0 to 100, or none, not the text \"many\"", nil
      ),
      (
        "[run]\nbytes = \"none\"",
        "c.toml:2:9: run.bytes must be a whole number from 256 to 4096, or unlimited, not the text \"none\"",
        "Bytes."
      ),
      (
        "[run]\nshare = 1", "c.toml:2:9: run.share must be a number from 0 to below 1, not 1", "Share."
      ),
      ("[watchdog]\nenabled = 0\n[run]\nlimit = \"off\"", "accepted", nil),
      ("[watchdog]\nenabled = 1\n[run]\nlimit = 7", "accepted", nil),
      ("title = 5", "c.toml:1:9: title must be a text, not 5", nil),
    ]
    for (toml, text, hint) in table {
      let found = message(toml)
      #expect(found.text == text)
      if let hint { #expect(found.hint == hint) }
    }
    var settings = Settings(keys: Self.keys)
    #expect(throws: DocumentError.self) { try settings.merge(flag: "--x", name: "titel", text: "") }
    do {
      try settings.merge(flag: "--x", name: "titel", text: "")
    } catch {
      #expect("\(error)" == "flag --x: unknown setting titel" && error.hint == "did you mean title?")
    }
  }

  @Test func spellings() {
    let words = [
      "run-csv", "generate-csv", "validate-metrics", "validate-metrics-ndjson", "put", "get", "del", "items",
    ]
    let table: [(String, String?)] = [
      ("runcsv", "run-csv"), ("rnu-csv", "run-csv"), ("RUN_CSV", "run-csv"), ("generate", "generate-csv"),
      ("pt", "put"),
      ("item", "items"), ("gte", "get"), ("validate", nil), ("validate-metric", "validate-metrics"),
      ("zzz", nil), ("", nil), ("x", nil),
    ]
    for (word, wanted) in table { #expect(Spelling.nearest(word, in: words) == wanted, "\(word)") }
  }
}

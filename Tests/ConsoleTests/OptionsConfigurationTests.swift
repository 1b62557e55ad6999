import Foundation
import TestSupport
import Testing

@testable import Console

/// The settings of g6: one table for flags, environment, file and default, and the commands that write files of it.
@Suite struct OptionsConfigurationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func g6(_ arguments: [String], environment: [String: String] = [:]) throws -> InProcess {
    try InProcess(arguments, environment: environment, program: .g6)
  }

  /// The value and the origin of a setting, as `config show` tells them.
  private func shown(
    _ name: String, _ arguments: [String], _ environment: [String: String] = [:]
  ) throws -> String {
    let run = try g6(["config", "show"] + arguments, environment: environment)
    #expect(run.exitCode == 0, "\(run)")
    let line = try #require(run.output.split(separator: "\n").first { $0.hasPrefix(name + " ") })
    return line.split(separator: " ").dropFirst().joined(separator: " ")
  }

  @Test func aFlagBeatsTheEnvironmentBeatsTheFileBeatsTheDefault() throws {
    let file = try folder.write("c.toml", "[collection]\nseed = 5\n\n[storage]\nout = \"kept\"\n")
    let environment = ["G6_SEED": "6"]
    let config = ["--config", file]
    #expect(try shown("collection.seed", []) == "1 default")
    #expect(try shown("collection.seed", config) == "5 \(file):2")
    #expect(try shown("collection.seed", config, environment) == "6 environment G6_SEED")
    #expect(try shown("collection.seed", config + ["--seed", "7"], environment) == "7 flag --seed")
    let named = try shown("collection.seed", [], ["G6_CONFIG": file])
    #expect(named == "5 \(file):2")
    for (name, text) in [
      ("c.json", "{\"collection\": {\"seed\": 8}}"), ("c.yaml", "collection:\n  seed: 8\n"),
    ] {
      let other = try folder.write(name, text)
      #expect(try shown("collection.seed", ["--config", other]).hasPrefix("8 \(other):"), "\(name)")
    }
    let twice = try shown("collection.provider", ["--provider", "synthetic", "--provider", "exec:a b,c"])
    #expect(twice == "synthetic,exec:a b,c flag --provider")
  }

  /// What a file says is what a collection does: the same bytes as with flags.
  @Test func aCollectionGoesByTheFile() throws {
    let file = try folder.write(
      "c.toml",
      """
      [collection]
      indices = "NIFTY"
      cycles = 2
      seed = 11
      strikes = 3
      quality = "stale_quote=off"
      [storage]
      out = "\(folder.file("a"))"
      [panels]
      dir = "none"
      """)
    let byFile = try g6(["collect", "--config", file, "--quiet"])
    #expect(byFile.exitCode == 0, "\(byFile)")
    let byFlags = try g6([
      "collect", "--quiet", "--indices", "NIFTY", "--cycles", "2", "--seed", "11", "--strikes", "3",
      "--quality", "stale_quote=off", "--out", folder.file("b"), "--panels-dir", "none",
    ])
    #expect(byFlags.exitCode == 0, "\(byFlags)")
    let written = try Product.bash("diff -r -x .g6 a b && find a -name '*.csv' | wc -l", in: folder.path)
    #expect(written.exitCode == 0 && (Int(written.output.filter(\.isNumber)) ?? 0) > 20, "\(written)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("a/panels")))
  }

  @Test func whatIsWrongIsToldWithItsPlace() throws {
    let cases: [(text: String, detail: String)] = [
      ("[collection]\nprovidr = \"x\"\n", "w.toml:2:1: unknown setting collection.providr"),
      ("[colection]\nprovider = \"x\"\n", "did you mean collection?"),
      ("[collection]\n\ninterval = 0\n", "w.toml:3:12: collection.interval must be a number"),
      ("[collection]\nprovider = \"mock\"\n", "w.toml:2: collection.provider: no provider"),
      ("[collection]\nindices = \"NIFTI\"\n", "w.toml:2: collection.indices: "),
      ("[collection]\nexpiries = \"soon\"\n", "w.toml:2: collection.expiries: "),
      ("[collection]\nstart = \"Monday\"\n", "w.toml:2: collection.start: Monday is not a day"),
      ("[collection]\nquality = \"stale=off\"\n", "w.toml:2: collection.quality: "),
      ("[influx]\nurl = \"ftp://x\"\n", "w.toml:2: influx.url: "),
      ("[influx]\nurl = \"http://x:1\"\norganization = \"o\"\n", "an organization and a bucket"),
    ]
    for (text, detail) in cases {
      let file = try folder.write("w.toml", text)
      for command in [["config", "validate", file], ["collect", "--cycles", "1", "--config", file]] {
        let run = try g6(command)
        // Validation tells the column, too, where a collection tells the line.
        let said = run.errors.replacing(/(w\.toml:\d+):\d+: (collection\.\w+|influx\.url):/) {
          "\($0.1): \($0.2):"
        }
        #expect(run.exitCode == 2 && said.contains(detail), "\(command) of \(text): \(run)")
      }
    }
    let variable = try g6(["collect"], environment: ["G6_INDICES": "NIFTI"])
    #expect(variable.exitCode == 2 && variable.errors.contains("\"G6_INDICES: "), "\(variable)")
    let flag = try g6(["collect", "--start", "Monday"])
    #expect(flag.exitCode == 2 && flag.errors.contains("--start: Monday is not a day"), "\(flag)")
    for name in ["c.yaml", "c.json"] {
      let set = try g6(["config", "set", "--file", folder.file(name), "collection.seed=1"])
      #expect(set.exitCode == 2 && set.errors.contains("only TOML is edited"), "\(set)")
    }
  }

  /// Faults of form and of meaning, in one file, in its order; of lists every member that is wrong.
  @Test func validationTellsEverythingWithLineAndColumn() throws {
    let text = """
      [collection]
      provider = "mock"
      indices = "NIFTI,SENSEX,BANKNIFTI"
      expiries = "soon"
      interval = 0
      start = "Monday"
      quality = "stale=off,stale_quote=off,parity"
      contracts = "/nowhere/contracts.toml"

      [storage]
      sinks = "xml"

      [influx]
      url = "ftp://x"

      [metrics]
      groups = "nonsense"
      """
    let file = try folder.write("all.toml", text)
    let run = try g6(["config", "validate", file])
    let places = run.output.split(separator: "\n").map { line in
      line.split(separator: "all.toml:").last.map { String($0.prefix { $0 != " " }) } ?? ""
    }
    #expect(
      places == ["2:12:", "4:12:", "5:12:", "6:9:", "7:11:", "7:11:", "8:13:", "11:9:", "14:7:", "17:10:"],
      "\(run)")
    // The table of contracts is a file that cannot be read; without it nobody knows what its indices are.
    #expect(run.exitCode == 5 && run.output.contains("8:13: collection.contracts: "), "\(run)")
    let known = try folder.write(
      "known.toml", text.replacing("contracts = \"/nowhere/contracts.toml\"", with: ""))
    let again = try g6(["config", "validate", known, "--json"])
    #expect(again.exitCode == 2, "\(again)")
    for part in [
      "known.toml:3:11: collection.indices: ", "NIFTI", "BANKNIFTI", "known.toml:5:12: collection.interval",
    ] {
      #expect(again.output.contains(part), "\(part): \(again)")
    }
    // A collection tells the same, all of it at once.
    for (name, code) in [("all.toml", 5), ("known.toml", 2)] as [(String, Int32)] {
      let told = try g6(["config", "validate", folder.file(name)]).output.split(separator: "\n")
      let collected = try g6(["collect", "--cycles", "1", "--config", folder.file(name)])
      #expect(
        collected.exitCode == code && collected.errors.contains("\(told.count) faults: "), "\(collected)")
      for line in told {
        #expect(collected.errors.contains(line.replacing("\"", with: "\\\"")), "\(line): \(collected)")
      }
    }
    // Whatever says it: of faults of meaning alone, those of flags and variables stand beside those of the file.
    let meant = try folder.write("meant.toml", "[collection]\nprovider = \"mock\"\nstart = \"Monday\"\n")
    let mixed = try g6(
      ["collect", "--config", meant, "--start", "Tuesday"], environment: ["G6_INDICES": "NIFTI,NIFTO"])
    #expect(mixed.exitCode == 2, "\(mixed)")
    for part in [
      "4 faults: ", "meant.toml:2: collection.provider: no provider", "G6_INDICES: no index \\\"NIFTI",
      "G6_INDICES: no index \\\"NIFTO", "--start: Tuesday is not a day",
    ] {
      #expect(mixed.errors.contains(part), "\(part): \(mixed)")
    }
  }

  /// The first file of a newcomer: questions with defaults, a wrong answer asked again, everything written.
  @Test func theWizardMakesAFileThatACollectionTakes() throws {
    let made = folder.file("first.toml")
    let defaults = try g6(["config-wizard", "--defaults", "--outfile", made])
    #expect(defaults.exitCode == 0, "\(defaults)")
    #expect(try g6(["config", "diff", "default", made]).output == "no difference\n")
    #expect(try g6(["config", "validate", made]).exitCode == 0)
    let typed = try Product.bash(
      "printf 'mock\\nsynthetic\\nNIFTY\\n' | g6 config-wizard --outfile first.toml", in: folder.path)
    #expect(typed.exitCode == 0, "\(typed)")
    #expect(typed.output.contains("no provider \"mock\"") && typed.output.contains("2 of them answered"))
    let set = try g6(["config", "set", "--file", made, "collection.cycles=1", "storage.out=none"])
    #expect(set.exitCode == 0, "\(set)")
    let run = try g6(["collect", "--config", made, "--json"])
    #expect(run.exitCode == 0 && run.output.contains("\"index\":\"NIFTY\""), "\(run)")
    let reset = try g6([
      "config-edit", "--infile", made, "--defaults", "--apply-preset", "default", "--presets-dir",
      folder.file("presets"),
    ])
    #expect(reset.exitCode == 0, "\(reset)")
    #expect(try g6(["config", "diff", "default", made]).output == "no difference\n")
    let schema = try g6(["config", "schema"]).output
    let object = try JSONSerialization.jsonObject(with: Data(schema.utf8)) as? [String: Any]
    let tables = try #require(object?["properties"] as? [String: Any])
    #expect(Set(tables.keys) == Set(OptionsKeys.all.map { String($0.name.prefix { $0 != "." }) }))
  }
}

/// Retention that a collection runs by itself at the end of a day.
@Suite struct RetentionScheduleTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Lives through the end of a session: the cycles of a whole day, two hours apart.
  private func collect(_ settings: String, cycles: Int? = nil) throws -> InProcess {
    let file = try folder.write(
      "c.toml",
      """
      [collection]
      indices = "NIFTY"
      strikes = 1
      interval = 7200
      start = "2026-11-16"
      [storage]
      out = "\(folder.file("out"))"
      [panels]
      dir = "none"
      [retention]
      max_age_days = 30
      min_keep = 0
      \(settings)
      """)
    let limit = cycles.map { ["--cycles", "\($0)"] } ?? []
    return try InProcess(["collect", "--config", file] + limit, program: .g6)
  }

  private let old = "out/NIFTY/2026-09-29/24000/2026-09-21.csv"

  private func age() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("out/NIFTY/2026-09-29/24000"), withIntermediateDirectories: true)
    try folder.write(old, "timestamp,index\n21-09-2026 09:15:00,NIFTY\n")
  }

  @Test func aDayEndsWithAPlanAndNoMoreUnderDryRun() throws {
    try age()
    let plan = folder.file("out/.g6/retention/2026-11-16.json")
    #expect(try collect("").exitCode == 0)
    #expect(!FileManager.default.fileExists(atPath: plan), "it is not enabled")
    let short = try collect("enabled = true", cycles: 1)
    #expect(short.exitCode == 0 && !FileManager.default.fileExists(atPath: plan), "the day is not over")
    let run = try collect("enabled = true")
    #expect(run.exitCode == 0 && run.errors.contains("1 file of"), "\(run)")
    #expect(run.errors.contains("retention.dry_run keeps them"), "\(run.errors)")
    #expect(try String(contentsOfFile: plan, encoding: .utf8).contains("2026-09-21.csv"))
    #expect(FileManager.default.fileExists(atPath: folder.file(old)))
  }

  @Test func withoutDryRunWhatIsOldGoesAndComesBack() throws {
    try age()
    let run = try collect("enabled = true\ndry_run = false")
    #expect(run.exitCode == 0 && run.errors.contains("1 file of"), "\(run)")
    #expect(!FileManager.default.fileExists(atPath: folder.file(old)))
    let written = try Product.bash("find out/NIFTY -name 2026-11-16.csv | wc -l", in: folder.path)
    #expect((Int(written.output.filter(\.isNumber)) ?? 0) > 5, "\(written)")
    let plan = folder.file("out/.g6/retention/2026-11-16.json")
    let undo = try InProcess(["retention", "undo", "--plan", plan], program: .g6)
    #expect(undo.exitCode == 0 && FileManager.default.fileExists(atPath: folder.file(old)), "\(undo)")
  }
}

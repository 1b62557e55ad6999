import Base
import Documents
import Governance
import Market

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `bundle`: everything a new user of the collector needs, in one folder.
enum BundleCommand {
  static let out = Flag<String>.text(
    "out", "DIR", default: "g6-bundle", "The folder to make; it must not exist or be empty."
  ).with { $0.kind = .directory }
  static let cycles = Flag<Int>.integer(
    "cycles", in: 1...375, default: 5, "Cycles of sample data.")

  static let spec = CommandSpec(
    name: "bundle",
    summary:
      "Make a folder to begin with: configuration, sample data, panels, dashboards, a provider, what to do next.",
    details: [
      """
      The sample is a synthetic market, the panels are signed with a key made for this folder alone, the configuration \
      has every setting with its meaning. What stands in the folder is checked before the command says so.
      """
    ],
    flags: [out.spec, cycles.spec],
    examples: [Example(purpose: "begin", line: "g6 bundle --out first && cat first/README.md")],
    failures: [
      FailureNote(label: .policy, meaning: "The folder has something in it already."),
      FailureNote(label: .io, meaning: "The folder cannot be written."),
    ]
  ) { arguments, session throws(Failure) in
    let folder = arguments[out]
    try Failure.wrapping { () throws(SystemError) in try Folder.create(folder) }
    let present = try Failure.wrapping { () throws(SystemError) in try Folder.entries(folder) }
    if let first = present.first {
      throw .policy("\(folder) has \(first.name) in it already", hint: "choose another --out DIR")
    }
    var files = try BundledFile.allCases.map { file throws(Failure) in
      try write(file.rawValue, file.bytes, in: folder)
      return file.rawValue
    }
    let keys = Settings(keys: session.program.settings)
    let settings = ConfigFile.whole(keys, of: session.program.settings, file: "g6.toml")
    try write("g6.toml", Array(settings.text.utf8), in: folder)
    try write("panels.key", Array(key().utf8), in: folder, mode: 0o600)
    try write("README.md", Array(guide.utf8), in: folder)
    files += ["g6.toml", "panels.key", "README.md"]
    let outcome = try sample(folder, arguments[cycles], session)
    try session.succeed(
      text:
        "\(folder): \(Figures.counted(files.count, "file")), a sample of \(Figures.counted(outcome.cycles, "cycle")) with \(Figures.counted(outcome.options, "option")); begin with \(folder)/README.md\n"
    ) { json in
      json.field("schema", "g6.bundle.v1")
      json.field("out", folder)
      json.array("files") { json in for file in files.sorted() { json.string(file) } }
      json.field("cycles", outcome.cycles)
      json.field("options", outcome.options)
      json.field("rows", outcome.rows)
    }
  }

  private static func write(
    _ name: String, _ bytes: [UInt8], in folder: String, mode: mode_t? = nil
  ) throws(Failure) {
    let path = "\(folder)/\(name)"
    try Failure.wrapping { () throws(SystemError) in
      if let slash = path.lastIndex(of: "/") { try Folder.create(String(path[..<slash])) }
      try AtomicFileWriter.replace(path: path, with: bytes)
      if let mode, chmod(path, mode) != 0 { throw SystemError(operation: "protect", path: path) }
    }
  }

  /// A line of a key file with 32 random bytes.
  private static func key() -> String {
    var source = SystemRandomNumberGenerator()
    let words = (0..<4).map { _ in hexadecimalDigits(source.next()) }
    return "bundle hmac-sha256 \(words.joined())\n"
  }

  /// Collects the sample, and holds its panels against the key.
  private static func sample(
    _ folder: String, _ cycles: Int, _ session: Session
  ) throws(Failure) -> Collector.Outcome {
    let keys = try Failure.wrapping { () throws(GovernanceError) in
      try KeyRing.read(path: folder + "/panels.key")
    }
    let outcome = try Failure.wrapping { () throws(MarketError) in
      var plan = CollectionPlan()
      plan.cycles = cycles
      let zone = MarketCalendar.zone
      guard let day = CivilDate(CollectionKeys.usualDay) else {
        throw MarketError(.config, "\(CollectionKeys.usualDay) is not a day")
      }
      let files = try CycleFiles(folder: folder + "/sample")
      let panels = try PanelPublisher(
        folder: folder + "/panels", keys: keys, interval: plan.interval, version: session.program.version,
        provenance: Provenance(version: session.program.version, digest: "bundle", settings: []))
      let collector = try Collector(
        plan, provider: try ProviderSetup().make([.synthetic]).first, table: .builtIn, files: files,
        panels: panels,
        time: .manual(start: zone.instant(day, second: 33_300), end: zone.instant(day, second: 55_800)))
      let outcome = try collector.run { _ in }
      try files.close()
      return outcome
    }
    let pinned = try Failure.wrapping { () throws(GovernanceError) in
      try PanelGeneration.pin(folder: folder + "/panels", keys: keys)
    }
    guard pinned.isVerified, outcome.emptyCycles == 0 else {
      throw .invariant(
        "the sample in \(folder) is not what it should be", hint: "report this with g6 diagnostics")
    }
    return outcome
  }

  private static let guide = """
    # Begin with g6

    `g6` collects option chains, prices them and keeps them. Everything here works without a network.

    ```console
    g6 diagnostics                                            # what a collection would find on this machine
    g6 collect --cycles 3 --out data --key-file panels.key    # three priced cycles of a synthetic market
    g6 integrity --panels-dir panels --key-file panels.key --at 2026-11-16T03:50:00Z    # the sample is what was published
    g6 simulate --out day --fault provider:stall@3-5          # a market day in seconds, with a fault in it
    g6 retention scan --config g6.toml --root sample          # what would be deleted: nothing, it is off
    g6 collect --provider "exec:python3 providers/echo.py" --clock manual --cycles 2 --out live
    ```

    | here | what it is |
    |---|---|
    | `g6.toml` | every setting with its meaning; for `--config` |
    | `contracts.toml` | lots, strikes, expiries, holidays and hours by date; change it and give it as `--contracts` |
    | `sample/` | rows by contract and an overview, as `g6 collect` writes them |
    | `panels/` | the panels of the sample, signed with `panels.key` |
    | `panels.key` | a key made for this folder; keep your own secret |
    | `dashboards/` | a dashboard for Grafana and rules for Prometheus |
    | `providers/echo.py` | a complete provider to copy |

    `g6 help` and `g6 help COMMAND` tell the rest.

    """
}

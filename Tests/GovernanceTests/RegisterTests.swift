import Base
import Documents
import Foundation
import TestSupport
import Testing

@testable import Governance

/// The registers, held against the live repository, and shown to fail when violated.
@Suite struct RegisterTests {
  private func stages() throws -> EnforcementStages {
    try EnforcementStages.read(
      Array(try Repository.text(EnforcementStages.path).utf8), file: EnforcementStages.path)
  }

  private var today: CivilDate { FixedZone.utc.date(WallClock.nanoseconds()) }

  /// Fails on findings whose stage is enforced and prints the others.
  private func hold(_ findings: [RegisterFinding], _ name: Comment) throws {
    let grace = findings.filter(DeprecationRegister.warns)
    let (failing, warning) = try stages().divide(
      findings.filter { !DeprecationRegister.warns($0) }, on: today)
    for finding in warning + grace { print("warning: \(finding)") }
    #expect(failing.isEmpty, "\(name): \(failing.map(\.description).joined(separator: "\n"))")
  }

  // MARK: Deprecations

  @Test func whatIsRemovedIsGoneAndWhatIsOverdueGoes() throws {
    let register = DeprecationRegister.read(try Repository.text(DeprecationRegister.path))
    #expect(register.entries.count > 8)
    let live =
      try LiveTexts.below("Sources", "docs", "scripts", "deploy", "examples")
      + ["README.md", "CONTRIBUTING.md", "Makefile", "Package.swift"].map(LiveTexts.file)
    #expect(live.count > 500)
    try hold(register.findings(in: live, on: today), "deprecations")
  }

  @Test func theRegisterOfDeprecationsObjects() throws {
    let head =
      "| name | kind | since | earliest removal | replacement | status |\n|---|---|---|---|---|---|\n"
    func findings(_ rows: String, _ text: String, _ day: String = "2026-11-20") throws -> [String] {
      let date = try #require(CivilDate(day))
      return DeprecationRegister.read("# D\n\n" + head + rows + "\n\nafter").findings(
        in: [("a.swift", text)], on: date
      ).map {
        "\($0.check) \($0.place)"
      }
    }
    let gone = "| `old_thing` | symbol | 2026-01-01 | 2026-06-01 | `new` | REMOVED |"
    #expect(try findings(gone, "nothing of it; old_things and my_old_thing and old_thing2 are others") == [])
    #expect(try findings(gone, "call(old_thing)") == ["deprecation-removed a.swift"])
    let flag = "| `--old` | flag | 2026-01-01 | 2027-06-01 | `--new` | active |"
    #expect(try findings(flag, "Flag.toggle(\"old\")") == [])
    #expect(try findings(flag, "Flag.toggle(\"older\")") == ["deprecation-gone DEPRECATIONS.md:5"])
    #expect(try findings(flag, "\"old\"", "2027-06-01") == [])
    #expect(try findings(flag, "\"old\"", "2027-06-02") == ["deprecation-due DEPRECATIONS.md:5"])
    #expect(try findings(flag, "\"old\"", "2027-07-01") == ["deprecation-due DEPRECATIONS.md:5"])
    #expect(try findings(flag, "\"old\"", "2027-07-02") == ["deprecation-overdue DEPRECATIONS.md:5"])
    for row in [
      "| `x` | thing | 2026-01-01 | 2026-06-01 | y | active |",
      "| `x` | flag | 2026-06-01 | 2026-01-01 | y | active |",
      "| `x` | flag | 2026-01-01 | soon | y | active |",
      "| `x` | flag | 2026-01-01 | 2026-06-01 |  | active |",
      "| `x` | flag | 2026-01-01 | 2026-06-01 | y | gone |", "| `x` | flag |", flag + "\n" + flag,
    ] {
      #expect(try findings(row, "\"old\" x").contains { $0.hasPrefix("deprecation-form") }, "\(row)")
    }
    #expect(DeprecationRegister.read("no table").faults.count == 1)
  }

  // MARK: Environment and settings

  private static let prefixes = ["ADHASH_", "G6_", "ADAPTIVE_", "WATCHDOG_"]

  @Test func everyVariableIsDocumentedOnceAndRead() throws {
    let pages = try ["docs/config.md", "docs/g6_config.md"].map {
      EnvironmentRegister.Page(path: $0, text: try Repository.text($0))
    }
    let register = EnvironmentRegister(prefixes: Self.prefixes, pages: pages)
    let sources = try LiveTexts.below("Sources").filter { $0.path.hasSuffix(".swift") }
    let mentions =
      try LiveTexts.below("docs").filter { $0.path.hasSuffix(".md") } + [LiveTexts.file("README.md")]
    let elsewhere =
      try LiveTexts.below("Tests", "scripts", "deploy", "Benchmarks", "Apps") + [LiveTexts.file("Makefile")]
    try hold(
      register.findings(sources: sources, mentions: mentions, elsewhere: elsewhere), "environment")
  }

  @Test func theRegisterOfVariablesObjects() {
    func checks(_ page: String, _ source: String, mention: String = "", elsewhere: String = "") -> [String] {
      EnvironmentRegister(prefixes: ["G6_"], pages: [.init(path: "p.md", text: page)]).findings(
        sources: [("a.swift", source)], mentions: [("m.md", mention)], elsewhere: [("t", elsewhere)]
      ).map(\.check)
    }
    #expect(checks("| `G6_A` | x |", "let a = \"G6_A\"") == [])
    #expect(checks("| `G6_A` | x |\n| k | `G6_A` |", "\"G6_A\"") == ["environment-twice"])
    #expect(checks("| `G6_A` | x |", "// G6_A") == ["environment-unused"])
    #expect(checks("| `G6_A` | x |", "\"G6_A\" \"G6_B\"") == ["environment-undocumented"])
    #expect(checks("in words: `G6_A`", "\"G6_A\"") == ["environment-undocumented"])
    #expect(checks("| `G6_A` |", "\"G6_A\"", mention: "set G6_C=1") == ["environment-unknown"])
    #expect(checks("| `G6_A` |", "\"G6_A\"", mention: "set G6_C=1, G6_A and XG6_D", elsewhere: "G6_C") == [])
    let twice = EnvironmentRegister.aliases(in: [("a.b", "G6_A"), ("a.c", "G6_A"), ("a.b", nil)])
    #expect(twice.map(\.check) == ["environment-alias", "setting-twice"])
  }

  /// Every declared setting is read somewhere: by its declaration's name or by its own, besides where it is declared.
  @Test func everySettingIsUsed() throws {
    let sources = try LiveTexts.below("Sources").filter { $0.path.hasSuffix(".swift") }
    let declaration = /(?:static let (\w+) = )?SettingKey\(\s*"([a-z0-9_.]+)"/
    var settings = 0
    for file in sources {
      for match in file.text.contains("SettingKey(") ? file.text.matches(of: declaration) : [] {
        settings += 1
        let name = String(match.output.2)
        let property = match.output.1.map { ".\($0)" }
        let uses = sources.reduce(0) { count, other in
          count + Words.count("\"\(name)\"", in: other.text)
            + (property.map { Words.count($0, in: other.text) } ?? 0)
        }
        // The families of retention are read by the names of their cases.
        let isFamily = RetentionFamily.allCases.contains { name == "retention.prune_\($0.rawValue)" }
        #expect(uses > 1 || isFamily, "\(file.path): nothing reads the setting \(name)")
      }
    }
    #expect(settings > 40)
  }

  // MARK: Cardinality

  private func metrics(_ budget: Int, and other: String = "") throws -> MetricsRegister {
    let text = """
      version: 1
      groups: {run: The run}
      labels: {op: any}
      panels: []
      metrics:
        - {name: hashmap_x_total, kind: counter, help: A sentence., labels: [op], group: run, source: process, budget: \(budget)}
      """
    return try MetricsRegister.read(Array((text + other).utf8), file: "m.yaml")
  }

  @Test func seriesGrowOnlyWithAWord() throws {
    let register = try MetricsRegister.read(
      Array(try Repository.text(MetricsRegister.path).utf8), file: MetricsRegister.path)
    let present = CardinalityBaseline(of: register)
    let committed = try CardinalityBaseline.read(
      Array(try Repository.text(CardinalityBaseline.path).utf8), file: CardinalityBaseline.path)
    try hold(
      present.findings(since: committed, changelog: try Repository.text("CHANGELOG.md")), "cardinality")
    #expect(committed.total == committed.budgets.values.reduce(0, +))
    // Written anew only on request; the diff is part of the review.
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      #expect(try Repository.difference(present.render(), from: CardinalityBaseline.path) == nil)
    }
  }

  @Test func theBaselineObjects() throws {
    let before = CardinalityBaseline(of: try metrics(100))
    let note =
      "# C\n\n## Unreleased\n- Cardinality: hashmap_x_total has more operations, total too.\n\n## 1.0\n"
    let silent = "# C\n\n## Unreleased\n- x\n\n## 1.0\n- Cardinality: hashmap_x_total grew, total too.\n"
    #expect(CardinalityBaseline(of: try metrics(110)).findings(since: before, changelog: silent) == [])
    let grown = CardinalityBaseline(of: try metrics(111))
    #expect(
      grown.findings(since: before, changelog: silent).map(\.check) == [
        "cardinality-growth", "cardinality-growth",
      ])
    #expect(grown.findings(since: before, changelog: note) == [])
    let more =
      "\n  - {name: hashmap_y_total, kind: counter, help: A sentence., labels: [op], group: run, source: process, budget: 50}"
    let added = CardinalityBaseline(of: try metrics(100, and: more)).findings(
      since: before, changelog: silent)
    #expect(added.count == 1 && added[0].message.hasPrefix("total: 150 series instead of 100"))
    #expect(try CardinalityBaseline.read(Array(before.render().utf8), file: "c") == before)
    for text in ["[budgets]\na = 0\n", "[budgets]\na = \"x\"\n", "x = 1\n", "[budgets\n"] {
      #expect(throws: DocumentError.self) { try CardinalityBaseline.read(Array(text.utf8), file: "c") }
    }
  }

  // MARK: Stages

  @Test func stagesWarnFirst() throws {
    let stages = try EnforcementStages.read(
      Array(
        "[[stage]]\ncheck = \"a\"\nsince = \"2026-01-01\"\nenforced = \"2026-02-01\"\nreason = \"R.\"\n".utf8),
      file: "s")
    let findings = ["a", "b"].map { RegisterFinding(check: $0, place: "p", message: "m") }
    let before = stages.divide(findings, on: try #require(CivilDate("2026-01-31")))
    #expect(before.failing.map(\.check) == ["b"] && before.warning.map(\.check) == ["a"])
    let after = stages.divide(findings, on: try #require(CivilDate("2026-02-01")))
    #expect(after.failing.count == 2 && after.warning.isEmpty)
    for text in [
      "[[stage]]\ncheck = \"a\"\n",
      "[[stage]]\ncheck = \"a\"\nsince = \"x\"\nenforced = \"2026-02-01\"\nreason = \"r\"\n",
      "[[stage]]\ncheck = \"a\"\nsince = \"2026-03-01\"\nenforced = \"2026-02-01\"\nreason = \"r\"\n",
      "[other]\n",
    ] {
      #expect(throws: DocumentError.self) { try EnforcementStages.read(Array(text.utf8), file: "s") }
    }
    for stage in try self.stages().stages { #expect(!stage.reason.isEmpty && stage.since < stage.enforced) }
  }
}

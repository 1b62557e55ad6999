import Documents
import Foundation
import Telemetry
import TestSupport
import Testing

@testable import Governance

@Suite struct MetricsRegisterTests {
  private func register(_ program: MetricsProgram = .hashmap) throws -> MetricsRegister {
    let path = program.specification
    return try MetricsRegister.read(Array(try Repository.text(path).utf8), file: path)
  }

  @Test(arguments: MetricsProgram.allCases)
  func theSpecificationPassesItsLintAndEverythingGeneratedIsCommitted(_ program: MetricsProgram) throws {
    let register = try register(program)
    #expect(register.program == program)
    let findings = register.findings().map(\.description)
    #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
    for artifact in register.artifacts() {
      let problem = try Repository.difference(artifact.text, from: artifact.path)
      #expect(problem == nil, "hashmap-cli metrics-spec")
    }
  }

  /// What the program was compiled with is what the specification says.
  @Test func theDescriptorsAreTheSpecifiedMetrics() throws {
    let register = try register()
    #expect(Metrics.all.map(\.name) == register.metrics.map(\.name))
    for (metric, specified) in zip(Metrics.all, register.metrics) {
      #expect(
        metric.kind == specified.kind && metric.source == specified.source && metric.help == specified.help)
      #expect(metric.labels.map(\.name) == specified.labels && metric.budget == specified.budget)
      #expect(metric.group.rawValue == specified.group && metric.buckets == specified.buckets)
      #expect(metric.ancestors == specified.ancestors.map(\.name))
    }
    #expect(Metrics.groups.all.map(\.rawValue) == register.groups.map(\.name))
    #expect(Metrics.groups.usual.count == register.groups.count)
    #expect(register.label("type")?.values == TickEvent.Kind.allCases.map(\.rawValue))
    for metric in register.metrics {
      for field in (metric.field ?? "").split(separator: ",") {
        let name = field.drop { $0 == " " }.prefix { $0 != "." }
        #expect(TickFields.all.contains { $0.name == name }, "\(metric.name) shows the field \(name)")
      }
    }
  }

  private static let sound = """
    version: 1
    groups: {run: The run}
    labels: {op: [put, get], key: any}
    panels: [{title: P, unit: s}]
    metrics:
      - name: hashmap_x_seconds_total
        kind: counter
        unit: seconds
        help: A sentence.
        labels: [op, key]
        group: run
        source: process
        budget: 9
        panel: {title: P}
        alerts: [{name: A, expr: hashmap_x_seconds_total > 1, for: 1m, severity: info, summary: S., action: T.}]
    """

  /// One change of a sound specification, and what the lint says to it.
  @Test(arguments: [
    ("hashmap_x_seconds_total", "hashmap_x_seconds", "a counter ends in _total"),
    ("kind: counter", "kind: gauge", "_total is for a counter"),
    ("kind: counter", "kind: summary", "a summary cannot be added up; use a histogram"),
    ("hashmap_x_seconds_total", "hashmap_x_total", "its name must say seconds"),
    ("unit: seconds", "unit: bytes", "its name says seconds, its unit does not"),
    ("hashmap_x_seconds_total", "hashmap_x_ms_seconds_total", "ms is not a base unit"),
    ("hashmap_x_seconds_total", "foo_x_seconds_total", "a name begins with hashmap_"),
    ("hashmap_x_seconds_total", "hashmap_X_seconds_total", "a name has small letters"),
    ("hashmap_x_seconds_total", "hashmap_x_seconds_total_total", "its name must say seconds"),
    ("hashmap_x_seconds_total", "hashmap_x_seconds_seconds_total", "seconds stands twice"),
    ("hashmap_x_seconds_total", "hashmap_x_total_seconds_total", "total belongs at the end"),
    ("hashmap_x_seconds_total", "hashmap_counter_seconds_total", "counter repeats the kind"),
    ("labels: [op, key]", "labels: [op, op, key]", "a label stands twice"),
    (
      "panels:", "marks: {M: hashmap_z_total}\npanels:",
      "the mark M names hashmap_z_total, which is no counter"
    ),
    ("version: 1", "version: 1\nprogram: g6", "a name begins with g6_ (or process_"),
    ("A sentence.", "Words", "help must be one sentence"),
    ("group: run", "group: nowhere", "no group nowhere"),
    ("labels: [op, key]", "labels: [op, colour]", "no label colour"),
    ("labels: [op, key]", "labels: [op]", "a budget of 9, but its labels have 2 sets of values"),
    ("labels: [op, key]", "", "a budget without labels"),
    ("key: any}", "key: any, spare: any}", "the label spare is used by no metric"),
    ("key", "le", "le cannot be a label"),
    ("budget: 9", "budget: 3000", "all budgets together are 3000 label sets"),
    ("source: process", "source: frame", "`field` names the field of a frame"),
    ("source: process", "source: process\n    stability: deprecated", "names its replacement"),
    (
      "source: process", "source: process\n    stability: deprecated\n    replacement: hashmap_y",
      "replaced by hashmap_y, which is not specified"
    ),
    ("panel: {title: P}", "panel: {title: Q}", "no panel \"Q\""),
    ("panel: {title: P}", "", "the panel \"P\" shows no metric"),
    ("budget: 9", "buckets: [1, 2]", "a histogram of the program"),
    ("expr: hashmap_x_seconds_total > 1", "expr: up == 0", "A does not watch it"),
    ("summary: S.", "summary: S", "A: summary and action must be sentences"),
    ("name: A,", "name: a,", "a must begin with a capital"),
    (
      "metrics:",
      "metrics:\n  - {name: hashmap_x_seconds_total, kind: counter, help: H., group: run, source: process}",
      "stands twice"
    ),
    (
      "budget: 9",
      "budget: 9\n    ancestors: [{name: hashmap_y, kind: gauge}, {name: hashmap_y, kind: gauge}]",
      "the earlier name hashmap_y stands twice"
    ),
  ])
  func theLintObjects(old: String, new: String, reason: String) throws {
    #expect(try MetricsRegister.read(Array(Self.sound.utf8), file: "m").findings() == [])
    let text = Self.sound.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    let findings = try MetricsRegister.read(Array(text.utf8), file: "m").findings().map(\.description)
    #expect(findings.contains { $0.contains(reason) && $0.hasPrefix("m:") }, "\(findings)")
  }

  /// Groups that must be asked for have a limit of their own.
  @Test func onlyWhatIsThereUnaskedCountsAgainstTheLimit() throws {
    let asked = Self.sound.replacing("{run: The run}", with: "{run: {title: The run, presence: asked}}")
    func findings(_ budget: Int) throws -> [String] {
      let text = asked.replacing("budget: 9", with: "budget: \(budget)")
      return try MetricsRegister.read(Array(text.utf8), file: "m").findings().map(\.reason)
    }
    #expect(try findings(20_000) == [])
    #expect(
      try findings(20_001).first?.hasPrefix("the budgets of groups that are asked for are 20001") == true)
  }

  /// The series of g6 have not grown without a word in the change log; and it is found when they have.
  @Test func seriesOfTheCollectorGrowOnlyWithAWord() throws {
    var register = try register(.g6)
    let path = MetricsProgram.g6.baseline
    let present = CardinalityBaseline(of: register)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      #expect(try Repository.difference(present.render(), from: path) == nil)
    }
    let agreed = try CardinalityBaseline.read(Array(try Repository.text(path).utf8), file: path)
    #expect(present.findings(since: agreed, changelog: try Repository.text("CHANGELOG.md")) == [])
    let place = try #require(register.metrics.firstIndex { $0.name == "g6_index_price" })
    register.metrics[place].budget = 14
    let grown = CardinalityBaseline(of: register)
    #expect(grown.findings(since: agreed, changelog: "## Unreleased\n").map(\.place) == [path])
    #expect(grown.findings(since: agreed, changelog: "## Unreleased\n- cardinality: g6_index_price\n") == [])
  }

  @Test(arguments: [
    ("kind: counter", "kind: conter", "m:7:11: kind of hashmap_x_seconds_total must be one of"),
    ("kind: counter", "kin: counter", "hashmap_x_seconds_total needs kind"),
    ("help: A", "helpful: x\n    help: A", "m:9:5: hashmap_x_seconds_total has no member \"helpful\""),
    ("budget: 9", "budget: 0", "must be a whole number of at least 1, not 0"),
    ("version: 1", "version: 2", "needs version: 1"),
    ("[put, get]", "[1]", "the label op must be `any` or a list of texts"),
    (
      "labels: [op, key]", "labels: op",
      "labels of hashmap_x_seconds_total must be a list, not the text \"op\""
    ),
    ("version: 1", "version: 1\nprogram: g7", "program of the specification must be one of hashmap-cli, g6"),
    (
      "run: The run", "run: {title: R, presence: ever}",
      "presence of the group run must be one of always, usual"
    ),
    ("{title: P, unit: s}", "P", "the panel must be a mapping, not the text \"P\""),
    ("for: 1m, ", "", "the alert needs for"),
  ])
  func readingIsStrict(old: String, new: String, reason: String) throws {
    let text = Self.sound.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    do {
      _ = try MetricsRegister.read(Array(text.utf8), file: "m")
      Issue.record("accepted")
    } catch { #expect("\(error)".contains(reason), "\(error)") }
  }

  @Test(arguments: MetricsProgram.allCases)
  func prometheusAcceptsTheRulesAndTheirCases(_ program: MetricsProgram) throws {
    let name = program == .hashmap ? "adhash" : "g6"
    for arguments in [
      "check rules \(name).rules.yml", "test rules \(name).rules.test.yml", "check config prometheus.yml",
    ] {
      let run = try Product.bash("promtool \(arguments)", in: Repository.path("deploy/prometheus"))
      #expect(run.exitCode == 0, "\(run.output)\(run.errors)")
    }
    let cases = try Repository.text("deploy/prometheus/\(name).rules.test.yml")
    for rule in try register(program).metrics.flatMap(\.alerts) {
      #expect(cases.contains("alertname: \(rule.name)\n"), "\(rule.name) has no case in which it fires")
    }
  }

  /// Every earlier name that differs is recorded with the value it had, or stands among those that are lost.
  @Test func earlierNamesOfTheCollectorAreRecorded() throws {
    let run = try Product.bash(
      "promtool check rules g6.earlier.rules.yml && promtool test rules g6.earlier.rules.test.yml",
      in: Repository.path("deploy/prometheus"))
    #expect(run.exitCode == 0, "\(run.output)\(run.errors)")
    let cases = try Repository.text("deploy/prometheus/g6.earlier.rules.test.yml")
    var lost: [String] = []
    for metric in try register(.g6).metrics {
      for ancestor in metric.ancestors where ancestor.name != metric.name {
        if ancestor.expression == nil {
          lost.append(ancestor.name)
        } else {
          #expect(cases.contains("expr: \(ancestor.name)\n"), "\(ancestor.name) has no case")
        }
      }
    }
    // A share of the limit is no number of megabytes, and buckets of milliseconds none of seconds.
    #expect(lost == ["g6_memory_usage_mb", "g6_api_response_latency_ms"])
  }

  @Test(arguments: MetricsProgram.allCases)
  func theDashboardShowsWhatIsSpecifiedInItsUnits(_ program: MetricsProgram) throws {
    let register = try register(program)
    let text = try Repository.text(
      program == .hashmap ? "docs/grafana_dashboard.json" : "docs/options/grafana_dashboard.json")
    let root = try #require(try JSON.parse(Array(text.utf8), file: "dashboard").table)
    let panels = (root["panels"]?.array ?? []).compactMap(\.table)
    #expect(panels.compactMap { $0["title"]?.string } == register.panels.map(\.title))
    var rules = "groups:\n  - name: dashboard\n    rules:\n"
    for panel in panels {
      let unit = panel["fieldConfig"]?.table?["defaults"]?.table?["unit"]?.string
      for target in (panel["targets"]?.array ?? []).compactMap(\.table) {
        let query = target["expr"]?.string ?? ""
        let metric = register.metrics.first { query.contains($0.name) }
        #expect(metric != nil, "\(query)")
        rules +=
          "      - record: panel:query\(rules.utf8.count)\n        expr: '\(query.replacing("$__rate_interval", with: "5m"))'\n"
        if metric?.unit == .ratio { #expect(unit == "percentunit", "\(query)") }
        if metric?.unit == .bytes { #expect(unit == "bytes", "\(query)") }
      }
    }
    // Prometheus itself reads every query.
    let folder = try TemporaryFolder()
    try folder.write("queries.yml", rules)
    let judged = try Product.bash("promtool check rules queries.yml", in: folder.path)
    #expect(judged.exitCode == 0 && judged.output.contains("SUCCESS"), "\(judged.output)\(judged.errors)")
  }
}

import Telemetry

/// The catalogue of all metrics in Markdown.
struct MetricsPage {
  let register: MetricsRegister

  func markdown() -> String {
    var page = introduction
    for group in register.groups {
      let metrics = register.metrics.filter { $0.group == group.name }
      page += "\n## \(group.title) (`\(group.name)`)\n\n"
      switch group.presence {
      case .always: page += "Always there, unless it is left out by name.\n\n"
      case .usual: break
      case .asked: page += "Only there when it is asked for.\n\n"
      }
      page += "| Metric | Kind | Labels | Meaning | \(hasFields ? "Field of a tick | " : "")Earlier name |\n"
      page += "|---|---|---|---|---|\(hasFields ? "---|" : "")\n"
      for metric in metrics { page += row(metric) }
    }
    page += "\n## Labels\n\n| Label | Values |\n|---|---|\n"
    for label in register.labels {
      let values =
        label.values?.map { "`\($0)`" }.joined(separator: ", ") ?? "any, within the budget of the metric"
      page += "| `\(label.name)` | \(values) |\n"
    }
    page += "\n## Alerts\n\n" + alerts
    page += "| Alert | Severity | Holds for | Condition | What to do |\n|---|---|---|---|---|\n"
    for rule in register.metrics.flatMap(\.alerts) {
      let condition = rule.expression.split(separator: "|").joined(separator: "\\|")
      page += "| \(rule.name) | \(rule.severity.rawValue) | \(rule.duration) | `\(condition)` | "
      page += "\(rule.summary) \(rule.action) |\n"
    }
    return page
  }

  private func row(_ metric: MetricsRegister.Metric) -> String {
    var meaning = metric.help
    if metric.stability == .experimental { meaning += " *Experimental.*" }
    if let replacement = metric.replacement { meaning += " *Deprecated: use `\(replacement)`.*" }
    if metric.budget > 1 { meaning += " At most \(metric.budget) label sets." }
    var cells = [
      "`\(metric.name)`", metric.kind.rawValue, metric.labels.map { "`\($0)`" }.joined(separator: " "),
      meaning,
    ]
    if hasFields { cells.append(metric.field.map { "`\($0)`" } ?? "") }
    cells.append(metric.ancestors.map { earlier($0, of: metric) }.joined(separator: " "))
    return "| \(cells.joined(separator: " | ")) |\n"
  }

  private func earlier(_ ancestor: MetricsRegister.Ancestor, of metric: MetricsRegister.Metric) -> String {
    let isLost =
      register.program.earlierRules != nil && ancestor.name != metric.name && ancestor.expression == nil
    return isLost ? "*`\(ancestor.name)`*" : "`\(ancestor.name)`"
  }

  /// Whether any of them is taken from a frame.
  private var hasFields: Bool { register.metrics.contains { $0.source == .frame } }

  private var introduction: String {
    let program = register.program
    var text = """
      # Metrics\(program == .hashmap ? "" : " of \(program.rawValue)")

      Generated from `\(program.specification)` by `hashmap-cli metrics-spec`; change that, not this page.


      """
    text += program == .hashmap ? Self.ofFrames : Self.ofCycles
    text += """
       A label that is wrong is refused and counted in
      `\(program.ownCounters.refused)`; label sets beyond the budget of a metric are folded into `other` and
      counted in `\(program.ownCounters.folded)`.


      """
    return text + (program == .hashmap ? Self.ancestorNames : Self.groupsAndBudgets(register))
  }

  private static let ofFrames = """
    Names follow Prometheus: base units (`_seconds`, `_bytes`, `_ratio`), `_total` for counters, `_info` for what is
    said in labels. What a frame says has the same values live and from a file; a frame of NDJSON is described in
    [metrics_schema.md](metrics_schema.md).
    """

  private static let ofCycles = """
    Names follow Prometheus: base units (`_seconds`, `_bytes`, `_ratio`), `_total` for counters, `_info` for what is
    said in labels. They are offered by `g6 collect --metrics-port PORT` at `/metrics`; how to run with them stands in
    [operations](operations.md).
    """

  private static let ancestorNames = """
    The names of the earlier program stay available where the exposition is asked for them (`ancestor`); they then
    stand in place of today's, in their units (milliseconds) and with their labels.

    """

  private static func groupsAndBudgets(_ register: MetricsRegister) -> String {
    """
    `G6_ENABLE_METRIC_GROUPS` lists the groups to keep beside those that are always there (`default` stands for the usual
    ones, `all` for every one), `G6_DISABLE_METRIC_GROUPS` those to leave out; a name that is no group's is an error.
    All budgets of the usual groups together are \(register.labelSets) label sets, of at most \(MetricsRegister.seriesLimit).

    "Earlier name" is what the earlier program called the same thing. Where it differs and can be computed,
    [g6.earlier.rules.yml](../../deploy/prometheus/g6.earlier.rules.yml) records it for dashboards that still ask for it
    (in italics: it cannot).

    """
  }

  private var alerts: String {
    let file = register.program.rules.split(separator: "/").last.map(String.init) ?? ""
    let way = register.program == .hashmap ? "../" : "../../"
    return
      "Rules for Prometheus, in [\(file)](\(way)\(register.program.rules)). They watch from outside what the\n"
      + (register.program == .hashmap
        ? "guardrails of the program watch from inside.\n\n"
        : "program's own health levels watch from inside.\n\n")
  }
}

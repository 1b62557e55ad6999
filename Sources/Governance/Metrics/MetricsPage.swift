import Telemetry

/// `docs/metrics.md`: the catalogue of all metrics in Markdown.
struct MetricsPage {
  let register: MetricsRegister

  func markdown() -> String {
    var page = Self.introduction
    for group in register.groups {
      let metrics = register.metrics.filter { $0.group == group.name }
      page += "\n## \(group.title) (`\(group.name)`)\n\n"
      page +=
        "| Metric | Kind | Labels | Meaning | Field of a tick | Earlier name |\n|---|---|---|---|---|---|\n"
      for metric in metrics { page += row(metric) }
    }
    page += "\n## Labels\n\n| Label | Values |\n|---|---|\n"
    for label in register.labels {
      let values =
        label.values?.map { "`\($0)`" }.joined(separator: ", ") ?? "any, within the budget of the metric"
      page += "| `\(label.name)` | \(values) |\n"
    }
    page += "\n## Alerts\n\n" + Self.alerts
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
    let cells = [
      "`\(metric.name)`", metric.kind.rawValue, metric.labels.map { "`\($0)`" }.joined(separator: " "),
      meaning,
      metric.field.map { "`\($0)`" } ?? "", metric.ancestors.map { "`\($0.name)`" }.joined(separator: " "),
    ]
    return "| \(cells.joined(separator: " | ")) |\n"
  }

  private static let introduction = """
    # Metrics

    Generated from `\(MetricsRegister.path)` by `hashmap-cli metrics-spec`; change that, not this page.

    Names follow Prometheus: base units (`_seconds`, `_bytes`, `_ratio`), `_total` for counters, `_info` for what is
    said in labels. What a frame says has the same values live and from a file; a frame of NDJSON is described in
    [metrics_schema.md](metrics_schema.md). A label that is wrong is refused and counted in
    `hashmap_telemetry_refused_labels_total`; label sets beyond the budget of a metric are folded into `other` and
    counted in `hashmap_telemetry_folded_labels_total`.

    The names of the earlier program stay available where the exposition is asked for them (`ancestor`); they then
    stand in place of today's, in their units (milliseconds) and with their labels.

    """

  private static let alerts = """
    Rules for Prometheus, in [adhash.rules.yml](../deploy/prometheus/adhash.rules.yml). They watch from outside what the
    guardrails of the program watch from inside.


    """
}

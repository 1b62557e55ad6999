import Telemetry

/// A specified metric that breaks a rule.
package struct MetricsFinding: Equatable, Sendable, CustomStringConvertible {
  /// The file of the specification.
  package let file: String
  /// The line of the metric, label or panel.
  package let line: Int
  /// What is wrong, and with what.
  package let reason: String

  /// One line: `metrics.yaml:12: hashmap_x: …`.
  package var description: String { "\(file):\(line): \(reason)" }
}

extension MetricsRegister {
  /// Label sets all metrics may have together that are there without being asked for.
  package static let seriesLimit = 2000
  /// Label sets the metrics of all groups may have that must be asked for.
  static let askedSeriesLimit = 20_000

  /// Label sets of all metrics that are there without being asked for.
  package var labelSets: Int { labelSets(asked: false) }

  private func labelSets(asked: Bool) -> Int {
    let names = Set(groups.filter { ($0.presence == .asked) == asked }.map(\.name))
    return metrics.filter { names.contains($0.group) }.reduce(0) { $0 + $1.budget }
  }

  private static let suffixes: [(String, MetricDescriptor.Kind)] = [
    ("_total", .counter), ("_info", .info), ("_bucket", .histogram), ("_count", .summary), ("_sum", .summary),
  ]
  /// Words of names that stand for a unit other than the base units, promtool's abbreviations among them.
  private static let wrongUnits: Set = [
    "milliseconds", "microseconds", "nanoseconds", "minutes", "hours", "days", "weeks", "unixtime",
    "kilobytes",
    "megabytes", "gigabytes", "terabytes", "kibibytes", "mebibytes", "bits", "percent", "sec", "s", "ms",
    "us", "ns",
    "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d", "pct",
  ]
  /// Words that repeat the kind, which belongs to the type and not to the name.
  private static let kinds: Set = ["counter", "gauge", "histogram", "summary"]
  /// Words that may end a name; each says something once.
  private static let endings: Set = ["total", "info", "bucket", "count", "sum"]

  /// Everything the lint objects to: names, units, labels, budgets, references and texts.
  package func findings() -> [MetricsFinding] {
    var findings: [MetricsFinding] = []
    func object(_ line: Int, _ reason: String) {
      findings.append(MetricsFinding(file: file, line: line, reason: reason))
    }
    var names: Set<String> = []
    var ancestors: Set<String> = []
    for metric in metrics {
      for reason in objections(to: metric) { object(metric.position.line, "\(metric.name): \(reason)") }
      if !names.insert(metric.name).inserted { object(metric.position.line, "\(metric.name): stands twice") }
      for ancestor in metric.ancestors where !ancestors.insert(ancestor.name).inserted {
        object(metric.position.line, "\(metric.name): the earlier name \(ancestor.name) stands twice")
      }
    }
    for metric in metrics {
      for ancestor in metric.ancestors where ancestor.name != metric.name && names.contains(ancestor.name) {
        object(metric.position.line, "\(metric.name): the earlier name \(ancestor.name) is one of today")
      }
      for ancestor in metric.ancestors {
        guard let expression = ancestor.expression else { continue }
        if ancestor.name == metric.name || !expression.contains(metric.name) {
          object(
            metric.position.line,
            "\(metric.name): `expr` tells what another name, \(ancestor.name), is of this metric")
        }
      }
    }
    let used = Set(metrics.flatMap(\.labels))
    for label in labels where !used.contains(label.name) {
      object(label.position.line, "the label \(label.name) is used by no metric")
    }
    let shown = Set(metrics.compactMap(\.placement?.panel))
    for panel in panels where !shown.contains(panel.title) {
      object(panel.position.line, "the panel \"\(panel.title)\" shows no metric")
    }
    let rules = metrics.flatMap { metric in metric.alerts.map { ($0.name, metric.position.line) } }
    for (index, rule) in rules.enumerated() where rules[..<index].contains(where: { $0.0 == rule.0 }) {
      object(rule.1, "the alert \(rule.0) stands twice")
    }
    if labelSets > Self.seriesLimit {
      object(1, "all budgets together are \(labelSets) label sets, more than \(Self.seriesLimit)")
    }
    let asked = labelSets(asked: true)
    if asked > Self.askedSeriesLimit {
      object(
        1,
        "the budgets of groups that are asked for are \(asked) label sets, more than \(Self.askedSeriesLimit)"
      )
    }
    for mark in marks where !metrics.contains(where: { $0.name == mark.metric && $0.kind == .counter }) {
      object(
        mark.position.line, "the mark \(mark.title) names \(mark.metric), which is no counter of this program"
      )
    }
    return findings
  }

  /// What is wrong with one metric.
  private func objections(to metric: Metric) -> [String] {
    var reasons = objections(toName: metric)
    if !metric.help.hasSuffix(".") || metric.help.contains("\n") {
      reasons.append("help must be one sentence")
    }
    if !groups.contains(where: { $0.name == metric.group }) { reasons.append("no group \(metric.group)") }
    if metric.kind == .summary { reasons.append("a summary cannot be added up; use a histogram") }
    if (metric.source == .frame) != (metric.field != nil) {
      reasons.append("`field` names the field of a frame, and only of a frame")
    }
    if (metric.stability == .deprecated) != (metric.replacement != nil) {
      reasons.append("a deprecated metric, and only such a one, names its replacement")
    }
    if let other = metric.replacement, !metrics.contains(where: { $0.name == other }) {
      reasons.append("replaced by \(other), which is not specified")
    }
    reasons += labelObjections(to: metric)
    if let panel = metric.placement?.panel, !panels.contains(where: { $0.title == panel }) {
      reasons.append("no panel \"\(panel)\"")
    }
    let needsBuckets = metric.kind == .histogram && metric.source == .process
    let isAscending = zip(metric.buckets, metric.buckets.dropFirst()).allSatisfy { $0 < $1 }
    if needsBuckets == metric.buckets.isEmpty || !isAscending {
      reasons.append("a histogram of the program, and only such a one, has ascending buckets")
    }
    for alert in metric.alerts {
      if !alert.expression.contains(metric.name) { reasons.append("\(alert.name) does not watch it") }
      if alert.name.first?.isUppercase != true { reasons.append("\(alert.name) must begin with a capital") }
      if !alert.summary.hasSuffix(".") || !alert.action.hasSuffix(".") {
        reasons.append("\(alert.name): summary and action must be sentences")
      }
    }
    return reasons
  }

  private func labelObjections(to metric: Metric) -> [String] {
    var reasons: [String] = []
    var most = 1
    var isOpen = false
    for name in metric.labels {
      guard let label = labels.first(where: { $0.name == name }) else {
        reasons.append("no label \(name)")
        continue
      }
      if Self.reservedLabels.contains(name) || name.hasPrefix("__") || !Self.isName(name) {
        reasons.append("\(name) cannot be a label")
      }
      if let values = label.values { most *= values.count } else { isOpen = true }
    }
    if !isOpen, metric.budget > most {
      reasons.append("a budget of \(metric.budget), but its labels have \(most) sets of values")
    }
    if metric.labels.isEmpty, metric.budget != 1 { reasons.append("a budget without labels") }
    if metric.kind == .info, metric.labels.isEmpty { reasons.append("an info without labels says nothing") }
    return reasons
  }

  private static let reservedLabels: Set = ["le", "job", "instance", "quantile"]

  private func objections(toName metric: Metric) -> [String] {
    var reasons: [String] = []
    let name = metric.name
    if !Self.isName(name) { reasons.append("a name has small letters, digits and single underscores") }
    if !name.hasPrefix(program.prefix), !name.hasPrefix("process_") {
      reasons.append("a name begins with \(program.prefix) (or process_, where Prometheus has decided it)")
    }
    for (suffix, kind) in Self.suffixes where name.hasSuffix(suffix) != (metric.kind == kind) {
      if name.hasSuffix(suffix) { reasons.append("\(suffix) is for a \(kind.rawValue)") }
      if metric.kind == kind, kind == .counter || kind == .info {
        reasons.append("a \(kind.rawValue) ends in \(suffix)")
      }
    }
    let bare = name.hasSuffix("_total") ? String(name.dropLast(6)) : name
    for unit in Unit.allCases where bare.hasSuffix("_\(unit.rawValue)") != (metric.unit == unit) {
      reasons.append(
        metric.unit == unit
          ? "its name must say \(unit.rawValue)" : "its name says \(unit.rawValue), its unit does not")
    }
    let words = bare.split(separator: "_").map(String.init)
    for word in words where Self.wrongUnits.contains(word) { reasons.append("\(word) is not a base unit") }
    for word in words where Self.kinds.contains(word) { reasons.append("\(word) repeats the kind") }
    for (word, next) in zip(words, words.dropFirst() + [bare == name ? "" : "total"]) {
      if word == next { reasons.append("\(word) stands twice") }
      if word != next, Self.endings.contains(word), !next.isEmpty {
        reasons.append("\(word) belongs at the end")
      }
    }
    if Set(metric.labels).count < metric.labels.count { reasons.append("a label stands twice") }
    if metric.kind == .histogram, metric.unit != .seconds { reasons.append("histograms are of seconds") }
    return reasons
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.first, first.isLowercase, !text.contains("__"), !text.hasSuffix("_") else {
      return false
    }
    return text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
  }
}

import Documents
import Telemetry

extension MetricsRegister {
  /// Reads a specification strictly; errors carry line and column. What it says is judged by `findings`.
  package static func read(_ bytes: [UInt8], file: String) throws(DocumentError) -> MetricsRegister {
    var root = try TableReader(try YAML.parse(bytes, file: file), file: file, subject: "the specification")
    var register = MetricsRegister(file: file)
    guard root.value("version")?.integer == 1 else {
      throw DocumentError(
        file: file, line: root.position.line, column: root.position.column, key: "version",
        detail: "the specification needs version: 1, the only one there is")
    }
    register.program = try root.choice("program", MetricsProgram.self, default: .hashmap)
    for member in try root.members("groups") { register.groups.append(try group(member, file)) }
    for member in try root.members("marks") {
      register.marks.append(
        Mark(title: member.key, metric: member.value.string ?? "", position: member.keyPosition))
    }
    for member in try root.members("labels") { register.labels.append(try label(member, file)) }
    for value in try root.list("panels") { register.panels.append(try panel(value, file)) }
    for value in try root.list("metrics") { register.metrics.append(try metric(value, file)) }
    try root.finish()
    return register
  }

  /// A group is its title, or a mapping of `title` and `presence`.
  private static func group(
    _ member: DocumentTable.Member, _ file: String
  ) throws(DocumentError) -> Group {
    if let title = member.value.string { return Group(name: member.key, title: title) }
    var reader = try TableReader(member.value, file: file, subject: "the group \(member.key)")
    let group = Group(
      name: member.key, title: try reader.text("title"),
      presence: try reader.choice("presence", Group.Presence.self, default: .usual))
    try reader.finish()
    return group
  }

  private static func label(
    _ member: DocumentTable.Member, _ file: String
  ) throws(DocumentError) -> Label {
    if member.value.string == "any" {
      return Label(name: member.key, values: nil, position: member.keyPosition)
    }
    let values = member.value.array?.compactMap(\.string) ?? []
    guard !values.isEmpty, values.count == member.value.array?.count else {
      throw DocumentError(
        file: file, line: member.value.position.line, column: member.value.position.column, key: member.key,
        detail: "the label \(member.key) must be `any` or a list of texts, not \(member.value.shown)")
    }
    return Label(name: member.key, values: values, position: member.keyPosition)
  }

  private static func panel(_ value: DocumentValue, _ file: String) throws(DocumentError) -> Panel {
    var reader = try TableReader(value, file: file, subject: "the panel")
    let panel = Panel(
      title: try reader.text("title"), unit: try reader.text("unit"),
      width: try reader.optionalCount("width") ?? 12,
      form: try reader.choice("form", Panel.Form.self, default: .timeseries), position: reader.position)
    try reader.finish()
    return panel
  }

  private static func metric(_ value: DocumentValue, _ file: String) throws(DocumentError) -> Metric {
    let name = value.table?["name"]?.string ?? ""
    var reader = try TableReader(value, file: file, subject: name.isEmpty ? "the metric" : name)
    var metric = Metric()
    metric.name = try reader.text("name")
    metric.position = reader.position
    metric.kind = try reader.choice("kind", MetricDescriptor.Kind.self)
    if reader.value("unit") != nil { metric.unit = try reader.choice("unit", Unit.self) }
    metric.help = try reader.text("help")
    metric.labels = try reader.texts("labels")
    metric.group = try reader.text("group")
    metric.stability = try reader.choice("stability", Stability.self, default: .stable)
    metric.replacement = try reader.optionalText("replacement")
    metric.source = try reader.choice("source", MetricDescriptor.Source.self)
    metric.field = try reader.optionalText("field")
    metric.budget = try reader.optionalCount("budget") ?? 1
    metric.buckets = try reader.list("buckets").compactMap(\.number)
    for value in try reader.list("ancestors") { metric.ancestors.append(try ancestor(value, file)) }
    if let value = reader.value("panel") { metric.placement = try placement(value, file) }
    for value in try reader.list("alerts") { metric.alerts.append(try alert(value, file)) }
    try reader.finish()
    return metric
  }

  private static func ancestor(_ value: DocumentValue, _ file: String) throws(DocumentError) -> Ancestor {
    var reader = try TableReader(value, file: file, subject: "the earlier name")
    let ancestor = Ancestor(
      name: try reader.text("name"), kind: try reader.choice("kind", MetricDescriptor.Kind.self),
      labels: try reader.texts("labels"), expression: try reader.optionalText("expr"))
    try reader.finish()
    return ancestor
  }

  private static func placement(_ value: DocumentValue, _ file: String) throws(DocumentError) -> Placement {
    var reader = try TableReader(value, file: file, subject: "the placement")
    let placement = Placement(
      panel: try reader.text("title"), query: try reader.optionalText("query"),
      legend: try reader.optionalText("legend") ?? "")
    try reader.finish()
    return placement
  }

  private static func alert(_ value: DocumentValue, _ file: String) throws(DocumentError) -> AlertRule {
    var reader = try TableReader(value, file: file, subject: "the alert")
    let alert = AlertRule(
      name: try reader.text("name"), expression: try reader.text("expr"), duration: try reader.text("for"),
      severity: try reader.choice("severity", AlertRule.Severity.self),
      summary: try reader.text("summary"), action: try reader.text("action"))
    try reader.finish()
    return alert
  }
}

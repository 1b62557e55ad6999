import Base

/// The alerts and earlier names of the specification as Prometheus loads them.
struct PrometheusRules {
  let register: MetricsRegister

  func yaml() -> String {
    let name = register.program.slug
    var text = """
      # Generated from \(register.program.specification) by `hashmap-cli metrics-spec`; change that, not this file.
      # Its cases stand in \(name).rules.test.yml: promtool test rules deploy/prometheus/\(name).rules.test.yml
      groups:

      """
    for group in register.groups {
      let rules = register.metrics.filter { $0.group == group.name }.flatMap(\.alerts)
      if rules.isEmpty { continue }
      text += "  - name: \(name)_\(group.name)\n    rules:\n"
      for rule in rules {
        text += """
                - alert: \(rule.name)
                  expr: \(quoted(rule.expression))
                  for: \(rule.duration)
                  labels:
                    severity: \(rule.severity.rawValue)
                  annotations:
                    summary: \(quoted(rule.summary))
                    description: \(quoted(rule.action))

          """
      }
    }
    return text
  }

  /// Recording rules of the earlier program's names, and the one alert that says they are on their way out.
  func earlierNames() -> String {
    let name = register.program.slug
    var text = """
      # Generated from \(register.program.specification) by `hashmap-cli metrics-spec`; change that, not this file.
      # Names of the earlier program, recorded from today's for dashboards that still ask for them. Load it beside
      # \(name).rules.yml if you need it; the alert reminds of what DEPRECATIONS.md says: they go with version 2.0.
      groups:
        - name: \(name)_earlier_names
          rules:

      """
    for ancestor in register.metrics.flatMap(\.ancestors) {
      guard let expression = ancestor.expression else { continue }
      text += """
              - record: \(ancestor.name)
                expr: \(quoted(expression))

        """
    }
    return text + """
            - alert: \(name.uppercased())EarlierNames
              expr: "vector(1)"
              labels:
                severity: info
              annotations:
                summary: "Earlier metric names are recorded on this server."
                description: "Change dashboards to today's names, which docs/options/metrics.md lists, and take the file of rules out."

      """
  }

  /// JSON's form of a text is one of YAML's.
  private func quoted(_ text: String) -> String {
    var json = JSONWriter()
    json.string(text)
    return json.text
  }
}

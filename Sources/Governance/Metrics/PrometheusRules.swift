import Base

/// The alerts of the specification as Prometheus loads them.
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

  /// JSON's form of a text is one of YAML's.
  private func quoted(_ text: String) -> String {
    var json = JSONWriter()
    json.string(text)
    return json.text
  }
}

import Base
import Telemetry

/// A dashboard for Grafana 9 and later, made from the panels of the specification.
struct GrafanaDashboard {
  let register: MetricsRegister

  private static let rowHeight = 8
  private static let columns = 24

  func json() -> String {
    var json = JSONWriter(pretty: true)
    json.beginObject()
    json.field("title", register.program.title)
    json.field("uid", register.program.slug)
    json.field("description", "Generated from \(register.program.specification) by hashmap-cli metrics-spec.")
    json.array("tags") { $0.string(register.program.slug) }
    json.field("schemaVersion", 38)
    json.field("version", 1)
    json.field("editable", true)
    json.field("refresh", "5s")
    json.object("time") { time in
      time.field("from", "now-15m")
      time.field("to", "now")
    }
    json.object("templating") { templating in
      templating.array("list") { list in
        list.beginObject()
        list.field("name", "datasource")
        list.field("type", "datasource")
        list.field("query", "prometheus")
        list.endObject()
      }
    }
    annotations(&json)
    json.array("panels") { list in
      var column = 0
      var row = 0
      for (index, panel) in register.panels.enumerated() {
        if column + panel.width > Self.columns {
          column = 0
          row += Self.rowHeight
        }
        write(panel, id: index + 1, column: column, row: row, to: &list)
        column += panel.width
      }
    }
    json.endObject()
    json.endLine()
    return json.text
  }

  /// The moments of the specification as marks on the time axis.
  private func annotations(_ json: inout JSONWriter) {
    json.object("annotations") { annotations in
      annotations.array("list") { list in
        for mark in register.marks {
          list.beginObject()
          list.field("name", mark.title)
          source(&list)
          list.field("enable", true)
          list.field("expr", "increase(\(mark.metric)[$__interval]) > 0")
          list.field("titleFormat", mark.title)
          list.endObject()
        }
      }
    }
  }

  private func source(_ json: inout JSONWriter) {
    json.object("datasource") { source in
      source.field("type", "prometheus")
      source.field("uid", "${datasource}")
    }
  }

  private func write(
    _ panel: MetricsRegister.Panel, id: Int, column: Int, row: Int, to json: inout JSONWriter
  ) {
    let metrics = register.metrics.filter { $0.placement?.panel == panel.title }
    json.beginObject()
    json.field("id", id)
    json.field("title", panel.title)
    json.field("description", metrics.map(\.help).joined(separator: " "))
    json.field("type", panel.form.rawValue)
    source(&json)
    json.object("gridPos") { place in
      place.field("x", column)
      place.field("y", row)
      place.field("w", panel.width)
      place.field("h", Self.rowHeight)
    }
    json.object("fieldConfig") { config in
      config.object("defaults") { defaults in
        defaults.field("unit", panel.unit)
        defaults.field("min", 0)
      }
      config.array("overrides") { _ in }
    }
    if panel.form == .stat {
      let isText = metrics.contains { $0.kind == .info }
      json.object("options") { $0.field("textMode", isText ? "name" : "value") }
    }
    json.array("targets") { targets in
      for (index, metric) in metrics.enumerated() {
        targets.beginObject()
        targets.field("refId", String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index))))
        source(&targets)
        targets.field("expr", metric.placement?.query ?? Self.query(metric))
        targets.field("legendFormat", metric.placement?.legend ?? "")
        targets.endObject()
      }
    }
    json.endObject()
  }

  /// The usual query of a metric of its kind.
  private static func query(_ metric: MetricsRegister.Metric) -> String {
    switch metric.kind {
    case .counter: "rate(\(metric.name)[$__rate_interval])"
    case .histogram:
      "histogram_quantile(0.99, sum by (le) (rate(\(metric.name)_bucket[$__rate_interval])))"
    default: metric.name
    }
  }
}

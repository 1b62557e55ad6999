import Base
import Documents
import Governance

/// The panels of a cycle: what dashboards and `g6 summary` show of it.
enum CollectionPanels {
  /// Panels that hold measured times: they differ from run to run, all others follow from input and seed.
  static let volatile: Set = ["system", "performance"]

  /// Strikes on either side of the money that the panel of chains shows.
  private static let shown = 5

  static func make(
    _ report: CycleReport, version: String
  ) throws(MarketError) -> [PanelContent] {
    let instant = report.order.instant
    func panel(_ name: String, _ write: (inout JSONWriter) -> Void) throws(MarketError) -> PanelContent {
      var json = JSONWriter()
      write(&json)
      do throws(DocumentError) {
        let data = try JSON.parse(Array(json.text.utf8), file: name)
        return PanelContent(name, source: "collect", updated: instant, data: data)
      } catch {
        throw MarketError(.storage, "panel \(name): \(error)", severity: .recoverable)
      }
    }
    return [
      try panel("indices") { indices(report, &$0) },
      try panel("alerts") { alerts(report, &$0) },
      try panel("data_quality") { quality(report, &$0) },
      try panel("chains") { chains(report, &$0) },
      try panel("analytics") { AnalyticsPanel.write(report, &$0) },
      try panel("loop") { loop(report, &$0) },
      try panel("system") { system(report, &$0) },
      try panel("performance") { performance(report, &$0) },
      try panel("links") { json in
        json.beginObject()
        json.field("version", version)
        json.endObject()
      },
    ]
  }

  private static func indices(_ report: CycleReport, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("count", report.indices.count)
    json.array("items") { json in
      for index in report.indices {
        json.beginObject()
        json.field("index", index.name)
        json.field("status", index.status)
        json.field("price", index.price)
        json.field("atm", index.atTheMoney)
        json.field("options", index.options)
        json.field("iv_ok", index.solved)
        json.field("coverage", index.coverage)
        json.field("dq_score", index.quality)
        json.field("age_seconds", index.time.map { Double(report.order.instant - $0) / 1e9 })
        json.endObject()
      }
    }
    json.endObject()
  }

  private static func alerts(_ report: CycleReport, _ json: inout JSONWriter) {
    func alert(
      _ json: inout JSONWriter, _ name: String, _ severity: String, _ index: String?, _ detail: String
    ) {
      json.beginObject()
      json.field("alert", name)
      json.field("severity", severity)
      json.field("index", index)
      json.field("detail", detail)
      json.endObject()
    }
    json.beginObject()
    json.array("items") { json in
      for index in report.indices {
        if index.status == "EMPTY" {
          alert(&json, "index_empty", "critical", index.name, "nothing was collected")
        } else if index.status == "PARTIAL" {
          alert(
            &json, "low_strike_coverage", "warning", index.name,
            "\(index.expiries) of \(index.expiriesExpected) expiries, coverage \(Figures.percent(index.coverage))"
          )
        }
        if !index.isBelievable {
          let worst = index.slices.compactMap(\.quality?.score).filter { !$0.isNaN }.min() ?? 0
          alert(
            &json, "low_quality", "warning", index.name,
            "quality \(Int(worst.rounded())) of 100: what its quotes say cannot all be true")
        }
        if index.dropped > 0 {
          alert(
            &json, "quotes_dropped", "warning", index.name,
            "\(Figures.counted(index.dropped, "quote")) cannot be believed")
        }
      }
      for error in report.errors {
        let severity = error.severity == .recoverable ? "warning" : "critical"
        alert(&json, "index_failure", severity, error.index, "\(error.kind.rawValue): \(error.message)")
      }
      if report.order.plan.tier != .normal {
        alert(&json, "memory_pressure", "warning", nil, "tier \(report.order.plan.tier.rawValue)")
      }
    }
    json.endObject()
  }

  private static func quality(_ report: CycleReport, _ json: inout JSONWriter) {
    json.beginObject()
    let scores = report.indices.map(\.quality).filter { !$0.isNaN }
    json.field("score", scores.isEmpty ? .nan : scores.reduce(0, +) / Double(scores.count))
    json.array("items") { json in
      for index in report.indices {
        for slice in index.slices {
          guard let quality = slice.quality else { continue }
          json.beginObject()
          json.field("index", index.name)
          json.field("expiry", slice.expiry.description)
          json.key("report")
          quality.render(into: &json)
          json.endObject()
        }
      }
    }
    json.endObject()
  }

  private static func chains(_ report: CycleReport, _ json: inout JSONWriter) {
    json.beginObject()
    json.array("items") { json in
      for index in report.indices {
        guard let slice = index.slices.min(by: { $0.expiry < $1.expiry }), slice.quoted > 0 else { continue }
        json.beginObject()
        json.field("index", index.name)
        json.field("expiry", slice.expiry.description)
        json.field("forward", slice.forward)
        json.field("put_call_ratio", slice.figures?.putCallRatio)
        json.array("rows") { json in
          let middle = slice.strikes.firstIndex { Double($0) / 100 >= index.atTheMoney } ?? 0
          for place in max(0, middle - shown)...min(slice.strikes.count - 1, middle + shown) {
            row(slice, place, &json)
          }
        }
        json.endObject()
      }
    }
    json.endObject()
  }

  private static func row(_ slice: ExpirySlice, _ place: Int, _ json: inout JSONWriter) {
    let call = slice.legs[2 * place]
    let put = slice.legs[2 * place + 1]
    json.beginObject()
    json.field("strike", Double(slice.strikes[place]) / 100)
    json.field("ce", call.quote?.last)
    json.field("pe", put.quote?.last)
    json.field("ce_iv", call.volatility)
    json.field("pe_iv", put.volatility)
    json.field("ce_delta", call.valuation.delta)
    json.field("pe_delta", put.valuation.delta)
    json.field("ce_oi", call.quote?.openInterest)
    json.field("pe_oi", put.quote?.openInterest)
    json.endObject()
  }

  private static func loop(_ report: CycleReport, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("cycle", report.order.number)
    json.field("instant", WallClock.iso8601(report.order.instant))
    json.field("interval_seconds", report.interval)
    json.field("ok", report.isOK)
    json.field("options", report.options)
    json.field("iv_ok", report.solved)
    json.field("rows", report.writing?.kept ?? 0)
    json.field("duplicates", report.writing?.known ?? 0)
    json.field("contracts", report.contracts)
    json.field("tier", report.order.plan.tier.rawValue)
    json.field("detail", report.order.plan.detail.name)
    json.object("budget") { json in
      for domain in BudgetDomain.allCases {
        json.key(domain.rawValue)
        json.double(report.budgets[domain] ?? 1)
      }
    }
    json.object("failures") { json in
      for kind in MarketError.Kind.allCases {
        guard let count = report.failures[kind] else { continue }
        json.key(ErrorRoute.of(kind, kind.usualSeverity).label)
        json.integer(count)
      }
    }
    json.endObject()
  }

  private static func system(_ report: CycleReport, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("memory_resident_bytes", MachineFacts.residentBytes)
    json.field("cpu_seconds", Double(ProcessCPUClock.nanoseconds()) / 1e9)
    json.endObject()
  }

  private static func performance(_ report: CycleReport, _ json: inout JSONWriter) {
    json.beginObject()
    json.object("phase_ms") { json in
      for phase in CyclePhase.allCases {
        json.key(phase.rawValue)
        json.double(Double(report.times[phase]) / 1e6)
      }
    }
    json.endObject()
  }
}

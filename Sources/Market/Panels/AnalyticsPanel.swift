import Base

/// The panel `analytics`: what chains say by expiry, and surface and risk by index.
enum AnalyticsPanel {
  static func write(_ report: CycleReport, _ json: inout JSONWriter) {
    json.beginObject()
    json.array("items") { json in for index in report.indices { item(index, &json) } }
    json.object("breadth") { json in
      json.field("advances", report.breadth.advances)
      json.field("declines", report.breadth.declines)
      json.field("unchanged", report.breadth.unchanged)
      json.field("net", report.breadth.net)
    }
    json.endObject()
  }

  private static func item(_ index: CycleReport.Index, _ json: inout JSONWriter) {
    json.beginObject()
    json.field("index", index.name)
    json.array("expiries") { json in
      for slice in index.slices {
        guard let figures = slice.figures else { continue }
        json.beginObject()
        json.field("expiry", slice.expiry.description)
        json.field("forward", slice.forward)
        json.field("put_call_ratio", figures.putCallRatio)
        json.field("put_call_volume_ratio", figures.putCallVolumeRatio)
        json.field("max_pain", figures.maxPain)
        strikes("support", figures.support, &json)
        strikes("resistance", figures.resistance, &json)
        json.endObject()
      }
    }
    if let analytics = index.analytics {
      if let surface = analytics.surface { write(surface, &json) }
      write(analytics.risk, &json)
    }
    json.endObject()
  }

  private static func strikes(_ name: StaticString, _ strikes: [StrikeInterest], _ json: inout JSONWriter) {
    json.array(name) { json in
      for strike in strikes {
        json.beginObject()
        json.field("strike", strike.strike)
        json.field("open_interest", strike.openInterest)
        json.endObject()
      }
    }
  }

  private static func write(_ surface: VolatilitySurface, _ json: inout JSONWriter) {
    json.object("surface") { json in
      json.field("quality", surface.quality.score)
      json.array("buckets") { json in
        for bucket in 0..<surface.buckets.count { json.string(surface.buckets.label(bucket)) }
      }
      json.array("rows") { json in
        for slice in surface.slices {
          json.beginObject()
          json.field("years", slice.years)
          json.field("atm", slice.atTheMoney)
          json.array("sigma") { json in for cell in slice.cells { json.double(cell.sigma) } }
          json.array("source") { json in for cell in slice.cells { json.string(cell.source.rawValue) } }
          json.endObject()
        }
      }
    }
  }

  private static func write(_ risk: RiskBook, _ json: inout JSONWriter) {
    json.object("risk") { json in
      json.field("utilisation", risk.utilisation)
      json.array("rows") { json in
        for (bucket, sums) in risk.sums.enumerated() where sums.count > 0 {
          json.beginObject()
          json.field("bucket", risk.buckets.label(bucket))
          json.field("count", sums.count)
          json.field("delta", sums.delta)
          json.field("gamma", sums.gamma)
          json.field("vega", sums.vega)
          json.field("theta", sums.theta)
          json.field("rho", sums.rho)
          json.field("delta_notional", sums.deltaNotional)
          json.field("gamma_notional", sums.gammaNotional)
          json.field("vega_notional", sums.vegaNotional)
          json.endObject()
        }
      }
    }
  }
}

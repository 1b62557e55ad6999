import Governance
import Telemetry

extension MarketSeries {
  /// Takes every option of a chain that has a quote: nine series each. O(options).
  func take(optionsOf slice: ExpirySlice, index: String) {
    let expiry = slice.expiry.description
    for (place, leg) in slice.legs.enumerated() {
      guard let quote = leg.quote else { continue }
      let strike = Self.text(ofHundredths: slice.strikes[place / 2])
      let type: MarketMetrics.TypeLabel = place % 2 == 0 ? .CE : .PE
      optionPrice(index: index, expiry: expiry, strike: strike, type: type).set(quote.last)
      optionVolume(index: index, expiry: expiry, strike: strike, type: type).set(quote.volume)
      optionOpenInterest(index: index, expiry: expiry, strike: strike, type: type).set(quote.openInterest)
      optionImpliedVolatility(index: index, expiry: expiry, strike: strike, type: type).set(leg.volatility)
      optionDelta(index: index, expiry: expiry, strike: strike, type: type).set(leg.valuation.delta)
      optionGamma(index: index, expiry: expiry, strike: strike, type: type).set(leg.valuation.gamma)
      optionVega(index: index, expiry: expiry, strike: strike, type: type).set(leg.valuation.vega)
      optionTheta(index: index, expiry: expiry, strike: strike, type: type).set(leg.valuation.theta)
      optionRho(index: index, expiry: expiry, strike: strike, type: type).set(leg.valuation.rho)
    }
  }

  /// A strike as one text and no other: `24800`, `24812.5`.
  static func text(ofHundredths strike: Int32) -> String {
    let (whole, rest) = strike.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(whole)" }
    return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// Takes what a check of published panels found.
  package func take(_ report: IntegrityReport) {
    panelsIntegrityOk().set(report.isOK ? 1 : 0)
    panelsIntegrityChecksTotal().add()
    if !report.isOK { panelsIntegrityFailuresTotal().add() }
    for severity in MarketMetrics.SeverityLabel.allCases {
      guard let named = IntegrityIssue.Severity(rawValue: severity.rawValue) else { continue }
      panelsIntegrityIssues(severity: severity).set(Double(report.count(named)))
    }
    for issue in MarketMetrics.IssueLabel.allCases {
      guard let named = IntegrityIssue.Kind(rawValue: issue.rawValue) else { continue }
      panelsIntegrityMismatchesTotal(issue: issue).add(UInt64(report.count(named)))
    }
    if let age = report.ageSeconds { panelsIntegrityAgeSeconds().set(age) }
  }

  /// Takes a publication of panels.
  package func take(_ published: PanelStore.Published) {
    panelsGeneration().set(Double(published.generation))
    panelsPublishedTotal().add()
    panelsPublishedBytesTotal().add(UInt64(published.bytes))
  }

  /// Takes surface and risk of an index.
  func take(_ analytics: IndexAnalytics, of index: String) {
    if let quality = analytics.surface?.quality {
      if quality.score.isFinite { volSurfaceQualityRatio(index: index).set(quality.score) }
      let share = quality.interpolatedShare
      if share.isFinite { volSurfaceInterpolatedRatio(index: index).set(share) }
      volSurfaceCells(index: index, cell: .raw).set(Double(quality.raw))
      volSurfaceCells(index: index, cell: .interpolated).set(Double(quality.interpolated))
      volSurfaceCells(index: index, cell: .empty).set(Double(quality.empty))
    }
    let total = analytics.risk.total
    riskAggPositions(index: index).set(Double(total.count))
    riskAggDeltaNotional(index: index).set(total.deltaNotional)
    riskAggVegaNotional(index: index).set(total.vegaNotional)
    let used = analytics.risk.utilisation
    if used.isFinite { riskAggUtilizationRatio(index: index).set(used) }
  }

  /// Takes what a scan for retention saw.
  package func take(_ numbers: RetentionNumbers, nanoseconds: UInt64) {
    retentionCandidates().set(Double(numbers.candidates))
    retentionCandidateBytes().set(Double(numbers.candidateBytes))
    retentionOldestAgeSeconds().set(Double(numbers.oldestAgeDays) * 86_400)
    for reason in MarketMetrics.ReasonLabel.allCases {
      guard let named = RetentionNumbers.Kept(rawValue: reason.rawValue) else { continue }
      retentionKeptFiles(reason: reason).set(Double(numbers.kept[named] ?? 0))
    }
    retentionScanSeconds().record(nanoseconds: nanoseconds)
  }

  /// Takes a question that went on to another provider.
  package func take(_ change: FailoverProvider.Change) {
    providerFailoverTotal(from: change.from, to: change.to).add()
  }
}

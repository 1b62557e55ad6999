// swift-format-ignore-file
// Generated from Specification/metrics.yaml by `hashmap-cli metrics-spec`; change the specification, not this file.

import Telemetry

/// The series of g6 in a registry, by functions that check names and labels.
package struct MarketSeries: Sendable {
  /// Where they stand.
  package let registry: Registry

  /// The series of `registry`.
  package init(_ registry: Registry) { self.registry = registry }

  /// Cycles that began and ended, whatever they brought.
  package func collectionCyclesTotal() -> Counter {
    registry.counter(MarketMetrics.collectionCyclesTotal)
  }

  /// Cycles that brought nothing home.
  package func collectionEmptyCyclesTotal() -> Counter {
    registry.counter(MarketMetrics.collectionEmptyCyclesTotal)
  }

  /// Cycles that brought something home which could not be kept.
  package func collectionLostCyclesTotal() -> Counter {
    registry.counter(MarketMetrics.collectionLostCyclesTotal)
  }

  /// How long cycles took, from their beginning until everything was kept.
  package func collectionDurationSeconds() -> Histogram {
    registry.histogram(MarketMetrics.collectionDurationSeconds)
  }

  /// Time spent in each phase of cycles, all indices together; indices side by side can add up to more than the clock.
  package func collectionPhaseSecondsTotal(phase: MarketMetrics.PhaseLabel) -> Counter {
    registry.counter(MarketMetrics.collectionPhaseSecondsTotal, [phase.rawValue])
  }

  /// Errors by the kinds of the taxonomy.
  package func errorsTotal(kind: MarketMetrics.KindLabel) -> Counter {
    registry.counter(MarketMetrics.errorsTotal, [kind.rawValue])
  }

  /// Options collected with a quote.
  package func optionsProcessedTotal() -> Counter {
    registry.counter(MarketMetrics.optionsProcessedTotal)
  }

  /// Options with a quote in the latest cycle.
  package func optionsCollected(index: String, expiry: String) -> Gauge {
    registry.gauge(MarketMetrics.optionsCollected, [index, expiry])
  }

  /// Contracts that have not expired and had a quote at least once.
  package func contractsKnown() -> Gauge {
    registry.gauge(MarketMetrics.contractsKnown)
  }

  /// When a cycle last brought something home that was kept, by the market's clock, in seconds since 1970; 0 before.
  package func lastSuccessTimestampSeconds() -> Gauge {
    registry.gauge(MarketMetrics.lastSuccessTimestampSeconds)
  }

  /// Share of all cycles that brought something home which was kept.
  package func collectionSuccessRatio() -> Gauge {
    registry.gauge(MarketMetrics.collectionSuccessRatio)
  }

  /// How much is collected about single options, 0 full, 1 a band around the money, 2 sums alone.
  package func optionDetailMode() -> Gauge {
    registry.gauge(MarketMetrics.optionDetailMode)
  }

  /// Level of the index in the latest cycle that had one.
  package func indexPrice(index: String) -> Gauge {
    registry.gauge(MarketMetrics.indexPrice, [index])
  }

  /// Strike nearest to that level.
  package func indexAtmStrike(index: String) -> Gauge {
    registry.gauge(MarketMetrics.indexAtmStrike, [index])
  }

  /// Options of the index with a quote in the latest cycle.
  package func indexOptions(index: String) -> Gauge {
    registry.gauge(MarketMetrics.indexOptions, [index])
  }

  /// Options of the index with a quote, of those asked for in the latest cycle.
  package func indexCoverageRatio(index: String) -> Gauge {
    registry.gauge(MarketMetrics.indexCoverageRatio, [index])
  }

  /// Cycles in which the index was asked for.
  package func indexAttemptsTotal(index: String) -> Counter {
    registry.counter(MarketMetrics.indexAttemptsTotal, [index])
  }

  /// Whatever went wrong with the index, failed questions among it.
  package func indexFailuresTotal(index: String) -> Counter {
    registry.counter(MarketMetrics.indexFailuresTotal, [index])
  }

  /// When options of the index were last collected, by the market's clock, in seconds since 1970.
  package func indexLastCollectionTimestampSeconds(index: String) -> Gauge {
    registry.gauge(MarketMetrics.indexLastCollectionTimestampSeconds, [index])
  }

  /// Open interest of puts divided by that of calls, by expiry.
  package func putCallRatio(index: String, expiry: String) -> Gauge {
    registry.gauge(MarketMetrics.putCallRatio, [index, expiry])
  }

  /// Successful IV solves.
  package func ivEstimationSuccessTotal(index: String, expiry: String) -> Counter {
    registry.counter(MarketMetrics.ivEstimationSuccessTotal, [index, expiry])
  }

  /// Quotes without a volatility.
  package func ivEstimationFailureTotal(index: String, expiry: String) -> Counter {
    registry.counter(MarketMetrics.ivEstimationFailureTotal, [index, expiry])
  }

  /// Quotes by what became of the search for their volatility.
  package func ivEstimationOutcomesTotal(outcome: MarketMetrics.OutcomeLabel) -> Counter {
    registry.counter(MarketMetrics.ivEstimationOutcomesTotal, [outcome.rawValue])
  }

  /// Rows that were made durable.
  package func csvRecordsWrittenTotal() -> Counter {
    registry.counter(MarketMetrics.csvRecordsWrittenTotal)
  }

  /// Rows left out because their file already had one of their moment.
  package func csvDuplicateRecordsTotal() -> Counter {
    registry.counter(MarketMetrics.csvDuplicateRecordsTotal)
  }

  /// Files that did not exist before.
  package func csvFilesCreatedTotal() -> Counter {
    registry.counter(MarketMetrics.csvFilesCreatedTotal)
  }

  /// Files that somebody else had cut or deleted since they were last written.
  package func csvFilesChangedTotal() -> Counter {
    registry.counter(MarketMetrics.csvFilesChangedTotal)
  }

  /// Bytes appended to CSV files.
  package func csvWrittenBytesTotal() -> Counter {
    registry.counter(MarketMetrics.csvWrittenBytesTotal)
  }

  /// Lines of JSON appended for good.
  package func ndjsonLinesWrittenTotal() -> Counter {
    registry.counter(MarketMetrics.ndjsonLinesWrittenTotal)
  }

  /// Lines of JSON left out because their file had the contract at that moment already.
  package func ndjsonDuplicateLinesTotal() -> Counter {
    registry.counter(MarketMetrics.ndjsonDuplicateLinesTotal)
  }

  /// Bytes appended to files of lines.
  package func ndjsonWrittenBytesTotal() -> Counter {
    registry.counter(MarketMetrics.ndjsonWrittenBytesTotal)
  }

  /// How long keeping a cycle took, the device's sync of the journal included.
  package func csvWriteSeconds() -> Histogram {
    registry.histogram(MarketMetrics.csvWriteSeconds)
  }

  /// How long the device took to make a cycle durable.
  package func journalSyncSeconds() -> Histogram {
    registry.histogram(MarketMetrics.journalSyncSeconds)
  }

  /// Errors of files and disks.
  package func csvWriteErrorsTotal() -> Counter {
    registry.counter(MarketMetrics.csvWriteErrorsTotal)
  }

  /// Cycles that took more than 85 % of the interval.
  package func cycleSlaBreachTotal() -> Counter {
    registry.counter(MarketMetrics.cycleSlaBreachTotal)
  }

  /// Cycles that never began because the one before took too long.
  package func missingCyclesTotal() -> Counter {
    registry.counter(MarketMetrics.missingCyclesTotal)
  }

  /// How well each part is, 0 healthy, 1 degraded, 2 warning, 3 critical, 4 unknown.
  package func healthLevel(check: MarketMetrics.CheckLabel) -> Gauge {
    registry.gauge(MarketMetrics.healthLevel, [check.rawValue])
  }

  /// What is left of the budget for failed attempts of a part.
  package func cycleFaultBudgetRemainingRatio(domain: MarketMetrics.DomainLabel) -> Gauge {
    registry.gauge(MarketMetrics.cycleFaultBudgetRemainingRatio, [domain.rawValue])
  }

  /// 1 while a part is left alone but for one attempt a cycle, else 0.
  package func breakerOpen(domain: MarketMetrics.DomainLabel) -> Gauge {
    registry.gauge(MarketMetrics.breakerOpen, [domain.rawValue])
  }

  /// The interval between cycles, in multiples of the usual one.
  package func cycleIntervalFactor() -> Gauge {
    registry.gauge(MarketMetrics.cycleIntervalFactor)
  }

  /// Tier of memory pressure, 0 normal, 1 elevated, 2 high, 3 critical.
  package func memoryPressureLevel() -> Gauge {
    registry.gauge(MarketMetrics.memoryPressureLevel)
  }

  /// How often something began to be done about memory, by the tier that asked for it.
  package func memoryPressureActionsTotal(action: MarketMetrics.ActionLabel, tier: MarketMetrics.TierLabel) -> Counter {
    registry.counter(MarketMetrics.memoryPressureActionsTotal, [action.rawValue, tier.rawValue])
  }

  /// Share of the usual strikes that is asked for.
  package func memoryDepthRatio() -> Gauge {
    registry.gauge(MarketMetrics.memoryDepthRatio)
  }

  /// 1 while Greeks are worked out, else 0.
  package func memoryGreeksEnabled() -> Gauge {
    registry.gauge(MarketMetrics.memoryGreeksEnabled)
  }

  /// Memory in use as a share of the limit, as last read.
  package func memoryUsedRatio() -> Gauge {
    registry.gauge(MarketMetrics.memoryUsedRatio)
  }

  /// How often questions went to another provider because one failed.
  package func providerFailoverTotal(from: String, to: String) -> Counter {
    registry.counter(MarketMetrics.providerFailoverTotal, [from, to])
  }

  /// Questions that a provider was not asked, because its breaker was open or its rate was spent.
  package func providerRefusedTotal(provider: String, hindrance: MarketMetrics.HindranceLabel) -> Counter {
    registry.counter(MarketMetrics.providerRefusedTotal, [provider, hindrance.rawValue])
  }

  /// How often the breaker of a provider's program opened.
  package func providerBreakerOpeningsTotal(provider: String) -> Counter {
    registry.counter(MarketMetrics.providerBreakerOpeningsTotal, [provider])
  }

  /// Questions to providers, by what was asked and what came of it.
  package func apiCallsTotal(endpoint: MarketMetrics.EndpointLabel, result: MarketMetrics.ResultLabel) -> Counter {
    registry.counter(MarketMetrics.apiCallsTotal, [endpoint.rawValue, result.rawValue])
  }

  /// How long providers took to answer.
  package func apiResponseSeconds(endpoint: MarketMetrics.EndpointLabel) -> Histogram {
    registry.histogram(MarketMetrics.apiResponseSeconds, [endpoint.rawValue])
  }

  /// How far the quotes of an index can be believed, the mean over its expiries in the latest cycle.
  package func dataQualityScoreRatio(index: String) -> Gauge {
    registry.gauge(MarketMetrics.dataQualityScoreRatio, [index])
  }

  /// Findings by rule.
  package func dataQualityIssuesTotal(rule: MarketMetrics.RuleLabel) -> Counter {
    registry.counter(MarketMetrics.dataQualityIssuesTotal, [rule.rawValue])
  }

  /// Quotes left out because they broke a rule.
  package func dataQualityDroppedTotal() -> Counter {
    registry.counter(MarketMetrics.dataQualityDroppedTotal)
  }

  /// Coverage times consistency times solved share of the index's surface in the latest cycle that had one.
  package func volSurfaceQualityRatio(index: String) -> Gauge {
    registry.gauge(MarketMetrics.volSurfaceQualityRatio, [index])
  }

  /// Share of the surface's cells that say something which is interpolated.
  package func volSurfaceInterpolatedRatio(index: String) -> Gauge {
    registry.gauge(MarketMetrics.volSurfaceInterpolatedRatio, [index])
  }

  /// Cells of the surface, between the lowest and the highest bucket of moneyness that holds anything.
  package func volSurfaceCells(index: String, cell: MarketMetrics.CellLabel) -> Gauge {
    registry.gauge(MarketMetrics.volSurfaceCells, [index, cell.rawValue])
  }

  /// Options whose Greeks are in the index's sums.
  package func riskAggPositions(index: String) -> Gauge {
    registry.gauge(MarketMetrics.riskAggPositions, [index])
  }

  /// What the units of the underlying that behave like one contract of each option are worth, in the currency.
  package func riskAggDeltaNotional(index: String) -> Gauge {
    registry.gauge(MarketMetrics.riskAggDeltaNotional, [index])
  }

  /// What one point of volatility changes in the value of one contract of each option, in the currency.
  package func riskAggVegaNotional(index: String) -> Gauge {
    registry.gauge(MarketMetrics.riskAggVegaNotional, [index])
  }

  /// Share of the buckets of moneyness that hold an option.
  package func riskAggUtilizationRatio(index: String) -> Gauge {
    registry.gauge(MarketMetrics.riskAggUtilizationRatio, [index])
  }

  /// Number of the generation published last.
  package func panelsGeneration() -> Gauge {
    registry.gauge(MarketMetrics.panelsGeneration)
  }

  /// Generations published.
  package func panelsPublishedTotal() -> Counter {
    registry.counter(MarketMetrics.panelsPublishedTotal)
  }

  /// Bytes of the panels published.
  package func panelsPublishedBytesTotal() -> Counter {
    registry.counter(MarketMetrics.panelsPublishedBytesTotal)
  }

  /// 1 when all panel hashes match manifest.
  package func panelsIntegrityOk() -> Gauge {
    registry.gauge(MarketMetrics.panelsIntegrityOk)
  }

  /// Checks made.
  package func panelsIntegrityChecksTotal() -> Counter {
    registry.counter(MarketMetrics.panelsIntegrityChecksTotal)
  }

  /// Checks that found something.
  package func panelsIntegrityFailuresTotal() -> Counter {
    registry.counter(MarketMetrics.panelsIntegrityFailuresTotal)
  }

  /// What the latest check found, by severity.
  package func panelsIntegrityIssues(severity: MarketMetrics.SeverityLabel) -> Gauge {
    registry.gauge(MarketMetrics.panelsIntegrityIssues, [severity.rawValue])
  }

  /// What all checks found, by kind.
  package func panelsIntegrityMismatchesTotal(issue: MarketMetrics.IssueLabel) -> Counter {
    registry.counter(MarketMetrics.panelsIntegrityMismatchesTotal, [issue.rawValue])
  }

  /// Age of the generation at the latest check.
  package func panelsIntegrityAgeSeconds() -> Gauge {
    registry.gauge(MarketMetrics.panelsIntegrityAgeSeconds)
  }

  /// Files that may go, as the latest scan found them.
  package func retentionCandidates() -> Gauge {
    registry.gauge(MarketMetrics.retentionCandidates)
  }

  /// Their bytes.
  package func retentionCandidateBytes() -> Gauge {
    registry.gauge(MarketMetrics.retentionCandidateBytes)
  }

  /// Age of the oldest content that was seen, in whole days.
  package func retentionOldestAgeSeconds() -> Gauge {
    registry.gauge(MarketMetrics.retentionOldestAgeSeconds)
  }

  /// Files that stay, by reason.
  package func retentionKeptFiles(reason: MarketMetrics.ReasonLabel) -> Gauge {
    registry.gauge(MarketMetrics.retentionKeptFiles, [reason.rawValue])
  }

  /// How long scans took.
  package func retentionScanSeconds() -> Histogram {
    registry.histogram(MarketMetrics.retentionScanSeconds)
  }

  /// Last price of the option.
  package func optionPrice(index: String, expiry: String, strike: String, type: MarketMetrics.TypeLabel) -> Gauge {
    registry.gauge(MarketMetrics.optionPrice, [index, expiry, strike, type.rawValue])
  }

  /// Contracts traded today.
  package func optionVolume(index: String, expiry: String, strike: String, type: MarketMetrics.TypeLabel) -> Gauge {
    registry.gauge(MarketMetrics.optionVolume, [index, expiry, strike, type.rawValue])
  }

  /// Contracts open.
  package func optionOpenInterest(index: String, expiry: String, strike: String, type: MarketMetrics.TypeLabel) -> Gauge {
    registry.gauge(MarketMetrics.optionOpenInterest, [index, expiry, strike, type.rawValue])
  }

  /// Implied volatility a year, 0.2 for 20 %.
  package func optionImpliedVolatility(index: String, expiry: String, strike: String, type: MarketMetrics.TypeLabel) -> Gauge {
    registry.gauge(MarketMetrics.optionImpliedVolatility, [index, expiry, strike, type.rawValue])
  }

  /// Change of value by one of the index.
  package func optionDelta(index: String, expiry: String, strike: String, type: MarketMetrics.TypeLabel) -> Gauge {
    registry.gauge(MarketMetrics.optionDelta, [index, expiry, strike, type.rawValue])
  }

  /// Change of delta by one of the index.
  package func optionGamma(index: String, expiry: String, strike: String, type: MarketMetrics.TypeLabel) -> Gauge {
    registry.gauge(MarketMetrics.optionGamma, [index, expiry, strike, type.rawValue])
  }

  /// Change of value by 1.00 of volatility.
  package func optionVega(index: String, expiry: String, strike: String, type: MarketMetrics.TypeLabel) -> Gauge {
    registry.gauge(MarketMetrics.optionVega, [index, expiry, strike, type.rawValue])
  }

  /// Change of value by a year that passes.
  package func optionTheta(index: String, expiry: String, strike: String, type: MarketMetrics.TypeLabel) -> Gauge {
    registry.gauge(MarketMetrics.optionTheta, [index, expiry, strike, type.rawValue])
  }

  /// Change of value by 1.00 of the interest rate.
  package func optionRho(index: String, expiry: String, strike: String, type: MarketMetrics.TypeLabel) -> Gauge {
    registry.gauge(MarketMetrics.optionRho, [index, expiry, strike, type.rawValue])
  }

  /// The program that gives these values, and a digest of its settings.
  package func buildInfo(version: String, revision: String, configuration: String) -> Gauge {
    registry.gauge(MarketMetrics.buildInfo, [version, revision, configuration])
  }

  /// Processor time used by the process.
  package func processCpuSecondsTotal() -> Counter {
    registry.counter(MarketMetrics.processCpuSecondsTotal)
  }

  /// Memory the process holds resident.
  package func processResidentMemoryBytes() -> Gauge {
    registry.gauge(MarketMetrics.processResidentMemoryBytes)
  }

  /// The most memory the process ever held resident.
  package func processPeakResidentMemoryBytes() -> Gauge {
    registry.gauge(MarketMetrics.processPeakResidentMemoryBytes)
  }

  /// When the process started, in seconds since 1970.
  package func processStartTimeSeconds() -> Gauge {
    registry.gauge(MarketMetrics.processStartTimeSeconds)
  }

  /// Attempts to register a metric under a name that was taken; each was refused.
  package func metricDuplicatesTotal() -> Counter {
    registry.counter(MarketMetrics.metricDuplicatesTotal)
  }

  /// Observations refused because the metric is not specified, or a label was missing, too many, or not among its allowed values.
  package func metricRefusedLabelsTotal(metric: String) -> Counter {
    registry.counter(MarketMetrics.metricRefusedLabelsTotal, [metric])
  }

  /// Label sets folded into `other` because the budget of their metric was used up.
  package func metricFoldedLabelsTotal(metric: String) -> Counter {
    registry.counter(MarketMetrics.metricFoldedLabelsTotal, [metric])
  }

  /// Series removed because nobody had touched them for long.
  package func metricStaleSeriesRemovedTotal() -> Counter {
    registry.counter(MarketMetrics.metricStaleSeriesRemovedTotal)
  }

  /// Series the registry holds.
  package func metricSeries() -> Gauge {
    registry.gauge(MarketMetrics.metricSeries)
  }

  /// 1 for a group of metrics that is on, else 0.
  package func metricGroupState(group: MarketMetrics.GroupLabel) -> Gauge {
    registry.gauge(MarketMetrics.metricGroupState, [group.rawValue])
  }

  /// Requests answered, by the route that answered and the class of the status; `none` is no route.
  package func httpRequestsTotal(route: MarketMetrics.RouteLabel, status: MarketMetrics.StatusLabel) -> Counter {
    registry.counter(MarketMetrics.httpRequestsTotal, [route.rawValue, status.rawValue])
  }

  /// What answering a request takes, from its last byte until the answer is ready to be sent; streams are not counted.
  package func httpRequestDurationSeconds() -> Histogram {
    registry.histogram(MarketMetrics.httpRequestDurationSeconds)
  }

  /// Connections that are open.
  package func httpConnections() -> Gauge {
    registry.gauge(MarketMetrics.httpConnections)
  }

  /// Requests refused before any route saw them.
  package func httpRefusedTotal(refusal: MarketMetrics.RefusalLabel) -> Counter {
    registry.counter(MarketMetrics.httpRefusedTotal, [refusal.rawValue])
  }
}

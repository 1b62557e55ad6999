// swift-format-ignore-file
// Generated from Specification/metrics.yaml by `hashmap-cli metrics-spec`; change the specification, not this file.

import Telemetry

/// The metrics of g6, in the order of the specification.
package enum MarketMetrics {}

extension MarketMetrics {

/// The values of the label `type`.
package enum TypeLabel: String, CaseIterable, Sendable {
  case CE
  case PE
}

/// The values of the label `phase`.
package enum PhaseLabel: String, CaseIterable, Sendable {
  case quote
  case resolve
  case fetch
  case validate
  case price
  case store
  case files
  case sync
  case panels
}

/// The values of the label `kind`.
package enum KindLabel: String, CaseIterable, Sendable {
  case config
  case api
  case rateLimit = "rate_limit"
  case dataQuality = "data_quality"
  case storage
  case expiry
  case instruments
  case quotes
}

/// The values of the label `cell`.
package enum CellLabel: String, CaseIterable, Sendable {
  case raw
  case interpolated
  case empty
}

/// The values of the label `outcome`.
package enum OutcomeLabel: String, CaseIterable, Sendable {
  case ok
  case belowIntrinsic
  case aboveMaximum
  case noTimeValue
  case expired
  case noQuote
}

/// The values of the label `check`.
package enum CheckLabel: String, CaseIterable, Sendable {
  case lastSuccess = "last_success"
  case budgetProvider = "budget_provider"
  case budgetStorage = "budget_storage"
  case budgetAnalytics = "budget_analytics"
  case budgetPanels = "budget_panels"
  case memory
  case storageLatency = "storage_latency"
  case panelAge = "panel_age"
}

/// The values of the label `domain`.
package enum DomainLabel: String, CaseIterable, Sendable {
  case provider
  case storage
  case analytics
  case panels
}

/// The values of the label `action`.
package enum ActionLabel: String, CaseIterable, Sendable {
  case shrinkCaches = "shrink_caches"
  case reduceDepth = "reduce_depth"
  case skipGreeks = "skip_greeks"
  case slowCycles = "slow_cycles"
  case dropDetail = "drop_detail"
}

/// The values of the label `tier`.
package enum TierLabel: String, CaseIterable, Sendable {
  case _0 = "0"
  case _1 = "1"
  case _2 = "2"
  case _3 = "3"
}

/// The values of the label `hindrance`.
package enum HindranceLabel: String, CaseIterable, Sendable {
  case breaker
  case rateLimit = "rate_limit"
}

/// The values of the label `endpoint`.
package enum EndpointLabel: String, CaseIterable, Sendable {
  case expiries
  case quote
  case chain
}

/// The values of the label `result`.
package enum ResultLabel: String, CaseIterable, Sendable {
  case ok
  case error
}

/// The values of the label `rule`.
package enum RuleLabel: String, CaseIterable, Sendable {
  case badResolvedExpiry = "bad_resolved_expiry"
  case badIndexQuote = "bad_index_quote"
  case nonNumericStrike = "non_numeric_strike"
  case nonPositiveStrike = "non_positive_strike"
  case strikeOutOfBand = "strike_out_of_band"
  case unparseableExpiry = "unparseable_expiry"
  case imputedExpiry = "imputed_expiry"
  case foreignExpiry = "foreign_expiry"
  case dummyFarFutureExpiry = "dummy_far_future_expiry"
  case badInstrumentType = "bad_instrument_type"
  case emptyQuote = "empty_quote"
  case duplicateQuote = "duplicate_quote"
  case zeroPrice = "zero_price"
  case negativeQuantity = "negative_quantity"
  case crossedBook = "crossed_book"
  case wideSpread = "wide_spread"
  case staleQuote = "stale_quote"
  case futureQuote = "future_quote"
  case insufficientStrikeCoverage = "insufficient_strike_coverage"
  case priceBounds = "price_bounds"
  case parity
  case monotonicity
  case convexity
  case outlier
}

/// The values of the label `severity`.
package enum SeverityLabel: String, CaseIterable, Sendable {
  case low
  case medium
  case high
  case critical
}

/// The values of the label `issue`.
package enum IssueLabel: String, CaseIterable, Sendable {
  case data
  case envelope
  case missing
  case extra
  case nullDigest = "null_digest"
  case rollback
  case manifest
  case expired
  case key
}

/// The values of the label `reason`.
package enum ReasonLabel: String, CaseIterable, Sendable {
  case today
  case recent
  case minimum
  case whitelist
  case family
  case undated
  case unreadable
  case stranger
}

/// The values of the label `group`.
package enum GroupLabel: String, CaseIterable, Sendable {
  case collection
  case index
  case ivEstimation = "iv_estimation"
  case storage
  case slaHealth = "sla_health"
  case faultBudget = "fault_budget"
  case memoryPressure = "memory_pressure"
  case providerFailover = "provider_failover"
  case dataQuality = "data_quality"
  case volSurface = "vol_surface"
  case riskAgg = "risk_agg"
  case panels
  case panelsIntegrity = "panels_integrity"
  case retention
  case optionDetail = "option_detail"
  case process
  case telemetry
  case http
}

/// The values of the label `route`.
package enum RouteLabel: String, CaseIterable, Sendable {
  case root = "/"
  case healthz = "/healthz"
  case readyz = "/readyz"
  case metrics = "/metrics"
  case apiCycle = "/api/cycle"
  case apiCycles = "/api/cycles"
  case apiStream = "/api/stream"
  case none
}

/// The values of the label `status`.
package enum StatusLabel: String, CaseIterable, Sendable {
  case _1xx = "1xx"
  case _2xx = "2xx"
  case _3xx = "3xx"
  case _4xx = "4xx"
  case _5xx = "5xx"
}

/// The values of the label `refusal`.
package enum RefusalLabel: String, CaseIterable, Sendable {
  case unauthorized
  case rateLimit = "rate_limit"
  case tooLarge = "too_large"
  case tooManyConnections = "too_many_connections"
  case malformed
  case wrongHost = "wrong_host"
}
}

extension MarketMetrics {
  /// All groups, in the order of the specification.
  package static let groups = MetricGroups(
    [MetricGroup("collection"), MetricGroup("index"), MetricGroup("iv_estimation"), MetricGroup("storage"), MetricGroup("sla_health"), MetricGroup("fault_budget"), MetricGroup("memory_pressure"), MetricGroup("provider_failover"), MetricGroup("data_quality"), MetricGroup("vol_surface"), MetricGroup("risk_agg"), MetricGroup("panels"), MetricGroup("panels_integrity"), MetricGroup("retention"), MetricGroup("option_detail"), MetricGroup("process"), MetricGroup("telemetry"), MetricGroup("http")],
    always: [MetricGroup("collection"), MetricGroup("iv_estimation"), MetricGroup("sla_health"), MetricGroup("provider_failover"), MetricGroup("process"), MetricGroup("telemetry"), MetricGroup("http")],
    asked: [MetricGroup("option_detail")])

  /// Cycles that began and ended, whatever they brought.
  package static let collectionCyclesTotal = MetricDescriptor(
    "g6_collection_cycles_total", .counter, MetricGroup("collection"), .process,
    ancestors: ["g6_collection_cycles_total"],
    "Cycles that began and ended, whatever they brought.")

  /// Cycles that brought nothing home.
  package static let collectionEmptyCyclesTotal = MetricDescriptor(
    "g6_collection_empty_cycles_total", .counter, MetricGroup("collection"), .process,
    "Cycles that brought nothing home.")

  /// Cycles that brought something home which could not be kept.
  package static let collectionLostCyclesTotal = MetricDescriptor(
    "g6_collection_lost_cycles_total", .counter, MetricGroup("collection"), .process,
    "Cycles that brought something home which could not be kept.")

  /// How long cycles took, from their beginning until everything was kept.
  package static let collectionDurationSeconds = MetricDescriptor(
    "g6_collection_duration_seconds", .histogram, MetricGroup("collection"), .process,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0],
    ancestors: ["g6_collection_duration_seconds", "g6_collection_cycle_time_seconds"],
    "How long cycles took, from their beginning until everything was kept.")

  /// Time spent in each phase of cycles, all indices together; indices side by side can add up to more than the clock.
  package static let collectionPhaseSecondsTotal = MetricDescriptor(
    "g6_collection_phase_seconds_total", .counter, MetricGroup("collection"), .process,
    labels: [MetricDescriptor.Label("phase", PhaseLabel.allCases.map(\.rawValue))],
    budget: 9,
    "Time spent in each phase of cycles, all indices together; indices side by side can add up to more than the clock.")

  /// Errors by the kinds of the taxonomy.
  package static let errorsTotal = MetricDescriptor(
    "g6_errors_total", .counter, MetricGroup("collection"), .process,
    labels: [MetricDescriptor.Label("kind", KindLabel.allCases.map(\.rawValue))],
    budget: 8,
    ancestors: ["g6_collection_errors_total"],
    "Errors by the kinds of the taxonomy.")

  /// Options collected with a quote.
  package static let optionsProcessedTotal = MetricDescriptor(
    "g6_options_processed_total", .counter, MetricGroup("collection"), .process,
    ancestors: ["g6_options_processed_total"],
    "Options collected with a quote.")

  /// Options with a quote in the latest cycle.
  package static let optionsCollected = MetricDescriptor(
    "g6_options_collected", .gauge, MetricGroup("collection"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("expiry")],
    budget: 48,
    ancestors: ["g6_options_collected"],
    "Options with a quote in the latest cycle.")

  /// Contracts that have not expired and had a quote at least once.
  package static let contractsKnown = MetricDescriptor(
    "g6_contracts_known", .gauge, MetricGroup("collection"), .process,
    "Contracts that have not expired and had a quote at least once.")

  /// When a cycle last brought something home that was kept, by the market's clock, in seconds since 1970; 0 before.
  package static let lastSuccessTimestampSeconds = MetricDescriptor(
    "g6_last_success_timestamp_seconds", .gauge, MetricGroup("collection"), .process,
    ancestors: ["g6_last_success_cycle_unixtime"],
    "When a cycle last brought something home that was kept, by the market's clock, in seconds since 1970; 0 before.")

  /// Share of all cycles that brought something home which was kept.
  package static let collectionSuccessRatio = MetricDescriptor(
    "g6_collection_success_ratio", .gauge, MetricGroup("collection"), .process,
    ancestors: ["g6_collection_success_rate_percent"],
    "Share of all cycles that brought something home which was kept.")

  /// How much is collected about single options, 0 full, 1 a band around the money, 2 sums alone.
  package static let optionDetailMode = MetricDescriptor(
    "g6_option_detail_mode", .gauge, MetricGroup("collection"), .process,
    ancestors: ["g6_option_detail_mode"],
    "How much is collected about single options, 0 full, 1 a band around the money, 2 sums alone.")

  /// Level of the index in the latest cycle that had one.
  package static let indexPrice = MetricDescriptor(
    "g6_index_price", .gauge, MetricGroup("index"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_index_price"],
    "Level of the index in the latest cycle that had one.")

  /// Strike nearest to that level.
  package static let indexAtmStrike = MetricDescriptor(
    "g6_index_atm_strike", .gauge, MetricGroup("index"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_index_atm_strike", "g6_index_current_atm_strike"],
    "Strike nearest to that level.")

  /// Options of the index with a quote in the latest cycle.
  package static let indexOptions = MetricDescriptor(
    "g6_index_options", .gauge, MetricGroup("index"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_index_options_processed"],
    "Options of the index with a quote in the latest cycle.")

  /// Options of the index with a quote, of those asked for in the latest cycle.
  package static let indexCoverageRatio = MetricDescriptor(
    "g6_index_coverage_ratio", .gauge, MetricGroup("index"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_index_success_rate_percent"],
    "Options of the index with a quote, of those asked for in the latest cycle.")

  /// Cycles in which the index was asked for.
  package static let indexAttemptsTotal = MetricDescriptor(
    "g6_index_attempts_total", .counter, MetricGroup("index"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_index_attempts_total"],
    "Cycles in which the index was asked for.")

  /// Whatever went wrong with the index, failed questions among it.
  package static let indexFailuresTotal = MetricDescriptor(
    "g6_index_failures_total", .counter, MetricGroup("index"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_index_failures_total"],
    "Whatever went wrong with the index, failed questions among it.")

  /// When options of the index were last collected, by the market's clock, in seconds since 1970.
  package static let indexLastCollectionTimestampSeconds = MetricDescriptor(
    "g6_index_last_collection_timestamp_seconds", .gauge, MetricGroup("index"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_index_last_collection_unixtime"],
    "When options of the index were last collected, by the market's clock, in seconds since 1970.")

  /// Open interest of puts divided by that of calls, by expiry.
  package static let putCallRatio = MetricDescriptor(
    "g6_put_call_ratio", .gauge, MetricGroup("index"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("expiry")],
    budget: 48,
    ancestors: ["g6_put_call_ratio"],
    "Open interest of puts divided by that of calls, by expiry.")

  /// Successful IV solves.
  package static let ivEstimationSuccessTotal = MetricDescriptor(
    "g6_iv_estimation_success_total", .counter, MetricGroup("iv_estimation"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("expiry")],
    budget: 48,
    ancestors: ["g6_iv_estimation_success_total"],
    "Successful IV solves.")

  /// Quotes without a volatility.
  package static let ivEstimationFailureTotal = MetricDescriptor(
    "g6_iv_estimation_failure_total", .counter, MetricGroup("iv_estimation"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("expiry")],
    budget: 48,
    ancestors: ["g6_iv_estimation_failure_total"],
    "Quotes without a volatility.")

  /// Quotes by what became of the search for their volatility.
  package static let ivEstimationOutcomesTotal = MetricDescriptor(
    "g6_iv_estimation_outcomes_total", .counter, MetricGroup("iv_estimation"), .process,
    labels: [MetricDescriptor.Label("outcome", OutcomeLabel.allCases.map(\.rawValue))],
    budget: 6,
    "Quotes by what became of the search for their volatility.")

  /// Rows that were made durable.
  package static let csvRecordsWrittenTotal = MetricDescriptor(
    "g6_csv_records_written_total", .counter, MetricGroup("storage"), .process,
    ancestors: ["g6_csv_records_written_total"],
    "Rows that were made durable.")

  /// Rows left out because their file already had one of their moment.
  package static let csvDuplicateRecordsTotal = MetricDescriptor(
    "g6_csv_duplicate_records_total", .counter, MetricGroup("storage"), .process,
    "Rows left out because their file already had one of their moment.")

  /// Files that did not exist before.
  package static let csvFilesCreatedTotal = MetricDescriptor(
    "g6_csv_files_created_total", .counter, MetricGroup("storage"), .process,
    ancestors: ["g6_csv_files_created_total"],
    "Files that did not exist before.")

  /// Files that somebody else had cut or deleted since they were last written.
  package static let csvFilesChangedTotal = MetricDescriptor(
    "g6_csv_files_changed_total", .counter, MetricGroup("storage"), .process,
    "Files that somebody else had cut or deleted since they were last written.")

  /// Bytes appended to CSV files.
  package static let csvWrittenBytesTotal = MetricDescriptor(
    "g6_csv_written_bytes_total", .counter, MetricGroup("storage"), .process,
    "Bytes appended to CSV files.")

  /// Lines of JSON appended for good.
  package static let ndjsonLinesWrittenTotal = MetricDescriptor(
    "g6_ndjson_lines_written_total", .counter, MetricGroup("storage"), .process,
    "Lines of JSON appended for good.")

  /// Lines of JSON left out because their file had the contract at that moment already.
  package static let ndjsonDuplicateLinesTotal = MetricDescriptor(
    "g6_ndjson_duplicate_lines_total", .counter, MetricGroup("storage"), .process,
    "Lines of JSON left out because their file had the contract at that moment already.")

  /// Bytes appended to files of lines.
  package static let ndjsonWrittenBytesTotal = MetricDescriptor(
    "g6_ndjson_written_bytes_total", .counter, MetricGroup("storage"), .process,
    "Bytes appended to files of lines.")

  /// How long keeping a cycle took, the device's sync of the journal included.
  package static let csvWriteSeconds = MetricDescriptor(
    "g6_csv_write_seconds", .histogram, MetricGroup("storage"), .process,
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0],
    ancestors: ["g6_csv_sink_write_latency_ms"],
    "How long keeping a cycle took, the device's sync of the journal included.")

  /// How long the device took to make a cycle durable.
  package static let journalSyncSeconds = MetricDescriptor(
    "g6_journal_sync_seconds", .histogram, MetricGroup("storage"), .process,
    buckets: [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0],
    "How long the device took to make a cycle durable.")

  /// Errors of files and disks.
  package static let csvWriteErrorsTotal = MetricDescriptor(
    "g6_csv_write_errors_total", .counter, MetricGroup("storage"), .process,
    ancestors: ["g6_csv_write_errors_total"],
    "Errors of files and disks.")

  /// Cycles that took more than 85 % of the interval.
  package static let cycleSlaBreachTotal = MetricDescriptor(
    "g6_cycle_sla_breach_total", .counter, MetricGroup("sla_health"), .process,
    ancestors: ["g6_cycle_sla_breach_total"],
    "Cycles that took more than 85 % of the interval.")

  /// Cycles that never began because the one before took too long.
  package static let missingCyclesTotal = MetricDescriptor(
    "g6_missing_cycles_total", .counter, MetricGroup("sla_health"), .process,
    ancestors: ["g6_missing_cycles_total"],
    "Cycles that never began because the one before took too long.")

  /// How well each part is, 0 healthy, 1 degraded, 2 warning, 3 critical, 4 unknown.
  package static let healthLevel = MetricDescriptor(
    "g6_health_level", .gauge, MetricGroup("sla_health"), .process,
    labels: [MetricDescriptor.Label("check", CheckLabel.allCases.map(\.rawValue))],
    budget: 8,
    "How well each part is, 0 healthy, 1 degraded, 2 warning, 3 critical, 4 unknown.")

  /// What is left of the budget for failed attempts of a part.
  package static let cycleFaultBudgetRemainingRatio = MetricDescriptor(
    "g6_cycle_fault_budget_remaining_ratio", .gauge, MetricGroup("fault_budget"), .process,
    labels: [MetricDescriptor.Label("domain", DomainLabel.allCases.map(\.rawValue))],
    budget: 4,
    ancestors: ["g6_cycle_fault_budget_remaining"],
    "What is left of the budget for failed attempts of a part.")

  /// 1 while a part is left alone but for one attempt a cycle, else 0.
  package static let breakerOpen = MetricDescriptor(
    "g6_breaker_open", .gauge, MetricGroup("fault_budget"), .process,
    labels: [MetricDescriptor.Label("domain", DomainLabel.allCases.map(\.rawValue))],
    budget: 4,
    "1 while a part is left alone but for one attempt a cycle, else 0.")

  /// The interval between cycles, in multiples of the usual one.
  package static let cycleIntervalFactor = MetricDescriptor(
    "g6_cycle_interval_factor", .gauge, MetricGroup("fault_budget"), .process,
    "The interval between cycles, in multiples of the usual one.")

  /// Tier of memory pressure, 0 normal, 1 elevated, 2 high, 3 critical.
  package static let memoryPressureLevel = MetricDescriptor(
    "g6_memory_pressure_level", .gauge, MetricGroup("memory_pressure"), .process,
    ancestors: ["g6_memory_pressure_level"],
    "Tier of memory pressure, 0 normal, 1 elevated, 2 high, 3 critical.")

  /// How often something began to be done about memory, by the tier that asked for it.
  package static let memoryPressureActionsTotal = MetricDescriptor(
    "g6_memory_pressure_actions_total", .counter, MetricGroup("memory_pressure"), .process,
    labels: [MetricDescriptor.Label("action", ActionLabel.allCases.map(\.rawValue)), MetricDescriptor.Label("tier", TierLabel.allCases.map(\.rawValue))],
    budget: 20,
    ancestors: ["g6_memory_pressure_actions_total"],
    "How often something began to be done about memory, by the tier that asked for it.")

  /// Share of the usual strikes that is asked for.
  package static let memoryDepthRatio = MetricDescriptor(
    "g6_memory_depth_ratio", .gauge, MetricGroup("memory_pressure"), .process,
    ancestors: ["g6_memory_depth_scale"],
    "Share of the usual strikes that is asked for.")

  /// 1 while Greeks are worked out, else 0.
  package static let memoryGreeksEnabled = MetricDescriptor(
    "g6_memory_greeks_enabled", .gauge, MetricGroup("memory_pressure"), .process,
    ancestors: ["g6_memory_greeks_enabled"],
    "1 while Greeks are worked out, else 0.")

  /// Memory in use as a share of the limit, as last read.
  package static let memoryUsedRatio = MetricDescriptor(
    "g6_memory_used_ratio", .gauge, MetricGroup("memory_pressure"), .process,
    ancestors: ["g6_memory_usage_mb"],
    "Memory in use as a share of the limit, as last read.")

  /// How often questions went to another provider because one failed.
  package static let providerFailoverTotal = MetricDescriptor(
    "g6_provider_failover_total", .counter, MetricGroup("provider_failover"), .process,
    labels: [MetricDescriptor.Label("from"), MetricDescriptor.Label("to")],
    budget: 12,
    ancestors: ["g6_provider_failover_total"],
    "How often questions went to another provider because one failed.")

  /// Questions that a provider was not asked, because its breaker was open or its rate was spent.
  package static let providerRefusedTotal = MetricDescriptor(
    "g6_provider_refused_total", .counter, MetricGroup("provider_failover"), .process,
    labels: [MetricDescriptor.Label("provider"), MetricDescriptor.Label("hindrance", HindranceLabel.allCases.map(\.rawValue))],
    budget: 12,
    "Questions that a provider was not asked, because its breaker was open or its rate was spent.")

  /// How often the breaker of a provider's program opened.
  package static let providerBreakerOpeningsTotal = MetricDescriptor(
    "g6_provider_breaker_openings_total", .counter, MetricGroup("provider_failover"), .process,
    labels: [MetricDescriptor.Label("provider")],
    budget: 6,
    "How often the breaker of a provider's program opened.")

  /// Questions to providers, by what was asked and what came of it.
  package static let apiCallsTotal = MetricDescriptor(
    "g6_api_calls_total", .counter, MetricGroup("provider_failover"), .process,
    labels: [MetricDescriptor.Label("endpoint", EndpointLabel.allCases.map(\.rawValue)), MetricDescriptor.Label("result", ResultLabel.allCases.map(\.rawValue))],
    budget: 6,
    ancestors: ["g6_api_calls_total"],
    "Questions to providers, by what was asked and what came of it.")

  /// How long providers took to answer.
  package static let apiResponseSeconds = MetricDescriptor(
    "g6_api_response_seconds", .histogram, MetricGroup("provider_failover"), .process,
    labels: [MetricDescriptor.Label("endpoint", EndpointLabel.allCases.map(\.rawValue))],
    budget: 3,
    buckets: [0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0],
    ancestors: ["g6_api_response_latency_ms"],
    "How long providers took to answer.")

  /// How far the quotes of an index can be believed, the mean over its expiries in the latest cycle.
  package static let dataQualityScoreRatio = MetricDescriptor(
    "g6_data_quality_score_ratio", .gauge, MetricGroup("data_quality"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_index_data_quality_score_percent"],
    "How far the quotes of an index can be believed, the mean over its expiries in the latest cycle.")

  /// Findings by rule.
  package static let dataQualityIssuesTotal = MetricDescriptor(
    "g6_data_quality_issues_total", .counter, MetricGroup("data_quality"), .process,
    labels: [MetricDescriptor.Label("rule", RuleLabel.allCases.map(\.rawValue))],
    budget: 24,
    ancestors: ["g6_index_dq_issues_total"],
    "Findings by rule.")

  /// Quotes left out because they broke a rule.
  package static let dataQualityDroppedTotal = MetricDescriptor(
    "g6_data_quality_dropped_total", .counter, MetricGroup("data_quality"), .process,
    "Quotes left out because they broke a rule.")

  /// Coverage times consistency times solved share of the index's surface in the latest cycle that had one.
  package static let volSurfaceQualityRatio = MetricDescriptor(
    "g6_vol_surface_quality_ratio", .gauge, MetricGroup("vol_surface"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_vol_surface_quality_score"],
    "Coverage times consistency times solved share of the index's surface in the latest cycle that had one.")

  /// Share of the surface's cells that say something which is interpolated.
  package static let volSurfaceInterpolatedRatio = MetricDescriptor(
    "g6_vol_surface_interpolated_ratio", .gauge, MetricGroup("vol_surface"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_vol_surface_interpolated_fraction"],
    "Share of the surface's cells that say something which is interpolated.")

  /// Cells of the surface, between the lowest and the highest bucket of moneyness that holds anything.
  package static let volSurfaceCells = MetricDescriptor(
    "g6_vol_surface_cells", .gauge, MetricGroup("vol_surface"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("cell", CellLabel.allCases.map(\.rawValue))],
    budget: 36,
    ancestors: ["g6_vol_surface_rows"],
    "Cells of the surface, between the lowest and the highest bucket of moneyness that holds anything.")

  /// Options whose Greeks are in the index's sums.
  package static let riskAggPositions = MetricDescriptor(
    "g6_risk_agg_positions", .gauge, MetricGroup("risk_agg"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_risk_agg_rows"],
    "Options whose Greeks are in the index's sums.")

  /// What the units of the underlying that behave like one contract of each option are worth, in the currency.
  package static let riskAggDeltaNotional = MetricDescriptor(
    "g6_risk_agg_delta_notional", .gauge, MetricGroup("risk_agg"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_risk_agg_notional_delta"],
    "What the units of the underlying that behave like one contract of each option are worth, in the currency.")

  /// What one point of volatility changes in the value of one contract of each option, in the currency.
  package static let riskAggVegaNotional = MetricDescriptor(
    "g6_risk_agg_vega_notional", .gauge, MetricGroup("risk_agg"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_risk_agg_notional_vega"],
    "What one point of volatility changes in the value of one contract of each option, in the currency.")

  /// Share of the buckets of moneyness that hold an option.
  package static let riskAggUtilizationRatio = MetricDescriptor(
    "g6_risk_agg_utilization_ratio", .gauge, MetricGroup("risk_agg"), .process,
    labels: [MetricDescriptor.Label("index")],
    budget: 12,
    ancestors: ["g6_risk_agg_bucket_utilization"],
    "Share of the buckets of moneyness that hold an option.")

  /// Number of the generation published last.
  package static let panelsGeneration = MetricDescriptor(
    "g6_panels_generation", .gauge, MetricGroup("panels"), .process,
    "Number of the generation published last.")

  /// Generations published.
  package static let panelsPublishedTotal = MetricDescriptor(
    "g6_panels_published_total", .counter, MetricGroup("panels"), .process,
    ancestors: ["g6_panel_diff_writes_total"],
    "Generations published.")

  /// Bytes of the panels published.
  package static let panelsPublishedBytesTotal = MetricDescriptor(
    "g6_panels_published_bytes_total", .counter, MetricGroup("panels"), .process,
    ancestors: ["g6_panel_diff_bytes_total"],
    "Bytes of the panels published.")

  /// 1 when all panel hashes match manifest.
  package static let panelsIntegrityOk = MetricDescriptor(
    "g6_panels_integrity_ok", .gauge, MetricGroup("panels_integrity"), .process,
    ancestors: ["g6_panels_integrity_ok"],
    "1 when all panel hashes match manifest.")

  /// Checks made.
  package static let panelsIntegrityChecksTotal = MetricDescriptor(
    "g6_panels_integrity_checks_total", .counter, MetricGroup("panels_integrity"), .process,
    ancestors: ["g6_panels_integrity_checks_total"],
    "Checks made.")

  /// Checks that found something.
  package static let panelsIntegrityFailuresTotal = MetricDescriptor(
    "g6_panels_integrity_failures_total", .counter, MetricGroup("panels_integrity"), .process,
    ancestors: ["g6_panels_integrity_failures_total"],
    "Checks that found something.")

  /// What the latest check found, by severity.
  package static let panelsIntegrityIssues = MetricDescriptor(
    "g6_panels_integrity_issues", .gauge, MetricGroup("panels_integrity"), .process,
    labels: [MetricDescriptor.Label("severity", SeverityLabel.allCases.map(\.rawValue))],
    budget: 4,
    "What the latest check found, by severity.")

  /// What all checks found, by kind.
  package static let panelsIntegrityMismatchesTotal = MetricDescriptor(
    "g6_panels_integrity_mismatches_total", .counter, MetricGroup("panels_integrity"), .process,
    labels: [MetricDescriptor.Label("issue", IssueLabel.allCases.map(\.rawValue))],
    budget: 9,
    ancestors: ["g6_panels_integrity_mismatches_total"],
    "What all checks found, by kind.")

  /// Age of the generation at the latest check.
  package static let panelsIntegrityAgeSeconds = MetricDescriptor(
    "g6_panels_integrity_age_seconds", .gauge, MetricGroup("panels_integrity"), .process,
    ancestors: ["g6_panels_integrity_last_success_age_seconds"],
    "Age of the generation at the latest check.")

  /// Files that may go, as the latest scan found them.
  package static let retentionCandidates = MetricDescriptor(
    "g6_retention_candidates", .gauge, MetricGroup("retention"), .process,
    ancestors: ["g6_retention_candidates"],
    "Files that may go, as the latest scan found them.")

  /// Their bytes.
  package static let retentionCandidateBytes = MetricDescriptor(
    "g6_retention_candidate_bytes", .gauge, MetricGroup("retention"), .process,
    "Their bytes.")

  /// Age of the oldest content that was seen, in whole days.
  package static let retentionOldestAgeSeconds = MetricDescriptor(
    "g6_retention_oldest_age_seconds", .gauge, MetricGroup("retention"), .process,
    ancestors: ["g6_retention_candidate_age_seconds"],
    "Age of the oldest content that was seen, in whole days.")

  /// Files that stay, by reason.
  package static let retentionKeptFiles = MetricDescriptor(
    "g6_retention_kept_files", .gauge, MetricGroup("retention"), .process,
    labels: [MetricDescriptor.Label("reason", ReasonLabel.allCases.map(\.rawValue))],
    budget: 8,
    "Files that stay, by reason.")

  /// How long scans took.
  package static let retentionScanSeconds = MetricDescriptor(
    "g6_retention_scan_seconds", .histogram, MetricGroup("retention"), .process,
    buckets: [0.01, 0.1, 1.0, 10.0, 60.0, 600.0],
    ancestors: ["g6_retention_scan_seconds"],
    "How long scans took.")

  /// Last price of the option.
  package static let optionPrice = MetricDescriptor(
    "g6_option_price", .gauge, MetricGroup("option_detail"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("expiry"), MetricDescriptor.Label("strike"), MetricDescriptor.Label("type", TypeLabel.allCases.map(\.rawValue))],
    budget: 2000,
    ancestors: ["g6_option_price"],
    "Last price of the option.")

  /// Contracts traded today.
  package static let optionVolume = MetricDescriptor(
    "g6_option_volume", .gauge, MetricGroup("option_detail"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("expiry"), MetricDescriptor.Label("strike"), MetricDescriptor.Label("type", TypeLabel.allCases.map(\.rawValue))],
    budget: 2000,
    ancestors: ["g6_option_volume"],
    "Contracts traded today.")

  /// Contracts open.
  package static let optionOpenInterest = MetricDescriptor(
    "g6_option_open_interest", .gauge, MetricGroup("option_detail"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("expiry"), MetricDescriptor.Label("strike"), MetricDescriptor.Label("type", TypeLabel.allCases.map(\.rawValue))],
    budget: 2000,
    ancestors: ["g6_option_oi"],
    "Contracts open.")

  /// Implied volatility a year, 0.2 for 20 %.
  package static let optionImpliedVolatility = MetricDescriptor(
    "g6_option_implied_volatility", .gauge, MetricGroup("option_detail"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("expiry"), MetricDescriptor.Label("strike"), MetricDescriptor.Label("type", TypeLabel.allCases.map(\.rawValue))],
    budget: 2000,
    ancestors: ["g6_option_iv"],
    "Implied volatility a year, 0.2 for 20 %.")

  /// Change of value by one of the index.
  package static let optionDelta = MetricDescriptor(
    "g6_option_delta", .gauge, MetricGroup("option_detail"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("expiry"), MetricDescriptor.Label("strike"), MetricDescriptor.Label("type", TypeLabel.allCases.map(\.rawValue))],
    budget: 2000,
    ancestors: ["g6_option_delta"],
    "Change of value by one of the index.")

  /// Change of delta by one of the index.
  package static let optionGamma = MetricDescriptor(
    "g6_option_gamma", .gauge, MetricGroup("option_detail"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("expiry"), MetricDescriptor.Label("strike"), MetricDescriptor.Label("type", TypeLabel.allCases.map(\.rawValue))],
    budget: 2000,
    ancestors: ["g6_option_gamma"],
    "Change of delta by one of the index.")

  /// Change of value by 1.00 of volatility.
  package static let optionVega = MetricDescriptor(
    "g6_option_vega", .gauge, MetricGroup("option_detail"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("expiry"), MetricDescriptor.Label("strike"), MetricDescriptor.Label("type", TypeLabel.allCases.map(\.rawValue))],
    budget: 2000,
    ancestors: ["g6_option_vega"],
    "Change of value by 1.00 of volatility.")

  /// Change of value by a year that passes.
  package static let optionTheta = MetricDescriptor(
    "g6_option_theta", .gauge, MetricGroup("option_detail"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("expiry"), MetricDescriptor.Label("strike"), MetricDescriptor.Label("type", TypeLabel.allCases.map(\.rawValue))],
    budget: 2000,
    ancestors: ["g6_option_theta"],
    "Change of value by a year that passes.")

  /// Change of value by 1.00 of the interest rate.
  package static let optionRho = MetricDescriptor(
    "g6_option_rho", .gauge, MetricGroup("option_detail"), .process,
    labels: [MetricDescriptor.Label("index"), MetricDescriptor.Label("expiry"), MetricDescriptor.Label("strike"), MetricDescriptor.Label("type", TypeLabel.allCases.map(\.rawValue))],
    budget: 2000,
    ancestors: ["g6_option_rho"],
    "Change of value by 1.00 of the interest rate.")

  /// The program that gives these values, and a digest of its settings.
  package static let buildInfo = MetricDescriptor(
    "g6_build_info", .info, MetricGroup("process"), .process,
    labels: [MetricDescriptor.Label("version"), MetricDescriptor.Label("revision"), MetricDescriptor.Label("configuration")],
    ancestors: ["g6_build_info"],
    "The program that gives these values, and a digest of its settings.")

  /// Processor time used by the process.
  package static let processCpuSecondsTotal = MetricDescriptor(
    "process_cpu_seconds_total", .counter, MetricGroup("process"), .process,
    "Processor time used by the process.")

  /// Memory the process holds resident.
  package static let processResidentMemoryBytes = MetricDescriptor(
    "process_resident_memory_bytes", .gauge, MetricGroup("process"), .process,
    "Memory the process holds resident.")

  /// The most memory the process ever held resident.
  package static let processPeakResidentMemoryBytes = MetricDescriptor(
    "process_peak_resident_memory_bytes", .gauge, MetricGroup("process"), .process,
    "The most memory the process ever held resident.")

  /// When the process started, in seconds since 1970.
  package static let processStartTimeSeconds = MetricDescriptor(
    "process_start_time_seconds", .gauge, MetricGroup("process"), .process,
    "When the process started, in seconds since 1970.")

  /// Attempts to register a metric under a name that was taken; each was refused.
  package static let metricDuplicatesTotal = MetricDescriptor(
    "g6_metric_duplicates_total", .counter, MetricGroup("telemetry"), .process,
    ancestors: ["g6_metric_duplicates_total"],
    "Attempts to register a metric under a name that was taken; each was refused.")

  /// Observations refused because the metric is not specified, or a label was missing, too many, or not among its allowed values.
  package static let metricRefusedLabelsTotal = MetricDescriptor(
    "g6_metric_refused_labels_total", .counter, MetricGroup("telemetry"), .process,
    labels: [MetricDescriptor.Label("metric")],
    budget: 100,
    "Observations refused because the metric is not specified, or a label was missing, too many, or not among its allowed values.")

  /// Label sets folded into `other` because the budget of their metric was used up.
  package static let metricFoldedLabelsTotal = MetricDescriptor(
    "g6_metric_folded_labels_total", .counter, MetricGroup("telemetry"), .process,
    labels: [MetricDescriptor.Label("metric")],
    budget: 100,
    "Label sets folded into `other` because the budget of their metric was used up.")

  /// Series removed because nobody had touched them for long.
  package static let metricStaleSeriesRemovedTotal = MetricDescriptor(
    "g6_metric_stale_series_removed_total", .counter, MetricGroup("telemetry"), .process,
    "Series removed because nobody had touched them for long.")

  /// Series the registry holds.
  package static let metricSeries = MetricDescriptor(
    "g6_metric_series", .gauge, MetricGroup("telemetry"), .process,
    ancestors: ["g6_cardinality_series_total"],
    "Series the registry holds.")

  /// 1 for a group of metrics that is on, else 0.
  package static let metricGroupState = MetricDescriptor(
    "g6_metric_group_state", .gauge, MetricGroup("telemetry"), .process,
    labels: [MetricDescriptor.Label("group", GroupLabel.allCases.map(\.rawValue))],
    budget: 18,
    ancestors: ["g6_metric_group_state"],
    "1 for a group of metrics that is on, else 0.")

  /// Requests answered, by the route that answered and the class of the status; `none` is no route.
  package static let httpRequestsTotal = MetricDescriptor(
    "g6_http_requests_total", .counter, MetricGroup("http"), .process,
    labels: [MetricDescriptor.Label("route", RouteLabel.allCases.map(\.rawValue)), MetricDescriptor.Label("status", StatusLabel.allCases.map(\.rawValue))],
    budget: 40,
    "Requests answered, by the route that answered and the class of the status; `none` is no route.")

  /// What answering a request takes, from its last byte until the answer is ready to be sent; streams are not counted.
  package static let httpRequestDurationSeconds = MetricDescriptor(
    "g6_http_request_duration_seconds", .histogram, MetricGroup("http"), .process,
    buckets: [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0],
    "What answering a request takes, from its last byte until the answer is ready to be sent; streams are not counted.")

  /// Connections that are open.
  package static let httpConnections = MetricDescriptor(
    "g6_http_connections", .gauge, MetricGroup("http"), .process,
    "Connections that are open.")

  /// Requests refused before any route saw them.
  package static let httpRefusedTotal = MetricDescriptor(
    "g6_http_refused_total", .counter, MetricGroup("http"), .process,
    labels: [MetricDescriptor.Label("refusal", RefusalLabel.allCases.map(\.rawValue))],
    budget: 6,
    "Requests refused before any route saw them.")

  /// All metrics, in the order of the specification.
  package static let all: [MetricDescriptor] = [
    collectionCyclesTotal,
    collectionEmptyCyclesTotal,
    collectionLostCyclesTotal,
    collectionDurationSeconds,
    collectionPhaseSecondsTotal,
    errorsTotal,
    optionsProcessedTotal,
    optionsCollected,
    contractsKnown,
    lastSuccessTimestampSeconds,
    collectionSuccessRatio,
    optionDetailMode,
    indexPrice,
    indexAtmStrike,
    indexOptions,
    indexCoverageRatio,
    indexAttemptsTotal,
    indexFailuresTotal,
    indexLastCollectionTimestampSeconds,
    putCallRatio,
    ivEstimationSuccessTotal,
    ivEstimationFailureTotal,
    ivEstimationOutcomesTotal,
    csvRecordsWrittenTotal,
    csvDuplicateRecordsTotal,
    csvFilesCreatedTotal,
    csvFilesChangedTotal,
    csvWrittenBytesTotal,
    ndjsonLinesWrittenTotal,
    ndjsonDuplicateLinesTotal,
    ndjsonWrittenBytesTotal,
    csvWriteSeconds,
    journalSyncSeconds,
    csvWriteErrorsTotal,
    cycleSlaBreachTotal,
    missingCyclesTotal,
    healthLevel,
    cycleFaultBudgetRemainingRatio,
    breakerOpen,
    cycleIntervalFactor,
    memoryPressureLevel,
    memoryPressureActionsTotal,
    memoryDepthRatio,
    memoryGreeksEnabled,
    memoryUsedRatio,
    providerFailoverTotal,
    providerRefusedTotal,
    providerBreakerOpeningsTotal,
    apiCallsTotal,
    apiResponseSeconds,
    dataQualityScoreRatio,
    dataQualityIssuesTotal,
    dataQualityDroppedTotal,
    volSurfaceQualityRatio,
    volSurfaceInterpolatedRatio,
    volSurfaceCells,
    riskAggPositions,
    riskAggDeltaNotional,
    riskAggVegaNotional,
    riskAggUtilizationRatio,
    panelsGeneration,
    panelsPublishedTotal,
    panelsPublishedBytesTotal,
    panelsIntegrityOk,
    panelsIntegrityChecksTotal,
    panelsIntegrityFailuresTotal,
    panelsIntegrityIssues,
    panelsIntegrityMismatchesTotal,
    panelsIntegrityAgeSeconds,
    retentionCandidates,
    retentionCandidateBytes,
    retentionOldestAgeSeconds,
    retentionKeptFiles,
    retentionScanSeconds,
    optionPrice,
    optionVolume,
    optionOpenInterest,
    optionImpliedVolatility,
    optionDelta,
    optionGamma,
    optionVega,
    optionTheta,
    optionRho,
    buildInfo,
    processCpuSecondsTotal,
    processResidentMemoryBytes,
    processPeakResidentMemoryBytes,
    processStartTimeSeconds,
    metricDuplicatesTotal,
    metricRefusedLabelsTotal,
    metricFoldedLabelsTotal,
    metricStaleSeriesRemovedTotal,
    metricSeries,
    metricGroupState,
    httpRequestsTotal,
    httpRequestDurationSeconds,
    httpConnections,
    httpRefusedTotal,
  ]
}

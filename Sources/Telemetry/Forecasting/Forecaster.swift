/// Says from the frames of a run when the next split, conversion and guardrail breach come.
///
/// Takes every frame of a run in order; a new run begins anew. Its memory is bounded whatever the run does, and a frame
/// costs some microseconds.
package struct Forecaster: Sendable {
  /// Frames before anything is said.
  package static let fewestFrames = ForecastTrend.fewest
  /// The share of its threshold below which a breach ends, as guardrails have it.
  private static let clearing = 0.95

  private struct Watch {
    let name: String
    var metric: ForecastThreshold.Metric?
    var threshold: Double?
    /// Told by the frames, not by values held against a threshold.
    let isGuardrail: Bool
    var isReached = false
    var trend = ForecastTrend()
    var track: ForecastTrack
    var estimate: Forecast.Estimate?
  }

  private let level: Double
  private let thresholds: [ForecastThreshold]
  private let guardrails: [ForecastThreshold]
  private var runID: String?
  /// Frames of the run that brought operations.
  package private(set) var frames = 0
  /// Operations, seconds and rate of the newest frame.
  private var operation: UInt64 = 0
  private var seconds = 0.0
  private var rate = 0.0
  private var structural: UInt64 = 0
  private var growth = ForecastTrend()
  private var splits: ForecastTrack
  private var conversions: ForecastTrack
  private var splitEstimate: Forecast.Estimate?
  private var conversionEstimate: Forecast.Estimate?
  private var watches: [Watch]

  /// Nothing seen yet. Intervals are to hold the share `level` (0..<1) of the events; `thresholds` are watched besides
  /// the guardrails of the run, and go before one of the same metric. `guardrails` are what those are held against, as
  /// far as it is known before an alert tells.
  package init(
    level: Double = 0.8, thresholds: [ForecastThreshold] = [], guardrails: [ForecastThreshold] = []
  ) {
    self.level = level
    self.thresholds = thresholds
    self.guardrails = guardrails
    splits = ForecastTrack(level: level)
    conversions = ForecastTrack(level: level)
    let own = thresholds.map {
      Watch(
        name: $0.metric.rawValue, metric: $0.metric, threshold: $0.value, isGuardrail: false,
        track: ForecastTrack(level: level))
    }
    // Rules that speak of recommendations say nothing of the map; one of them even follows from a forecast.
    let ofAdvice = [RuleLabel.recommendationConflict, .forecastBreach].map(\.rawValue)
    let rails = Guardrails.metrics.filter { name in
      !ofAdvice.contains(name) && !own.contains { $0.name == name }
    }.map { name in
      Watch(
        name: name, metric: ForecastThreshold.Metric(rawValue: name),
        threshold: guardrails.first { $0.metric.rawValue == name }?.value, isGuardrail: true,
        track: ForecastTrack(level: level))
    }
    watches = own + rails
  }

  /// Takes the next frame.
  package mutating func take(_ frame: Frame) {
    if frame.runID != runID {
      self = Forecaster(level: level, thresholds: thresholds, guardrails: guardrails)
      runID = frame.runID
      // What happened before the first frame of a file that begins in the middle cannot be told.
      if frame.frame > 1 { structural = Self.structural(frame) }
    }
    guard frame.counts.total > operation else { return }
    let before = operation
    operation = frame.counts.total
    seconds = frame.seconds
    rate = frame.isIdle ? 0 : max(0, frame.smoothedRate)
    frames += 1
    takeSplits(frame, since: before)
    for event in frame.events where event.kind == .switchBegan {
      conversions.happen(at: min(max(event.operation, before), operation))
    }
    growth.take(Double(frame.map.entries), at: operation)
    splitEstimate = splits.ask(
      at: operation, trend: growth.slope.flatMap { frame.map.operationsUntilSplit(growth: $0) })
    conversionEstimate = conversions.ask(at: operation, trend: nil)
    for place in watches.indices { watch(place, frame) }
  }

  /// Splits and doublings since the frame before. A frame carries the newest of them; where there were more, the first
  /// is taken to have come as early as evenly spread ones would.
  private mutating func takeSplits(_ frame: Frame, since before: UInt64) {
    var operations = frame.map.ledger.filter { ["split", "resize"].contains($0.kind) }.map {
      min(max($0.operation, before), operation)
    }.sorted()
    let total = Self.structural(frame)
    let count = total &- structural
    structural = total
    if count > UInt64(operations.count), count < 1 << 40 {
      operations.insert(before + (operation - before) / (count + 1), at: 0)
      operations.sort()
    }
    for moment in operations { splits.happen(at: moment) }
  }

  private static func structural(_ frame: Frame) -> UInt64 {
    frame.map.structure.reduce(0) { sum, total in
      ["split", "resize"].contains(total.name) ? sum &+ total.events : sum
    }
  }

  private mutating func watch(_ place: Int, _ frame: Frame) {
    var watch = watches[place]
    defer { watches[place] = watch }
    let value = watch.metric?.value(in: frame)
    if let value { watch.trend.take(value, at: operation) }
    let wasReached = watch.isReached
    if watch.isGuardrail {
      let index = Guardrails.metrics.firstIndex(of: watch.name)
      watch.isReached = index.map { frame.alertFlags.count > $0 && frame.alertFlags[$0] } ?? false
      // Only an alert tells its threshold; a critical one has a higher one than that from which it warns.
      if let alert = frame.alerts.first(where: { $0.metric == watch.name }), alert.severity == "warning" {
        watch.threshold = alert.threshold
      }
    } else if let threshold = watch.threshold, let value {
      watch.isReached = value >= (wasReached ? threshold * Self.clearing : threshold)
    }
    if watch.isReached, !wasReached { watch.track.happen(at: operation) }
    watch.estimate =
      watch.isReached
      ? nil
      : watch.track.ask(at: operation, trend: watch.threshold.flatMap { watch.trend.remaining(to: $0) })
  }

  /// What is forecast at the newest frame: splits, conversions, and every guardrail and threshold of which anything is
  /// known. O(forecasts kept).
  package var forecasts: [Forecast] { forecasts(isTested: true) }

  /// The same, without the medians of the back-tests unless they are asked for. O(targets) then.
  func forecasts(isTested: Bool) -> [Forecast] {
    var all = [
      forecast(.split, splits, splitEstimate, isTested),
      forecast(.conversion, conversions, conversionEstimate, isTested),
    ]
    for watch in watches where watch.threshold != nil || watch.track.events > 0 {
      all.append(
        forecast(
          .breach(watch.name), watch.track, watch.estimate, isTested, isReached: watch.isReached,
          threshold: watch.threshold, value: watch.trend.last))
    }
    return all
  }

  private func forecast(
    _ target: ForecastTarget, _ track: ForecastTrack, _ estimate: Forecast.Estimate?, _ isTested: Bool,
    isReached: Bool = false,
    threshold: Double? = nil, value: Double? = nil
  ) -> Forecast {
    let outcome: Forecast.Outcome
    if isReached {
      outcome = .reached
    } else if frames < Self.fewestFrames {
      outcome = .tooFewFrames(needed: Self.fewestFrames)
    } else if let estimate {
      outcome =
        estimate.interval == nil
        ? .tooFewEvents(needed: ForecastTrack.eventsNeeded(level: level)) : .expected
    } else {
      outcome = .notForeseen
    }
    return Forecast(
      target: target, outcome: outcome, operation: operation, seconds: seconds, rate: rate,
      estimate: outcome == .reached ? nil : estimate, events: track.events, lastEvent: track.lastEvent,
      threshold: threshold, value: value, backTest: isTested ? track.tested : track.backTest, level: level)
  }
}

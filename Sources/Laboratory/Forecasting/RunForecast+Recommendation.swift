import Base
import Telemetry

extension RunForecast {
  /// What to do about it: a breach first, then a conversion, then a split.
  package var recommendation: RecommendationDocument {
    let urgent =
      forecasts.first { $0.outcome == .reached } ?? soonest { $0.isBreach } ?? soonest { !$0.isBreach }
    guard let urgent else {
      return document(
        "nothing to prepare for", reason: "no split, conversion or breach is foreseen at the present course",
        confidence: frames < Forecaster.fewestFrames ? .low : .moderate, nil)
    }
    let words = Self.sentence(urgent)
    let summary: String
    if urgent.outcome == .reached {
      summary = "act on \(urgent.target.name) now"
    } else if urgent.isBreach {
      summary = "make room before \(urgent.target.words)"
    } else {
      summary = "expect \(urgent.target.words)"
    }
    return document(
      summary, reason: "\(urgent.target.name): \(words)", confidence: Self.confidence(urgent), urgent)
  }

  private func soonest(_ wanted: (Forecast) -> Bool) -> Forecast? {
    forecasts.filter { wanted($0) && $0.isGroundForAdvice }.min {
      ($0.estimate?.middle ?? .infinity) < ($1.estimate?.middle ?? .infinity)
    }
  }

  /// High where a back-test of at least twenty events held what it promised within ten points; low where there was none.
  private static func confidence(_ one: Forecast) -> RecommendationDocument.Confidence {
    if one.outcome == .reached { return .high }
    let test = one.backTest
    guard test.events > 0 else { return .low }
    return test.events >= 20 && test.coverage >= one.level - 0.1 ? .high : .moderate
  }

  private func document(
    _ summary: String, reason: String, confidence: RecommendationDocument.Confidence, _ one: Forecast?
  ) -> RecommendationDocument {
    var details: [RecommendationDocument.Detail] = []
    if let one {
      details = [.init("target", .text(one.target.name)), .init("outcome", .text(one.outcome.name))]
      if let estimate = one.estimate {
        details.append(.init("operation", .count(one.operation(after: estimate.middle))))
        if let interval = estimate.interval {
          details.append(.init("operation_low", .count(one.operation(after: interval.lowerBound))))
          details.append(.init("operation_high", .count(one.operation(after: interval.upperBound))))
        }
        if let seconds = one.seconds(after: estimate.middle) { details.append(.init("t", .number(seconds))) }
      }
      details.append(.init("level", .number(one.level)))
      if one.backTest.events > 0 {
        details.append(.init("backtest_events", .count(UInt64(one.backTest.events))))
        details.append(.init("backtest_coverage", .number(one.backTest.coverage)))
        details.append(.init("median_error_ops", .number(one.backTest.medianError)))
      }
    }
    details.append(.init("frames", .count(UInt64(frames))))
    return RecommendationDocument(
      source: "forecast", runID: runID, summary: summary, reason: reason, confidence: confidence,
      details: details)
  }
}

extension Forecast {
  fileprivate var isBreach: Bool {
    if case .breach = target { return true }
    return false
  }

  /// An estimate without an interval counts only as far ahead as the run has come: a slope that was seen over so many
  /// operations says nothing of hundreds of times as many.
  fileprivate var isGroundForAdvice: Bool {
    guard let estimate else { return false }
    return estimate.interval != nil || estimate.middle <= Double(operation)
  }
}

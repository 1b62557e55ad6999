import Base

/// Marks the course of a run with what is forecast: a `forecast` event where something is expected that lies well ahead.
///
/// Each next event is announced once, and again when what is expected has left the interval that was announced. Splits in
/// full swing, a frame apart, are not worth a mark. A tick costs some microseconds, and nothing where nobody asked for it.
package struct ForecastAnnouncer: Sendable {
  /// What is announced lies at least so many frames ahead.
  private static let lead = 4.0
  /// Frames between two announcements of one target.
  private static let pause = 8

  private struct Announced {
    let events: Int
    let low: UInt64
    let high: UInt64
    let frame: Int
  }

  private var forecaster: Forecaster
  private var announced: [ForecastTarget: Announced] = [:]
  private var before: UInt64 = 0

  /// Intervals are to hold the share `level` (0..<1) of the events; guardrails are held against what is given.
  package init(level: Double = 0.8, guardrails: [ForecastThreshold] = []) {
    forecaster = Forecaster(level: level, guardrails: guardrails)
  }

  /// Takes a frame; gives what is to be announced in the next one.
  package mutating func take(_ frame: Frame) -> [TickEvent] {
    forecaster.take(frame)
    let step = Double(frame.counts.total &- min(before, frame.counts.total))
    before = frame.counts.total
    guard step > 0 else { return [] }
    var events: [TickEvent] = []
    for one in forecaster.forecasts(isTested: false) {
      guard one.outcome == .expected, let estimate = one.estimate, let interval = estimate.interval,
        estimate.middle >= Self.lead * step
      else { continue }
      let place = one.operation(after: estimate.middle)
      if let last = announced[one.target] {
        let isNews = one.events != last.events || !(last.low...max(last.low, last.high)).contains(place)
        guard isNews, forecaster.frames - last.frame >= Self.pause else { continue }
      }
      let low = one.operation(after: interval.lowerBound)
      let high = one.operation(after: interval.upperBound)
      announced[one.target] = Announced(
        events: one.events, low: low, high: high, frame: forecaster.frames)
      var event = TickEvent(.forecast, seconds: frame.seconds, operation: frame.counts.total)
      event.backend = frame.map.backend
      event.reason = one.target.name
      event.message =
        "next \(one.target.brief) near op \(Figures.grouped(place)) (\(Figures.fixed(one.level * 100, 0)) %: \(Figures.grouped(low)) to \(Figures.grouped(high)))"
      events.append(event)
    }
    return events
  }
}

extension Guardrails.Thresholds {
  /// Those whose metric has a course that can be foreseen.
  package var foreseeable: [ForecastThreshold] {
    var all: [ForecastThreshold] = []
    func add(_ metric: ForecastThreshold.Metric, _ value: Double?) {
      if let value, value > 0 { all.append(ForecastThreshold(metric, value)) }
    }
    add(.loadFactor, loadFactor)
    add(.averageProbe, averageProbe)
    add(.tombstoneRatio, tombstoneRatio)
    return all
  }
}

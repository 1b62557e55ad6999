import Base
import Telemetry

/// What the frames of a run say of its future, in words, as a document, and as a recommendation.
package struct RunForecast: Sendable {
  /// What is forecast, splits and conversions first.
  package let forecasts: [Forecast]
  /// Frames that brought operations.
  package let frames: Int
  /// The run they belong to; nil where that is not known.
  package let runID: String?

  /// The forecasts of the run whose frames `forecaster` has taken.
  package init(_ forecaster: Forecaster, runID: String? = nil) {
    self.runID = runID
    forecasts = forecaster.forecasts
    frames = forecaster.frames
  }

  /// Name and version of the document.
  package static let schema = "adhash.forecast.v1"

  // MARK: Words

  /// Where the forecasts are made, in a line.
  package var head: String {
    guard let one = forecasts.first else { return "nothing is forecast" }
    let pace = one.rate > 0 ? "\(Figures.scaled(one.rate)) operations a second" : "at rest"
    return
      "at operation \(Figures.grouped(one.operation)), \(Figures.fixed(one.seconds, 3)) s, \(pace), \(Figures.counted(frames, "frame"))"
  }

  /// One forecast in a sentence or two.
  package static func sentence(_ one: Forecast) -> String {
    let level = "\(Figures.fixed(one.level * 100, 0)) %"
    switch one.outcome {
    case .reached:
      let value = one.value.map { " at \(shown($0))" } ?? ""
      let threshold = one.threshold.map { ", threshold \(shown($0))" } ?? ""
      return "reached now\(value)\(threshold), since operation \(Figures.grouped(one.lastEvent ?? 0))"
    case .tooFewFrames(let needed):
      return "too few frames to tell; \(needed) are needed"
    case .notForeseen:
      if one.threshold != nil, let value = one.value {
        return "not foreseen: the metric is at \(shown(value)) and does not rise"
      }
      return one.events == 0
        ? "not foreseen: there has been none" : "not foreseen: one alone shows no pace"
    case .tooFewEvents(let needed):
      guard let estimate = one.estimate else { return "too few events" }
      let from = estimate.method == .trend ? "by the trend of the last frames" : "by their pace"
      return
        "about operation \(place(one, estimate.middle)) \(from); no \(level) interval: \(one.events) came so far, it takes about \(needed) that were forecast"
    case .expected:
      guard let estimate = one.estimate, let interval = estimate.interval else { return "" }
      return
        "about operation \(place(one, estimate.middle)); \(level) interval \(Figures.grouped(one.operation(after: interval.lowerBound))) to \(Figures.grouped(one.operation(after: interval.upperBound)))"
    }
  }

  /// How the forecasts before it did, in a sentence; nil where none was tested.
  package static func test(_ one: Forecast) -> String? {
    let test = one.backTest
    guard test.events > 0 else { return nil }
    return
      "back-test: intervals held \(Figures.fixed(test.coverage * 100, 1)) % of \(Figures.grouped(test.events)) events (\(Figures.grouped(test.origins)) forecasts); median error \(Figures.grouped(Int(test.medianError.rounded()))) operations, a factor of \(Figures.fixed(test.medianFactor, 2))"
  }

  private static func place(_ one: Forecast, _ remaining: Double) -> String {
    let operation = Figures.grouped(one.operation(after: remaining))
    guard one.rate > 0 else { return operation }
    return "\(operation), in \(Figures.duration(nanoseconds: remaining / one.rate * 1e9))"
  }

  private static func shown(_ value: Double) -> String {
    value >= 1000 ? Figures.grouped(Int(min(value, 1e15))) : Figures.fixed(value, 3)
  }

  // MARK: Document

  /// Writes the members of the document, its schema first, into an object the caller has opened.
  package func renderMembers(into json: inout JSONWriter) {
    json.field("schema", Self.schema)
    json.field("run_id", runID)
    json.field("frames", frames)
    json.field("operation", forecasts.first?.operation)
    json.field("t", forecasts.first?.seconds)
    json.field("ops_per_second", forecasts.first?.rate)
    json.field("level", forecasts.first?.level)
    json.array("forecasts") { json in for one in forecasts { Self.render(one, into: &json) } }
  }

  private static func render(_ one: Forecast, into json: inout JSONWriter) {
    json.beginObject()
    json.field("target", one.target.name)
    json.field("outcome", one.outcome.name)
    switch one.outcome {
    case .tooFewEvents(let needed), .tooFewFrames(let needed): json.field("needed", needed)
    case .expected, .reached, .notForeseen: break
    }
    json.field("events", one.events)
    json.field("last_event", one.lastEvent)
    json.field("threshold", one.threshold)
    json.field("value", one.value)
    json.field("method", one.estimate?.method.rawValue)
    func moment(_ name: StaticString, _ remaining: Double?, _ json: inout JSONWriter) {
      guard let remaining else { return json.field(name, String?.none) }
      json.object(name) { json in
        json.field("operation", one.operation(after: remaining))
        json.field("t", one.seconds(after: remaining))
      }
    }
    moment("at", one.estimate?.middle, &json)
    moment("low", one.estimate?.interval?.lowerBound, &json)
    moment("high", one.estimate?.interval?.upperBound, &json)
    json.object("backtest") { json in
      json.field("events", one.backTest.events)
      json.field("origins", one.backTest.origins)
      json.field("held", one.backTest.held)
      json.field("coverage", one.backTest.coverage)
      json.field("median_error_ops", one.backTest.medianError)
      json.field("median_error_factor", one.backTest.medianFactor)
    }
    json.endObject()
  }
}

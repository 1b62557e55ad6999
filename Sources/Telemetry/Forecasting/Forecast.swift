/// When something will happen to a map next, and how far that is to be trusted.
package struct Forecast: Equatable, Sendable {
  /// What can be said.
  package enum Outcome: Equatable, Sendable {
    /// It is expected: see `estimate`.
    case expected
    /// The guardrail is reached now.
    case reached
    /// It does not come at the present course: its metric does not rise, or it has never happened.
    case notForeseen
    /// Too few of them were seen for an interval of the level; so many are needed.
    case tooFewEvents(needed: Int)
    /// The run is too short to see a trend; so many frames are needed.
    case tooFewFrames(needed: Int)

    /// Its name in documents.
    package var name: String {
      switch self {
      case .expected: "expected"
      case .reached: "reached"
      case .notForeseen: "not_foreseen"
      case .tooFewEvents: "too_few_events"
      case .tooFewFrames: "too_few_frames"
      }
    }
  }

  /// How an estimate is made.
  package enum Method: String, CaseIterable, Sendable {
    /// The median of what remained of earlier intervals of the same age.
    case pace
    /// The way to the threshold divided by its present slope.
    case trend
  }

  /// Operations from the frame it is made at.
  package struct Estimate: Equatable, Sendable {
    /// The middle.
    package let middle: Double
    /// The interval of the level; nil with too few events to know it.
    package let interval: ClosedRange<Double>?
    /// How the middle was found.
    package let method: Method

    /// An estimate with its parts.
    package init(middle: Double, interval: ClosedRange<Double>?, method: Method) {
      self.middle = middle
      self.interval = interval
      self.method = method
    }
  }

  /// What forecasts made in the course of the run were worth, each held against what came.
  package struct BackTest: Equatable, Sendable {
    /// Events that were forecast with an interval.
    package var events = 0
    /// Forecasts of them, at most eight an event, evenly spread over the time before it.
    package var origins = 0
    /// Those whose interval held what came.
    package var held = 0
    /// The share of the events that lay in their interval; the forecasts of one event have a vote together.
    package var coverage = Double.nan
    /// The median error in operations.
    package var medianError = Double.nan
    /// The median of the factor between what was forecast and what came, at least 1.
    package var medianFactor = Double.nan

    /// Nothing tested yet.
    package init() {}
  }

  /// What it is of.
  package let target: ForecastTarget
  /// What can be said.
  package let outcome: Outcome
  /// Operations and seconds at the frame it was made at.
  package let operation: UInt64
  /// Seconds since the start of the run.
  package let seconds: Double
  /// Operations a second at that frame; 0 when the run is at rest.
  package let rate: Double
  /// Present where the outcome is `expected`, and where too few events leave it without an interval.
  package let estimate: Estimate?
  /// Such events in the run so far.
  package let events: Int
  /// The operation of the last one.
  package let lastEvent: UInt64?
  /// The threshold of a breach, where it is known.
  package let threshold: Double?
  /// The present value of its metric.
  package let value: Double?
  /// How earlier forecasts did.
  package let backTest: BackTest
  /// The share of the events an interval is to hold.
  package let level: Double

  /// The operation an estimate of so many operations from here means.
  package func operation(after remaining: Double) -> UInt64 {
    operation &+ (UInt64(exactly: min(max(remaining, 0), 1e15).rounded(.up)) ?? 0)
  }

  /// The seconds since the start of the run it means at the present rate; nil for a run at rest.
  package func seconds(after remaining: Double) -> Double? {
    rate > 0 ? seconds + remaining / rate : nil
  }
}

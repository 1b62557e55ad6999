#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Forecasts of one target in the course of a run, each held against what came: rolling origins, conformal intervals.
///
/// A forecast at operation `o` gives the operations `p` that remain. When the event comes after `a` operations, its
/// residual is `log(a / p)`. The interval of a later forecast is `[p · exp(lower), p · exp(upper)]`, with the quantiles of
/// the residuals so far at `m/2` and `1 - m/2` and the finite-sample correction of conformal prediction (Vovk, Gammerman
/// and Shafer, *Algorithmic Learning in a Random World*, 2005), where the residuals of one event weigh as one together,
/// since they hang together. Events of a map are not exchangeable: after each one the share `m` of misses that is aimed at
/// moves by `step · (wanted - missed)`, which holds the long-run coverage whatever the data do (adaptive conformal inference,
/// Gibbs and Candès, NeurIPS 2021). Nothing of an event is used in the forecasts before it.
package struct ForecastTrack: Sendable {
  /// Forecasts of one event that are kept, evenly spread over the time before it.
  static let originLimit = 8
  /// Intervals between events that are kept.
  static let gapLimit = 64
  /// The step of adaptive conformal inference: the middle of the range its authors recommend.
  static let step = 0.05

  private struct Origin {
    let operation: Double
    /// By method.
    let middles: [Double?]
    let estimate: Forecast.Estimate
  }

  /// The share of the events an interval is to hold.
  let level: Double
  /// Events seen.
  private(set) var events = 0
  /// The operation of the last one.
  private(set) var lastEvent: UInt64?
  private(set) var backTest = Forecast.BackTest()

  /// The share of misses that is aimed at now.
  private var miss: Double
  private var open: [Origin] = []
  private var stride = 1
  private var skipped = 0
  /// By method: its residuals, and between which of their logarithms the interval lies.
  private var pools = [ForecastResiduals](
    repeating: ForecastResiduals(), count: Forecast.Method.allCases.count)
  private var bounds = [ClosedRange<Double>?](repeating: nil, count: Forecast.Method.allCases.count)
  /// Operations between events.
  private var gaps: [Double] = []
  /// Error and factor of the forecasts that had an interval.
  private var errors: [(error: Double, factor: Double)] = []
  private var votes = 0.0

  /// No event yet; `level` lies between 0 and 1.
  init(level: Double) {
    self.level = level
    miss = 1 - level
  }

  /// Events with residuals that an interval needs: with fewer the finite-sample quantiles do not exist.
  static func eventsNeeded(level: Double) -> Int { Int((2 / (1 - level) - 1e-9).rounded(.up)) - 1 }

  /// The event has happened at an operation. O(forecasts kept).
  mutating func happen(at operation: UInt64) {
    settle(at: Double(operation))
    if let lastEvent, operation >= lastEvent {
      gaps.append(Double(operation - lastEvent))
      if gaps.count > Self.gapLimit { gaps.removeFirst() }
    }
    lastEvent = operation
    events += 1
  }

  private mutating func settle(at operation: Double) {
    guard !open.isEmpty else { return }
    var byMethod = [[Double]](repeating: [], count: Forecast.Method.allCases.count)
    var tested = 0
    var held = 0
    for origin in open {
      let actual = max(1, operation - origin.operation)
      for (method, middle) in origin.middles.enumerated() {
        if let middle { byMethod[method].append(log(actual / middle)) }
      }
      guard let interval = origin.estimate.interval else { continue }
      tested += 1
      if interval.contains(actual) { held += 1 }
      let middle = origin.estimate.middle
      errors.append((abs(actual - middle), max(actual / middle, middle / actual)))
    }
    for (method, own) in byMethod.enumerated() { pools[method].add(own) }
    if errors.count > ForecastResiduals.eventLimit * Self.originLimit {
      errors.removeFirst(errors.count - ForecastResiduals.eventLimit * Self.originLimit)
    }
    open = []
    stride = 1
    skipped = 0
    defer {
      let needed = Self.eventsNeeded(level: level)
      for method in pools.indices {
        bounds[method] = pools[method].events >= needed ? pools[method].bounds(miss: miss) : nil
      }
    }
    guard tested > 0 else { return }
    let share = Double(held) / Double(tested)
    votes += share
    backTest.events += 1
    backTest.origins += tested
    backTest.held += held
    miss = min(max(miss + Self.step * ((1 - level) - (1 - share)), 0), 0.9)
  }

  /// What is forecast after `operation`, given what the trend of a metric says (nil where there is none), and whether it
  /// is to be held against what comes. O(1).
  mutating func ask(at operation: UInt64, trend: Double?) -> Forecast.Estimate? {
    let middles = [pace(at: Double(operation)), trend.map { max(1, $0) }]
    guard let method = method(of: middles), let middle = middles[method] else { return nil }
    let estimate = Forecast.Estimate(
      middle: middle, interval: interval(around: middle, method: method),
      method: Forecast.Method.allCases[method])
    skipped += 1
    if skipped >= stride {
      skipped = 0
      open.append(Origin(operation: Double(operation), middles: middles, estimate: estimate))
      if open.count > Self.originLimit {
        open = open.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        stride *= 2
      }
    }
    return estimate
  }

  /// The back-test so far. O(forecasts kept · log).
  var tested: Forecast.BackTest {
    var result = backTest
    guard result.events > 0 else { return result }
    result.coverage = votes / Double(result.events)
    result.medianError = Self.median(errors.map(\.error))
    result.medianFactor = Self.median(errors.map(\.factor))
    return result
  }

  /// The median of what remained of earlier intervals that lasted as long as this one has; twice its age for one that has
  /// outlived them all.
  private func pace(at operation: Double) -> Double? {
    guard let lastEvent, !gaps.isEmpty else { return nil }
    let age = max(0, operation - Double(lastEvent))
    let left = gaps.filter { $0 > age }.map { $0 - age }
    return max(1, left.isEmpty ? age : Self.median(left))
  }

  /// Which of the estimates to believe: the one that lay nearest in the last 32 events. Before there are five, the trend.
  private func method(of middles: [Double?]) -> Int? {
    var best: (error: Double, method: Int)?
    for method in middles.indices.reversed() where middles[method] != nil {
      let error = pools[method].recentError ?? .greatestFiniteMagnitude
      if best.map({ error < $0.error }) ?? true { best = (error, method) }
    }
    return best?.method
  }

  private func interval(around middle: Double, method: Int) -> ClosedRange<Double>? {
    guard let bounds = bounds[method] else { return nil }
    return middle * exp(bounds.lowerBound)...middle * exp(bounds.upperBound)
  }

  private static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }
}

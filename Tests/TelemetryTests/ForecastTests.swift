import Base
import Testing

@testable import Telemetry

struct ForecastTests {
  // MARK: The track

  /// Asks at every `every`-th operation, and lets events come after the gaps; the back-test of all that.
  private func backTest(
    _ gaps: [Double], level: Double, every: UInt64 = 20
  ) -> (track: ForecastTrack, at: UInt64) {
    var track = ForecastTrack(level: level)
    var now: UInt64 = 0
    var event = 0.0
    for gap in gaps {
      event += gap
      while now + every < UInt64(event) {
        now += every
        _ = track.ask(at: now, trend: nil)
      }
      track.happen(at: UInt64(event))
    }
    return (track, now)
  }

  private static func gaps(_ seed: UInt64, _ count: Int, _ gap: (Int, Double) -> Double) -> [Double] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { gap($0, Double(random.next() >> 11) / Double(1 << 53)) }
  }

  @Test(arguments: [0.5, 0.8])
  func theCoverageIsWhatWasAskedFor(_ level: Double) {
    let kinds: [(String, (Int, Double) -> Double)] = [
      ("exponential", { _, u in -300 * DeterministicMath.log(1 - u) + 1 }),
      ("uniform", { _, u in 200 + 200 * u }),
      ("slower and slower", { index, u in (100 + 3 * Double(index)) * (0.5 + u) }),
      ("two regimes", { index, u in (index / 50 % 2 == 0 ? 100 : 1500) * (0.5 + u) }),
    ]
    for (name, gap) in kinds {
      let test = backTest(Self.gaps(1, 300, gap), level: level, every: 50).track.tested
      #expect(test.events > 200, "\(name)")
      #expect(abs(test.coverage - level) < 0.07, "\(name), level \(level): \(test)")
    }
  }

  @Test func regularEventsAreForecastExactly() throws {
    let (track, now) = backTest([Double](repeating: 1000, count: 30), level: 0.8)
    #expect(track.tested.medianError == 0 && track.tested.medianFactor == 1 && track.tested.coverage == 1)
    var copy = track
    let asked = copy.ask(at: now + 200, trend: nil)
    let estimate = try #require(asked)
    #expect(estimate.middle == Double(30_000 + 1000 - now - 200) && estimate.method == .pace)
    #expect(try #require(estimate.interval).contains(estimate.middle))
  }

  @Test func theMethodThatProvedBetterIsBelieved() throws {
    // Events that follow no pace, and a trend that knows them.
    let gaps = Self.gaps(4, 60) { _, u in 100 + 5000 * u }
    var track = ForecastTrack(level: 0.8)
    var now: UInt64 = 0
    var event = 0.0
    for gap in gaps {
      event += gap
      while now + 50 < UInt64(event) {
        now += 50
        _ = track.ask(at: now, trend: Double(UInt64(event) - now))
      }
      track.happen(at: UInt64(event))
    }
    let asked = track.ask(at: now + 50, trend: 777)
    let estimate = try #require(asked)
    #expect(estimate.method == .trend && estimate.middle == 777)
    #expect(track.tested.medianFactor == 1)
  }

  @Test func intervalsWaitForEnoughEvents() {
    #expect(ForecastTrack.eventsNeeded(level: 0.8) == 9)
    #expect(ForecastTrack.eventsNeeded(level: 0.9) == 19)
    #expect(ForecastTrack.eventsNeeded(level: 0.5) == 3)
    for (events, isKnown) in [(10, false), (11, true)] {
      // The first event has no gap before it, and the first gap no forecast: with eleven there are nine residuals.
      var (track, now) = backTest([Double](repeating: 100, count: events), level: 0.8)
      let asked = track.ask(at: now, trend: nil)
      #expect((asked?.interval != nil) == isKnown, "\(events)")
    }
  }

  @Test func memoryIsBounded() {
    let (track, _) = backTest(Self.gaps(7, 600) { _, u in 20 + 300 * u }, level: 0.8)
    let mirror = Mirror(reflecting: track)
    for child in mirror.children {
      guard let list = child.value as? [Any] else { continue }
      #expect(list.count <= ForecastResiduals.eventLimit * ForecastTrack.originLimit, "\(child.label ?? "")")
    }
    #expect(track.events == 600)
  }

  // MARK: Frames

  private func frame(
    _ number: UInt64, run: String = "r", operations: UInt64, loadFactor: Double = 0, entries: Int = 0,
    splits: [UInt64] = [], total: UInt64 = 0, conversions: [UInt64] = []
  ) -> Frame {
    var map = MapReading()
    map.backend = "grouped"
    map.loadFactor = loadFactor
    map.entries = entries
    map.ledger = splits.map {
      LedgerEntry(
        operation: $0, kind: "split", reason: "growth", segment: 0, from: "grouped", to: "grouped",
        entries: 1, bytes: 1, nanoseconds: 1)
    }
    map.structure = [
      StructuralTotal(name: "split", events: total, entries: 0, nanoseconds: 0, longestNanoseconds: 0)
    ]
    let empty = LatencySummary(LatencyHistogram(), buckets: nil)
    let reading = LatencyReading(OperationLatency(), buckets: nil)
    return Frame(
      frame: number, runID: run, seconds: Double(operations) / 1000, counts: .init(puts: operations),
      map: map,
      instantRate: 1000, smoothedRate: 1000, latency: reading, loopLatency: reading, buckets: .standard,
      window: empty, events: conversions.map { TickEvent(.switchBegan, seconds: 0, operation: $0) },
      eventsOmitted: 0, eventTotals: [], alerts: [], alertsRaised: 0,
      alertFlags: Guardrails.metrics.map { _ in false }, isIdle: false)
  }

  private func forecast(_ forecaster: Forecaster, _ target: ForecastTarget) throws -> Forecast {
    try #require(forecaster.forecasts.first { $0.target == target })
  }

  @Test func aShortRunSaysSo() throws {
    var forecaster = Forecaster()
    forecaster.take(frame(1, operations: 100))
    forecaster.take(frame(2, operations: 200))
    // A frame without operations tells nothing.
    forecaster.take(frame(3, operations: 200))
    #expect(forecaster.frames == 2)
    #expect(try forecast(forecaster, .split).outcome == .tooFewFrames(needed: 3))
    forecaster.take(frame(4, operations: 300))
    #expect(try forecast(forecaster, .split).outcome == .notForeseen)
    #expect(try forecast(forecaster, .conversion).outcome == .notForeseen)
  }

  @Test func aThresholdIsReachedWhereTheSlopeLeads() throws {
    var forecaster = Forecaster(thresholds: [.init(.loadFactor, 0.8)])
    for step in 1...20 as ClosedRange<UInt64> {
      forecaster.take(frame(step, operations: step * 100, loadFactor: 0.02 * Double(step)))
    }
    let one = try forecast(forecaster, .breach("load_factor"))
    #expect(one.outcome == .tooFewEvents(needed: 9) && one.events == 0 && one.threshold == 0.8)
    let estimate = try #require(one.estimate)
    #expect(abs(estimate.middle - 2000) < 1e-6 && estimate.method == .trend && estimate.interval == nil)
    #expect((3999...4001).contains(one.operation(after: estimate.middle)))
    #expect(abs(try #require(one.seconds(after: estimate.middle)) - 4) < 1e-6)
    for step in 21...45 as ClosedRange<UInt64> {
      forecaster.take(frame(step, operations: step * 100, loadFactor: 0.02 * Double(step)))
    }
    let reached = try forecast(forecaster, .breach("load_factor"))
    #expect(reached.outcome == .reached && reached.lastEvent == 4000 && reached.estimate == nil)
    // It ends clearly below the threshold, not at it.
    forecaster.take(frame(46, operations: 4600, loadFactor: 0.77))
    #expect(try forecast(forecaster, .breach("load_factor")).outcome == .reached)
    forecaster.take(frame(47, operations: 4700, loadFactor: 0.7))
    #expect(try forecast(forecaster, .breach("load_factor")).outcome != .reached)
  }

  @Test func guardrailsAreForecastBeforeTheyWereEverReached() throws {
    var forecaster = Forecaster(guardrails: [.init(.loadFactor, 0.8)])
    for step in 1...20 as ClosedRange<UInt64> {
      forecaster.take(frame(step, operations: step * 100, loadFactor: 0.02 * Double(step)))
    }
    let one = try forecast(forecaster, .breach("load_factor"))
    #expect(abs(try #require(one.estimate).middle - 2000) < 1e-6 && one.events == 0)
    // What counts as reached is what the run says, not what its metric seems to.
    for step in 21...50 as ClosedRange<UInt64> {
      forecaster.take(frame(step, operations: step * 100, loadFactor: 0.02 * Double(step)))
    }
    #expect(try forecast(forecaster, .breach("load_factor")).outcome != .reached)
    #expect(forecaster.forecasts.count == 3, "guardrails of which nothing is known are not told of")
  }

  @Test func splitsAreTakenFromTheLedgerAndItsTotals() throws {
    var forecaster = Forecaster()
    forecaster.take(frame(1, operations: 1000, splits: [400, 700], total: 2))
    #expect(try forecast(forecaster, .split).events == 2)
    // Three more happened than the frame carries; of one of them its time is taken as evenly spread.
    forecaster.take(frame(2, operations: 2000, splits: [1900], total: 6))
    let split = try forecast(forecaster, .split)
    #expect(split.events == 4 && split.lastEvent == 1900)
    forecaster.take(frame(3, operations: 3000, total: 6, conversions: [2500]))
    #expect(try forecast(forecaster, .conversion).lastEvent == 2500)
    forecaster.take(frame(1, run: "another", operations: 500, splits: [10], total: 1))
    #expect(forecaster.frames == 1)
    #expect(try forecast(forecaster, .split).events == 1)
    #expect(try forecast(forecaster, .conversion).events == 0)
  }

  @Test func theFullestSegmentIsWhatCounts() {
    var map = MapReading()
    map.backend = "grouped"
    map.regions = MapRegions([
      .init(segments: 1, settled: 1, entries: 300, slots: 480),
      .init(segments: 1, settled: 1, entries: 400, slots: 480),
    ])
    // The fuller has room for 20 of its 420, and every second of a growth of one in two operations goes to it.
    #expect(map.operationsUntilSplit(growth: 0.5) == 80)
    #expect(map.operationsUntilSplit(growth: 0) == nil && map.operationsUntilSplit(growth: -1) == nil)
    map.regions = nil
    #expect(map.operationsUntilSplit(growth: 1) == nil)
  }

  @Test func hostileFramesDoNoHarm() {
    var forecaster = Forecaster(thresholds: ForecastThreshold.Metric.allCases.map { .init($0, 1) })
    var random = SeededRandom(seed: 3)
    for number in 1...300 as ClosedRange<UInt64> {
      forecaster.take(
        frame(
          number, run: number % 90 == 0 ? "b" : "a", operations: random.next() >> (random.next() % 64),
          loadFactor: [0, .infinity, -1, .nan, 1e300][Int(random.next() % 5)],
          entries: Int(random.next() % (1 << 40)), splits: [random.next(), 0], total: random.next(),
          conversions: [random.next()]))
      for one in forecaster.forecasts {
        _ = one.estimate.map { (one.operation(after: $0.middle), one.seconds(after: $0.middle)) }
      }
    }
    #expect(forecaster.frames > 0)
  }
}

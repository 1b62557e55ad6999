import Base
import Documents
import TestSupport
import Testing

@testable import Telemetry

@Suite struct TickTests {
  private static let silence = OperationLatency()

  private func text(_ tick: Frame) -> String {
    var writer = JSONWriter()
    tick.render(into: &writer)
    return writer.text
  }

  @Test func aTickIsTheLineItHasAlwaysBeen() throws {
    let tick = SampleFrame.full()
    var problem = try Repository.difference(text(tick), from: "Tests/Goldens/telemetry/tick-full.ndjson")
    #expect(problem == nil)
    var builder = FrameBuilder(runID: "run-2")
    builder.note(TickEvent(.start, seconds: 0, operation: 0))
    let first = builder.tick(
      at: 0, counts: .init(), map: MapReading(), latency: Self.silence, loopLatency: Self.silence)
    problem = try Repository.difference(text(first), from: "Tests/Goldens/telemetry/tick-first.ndjson")
    #expect(problem == nil)
  }

  /// Names of all members, objects and array elements walked through, in their order and without repetition.
  private func names(_ value: DocumentValue, _ prefix: String) -> [String] {
    switch value {
    case .table(let table):
      table.members.flatMap { ["\(prefix)\($0.key)"] + names($0.value, "\(prefix)\($0.key).") }
    case .array(let values, _): values.flatMap { names($0, prefix) }
    default: []
    }
  }

  private func declaredNames(_ fields: [TickField], _ prefix: String) -> [String] {
    fields.flatMap { ["\(prefix)\($0.name)"] + declaredNames($0.type, "\(prefix)\($0.name).") }
  }

  private func declaredNames(_ type: TickFieldType, _ prefix: String) -> [String] {
    switch type {
    case .object(let fields, _): declaredNames(fields, prefix)
    case .dictionary(let values): declaredNames(values, prefix + "*.")
    case .list(let values, _): declaredNames(values, prefix)
    default: []
    }
  }

  /// What is written and what is declared cannot drift apart.
  @Test func everyMemberIsDeclaredAndEveryDeclaredMemberIsWritten() throws {
    let tick = try JSON.parse(Array(text(SampleFrame.full()).utf8), file: "tick")
    var written: [String] = []
    for name in names(tick, "") {
      let parts = name.split(separator: ".").map(String.init)
      var shown = parts
      if ["structure", "segments", "alert_flags", "event_totals"].contains(parts[0]), parts.count > 1 {
        if parts[0] != "structure" { continue }
        shown[1] = "*"
        if parts.count == 2 { continue }
      }
      let name = shown.joined(separator: ".")
      if !written.contains(name) { written.append(name) }
    }
    #expect(written == declaredNames(TickFields.all, ""))
  }

  @Test func everyEventIsInExactlyOneTick() {
    var builder = FrameBuilder(runID: "r")
    var events: [[TickEvent.Kind]] = []
    var omitted: [UInt64] = []
    for round in 0..<4 {
      if round == 0 { builder.note(TickEvent(.start, seconds: 0, operation: 0)) }
      if round == 1 {
        for index in 0..<300 { builder.note(TickEvent(.compaction, seconds: 1, operation: UInt64(index))) }
      }
      if round == 1 { builder.note(TickEvent(.complete, seconds: 1, operation: 400)) }
      if round == 3 { builder.note(TickEvent(.reseed, seconds: 3, operation: 500)) }
      let tick = builder.tick(
        at: Double(round), counts: .init(puts: UInt64(round)), map: MapReading(), latency: Self.silence,
        loopLatency: Self.silence)
      #expect(tick.frame == UInt64(round + 1) && tick.runID == "r")
      events.append(tick.events.map(\.kind))
      omitted.append(tick.eventsOmitted)
    }
    #expect(events[0] == [.start] && events[2] == [] && events[3] == [.reseed])
    #expect(events[1].count == 257 && events[1].last == .complete)
    #expect(omitted == [0, 44, 0, 0])
  }

  @Test func ratesStartWarmAndIgnoreVanishingIntervals() {
    let table: [(at: Double, operations: UInt64, instant: Double, smoothed: Double)] = [
      (0, 0, 0, 0), (1, 1000, 1000, 1000), (2, 3000, 2000, 1250), (2.0005, 3000, 2000, 1250),
      (3, 3000, 0, 937.5),
      (2.5, 3000, 0, 937.5), (103, 3000, 0, 703.125),
    ]
    var builder = FrameBuilder(runID: "r")
    for (index, row) in table.enumerated() {
      let tick = builder.tick(
        at: row.at, counts: .init(gets: row.operations), map: MapReading(), latency: Self.silence,
        loopLatency: Self.silence)
      #expect(tick.instantRate == row.instant && tick.smoothedRate == row.smoothed, "row \(index)")
      #expect(index != 5 || tick.seconds == 3, "time never falls")
    }
    var flat = OperationRates(alpha: 7)
    for second in 0..<3 { flat.observe(operations: UInt64(second * second * 10), seconds: Double(second)) }
    #expect(flat.smoothed == flat.instant && flat.instant == 30)
    var wild = OperationRates(alpha: .nan)
    wild.observe(operations: 0, seconds: 0)
    wild.observe(operations: 5, seconds: 1)
    #expect(wild.smoothed == 5)
  }

  @Test func aStalledRunIsIdleUntilOperationsArrive() {
    var builder = FrameBuilder(runID: "r", idleAfter: 5)
    var states: [Bool] = []
    var kinds: [TickEvent.Kind] = []
    for (at, operations) in [(0, 0), (1, 10), (5, 10), (6, 10), (9, 10), (10, 11), (11, 11)]
      as [(Double, UInt64)]
    {
      let tick = builder.tick(
        at: at, counts: .init(puts: operations), map: MapReading(), latency: Self.silence,
        loopLatency: Self.silence)
      states.append(tick.isIdle)
      kinds += tick.events.map(\.kind)
    }
    #expect(states == [false, false, false, true, true, false, false])
    #expect(kinds == [.idle, .resume])
  }

  @Test func guardrailsRiseAndClearOnce() {
    var guardrails = Guardrails(.init(loadFactor: 0.9, averageProbe: 2, tombstoneRatio: nil))
    var map = MapReading()
    map.backend = "robinhood"
    map.tombstoneRatio = 1
    #expect(guardrails.judge(.init(seconds: 0, map: map)).alerts.isEmpty)
    map.loadFactor = 0.9
    map.averageProbe = 2.0625
    let (alerts, changes) = guardrails.judge(.init(seconds: 1, map: map))
    #expect(
      alerts.map(\.message) == [
        "Load factor guardrail exceeded: 0.900 ≥ 0.900", "Probe length guardrail exceeded: 2.062 ≥ 2.000",
      ])
    #expect(alerts.map(\.metric) == ["load_factor", "avg_probe_estimate"] && alerts[0].severity == "warning")
    #expect(changes == alerts.map { .rose($0) } && guardrails.isActive.prefix(3) == [true, true, false])
    map.averageProbe = 1
    let later = guardrails.judge(.init(seconds: 2, map: map))
    #expect(later.alerts.count == 1 && later.changes == [.cleared(metric: "avg_probe_estimate")])
    #expect(guardrails.judge(.init(seconds: 3, map: map)).changes.isEmpty)
    var builder = FrameBuilder(runID: "r", thresholds: .init(loadFactor: 0.5))
    let tick = builder.tick(
      at: 0, counts: .init(), map: map, latency: Self.silence, loopLatency: Self.silence)
    #expect(tick.alertFlags.prefix(3) == [true, false, false] && builder.alertChanges.count == 1)
  }

  @Test func fineClassesHoldEveryDurationOnce() {
    let bounds = DurationClass.bounds
    #expect(
      bounds.count == 117 && bounds.first == 10 && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 })
    #expect(bounds.last.map { $0 > LatencyHistogram.longest } == true, "nothing lies beyond the last")
    for seed in UInt64(1)...20 {
      var random = SeededRandom(seed: seed)
      var latency = OperationLatency()
      var counts: [UInt64: UInt64] = [:]
      for _ in 0..<2000 {
        // From the middle of a class, away from the 0.1 % by which a bound may be missed.
        let place = Int(random.next() % UInt64(bounds.count - 1))
        let before = place == 0 ? 0 : bounds[place - 1]
        latency.record(kind: Int(random.next() % 3), nanoseconds: (before + bounds[place] + 1) / 2)
        counts[bounds[place], default: 0] += 1
      }
      let reading = LatencyReading(latency, buckets: .standard)
      let found = reading.overall.classes
      #expect(
        Dictionary(uniqueKeysWithValues: found.map { ($0.bound, $0.count) }) == counts, "seed \(seed)")
      #expect(zip(found, found.dropFirst()).allSatisfy { $0.bound < $1.bound }, "seed \(seed)")
      for summary in reading.all {
        #expect(summary.classes.reduce(0) { $0 + $1.count } == summary.count, "seed \(seed)")
      }
      for one in found {
        let parts = reading.byKind.flatMap(\.classes).filter { $0.bound == one.bound }
        #expect(parts.reduce(0) { $0 + $1.count } == one.count, "seed \(seed), \(one.bound) ns")
      }
    }
    #expect(LatencyReading(Self.silence, buckets: .micro).overall.classes.isEmpty)
  }

  @Test func histogramsCoverTheWholeRun() {
    var latency = OperationLatency()
    var builder = FrameBuilder(runID: "r", buckets: .micro)
    var before: [[UInt64]] = []
    for round in 1...5 {
      for index in 0..<1000 { latency.record(kind: index % 3, nanoseconds: UInt64(index * round * 40)) }
      let tick = builder.tick(
        at: Double(round), counts: .init(), map: MapReading(), latency: latency, loopLatency: Self.silence)
      let counts = tick.latency.all.map(\.cumulative)
      #expect(counts.allSatisfy { $0.count == LatencyBuckets.micro.labels.count })
      for (new, old) in zip(counts, before) { #expect(zip(new, old).allSatisfy { $0 >= $1 }) }
      #expect(counts[0].last == UInt64(round * 1000) && tick.latency.overall.count == UInt64(round * 1000))
      #expect(
        zip(counts[0], zip(counts[1], zip(counts[2], counts[3]))).allSatisfy { $0 == $1.0 + $1.1.0 + $1.1.1 })
      #expect(tick.window.count == 1000 && tick.window.sum == UInt64(round * 40 * 499_500))
      let median = UInt64(round * 40 * 499)
      #expect((median...(median + median / 1000)).contains(tick.window.quantiles[0]))
      #expect(tick.loopLatency.all.allSatisfy { $0.count == 0 && $0.median == 0 && $0.cumulative.isEmpty })
      before = counts
    }
    #expect(LatencyBuckets(rawValue: "default") == .standard)
    #expect(LatencyBuckets.standard.labels.first == "0.050000" && LatencyBuckets.micro.labels.last == "+Inf")
    #expect(LatencyBuckets.micro.labels[4] == "0.020000" && LatencyBuckets.standard.labels[7] == "10.000000")
  }
}

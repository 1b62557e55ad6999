import Base
import Testing

@testable import Telemetry

/// Recommendations held against a run, and the alerts that come of them.
@Suite struct RunAdviceTests {
  private static func document(
    _ details: [RecommendationDocument.Detail], source: String = "profile",
    confidence: RecommendationDocument.Confidence = .high
  ) -> RecommendationDocument {
    RecommendationDocument(
      source: source, summary: "do so", reason: "it is better", confidence: confidence, details: details)
  }

  private static func map(_ backend: String, migratingTo: String? = nil) -> MapReading {
    var map = MapReading()
    map.backend = backend
    map.migratingTo = migratingTo
    return map
  }

  private static let settings = [
    "map.mode": "adaptive", "adaptive.max_lf_chaining": "0.8", "map.tombstones": "false",
  ]

  private func judge(
    _ document: RecommendationDocument, map: MapReading, operations: UInt64 = 1000, rate: Double = 100,
    horizon: Double? = 60
  ) -> RunAdvice.Judgement {
    RunAdvice([document], setting: { Self.settings[$0] })
      .judge(map: map, operations: operations, rate: rate, horizon: horizon)
  }

  /// What is advised, the map, and how the run stands to it.
  @Test func stances() {
    let table: [([RecommendationDocument.Detail], MapReading, FramedRecommendation.Stance, String?)] = [
      ([.init("layout", .text("chaining"))], Self.map("chaining"), .follows, nil),
      (
        [.init("layout", .text("chaining"))], Self.map("grouped"), .contradicts,
        "the layout is grouped, not chaining"
      ),
      ([.init("layout", .text("chaining"))], Self.map("grouped", migratingTo: "chaining"), .follows, nil),
      (
        [.init("map.mode", .text("fast-insert")), .init("layout", .text("chaining"))], Self.map("chaining"),
        .follows, nil
      ),
      (
        [.init("map.mode", .text("fast-lookup"))], Self.map("robinhood"), .contradicts,
        "map.mode is adaptive, not fast-lookup"
      ),
      ([.init("map.mode", .text("adaptive"))], Self.map("robinhood"), .follows, nil),
      ([.init("adaptive.max_lf_chaining", .text("0.80"))], Self.map("grouped"), .follows, nil),
      ([.init("adaptive.max_lf_chaining", .number(0.8))], Self.map("grouped"), .follows, nil),
      (
        [.init("adaptive.max_lf_chaining", .count(2)), .init("map.tombstones", .flag(true))],
        Self.map("grouped"),
        .contradicts, "adaptive.max_lf_chaining is 0.8, not 2; map.tombstones is false, not true"
      ),
      ([.init("no.setting", .text("x")), .init("rounds", .count(3))], Self.map("grouped"), .open, nil),
      ([], Self.map("grouped"), .open, nil),
    ]
    for (details, map, stance, difference) in table {
      let judgement = judge(Self.document(details), map: map)
      let framed = judgement.recommendations[0]
      #expect(framed.stance == stance && framed.difference == difference, "\(details): \(framed)")
      #expect(judgement.conflicts.count == (stance == .contradicts ? 1 : 0))
    }
    let doubtful = Self.document([.init("layout", .text("chaining"))], confidence: .low)
    let judgement = judge(doubtful, map: Self.map("grouped"))
    #expect(judgement.recommendations[0].stance == .contradicts && judgement.conflicts.isEmpty)
  }

  /// A breach that is forecast, how far the run has come, and the seconds until it.
  @Test func breachesAreDue() {
    func forecast(_ operation: UInt64, _ more: [RecommendationDocument.Detail] = []) -> RecommendationDocument
    {
      Self.document(
        [.init("target", .text("breach:load_factor")), .init("operation", .count(operation))] + more,
        source: "forecast")
    }
    let high = [RecommendationDocument.Detail("operation_high", .count(2000))]
    let reached = [RecommendationDocument.Detail("outcome", .text("reached"))]
    let table: [(RecommendationDocument, UInt64, Double, Double?, Bool)] = [
      (forecast(7000), 1000, 100, 60, true), (forecast(7001), 1000, 100, 60.01, false),
      (forecast(1500, high), 1800, 100, 0, true), (forecast(1500, high), 2001, 100, nil, false),
      (forecast(1500), 1501, 100, nil, false), (forecast(9000), 1000, 0, nil, false),
      (forecast(1, reached), 9000, 0, 0, true),
      (
        Self.document([.init("target", .text("split")), .init("operation", .count(1001))]), 1000, 100, nil,
        false
      ),
    ]
    for (document, operations, rate, due, warns) in table {
      let judgement = judge(document, map: Self.map("grouped"), operations: operations, rate: rate)
      #expect(judgement.recommendations[0].dueSeconds == due, "\(document.details) at \(operations)")
      #expect(judgement.breaches.isEmpty == !warns, "\(document.details) at \(operations)")
    }
    #expect(judge(forecast(1001), map: Self.map("grouped"), horizon: nil).breaches.isEmpty)
  }

  /// Frames carry them, alerts say them in words, and both end with their cause.
  @Test func framesAndAlerts() {
    var thresholds = Guardrails.Thresholds()
    thresholds.recommendationConflicts = 1
    thresholds.forecastHorizon = 60
    var builder = FrameBuilder(runID: "r", thresholds: thresholds)
    let latency = OperationLatency()
    func tick(_ seconds: Double, _ operations: UInt64, _ backend: String) -> Frame {
      builder.tick(
        at: seconds, counts: OperationCounts(puts: operations), map: Self.map(backend), latency: latency,
        loopLatency: latency)
    }
    #expect(tick(0, 0, "grouped").recommendations.isEmpty)
    let long = String(repeating: "long ", count: 200)
    builder.setAdvice(
      RunAdvice(
        [
          Self.document([.init("layout", .text("chaining"))]),
          Self.document([.init("layout", .text("compact"))], source: "policy-lab"),
          RecommendationDocument(
            source: "forecast", summary: long, reason: long, confidence: .high,
            details: [.init("target", .text("breach:memory_use")), .init("operation", .count(3000))]),
        ] + Array(repeating: Self.document([]), count: 9), setting: { _ in nil }))
    let first = tick(1, 1000, "grouped")
    #expect(first.recommendations.count == RunAdvice.limit)
    #expect(first.recommendations[2].summary.count == 300 && first.recommendations[2].dueSeconds == 2)
    #expect(first.alerts.map(\.metric) == ["recommendation_conflict", "forecast_breach"])
    #expect(first.alerts.map(\.severity) == ["warning", "warning"] && first.alerts[0].value == 2)
    #expect(
      first.alerts[0].message
        == "profile advises otherwise: do so (the layout is grouped, not chaining), and 1 more")
    #expect(first.alerts[1].message.hasSuffix(", expected in 2.0 s"))
    let second = tick(2, 4000, "chaining")
    #expect(second.alerts.map(\.value) == [1] && second.alerts[0].message.hasPrefix("policy-lab advises"))
    builder.setAdvice(RunAdvice([], setting: { _ in nil }))
    let last = tick(3, 5000, "chaining")
    #expect(last.alerts.isEmpty && last.recommendations.isEmpty)
  }
}

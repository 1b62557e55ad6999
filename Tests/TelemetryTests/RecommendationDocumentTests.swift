import Base
import Testing

@testable import Telemetry

@Test func aRecommendationIsWrittenAsItsForm() {
  var document = RecommendationDocument(
    source: "profile", summary: "use --mode fast-insert", reason: "it was 8 % \"cheaper\"",
    confidence: .moderate,
    details: [
      .init("mode", .text("fast-insert")), .init("rounds", .count(12)), .init("p99_ns", .number(71.5)),
      .init("open", .number(.nan)), .init("cut", .flag(true)),
    ])
  let expected = """
    {
      "schema": "adhash.recommendation/1",
      "source": "profile",
      "summary": "use --mode fast-insert",
      "reason": "it was 8 % \\"cheaper\\"",
      "confidence": "moderate",
      "details": {
        "mode": "fast-insert",
        "rounds": 12,
        "p99_ns": 71.5,
        "open": null,
        "cut": true
      }
    }

    """
  #expect(String(decoding: document.file(), as: UTF8.self) == expected)
  document.created = "2026-11-21T03:00:00Z"
  document.runID = "5eed5eed"
  #expect(
    String(decoding: document.file(), as: UTF8.self).contains(
      "\"created\": \"2026-11-21T03:00:00Z\",\n  \"run_id\": \"5eed5eed\",\n"))
}

import Documents
import Telemetry

extension TickMembers {
  /// The events of the tick; those of a kind nobody knows are left out.
  var events: [TickEvent] {
    objects("events").compactMap { members in
      guard let kind = TickEvent.Kind(rawValue: members.text("type") ?? "") else { return nil }
      var event = TickEvent(kind, seconds: members.number("t") ?? 0, operation: members.count("op"))
      event.backend = members.text("backend")
      event.message = members.text("message")
      event.from = members.text("from")
      event.to = members.text("to")
      event.reason = members.text("reason")
      event.source = members.text("source")
      if members.table["entries"] != nil { event.entries = members.count("entries") }
      if members.table["bytes"] != nil { event.bytes = members.count("bytes") }
      if members.table["ns"] != nil { event.nanoseconds = members.count("ns") }
      if members.table["moved_bytes"] != nil { event.movedBytes = members.count("moved_bytes") }
      event.deciding = Self.deciding(members)
      return event
    }
  }

  private static func deciding(_ event: TickMembers) -> TickEvent.Deciding? {
    guard let statistic = event.text("statistic"), let value = event.number("value"),
      let threshold = event.number("threshold")
    else { return nil }
    var deciding = TickEvent.Deciding(statistic, value: value, threshold: threshold)
    deciding.nanosecondsBefore = event.number("ns_before")
    deciding.nanosecondsExpected = event.number("ns_expected")
    return deciding
  }

  /// Totals of all kinds of events.
  var eventTotals: [NamedCount] {
    let totals = members("event_totals")
    return TickEvent.Kind.allCases.map { kind in
      NamedCount(name: kind.rawValue, count: totals?.integer(kind.rawValue) ?? 0)
    }
  }

  /// The alerts of the tick.
  var alerts: [Alert] {
    objects("alerts").map { members in
      let threshold = members.number("threshold") ?? 0
      return Alert(
        metric: members.text("metric") ?? "", value: members.number("value") ?? 0, threshold: threshold,
        clearsBelow: members.number("clears_below") ?? threshold,
        severity: members.text("severity") ?? "warning",
        since: members.number("since") ?? 0, backend: members.text("backend") ?? "",
        message: members.text("message") ?? "")
    }
  }

  /// The recommendations of the tick; those that lack a part are left out.
  var recommendations: [FramedRecommendation] {
    objects("recommendations").prefix(RunAdvice.limit).compactMap { members in
      guard let source = members.text("source"), let summary = members.text("summary"),
        let reason = members.text("reason"),
        let confidence = RecommendationDocument.Confidence(rawValue: members.text("confidence") ?? "")
      else { return nil }
      var framed = FramedRecommendation(
        RecommendationDocument(
          source: source, created: members.text("created"), runID: members.text("run_id"), summary: summary,
          reason: reason, confidence: confidence))
      framed.stance = FramedRecommendation.Stance(rawValue: members.text("stance") ?? "") ?? .open
      framed.difference = members.text("difference")
      framed.dueSeconds = members.number("due_seconds")
      return framed
    }
  }

  /// Whether each rule is reached; earlier programs tell by their alerts alone.
  var alertFlags: [Bool] {
    let flags = table["alert_flags"]?.table
    let reached = alerts.map(\.metric)
    return Guardrails.metrics.map { flags?[$0]?.bool ?? reached.contains($0) }
  }
}

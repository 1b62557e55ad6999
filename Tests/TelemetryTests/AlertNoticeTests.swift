import Base
import Documents
import TestSupport
import Testing

@testable import Telemetry

/// From frames to notices, and what a notice says.
@Suite struct AlertNoticeTests {
  private func alert(_ metric: String, _ severity: String = "warning", value: Double = 1) -> Alert {
    Alert(
      metric: metric, value: value, threshold: 1, clearsBelow: 0.9, severity: severity, since: 0.5,
      backend: "grouped", message: "\(metric) guardrail exceeded")
  }

  private func frame(
    _ number: UInt64, run: String = "r", _ alerts: [Alert] = [], _ kind: TickEvent.Kind? = nil
  ) -> Frame {
    let frame = SampleFrame.full()
    return Frame(
      frame: number, runID: run, seconds: Double(number), counts: frame.counts, map: frame.map,
      instantRate: 0, smoothedRate: 0, latency: frame.latency, loopLatency: frame.loopLatency,
      buckets: frame.buckets, window: frame.window,
      events: kind.map { [TickEvent($0, seconds: 1, operation: 1)] } ?? [], eventsOmitted: 0, eventTotals: [],
      alerts: alerts, alertsRaised: 0, alertFlags: frame.alertFlags, isIdle: false)
  }

  private func said(_ notices: [AlertNotice]) -> [String] {
    notices.map { "\($0.runID):\($0.frame) \($0.reason.rawValue) \($0.alert.metric) \($0.alert.severity)" }
  }

  @Test func whatBeganWorsenedAndEndedIsToldOnce() {
    var watch = AlertWatch()
    let steps: [(Frame, [String])] = [
      (frame(1), []),
      (frame(2, [alert("a")]), ["r:2 reached a warning"]),
      (frame(3, [alert("a", value: 2)]), []),
      (
        frame(4, [alert("a", "critical"), alert("b")]),
        ["r:4 worsened a critical", "r:4 reached b warning"]
      ),
      (frame(5, [alert("a")]), ["r:5 fell b warning"]),
      (frame(6, [alert("a", "critical")]), ["r:6 worsened a critical"]),
      (frame(1, run: "s", [alert("c", "critical")]), ["r:6 run_ended a critical", "s:1 reached c critical"]),
      (
        frame(2, run: "s", [alert("c"), alert("d")], .complete),
        ["s:2 reached d warning", "s:2 run_ended c warning", "s:2 run_ended d warning"]
      ),
      (frame(3, run: "s"), []),
    ]
    for (frame, expected) in steps { #expect(said(watch.observe(frame)) == expected, "\(frame.frame)") }
    #expect(watch.end().isEmpty)
    _ = watch.observe(frame(9, [alert("a")]))
    #expect(said(watch.end()) == ["r:9 run_ended a warning"])
    #expect(watch.end().isEmpty)
  }

  @Test func theCommittedSchemaIsWhatANoticeKeeps() throws {
    let text = String(decoding: AlertNotice.schemaJSON(), as: UTF8.self)
    #expect(try Repository.difference(text, from: "docs/hashmap.alert.v1.schema.json") == nil)
    let notice = AlertNotice(
      runID: "r\"<script>", frame: 7, seconds: 1.5, reason: .worsened, alert: alert("load_factor", "critical")
    )
    let json = try #require(try JSON.parse(notice.json(generatedAt: 12.5), file: "notice").table)
    #expect(json.members.map(\.key) == AlertNotice.fields.map(\.name))
    #expect(json["schema"]?.string == "hashmap.alert.v1" && json["state"]?.string == "raised")
    #expect(json["id"]?.string == "r\"<script>:7:load_factor" && json["reason"]?.string == "worsened")
    #expect(json["alert"]?.table?.members.map(\.key).sorted() == TickFields.alert.map(\.name).sorted())
    for reason in AlertNotice.Reason.allCases {
      let notice = AlertNotice(runID: "r", frame: 7, seconds: 1, reason: reason, alert: alert("a"))
      #expect(notice.isRaised == [.reached, .worsened].contains(reason))
      let state = try JSON.parse(notice.json(generatedAt: 0), file: "notice").table?["state"]?.string
      #expect(state == (notice.isRaised ? "raised" : "cleared"))
    }
  }
}

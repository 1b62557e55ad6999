import Base
import Laboratory
import Telemetry

/// `explain FILE`.
enum ExplainCommand {
  static let event = Flag<Int?>.integer(
    "event", in: 1...Int.max, "The number of the event to explain; without it all are listed.")

  static let spec = CommandSpec(
    name: "explain",
    summary: "Tell why a map changed its structure, what that cost and what it brought.",
    details: [
      """
      Reads the metrics file of a run and numbers its structural events: migrations that begin and end, compactions, \
      reseeds. One of them is shown with its reason, the figure that decided and the threshold or price it passed, the \
      statistics of the five frames before and after it, what it took and moved, what it brought, and after how many \
      operations that was earned back. Frames differ by their workload too: what stands \
      beside an event need not come from it.
      """
    ],
    flags: [event.spec],
    positionals: [RunFile.positional],
    examples: [
      Example(purpose: "what happened", line: "hashmap-cli explain run/metrics.ndjson"),
      Example(purpose: "and why", line: "hashmap-cli explain run/metrics.ndjson --event 1"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "The file holds no frame, or no such event.")
    ] + RunFile.failures
  ) { arguments, session throws(Failure) in
    let path = arguments.words[0]
    var explainer = EventExplainer()
    try RunFile.read(path, session) { explainer.take($0) }
    explainer.finish()
    if explainer.count > EventExplainer.limit {
      session.log.warning("\(path): \(explainer.count) events, the first \(EventExplainer.limit) are told")
    }
    guard let number = arguments[event] else { return try list(explainer.explanations, session) }
    guard let one = explainer.explanations.first(where: { $0.number == number }) else {
      throw .badInput(
        "\(path): there is no event \(number)",
        hint: explainer.count == 0 ? "the run had none" : "the last one is \(explainer.explanations.count)")
    }
    try session.succeed(text: text(one)) { json in
      json.key("event")
      write(one, to: &json)
    }
  }

  private static func list(_ all: [EventExplanation], _ session: Session) throws(Failure) {
    var table = TextTable(
      ">event", ">operation", "what", "from", "to", "reason", ">took", ">saved an operation")
    for one in all {
      table.add(
        "\(one.number)", Figures.grouped(one.event.operation), one.event.kind.rawValue, one.event.from ?? "",
        one.event.to ?? "", one.event.reason ?? "",
        one.event.nanoseconds.map { Figures.duration(nanoseconds: Double($0)) } ?? "",
        one.savedNanoseconds.isNaN ? "" : Figures.fixed(one.savedNanoseconds, 1) + " ns")
    }
    let lines = all.isEmpty ? ["the run had no structural events"] : table.lines()
    try session.succeed(text: lines.map { $0 + "\n" }.joined()) { json in
      json.array("events") { json in for one in all { write(one, to: &json) } }
    }
  }

  private static func text(_ one: EventExplanation) -> String {
    let event = one.event
    var title = "event \(one.number): \(event.kind.rawValue) at operation \(Figures.grouped(event.operation))"
    if let from = event.from, let to = event.to { title += ", \(from) to \(to)" }
    var lines = [title, "why: \(one.reason)"]
    if let decision = one.decision { lines.append("decided: \(decision)") }
    if let message = event.message { lines.append("     \(message)") }
    var cost: [String] = []
    if let nanoseconds = event.nanoseconds {
      cost.append(Figures.duration(nanoseconds: Double(nanoseconds)) + " from its beginning to its end")
    }
    if let entries = event.entries {
      let bytes = event.movedBytes.map { " (\(Figures.bytes($0)))" } ?? ""
      cost.append("\(Figures.grouped(entries)) entries\(bytes) moved")
    }
    if let bytes = event.bytes { cost.append("\(Figures.bytes(bytes)) of new memory") }
    if one.changes > 0 {
      cost.append(
        "the longest single step in that frame \(Figures.duration(nanoseconds: Double(one.longestNanoseconds)))"
      )
    }
    lines.append("cost: " + (cost.isEmpty ? "not recorded" : cost.joined(separator: ", ")))
    if let brought = one.brought { lines.append("brought: \(brought)") }
    if one.payback.isFinite {
      lines.append("earned back after \(Figures.grouped(Int(one.payback.rounded(.up)))) operations")
    } else if !one.savedNanoseconds.isNaN {
      lines.append("operations did not become cheaper")
    }
    lines.append("")
    var table = TextTable("statistic", ">before", ">after")
    var isEmpty = true
    func add(_ name: String, _ digits: Int, _ value: (EventExplanation.Around) -> Double) {
      func shown(_ around: EventExplanation.Around?) -> String {
        guard let around, value(around).isFinite else { return "-" }
        return Figures.fixed(value(around), digits)
      }
      let cells = [shown(one.before), shown(one.after)]
      isEmpty = isEmpty && cells == ["-", "-"]
      table.add(cells: [name] + cells)
    }
    add("frames", 0) { Double($0.frames) }
    add("load factor", 3) { $0.loadFactor }
    add("average probe", 3) { $0.averageProbe }
    add("tombstones", 3) { $0.tombstoneRatio }
    add("entries", 0) { $0.entries }
    add("bytes an entry", 1) { $0.bytesPerEntry }
    add("mean, ns", 1) { $0.meanNanoseconds }
    add("p99, ns", 0) { $0.p99Nanoseconds }
    add("operations a second", 0) { $0.rate }
    lines += table.lines()
    if isEmpty { lines += ["", RunFile.moreFrames] }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func write(_ one: EventExplanation, to json: inout JSONWriter) {
    func around(_ name: StaticString, _ around: EventExplanation.Around?, _ json: inout JSONWriter) {
      guard let around else { return json.field(name, String?.none) }
      json.object(name) { json in
        json.field("frames", around.frames)
        json.field("load_factor", around.loadFactor)
        json.field("avg_probe", around.averageProbe)
        json.field("tombstone_ratio", around.tombstoneRatio)
        json.field("entries", around.entries)
        json.field("bytes_per_entry", around.bytesPerEntry)
        json.field("mean_ns", around.meanNanoseconds)
        json.field("p99_ns", around.p99Nanoseconds)
        json.field("ops_per_second", around.rate)
      }
    }
    json.beginObject()
    json.field("schema", "adhash.explanation.v1")
    json.field("number", one.number)
    json.field("type", one.event.kind.rawValue)
    json.field("operation", one.event.operation)
    json.field("t", one.event.seconds)
    json.field("from", one.event.from)
    json.field("to", one.event.to)
    json.field("reason", one.event.reason)
    json.field("why", one.reason)
    json.field("entries", one.event.entries)
    json.field("bytes", one.event.bytes)
    json.field("moved_bytes", one.event.movedBytes)
    json.key("decided")
    if let deciding = one.event.deciding {
      json.beginObject()
      json.field("statistic", deciding.statistic)
      json.field("value", deciding.value)
      json.field("threshold", deciding.threshold)
      json.field("ns_before", deciding.nanosecondsBefore)
      json.field("ns_expected", deciding.nanosecondsExpected)
      json.endObject()
    } else {
      json.null()
    }
    json.field("ns", one.event.nanoseconds)
    json.field("longest_step_ns", one.longestNanoseconds)
    around("before", one.before, &json)
    around("after", one.after, &json)
    json.field("saved_ns_per_op", one.savedNanoseconds)
    json.field("payback_ops", one.payback)
    json.endObject()
  }
}

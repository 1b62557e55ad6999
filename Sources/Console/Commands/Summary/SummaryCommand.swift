import Base
import Governance
import HTTP
import Terminal

/// `g6 summary`: how a collector does, on a terminal or as text.
enum SummaryCommand {
  private static let url = Flag<String?>.optional(
    "url", "URL", "Ask a collector that serves, such as http://127.0.0.1:9108, instead of reading panels.")
  private static let refresh = Flag<Double>.number(
    "refresh", "S", in: .from(0.05, to: 3600), default: 1, "Seconds between two looks.")
  private static let plain = Flag<Bool>.toggle("plain", "Print the summary once as text, without colours.")
  private static let compact = Flag<Bool>.toggle(
    "compact", "Leave out phases, blank lines and all but three alerts.")
  private static let timeout = Flag<Double>.number(
    "timeout", "S", in: .from(0.01, to: 600), default: 5, "Seconds to wait for an answer of --url.")

  static let spec = CommandSpec(
    name: "summary",
    summary: "Show how a collector does: cycles, indices, budgets, memory, alerts.",
    details: [
      """
      Reads the panels that a collector publishes, each generation held against its manifest (and its signature, with \
      --key-file), or asks a collector that serves (--url): on a terminal it follows the server's stream of events, and asks \
      every --refresh where there is none; how well the collector is it asks every --refresh in any case. On a terminal the view stays and follows; without one, with \
      --plain or with --json it is printed once. Keys: q quits, r looks again.
      """,
      """
      A source that is not there, or panels that are not what was published, end the command with an error. While a view \
      stays, the last good state is shown with what went wrong since; it grows older, and its health is unknown.
      """,
    ],
    flags: [
      IntegrityFlags.panels.spec, url.spec, IntegrityFlags.keys.spec, refresh.spec, plain.spec, compact.spec,
      timeout.spec,
    ],
    examples: [
      Example(purpose: "follow a collector by its panels", line: "g6 summary --panels-dir data/panels"),
      Example(purpose: "ask one that serves, once", line: "g6 summary --url http://127.0.0.1:9108 --plain"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "A flag or the file of keys is wrong."),
      FailureNote(label: .invariant, meaning: "Panels are not what was published."),
      FailureNote(label: .io, meaning: "There are no panels, or the collector does not answer."),
    ]
  ) { arguments, session throws(Failure) in
    let source = try source(arguments, session)
    let first = try source.read()
    if session.options.isJSON || arguments[plain] { return try print(first, arguments, session) }
    guard let device = TerminalDevice(term: session.environment["TERM"]) else {
      return try print(first, arguments, session)
    }
    var follower: CycleFollower?
    if case .server = source {
      follower = try CycleFollower(
        try fetch(arguments, session),
        period: max(UInt64(arguments[refresh] * 1e9), CycleFollower.shortestPeriod))
    }
    defer { follower?.close() }
    let model = SummaryModel(source: source.name, isCompact: arguments[compact]) { [follower] in
      if let look = follower?.look { return look }
      do throws(Failure) { return .state(try source.read()) } catch {
        return .trouble(error.detail, last: follower?.last)
      }
    }
    var loop = TerminalLoop(
      model, on: device, depth: session.colorDepth, period: UInt64(arguments[refresh] * 1e9),
      mustEnd: { Interrupt.signal != nil })
    session.errors.hold()
    defer { session.errors.release() }
    try Failure.wrapping { () throws(SystemError) in _ = try loop.run() }
    try Interrupt.check()
  }

  private static func source(_ arguments: Arguments, _ session: Session) throws(Failure) -> SummarySource {
    guard arguments.has(url) else {
      let settings = try session.settings(arguments)
      let keys = try settings.optionalText(DestinationKeys.keys).map { path throws(Failure) in
        try Failure.wrapping { () throws(GovernanceError) in try KeyRing.read(path: path) }
      }
      return .panels(folder: settings.panelFolder ?? "data/panels", keys: keys)
    }
    return .server(try fetch(arguments, session))
  }

  /// Asks the server of `--url`.
  private static func fetch(_ arguments: Arguments, _ session: Session) throws(Failure) -> Fetch {
    let token = session.environment[ServerFlags.token].flatMap { $0.isEmpty ? nil : $0 }
    return try Failure.wrapping { () throws(FetchError) in
      try Fetch(
        ServerAddress(arguments[url] ?? ""), token: token, timeout: UInt64(arguments[timeout] * 1e9),
        agent: "\(session.program.name)/\(session.program.version)")
    }
  }

  private static func print(
    _ state: SummaryState, _ arguments: Arguments, _ session: Session
  ) throws(Failure) {
    try session.succeed(text: SummaryText(state, isCompact: arguments[compact]).text) { json in
      json.field("schema", "g6.summary.v1")
      json.field("cycle", state.cycle)
      json.field("instant", state.instant)
      json.field("cycle_ok", state.isOK)
      json.field("options", state.options)
      json.field("iv_ok", state.solved)
      json.field("rows", state.rows)
      json.field("tier", state.tier)
      json.field("detail", state.detail)
      json.field("age_seconds", state.age)
      json.field("health", state.health)
      json.field("panels", state.trust)
      json.object("budget") { json in
        for budget in state.budgets {
          json.key(budget.name)
          json.double(budget.left)
        }
      }
      json.array("indices") { list in for index in state.indices { write(index, to: &list) } }
      json.array("alerts") { list in
        for alert in state.alerts {
          list.beginObject()
          list.field("severity", alert.severity)
          list.field("text", alert.text)
          list.endObject()
        }
      }
    }
  }

  private static func write(_ index: SummaryState.Index, to json: inout JSONWriter) {
    json.beginObject()
    json.field("index", index.name)
    json.field("status", index.status)
    json.field("price", index.price)
    json.field("atm", index.atTheMoney)
    json.field("options", index.options)
    json.field("iv_ok", index.solved)
    json.field("coverage", index.coverage)
    json.field("quality", index.quality)
    json.endObject()
  }
}

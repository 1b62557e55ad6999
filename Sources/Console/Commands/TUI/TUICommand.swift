import Base
import Terminal

/// `tui`.
enum TUICommand {
  static let spec = CommandSpec(
    name: "tui",
    summary: "Watch a run in the terminal, live or from its metrics file.",
    details: [
      """
      Charts of throughput, latency and load factor, segments by layout, histograms, events with the ledger, alerts and \
      a probe trace; docs/tui.md lists the keys. A pipe or a terminal that cannot place its cursor gets a line for each \
      frame instead.
      """
    ],
    flags: TUIFlags.all,
    examples: [
      Example(purpose: "follow a run by its file", line: "hashmap-cli tui --source run/metrics.ndjson"),
      Example(purpose: "watch a server", line: "hashmap-cli tui --url http://127.0.0.1:9090/"),
      Example(
        purpose: "one screen for a report or a test",
        line: "hashmap-cli tui --once --size 100x30 --source run/metrics.ndjson --frame 12"),
      Example(
        purpose: "a server of another machine, with its own certificate",
        line: "hashmap-cli tui --url https://maps.example:9090/ --cacert cert.pem"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "A flag is wrong, or the file or server holds no such frame."),
      FailureNote(
        label: .policy,
        meaning: "The token would travel unencrypted to another machine, or to nobody knows whom."),
      FailureNote(
        label: .io, meaning: "The file cannot be read, the server does not answer or is not to be trusted."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM ended the view."),
    ]
  ) { arguments, session throws(Failure) in
    let options = try TUIOptions(arguments, session)
    if options.isOnce { try TUIOnce.run(options, session) } else { try TUILive.run(options, session) }
  }
}

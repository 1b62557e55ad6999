import Connectors

/// `graph subscriber --stdio`.
enum GraphSubscriberCommand {
  static let capacity = Flag<Int>.integer(
    "capacity", in: 1...1 << 20, default: 16,
    "The most payloads to have under way; half of them are requested at a time.")
  static let take = Flag<Int?>.integer("take", in: 1...Int.max, "Cancel after so many payloads.")

  static let spec = CommandSpec(
    name: "graph subscriber",
    summary: "Be a subscriber of Reactive Streams for another program, by lines of JSON.",
    details: [
      """
      Writes subscribe, request and cancel to standard output and reads onSubscribe, onNext, onError and onComplete from \
      standard input, one object a line. Behind it runs a graph that takes everything and keeps nothing. Ends with its \
      input.
      """
    ],
    flags: [capacity.spec, take.spec, GraphFlags.stdio.spec],
    examples: [
      Example(
        purpose: "see what it requests of a recorded publisher",
        line: "hashmap-cli graph subscriber --stdio < signals.ndjson")
    ],
    failures: GraphFlags.signalFailures
  ) { arguments, session throws(Failure) in
    try GraphFlags.requireStdio(arguments)
    try Failure.wrapping { () throws(ConnectorError) in
      try SubscriberBridge(capacity: arguments[capacity], limit: arguments[take]).serve(input: 0, output: 1) {
        Interrupt.signal != nil
      }
    }
    try Interrupt.check()
  }
}

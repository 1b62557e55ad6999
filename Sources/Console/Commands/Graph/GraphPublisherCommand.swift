import Connectors

/// `graph publisher --stdio`.
enum GraphPublisherCommand {
  static let source = Flag<String>.text(
    "source", "SOURCE", default: "finite:10",
    "What to send, 1, 2, 3 and so on: finite:N, endless, or failing:N, which fails after N.")

  static let spec = CommandSpec(
    name: "graph publisher",
    summary: "Be a publisher of Reactive Streams for another program, by lines of JSON.",
    details: [
      """
      Reads subscribe, request and cancel from standard input and writes onSubscribe, onNext, onError and onComplete to \
      standard output, one object a line: {"signal":"request","n":3}, {"signal":"onNext","value":1}. Behind it runs a \
      graph, so that a conformance kit tests what graphs do. Ends with its input, when everything requested is sent.
      """
    ],
    flags: [source.spec, GraphFlags.stdio.spec],
    examples: [
      Example(
        purpose: "ten numbers, as many as the lines of a file request",
        line: "hashmap-cli graph publisher --stdio < signals.ndjson"),
      Example(
        purpose: "a stream that fails",
        line: "hashmap-cli graph publisher --stdio --source failing:2 < signals.ndjson"),
    ],
    failures: GraphFlags.signalFailures
  ) { arguments, session throws(Failure) in
    try GraphFlags.requireStdio(arguments)
    let text = arguments[source]
    guard let source = PublisherBridge.Source(text) else {
      throw .badInput(
        "--source: \"\(text)\" is not finite:N, endless or failing:N", hint: "such as finite:10")
    }
    try Failure.wrapping { () throws(ConnectorError) in
      try PublisherBridge(source).serve(input: 0, output: 1) { Interrupt.signal != nil }
    }
    try Interrupt.check()
  }
}

import Base
import Connectors

/// `graph bench FILE`.
enum GraphBenchCommand {
  static let seconds = Flag<Double>.number(
    "seconds", "S", in: .from(0.1, to: 3600), default: 2, "How long to measure, about.")

  static let spec = CommandSpec(
    name: "graph bench",
    summary: "Measure what a graph from a file costs on this machine.",
    details: [
      """
      The graph runs in real time on one thread: for its rate, for the time of single slices, for what it \
      allocates once it is warm, and with every source paused. Short graphs are run again and again. Times want a quiet \
      machine and a release build.
      """
    ],
    flags: [seconds.spec],
    positionals: [GraphFlags.file],
    examples: [
      Example(purpose: "two seconds of it", line: "hashmap-cli graph bench examples/kill_switch.toml"),
      Example(
        purpose: "one number, for a script",
        line: "hashmap-cli --json graph bench pipeline.toml --seconds 10 | jq .messages_per_s"),
    ],
    failures: GraphFlags.failures + [
      FailureNote(label: .policy, meaning: "A node or an edge failed as its settings ask."),
      FailureNote(label: .interrupted, meaning: "Stopped by a signal."),
    ]
  ) { arguments, session throws(Failure) in
    let file = try GraphFlags.read(arguments.words[0])
    let found = try Failure.wrapping { () throws(ConnectorError) in
      try GraphBench(file, nanoseconds: UInt64(arguments[seconds] * 1e9)) { Interrupt.signal != nil }
    }
    try Interrupt.check()
    try session.succeed(text: text(file, found)) { json in
      json.field("messages_per_s", found.messagesPerSecond.rounded())
      json.field("hops", found.hops)
      json.object("step_ns") { json in
        json.field("p50", found.stepMedian)
        json.field("p99", found.stepP99)
      }
      json.field("allocations_per_message", found.allocationsPerMessage)
      json.field("idle_cpu", found.idleCPU)
    }
  }

  private static func text(_ file: GraphFile, _ found: GraphBench) -> String {
    let allocations =
      found.allocationsPerMessage.map { Numbers.plain(($0 * 1000).rounded() / 1000) } ?? "unknown"
    let idle = Numbers.plain((found.idleCPU * 1e5).rounded() / 1e3)
    return """
      \(file.name): \(found.hops) hops
      \(Figures.counted(Int(found.messagesPerSecond), "message")) delivered a second, over all edges
      a slice takes \(found.stepMedian) ns, one in a hundred more than \(found.stepP99) ns
      \(allocations) allocations for a message
      \(idle) % of a core while every source is paused

      """
  }
}

import Testing

@testable import Dataflow

/// One character is one millisecond of virtual time: `-` nothing, a letter a message, `(ab)` several in one
/// millisecond, `#` news of a failure, `!x` the command `flush`, `|` the end. A digit after `@` sets the event time of
/// the message before it, in milliseconds: `a@7`.
struct Marbles {
  struct Event: Equatable {
    var time: UInt64
    var letter: Character
    var eventTime: UInt64?
  }

  static let millisecond: UInt64 = 1_000_000

  var events: [Event] = []

  init(_ diagram: String) {
    var time: UInt64 = 0
    var inGroup = false
    var letters = Array(diagram)[...]
    while let letter = letters.popFirst() {
      switch letter {
      case "(": inGroup = true
      case ")":
        inGroup = false
        time += 1
      case "-": time += 1
      case " ": continue
      default:
        var event = Event(time: time, letter: letter)
        if letters.first == "@" {
          letters.removeFirst()
          var digits = ""
          while let digit = letters.first, digit.isNumber { digits.append(letters.removeFirst()) }
          event.eventTime = UInt64(digits)
        }
        events.append(event)
        if !inGroup { time += 1 }
      }
    }
  }

  /// A source that does what the diagram says.
  func source(_ name: String, in builder: GraphBuilder) -> Output<String> {
    var events = events[...]
    return builder.node(name) { node in
      let out = node.output("out", String.self)
      func step(_ context: NodeContext) throws {
        while let event = events.first, event.time * Self.millisecond <= context.now {
          events.removeFirst()
          switch event.letter {
          case "|": return context.finish()
          case "#": try out.forward(Message(.error(Failure(node: name, reason: "#"))))
          case "!": out.send(Signal("flush"))
          default:
            let time = (event.eventTime ?? event.time) * Self.millisecond
            try out.emit(
              String(event.letter), headers: Headers(trace: TraceID(high: 7, low: time + 1), timestamp: time))
          }
        }
        if let next = events.first { context.wake(at: next.time * Self.millisecond) }
      }
      node.onStart(step)
      node.onTick(step)
      return out
    }
  }

  /// What a sink saw, as a diagram again.
  static func draw(_ events: [Event]) -> String {
    var text = ""
    var time: UInt64 = 0
    var rest = events[...]
    while let first = rest.first {
      while time < first.time {
        text += "-"
        time += 1
      }
      let group = rest.prefix { $0.time == first.time }
      rest = rest.dropFirst(group.count)
      let letters = String(group.map(\.letter))
      text += letters.count > 1 ? "(\(letters))" : letters
      time += 1
    }
    return text
  }
}

/// A sink that remembers when what came, for ``Marbles/draw(_:)``.
final class MarbleSink {
  var events: [Marbles.Event] = []
  var traces: Set<TraceID> = []

  func attach(_ name: String, _ upstream: Output<String>, in builder: GraphBuilder, capacity: Int = 1024) {
    builder.node(name) { node in
      func note(_ text: String, _ context: NodeContext) {
        for letter in text { events.append(.init(time: context.now / Marbles.millisecond, letter: letter)) }
      }
      let input = node.input("in", String.self) { [self] text, context in
        traces.insert(context.headers.trace)
        note(text, context)
      }
      node.onFailure { _, context in note("#", context) }
      node.onEnd { context in note("|", context) }
      builder.connect(upstream, to: input, EdgeOptions(capacity: capacity))
    }
  }

  var diagram: String { Marbles.draw(events) }
}

/// Runs diagrams through a node and gives back what comes out; every edge must balance.
func marbles(
  _ inputs: String..., seed: UInt64 = 1, fuzzes: Bool = false, on executor: any Executor = ManualExecutor(),
  _ build: (GraphBuilder, [Output<String>]) -> [Output<String>]
) throws -> [String] {
  let builder = GraphBuilder()
  let sources = inputs.enumerated().map { Marbles($1).source("source\($0)", in: builder) }
  let sinks = build(builder, sources).enumerated().map { position, output in
    let sink = MarbleSink()
    sink.attach("sink\(position)", output, in: builder)
    return sink
  }
  let report = try Scheduler(
    builder.build(), on: executor, SchedulerOptions(seed: seed, fuzzes: fuzzes)
  ).run()
  #expect(report.outcome == .completed, "\(report.outcome) \(String(describing: report.error))")
  for edge in report.edges { #expect(edge.statistics.isConserved, "\(edge.id)") }
  #expect(report.leftovers.isEmpty)
  return sinks.map(\.diagram)
}

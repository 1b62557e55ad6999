import Base
import Dataflow
import Documents

/// Nodes that read and write files and standard streams.
extension NodeTypes {
  static let files: [NodeType] = [
    NodeType(
      "read_file", .files,
      "Emits the lines of a file as texts. A last line without its line feed is kept back while the file is followed.",
      out: [NodeType.Port(name: "out", help: "a text a line")],
      [
        .required("path", .plain(.text), "the file; a relative path begins at the graph file's folder"),
        .setting(
          "follow", .bool, default: .bool(false),
          "go on as the file grows, through rotation and truncation; only in real time"),
        .setting(
          "from", .choice(["start", "end"]), default: .text("start"), "with `follow`: where to begin"),
        .setting(
          "poll_ms", .number(.from(1, to: 1e6)), default: .number(100), "with `follow`: how often to look"),
        .setting(
          "longest", .integer(16...1 << 24), default: .integer(1 << 20),
          "bytes a line may have; longer ones are errors"),
      ]
    ) { plan in
      if plan.options.flag("follow"), !plan.world.isRealtime { plan.world.realtimeNodes.append(plan.name) }
      let reader = LineFollower(
        path: plan.resolve(plan.options.text("path") ?? ""), follows: plan.options.flag("follow"),
        startsAtEnd: plan.options.flag("follow") && plan.options.text("from") == "end",
        longest: plan.options.integer("longest") ?? 1 << 20)
      addReader(plan, reader)
    },
    NodeType(
      "standard_input", .files, "Emits the lines of standard input as texts.",
      out: [NodeType.Port(name: "out", help: "a text a line")],
      [
        .setting(
          "longest", .integer(16...1 << 24), default: .integer(1 << 20),
          "bytes a line may have; longer ones are errors")
      ]
    ) { plan in
      addReader(
        plan,
        LineFollower(
          descriptor: 0, neverWaits: plan.world.isRealtime,
          longest: plan.options.integer("longest") ?? 1 << 20))
    },
    NodeType(
      "write_file", .files, "Writes a line for every value: texts as they stand, everything else as JSON.",
      in: inPort,
      [
        .required("path", .plain(.text), "the file; a relative path begins at the graph file's folder"),
        .setting(
          "mode", .choice(["append", "replace"]), default: .text("append"),
          "`replace` writes beside the file and puts it in place as a whole at the end"),
        .setting(
          "flush", .choice(["line", "buffer"]), default: .text("buffer"),
          "hand each line to the system at once, or 64 KiB together"),
        .setting(
          "flush_ms", .number(.above(0, to: 1e6)), default: .number(100), "in real time: no line waits longer"
        ),
      ]
    ) { plan in
      let path = plan.resolve(plan.options.text("path") ?? "")
      addWriter(plan, LineWriter(path: path, replaces: plan.options.text("mode") == "replace"))
    },
    NodeType(
      "standard_output", .files, "Prints a line for every value, before the run's own report.", in: inPort
    ) { plan in addWriter(plan, LineWriter(descriptor: 1)) },
  ]

  private static func addReader(_ plan: NodePlan, _ reader: LineFollower) {
    let poll = plan.options.nanoseconds("poll_ms") ?? 20_000_000
    let world = plan.world
    plan.node { node in
      node.onStart { context in world.attempt(context) { () throws(SystemError) in try reader.open() } }
      node.onTick { _ in }
      node.onStop { _ in reader.close() }
      node.source(node.output("out", Value.self)) { context in
        while true {
          var step = LineFollower.Step.end
          world.attempt(context) { () throws(SystemError) in step = try reader.next() }
          switch step {
          case .line(let text): return .next(.text(text))
          case .tooLong: context.report(ValueError("a line longer than allowed was left out"))
          case .nothingYet:
            context.wake(after: poll)
            return .idle
          case .end: return .end
          }
        }
      }
    }
  }

  private static func addWriter(_ plan: NodePlan, _ writer: LineWriter) {
    let world = plan.world
    let flushesLines = plan.options.text("flush") == "line"
    var settings = plan.settings
    if world.isRealtime { settings.tickInterval = plan.options.nanoseconds("flush_ms") ?? 100_000_000 }
    plan.node(settings) { node in
      node.onStart { context in world.attempt(context) { () throws(SystemError) in try writer.open() } }
      node.input("in", Value.self) { value, context in
        world.attempt(context) { () throws(SystemError) in
          try writer.write(line: value.description)
          if flushesLines { try writer.flush() }
        }
      }
      node.onTick { context in world.attempt(context) { () throws(SystemError) in try writer.flush() } }
      node.onEnd { context in world.attempt(context) { () throws(SystemError) in try writer.finish() } }
      node.onStop { _ in writer.abandon() }
    }
  }
}

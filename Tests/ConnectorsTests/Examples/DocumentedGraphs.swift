import Connectors
import Dataflow

/// The examples of docs/dataflow.md, as they stand there: a test compares both, another runs them.
enum DocumentedGraphs {
  static func tenLines() throws -> [Int] {
    var shown: [Int] = []
    func print(_ value: Int) { shown.append(value) }
    // docs: ten lines
    let builder = GraphBuilder()
    let numbers = builder.source("numbers", 1...1000)
    let even = builder.filter("even", numbers) { $0.isMultiple(of: 2) }
    builder.sink("print", even) { print($0) }
    let report = try Scheduler(builder.build(), on: ThreadExecutor()).run()
    // docs: end
    return report.outcome == .completed ? shown : []
  }

  // docs: a node of your own
  /// Emits the sum of everything so far.
  final class RunningSum: Stage {
    private var sum = 0

    func onMessage(_ payload: Int, _ out: Output<Int>, _ context: NodeContext) throws {
      sum += payload
      try out.emit(sum)
    }

    func onEnd(_ context: NodeContext) { sum = 0 }
  }
  // docs: end

  // docs: several ports
  /// Adds up what two ports bring and says so once a second.
  final class Tally: Node {
    private var counts = [0, 0]
    private var out: Output<[Int]>?

    func declare(_ node: NodeDeclaration) {
      node.input("left", Int.self) { [unowned self] value, _ in counts[0] += value }
      node.input("right", String.self) { [unowned self] text, _ in counts[1] += text.utf8.count }
      out = node.output("out", [Int].self)
    }

    func onTick(_ context: NodeContext) throws { try out?.emit(counts) }

    func onEnd(_ context: NodeContext) throws { try out?.emit(counts) }
  }
  // docs: end

  static func tally() throws -> [Int] {
    var last: [Int] = []
    // docs: joining ports
    let builder = GraphBuilder("tally")
    let numbers = builder.source("numbers", 1...100)
    let words = builder.source("words", ["one", "two", "three"])
    let sums = builder.add("sums", RunningSum())
    builder.connect(numbers, to: sums.in, EdgeOptions(capacity: 16))
    builder.add("tally", Tally(), NodeSettings(tickInterval: 1_000_000_000))
    if let left = builder.input("tally.left", Int.self),
      let right = builder.input("tally.right", String.self)
    {
      builder.connect(sums.out, to: left, EdgeOptions(capacity: 64, policy: .dropOldest))
      builder.connect(words, to: right, EdgeOptions(capacity: 8, timeout: 5_000_000_000))
    }
    if let counts = builder.output("tally.out", [Int].self) {
      builder.sink("show", counts) { last = $0 }
    }
    let graph = try builder.build()
    // docs: end
    try Scheduler(graph, on: ManualExecutor()).run()
    return last
  }
}

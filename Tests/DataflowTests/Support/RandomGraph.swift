import Base

@testable import Dataflow

/// A graph made by chance from a seed, and what is known about it.
struct RandomGraph {
  /// What travels in it: where it came from and its number.
  struct Token: Hashable, Sendable {
    let source: Int
    let number: Int
  }

  struct Fault: Error {}

  /// What may be in it.
  struct Shape {
    var isLossless = false
    var hasCycles = false
    var hasFaults = false
    var hasIsolation = false
    var messages = 200
    var layers = 5
  }

  let shape: Shape
  let seed: UInt64
  let builder = GraphBuilder("random")
  let sinks = Tally()
  private(set) var edges: [(id: String, from: String, isAtomic: Bool)] = []
  private(set) var middles: [String] = []
  private var random: SeededRandom
  private var paths: [String: Int] = [:]
  private let limit = Limit()

  /// How many messages each source makes: fewer where many paths multiply them.
  private final class Limit: @unchecked Sendable {
    var messages = 0
  }

  var messages: Int { limit.messages }

  /// What sinks received; several workers may fill it.
  final class Tally: @unchecked Sendable {
    private let lock = Lock()
    private var received: [String: [Token: Int]] = [:]

    func add(_ token: Token, _ sink: String) {
      lock.withLock { received[sink, default: [:]][token, default: 0] += 1 }
    }
    func tokens(_ sink: String) -> [Token: Int] { lock.withLock { received[sink] ?? [:] } }
  }

  init(seed: UInt64, shape: Shape) {
    self.seed = seed
    self.shape = shape
    random = SeededRandom(seed: seed)
    grow()
    limit.messages = max(5, min(shape.messages, 2_000 / max(1, paths.values.reduce(0, +))))
  }

  /// How often every token of every source arrives at a sink of a lossless graph.
  var expected: [String: Int] { paths.filter { $0.key.hasPrefix("sink") } }
  /// How many tokens the sources make.
  private(set) var sources = 0

  private mutating func chance(_ of: Int) -> Bool { random.below(UInt64(of)) == 0 }

  private mutating func options() -> EdgeOptions<Token> {
    let capacities = [1, 1, 2, 3, 8, 16, 64, 1024]
    var options = EdgeOptions<Token>(capacity: capacities[Int(random.below(UInt64(capacities.count)))])
    options.band = Band.allCases[Int(random.below(3))]
    if !shape.isLossless {
      options.policy =
        switch random.below(8) {
        case 0: .dropNewest
        case 1: .dropOldest
        case 2: .latest
        case 4: .dropAll
        case 3: .coalesce { old, new in old.number > new.number ? old : new }
        default: .block
        }
      options.timeout = chance(8) ? 1000 : nil
      options.drain = chance(8) ? .discard : .deliver
    }
    return options
  }

  private mutating func settings() -> NodeSettings {
    var settings = NodeSettings(band: Band.allCases[Int(random.below(3))])
    settings.batch = chance(3) ? 1 + Int(random.below(20)) : nil
    // Ticks keep a graph alive, and one with a cycle is to end when nothing moves.
    settings.tickInterval = !shape.hasCycles && chance(6) ? 500 + random.below(5000) : nil
    if shape.hasFaults {
      settings.onError = chance(2) ? .retry(attempts: 1 + Int(random.below(4)), backoff: 100) : .continue
    }
    return settings
  }

  private mutating func grow() {
    var open: [(output: Output<Token>, name: String)] = []
    sources = 1 + Int(random.below(3))
    for source in 0..<sources {
      let name = "source\(source)"
      var next = 0
      let limit = limit
      let output = builder.source(name, settings()) { _ -> SourceStep<Token> in
        next += 1
        return next <= limit.messages ? .next(Token(source: source, number: next)) : .end
      }
      paths[name] = 1
      open.append((output, name))
    }
    var unused = open
    for layer in 0..<shape.layers {
      for index in 0..<1 + random.below(2) { middle("node\(layer)-\(index)", &open, &unused) }
    }
    for index in 0..<1 + Int(random.below(2)) { sink("sink\(index)", &open, &unused) }
    // Whatever leads nowhere yet ends in a last sink.
    if !unused.isEmpty {
      var rest = unused
      sink("sink-rest", &rest, &unused, takesAll: true)
    }
  }

  private mutating func choose(
    _ open: [(output: Output<Token>, name: String)], _ unused: inout [(output: Output<Token>, name: String)],
    takesAll: Bool
  ) -> [(output: Output<Token>, name: String)] {
    if takesAll { return open }
    var chosen: [(output: Output<Token>, name: String)] = []
    for candidate in open where chosen.count < 3 && chance(chosen.isEmpty ? 2 : 6) {
      chosen.append(candidate)
    }
    if chosen.isEmpty { chosen = [open[Int(random.below(UInt64(open.count)))]] }
    unused.removeAll { entry in chosen.contains { $0.output === entry.output } }
    return chosen
  }

  private mutating func join(
    _ upstream: [(output: Output<Token>, name: String)], _ input: Input<Token>, _ name: String
  ) {
    for (output, from) in upstream {
      let id = builder.connect(output, to: input, options())
      edges.append((id, from, output.fanOut == .atomic))
      paths[name, default: 0] += paths[from] ?? 0
    }
  }

  private mutating func middle(
    _ name: String, _ open: inout [(output: Output<Token>, name: String)],
    _ unused: inout [(output: Output<Token>, name: String)]
  ) {
    let upstream = choose(open, &unused, takesAll: false)
    let fanOut: FanOut = shape.hasIsolation && chance(3) ? .isolating(backlog: Int(random.below(5))) : .atomic
    let faults = shape.hasFaults
    var chances = SeededRandom(seed: random.next())
    let hasCycle = shape.hasCycles && chance(2)
    let (input, output) = builder.node(name, settings()) { node in
      let output = node.output("out", Token.self, fanOut: fanOut)
      let input = node.input("in", Token.self) { token, _ in
        if faults, chances.below(10) == 0 { throw Fault() }
        // Around a cycle a token comes back a few times at most.
        if hasCycle, chances.below(3) == 0 { return }
        try output.emit(token)
      }
      node.onTick { _ in }
      return (input, output)
    }
    join(upstream, input, name)
    if hasCycle {
      let policy: OverflowPolicy<Token> = chance(2) ? .dropNewest : .dropOldest
      let id = builder.connect(output, to: input, EdgeOptions(capacity: 4, policy: policy))
      edges.append((id, name, fanOut == .atomic))
    }
    middles.append(name)
    open.append((output, name))
    unused.append((output, name))
  }

  private mutating func sink(
    _ name: String, _ open: inout [(output: Output<Token>, name: String)],
    _ unused: inout [(output: Output<Token>, name: String)], takesAll: Bool = false
  ) {
    let upstream = choose(open, &unused, takesAll: takesAll)
    let sinks = sinks
    let input = builder.node(name, settings()) { node in
      node.onTick { _ in }
      return node.input("in", Token.self) { token, _ in sinks.add(token, name) }
    }
    join(upstream, input, name)
  }

  /// What is wrong with a report of this graph; nil when every law holds.
  func fault(in report: RunReport, swapped: Set<String> = []) -> String? {
    for edge in report.edges where !edge.statistics.isConserved {
      return "edge \(edge.id) is not conserved: \(edge.statistics)"
    }
    var waiting: [String: Int] = [:]
    for left in report.leftovers {
      waiting[left.edge] = left.waiting
      if left.queued != report[edge: left.edge]?.queued { return "leftover of \(left.edge) is not exact" }
    }
    for edge in report.edges where edge.statistics.queued > 0 {
      if !report.leftovers.contains(where: { $0.edge == edge.id }) { return "\(edge.id) is left out" }
    }
    for (id, from, _) in edges where !swapped.contains(from) {
      guard let statistics = report[edge: id], let node = report[node: from] else { continue }
      let known = Int(statistics.offered) + (waiting[id] ?? 0)
      if known != Int(node.emitted) {
        return "\(from) emitted \(node.emitted), edge \(id) knows of \(known)"
      }
    }
    return nil
  }
}

/// In which order a merger takes from its inputs.
public enum MergeOrder: Sendable, Equatable {
  /// One message each in turn, as long as they have some.
  case roundRobin
  /// As many messages a round as an input's weight says, as long as it has some; no input waits longer than a round.
  case weights([Int])
  /// The earliest `Headers.timestamp` first, for inputs that are in order themselves. The merger holds one message an
  /// input and waits for the slowest, at most `patience` nanoseconds (nil: as long as that may still bring something).
  case timestamp(patience: UInt64? = nil)
}

/// Several inputs into one output. Holds nothing, or under `timestamp` one message an input.
public final class Merger<Payload: Sendable>: Node {
  @usableFromInline let names: [String]
  @usableFromInline let order: MergeOrder
  @exclusivity(unchecked) @usableFromInline var inputs: [Input<Payload>] = []
  @exclusivity(unchecked) @usableFromInline var weights: [Int] = []
  @usableFromInline let held: HeldHeads<Payload>

  /// A merger with inputs of these names.
  public init(_ names: [String], _ order: MergeOrder = .roundRobin) {
    self.names = names
    self.order = order
    held = HeldHeads(count: names.count)
  }

  /// Declares an input a name, and `out`.
  @inlinable
  public func declare(_ node: NodeDeclaration) { _ = ports(node) }

  /// Declares all ports and gives them back, inputs in the order of their names.
  @inlinable
  public func ports(_ node: NodeDeclaration) -> (in: [Input<Payload>], out: Output<Payload>) {
    node.require("inputs", names.count, in: 1...1024)
    let out = node.output("out", Payload.self)
    switch order {
    case .roundRobin: takeTurns(node, Array(repeating: 1, count: names.count), out)
    case .weights(let weights):
      node.require("weights", weights.count, in: names.count...names.count)
      for weight in weights { node.require("weight", weight, in: 1...1 << 20) }
      takeTurns(node, weights, out)
    case .timestamp(let patience): takeEarliest(node, patience, out)
    }
    return (inputs, out)
  }

  @inlinable
  func takeTurns(_ node: NodeDeclaration, _ weights: [Int], _ out: Output<Payload>) {
    self.weights = weights
    for position in names.indices {
      let input = node.input(names[position], Payload.self) { [self] payload, _ in
        try out.emit(payload)
        if !inputs[position].isServable { beginRoundIfSpent() }
      }
      input.credit = position < weights.count ? max(1, weights[position]) : 1
      inputs.append(input)
    }
    node.onSlice { [self] _ in beginRoundIfSpent() }
  }

  /// A round is over when no input has both something to give and a share left.
  @usableFromInline
  func beginRoundIfSpent() {
    for input in inputs where input.isServable { return }
    for (position, input) in inputs.enumerated() { input.credit = weights[position] }
  }

  @inlinable
  func takeEarliest(_ node: NodeDeclaration, _ patience: UInt64?, _ out: Output<Payload>) {
    for position in names.indices {
      let input = node.input(names[position], Payload.self) { [self] payload, context in
        held.hold(payload, context.headers, at: position, context.now)
        if let patience { context.wake(at: held.since &+ patience) }
        try release(out)
      }
      input.credit = 1
      inputs.append(input)
    }
    node.onSlice { [self] _ in try release(out) }
    node.onTick { [self] context in
      guard let patience else { return }
      while held.count > 0, held.since &+ patience <= context.now { try sendEarliest(out) }
      if held.count > 0 { context.wake(at: held.since &+ patience) }
    }
    node.onStandstill { [self] in
      held.isForced = held.count > 0
      return held.isForced
    }
    node.onEnd { [self] _ in
      while held.count > 0 { try sendEarliest(out) }
    }
  }

  /// Sends on while every input has shown its next message, or has none any more.
  @inlinable
  func release(_ out: Output<Payload>) throws {
    while held.count > 0, held.isForced || isComplete {
      held.isForced = false
      try sendEarliest(out)
    }
  }

  @inlinable
  var isComplete: Bool {
    if held.count == inputs.count { return true }
    for (position, input) in inputs.enumerated() where held.heads[position] == nil && !input.hasEnded {
      return false
    }
    return true
  }

  @inlinable
  func sendEarliest(_ out: Output<Payload>) throws {
    guard let (position, head) = held.takeEarliest() else { return }
    inputs[position].credit = 1
    try out.emit(head.payload, headers: head.headers)
  }
}

/// The next message of each input of a merger by time.
@usableFromInline
final class HeldHeads<Payload> {
  @usableFromInline
  struct Head {
    @usableFromInline let payload: Payload
    @usableFromInline let headers: Headers
    @usableFromInline let since: UInt64

    @inlinable
    init(payload: Payload, headers: Headers, since: UInt64) {
      self.payload = payload
      self.headers = headers
      self.since = since
    }
  }

  @exclusivity(unchecked) @usableFromInline var heads: [Head?]
  @exclusivity(unchecked) @usableFromInline var count = 0
  /// Whether the earliest goes out though others have not shown theirs.
  @exclusivity(unchecked) @usableFromInline var isForced = false

  init(count: Int) { heads = Array(repeating: nil, count: count) }

  @inlinable
  func hold(_ payload: Payload, _ headers: Headers, at position: Int, _ now: UInt64) {
    heads[position] = Head(payload: payload, headers: headers, since: now)
    count += 1
  }

  /// Since when the one that has waited longest waits.
  @inlinable
  var since: UInt64 { heads.reduce(.max) { min($0, $1?.since ?? .max) } }

  /// The earliest head; of equal ones that of the first input. O(inputs).
  @inlinable
  func takeEarliest() -> (position: Int, head: Head)? {
    var best: (position: Int, head: Head)?
    for (position, head) in heads.enumerated() {
      guard let head, head.headers.timestamp < best?.head.headers.timestamp ?? .max || best == nil else {
        continue
      }
      best = (position, head)
    }
    if let best {
      heads[best.position] = nil
      count -= 1
    }
    return best
  }
}

extension GraphBuilder {
  /// Merges several outputs into one, in the given order. See ``MergeOrder``.
  @inlinable
  public func merger<Payload: Sendable>(
    _ name: String, _ upstreams: [Output<Payload>], _ order: MergeOrder = .roundRobin,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<Payload> = EdgeOptions()
  ) -> Output<Payload> {
    let merger = Merger<Payload>((0..<upstreams.count).map { "in\($0 + 1)" }, order)
    return node(name, settings) { node in
      let ports = merger.ports(node)
      for (upstream, input) in zip(upstreams, ports.in) { connect(upstream, to: input, options) }
      return ports.out
    }
  }
}

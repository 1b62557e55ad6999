import Synchronization

/// Sends every message on a while after it came, in order. Holds up to `capacity`; further ones wait in the edge before
/// it, where they hold back their producer, and their time begins when they leave that edge.
///
/// News of a failure waits in its place among the data. The stream ends, and a stop is through, when the last message has
/// gone; the command `flush` has everything go at once.
public final class Delay<Payload: Sendable>: Relay {
  @usableFromInline let nanoseconds: UInt64
  @usableFromInline let capacity: Int
  private let held = MessageQueue<Payload>()
  /// When each of them is due; those before `first` have gone.
  @exclusivity(unchecked) private var due: [UInt64] = []
  @exclusivity(unchecked) private var first = 0

  /// Holds each message for `nanoseconds`, `capacity` of them at most.
  public init(_ nanoseconds: UInt64, capacity: Int = 1024) {
    self.nanoseconds = nanoseconds
    self.capacity = capacity
  }

  /// Declares `in` and `out`.
  @inlinable
  public func ports(_ node: NodeDeclaration) -> (in: Input<Payload>, out: Output<Payload>) {
    node.require("delay", nanoseconds, in: 0...1 << 60)
    node.require("capacity", capacity, in: 1...AnyOutput.emissionLimit)
    let out = node.output("out", Payload.self)
    let input = node.input("in", Payload.self) { [self] payload, context in
      hold(Message(payload, headers: context.headers), context)
    }
    input.credit = capacity
    release(node, input, out)
    return (input, out)
  }

  /// Sets up what lets messages go.
  @usableFromInline
  func release(_ node: NodeDeclaration, _ input: Input<Payload>, _ out: Output<Payload>) {
    node.onFailure { [self, unowned(unsafe) input] failure, context in
      hold(Message(.error(failure), headers: context.headers), context)
      // News costs no demand by itself, but it takes a place here.
      input.credit = max(0, capacity - held.count)
    }
    node.onTick { [self, unowned(unsafe) input, unowned(unsafe) out] context in
      try send(out, context)
      input.credit = max(0, capacity - held.count)
    }
    node.onFlush { [self, unowned(unsafe) input, unowned(unsafe) out] context in
      for position in first..<due.count { due[position] = 0 }
      try send(out, context)
      input.credit = max(0, capacity - held.count)
    }
  }

  @usableFromInline
  func hold(_ message: Message<Payload>, _ context: NodeContext) {
    if held.count == 0 {
      // The node does not end before its last message has gone.
      context.core.outsideJobs.store(1, ordering: .relaxed)
      context.wake(at: later(context.now, nanoseconds))
    }
    held.append(message)
    due.append(later(context.now, nanoseconds))
  }

  /// Sends on what is due, until an edge has no more room.
  private func send(_ out: Output<Payload>, _ context: NodeContext) throws {
    defer {
      if held.count == 0 {
        context.core.outsideJobs.store(0, ordering: .relaxed)
      } else {
        context.wake(at: due[first])
      }
    }
    while held.count > 0, due[first] <= context.now, !context.isBlocked {
      first += 1
      if first > due.count / 2 {
        due.removeFirst(first)
        first = 0
      }
      try out.forward(held.removeFirst())
    }
  }
}

extension GraphBuilder {
  /// Sends every message on `nanoseconds` after it came. See ``Delay``.
  @inlinable
  public func delay<Payload: Sendable>(
    _ name: String, _ upstream: Output<Payload>, by nanoseconds: UInt64, capacity: Int = 1024,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<Payload> = EdgeOptions()
  ) -> Output<Payload> {
    place(name, Delay(nanoseconds, capacity: capacity), after: upstream, settings, options)
  }
}

/// How many may pass now: tokens come at a steady rate, up to a burst. Pure; all integers.
///
/// Keeps one moment only, the one at which the bucket will be full (the generic cell rate algorithm, ITU-T I.371).
public struct TokenBucket: Sendable, Equatable {
  /// Nanoseconds between two tokens.
  public let interval: UInt64
  /// The most tokens that gather.
  public let burst: UInt64
  private var fullAt: UInt64 = 0

  /// A full bucket that gains `count` tokens every `nanoseconds`, never more: the interval is rounded up.
  public init(_ count: Int, per nanoseconds: UInt64, burst: Int) {
    let count = UInt64(max(1, count))
    interval = max(1, nanoseconds / count + (nanoseconds % count == 0 ? 0 : 1))
    self.burst = UInt64(max(1, burst))
  }

  /// Tokens there are at a moment.
  public func available(at now: UInt64) -> Int {
    guard fullAt > now else { return Int(burst) }
    let missing = (fullAt - now + interval - 1) / interval
    return missing >= burst ? 0 : Int(burst - missing)
  }

  /// Takes a token that is there.
  public mutating func take(at now: UInt64) { fullAt = max(fullAt, now) &+ interval }

  /// When the next token is there, if none is now.
  public func next(after now: UInt64) -> UInt64 {
    let least = (burst - 1) * interval
    return fullAt > now + least ? fullAt - least : now
  }
}

/// Lets messages pass at a limited rate and loses none: what may not pass yet stays in the edge before it, where it
/// holds back its producer. Holds nothing itself.
public final class Throttle<Payload: Sendable>: Relay {
  @usableFromInline let count: Int
  @usableFromInline let period: UInt64
  @usableFromInline let burst: Int
  @exclusivity(unchecked) @usableFromInline var bucket: TokenBucket

  /// `count` messages every `nanoseconds`; after a pause up to `burst` at once.
  public init(_ count: Int, per nanoseconds: UInt64, burst: Int = 1) {
    self.count = count
    period = nanoseconds
    self.burst = burst
    bucket = TokenBucket(count, per: nanoseconds, burst: burst)
  }

  /// Declares `in` and `out`.
  @inlinable
  public func ports(_ node: NodeDeclaration) -> (in: Input<Payload>, out: Output<Payload>) {
    node.require("count", count, in: 1...1 << 30)
    node.require("period", period, in: 1...1 << 60)
    node.require("burst", burst, in: 1...1 << 30)
    let out = node.output("out", Payload.self)
    let box = InputBox<Payload>()
    let input = node.input("in", Payload.self) { [self] payload, context in
      bucket.take(at: context.now)
      allow(box.input, context)
      try out.emit(payload)
    }
    input.credit = burst
    box.input = input
    node.onTick { [self] context in allow(box.input, context) }
    return (input, out)
  }

  /// The input may take as many as there are tokens; with none, the node wakes when the next one comes.
  @usableFromInline
  func allow(_ input: AnyInput?, _ context: NodeContext) {
    let available = bucket.available(at: context.now)
    input?.credit = available
    if available == 0 { context.wake(at: bucket.next(after: context.now)) }
  }
}

/// Lets a handler reach its own input.
@usableFromInline
final class InputBox<Payload: Sendable> {
  @exclusivity(unchecked) @usableFromInline unowned(unsafe) var input: Input<Payload>?

  @usableFromInline
  init() {}
}

extension GraphBuilder {
  /// Lets `count` messages pass every `nanoseconds`, up to `burst` at once; the others wait before it. See ``Throttle``.
  @inlinable
  public func throttle<Payload: Sendable>(
    _ name: String, _ upstream: Output<Payload>, _ count: Int, per nanoseconds: UInt64, burst: Int = 1,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<Payload> = EdgeOptions()
  ) -> Output<Payload> {
    place(name, Throttle(count, per: nanoseconds, burst: burst), after: upstream, settings, options)
  }
}

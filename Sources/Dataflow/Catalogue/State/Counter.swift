/// What a counter has counted.
public struct CountSummary<Key: Hashable & Sendable>: Sendable, Equatable {
  /// One key's part.
  public struct Entry: Sendable, Equatable {
    /// The key.
    public let key: Key
    /// Messages with this key.
    public var count: UInt64
    /// The sum of their amounts.
    public var sum: Double
  }

  /// Keys in the order in which they first came.
  public internal(set) var entries: [Entry] = []
  /// Messages whose key found no place any more.
  public internal(set) var others: UInt64 = 0

  /// Messages in all.
  public var total: UInt64 { entries.reduce(others) { $0 + $1.count } }

  /// The entry of a key. O(keys).
  public subscript(key: Key) -> Entry? { entries.first { $0.key == key } }
}

/// Counts messages by key and adds up an amount of each; sends summaries. Holds one entry a key, at most `keys`.
public final class Counter<In: Sendable, Key: Hashable & Sendable>: Relay {
  private let keyLimit: Int
  private let key: (In) throws -> Key
  private let amount: (In) throws -> Double
  private let every: Int?
  private let interval: UInt64?
  private let resets: Bool
  private var summary = CountSummary<Key>()
  private var positions: [Key: Int] = [:]
  private var sinceSummary = 0

  /// A counter that sends a summary every `count` messages, every `nanoseconds`, on the command `flush` and at the end,
  /// and starts anew after each when it `resets`. Keys beyond the first `keys` are counted together as others.
  public init(
    every count: Int? = nil, interval nanoseconds: UInt64? = nil, resets: Bool = false, keys: Int = 10_000,
    by key: @escaping (In) throws -> Key, amount: @escaping (In) throws -> Double = { _ in 1 }
  ) {
    every = count
    interval = nanoseconds
    self.resets = resets
    keyLimit = keys
    self.key = key
    self.amount = amount
  }

  /// Declares `in` and `out`.
  public func ports(_ node: NodeDeclaration) -> (in: Input<In>, out: Output<CountSummary<Key>>) {
    node.require("every", every, in: 1...1 << 40)
    node.require("keys", keyLimit, in: 1...1 << 24)
    let out = node.output("out", CountSummary<Key>.self)
    let input = node.input("in", In.self) { [self] payload, _ in
      count(try key(payload), try amount(payload))
      if let every, sinceSummary >= every { try send(out) }
    }
    if let interval { node.onTick(every: interval) { [self] _ in try send(out) } }
    node.onFlush { [self] _ in try send(out) }
    node.onEnd { [self] _ in if sinceSummary > 0 || summary.total == 0 { try send(out) } }
    return (input, out)
  }

  private func count(_ key: Key, _ amount: Double) {
    sinceSummary += 1
    if let position = positions[key] {
      summary.entries[position].count += 1
      summary.entries[position].sum += amount
    } else if summary.entries.count < keyLimit {
      positions[key] = summary.entries.count
      summary.entries.append(CountSummary.Entry(key: key, count: 1, sum: amount))
    } else {
      summary.others += 1
    }
  }

  private func send(_ out: Output<CountSummary<Key>>) throws {
    let sent = summary
    sinceSummary = 0
    if resets {
      summary = CountSummary()
      positions.removeAll(keepingCapacity: true)
    }
    try out.emit(sent)
  }
}

extension GraphBuilder {
  /// Counts messages by key and sends summaries. See ``Counter``.
  public func counter<In: Sendable, Key: Hashable & Sendable>(
    _ name: String, _ upstream: Output<In>, every count: Int? = nil, interval nanoseconds: UInt64? = nil,
    resets: Bool = false, keys: Int = 10_000, _ settings: NodeSettings = NodeSettings(),
    _ options: EdgeOptions<In> = EdgeOptions(), by key: @escaping (In) throws -> Key,
    amount: @escaping (In) throws -> Double = { _ in 1 }
  ) -> Output<CountSummary<Key>> {
    place(
      name,
      Counter(every: count, interval: nanoseconds, resets: resets, keys: keys, by: key, amount: amount),
      after: upstream, settings, options)
  }
}

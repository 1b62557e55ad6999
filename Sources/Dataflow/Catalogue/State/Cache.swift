/// Transforms payloads and remembers the results by key. Holds at most `capacity` results, none older than `lifetime`
/// nanoseconds; the one used longest ago makes room. Failed transforms are not remembered.
public final class Cache<In: Sendable, Key: Hashable & Sendable, Out: Sendable>: Relay {
  @exclusivity(unchecked) @usableFromInline var store: RecentStore<Key, Out>
  @usableFromInline let key: (In) throws -> Key
  @usableFromInline let transform: (In) throws -> Out
  @usableFromInline let capacity: Int
  /// Payloads answered from memory.
  public var hits: UInt64 { hitsCount }
  @exclusivity(unchecked) @usableFromInline var hitsCount: UInt64 = 0
  /// Payloads that were transformed.
  public var misses: UInt64 { missesCount }
  @exclusivity(unchecked) @usableFromInline var missesCount: UInt64 = 0

  /// A cache over `transform`.
  public init(
    capacity: Int, lifetime: UInt64? = nil, by key: @escaping (In) throws -> Key,
    _ transform: @escaping (In) throws -> Out
  ) {
    store = RecentStore(capacity: capacity, lifetime: lifetime)
    self.capacity = capacity
    self.key = key
    self.transform = transform
  }

  /// Declares `in` and `out`.
  @inlinable
  public func ports(_ node: NodeDeclaration) -> (in: Input<In>, out: Output<Out>) {
    node.require("capacity", capacity, in: 1...1 << 24)
    let out = node.output("out", Out.self)
    let input = node.input("in", In.self) { [self] payload, context in
      try out.emit(answer(payload, at: context.now))
    }
    return (input, out)
  }

  @inlinable
  func answer(_ payload: In, at now: UInt64) throws -> Out {
    let key = try self.key(payload)
    if let known = store.value(key, at: now) {
      hitsCount += 1
      return known
    }
    missesCount += 1
    let result = try transform(payload)
    store.set(key, result, at: now)
    return result
  }
}

/// Passes on the first payload of each key and counts the others. Remembers at most `capacity` keys, each for
/// `lifetime` nanoseconds after its first payload; the one seen first makes room.
public final class Deduplicate<Payload: Sendable, Key: Hashable & Sendable>: Relay {
  @exclusivity(unchecked) @usableFromInline var store: RecentStore<Key, Bool>
  @usableFromInline let capacity: Int
  @usableFromInline let key: (Payload) throws -> Key
  /// Payloads that were not passed on.
  public var duplicates: UInt64 { duplicatesCount }
  @exclusivity(unchecked) @usableFromInline var duplicatesCount: UInt64 = 0

  /// Keys are taken from payloads by `key`.
  public init(capacity: Int, lifetime: UInt64? = nil, by key: @escaping (Payload) throws -> Key) {
    store = RecentStore(capacity: capacity, lifetime: lifetime)
    self.capacity = capacity
    self.key = key
  }

  /// Declares `in` and `out`.
  @inlinable
  public func ports(_ node: NodeDeclaration) -> (in: Input<Payload>, out: Output<Payload>) {
    node.require("capacity", capacity, in: 1...1 << 24)
    let out = node.output("out", Payload.self)
    let input = node.input("in", Payload.self) { [self] payload, context in
      if try isFirst(payload, at: context.now) { try out.emit(payload) }
    }
    return (input, out)
  }

  @inlinable
  func isFirst(_ payload: Payload, at now: UInt64) throws -> Bool {
    let key = try self.key(payload)
    if store.value(key, at: now, touches: false) != nil {
      duplicatesCount += 1
      return false
    }
    store.set(key, true, at: now)
    return true
  }
}

extension GraphBuilder {
  /// Transforms payloads and remembers the results by key. See ``Cache``.
  @inlinable
  public func cache<In: Sendable, Key: Hashable & Sendable, Out: Sendable>(
    _ name: String, _ upstream: Output<In>, capacity: Int, lifetime: UInt64? = nil,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<In> = EdgeOptions(),
    by key: @escaping (In) throws -> Key, _ transform: @escaping (In) throws -> Out
  ) -> Output<Out> {
    place(
      name, Cache(capacity: capacity, lifetime: lifetime, by: key, transform), after: upstream, settings,
      options)
  }

  /// Passes on the first payload of each key. See ``Deduplicate``.
  @inlinable
  public func deduplicate<Payload: Sendable, Key: Hashable & Sendable>(
    _ name: String, _ upstream: Output<Payload>, capacity: Int, lifetime: UInt64? = nil,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<Payload> = EdgeOptions(),
    by key: @escaping (Payload) throws -> Key
  ) -> Output<Payload> {
    place(
      name, Deduplicate(capacity: capacity, lifetime: lifetime, by: key), after: upstream, settings, options)
  }
}
